package studio

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"image"

	"taglane/app/cover"
	"taglane/app/edit"
	"taglane/app/media"
	"taglane/app/store"
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
	Frame taglane.Frame `json:"frame"`
	Score float64       `json:"score"` // 0..1, comparable within one clip only
}

// CoverPreview is a cover in one shape.
type CoverPreview struct {
	Shape    string            `json:"shape"`
	Picture  string            `json:"picture"` // data: URL of a JPEG
	Findings []taglane.Finding `json:"findings"`
}

// CoverTarget is a place a cover goes to, and what it takes.
type CoverTarget struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Shape  string `json:"shape"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
	Bytes  int64  `json:"bytes"` // at most; 0 for no limit
}

// mostCovers is how many candidates a person is shown.
const mostCovers = 8

// CoverCandidates ranks frames that would make a good cover, best first.
func (s *Studio) CoverCandidates(ctx context.Context, id taglane.ID) ([]CoverCandidate, error) {
	c, err := s.store.Clip(ctx, id)
	if err != nil {
		return nil, err
	}
	if s.cache.Of(c.Fingerprint).Strip == nil {
		if err := s.Prepare(ctx, id, nil); err != nil {
			return nil, err
		}
	}
	made := s.cache.Of(c.Fingerprint)
	tiles, err := media.Tiles(made)
	if err != nil {
		return nil, err
	}
	frames := make([]cover.Frame, 0, len(tiles))
	for _, t := range tiles {
		frames = append(frames, cover.Frame{Frame: t.Frame, Picture: t.Picture, Scene: sceneOf(t.Frame, made.Cuts)})
	}
	ranked := cover.Rank(frames, mostCovers)
	out := make([]CoverCandidate, 0, len(ranked))
	for _, r := range ranked {
		out = append(out, CoverCandidate{r.Frame, r.Score})
	}
	return out, nil
}

// sceneOf counts the cuts up to a frame.
func sceneOf(f taglane.Frame, cuts []taglane.Frame) (n int) {
	for _, cut := range cuts {
		if cut <= f {
			n++
		}
	}
	return n
}

// CoverFaces names the typefaces there are for words on a cover.
func (s *Studio) CoverFaces() []string { return cover.Faces() }

// CoverTargets lists where covers go.
func (s *Studio) CoverTargets() []CoverTarget {
	out := make([]CoverTarget, 0, len(cover.Targets))
	for _, t := range cover.Targets {
		out = append(out, CoverTarget{t.ID, s.Tell(t.Name), t.Shape.String(), t.Width, t.Height, t.Bytes})
	}
	return out
}

// SetCover makes a frame the cover, with what is put on it; frame −1 lets the
// app choose, design nil puts nothing on it.
func (s *Studio) SetCover(ctx context.Context, id taglane.ID, at taglane.Frame, design *taglane.Design) (Change, error) {
	c, err := s.store.Clip(ctx, id)
	if err != nil {
		return Change{}, err
	}
	writes, err := coverWrites(c, at, design)
	if err != nil {
		return Change{}, err
	}
	if err := s.commit(ctx, id, s.say("Change the cover of %s", c.Name), writes...); err != nil {
		return Change{}, err
	}
	s.emitLibrary()
	return s.changed(ctx, id, "", "")
}

func coverWrites(c taglane.Clip, at taglane.Frame, design *taglane.Design) ([]edit.Write, error) {
	if at >= c.Frames {
		return nil, taglane.Errorf(taglane.Invalid, "The cover must be a frame of the clip.")
	}
	frame := &at
	if at < 0 {
		frame = nil
	}
	if design != nil {
		if err := design.Check(); err != nil {
			return nil, err
		}
	}
	return []edit.Write{store.Set(store.KindClip, c.ID, "cover", frame), store.Set(store.KindClip, c.ID, "design", design)}, nil
}

// coverFrame is the frame of a clip's cover: the creator's choice, or one past
// a fade-in.
func coverFrame(c taglane.Clip) taglane.Frame {
	if c.Cover != nil {
		return min(max(0, *c.Cover), max(0, c.Frames-1))
	}
	return c.Frames / 5
}

// CoverPreview shows a cover in every shape, with what is wrong in each.
func (s *Studio) CoverPreview(ctx context.Context, id taglane.ID, at taglane.Frame, design *taglane.Design) ([]CoverPreview, error) {
	c, err := s.store.Clip(ctx, id)
	if err != nil {
		return nil, err
	}
	if _, err := coverWrites(c, at, design); err != nil {
		return nil, err
	}
	if at < 0 {
		at = coverFrame(c)
	}
	still, err := s.smallStill(ctx, c, at)
	if err != nil {
		return nil, err
	}
	wishes, err := s.store.Settings(ctx, personal)
	if err != nil {
		return nil, err
	}
	out, phones := make([]CoverPreview, 0, len(cover.Shapes)), cover.PhonesWith(wishes["phones"])
	for _, shape := range cover.Shapes {
		p, err := s.previewOf(still, deref(design), shape, phones)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

func deref[T any](v *T) (out T) {
	if v != nil {
		out = *v
	}
	return out
}

// previewSide is how long the longer side of a preview is.
const previewSide = 480

func (s *Studio) previewOf(still *image.NRGBA, d taglane.Design, shape cover.Shape, phones cover.Phones) (CoverPreview, error) {
	width := previewSide
	if shape.H > shape.W {
		width = previewSide * shape.W / shape.H
	}
	m, err := cover.Compose(still, d, shape, width)
	if err != nil {
		return CoverPreview{}, err
	}
	var b bytes.Buffer
	if err := media.WriteJPEG(&b, m, 86); err != nil {
		return CoverPreview{}, taglane.Wrap(err, taglane.Internal, "The cover cannot be drawn.")
	}
	findings := s.told(cover.Check(still, d, shape, phones))
	return CoverPreview{shape.String(), "data:image/jpeg;base64," + base64.StdEncoding.EncodeToString(b.Bytes()), findings}, nil
}

// posterID names the picture on a clip's card: its cover, or the app's choice.
// A cover's name changes with it, so that no screen shows an old one.
func (s *Studio) posterID(c taglane.Clip, made media.Artefacts) string {
	if c.Cover == nil && c.Design == nil {
		return mediaID("poster", c.ID, made.Poster)
	}
	return "cover." + coverMark(c) + "-" + string(c.ID)
}

func coverMark(c taglane.Clip) string {
	b, err := json.Marshal([]any{c.Fingerprint, c.Cover, c.Design})
	if err != nil {
		return "0"
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:6])
}

// cardSide is how wide a cover on a card is.
const cardSide = 540

// coverFile makes the cover on a card and says where it lies.
func (s *Studio) coverFile(ctx context.Context, c taglane.Clip) (string, error) {
	return s.cache.Keep(fmt.Sprintf("%s-cover-%s.jpg", c.Fingerprint, coverMark(c)), func() ([]byte, error) {
		still, err := s.smallStill(ctx, c, coverFrame(c))
		if err != nil {
			return nil, err
		}
		m, err := cover.Compose(still, deref(c.Design), *nearestShape(c), cardSide)
		if err != nil {
			return nil, err
		}
		var b bytes.Buffer
		err = media.WriteJPEG(&b, m, 86)
		return b.Bytes(), err
	})
}

// CoverPicture is a candidate with its picture.
type CoverPicture struct {
	CoverCandidate
	Picture string `json:"picture"` // path of a JPEG
}

// Covers ranks frames as CoverCandidates does and keeps each as a picture.
func (s *Studio) Covers(ctx context.Context, id taglane.ID) ([]CoverPicture, error) {
	ranked, err := s.CoverCandidates(ctx, id)
	if err != nil {
		return nil, err
	}
	c, err := s.store.Clip(ctx, id)
	if err != nil {
		return nil, err
	}
	out := make([]CoverPicture, 0, len(ranked))
	for _, r := range ranked {
		path, err := s.stillFile(ctx, c, r.Frame)
		if err != nil {
			return nil, err
		}
		out = append(out, CoverPicture{r, path})
	}
	return out, nil
}
