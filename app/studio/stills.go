package studio

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"sync"

	"taglane/app/media"
	"taglane/app/taglane"
)

// stillHeight is how high a single frame is shown, in pixels.
const stillHeight = 960

// smallStill is one frame of a clip as a screen shows it. The last few are
// kept, for a person steps to and fro.
func (s *Studio) smallStill(ctx context.Context, c taglane.Clip, at taglane.Frame) (*image.NRGBA, error) {
	name := fmt.Sprint(c.Fingerprint, "-", at)
	if m := s.stills.of(name); m != nil {
		return m, nil
	}
	src, tool, err := s.seen(ctx, c)
	if err != nil {
		return nil, err
	}
	m, err := media.Still(ctx, tool, src, at)
	if err != nil {
		return nil, err
	}
	if h := m.Rect.Dy(); h > stillHeight {
		m = media.Resize(m, max(1, m.Rect.Dx()*stillHeight/h), stillHeight)
	}
	s.stills.keep(name, m)
	return m, nil
}

// seen opens what a clip's pictures are taken from: its file, or where that is on
// another laptop, the team's small copy.
func (s *Studio) seen(ctx context.Context, c taglane.Clip) (media.Source, media.Tool, error) {
	src, tool, err := s.source(ctx, c)
	if taglane.KindOf(err) != taglane.NotFound {
		return src, tool, err
	}
	if made := s.made(ctx, c, true); made.Proxy != "" {
		if small, failed := media.Open(ctx, tool, made.Proxy); failed == nil && small.Frames == c.Frames {
			return small, tool, nil
		}
	}
	return src, tool, err
}

// stillFile keeps one frame as a picture and says where it lies.
func (s *Studio) stillFile(ctx context.Context, c taglane.Clip, at taglane.Frame) (string, error) {
	return s.cache.Keep(fmt.Sprintf("%s-%d.jpg", c.Fingerprint, at), func() ([]byte, error) {
		m, err := s.smallStill(ctx, c, at)
		if err != nil {
			return nil, err
		}
		var b bytes.Buffer
		err = media.WriteJPEG(&b, m, 88)
		return b.Bytes(), err
	})
}

// stills keeps the last few frames that were looked at.
type stills struct {
	mu   sync.Mutex
	list []named
}

type named struct {
	name string
	m    *image.NRGBA
}

const mostStills = 6

func (s *stills) of(name string) *image.NRGBA {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, x := range s.list {
		if x.name == name {
			return x.m
		}
	}
	return nil
}

func (s *stills) keep(name string, m *image.NRGBA) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.list = append(s.list, named{name, m})
	if len(s.list) > mostStills {
		s.list = append([]named(nil), s.list[1:]...)
	}
}
