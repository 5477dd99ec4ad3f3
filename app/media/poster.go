package media

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/jpeg"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"
)

// pictures reads raw 4:2:0 pictures of one size from a child until it ends.
// A last picture that is cut short is dropped.
func pictures(r io.Reader, s size, each func(*image.YCbCr) error) error {
	for {
		m := image.NewYCbCr(image.Rect(0, 0, s.w, s.h), image.YCbCrSubsampleRatio420)
		for _, plane := range [][]byte{m.Y, m.Cb, m.Cr} {
			if _, err := io.ReadFull(r, plane); err != nil {
				if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
					return nil
				}
				return err
			}
		}
		if err := each(m); err != nil {
			return err
		}
	}
}

// rawSize is how many bytes a raw 4:2:0 picture of even size takes.
func (s size) rawSize() int64 { return int64(s.w) * int64(s.h) * 3 / 2 }

// decoding is one run of ffmpeg whose raw pictures come to each.
type decoding struct {
	in    []string // options for reading
	graph string   // its last label is [tiles]
	size  size     // of a picture
	most  int      // pictures that may come
	first bool     // the first one is enough
	limit time.Duration
	more  []string // other outputs
	each  func(*image.YCbCr) error
}

func (j *ingest) decode(ctx context.Context, d decoding) (complaints []string, err error) {
	threads := j.src.threads(j.work.Threads, 2)
	if d.first {
		threads = "1" // more would decode pictures that nobody waits for
	}
	in := append([]string{"-threads", threads}, d.in...)
	out := []string{"-filter_complex", d.graph, "-map", "[tiles]", "-fps_mode", "passthrough", "-c:v", "rawvideo", "-f", "rawvideo"}
	if d.first {
		out = append(out, "-frames:v", "1")
	}
	out = append(append(out, "pipe:1"), d.more...)
	if len(d.more) == 0 {
		in = append([]string{"-filter_complex_threads", "1"}, in...) // small pictures are not worth handing about
	}
	return child{
		program: j.tool.FFmpeg, argv: arguments(false, j.src, in, out), only: j.tool.only(j.src.Path), dir: j.desk, file: mostFile(j.src.Duration), limit: d.limit, most: int64(d.most) * d.size.rawSize(),
		out: func(r io.Reader) error { return pictures(r, d.size, d.each) },
	}.run(ctx)
}

// poster makes the picture on the card, from a picture that can be decoded
// alone: the nearest to a fifth of the clip that is not dark or blank.
func (j *ingest) poster(ctx context.Context) error {
	if j.made.Poster != "" {
		return nil
	}
	j.tell("poster", 0)
	s := j.src.within(shortSide)
	graph := j.src.input() + j.src.shape(s.w, s.h, "bicubic") + "," + asJPEG + "[tiles]"
	var best *image.YCbCr
	var complaints []string
	var last error
	for _, in := range j.posterSeeks() {
		said, err := j.decode(ctx, decoding{in: in, graph: graph, size: s, most: 1, first: true, limit: stillLimit, each: func(m *image.YCbCr) error {
			if best == nil || spread(m) > spread(best) {
				best = m
			}
			return nil
		}})
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			complaints, last = said, err
		}
		if best != nil && spread(best) >= dull {
			break
		}
	}
	if best == nil {
		return j.trouble(ctx, complaints, last)
	}
	return j.keepJPEG("poster.jpg", best, 86, func(r *record) { r.Poster = "poster.jpg" })
}

// dull is the spread of brightness below which a picture shows nothing.
const dull = 12

// keysOnly reads pictures that can be decoded alone. The file has been opened
// before, and so the decoder need not read ahead to learn what it holds.
var keysOnly = []string{"-nofind_stream_info", "-skip_frame", "nokey"}

// posterSeeks are the ways to read a candidate, the most promising first.
func (j *ingest) posterSeeks() (out [][]string) {
	aim := j.src.start + int64(j.src.Duration*0.2e6)
	off := func(k keyframe) int64 { return max(k.at-aim, aim-k.at) }
	left := append([]keyframe(nil), j.src.keys...)
	for len(left) > 0 && len(out) < 3 {
		n := 0
		for i := range left {
			if off(left[i]) < off(left[n]) {
				n = i
			}
		}
		out = append(out, append(slices.Clone(keysOnly), seek(left[n].at)...))
		left = append(left[:n], left[n+1:]...)
	}
	return append(out, seek(aim), nil) // at last: any picture near the aim, any at all
}

// seek starts reading at the last picture before a time that can be decoded
// alone. The times are the file's own.
func seek(at int64) []string {
	return []string{"-noaccurate_seek", "-seek_timestamp", "1", "-ss", strconv.FormatInt(at, 10) + "us"}
}

// spread is how far the brightness of a picture varies, without its brightest
// and darkest twentieth. It is near zero for a black or blank picture.
func spread(m *image.YCbCr) int {
	var count [256]int
	for y := 0; y < m.Rect.Dy(); y += 4 {
		for _, v := range m.Y[y*m.YStride : y*m.YStride+m.Rect.Dx()] {
			count[v]++
		}
	}
	total := 0
	for _, n := range count {
		total += n
	}
	low, high, sum := 0, 255, 0
	for sum += count[low]; sum < total/20; sum += count[low] {
		low++
	}
	for sum = count[high]; sum < total/20; sum += count[high] {
		high--
	}
	return high - low
}

// keepJPEG writes a picture and notes it.
func (j *ingest) keepJPEG(name string, m *image.YCbCr, quality int, note func(*record)) error {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: quality}); err != nil {
		return unwritable(err)
	}
	if err := os.WriteFile(filepath.Join(j.desk, name), b.Bytes(), 0o644); err != nil {
		return unwritable(err)
	}
	return j.keep(name, note)
}
