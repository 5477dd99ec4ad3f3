//go:build unix

package bench

import (
	"bytes"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Pictures of the coded clips carry their number as ten black or white boxes
// along the top, broad enough to survive a tile of 160 pixels.
const (
	codeBits      = 10
	codedW        = 360
	codedH        = 640
	codeBand      = codedH / 5
	tileW, tileH  = 160, 284
	lit, unlit    = 235, 16
	lightestBlack = 128
)

func paint(n int) []byte {
	m := image.NewYCbCr(image.Rect(0, 0, codedW, codedH), image.YCbCrSubsampleRatio420)
	for y := range codedH {
		for x := range codedW {
			v := byte(60 + (x+3*n)%codedW*100/codedW + (y/16+n)%2*20)
			if y < codeBand {
				if v = unlit; n>>(codeBits-1-x*codeBits/codedW)&1 == 1 {
					v = lit
				}
			}
			m.Y[y*m.YStride+x] = v
		}
	}
	for i := range m.Cb {
		m.Cb[i], m.Cr[i] = 120, 136
	}
	return bytes.Join([][]byte{m.Y, m.Cb, m.Cr}, nil)
}

// readCode reads the number of a picture from its brightness at places given
// as fractions of its size.
func readCode(luma func(x, y float64) int) (n int) {
	for i := range codeBits {
		n <<= 1
		if luma((float64(i)+0.5)/codeBits, 0.1) > lightestBlack {
			n |= 1
		}
	}
	return n
}

// codeOf reads the number of the part r of a picture.
func codeOf(m image.Image, r image.Rectangle) int {
	return readCode(func(x, y float64) int {
		red, green, blue, _ := m.At(r.Min.X+int(x*float64(r.Dx())), r.Min.Y+int(y*float64(r.Dy()))).RGBA()
		return int(red+green+blue) / 3 >> 8
	})
}

// coded is a clip whose pictures say which they are.
type coded struct {
	path  string
	shown []showing // what a player shows, in order
	end   float64   // seconds at which the last picture goes
}

type showing struct {
	at     float64 // seconds from the first picture shown
	number int
}

// at is the number of the picture that a player shows at a time. Times in files
// are rounded; two milliseconds are forgiven.
func (c coded) at(seconds float64) int {
	number := -1
	for _, s := range c.shown {
		if s.at <= seconds+0.002 {
			number = s.number
		}
	}
	return number
}

// away is how far in seconds picture number is from being shown at a time.
func (c coded) away(number int, seconds float64) float64 {
	for i, s := range c.shown {
		if s.number != number {
			continue
		}
		until := c.end
		if i+1 < len(c.shown) {
			until = c.shown[i+1].at
		}
		return max(0, s.at-seconds, seconds-until)
	}
	return c.end
}

// darkPhone is a clip of a phone that halves its rate in the dark: 240 pictures
// at 30 a second, then 105 at 15 a second.
func darkPhone(ffmpeg, ffprobe, dir string) (coded, error) {
	path := filepath.Join(dir, "dark.mp4")
	err := encodeCoded(ffmpeg, path, 345, "-vf", `setpts=if(lt(N\,240)\,N\,240+(N-240)*2)/30/TB`, "-fps_mode", "passthrough", "-g", "60")
	if err != nil {
		return coded{}, err
	}
	return watch(ffmpeg, ffprobe, path)
}

// cutCopy is a clip cut without decoding: it begins with pictures that its edit
// list hides.
func cutCopy(ffmpeg, ffprobe, dir string) (coded, error) {
	whole, path := filepath.Join(dir, "whole.mp4"), filepath.Join(dir, "cut.mp4")
	if err := encodeCoded(ffmpeg, whole, 420, "-g", "60", "-bf", "2"); err != nil {
		return coded{}, err
	}
	if _, err := output(ffmpeg, nil, "-v", "error", "-y", "-nostdin", "-ss", "3.43333", "-i", whole, "-c", "copy", path); err != nil {
		return coded{}, err
	}
	c, err := watch(ffmpeg, ffprobe, path)
	if err == nil && c.shown[0].number == 0 {
		err = fmt.Errorf("%s hides nothing", path)
	}
	return c, err
}

func encodeCoded(ffmpeg, path string, n int, more ...string) error {
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	var pictures bytes.Buffer
	for i := range n {
		pictures.Write(paint(i))
	}
	args := []string{"-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", fmt.Sprintf("%dx%d", codedW, codedH), "-r", strconv.Itoa(fps), "-i", "pipe:0",
		"-c:v", "libx264", "-preset", "veryfast", "-crf", "18", "-sc_threshold", "0"}
	half := filepath.Join(filepath.Dir(path), "half-"+filepath.Base(path))
	if _, err := output(ffmpeg, &pictures, append(append(args, more...), half)...); err != nil {
		return err
	}
	return os.Rename(half, path)
}

// watch finds out what a player shows: ffmpeg decodes every picture and ffprobe
// says when each is due. Nothing of ours takes part.
func watch(ffmpeg, ffprobe, path string) (coded, error) {
	raw, err := output(ffmpeg, nil, "-v", "error", "-nostdin", "-i", path, "-map", "0:v:0", "-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", "gray", "-")
	if err != nil {
		return coded{}, err
	}
	due, err := output(ffprobe, nil, "-v", "error", "-select_streams", "v:0", "-show_entries", "frame=pts_time,pkt_duration_time", "-of", "csv=p=0", path)
	if err != nil {
		return coded{}, err
	}
	c, first := coded{path: path}, 0.0
	for line := range strings.Lines(string(due)) {
		if line = strings.Trim(line, ",\n"); line == "" {
			continue // what else a frame carries stands on a line of its own
		}
		at, lasts, _ := strings.Cut(line, ",")
		t, err := strconv.ParseFloat(at, 64)
		if err != nil {
			return coded{}, fmt.Errorf("when is %q: %w", line, err)
		}
		n := len(c.shown)
		if n == 0 {
			first = t
		}
		if len(raw) < (n+1)*codedW*codedH {
			break
		}
		frame := raw[n*codedW*codedH:]
		number := readCode(func(x, y float64) int { return int(frame[int(y*codedH)*codedW+int(x*codedW)]) })
		c.shown = append(c.shown, showing{t - first, number})
		if d, err := strconv.ParseFloat(lasts, 64); err == nil {
			c.end = t - first + d
		}
	}
	if len(c.shown) == 0 || len(raw) != len(c.shown)*codedW*codedH {
		return coded{}, fmt.Errorf("%s decodes to %d bytes, not to its %d pictures", path, len(raw), len(c.shown))
	}
	return c, nil
}
