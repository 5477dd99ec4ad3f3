package versions

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"taglane/app/conform"
	"taglane/app/edit"
	"taglane/app/store"
	"taglane/app/taglane"
)

// stack is what the library holds of a clip's cuts, the oldest first, also those
// that were dropped: they keep their numbers.
type stack struct {
	clip   taglane.Clip
	all    []taglane.Version
	drafts map[string]taglane.ID // which version a draft showed
	places map[string]string     // where footage lies here
}

// stack reads it. The footage that a clip came in with has no row until another
// takes its place.
func (v *Cuts) stack(ctx context.Context, clip taglane.ID) (s stack, err error) {
	if s.clip, err = v.l.Store.Clip(ctx, clip); err != nil {
		return s, err
	}
	rows, err := v.l.Store.Versions(ctx, clip)
	if err != nil {
		return s, err
	}
	if s.places, err = v.l.Store.Places(ctx, clip); err != nil {
		return s, err
	}
	s.drafts = map[string]taglane.ID{}
	shown := false
	for _, r := range rows {
		for _, d := range r.Drafts {
			s.drafts[d] = r.ID
		}
		if r.Frames > 0 && r.Rate.Valid() { // of others nothing but a verdict is known
			s.all = append(s.all, r)
			shown = shown || r.Fingerprint == s.clip.Fingerprint
		}
	}
	if !shown {
		s.all = append(s.all, s.first())
		slices.SortStableFunc(s.all, func(a, b taglane.Version) int { return a.At.Compare(b.At) })
	}
	return s, nil
}

// first is the footage that the clip shows, as the version it would be.
func (s stack) first() taglane.Version {
	c := s.clip
	return taglane.Version{
		ID: taglane.VersionID(c.ID, c.Fingerprint), Clip: c.ID, Fingerprint: c.Fingerprint, Name: base(c.Path),
		Size: c.Size, Facts: c.Facts, At: c.AddedAt,
	}
}

