package edittest

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"taglane/app/edit"
)

// property is what must hold of every log; the error says how it does not.
type property struct {
	name  string
	check func(*rapid.T, Open) error
}

var properties = []property{
	{"P1 whoever met whom, a full exchange makes all alike", converges},
	{"P2 merging twice is merging once", twice},
	{"P3 an edit is later than all its author had seen", later},
	{"P4 undo at once restores what was", restores},
	{"P5 undo leaves a peer's later write alone", undoSpares},
	{"P6 redo leaves a peer's later write alone", redoSpares},
	{"P7 undo and redo walk through the same states", walksBack},
	{"P9 spans are valid after any merge", spansHold},
	{"P10 what an older build does not know passes through it", unknownPasses},
	{"a malformed edit is passed over", malformedPassed},
	{"the log keeps copies", copies},
}

// Run checks every property over the logs that open makes. The rapid.checks
// flag says how many cases each gets.
func Run(t *testing.T, open Open) {
	for _, p := range properties {
		t.Run(p.name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				if err := p.check(t, open); err != nil {
					t.Fatal(err)
				}
			})
		})
	}
}

func converges(t *rapid.T, open Open) error {
	w := newWorld(t, open, 2, 4)
	if err := w.walk(t); err != nil {
		return err
	}
	if err := w.exchange(t); err != nil {
		return err
	}
	for _, l := range w.laptops[1:] {
		if err := equal(w.laptops[0], l); err != nil {
			return err
		}
	}
	return nil
}

func twice(t *rapid.T, open Open) error {
	w := newWorld(t, open, 2, 3)
	if err := w.walk(t); err != nil {
		return err
	}
	all := wire(w.everything())
	once, again := w.newcomer(t, "once"), w.newcomer(t, "again")
	for _, l := range []*laptop{once, again, again} {
		applied, err := l.Merge(rapid.Permutation(all).Draw(t, "order")...)
		if err != nil {
			return err
		}
		if l == once && len(applied) != len(all) {
			return fmt.Errorf("%d of %d edits took effect", len(applied), len(all))
		}
	}
	return equal(once, again)
}

func later(t *rapid.T, open Open) error {
	w := newWorld(t, open, 2, 4)
	w.judge = func(l *laptop, before shot, g gesture) error {
		for _, e := range before.log {
			if g.made != nil && g.made.At.Compare(e.At) <= 0 {
				return fmt.Errorf("%v stamps %v after seeing %v", g.made.ID, g.made.At, e.At)
			}
		}
		return nil
	}
	return w.walk(t)
}

func restores(t *rapid.T, open Open) error {
	w := newWorld(t, open, 2, 3)
	if err := w.walk(t); err != nil {
		return err
	}
	l := w.any(t, "who")
	g, err := w.do(t, l)
	if err != nil {
		return err
	}
	back, err := w.travel(l, g, false)
	if err != nil {
		return err
	}
	if len(back.kept) > 0 {
		return fmt.Errorf("kept %v back", back.kept)
	}
	return alike(g.was, l.State())
}

// undoSpares: what an undo changes showed the edit's own value, written by
// this laptop, and shows what the edit covered afterwards.
func undoSpares(t *rapid.T, open Open) error {
	return spares(t, open, false)
}

// redoSpares is the same the other way round.
func redoSpares(t *rapid.T, open Open) error {
	return spares(t, open, true)
}

func spares(t *rapid.T, open Open, redo bool) error {
	w := newWorld(t, open, 2, 3)
	w.judge = func(l *laptop, before shot, g gesture) error {
		if g.redo != redo || g.made == &g.of || g.made != nil && g.made.ID == g.of.ID {
			return nil
		}
		after, writer := l.State(), writers(before.log)
		values := map[edit.Cell]string{}
		for _, v := range g.of.Writes {
			values[v.Cell] = string(v.Value)
			if writer[v.Cell].Device != l.name && !slices.Contains(g.kept, v.Cell) {
				return fmt.Errorf("%v shows a peer's write and is not said to be kept", v.Cell)
			}
		}
		for c := range after {
			from, to := values[c], g.was[c]
			if redo {
				from, to = to, from
			}
			switch {
			case same(c, before.state[c], after[c]):
			case writer[c].Device != l.name:
				return fmt.Errorf("%v was written by %v last and became %s", c, writer[c], after[c])
			case !same(c, before.state[c], from) || !same(c, after[c], to):
				return fmt.Errorf("%v went from %s to %s, not from %s to %s", c, before.state[c], after[c], from, to)
			}
		}
		return nil
	}
	return w.walk(t)
}

