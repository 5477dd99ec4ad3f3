package edit_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"taglane/app/edit"
)

// written is a device's log and the same as lines.
func written(t *rapid.T) (edits []edit.Edit, text []byte) {
	wall := int64(1_700_000_000_000)
	clock := &edit.Clock{Device: "mia", Wall: func() time.Time { wall += 5; return time.UnixMilli(wall) }}
	log, prev := edit.NewMemory(), ""
	for range rapid.IntRange(1, 6).Draw(t, "edits") {
		value, err := json.Marshal(rapid.String().Draw(t, "value"))
		if err != nil {
			t.Fatal(err)
		}
		cell := edit.Cell{Kind: "tag", ID: rapid.SampledFrom([]string{"a", "b"}).Draw(t, "id"), Field: "notes"}
		e, err := edit.Do(log, clock, edit.Draft{By: "mia", Scope: "c", Label: "Write\na note", Writes: []edit.Write{{Cell: cell, Value: value}}})
		if err != nil {
			t.Fatal(err)
		}
		line, hash, err := edit.Encode(prev, e)
		if err != nil {
			t.Fatal(err)
		}
		edits, text, prev = append(edits, e), append(text, line...), hash
	}
	return edits, text
}

func stateOf(t *rapid.T, edits []edit.Edit) map[edit.Cell]string {
	m := edit.NewMemory()
	if _, err := edit.Merge(m, &edit.Clock{Device: "nora", Wall: time.Now}, edits...); err != nil {
		t.Fatal(err)
	}
	return m.State()
}

// P11: what a device wrote, cut at any byte, is a prefix of its log; and the
// rest, once it is there, completes it.
func TestLinesCutAnywhere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		edits, text := written(t)
		cut := rapid.IntRange(0, len(text)).Draw(t, "cut")
		first, hash, taken := edit.Decode("", text[:cut])
		whole := bytes.Count(text[:cut], []byte("\n"))
		if len(first) != whole || !maps.Equal(stateOf(t, first), stateOf(t, edits[:whole])) {
			t.Fatalf("cut at %d of %d: %d edits instead of %d", cut, len(text), len(first), whole)
		}
		rest, _, _ := edit.Decode(hash, text[taken:])
		all := append(first, rest...)
		if len(all) != len(edits) || !maps.Equal(stateOf(t, all), stateOf(t, edits)) {
			t.Fatalf("completed to %d edits of %d", len(all), len(edits))
		}
		for i := range all {
			if !reflect.DeepEqual(all[i], edits[i]) {
				t.Fatalf("edit %d came back as %+v, was %+v", i, all[i], edits[i])
			}
		}
	})
}

// A changed byte, a dropped line, two lines in the wrong order: everything
// from there on is left alone, and nothing before it is lost.
func TestLinesTamperedWith(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		edits, text := written(t)
		lines := bytes.SplitAfter(text, []byte("\n"))
		lines = lines[:len(lines)-1]
		at := rapid.IntRange(0, len(lines)-1).Draw(t, "line")
		switch rapid.IntRange(0, 2).Draw(t, "how") {
		case 0:
			l := bytes.Clone(lines[at])
			l[rapid.IntRange(0, len(l)-2).Draw(t, "byte")] ^= 1 << rapid.IntRange(0, 6).Draw(t, "bit")
			lines[at] = l
		case 1:
			if at == len(lines)-1 {
				return // nothing shows that the last line is not there yet
			}
			lines = append(lines[:at:at], lines[at+1:]...)
		case 2:
			if at == 0 {
				return
			}
			lines[at-1], lines[at] = lines[at], lines[at-1]
			at--
		}
		got, _, _ := edit.Decode("", bytes.Join(lines, nil))
		if len(got) != at || !reflect.DeepEqual(got, append([]edit.Edit(nil), edits[:at]...)) && at > 0 {
			t.Fatalf("%d edits were believed, %d are whole", len(got), at)
		}
	})
}
