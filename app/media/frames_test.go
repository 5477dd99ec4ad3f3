package media

import (
	"context"
	"errors"
	"image"
	"testing"
	"time"

	"taglane/app/taglane"
)

// numberOf reads the number on a small picture of a clip turned by so many degrees.
func numberOf(m *image.YCbCr, degrees int) int {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	return readNumber(func(x, y float64) int {
		x, y = stored(degrees, x, y)
		return int(m.Y[int(y*float64(h))*m.YStride+int(x*float64(w))])
	})
}

func TestSmallPicturesAreTheirFrames(t *testing.T) {
	for _, name := range []string{"plain.mp4", "bframes.mp4", "open.mkv", "turned.mp4", "dark.mp4", "drops.mkv", "cut.mp4", "offset.mkv", "one.mp4"} {
		c := clipNamed(t, name)
		s := open(t, c.file(t))
		for _, part := range []struct {
			from, to taglane.Frame
			every    int
		}{{0, s.Frames, 1}, {s.Frames / 2, s.Frames, 2}, {s.Frames - 1, s.Frames, 5}, {s.Frames / 4, s.Frames, 7}} {
			next := part.from
			err := Frames(context.Background(), tool(t), s, part.from, part.to, part.every, 120, func(f taglane.Frame, m *image.YCbCr) error {
				if f != next || m.Rect.Dx() != 120 || m.Rect.Dy() != (120*s.Height/s.Width+1)&^1 {
					t.Errorf("%s: frame %d, not %d, in %s", name, f, next, m.Rect)
				}
				if got := numberOf(m, c.want.Rotation); got != c.number(f) {
					t.Errorf("%s from %d by %d: frame %d shows %d, not %d", name, part.from, part.every, f, got, c.number(f))
				}
				next += taglane.Frame(part.every)
				return nil
			})
			if err != nil || next < part.to {
				t.Errorf("%s from %d: came to %d of %d: %v", name, part.from, next, part.to, err)
			}
		}
	}
}

// A reader that lands behind the wanted picture must notice.
func TestSmallPicturesAreNeverOthers(t *testing.T) {
	c := clipNamed(t, "cut.mp4")
	s := open(t, c.file(t))
	if len(s.keys) < 3 {
		t.Fatal("too few keys to mislead with: ", len(s.keys))
	}
	last := s.keys[len(s.keys)-1]
	r := reading{src: &s, tool: tool(t), from: 2, to: 6, every: 1, size: size{120, 90}, each: func(f taglane.Frame, m *image.YCbCr) error {
		t.Errorf("frame %d came, as %d", f, numberOf(m, 0))
		return nil
	}}
	if err := r.run(context.Background(), seek(last.at), since(s.pictureAt(2))+",", stillLimit); taglane.KindOf(err) != taglane.Invalid {
		t.Error(err)
	}
}

func TestSmallPicturesEnd(t *testing.T) {
	s := open(t, clipNamed(t, "plain.mp4").file(t))
	enough := errors.New("enough")
	n := 0
	if err := Frames(context.Background(), tool(t), s, 3, s.Frames, 1, 64, func(taglane.Frame, *image.YCbCr) error {
		if n++; n == 4 {
			return enough
		}
		return nil
	}); err != enough || n != 4 {
		t.Errorf("%d pictures, %v", n, err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	begin := time.Now()
	if err := Frames(ctx, tool(t), s, 0, s.Frames, 1, 64, func(taglane.Frame, *image.YCbCr) error { cancel(); return nil }); !errors.Is(err, context.Canceled) || time.Since(begin) > 5*time.Second {
		t.Errorf("%v after %s", err, time.Since(begin))
	}
}

func TestSmallPicturesAreRefused(t *testing.T) {
	s := open(t, clipNamed(t, "plain.mp4").file(t))
	never := func(taglane.Frame, *image.YCbCr) error { t.Error("a picture came"); return nil }
	for _, c := range []struct {
		from, to     taglane.Frame
		every, width int
	}{{-1, 3, 1, 64}, {3, 3, 1, 64}, {0, s.Frames + 1, 1, 64}, {0, 3, 0, 64}, {0, 3, 1, 8}} {
		if err := Frames(context.Background(), tool(t), s, c.from, c.to, c.every, c.width, never); taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("%+v: %v", c, err)
		}
	}
	changed := s
	changed.ModTime = changed.ModTime.Add(time.Second)
	if err := Frames(context.Background(), tool(t), changed, 0, 3, 1, 64, never); taglane.KindOf(err) != taglane.Conflict {
		t.Error(err)
	}
}
