package studio

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"

	"taglane/app/edit"
	"taglane/app/intake"
	"taglane/app/media"
	"taglane/app/store"
	"taglane/app/taglane"
)

// Away is a clip whose file is on somebody else's laptop.
type Away struct {
	With  string `json:"with"`  // who has it; "" unknown
	Small bool   `json:"small"` // it is shown from a small copy
	Asked bool   `json:"asked"` // the original was asked for
}

// usualSmall is what small copies may take, in megabytes, unless the person says
// otherwise.
const usualSmall = 200

// smallCopies is the setting for that.
const smallCopies = "smallCopies"

func (s *Studio) smallRoom(ctx context.Context) int64 {
	said, err := s.store.Setting(ctx, personal+smallCopies)
	if err != nil {
		return 0
	}
	n, err := strconv.ParseInt(said, 10, 32)
	if err != nil || n < 0 {
		n = usualSmall
	}
	return n * 1_000_000
}

// small is the small copy that the team has of a clip.
func (s *Studio) small(ctx context.Context, clip taglane.ID) reel {
	v, err := s.store.Value(ctx, edit.Cell{Kind: store.KindFilm, ID: string(clip), Field: smallField})
	if err != nil {
		return reel{}
	}
	if f := filmIn(v); f.good(mostSmall) {
		return f
	}
	return reel{}
}

// made is what a clip is shown from: what was made of its file, and where that
// is elsewhere, the team's small copy and what was made of it.
func (s *Studio) made(ctx context.Context, c taglane.Clip, gone bool) media.Artefacts {
	made := s.cache.Of(c.Fingerprint)
	if !gone {
		return made
	}
	made.PlaysSource = false // there is none
	f := s.small(ctx, c.ID)
	if f.SHA256 == "" || !isThere(s.smallPath(f)) {
		return made
	}
	less := s.cache.Of(f.derived())
	if made.Proxy == "" {
		made.Proxy = s.smallPath(f)
	}
	if made.Poster == "" {
		made.Poster = less.Poster
	}
	if made.Strip == nil {
		made.Strip, made.Cuts = less.Strip, less.Cuts
	}
	if made.Waveform == "" {
		made.Waveform = less.Waveform
	}
	return made
}

func isThere(path string) bool { return !intake.Gone(path) }

// elsewhere says whether somebody else of the team has a clip's film, so that a
// file that is not here is no file that moved.
func (s *Studio) elsewhere(ctx context.Context, clip taglane.ID) bool {
	f := s.small(ctx, clip)
	return f.SHA256 != "" && f.Device != s.store.Device()
}

// away says who has a clip's file; nil where it is here, or nobody of a team is
// known to have it. Somebody looks at the clip: its small copy comes first.
func (s *Studio) away(ctx context.Context, c taglane.Clip, gone bool) *Away {
	f := s.small(ctx, c.ID)
	if !gone || f.SHA256 == "" || f.Device == s.store.Device() {
		return nil
	}
	a := &Away{With: s.WhoIsAt(ctx, f.Device), Small: isThere(s.smallPath(f))}
	asked, err := s.store.Setting(ctx, wantsSetting+string(c.ID))
	a.Asked = err == nil && asked != ""
	if s.filming.look(c.ID) && !a.Small {
		s.FilmsDue()
	}
	return a
}

// FetchOriginal asks the team for a clip's own file; whoever has it leaves it at
// the team's place, and it becomes the clip's file here. It says where the file
// is meanwhile; nil: it is here. NotFound: this library is in no team.
func (s *Studio) FetchOriginal(ctx context.Context, id taglane.ID) (*Away, error) {
	c, err := s.store.Clip(ctx, id)
	if err != nil || !intake.Gone(c.Path) {
		return nil, err
	}
	if in, err := s.InTeam(ctx); err != nil || !in {
		if err == nil {
			err = taglane.Errorf(taglane.NotFound, "This library is in no team.")
		}
		return nil, err
	}
	if err := s.store.SetSetting(ctx, wantsSetting+string(id), "1"); err != nil {
		return nil, err
	}
	if err := s.commit(ctx, "", s.say("Ask for the original of %s", c.Name), filmWrite(id, wantedField, s.store.Device())); err != nil {
		return nil, err
	}
	s.FilmsDue()
	s.emitClip(id)
	a := s.away(ctx, c, true)
	if a == nil {
		a = &Away{Asked: true}
	}
	return a, nil
}

func (f *filming) lacks(id taglane.ID) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.without[id]
}

func (f *filming) lack(id taglane.ID) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.without == nil {
		f.without = map[taglane.ID]bool{}
	}
	f.without[id] = true
}

// look notes that somebody looks at a clip; it says whether that is news.
func (f *filming) look(id taglane.ID) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.looked) > 0 && f.looked[0] == id {
		return false
	}
	f.looked = append([]taglane.ID{id}, slices.DeleteFunc(f.looked, func(x taglane.ID) bool { return x == id })...)
	f.looked = f.looked[:min(len(f.looked), mostPreferred)]
	return true
}

// first are the clips that the team has films of, in the order in which their
// small copies are wanted: ids begin with the time they were made at.
func (f *filming) first(all map[string]map[string]json.RawMessage) []taglane.ID {
	f.mu.Lock()
	out := slices.Clone(f.looked)
	f.mu.Unlock()
	n := len(out)
	for id := range all {
		if !slices.Contains(out[:n], taglane.ID(id)) {
			out = append(out, taglane.ID(id))
		}
	}
	slices.SortFunc(out[n:], func(a, b taglane.ID) int {
		if a > b {
			return -1
		}
		return 1
	})
	return out
}