func walksBack(t *rapid.T, open Open) error {
	w := newWorld(t, open, 2, 3)
	if err := w.walk(t); err != nil {
		return err
	}
	l := w.any(t, "who")
	states := []map[edit.Cell]string{l.State()}
	var done []gesture
	for range rapid.IntRange(1, 5).Draw(t, "edits") {
		g, err := w.do(t, l)
		if err != nil {
			return err
		}
		done, states = append(done, g), append(states, l.State())
	}
	step := func(g gesture, redo bool, want map[edit.Cell]string) error {
		back, err := w.travel(l, g, redo)
		if err != nil {
			return err
		}
		if len(back.kept) > 0 {
			return fmt.Errorf("kept %v back with nobody else about", back.kept)
		}
		return alike(want, l.State())
	}
	for range 3 {
		for i := len(done) - 1; i >= 0; i-- {
			if err := step(done[i], false, states[i]); err != nil {
				return fmt.Errorf("undo %d: %w", i, err)
			}
		}
		for i, g := range done {
			if err := step(g, true, states[i+1]); err != nil {
				return fmt.Errorf("redo %d: %w", i, err)
			}
		}
	}
	return nil
}

func spansHold(t *rapid.T, open Open) error {
	w := newWorld(t, open, 2, 4)
	w.judge = func(l *laptop, _ shot, _ gesture) error { return validSpans(l.State()) }
	if err := w.walk(t); err != nil {
		return err
	}
	if err := w.exchange(t); err != nil {
		return err
	}
	return validSpans(w.laptops[0].State())
}

func validSpans(state map[edit.Cell]string) error {
	for c, v := range state {
		var s *struct{ In, Out int }
		if c.Field != "span" {
			continue
		}
		if err := json.Unmarshal([]byte(v), &s); err != nil || s != nil && s.In >= s.Out {
			return fmt.Errorf("%v is %s: %v", c, v, err)
		}
	}
	return nil
}

// newcomer is a laptop that has seen nothing yet.
func (w *world) newcomer(t *rapid.T, name string) *laptop {
	l := &laptop{name: name}
	l.Log = w.open(t, name, func() time.Time { return w.now })
	return l
}

// equal compares two laptops' cells and logs.
func equal(a, b *laptop) error {
	if x, y := a.State(), b.State(); !maps.Equal(x, y) {
		return fmt.Errorf("cells of %s and %s differ:\n%v\n%v", a.name, b.name, x, y)
	}
	if x, y := lines(a.Since(nil)), lines(b.Since(nil)); x != y {
		return fmt.Errorf("logs of %s and %s differ:\n%s\n%s", a.name, b.name, x, y)
	}
	if x, y := a.Seen(), b.Seen(); !maps.Equal(x, y) {
		return fmt.Errorf("%s has seen %v, %s has seen %v", a.name, x, b.name, y)
	}
	return nil
}

func lines(es []edit.Edit) string {
	b, err := json.Marshal(es)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// alike compares states; an absent cell and an emptied one count as alike.
func alike(want, got map[edit.Cell]string) error {
	for _, m := range []map[edit.Cell]string{want, got} {
		for c := range m {
			if !same(c, want[c], got[c]) {
				return fmt.Errorf("%v is %q, want %q", c, got[c], want[c])
			}
		}
	}
	return nil
}

func same(c edit.Cell, a, b string) bool { return edit.Same(c, json.RawMessage(a), json.RawMessage(b)) }

// writers is who wrote each cell last, by stamp.
func writers(log []edit.Edit) map[edit.Cell]edit.ID {
	at, out := map[edit.Cell]edit.Time{}, map[edit.Cell]edit.ID{}
	for _, e := range log {
		for _, w := range e.Writes {
			if e.At.Compare(at[w.Cell]) > 0 {
				at[w.Cell], out[w.Cell] = e.At, e.ID
			}
		}
	}
	return out
}
