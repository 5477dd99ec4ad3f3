package studio

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"math"
	"path/filepath"
	"strings"

	"taglane/app/cover"
	"taglane/app/files"
	"taglane/app/media"
	"taglane/app/taglane"
)

// ExportCovers writes the cover for places as they take it, and returns the
// files. format is jpeg, png or webp; folder "" is the library's own.
func (s *Studio) ExportCovers(ctx context.Context, id taglane.ID, targets []string, format, folder string) ([]Exported, error) {
	c, err := s.store.Clip(ctx, id)
	if err != nil {
		return nil, err
	}
	d, err := s.Draft(ctx, id)
	if err == nil {
		err = s.unsaid(d, "title", "cover")
	}
	if err != nil {
		return nil, err
	}
	chosen, err := targetsOf(targets)
	if err != nil {
		return nil, err
	}
	dir, err := s.exportFolder(folder)
	if err != nil {
		return nil, err
	}
	src, tool, err := s.source(ctx, c)
	if err != nil {
		return nil, err
	}
	still, err := media.Still(ctx, tool, src, coverFrame(c))
	if err != nil {
		return nil, err
	}
	out := []Exported{}
	for _, t := range chosen {
		m, err := cover.ComposeTo(still, deref(c.Design), t)
		if err != nil {
			return out, err
		}
		b, err := encodeCover(ctx, tool, m, format, t.Bytes)
		if err != nil {
			return out, err
		}
		e, err := s.export(dir, c.Heading()+", "+s.Tell(t.Name), extensionOf[format], b)
		if err != nil {
			return out, err
		}
		out = append(out, e)
	}
	return out, nil
}

var extensionOf = map[string]string{"jpeg": ".jpg", "png": ".png", "webp": ".webp"}

func encodeCover(ctx context.Context, tool media.Tool, m *image.NRGBA, format string, most int64) ([]byte, error) {
	if extensionOf[format] == "" {
		return nil, taglane.Errorf(taglane.Invalid, "%q is not a form for a picture: jpeg, png or webp.", format)
	}
	var b bytes.Buffer
	err := cover.Encode(ctx, tool, &b, m, format, most)
	return b.Bytes(), err
}

func targetsOf(ids []string) ([]cover.Target, error) {
	var out []cover.Target
	for _, id := range ids {
		found := false
		for _, t := range cover.Targets {
			if t.ID == id {
				out, found = append(out, t), true
			}
		}
		if !found {
			return nil, taglane.Errorf(taglane.Invalid, "There is no place for covers called %q.", id)
		}
	}
	if len(out) == 0 {
		return nil, taglane.Errorf(taglane.Invalid, "Choose at least one place for the cover.")
	}
	return out, nil
}

// WriteCover writes the clip's cover as JPEG in its full size: to out, or into
// the library when out is "". shape "" keeps the clip's own.
func (s *Studio) WriteCover(ctx context.Context, id taglane.ID, shape, out string) (string, error) {
	c, err := s.store.Clip(ctx, id)
	if err != nil {
		return "", err
	}
	var cut *cover.Shape
	if shape != "" {
		x, err := cover.ParseShape(shape)
		if err != nil {
			return "", err
		}
		cut = &x
	}
	draw := func() ([]byte, error) {
		src, tool, err := s.source(ctx, c)
		if err != nil {
			return nil, err
		}
		m, err := s.composed(ctx, tool, src, c, cut)
		if err != nil {
			return nil, err
		}
		var b bytes.Buffer
		err = media.WriteJPEG(&b, m, 90)
		return b.Bytes(), err
	}
	if out == "" {
		return s.cache.Keep(fmt.Sprintf("%s-cover-%s-%s.jpg", c.Fingerprint, coverMark(c), strings.ReplaceAll(shape, ":", "x")), draw)
	}
	path, err := filepath.Abs(out)
	if err != nil {
		return "", taglane.Wrap(err, taglane.Invalid, "The picture cannot be written there.")
	}
	b, err := draw()
	if err != nil {
		return "", err
	}
	return path, files.Write(path, b)
}

// composed is a clip's cover at the size of its own picture, in the shape that
// is nearest to it.
func (s *Studio) composed(ctx context.Context, tool media.Tool, src media.Source, c taglane.Clip, shape *cover.Shape) (*image.NRGBA, error) {
	still, err := media.Still(ctx, tool, src, coverFrame(c))
	if err != nil || c.Design == nil && shape == nil {
		return still, err
	}
	if shape == nil {
		shape = nearestShape(c)
	}
	w := cover.Window(still.Rect.Dx(), still.Rect.Dy(), *shape, taglane.Point{X: .5, Y: .5}).Dx()
	return cover.Compose(still, deref(c.Design), *shape, w)
}

func nearestShape(c taglane.Clip) *cover.Shape {
	best, off := cover.Shapes[0], math.Inf(1)
	for _, s := range cover.Shapes {
		if d := math.Abs(math.Log(float64(c.Width) / float64(max(1, c.Height)) * float64(s.H) / float64(s.W))); d < off {
			best, off = s, d
		}
	}
	return &best
}
