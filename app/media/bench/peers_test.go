//go:build unix

package bench

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"image/jpeg"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/image/bmp"
)

// What other programs run over a clip, word for word, and what they do with
// what comes out of it.

// decode is the floor: no program that looks at every frame can spend less.
func decode(ffmpeg, path string) error {
	_, err := output(ffmpeg, nil, "-v", "error", "-nostdin", "-i", path, "-map", "0:v:0", "-f", "null", "-")
	return err
}

// spriteTiles is how many pictures a sprite of stash has: 9 × 9.
const spriteTiles = 81

// stashTile is stash's picture number i (pkg/scene/generate/sprite.go at
// cf3489e): one process for each, one after the other.
func stashTile(ffmpeg, path string, i int, seconds float64) (image.Image, error) {
	at := float64(i) * seconds / spriteTiles
	raw, err := output(ffmpeg, nil, "-v", "error", "-y", "-ss", strconv.FormatFloat(at, 'f', -1, 64), "-i", path,
		"-frames:v", "1", "-vf", "scale=160:-2", "-c:v", "bmp", "-f", "rawvideo", "-")
	if err != nil {
		return nil, err
	}
	return bmp.Decode(bytes.NewReader(raw))
}

// stashSprite makes stash's sprite. Its own montage copies the whole canvas for
// each picture; drawing in place, as here, costs it less than it really spends.
func stashSprite(ffmpeg, path string, seconds float64, into string) error {
	var canvas *image.RGBA
	for i := range spriteTiles {
		m, err := stashTile(ffmpeg, path, i, seconds)
		if err != nil {
			return err
		}
		w, h := m.Bounds().Dx(), m.Bounds().Dy()
		if canvas == nil {
			canvas = image.NewRGBA(image.Rect(0, 0, 9*w, 9*h))
		}
		draw.Draw(canvas, image.Rect(i%9*w, i/9*h, i%9*w+w, i/9*h+h), m, m.Bounds().Min, draw.Over)
	}
	f, err := os.Create(into)
	if err != nil {
		return err
	}
	return errors.Join(jpeg.Encode(f, canvas, &jpeg.Options{Quality: 95}), f.Close())
}

// losslessCut makes n thumbnails as LosslessCut does (src/renderer/src/ffmpeg.ts
// at e1f4348), two processes at a time. It asks for 10; a filmstrip has more.
func losslessCut(ffmpeg, path string, seconds float64, n int) error {
	next := make(chan int)
	failed := make([]error, 2)
	var both sync.WaitGroup
	for worker := range failed {
		both.Go(func() {
			for i := range next {
				at := strconv.FormatFloat(float64(i)*seconds/float64(n), 'f', -1, 64)
				out, err := output(ffmpeg, nil, "-ss", at, "-i", path, "-vf", "scale=-2:200", "-f", "image2", "-vframes", "1", "-q:v", "10", "-")
				if err == nil && len(out) == 0 {
					err = fmt.Errorf("no thumbnail at %s s", at)
				}
				failed[worker] = errors.Join(failed[worker], err)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	both.Wait()
	return errors.Join(failed...)
}

// losslessCuts are the seconds at which LosslessCut's search sees a new scene
// (src/main/ffmpeg.ts at e1f4348), at the threshold it starts with.
func losslessCuts(ffmpeg, path string) (at []float64, err error) {
	out, err := output(ffmpeg, nil, "-hide_banner", "-i", path, "-map", "v:0",
		"-filter:v", `select='gt(scene,0.3)',metadata=print:file=-:direct=1`, "-f", "null", "-")
	for line := range strings.Lines(string(out)) {
		if _, t, ok := strings.Cut(line, "pts_time:"); ok {
			s, err := strconv.ParseFloat(strings.TrimSpace(t), 64)
			if err != nil {
				return nil, err
			}
			at = append(at, s)
		}
	}
	return at, err
}

// trickplay makes Jellyfin's pictures (MediaBrowser.MediaEncoding/Encoder/
// MediaEncoder.cs at c3ed140), of our size and number, and says how many came.
// Laying them into sheets, which it does next, is left out.
func trickplay(ffmpeg, path string, rate, seconds float64, n int, into string) (int, error) {
	filter := fmt.Sprintf("setpts=N/%g/TB,fps=1/%g,scale=160:284", rate, seconds/float64(n))
	_, err := output(ffmpeg, nil, "-loglevel", "error", "-threads", "1", "-i", "file:"+path, "-an", "-sn", "-vf", filter,
		"-threads", "1", "-c:v", "mjpeg", "-qscale:v", "4", "-vsync", "passthrough", "-f", "image2", filepath.Join(into, "%08d.jpg"))
	if err != nil {
		return 0, err
	}
	made, err := filepath.Glob(filepath.Join(into, "*.jpg"))
	return len(made), err
}

// thumbnailer is ffmpegthumbnailer's picture, a tenth into the clip.
func thumbnailer(path, into string) error {
	_, err := output("ffmpegthumbnailer", nil, "-i", path, "-o", into, "-s", "540")
	return err
}

// hasThumbnailer says whether the program is there.
func hasThumbnailer() bool {
	_, err := exec.LookPath("ffmpegthumbnailer")
	return err == nil
}
