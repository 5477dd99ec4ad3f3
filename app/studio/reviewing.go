package studio

import (
	"context"
	"os"
	"path/filepath"

	"taglane/app/drop"
	"taglane/app/files"
	"taglane/app/media"
	"taglane/app/review"
	"taglane/app/store"
	"taglane/app/taglane"
)

// What crosses to a screen of reviews by people without the app.
type (
	RoomOptions  = review.RoomOptions
	Handed       = review.Handed
	GuestsAnswer = review.Taken
)

// openReview lends the part that shows clips to guests what it may not take for
// itself.
func (s *Studio) openReview() {
	s.Review = review.New(review.Lent{
		Now: s.o.Now, NewID: s.o.NewID, Tell: s.Tell, Language: func() string { return s.tongue.Load().Language() },
		By: s.called, Draft: s.leaving, Version: s.shownCut, Comments: s.forGuests, Film: s.smallFilm,
		Poster: func(_ context.Context, c taglane.Clip) []byte { return read(s.cache.Of(c.Fingerprint).Poster) },
		Picture: func(_ context.Context, p taglane.Product) []byte {
			if p.Image == "" {
				return nil
			}
			return read(s.own.At(p.Image, ".jpg"))
		},
		Folder: s.exportFolder, Free: files.Free, Write: files.Write,
		Keep: func(ctx context.Context, r taglane.Room) error {
			return s.commit(ctx, "", s.say("Hand out a review"), store.RoomWrites(r)...)
		},
		Room: s.store.Room, Take: s.TakeGuest,
	})
}

// shownCut is the version that a clip shows.
func (s *Studio) shownCut(ctx context.Context, clip taglane.ID) (taglane.ID, error) {
	p, err := s.Placing(ctx, clip)
	if err != nil {
		return "", err
	}
	id, _ := p.Current()
	return id, nil
}

// mostPicture is how large a picture may be that goes into a room, in bytes.
const mostPicture = 4 << 20

func read(path string) []byte {
	info, err := os.Stat(path)
	if err != nil || info.Size() > mostPicture {
		return nil
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	return b
}

// called is what whoever works here is called.
func (s *Studio) called(ctx context.Context) (string, error) {
	all, err := s.Members(ctx)
	if err != nil || len(all) == 0 {
		return "", err
	}
	return all[0].Name, nil
}

// leaving is a draft as guests see it, without what nobody may see yet; the
// digest is that of all of it. Refused: its title gives something away.
func (s *Studio) leaving(ctx context.Context, clip taglane.ID) (taglane.Draft, string, error) {
	stands, err := s.Approval(ctx, clip)
	if err != nil {
		return taglane.Draft{}, "", err
	}
	d, err := s.Draft(ctx, clip)
	if err != nil {
		return taglane.Draft{}, "", err
	}
	if err := s.unsaid(d, "title"); err != nil {
		return taglane.Draft{}, "", err
	}
	open, _ := drop.Veil(d, s.o.Now())
	return open, stands.Digest, nil
}

// forGuests are the comments of a clip that leave this machine: no private note
// does, and nobody's id.
func (s *Studio) forGuests(ctx context.Context, clip taglane.ID) ([]review.Comment, error) {
	threads, err := s.Shared(ctx, clip)
	if err != nil {
		return nil, err
	}
	members, err := s.store.Members(ctx)
	if err != nil {
		return nil, err
	}
	guests := map[taglane.ID]bool{}
	for _, m := range members {
		guests[m.ID] = m.Guest
	}
	var out []review.Comment
	for _, t := range threads {
		for _, c := range append([]Comment{t}, t.Replies...) {
			r := review.Comment{ID: c.ID, Frame: c.Frame, Out: c.Out, Name: c.Name, Colour: c.Colour, Guest: guests[c.Author], At: c.At, Text: c.Text, Drawing: c.Drawing, Deleted: c.Deleted}
			if c.ID != t.ID {
				r.Reply = t.ID
			} else if t.Resolved {
				r.Resolved = t.ResolvedBy
			}
			out = append(out, r)
		}
	}
	return out, nil
}

// smallFilm is a film of a clip for people elsewhere: all of its frames, small,
// and with nothing of what a camera writes about the place and the time.
func (s *Studio) smallFilm(ctx context.Context, clip taglane.ID) (path, mime string, err error) {
	c, err := s.store.Clip(ctx, clip)
	if err != nil {
		return "", "", err
	}
	if made := s.cache.Of(c.Fingerprint); made.Proxy != "" {
		return made.Proxy, "video/mp4", nil
	}
	path, err = s.cache.Keep(c.Fingerprint+"-review.mp4", func() ([]byte, error) {
		src, tool, err := s.source(ctx, c)
		if err != nil {
			return nil, err
		}
		desk, err := os.MkdirTemp("", "taglane-review-*")
		if err != nil {
			return nil, taglane.OfDisk(err, taglane.Refused, "The folder for temporary files cannot be written.")
		}
		defer os.RemoveAll(desk)
		form := media.Rendition{Container: "mp4", Video: "h264", Audio: "aac", Width: 720, Height: 1280, Fit: media.Inside, MostBits: 2_500_000, AudioBits: 96_000}
		if c.Width > c.Height {
			form.Width, form.Height = form.Height, form.Width
		}
		if c.Audio == "" {
			form.Audio = ""
		}
		done, err := media.Render(ctx, tool, src, form, filepath.Join(desk, "film.mp4"), nil)
		if err != nil {
			return nil, err
		}
		return os.ReadFile(done.Path)
	})
	return path, "video/mp4", err
}
