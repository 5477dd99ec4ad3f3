package store

import (
	"context"

	"taglane/app/taglane"
)

// KindFilm are the files that a team shows a clip from, by the clip. They are
// cells of their own, so that sharing one is nothing that was done to the clip.
const KindFilm = "film"

// Unshared lists clips that are wholly read here and of which the team was told
// no small copy, the newest first, at most so many.
func (s *Store) Unshared(ctx context.Context, most int) ([]taglane.Clip, error) {
	return list[taglane.Clip](s, `SELECT b.body FROM clip c JOIN clip_body b USING (row) WHERE c.ready = 1 AND c.missing = 0
		AND NOT EXISTS (SELECT 1 FROM cell WHERE kind = ? AND id = c.id AND field = 'small') ORDER BY c.row DESC LIMIT ?`, KindFilm, most)
}
