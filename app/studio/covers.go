package studio

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"

	"taglane/app/media"
	"taglane/app/taglane"
)

// Progress tells how far the reading of a clip is.
type Progress = media.Progress

// MadePaths are files made of a clip; "" until made.
type MadePaths struct{ Poster, Strip string }

// Made says where the files made of a clip lie.
func (s *Studio) Made(c taglane.Clip) MadePaths {
	made := s.cache.Of(c.Fingerprint)
	m := MadePaths{Poster: made.Poster}
	if made.Strip != nil {
		m.Strip = made.Strip.Path
	}
	return m
}

// CoverCandidate is a frame that would make a good cover.
type CoverCandidate struct {
	Frame   taglane.Frame `json:"frame"`
	Score   float64       `json:"score"`   // 0..1
	Picture string        `json:"picture"` // path of a JPEG
}

// mostCovers is how many candidates a person is shown.
const mostCovers = 6

// Covers ranks frames by sharpness, exposure and colour, without near
// doubles, best first.
func (s *Studio) Covers(ctx context.Context, id taglane.ID) ([]CoverCandidate, error) {
	c, err := s.store.Clip(ctx, id)
	if err != nil {
		return nil, err
	}
	if s.cache.Of(c.Fingerprint).Strip == nil {
		if err := s.Prepare(ctx, id, nil); err != nil {
			return nil, err
		}
	}
	ranked, err := media.Candidates(s.cache.Of(c.Fingerprint), mostCovers)
	if err != nil {
		return nil, err
	}
	src, tool, err := s.source(ctx, c)
	if err != nil {
		return nil, err
	}
	out := make([]CoverCandidate, 0, len(ranked))
	for _, r := range ranked {
		path := filepath.Join(s.cache.Dir, fmt.Sprintf("%s-cover-%d.jpg", c.Fingerprint, r.Frame))
		if _, err := os.Stat(path); err != nil {
			if err := s.still(ctx, tool, src, r.Frame, "", path); err != nil {
				return nil, err
			}
		}
		out = append(out, CoverCandidate{r.Frame, r.Score, path})
	}
	return out, nil
}

// SetCover makes a frame the clip's cover and writes the picture: to out, or
// into the library when out is "". aspect "" keeps the whole frame. It returns
// the picture's path.
func (s *Studio) SetCover(ctx context.Context, id taglane.ID, at taglane.Frame, aspect, out string) (string, error) {
	c, err := s.store.Clip(ctx, id)
	if err != nil {
		return "", err
	}
	if at < 0 || at >= c.Frames {
		return "", taglane.Errorf(taglane.Invalid, "The cover must be a frame of the clip.")
	}
	switch aspect {
	case "", "9:16", "4:5", "1:1", "16:9":
	default:
		return "", taglane.Errorf(taglane.Invalid, "%q is not a shape for a cover: 9:16, 4:5, 1:1 or 16:9.", aspect)
	}
	src, tool, err := s.source(ctx, c)
	if err != nil {
		return "", err
	}
	if out == "" {
		out = filepath.Join(s.cache.Dir, fmt.Sprintf("%s-cover-%d.jpg", c.Fingerprint, at))
	} else if out, err = filepath.Abs(out); err != nil {
		return "", taglane.Wrap(err, taglane.Invalid, "The picture cannot be written there.")
	}
	if err := s.still(ctx, tool, src, at, aspect, out); err != nil {
		return "", err
	}
	_, err = s.SetClip(ctx, id, ClipFields{Cover: &at})
	return out, err
}

// still writes one frame as JPEG.
func (s *Studio) still(ctx context.Context, tool media.Tool, src media.Source, at taglane.Frame, aspect, path string) error {
	img, err := media.Still(ctx, tool, src, at)
	if err != nil {
		return err
	}
	if aspect != "" {
		img = media.Crop(img, aspect, 0.5, 0.5)
	}
	var b bytes.Buffer
	if err := media.WriteJPEG(&b, img, 88); err != nil {
		return err
	}
	return writeFile(path, b.Bytes())
}