// base is a file's name, from whichever system its path is.
func base(path string) string {
	if path == "" {
		return ""
	}
	return filepath.Base(strings.ReplaceAll(path, `\`, "/"))
}

func (s stack) current() taglane.Version {
	i := slices.IndexFunc(s.all, func(x taglane.Version) bool { return x.Fingerprint == s.clip.Fingerprint })
	return s.all[i] // stack put it there
}

func (s stack) find(id taglane.ID) (taglane.Version, int, bool) {
	i := slices.IndexFunc(s.all, func(x taglane.Version) bool { return x.ID == id })
	if i < 0 {
		return taglane.Version{}, 0, false
	}
	return s.all[i], i + 1, true
}

// path is where a version's file lies here; "" unknown.
func (s stack) path(x taglane.Version) string {
	if p := s.places[x.Fingerprint]; p != "" {
		return p
	}
	if x.Fingerprint == s.clip.Fingerprint {
		return s.clip.Path
	}
	return ""
}

func here(path string) bool {
	if path == "" {
		return false
	}
	_, err := os.Stat(path)
	return err == nil
}

// footage is the clip as it would be with a version's footage.
func (s stack) footage(x taglane.Version) taglane.Clip {
	c := s.clip
	c.Path, c.Size, c.Fingerprint, c.Facts = s.path(x), x.Size, x.Fingerprint, x.Facts
	return c
}

// way is how two versions follow from each other: over the last that both follow
// from. NotFound: nothing is known of it.
func (s stack) way(a, b taglane.ID) (conform.Map, error) {
	down, up := s.line(a), s.line(b)
	for i, x := range down {
		j := slices.IndexFunc(up, func(y taglane.Version) bool { return y.ID == x.ID })
		if j < 0 {
			continue
		}
		m := conform.Whole(x.Rate, x.Frames)
		for k := i - 1; k >= 0; k-- { // from the common one to a, and then back
			m = m.Then(s.step(down[k]))
		}
		m = m.Back()
		for k := j - 1; k >= 0; k-- {
			m = m.Then(s.step(up[k]))
		}
		return m, nil
	}
	return conform.Map{}, taglane.Errorf(taglane.NotFound, "These two versions do not follow from each other.")
}

// step is the way from the version before to one.
func (s stack) step(x taglane.Version) conform.Map {
	before, _, _ := s.find(x.From)
	return conform.Map{Old: before.Rate, New: x.Rate, Pieces: x.Pieces}
}

// line is a version and what it follows from, to the first.
func (s stack) line(id taglane.ID) (out []taglane.Version) {
	for range len(s.all) { // a circle ends too
		x, _, ok := s.find(id)
		if !ok {
			return out
		}
		out, id = append(out, x), x.From
	}
	return out
}

// Versions is all that is known of a clip's cuts.
func (v *Cuts) Versions(ctx context.Context, clip taglane.ID) (Stack, error) {
	return v.shown(ctx, clip, "")
}

func (v *Cuts) shown(ctx context.Context, clip taglane.ID, message string) (Stack, error) {
	s, err := v.stack(ctx, clip)
	if err != nil {
		return Stack{}, err
	}
	locks, err := v.locks(ctx, s)
	if err != nil {
		return Stack{}, err
	}
	t, err := v.things(ctx, s)
	if err != nil {
		return Stack{}, err
	}
	out := Stack{Clip: clip, Versions: []Version{}, Lost: v.lost(s, t), Message: message}
	for i, x := range slices.Backward(s.all) {
		if x.Dropped && x.Fingerprint != s.clip.Fingerprint {
			continue
		}
		out.Versions = append(out.Versions, v.version(s, t, x, i+1, locks[x.ID]))
	}
	w, err := v.waiting(ctx, clip)
	if err == nil && w != nil && w.From == s.current().Fingerprint {
		out.Cut = v.cut(s, t, *w)
	}
	return out, err
}

func (v *Cuts) version(s stack, t things, x taglane.Version, n int, locked []string) Version {
	path := s.path(x)
	out := Version{
		ID: x.ID, N: n, Name: x.Name, Note: x.Note, By: x.By, At: clock(x.At), Frames: x.Frames, Rate: x.Rate, Width: x.Width, Height: x.Height,
		Size: x.Size, Seconds: x.Rate.Seconds(x.Frames), Current: x.Fingerprint == s.clip.Fingerprint,
		Locked: len(locked) > 0, LockedBy: strings.Join(locked, ", "), Here: here(path),
	}
	out.Poster, out.Proxy = v.pictures(s.clip.ID, x.Fingerprint, out.Here)
	if before, _, ok := s.find(x.From); ok {
		m := v.moved(t.named(x.Moved), before.Rate, x.Rate)
		out.Moved = &m
	}
	if out.Here && !v.l.Cache.Of(x.Fingerprint).Ready() {
		v.l.Read(s.footage(x))
	}
	return out
}

// pictures are the media ids of what was made of footage.
func (v *Cuts) pictures(clip taglane.ID, fingerprint string, here bool) (poster, proxy string) {
	made := v.l.Cache.Of(fingerprint)
	if made.Poster != "" {
		poster = "face." + fingerprint + "-" + string(clip)
	}
	if made.Proxy != "" || made.PlaysSource && here {
		proxy = "film." + fingerprint + "-" + string(clip)
	}
	return poster, proxy
}

// Film is the file that shows some footage of a clip to a player. NotFound: there
// is none here.
func (v *Cuts) Film(ctx context.Context, clip taglane.ID, fingerprint string) (string, error) {
	made := v.l.Cache.Of(fingerprint)
	if made.Proxy != "" {
		return made.Proxy, nil
	}
	s, err := v.stack(ctx, clip)
	if err != nil {
		return "", err
	}
	path := s.path(taglane.Version{Fingerprint: fingerprint})
	if w, err := v.waiting(ctx, clip); err == nil && w != nil && w.Fingerprint == fingerprint {
		path = w.Path
	}
	if path == "" || !made.PlaysSource {
		return "", taglane.Errorf(taglane.NotFound, "There is no such picture or clip.")
	}
	return path, nil
}

// locks are the names of those who approved, by version. Of each member the last
// word about a version counts, whatever they said of another.
func (v *Cuts) locks(ctx context.Context, s stack) (map[taglane.ID][]string, error) {
	all, err := v.l.Sayings(ctx, s.clip.ID)
	if err != nil {
		return nil, err
	}
	type word struct{ version, member taglane.ID }
	last := map[word]Saying{}
	for _, x := range all {
		if id := s.drafts[x.Digest]; id != "" {
			last[word{id, x.Member}] = x
		}
	}
	out := map[taglane.ID][]string{}
	for w, x := range last {
		if x.Answer == taglane.Approves {
			out[w.version] = append(out[w.version], x.Name)
		}
	}
	for _, names := range out {
		slices.Sort(names)
	}
	return out, nil
}

// SetVersion says what is new in a version.
func (v *Cuts) SetVersion(ctx context.Context, clip, version taglane.ID, note string) (Stack, error) {
	s, err := v.stack(ctx, clip)
	if err != nil {
		return Stack{}, err
	}
	x, n, err := s.there(version)
	if err != nil {
		return Stack{}, err
	}
	note = taglane.OneLine(note, taglane.MostNote+1)
	if err := taglane.CheckText("note", note, taglane.MostNote); err != nil {
		return Stack{}, err
	}
	if x.Note == note {
		return v.shown(ctx, clip, "")
	}
	x.Note = note
	writes := []edit.Write{store.Set(store.KindVersion, version, "note", note)}
	if x.From == "" { // it may have no row yet
		writes = store.VersionWrites(x)
	}
	if err := v.l.Commit(ctx, clip, v.say("Change the note of version %d", n), writes...); err != nil {
		return Stack{}, err
	}
	return v.shown(ctx, clip, "")
}

// DropVersion takes a version out of the list; Undo brings it back. Its file
// stays. Refused: it is shown, or somebody approved it.
func (v *Cuts) DropVersion(ctx context.Context, clip, version taglane.ID) (Stack, error) {
	s, err := v.stack(ctx, clip)
	if err != nil {
		return Stack{}, err
	}
	x, n, err := s.there(version)
	if err != nil {
		return Stack{}, err
	}
	locks, err := v.locks(ctx, s)
	switch {
	case err != nil:
		return Stack{}, err
	case x.Fingerprint == s.clip.Fingerprint:
		return Stack{}, taglane.Errorf(taglane.Refused, "The clip shows this version.")
	case len(locks[x.ID]) > 0:
		return Stack{}, taglane.Errorf(taglane.Refused, "Version %d was approved by %s, so it stays.", n, strings.Join(locks[x.ID], ", "))
	}
	message := v.say("Drop version %d", n)
	if err := v.l.Commit(ctx, clip, message, store.Set(store.KindVersion, version, edit.Present, false)); err != nil {
		return Stack{}, err
	}
	return v.shown(ctx, clip, message)
}

func (s stack) there(id taglane.ID) (taglane.Version, int, error) {
	x, n, ok := s.find(id)
	if !ok || x.Dropped && x.Fingerprint != s.clip.Fingerprint {
		return x, n, taglane.Errorf(taglane.NotFound, "There is no such version.")
	}
	return x, n, nil
}

// clock writes a moment; "" for none.
func clock(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
