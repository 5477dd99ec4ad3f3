//go:build unix

package bench

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// film is a clip made of drawn scenes with grain: what it is, and the frames at
// which its hard cuts lie. All are of 30 frames a second and have sound.
type film struct {
	name   string
	w, h   int   // as displayed
	scenes []int // frames of each scene; the last one is cut where the clip ends
	frames int
	turned bool // stored lying, to be turned a quarter clockwise
	encode []string
}

const fps = 30

var nine = []int{97, 110, 83, 121, 90, 104, 95, 100, 100}

// The files of the comparison. A phone's clip has 10 to 50 Mbit/s and grain.
var (
	sparse = film{name: "gop250.mp4", w: 1080, h: 1920, scenes: nine, frames: 900, encode: h264("11600k", 250)}
	dense  = film{name: "gop30.mp4", w: 1080, h: 1920, scenes: nine, frames: 900, encode: h264("11600k", 30)}
	large  = film{name: "4k.mp4", w: 2160, h: 3840, scenes: nine[:3], frames: 240, encode: h264("45M", 250)}
	hlg    = film{name: "hlg.mov", w: 1080, h: 1920, scenes: nine[:5], frames: 450, turned: true, encode: []string{
		"-pix_fmt", "yuv420p10le", "-c:v", "libx265", "-preset", "superfast", "-b:v", "12M", "-x265-params", "log-level=none:keyint=60:bframes=0", "-tag:v", "hvc1",
		"-color_primaries", "bt2020", "-color_trc", "arib-std-b67", "-colorspace", "bt2020nc"}}
	films = []film{sparse, dense, large, hlg}
)

func h264(rate string, group int) []string {
	return []string{"-pix_fmt", "yuv420p", "-c:v", "libx264", "-preset", "veryfast", "-b:v", rate, "-g", strconv.Itoa(group)}
}

// seconds is how long the film is.
func (f film) seconds() float64 { return float64(f.frames) / fps }

// cuts are the frames at which a new scene begins.
func (f film) cuts() (out []int) {
	at := 0
	for _, n := range f.scenes {
		if at += n; at < f.frames {
			out = append(out, at)
		}
	}
	return out
}

// drawings are the sources of scenes, small ones where drawing is slow: they
// are enlarged, and the grain is laid over the full size.
var drawings = []string{
	"mandelbrot=maxiter=400:s=270x480:r=30",
	"testsrc2=s=540x960:r=30",
	"gradients=seed=3:speed=0.05:s=270x480:r=30",
	"sierpinski=seed=5:s=540x960:r=30",
	"mandelbrot=start_x=-0.16:start_y=1.04:maxiter=300:s=270x480:r=30",
	"gradients=seed=9:speed=0.1:n=6:s=270x480:r=30",
	"sierpinski=type=triangle:seed=8:s=540x960:r=30",
	"testsrc=s=540x960:r=30",
	"life=s=270x480:mold=10:r=30:ratio=0.1:random_fill_ratio=0.1:seed=4:death_color=#C83232:life_color=#00ff00",
}

// file makes the film unless it lies there whole, and says where.
func (f film) file(ffmpeg, dir string) (string, error) {
	path := filepath.Join(dir, f.name)
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	args := []string{"-v", "error", "-y", "-nostdin"}
	var chains, joined string
	for i, n := range f.scenes {
		args = append(args, "-f", "lavfi", "-i", drawings[i])
		turn := ""
		if f.turned {
			turn = "transpose=cclock," // the display matrix turns it back
		}
		chains += fmt.Sprintf("[%d]trim=end_frame=%d,scale=%d:%d:flags=bicubic,%ssetsar=1,format=yuv420p[s%d];", i, n, f.w, f.h, turn, i)
		joined += fmt.Sprintf("[s%d]", i)
	}
	args = append(args, "-f", "lavfi", "-i", "anoisesrc=c=pink:seed=5:a=0.3:r=48000:d=60",
		"-filter_complex", fmt.Sprintf("%s%sconcat=n=%d,noise=alls=6:allf=t:all_seed=7[v]", chains, joined, len(f.scenes)),
		"-map", "[v]", "-map", fmt.Sprintf("%d:a", len(f.scenes)), "-frames:v", strconv.Itoa(f.frames), "-t", fmt.Sprint(f.seconds()))
	args = append(append(args, f.encode...), "-c:a", "aac", "-b:a", "160k")
	half := filepath.Join(dir, "half-"+f.name)
	if _, err := output(ffmpeg, nil, append(args, half)...); err != nil {
		return "", err
	}
	if f.turned {
		if err := turnQuarter(half); err != nil {
			return "", err
		}
	}
	return path, os.Rename(half, path)
}

// turnQuarter writes a quarter turn clockwise into the display matrix of the
// first track.
func turnQuarter(path string) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	at := bytes.Index(b, []byte("tkhd"))
	if at < 0 || len(b) < at+80 {
		return errors.New("no track header in " + path)
	}
	for n, v := range [9]uint32{0, 1 << 16, 0, 0xffff0000, 0, 0, 0, 0, 1 << 30} {
		binary.BigEndian.PutUint32(b[at+44+4*n:], v)
	}
	return os.WriteFile(path, b, 0o644)
}

// output runs a program and returns what it printed; its complaints become the
// error.
func output(program string, in io.Reader, args ...string) ([]byte, error) {
	cmd := exec.Command(program, args...)
	var complaints bytes.Buffer
	cmd.Stdin, cmd.Stderr = in, &complaints
	out, err := cmd.Output()
	if err != nil {
		err = fmt.Errorf("%s: %w: %s", filepath.Base(program), err, strings.TrimSpace(complaints.String()))
	}
	return out, err
}
