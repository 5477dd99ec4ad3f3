package studio

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"time"

	"taglane/app/media"
	"taglane/app/platform"
	"taglane/app/taglane"
	"taglane/app/wording"
)

// freeze makes the revision that will be published: every byte is summed now,
// the cover and a file that fits are made now, and nothing of it changes any more.
// Of what may not be seen when it becomes public, nothing is in it.
func (s *Studio) freeze(ctx context.Context, service platform.Publisher, w wording.Wording, at time.Time) (taglane.Revision, error) {
	src, tool, err := s.source(ctx, w.Draft.Clip)
	if err != nil {
		return taglane.Revision{}, err
	}
	open, _ := w.Leaving(at, service.Capabilities().TagModel)
	r := taglane.Revision{Draft: open, Media: taglane.File{Path: src.Path}, Pictures: s.pictures(open), FrozenAt: s.o.Now().UTC()}
	if r.Cover, err = s.cover(ctx, tool, src, w.Draft.Clip); err != nil {
		return taglane.Revision{}, err
	}
	if form, wanted := w.Form(service); wanted {
		made, err := s.fits.Get(ctx, w, form)
		if err != nil {
			return taglane.Revision{}, err
		}
		r.Draft, r.Media = wording.On(open, made.Facts), made.File
	}
	if r.Media.SHA256, r.Media.Size, err = media.Sum(ctx, r.Media.Path); err != nil {
		return taglane.Revision{}, err
	}
	r.Digest = taglane.DigestOf(r)
	if err := s.store.KeepRevision(ctx, r); err != nil {
		return taglane.Revision{}, err
	}
	return s.store.Revision(ctx, r.Digest) // the first freezing of the same content counts
}

// cover keeps the clip's cover as a file of the library's own.
func (s *Studio) cover(ctx context.Context, tool media.Tool, src media.Source, c taglane.Clip) (taglane.File, error) {
	jpeg, err := s.coverJPEG(ctx, tool, src, c)
	if err != nil {
		return taglane.File{}, err
	}
	sum := sha256.Sum256(jpeg)
	name := hex.EncodeToString(sum[:])
	path, err := s.own.Keep(name, ".jpg", jpeg)
	return taglane.File{Path: path, SHA256: name, Size: int64(len(jpeg))}, err
}

func (s *Studio) coverJPEG(ctx context.Context, tool media.Tool, src media.Source, c taglane.Clip) ([]byte, error) {
	if c.Cover == nil && c.Design == nil {
		if made := s.cache.Of(c.Fingerprint); made.Poster != "" {
			return os.ReadFile(made.Poster)
		}
	}
	img, err := s.composed(ctx, tool, src, c, nil)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = media.WriteJPEG(&b, img, 88)
	return b.Bytes(), err
}
