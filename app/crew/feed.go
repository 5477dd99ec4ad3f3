package crew

import (
	"context"
	"slices"
	"time"

	"taglane/app/edit"
	"taglane/app/taglane"
)

// Happening is one thing that somebody did.
type Happening struct {
	Device  string `json:"device"`
	Seq     uint64 `json:"seq"`
	Cursor  string `json:"cursor"` // for asking on
	At      string `json:"at"`     // RFC 3339
	By      string `json:"by"`
	Me      bool   `json:"me"`      // done at this laptop
	Label   string `json:"label"`   // as its author's machine told it
	Clip    string `json:"clip"`    // "" where it concerns none or more than one
	Deleted bool   `json:"deleted"` // something it deleted is still gone and can be brought back
}

// TeamFeed lists what anybody did, the latest first, before a cursor ("" for
// now), at most so many.
func (c *Crew) TeamFeed(ctx context.Context, before string, most int) ([]Happening, error) {
	edits, err := c.l.Store.Happened(ctx, before, min(max(most, 1), 500))
	if err != nil {
		return nil, err
	}
	out := make([]Happening, 0, len(edits))
	for _, e := range edits {
		gone, err := c.gone(ctx, e)
		if err != nil {
			return nil, err
		}
		out = append(out, Happening{Device: e.Device, Seq: e.Seq, Cursor: e.At.String(), At: time.UnixMilli(e.At.Millis).UTC().Format(time.RFC3339),
			By: taglane.OneLine(e.By, taglane.MostName), Me: e.Device == c.l.Store.Device(), Label: taglane.OneLine(e.Label, 300),
			Clip: clipOf(e), Deleted: len(gone) > 0})
	}
	return out, nil
}

func clipOf(e edit.Edit) string {
	if e.Scope != "" {
		return e.Scope
	}
	for _, w := range e.Writes {
		if w.Kind == "clip" {
			return w.ID
		}
	}
	return ""
}

// gone are the things that an edit deleted and nobody brought back.
func (c *Crew) gone(ctx context.Context, e edit.Edit) (out []edit.Cell, err error) {
	for _, w := range e.Writes {
		if w.Field != edit.Present || string(w.Value) != "false" {
			continue
		}
		now, err := c.l.Store.Value(ctx, w.Cell)
		if err != nil {
			return nil, err
		}
		if string(now) == "false" && !slices.Contains(out, w.Cell) {
			out = append(out, w.Cell)
		}
	}
	return out, nil
}

// Restore brings back what somebody deleted with one edit; what was changed on
// it meanwhile is kept. NotFound: nothing of it is gone.
func (c *Crew) Restore(ctx context.Context, device string, seq uint64) error {
	e, err := c.l.Store.Edit(ctx, edit.ID{Device: device, Seq: seq})
	if err != nil {
		return err
	}
	var gone []edit.Cell
	if e != nil {
		if gone, err = c.gone(ctx, *e); err != nil {
			return err
		}
	}
	if len(gone) == 0 {
		return taglane.Errorf(taglane.NotFound, "Nothing of that is gone.")
	}
	writes := make([]edit.Write, 0, len(gone))
	for _, cell := range gone {
		writes = append(writes, edit.Write{Cell: cell, Value: []byte("true")})
	}
	if err := c.l.Commit(ctx, c.say("Bring back what was deleted"), writes...); err != nil {
		return err
	}
	c.changed()
	return nil
}
