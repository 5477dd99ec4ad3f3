package edit_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"taglane/app/edit"
)

var noon = time.UnixMilli(1_800_000_000_000)

func TestTheLastWriteOfACellCountsEverywhere(t *testing.T) {
	a, b := newLaptop("a", noon), newLaptop("b", noon)
	e := a.do("", set("bread", "amount", 1), set("bread", "amount", 2))
	if len(e.Writes) != 1 || string(e.Writes[0].Value) != "2" {
		t.Fatalf("the edit keeps %s", e.Writes)
	}
	a.do("", set("bread", "amount", 3))
	if _, _, err := edit.Undo(a.log, a.clock, "", edit.ID{Device: "a", Seq: 2}); err != nil {
		t.Fatal(err)
	}
	b.hear(a)
	// A peer that did not tidy its edit is understood the same way.
	sloppy := edit.Edit{ID: edit.ID{Device: "c", Seq: 1}, At: edit.Time{Millis: 1, Device: "c"},
		Writes: []edit.Write{set("milk", "amount", 1), set("milk", "amount", 2)}}
	if _, err := edit.Merge(b.log, b.clock, sloppy); err != nil {
		t.Fatal(err)
	}
	for name, l := range map[string]laptop{"a": a, "b": b} {
		if got := l.log.State()[set("bread", "amount", 0).Cell]; got != "2" {
			t.Errorf("%s shows %s", name, got)
		}
	}
	if got := b.log.State()[set("milk", "amount", 0).Cell]; got != "2" {
		t.Errorf("the sloppy edit shows %s", got)
	}
}

func TestAStepThatChangesNothingVisibleMakesNoEdit(t *testing.T) {
	l := newLaptop("a", noon)
	l.do("", set("bread", "amount", 1))
	same := l.do("", set("bread", "amount", 1))
	for _, take := range []func(edit.Cells, *edit.Clock, string, edit.ID) (*edit.Edit, []edit.Cell, error){edit.Undo, edit.Redo, edit.Undo} {
		if e, kept, err := take(l.log, l.clock, "", same.ID); e != nil || kept != nil || err != nil {
			t.Fatalf("made %v, kept %v, %v", e, kept, err)
		}
	}
	// The step behind it is reached all the same.
	if e, kept, err := edit.Undo(l.log, l.clock, "", edit.ID{Device: "a", Seq: 1}); e == nil || kept != nil || err != nil {
		t.Fatalf("made %v, kept %v, %v", e, kept, err)
	}
}

func TestOnlyOwnEditsAreUndone(t *testing.T) {
	a, b := newLaptop("a", noon), newLaptop("b", noon)
	mine, theirs := a.do("", set("x", "f", 1)), b.do("", set("y", "f", 1))
	a.hear(b)
	undone, _, err := edit.Undo(a.log, a.clock, "", mine.ID)
	if err != nil {
		t.Fatal(err)
	}
	redone, _, err := edit.Redo(a.log, a.clock, "", mine.ID)
	if err != nil {
		t.Fatal(err)
	}
	for name, id := range map[string]edit.ID{"a peer's": theirs.ID, "an undo": undone.ID, "a redo": redone.ID, "no edit": {Device: "a", Seq: 9}} {
		if _, _, err := edit.Undo(a.log, a.clock, "", id); !errors.Is(err, edit.ErrNotOwn) {
			t.Errorf("undoing %s: %v", name, err)
		}
		if _, _, err := edit.Redo(a.log, a.clock, "", id); !errors.Is(err, edit.ErrNotOwn) {
			t.Errorf("redoing %s: %v", name, err)
		}
	}
}

func TestWhatCannotBeKeptIsRefused(t *testing.T) {
	good := func() edit.Edit {
		return edit.Edit{ID: edit.ID{Device: "m", Seq: 1}, At: edit.Time{Millis: 1, Device: "m"}, Writes: []edit.Write{set("x", "f", 1)}}
	}
	if err := good().Check(); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		spoil func(*edit.Edit)
		ok    bool
	}{
		"the last number":      {func(e *edit.Edit) { e.Seq = edit.MostSeq }, true},
		"one past it":          {func(e *edit.Edit) { e.Seq = edit.MostSeq + 1 }, false},
		"number 0":             {func(e *edit.Edit) { e.Seq = 0 }, false},
		"64 letters":           {func(e *edit.Edit) { e.Device = strings.Repeat("d", 64); e.At.Device = e.Device }, true},
		"65 letters":           {func(e *edit.Edit) { e.Device = strings.Repeat("d", 65); e.At.Device = e.Device }, false},
		"the last millisecond": {func(e *edit.Edit) { e.At.Millis = 1<<48 - 1 }, true},
		"one past that":        {func(e *edit.Edit) { e.At.Millis = 1 << 48 }, false},
		"all it may weigh":     {func(e *edit.Edit) { e.Label = strings.Repeat("l", edit.MostBytes-len("itemxf1")) }, true},
		"a byte more":          {func(e *edit.Edit) { e.Label = strings.Repeat("l", edit.MostBytes-len("itemxf1")+1) }, false},
		"a value of no JSON":   {func(e *edit.Edit) { e.Writes[0].Value = json.RawMessage("{") }, false},
	} {
		e := good()
		c.spoil(&e)
		if err := e.Check(); (err == nil) != c.ok || err != nil && !errors.Is(err, edit.ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
		m := edit.NewMemory()
		if applied, err := edit.Merge(m, &edit.Clock{}, e); err != nil || c.ok && len(applied)+len(m.Seen()) == 0 && e.Seq == 1 || !c.ok && len(m.Since(nil)) > 0 {
			t.Errorf("%s: merged %d, %v", name, len(applied), err)
		}
	}
	l := newLaptop("a", noon)
	if _, err := edit.Do(l.log, l.clock, edit.Draft{Writes: []edit.Write{{Value: json.RawMessage("nope")}}}); !errors.Is(err, edit.ErrMalformed) {
		t.Errorf("Do took a value that is not JSON: %v", err)
	}
	if len(l.log.Since(nil)) != 0 {
		t.Error("a refused gesture is in the log")
	}
}

// A clock forgets when the program ends. What it covers reminds it.
func TestAFreshClockOverAnOldLogStillWins(t *testing.T) {
	l := newLaptop("a", noon)
	l.do("", set("x", "f", 1))
	l.clock = newLaptop("a", noon.Add(-time.Hour)).clock
	again := l.do("", set("x", "f", 2))
	if got := l.log.State()[set("x", "f", 0).Cell]; got != "2" {
		t.Fatalf("shows %s", got)
	}
	l.clock = newLaptop("a", noon.Add(-time.Hour)).clock
	back, _, err := edit.Undo(l.log, l.clock, "", again.ID)
	if err != nil || back == nil || back.At.Compare(again.At) <= 0 {
		t.Fatalf("undone as %v, %v", back, err)
	}
}

// BenchmarkMerge takes in a teammate's log on a fresh laptop.
func BenchmarkMerge(b *testing.B) {
	peer := newLaptop("peer", noon)
	for i := range 20_000 {
		peer.do("Move tag", set(fmt.Sprint("tag", i%500), "span", [2]int{i, i + 30}))
	}
	log := peer.log.Since(nil)
	merged := 0
	for b.Loop() {
		fresh := newLaptop("fresh", noon)
		applied, err := edit.Merge(fresh.log, fresh.clock, log...)
		if err != nil {
			b.Fatal(err)
		}
		merged += len(applied)
	}
	b.ReportMetric(float64(merged)/b.Elapsed().Seconds(), "edits/s")
}
