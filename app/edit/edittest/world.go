package edittest

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"pgregory.net/rapid"

	"taglane/app/edit"
)

// world is a few laptops that edit one library and meet now and then.
type world struct {
	open    Open
	now     time.Time // what an honest clock shows
	laptops []*laptop
	count   int // makes each value unlike every other
	// judge, if set, looks at each gesture with what the laptop held before.
	judge func(l *laptop, before shot, g gesture) error
}

type laptop struct {
	Log
	name string
	skew time.Duration
	own  []gesture // the edits it can undo
}

// gesture is a local edit, undo or redo and what came of it.
type gesture struct {
	of   edit.Edit // what was done, or is undone or redone
	was  map[edit.Cell]string
	made *edit.Edit // nil when no edit was needed
	kept []edit.Cell
	redo bool
}

// shot is what a laptop held at one moment.
type shot struct {
	state map[edit.Cell]string
	log   []edit.Edit
}

var skews = []time.Duration{0, 0, time.Millisecond, -time.Millisecond, 11 * time.Minute, 72 * time.Hour, -72 * time.Hour}

func newWorld(t *rapid.T, open Open, least, most int) *world {
	w := &world{open: open, now: time.UnixMilli(1_800_000_000_000)}
	for i := range rapid.IntRange(least, most).Draw(t, "laptops") {
		l := &laptop{name: string(rune('a' + i)), skew: rapid.SampledFrom(skews).Draw(t, "skew")}
		l.Log = open(t, l.name, func() time.Time { return w.now.Add(l.skew) })
		w.laptops = append(w.laptops, l)
	}
	return w
}

// walk lets the laptops edit, take back, meet halfway and have their clocks
// set, in any order. A time that stands still between two laptops' edits is
// the ordinary case: stamps tie.
func (w *world) walk(t *rapid.T) error {
	var broken error
	act := func(do func(*rapid.T, *laptop) error) func(*rapid.T) {
		return func(t *rapid.T) {
			if broken == nil {
				broken = do(t, w.any(t, "laptop"))
			}
		}
	}
	back := func(redo bool) func(t *rapid.T, l *laptop) error {
		return func(t *rapid.T, l *laptop) error {
			if len(l.own) == 0 {
				return nil
			}
			latest := rapid.IntRange(0, len(l.own)-1).Draw(t, "how far back")
			_, err := w.travel(l, l.own[len(l.own)-1-latest], redo)
			return err
		}
	}
	t.Repeat(map[string]func(*rapid.T){
		"do":    act(func(t *rapid.T, l *laptop) error { _, err := w.do(t, l); return err }),
		"undo":  act(back(false)),
		"redo":  act(back(true)),
		"merge": act(w.meet),
		"clock": act(func(t *rapid.T, l *laptop) error {
			l.skew = rapid.SampledFrom(skews).Draw(t, "skew")
			return nil
		}),
		"wait": act(func(t *rapid.T, _ *laptop) error {
			w.now = w.now.Add(rapid.SampledFrom([]time.Duration{time.Millisecond, time.Minute, time.Hour}).Draw(t, "wait"))
			return nil
		}),
	})
	return broken
}

func (w *world) any(t *rapid.T, what string) *laptop {
	return rapid.SampledFrom(w.laptops).Draw(t, what)
}

// do makes a gesture of one to three writes on a few cells.
func (w *world) do(t *rapid.T, l *laptop) (gesture, error) {
	before := l.shot()
	d := edit.Draft{By: l.name, Scope: "clip", Label: "Change"}
	for range rapid.IntRange(1, 3).Draw(t, "writes") {
		c := edit.Cell{Kind: "tag", ID: rapid.SampledFrom([]string{"x", "y"}).Draw(t, "id"),
			Field: rapid.SampledFrom([]string{edit.Present, "span", "label"}).Draw(t, "field")}
		d.Writes = append(d.Writes, edit.Write{Cell: c, Value: w.value(t, c.Field)})
	}
	e, err := l.Do(d)
	if err != nil {
		return gesture{}, err
	}
	g := gesture{of: e, was: before.state, made: &e}
	l.own = append(l.own, g)
	return g, w.look(l, before, g)
}

// value is JSON of the field's shape, spelt carelessly. Only presence repeats.
func (w *world) value(t *rapid.T, field string) json.RawMessage {
	w.count++
	switch field {
	case edit.Present:
		return json.RawMessage(fmt.Sprint(rapid.Bool().Draw(t, "present")))
	case "span":
		return json.RawMessage(fmt.Sprintf(`{"in": %d, "out": %d}`, w.count, w.count+rapid.IntRange(1, 90).Draw(t, "length")))
	}
	return json.RawMessage(fmt.Sprintf(` "label <%d> & more" `, w.count))
}

// travel undoes or redoes an own gesture.
func (w *world) travel(l *laptop, g gesture, redo bool) (gesture, error) {
	before, take := l.shot(), l.Undo
	if redo {
		take = l.Redo
	}
	made, kept, err := take(l.name, g.of.ID)
	if err != nil {
		return gesture{}, err
	}
	g.made, g.kept, g.redo = made, kept, redo
	return g, w.look(l, before, g)
}

func (w *world) look(l *laptop, before shot, g gesture) error {
	if w.judge == nil {
		return nil
	}
	return w.judge(l, before, g)
}

// meet gives one laptop some of what another holds, shuffled, some of it twice.
func (w *world) meet(t *rapid.T, l *laptop) error {
	all := w.any(t, "peer").Since(nil)
	if len(all) == 0 {
		return nil
	}
	some := rapid.SliceOfN(rapid.SampledFrom(all), 1, 2*len(all)).Draw(t, "some")
	_, err := l.Merge(wire(some)...)
	return err
}

// exchange gives everybody everything, each in an order of its own.
func (w *world) exchange(t *rapid.T) error {
	all := w.everything()
	for _, l := range w.laptops {
		if _, err := l.Merge(wire(rapid.Permutation(all).Draw(t, "order"))...); err != nil {
			return err
		}
	}
	return nil
}

// everything is each edit that anybody holds, once.
func (w *world) everything() []edit.Edit {
	all := map[edit.ID]edit.Edit{}
	for _, l := range w.laptops {
		for _, e := range l.Since(nil) {
			all[e.ID] = e
		}
	}
	return slices.SortedFunc(maps.Values(all), func(a, b edit.Edit) int { return a.At.Compare(b.At) })
}

func (l *laptop) shot() shot { return shot{l.State(), l.Since(nil)} }

// wire is what becomes of edits that travel as lines of JSON.
func wire(es []edit.Edit) []edit.Edit {
	out := make([]edit.Edit, len(es))
	for i, e := range es {
		b, err := json.Marshal(e)
		if err == nil {
			err = json.Unmarshal(b, &out[i])
		}
		if err != nil {
			panic(err) // every edit in a log can be written
		}
	}
	return out
}
