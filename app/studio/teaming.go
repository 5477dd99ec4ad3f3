package studio

import (
	"context"
	"crypto/ed25519"
	"maps"
	"os"

	"taglane/app/access"
	"taglane/app/crew"
	"taglane/app/edit"
	"taglane/app/files"
	"taglane/app/outbox"
	"taglane/app/store"
	"taglane/app/taglane"
)

// What crosses to a screen of working with others.
type (
	TeamState = crew.TeamState
	Admission = crew.Admission
	Synced    = crew.Synced
	Happening = crew.Happening
	Bundled   = crew.Bundled
)

// openCrew lends the part that works with others what it may not take for
// itself.
func (s *Studio) openCrew() {
	s.Crew = crew.New(crew.Lent{
		Store: s.store, Now: s.o.Now, NewID: s.o.NewID, Person: s.o.Person, Machine: s.o.Machine, Tell: s.Tell, Emit: s.o.Emit,
		Commit: func(ctx context.Context, label string, writes ...edit.Write) error {
			if err := s.commit(ctx, "", label, writes...); err != nil {
				return err
			}
			s.followFootage(ctx, s.clipsOf(ctx, writes))
			return nil
		},
		Merged: s.merged, Key: s.access.Identity, Whose: s.whose, Secrets: access.Kept{Gate: s.access}, Files: shared{s}, Films: films{s},
	})
}

// ExportBundle writes a bundle into a folder, "" for the one exports go to, under
// a name that is free.
func (s *Studio) ExportBundle(ctx context.Context, folder string) (Bundled, error) {
	if folder == "" {
		folder = s.o.Exports
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return Bundled{}, taglane.OfDisk(err, taglane.Refused, "The folder cannot be written.")
	}
	path, err := files.Free(folder, s.say("Team")+s.o.Now().Format(" 2006-01-02"), ".taglane")
	if err != nil {
		return Bundled{}, err
	}
	return s.WriteBundle(ctx, path)
}

// teamed is the outbox's journal in a team: before a claim counts, others are
// heard, and a hub says at once whose it is. What the log says then decides
// nothing: two who claim at the same moment both read the later one there.
type teamed struct {
	*store.Store
	crew *crew.Crew
}

func (t teamed) Claimed(ctx context.Context, r outbox.Row, begins bool) (outbox.Holder, error) {
	if err := t.crew.Hear(ctx); err != nil {
		return "", err
	}
	as, over := outbox.HolderOf(r.ID, begins), []string{string(r.Over)}
	if begins {
		over = append(over, string(r.ID))
	}
	whose, hub, err := t.crew.Claim(ctx, store.ClaimOf(r), string(as), over...)
	if hub || err != nil {
		return outbox.Holder(whose), err
	}
	return t.Store.Claimed(ctx, r, begins)
}

// merged tells every screen that shows something of what others did.
func (s *Studio) merged(ctx context.Context, edits []edit.Edit) {
	clips, rest := map[taglane.ID]bool{}, false
	for _, e := range edits {
		s.moved(ctx, e.Writes)
		for _, w := range e.Writes {
			if w.Kind == store.KindFilm {
				clips[taglane.ID(w.ID)] = true
				s.FilmsDue()
			}
		}
		if e.Scope != "" {
			clips[taglane.ID(e.Scope)] = true
		} else {
			rest = true
			maps.Copy(clips, s.clipsOf(ctx, e.Writes))
		}
	}
	s.followFootage(ctx, clips)
	for id := range clips {
		s.emitClip(id)
	}
	if rest {
		s.o.Emit("products", struct{}{})
	}
	s.emitLibrary()
}

// clipsOf are the clips whose tags or markers are written.
func (s *Studio) clipsOf(ctx context.Context, writes []edit.Write) map[taglane.ID]bool {
	clips := map[taglane.ID]bool{}
	for _, w := range writes {
		if w.Kind != store.KindTag && w.Kind != store.KindMarker {
			continue
		}
		if id, err := s.store.ClipOf(ctx, w.Kind, taglane.ID(w.ID)); err == nil && id != "" {
			clips[id] = true
		}
	}
	return clips
}

// followFootage lets what was laid over an older cut follow the one that is shown.
func (s *Studio) followFootage(ctx context.Context, clips map[taglane.ID]bool) {
	for id := range clips {
		if _, err := s.Follow(ctx, id); err != nil && taglane.KindOf(err) != taglane.NotFound {
			s.o.Log.Warn("tags did not follow the cut", "clip", id, "error", err)
		}
	}
}

// whose says whose key it is, and whether somebody here compared it.
func (s *Studio) whose(ctx context.Context, key ed25519.PublicKey) (string, bool, error) {
	members, err := s.Members(ctx)
	if err != nil {
		return "", false, err
	}
	for _, m := range members {
		if m.Fingerprint != "" && m.Fingerprint == taglane.Fingerprint(key) {
			return m.Name, m.Me || m.Standing == "known", nil
		}
	}
	return "", false, nil
}

// shared are the files of the library that a team shares: pictures of products.
type shared struct{ s *Studio }

func (f shared) Named(ctx context.Context) ([]crew.Named, error) {
	images, err := f.s.store.Images(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]crew.Named, len(images))
	for i, sha := range images {
		path := f.s.own.At(sha, ".jpg")
		_, err := os.Stat(path)
		out[i] = crew.Named{SHA256: sha, Path: path, Here: err == nil}
	}
	return out, nil
}

func (f shared) Arrived(context.Context, crew.Named) { f.s.o.Emit("products", struct{}{}) }
