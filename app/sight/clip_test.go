package sight_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"math"
	"os/exec"
	"path/filepath"
	"testing"

	"taglane/app/media"
	"taglane/app/sight"
	"taglane/app/taglane"
)

// clip hands over the frames of a file, as studio does.
type clip struct {
	tool media.Tool
	src  media.Source
}

func (c clip) Frames(ctx context.Context, from, to taglane.Frame, every int, width int, each func(taglane.Frame, *image.YCbCr) error) error {
	return media.Frames(ctx, c.tool, c.src, from, to, every, width, each)
}

const (
	clipW, clipH = 360, 640
	scene        = 60 // frames until the cut
)

// where is the middle of the thing in the first scene.
func where(n int) (x, y float64) {
	a := float64(n) / 20
	return 180 + 90*math.Sin(a), 320 + 120*math.Cos(a*0.8)
}

// painted is frame n of a clip: a striped tin before a floor of tiles, then a
// cut to another room where it stands no longer.
func painted(n int) []byte {
	m := image.NewYCbCr(image.Rect(0, 0, clipW, clipH), image.YCbCrSubsampleRatio420)
	tx, ty := where(n)
	for y := range clipH {
		for x := range clipW {
			l, cb, cr := 90+40*((x/37+y/29)%2)+(x*7+y*3)%23, 120, 134
			if n >= scene {
				l, cb, cr = 60+90*y/clipH+30*(x/50%2), 150, 108
			}
			if u, v := float64(x)-tx, float64(y)-ty; n < scene && math.Abs(u) < 32 && math.Abs(v) < 44 {
				l, cb, cr = 170, 90, 190
				if int(v+60)/9%3 == 0 {
					l, cb, cr = 60, 160, 110
				}
				if math.Hypot(u, v-6) < 15 {
					l, cb, cr = 225, 125, 135
				}
			}
			m.Y[y*m.YStride+x] = byte(l)
			if x%2 == 0 && y%2 == 0 {
				m.Cb[y/2*m.CStride+x/2], m.Cr[y/2*m.CStride+x/2] = byte(cb), byte(cr)
			}
		}
	}
	return append(append(append([]byte{}, m.Y...), m.Cb...), m.Cr...)
}

func opened(t *testing.T) clip {
	t.Helper()
	tool, err := media.Find()
	if err != nil {
		t.Skip("ffmpeg is missing: ", err)
	}
	var in, said bytes.Buffer
	for n := range scene + 40 {
		in.Write(painted(n))
	}
	path := filepath.Join(t.TempDir(), "clip.mp4")
	cmd := exec.Command(tool.FFmpeg, "-v", "error", "-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", fmt.Sprintf("%dx%d", clipW, clipH), "-r", "30", "-i", "pipe:0",
		"-c:v", "libx264", "-preset", "ultrafast", "-crf", "30", "-g", "15", path)
	cmd.Stdin, cmd.Stderr = &in, &said
	if err := cmd.Run(); err != nil {
		t.Fatal(err, said.String())
	}
	src, err := media.Open(context.Background(), tool, path)
	if err != nil {
		t.Fatal(err)
	}
	return clip{tool, src}
}

func spotAt(n taglane.Frame) taglane.Spot {
	x, y := where(int(n))
	return taglane.Spot{X: x / clipW, Y: y / clipH}
}

// Over a clip that was encoded, and read through the same door as by studio.
func TestRealFrames(t *testing.T) {
	c := opened(t)
	ctx := context.Background()
	path, score, err := sight.Follow(ctx, c, taglane.Span{In: 3, Out: c.src.Frames}, 31, spotAt(31))
	if err != nil {
		t.Fatal(err)
	}
	var mean float64
	for f := taglane.Frame(3); f < scene; f++ {
		is, _ := path.At(f)
		mean += math.Hypot(is.X-spotAt(f).X, (is.Y-spotAt(f).Y)*clipH/clipW) / (scene - 3)
	}
	first, last := path.Keys[0].Frame, path.Keys[len(path.Keys)-1].Frame
	t.Logf("%d keys, score %.2f, astray by %.2f %% of the width", len(path.Keys), score, 100*mean)
	if mean > 0.015 || score < 0.8 || first != 3 || last >= scene || last < scene-4 {
		t.Errorf("from %d to %d, score %.2f, astray by %.2f %%", first, last, score, 100*mean)
	}

	var look sight.Look
	if err := c.Frames(ctx, 31, 32, 1, sight.Width, func(_ taglane.Frame, m *image.YCbCr) error {
		look = sight.LookAt(m, spotAt(31))
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	found, err := sight.Seen(ctx, c, c.src.Frames, look, 15)
	if err != nil || len(found) != 1 || found[0].Span != (taglane.Span{Out: scene}) {
		t.Fatalf("%+v, %v", found, err)
	}
	at, want := found[0].Spot, spotAt(found[0].At)
	if off := math.Hypot(at.X-want.X, (at.Y-want.Y)*clipH/clipW); off > 0.015 {
		t.Errorf("off by %.2f %%", 100*off)
	}
}
