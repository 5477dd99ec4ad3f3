package media

import (
	"bufio"
	"context"
	"encoding/binary"
	"fmt"
	"image"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"taglane/app/taglane"
)

const proxyFile = "proxy.mp4"

// pass decodes the whole video once, for everything that still needs it.
func (j *ingest) pass(ctx context.Context) error {
	strip := !j.made.Whole
	proxy := !j.work.NoProxy && !j.made.PlaysSource && j.made.Proxy == ""
	var more []string
	if proxy {
		more = j.proxyOutput()
	}
	switch {
	case strip:
		return j.stripPass(ctx, proxy, more)
	case proxy:
		return j.proxyPass(ctx, more)
	}
	return nil
}

// proxyOutput writes the preview: every twelfth picture stands alone and none
// waits for a later one, so that a player finds each frame at once.
func (j *ingest) proxyOutput() []string {
	out := []string{"-map", "[proxy]"}
	if j.src.Audio != "" && !j.mute {
		out = append(out, "-map", "0:a:0", "-af", j.src.hear(), "-c:a", "aac", "-b:a", "128k", "-ac", "2")
	}
	threads := strconv.Itoa(j.work.Threads)
	return append(out, "-fps_mode", "passthrough", "-c:v", "libx264", "-threads:v", threads, "-preset", "ultrafast", "-tune", "fastdecode", "-crf", "27",
		"-g", "12", "-keyint_min", "12", "-sc_threshold", "0", "-bf", "0", "-pix_fmt", "yuv420p",
		"-map_metadata", "-1", "-map_chapters", "-1", "-movflags", "+faststart", "-f", "mp4", "file:"+proxyFile)
}

// stripPass makes the filmstrip and the cuts, and the preview beside them.
func (j *ingest) stripPass(ctx context.Context, proxy bool, more []string) error {
	want, t := j.src.tiles(), j.src.tile()
	sheet := newSheet(t, len(want))
	complaints, err := j.decode(ctx, decoding{graph: j.src.decodeOnce(true, proxy), size: t, most: len(want), limit: j.patience(), more: more, each: func(m *image.YCbCr) error {
		n := len(sheet.frames) // the child may not print more pictures than wanted
		sheet.add(m, want[n])
		j.tell(j.lastly(), 0.1+0.89*float64(n+1)/float64(len(want)))
		return nil
	}})
	if ctx.Err() != nil || len(sheet.frames) == 0 {
		return j.trouble(ctx, complaints, err)
	}
	if full := diskFull(complaints, err); full != nil {
		return full
	}
	cuts := readCuts(filepath.Join(j.desk, cutsFile))
	damage := damaged(complaints, err)
	if len(sheet.frames) < len(want) {
		damage = taglane.Say("This file can be read only up to %s.", j.src.Rate.Timecode(sheet.frames[len(sheet.frames)-1]))
	}
	err = j.keepJPEG("strip.jpg", sheet.whole, 80, func(r *record) {
		r.Strip, r.Whole, r.Cuts = sheet.strip("strip.jpg"), true, cuts
		if damage.Format != "" {
			r.Damaged = damage
		}
	})
	if err == nil {
		os.Remove(filepath.Join(j.dir, "rough.jpg")) // usually there is none
	}
	if err != nil || !proxy {
		return err
	}
	return j.keepProxy(complaints)
}

// proxyPass makes the preview alone, when all else is there already.
func (j *ingest) proxyPass(ctx context.Context, more []string) error {
	argv := arguments(false, j.src, []string{"-threads", j.src.threads(j.work.Threads, 2)},
		append([]string{"-filter_complex", j.src.decodeOnce(false, true), "-progress", "pipe:1"}, more...))
	complaints, err := child{
		program: j.tool.FFmpeg, argv: argv, only: j.tool.only(j.src.Path), dir: j.desk, file: mostFile(j.src.Duration), limit: j.patience(), most: 256 << 20,
		out: func(r io.Reader) error {
			for s := bufio.NewScanner(r); s.Scan(); {
				if us, ok := strings.CutPrefix(s.Text(), "out_time_us="); ok {
					n, _ := strconv.ParseInt(us, 10, 64) // "N/A" at first
					j.tell("proxy", min(0.99, time.Duration(n*1000).Seconds()/j.src.Duration))
				}
			}
			return nil
		},
	}.run(ctx)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if full := diskFull(complaints, err); full != nil {
		return full
	}
	return j.keepProxy(complaints)
}

// keepProxy takes the preview over if it can be played at all.
func (j *ingest) keepProxy(complaints []string) error {
	path := filepath.Join(j.desk, proxyFile)
	frames, err := finish(path)
	if err != nil || frames == 0 {
		for _, l := range complaints {
			if strings.Contains(l, "Unknown encoder") {
				return taglane.Errorf(taglane.NotFound, "This ffmpeg cannot write H.264, which previews need. Install it with: %s", Install())
			}
		}
		return taglane.Wrap(fmt.Errorf("%d frames, %v, %q", frames, err, complaints), taglane.Invalid, "No preview could be made of this file.")
	}
	return j.keep(proxyFile, func(r *record) {
		r.Proxy = proxyFile
		if frames < j.src.Frames && r.Damaged.Format == "" {
			r.Damaged = taglane.Say("This file can be read only up to %s.", j.src.Rate.Timecode(frames))
		}
	})
}

// finish counts the frames of a preview and makes its display matrix plain:
// its pictures are upright, but ffmpeg hands the source's matrix on to it.
func finish(path string) (taglane.Frame, error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	x, err := findIndex(f, info.Size())
	if err != nil {
		return 0, err
	}
	each(x.movie, func(name string, b box) {
		if name == "trak" {
			each(b, func(name string, b box) {
				if name == "tkhd" && b.u8(0) == 0 && len(b) >= 76 {
					for i, v := range [9]uint32{1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30} {
						binary.BigEndian.PutUint32(b[40+4*i:], v)
					}
				}
			})
		}
	})
	if _, err = f.WriteAt(x.movie, x.at); err != nil {
		return 0, err
	}
	d, err := readBoxes(f, Source{Size: info.Size(), demuxer: "mov"})
	return taglane.Frame(len(d.time.pts)), err
}

// readCuts reads the frames the graph noted. Frames that repeat a picture
// repeat its note, which counts once.
func readCuts(path string) (cuts []taglane.Frame) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil // no cut, no file
	}
	var at int64
	var before string
	for line := range strings.Lines(string(b)) {
		if n, ok := strings.CutPrefix(line, "frame:"); ok {
			at, _ = strconv.ParseInt(strings.Fields(n + " ")[0], 10, 64)
		} else if line != before {
			before = line
			cuts = append(cuts, taglane.Frame(at))
		}
	}
	return cuts
}

// damaged words what a decoder complained about; "" when all is well.
func damaged(complaints []string, err error) taglane.Said {
	if err != nil {
		return taglane.Say("This file is damaged; what can be read is shown.")
	}
	for _, l := range complaints {
		l = strings.ToLower(l)
		for _, sign := range []string{"error while decoding", "corrupt", "concealing", "invalid data", "partial file", "truncat", "missing picture", "invalid nal", "error splitting"} {
			if strings.Contains(l, sign) {
				return taglane.Say("This file is damaged in places; what can be read is shown.")
			}
		}
	}
	return taglane.Said{}
}
