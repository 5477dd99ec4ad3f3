package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"taglane/app/edit"
	"taglane/app/taglane"
)

// KindVersion is a cut of a clip.
const KindVersion = "version"

// draftField is the cell that says that a draft showed a version. Each is a cell
// of its own, so that two people can give their verdicts at once.
const draftField = "draft/"

// carriedField is the cell of where a comment lies on a version.
const carriedField = "carried/"

// leftField is the cell of a tag or a marker that a cut left without a place;
// null where it has one. It is not that the thing is deleted: whoever deletes it
// and whoever brings it back do not get in each other's way.
const leftField = "left"

// left is what stands in that cell.
type left struct {
	By taglane.ID     `json:"by"`
	To []taglane.Span `json:"to,omitempty"`
}

// VersionWrites are all cells of a new version.
func VersionWrites(v taglane.Version) []edit.Write {
	set := func(field string, x any) edit.Write { return Set(KindVersion, v.ID, field, x) }
	all := []edit.Write{
		set(edit.Present, true), set("name", v.Name), set("size", v.Size), set("facts", v.Facts),
		set("by", v.By), set("at", v.At), set("note", v.Note),
	}
	if v.From != "" {
		all = append(all, set("from", v.From), set("pieces", v.Pieces), set("moved", v.Moved))
	}
	return all
}

// DraftWrite says that a draft of that digest shows a version.
func DraftWrite(version taglane.ID, digest string) edit.Write {
	return Set(KindVersion, version, draftField+digest, true)
}

// FootageWrites give a clip the footage of a version. Where its file lies is each
// machine's own to know.
func FootageWrites(v taglane.Version) []edit.Write {
	return []edit.Write{Set(KindClip, v.Clip, "file", SourceFile{Size: v.Size, Fingerprint: v.Fingerprint}), Set(KindClip, v.Clip, "facts", v.Facts)}
}

// LeftWrite says that a thing has no place on a version, and where it may lie.
func LeftWrite(kind string, id, by taglane.ID, to []taglane.Span) edit.Write {
	return Set(kind, id, leftField, left{by, to})
}

// PlacedWrite says that a thing has a place.
func PlacedWrite(kind string, id taglane.ID) edit.Write {
	return Set(kind, id, leftField, nil)
}

// CarriedWrite says where a comment lies on a version; nil: nowhere.
func CarriedWrite(comment, version taglane.ID, at *taglane.Span) edit.Write {
	return Set(KindComment, comment, carriedField+string(version), taglane.CarriedTo{Span: at})
}

func versionOf(id string, f fields) (v taglane.Version, ok bool) {
	clip, fingerprint, ok := taglane.ParseVersionID(taglane.ID(id))
	v = taglane.Version{
		ID: taglane.ID(id), Clip: clip, Fingerprint: fingerprint, Name: read[string](f, "name"), Size: read[int64](f, "size"),
		Facts: read[taglane.Facts](f, "facts"), By: read[string](f, "by"), At: read[time.Time](f, "at"), Note: read[string](f, "note"),
		From: read[taglane.ID](f, "from"), Pieces: read[[]taglane.Piece](f, "pieces"), Moved: read[[]taglane.Carry](f, "moved"), Dropped: gone(f),
	}
	for name := range f {
		if digest, is := strings.CutPrefix(name, draftField); is && read[bool](f, name) {
			v.Drafts = append(v.Drafts, digest)
		}
	}
	slices.Sort(v.Drafts)
	return v.Tamed(), ok
}

// carriedOf is where a comment lies on versions it was not made on.
func carriedOf(f fields) map[taglane.ID]taglane.CarriedTo {
	var out map[taglane.ID]taglane.CarriedTo
	for name, value := range f {
		version, is := strings.CutPrefix(name, carriedField)
		if !is || string(value) == "null" {
			continue
		}
		if out == nil {
			out = map[taglane.ID]taglane.CarriedTo{}
		}
		out[taglane.ID(version)] = read[taglane.CarriedTo](f, name)
	}
	return out
}

// projectVersion brings the table of cuts in step. A cut of which nothing but a
// verdict is known is kept too, for it may be the first of its clip.
func projectVersion(tx *sql.Tx, id string, f fields) error {
	if _, err := tx.Exec(`DELETE FROM version WHERE id = ?`, id); err != nil {
		return err
	}
	v, ok := versionOf(id, f)
	if !ok {
		return nil
	}
	return insert(tx, v, `INSERT INTO version (id, clip, body) VALUES (?1, ?2, ?3)`, id, string(v.Clip))
}

