package versions

import (
	"context"

	"taglane/app/conform"
	"taglane/app/taglane"
)

// CompareVersions says where two cuts show the same moments. b may also be the
// file that waits. NotFound: one of them is none, or they have nothing to do with
// each other.
func (v *Cuts) CompareVersions(ctx context.Context, clip, a, b taglane.ID) (Compared, error) {
	s, err := v.stack(ctx, clip)
	if err != nil {
		return Compared{}, err
	}
	if _, _, err := s.there(a); err != nil {
		return Compared{}, err
	}
	w, err := v.waiting(ctx, clip)
	if err != nil {
		return Compared{}, err
	}
	var m conform.Map
	if w != nil && w.ID == b && w.From == s.clip.Fingerprint {
		if m, err = s.way(a, s.current().ID); err == nil {
			m = m.Then(w.way(s.clip.Rate))
		}
	} else if _, _, err = s.there(b); err == nil {
		m, err = s.way(a, b)
	}
	if err != nil {
		return Compared{}, err
	}
	if m.Pieces == nil {
		m.Pieces = []taglane.Piece{}
	}
	return Compared{A: a, B: b, Pieces: m.Pieces}, nil
}
