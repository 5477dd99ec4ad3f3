package edittest

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"pgregory.net/rapid"

	"taglane/app/edit"
)

// unknownPasses: a newer laptop's cells go through an older one that edits the
// same thing, and arrive on a third as they left.
func unknownPasses(t *rapid.T, open Open) error {
	w := newWorld(t, open, 3, 3)
	newer, older, third := w.laptops[0], w.laptops[1], w.laptops[2]
	unknown := edit.Draft{By: "a", Label: "Mood"}
	for _, c := range []edit.Cell{{Kind: "tag", ID: "x", Field: "aura"}, {Kind: "mood", ID: "é", Field: "hue <b>"}} {
		v, err := json.Marshal(rapid.MapOf(rapid.String(), rapid.SliceOf(rapid.Int())).Draw(t, "value"))
		if err != nil {
			return err
		}
		unknown.Writes = append(unknown.Writes, edit.Write{Cell: c, Value: v})
	}
	if _, err := newer.Do(unknown); err != nil {
		return err
	}
	if _, err := older.Merge(wire(newer.Since(nil))...); err != nil {
		return err
	}
	if _, err := w.do(t, older); err != nil {
		return err
	}
	if _, err := third.Merge(wire(older.Since(third.Seen()))...); err != nil {
		return err
	}
	made, got := newer.State(), third.State()
	for _, u := range unknown.Writes {
		if got[u.Cell] == "" || got[u.Cell] != made[u.Cell] {
			return fmt.Errorf("%v left as %q and arrived as %q", u.Cell, made[u.Cell], got[u.Cell])
		}
	}
	return nil
}

// spoils are the ways an edit from elsewhere can be wrong.
var spoils = map[string]func(*edit.Edit){
	"number 0":               func(e *edit.Edit) { e.Seq = 0 },
	"a number past 53 bits":  func(e *edit.Edit) { e.Seq = edit.MostSeq + 1 },
	"the greatest number":    func(e *edit.Edit) { e.Seq = 1<<64 - 1 },
	"no device":              func(e *edit.Edit) { e.Device, e.At.Device = "", "" },
	"a path for a device":    func(e *edit.Edit) { e.Device, e.At.Device = "../x", "../x" },
	"another device's stamp": func(e *edit.Edit) { e.At.Device = "a" },
	"a time before 1970":     func(e *edit.Edit) { e.At.Millis = -1 },
	"a time past 48 bits":    func(e *edit.Edit) { e.At.Millis = 1 << 48 },
	"no JSON":                func(e *edit.Edit) { e.Writes[0].Value = json.RawMessage(`{"in":`) },
	"no text":                func(e *edit.Edit) { e.Writes[0].ID = "\xff" },
}

// malformedPassed: of a batch with a broken edit in it, the others take effect
// and the broken one leaves no trace, not even in the clock.
func malformedPassed(t *rapid.T, open Open) error {
	w := newWorld(t, open, 2, 2)
	a, b := w.laptops[0], w.laptops[1]
	for _, l := range w.laptops {
		if _, err := w.do(t, l); err != nil {
			return err
		}
	}
	name := rapid.SampledFrom(slices.Sorted(maps.Keys(spoils))).Draw(t, "what is wrong")
	bad := edit.Edit{ID: edit.ID{Device: "m", Seq: 1}, At: edit.Time{Millis: 1<<48 - 9, Device: "m"},
		Writes: []edit.Write{{Cell: edit.Cell{Kind: "tag", ID: "x", Field: "label"}, Value: json.RawMessage(`"mine"`)}}}
	spoils[name](&bad)
	if err := bad.Check(); !errors.Is(err, edit.ErrMalformed) {
		return fmt.Errorf("%s: Check says %v", name, err)
	}
	batch := append([]edit.Edit{bad}, b.Since(nil)...)
	applied, err := a.Merge(batch...)
	if err != nil || len(applied) != 1 {
		return fmt.Errorf("%s: %d took effect, %v", name, len(applied), err)
	}
	if _, err := b.Merge(a.Since(nil)...); err != nil {
		return err
	}
	if _, held := a.Seen()[bad.Device]; held && bad.Device != "a" {
		return fmt.Errorf("%s: it is in the log", name)
	}
	if g, err := w.do(t, a); err != nil || g.of.At.Millis == bad.At.Millis {
		return fmt.Errorf("%s: it moved the clock to %v, %v", name, g.of.At, err)
	}
	if _, err := b.Merge(a.Since(nil)...); err != nil {
		return err
	}
	return equal(a, b)
}

// copies: what goes in and comes out may be scribbled over; log and cells stay.
func copies(t *rapid.T, open Open) error {
	w := newWorld(t, open, 2, 2)
	a, b := w.laptops[0], w.laptops[1]
	value := json.RawMessage(`"first"`)
	d := edit.Draft{Writes: []edit.Write{{Cell: edit.Cell{Kind: "tag", ID: "x", Field: "label"}, Value: value}}}
	e, err := a.Do(d)
	if err != nil {
		return err
	}
	if _, err := a.Do(edit.Draft{Writes: []edit.Write{{Cell: d.Writes[0].Cell, Value: json.RawMessage(`"second"`)}}}); err != nil {
		return err
	}
	second := edit.ID{Device: a.name, Seq: 2}
	state, log := a.State(), lines(a.Since(nil))
	given := a.Since(nil)
	applied, err := b.Merge(given...)
	if err != nil {
		return err
	}
	back, _, err := a.Undo("a", second)
	if err != nil {
		return err
	}
	scribble(append(append(given, applied...), e, *back, edit.Edit{Writes: d.Writes})...)
	if again, _, err := a.Redo("a", second); err != nil || again == nil {
		return fmt.Errorf("redo: %v", err)
	}
	for _, l := range w.laptops {
		if !maps.Equal(state, l.State()) {
			return fmt.Errorf("%s shows %v", l.name, l.State())
		}
		if got := lines(l.Since(nil)[:2]); got != log {
			return fmt.Errorf("the log of %s reads %s", l.name, got)
		}
	}
	return nil
}

func scribble(es ...edit.Edit) {
	for _, e := range es {
		for i := range e.Writes {
			for j := range e.Writes[i].Value {
				e.Writes[i].Value[j] = '#'
			}
			e.Writes[i].ID = "scribbled"
		}
		if e.Undoes != nil {
			e.Undoes.Seq = 99
		}
	}
}