// projectLeft keeps a tag or a marker that a cut left without a place, and says
// whether it is one.
func projectLeft(tx *sql.Tx, kind, id string, f fields) (bool, error) {
	if _, err := tx.Exec(`DELETE FROM left_behind WHERE kind = ? AND id = ?`, kind, id); err != nil || gone(f) {
		return false, err
	}
	l := read[*left](f, leftField)
	if l == nil {
		return false, nil
	}
	v := taglane.Left{Kind: kind, ID: taglane.ID(id), By: l.By, To: l.To}
	if kind == KindTag {
		t := tagOf(id, f)
		v.Tag, v.Clip = &t, t.Clip
	} else {
		m := markerOf(id, f)
		v.Mark, v.Clip = &m, m.Clip
	}
	return true, insert(tx, v, `INSERT INTO left_behind (kind, id, clip, body) VALUES (?1, ?2, ?3, ?4)`, kind, id, string(v.Clip))
}

// Versions lists what is known of a clip's cuts, also of dropped ones, the oldest
// first. The first has no row as long as nothing took its place.
func (s *Store) Versions(ctx context.Context, clip taglane.ID) ([]taglane.Version, error) {
	all, err := list[taglane.Version](s, `SELECT body FROM version WHERE clip = ? ORDER BY id`, string(clip))
	slices.SortStableFunc(all, func(a, b taglane.Version) int { return a.At.Compare(b.At) })
	return all, err
}

// LeftBehind lists what cuts of a clip left without a place, by kind and id.
func (s *Store) LeftBehind(ctx context.Context, clip taglane.ID) ([]taglane.Left, error) {
	return list[taglane.Left](s, `SELECT body FROM left_behind WHERE clip = ? ORDER BY kind, id`, string(clip))
}

// Places says where the footage of a clip lies on this machine, by fingerprint.
func (s *Store) Places(ctx context.Context, clip taglane.ID) (map[string]string, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT fingerprint, path FROM place WHERE clip = ?`, string(clip))
	if err != nil {
		return nil, named(err, "read the library")
	}
	defer rows.Close()
	out := map[string]string{}
	for rows.Next() {
		var fingerprint, path string
		if err := rows.Scan(&fingerprint, &path); err != nil {
			return nil, named(err, "read the library")
		}
		out[fingerprint] = path
	}
	return out, named(rows.Err(), "read the library")
}

// KeepPlace says where some footage of a clip lies on this machine, whether the
// clip shows it or not.
func (s *Store) KeepPlace(ctx context.Context, clip taglane.ID, fingerprint, path string) error {
	return s.transaction(ctx, "save where the file lies", func(tx *sql.Tx) error {
		if err := keepPlace(tx, clip, fingerprint, path); err != nil {
			return err
		}
		return projectClip(tx, string(clip), staleness{})
	})
}

// placeOf is where footage of a clip lies here, or else where the log says.
func placeOf(tx *sql.Tx, clip, fingerprint, logged string) (path string, err error) {
	err = tx.QueryRow(`SELECT path FROM place WHERE clip = ? AND fingerprint = ?`, clip, fingerprint).Scan(&path)
	if errors.Is(err, sql.ErrNoRows) {
		return logged, nil
	}
	return path, err
}

func keepPlace(tx *sql.Tx, clip taglane.ID, fingerprint, path string) error {
	_, err := tx.Exec(`INSERT INTO place (clip, fingerprint, path) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET path = excluded.path`, string(clip), fingerprint, path)
	return err
}

// WaitingCut is what was kept of a file that waits to become a clip's next cut;
// nil: none does.
func (s *Store) WaitingCut(ctx context.Context, clip taglane.ID) (json.RawMessage, error) {
	body, err := one[json.RawMessage](s.read, `SELECT body FROM cut WHERE clip = ?`, string(clip))
	if err != nil || body == nil {
		return nil, named(err, "read the library")
	}
	return *body, nil
}

// KeepWaitingCut keeps it; nil lets it go.
func (s *Store) KeepWaitingCut(ctx context.Context, clip taglane.ID, body json.RawMessage) error {
	if body == nil {
		_, err := s.write.ExecContext(ctx, `DELETE FROM cut WHERE clip = ?`, string(clip))
		return named(err, "save the edit")
	}
	_, err := s.write.ExecContext(ctx, `INSERT INTO cut (clip, body) VALUES (?, ?) ON CONFLICT DO UPDATE SET body = excluded.body`, string(clip), string(body))
	return named(err, "save the edit")
}
