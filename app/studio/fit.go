package studio

import (
	"context"
	"path/filepath"

	"taglane/app/fitted"
	"taglane/app/media"
	"taglane/app/outbox"
	"taglane/app/taglane"
	"taglane/app/wording"
	"taglane/app/work"
)

// clipFilm is a clip's file as a wording asks for it.
type clipFilm struct {
	*Studio
	clip taglane.Clip
}

// Made is the file that lies ready in a form.
func (v clipFilm) Made(f wording.Form) (wording.Made, bool) { return v.fits.Ready(v.clip, f) }

// Best is the frame that ranks first as a cover.
func (v clipFilm) Best(ctx context.Context) (taglane.Frame, error) {
	ranked, err := v.CoverCandidates(ctx, v.clip.ID)
	if err != nil {
		return 0, err
	}
	if len(ranked) == 0 {
		return 0, taglane.Errorf(taglane.Refused, "Taglane cannot mend this by itself.")
	}
	return ranked[0].Frame, nil
}

func (s *Studio) newFits() *fitted.Fits {
	return fitted.New(s.life, fitted.Options{
		Dir: s.cache.Pictures(), Own: s.own, Queue: s.work, Rank: rankExport, NewID: s.o.NewID, Now: s.o.Now, Make: s.makeFit,
	})
}

// makeFit writes a clip in the form that a wording asks for.
func (s *Studio) makeFit(ctx context.Context, d *work.Desk, w wording.Wording, f wording.Form, path string) (taglane.Facts, error) {
	ctx = under(ctx, d)
	src, tool, err := s.source(ctx, w.Own)
	if err != nil {
		return taglane.Facts{}, err
	}
	r := media.Rendition{Container: "mp4", Video: f.Codec, Audio: f.Audio, AudioBits: f.AudioBits, Width: f.Width, Height: f.Height, Fit: media.Inside, Focus: f.Focus, MostRate: f.MostRate, MostBits: f.MostBits}
	if f.Fills {
		r.Fit = media.Cover
	}
	if r.Marks, err = marksOf(w.Draft, Burn{Disclosure: f.Words != ""}); err != nil {
		return taglane.Facts{}, err
	}
	done, err := media.Render(ctx, tool, src, r, path, func(p media.Progress) { d.Progress("export", p.Share, p.Left) })
	return taglane.Facts{Frames: done.Frames, Rate: done.Rate, Width: done.Width, Height: done.Height, Codec: f.Codec, Audio: f.Audio}, err
}

// letFitsGo deletes the files that fit of publications that are public.
func (s *Studio) letFitsGo(ctx context.Context) error {
	return s.fits.LetGo(func() (map[string]bool, error) {
		rows, err := s.store.Publications(ctx)
		needed := map[string]bool{}
		for _, r := range rows {
			if r.Stage >= outbox.Live {
				continue
			}
			rev, err := s.store.Revision(ctx, r.Revision)
			if err != nil {
				return nil, err
			}
			needed[filepath.Base(rev.Media.Path)] = true
		}
		return needed, err
	})
}
