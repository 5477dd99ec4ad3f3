package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"

	"taglane/app/edit"
	"taglane/app/taglane"
)

// Spans and hotspots' ways count frames, and mean nothing without the footage
// whose frames they are. So their cells say on which footage that is: what was
// laid over an older cut, by somebody who had not seen the newer one, is known
// as such wherever it arrives.

// counting is what such a cell says beside its value.
type counting struct {
	On string `json:"on"` // the footage's fingerprint; "" was never said
}

func counts(c edit.Cell) bool {
	return (c.Kind == KindTag || c.Kind == KindMarker) && (c.Field == "span" || c.Field == "path")
}

// counted lets each span and way of a gesture say on which footage it counts:
// on what the clip shows once the gesture is done.
func (c *cells) counted(writes []edit.Write) ([]edit.Write, error) {
	said := map[edit.Cell]json.RawMessage{}
	for _, w := range writes {
		if w.Field == "clip" || w.Kind == KindClip && w.Field == "file" {
			said[w.Cell] = w.Value
		}
	}
	out := make([]edit.Write, len(writes))
	for i, w := range writes {
		out[i] = w
		if !counts(w.Cell) || on(w.Value) != "" {
			continue
		}
		footage, err := c.footage(w.Cell, said)
		if err != nil {
			return nil, err
		}
		out[i].Value = countOn(w.Value, footage)
	}
	return out, nil
}

// footage is the fingerprint of what the clip of a thing shows. said are cells
// that the gesture writes, and is filled with those it does not.
func (c *cells) footage(of edit.Cell, said map[edit.Cell]json.RawMessage) (string, error) {
	value := func(k edit.Cell) (json.RawMessage, error) {
		if v, have := said[k]; have {
			return v, nil
		}
		h, err := c.Held(k)
		if err == nil && h != nil {
			said[k] = h.Value
		}
		return said[k], err
	}
	clip, err := value(edit.Cell{Kind: of.Kind, ID: of.ID, Field: "clip"})
	if err != nil {
		return "", err
	}
	f := fields{"clip": clip}
	f["file"], err = value(edit.Cell{Kind: KindClip, ID: read[string](f, "clip"), Field: "file"})
	return read[SourceFile](f, "file").Fingerprint, err
}

func on(value json.RawMessage) string { return read[counting](fields{"": value}, "").On }

// countOn is an object with the footage said first; anything else stays as it is.
func countOn(value json.RawMessage, footage string) json.RawMessage {
	v := bytes.TrimSpace(value)
	if footage == "" || len(v) < 2 || v[0] != '{' {
		return value
	}
	said, err := json.Marshal(counting{footage})
	if err != nil {
		return value
	}
	if rest := bytes.TrimSpace(v[1:]); rest[0] != '}' {
		said = append(append(said[:len(said)-1], ','), rest...)
	}
	return said
}

// Adrift is a tag or a marker that counts, in part at least, on footage that its
// clip does not show. SpanOn and PathOn are the fingerprints of such footage, ""
// where it is the clip's own.
type Adrift struct {
	Kind           string
	ID             taglane.ID
	Span           taglane.Span
	Path           taglane.Path
	SpanOn, PathOn string
}

// Adrift lists those of a clip, in the order of their names.
func (s *Store) Adrift(ctx context.Context, clip taglane.ID) ([]Adrift, error) {
	c, err := s.Clip(ctx, clip)
	if err != nil {
		return nil, err
	}
	rows, err := s.read.QueryContext(ctx, `SELECT kind, id, field, value FROM cell
		WHERE field IN ('span', 'path') AND (kind = 'tag' AND id IN (SELECT id FROM tag WHERE clip = ?1) OR kind = 'marker' AND id IN (SELECT id FROM marker WHERE clip = ?1))
		ORDER BY kind, id`, clip)
	if err != nil {
		return nil, named(err, "read the library")
	}
	defer rows.Close()
	var out []Adrift
	for rows.Next() {
		var k edit.Cell
		var value string
		if err := rows.Scan(&k.Kind, &k.ID, &k.Field, &value); err != nil {
			return nil, named(err, "read the library")
		}
		if n := len(out); n == 0 || out[n-1].Kind != k.Kind || string(out[n-1].ID) != k.ID {
			out = append(out, Adrift{Kind: k.Kind, ID: taglane.ID(k.ID)})
		}
		out[len(out)-1].read(k.Field, json.RawMessage(value), c.Fingerprint)
	}
	here := func(a Adrift) bool { return a.SpanOn == "" && a.PathOn == "" }
	return slices.DeleteFunc(out, here), named(rows.Err(), "read the library")
}

// read takes one cell; shown is the footage that the clip shows.
func (a *Adrift) read(field string, value json.RawMessage, shown string) {
	f, of := fields{field: value}, on(value)
	if of == shown {
		of = ""
	}
	if field == "span" {
		a.Span, a.SpanOn = read[taglane.Span](f, field), of
	} else {
		a.Path, a.PathOn = read[taglane.Path](f, field), of
	}
}

// ClipOf is the clip a tag or a marker belongs to, also one that was deleted; ""
// for nothing of that name.
func (s *Store) ClipOf(ctx context.Context, kind string, id taglane.ID) (taglane.ID, error) {
	var value string
	err := s.read.QueryRowContext(ctx, `SELECT value FROM cell WHERE kind = ? AND id = ? AND field = 'clip'`, kind, id).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return read[taglane.ID](fields{"clip": json.RawMessage(value)}, "clip"), named(err, "read the library")
}
