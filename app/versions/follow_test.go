package versions_test

import (
	"reflect"
	"testing"

	"taglane/app/store"
	"taglane/app/taglane"
)

// While Nora takes a new cut, Mia works on the old one, on a train, and later by
// the clock. When both have met, what Mia did lies where its footage is.
func TestWhatWasDoneOnAnOlderCutFollowsTheNewOne(t *testing.T) {
	nora, c, path := shorter(t)
	nora.tag("moves", "c", 150, 210, key(160), key(200))
	nora.tag("named", "c", 20, 50)
	nora.tag("deleted", "c", 200, 230)
	nora.do(store.MarkerWrites(taglane.Marker{ID: "mark", Clip: "c", Frame: 240, Out: 240, Text: "Here"})...)
	mia := newDeskFrom(t, 5000)
	mia.hears(nora)
	mia.do(store.Set(store.KindTag, "deleted", "present", false))
	nora.hears(mia)

	s := nora.must(nora.NewCut(bg, "c", path))
	nora.must(nora.AcceptCut(bg, "c", s.Cut.ID, nil, ""))
	old := taglane.Path{Keys: []taglane.Key{key(170), key(250)}}
	mia.do(store.Set(store.KindTag, "moves", "span", taglane.Span{In: 165, Out: 255}), store.Set(store.KindTag, "moves", "path", old))
	mia.do(store.Set(store.KindTag, "named", "label", "Blue"))
	mia.tag("new", "c", 260, 290, key(270))
	mia.tag("unseen", "c", 70, 110)
	mia.do(store.Set(store.KindMarker, "mark", "span", taglane.Span{In: 270, Out: 270}))
	mia.do(store.Set(store.KindTag, "deleted", "present", true))

	nora.hears(mia)
	mia.hears(nora)
	for _, d := range []*desk{nora, mia} {
		if did, err := d.Follow(bg, "c"); !did || err != nil {
			t.Fatalf("nothing followed: %v", err)
		}
		if did, err := d.Follow(bg, "c"); did || err != nil {
			t.Fatalf("it follows twice: %v", err)
		}
	}
	mia.hears(nora)
	nora.hears(mia)
	if !reflect.DeepEqual(nora.tags("c"), mia.tags("c")) {
		t.Errorf("the desks differ:\n%v\n%v", nora.tags("c"), mia.tags("c"))
	}
	tags := nora.tags("c")
	if m := tags["moves"]; !near(m.In, 105) || !near(m.Out, 195) || len(m.Keys) != 2 || !near(m.Keys[0].Frame, 110) || !near(m.Keys[1].Frame, 190) {
		t.Errorf("what Mia moved: %+v", m)
	}
	if m := tags["named"]; m.In != 20 || m.Out != 50 || m.Label != "Blue" {
		t.Errorf("what Mia named: %+v", m)
	}
	if m := tags["new"]; !near(m.In, 200) || !near(m.Out, 230) || len(m.Keys) != 1 || !near(m.Keys[0].Frame, 210) {
		t.Errorf("what Mia added: %+v", m)
	}
	if m := tags["deleted"]; !near(m.In, 140) || !near(m.Out, 170) {
		t.Errorf("what Mia brought back: %+v", m)
	}
	if marks, err := nora.store.Markers(bg, "c"); err != nil || len(marks) != 1 || !near(marks[0].Frame, 210) {
		t.Errorf("the marker: %+v, %v", marks, err)
	}
	if _, there := tags["unseen"]; there || len(tags) != 4 {
		t.Errorf("there are %v", tags)
	}
	item(t, nora.must(nora.Versions(bg, "c")).Lost, "unseen")
	if now, err := nora.store.Clip(bg, "c"); err != nil || now.Fingerprint == c.Fingerprint {
		t.Errorf("the clip shows %v, %v", now, err)
	}
}
