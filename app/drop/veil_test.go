package drop_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"taglane/app/drop"
	"taglane/app/taglane"
)

func leaks(t *testing.T, d taglane.Draft, secrets []drop.Secret) []drop.Leak {
	t.Helper()
	b, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	found, err := drop.Scan("draft.json", strings.NewReader(string(b)), secrets)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestVeilTakesEverythingHeldOut(t *testing.T) {
	d, was := held(), held()
	secrets := drop.Secrets(d, before)
	if len(leaks(t, d, secrets)) == 0 {
		t.Fatal("the draft itself says nothing, so a veil proves nothing")
	}
	veiled, holds := drop.Veil(d, before)
	if want := []drop.Hold{{"t1", "p-zephyr", *until}, {"t3", "p-zephyr", *until}}; !reflect.DeepEqual(holds, want) {
		t.Errorf("held: %v", holds)
	}
	if len(veiled.Tags) != 1 || len(veiled.Products) != 1 || len(veiled.Links) != 1 || veiled.Links["t2"].SubID == "" {
		t.Errorf("left are %v, %v, %v", veiled.Tags, veiled.Products, veiled.Links)
	}
	if found := leaks(t, veiled, secrets); len(found) > 0 {
		t.Errorf("the veiled draft says %v", found)
	}
	b, _ := json.Marshal(veiled)
	if strings.Contains(string(b), "zephyr") || strings.Contains(string(b), "t1") {
		t.Errorf("the veiled draft names what is held: %s", b)
	}
	if veiled.Clip.Note != "" || veiled.Tags[0].Notes != "soft" {
		t.Errorf("of the notes %q and %q are left", veiled.Clip.Note, veiled.Tags[0].Notes)
	}
	if !reflect.DeepEqual(d, was) {
		t.Error("veiling changed the draft it was given")
	}
}

func TestNothingIsVeiledAtTheTime(t *testing.T) {
	for _, at := range []time.Time{release, release.Add(time.Hour)} {
		d, holds := drop.Veil(held(), at)
		if holds != nil || !reflect.DeepEqual(d, held()) {
			t.Errorf("at %s %v are held", at, holds)
		}
		if d, holds := drop.Tease(held(), at, func(drop.Hold) string { return "soon" }); holds != nil || !reflect.DeepEqual(d, held()) {
			t.Errorf("at %s %v are teased", at, holds)
		}
	}
	if d, holds := drop.Veil(held(), before); len(holds) != 2 || len(d.Tags) != 1 {
		t.Errorf("a second before the time %v are held", holds)
	}
}

func TestAnEmbargoOfOneTagLeavesTheProduct(t *testing.T) {
	d := held()
	d.Products[0].Embargo, d.Tags[0].Embargo = nil, until
	veiled, holds := drop.Veil(d, before)
	if len(holds) != 1 || len(veiled.Tags) != 2 || len(veiled.Products) != 2 {
		t.Fatalf("held %v; left %v of %v", holds, veiled.Tags, veiled.Products)
	}
	if _, linked := veiled.Links["t1"]; linked {
		t.Error("the link of the tag is left")
	}
	if got := texts(drop.Secrets(d, before), drop.Name); len(got) != 0 {
		t.Errorf("the product is shown by another tag, and still secret are %v", got)
	}
	if got := texts(drop.Secrets(d, before), drop.SubID); len(got) != 1 {
		t.Errorf("the secret sub-ids are %v", got)
	}
	d.Tags[2].Embargo = until
	if veiled, _ := drop.Veil(d, before); len(veiled.Products) != 1 {
		t.Error("every tag of the product is held, and the product is left")
	}
}

func TestTeaseKeepsThePlaceAndSaysNothing(t *testing.T) {
	d := held()
	secrets := drop.Secrets(d, before)
	teased, holds := drop.Tease(d, before, func(h drop.Hold) string { return drop.Label(h, "en") })
	if len(holds) != 2 || len(teased.Tags) != 3 || len(teased.Products) != 2 || len(teased.Links) != 1 {
		t.Fatalf("held %v; left %v of %v", holds, teased.Tags, teased.Products)
	}
	if found := leaks(t, teased, secrets); len(found) > 0 {
		t.Errorf("the teaser says %v", found)
	}
	p := teased.Products[0]
	if want := (taglane.Product{ID: p.ID, Title: "Tue 10:00 CET", Relation: taglane.Commission}); !reflect.DeepEqual(p, want) || p.ID == "p-zephyr" {
		t.Errorf("in its place stands %+v", p)
	}
	if tag := teased.Tags[0]; tag.Product != p.ID || tag.Span != d.Tags[0].Span || tag.Label != "" || teased.RelationOf(tag) != taglane.Commission {
		t.Errorf("the tag is %+v", tag)
	}
	again, _ := drop.Tease(d, before, func(h drop.Hold) string { return drop.Label(h, "en") })
	if !reflect.DeepEqual(again, teased) {
		t.Error("the same draft is teased in two ways, so every look makes another revision")
	}
	for _, f := range taglane.Check(teased) {
		if f.Level == taglane.Block {
			t.Errorf("the teaser cannot go out: %s", f.Message)
		}
	}
}

func TestLabelIsInTheClipsLanguageAndTheDropsZone(t *testing.T) {
	h := drop.Hold{Until: *until}
	for language, want := range map[string]string{"en": "Tue 10:00 CET", "de-AT": "Di 10:00 CET", "es": "mar 10:00 CET", "ja": "火 10:00 CET", "zh-Hans": "周二 10:00 CET", "xx": "Tue 10:00 CET", "": "Tue 10:00 CET"} {
		if got := drop.Label(h, language); got != want {
			t.Errorf("%s: %q, want %q", language, got, want)
		}
	}
	h.Until = taglane.Embargo{Until: release, Zone: "Nowhere"}
	if got := drop.Label(h, "en"); got != "Tue 09:00 UTC" {
		t.Errorf("of a zone nobody knows: %q", got)
	}
}

func TestATeaserSaysWhatIsComingWhen(t *testing.T) {
	d := held()
	d.Tags[0].Teaser = &taglane.Teaser{Still: true, Label: "New on Tuesday"}
	teased, _ := drop.Tease(d, before, func(h drop.Hold) string { return drop.Label(h, "en") })
	want := []*taglane.Coming{{At: release, Zone: "Europe/Berlin", Still: true}, nil, {At: release, Zone: "Europe/Berlin"}}
	for i, tag := range teased.Tags {
		if !reflect.DeepEqual(tag.Coming, want[i]) || tag.Teaser != nil || tag.Label != map[int]string{0: "New on Tuesday"}[i] {
			t.Errorf("tag %d: %+v, says %q", i, tag.Coming, tag.Label)
		}
	}
	if veiled, _ := drop.Veil(d, before); len(veiled.Tags) != 1 || veiled.Tags[0].Coming != nil {
		t.Errorf("what is veiled announces itself: %v", veiled.Tags)
	}
	said := drop.Announced(d, before)
	if len(said) != 2 || said["t1"] != (drop.Announcement{At: release, Zone: "Europe/Berlin", Says: "Tue 10:00 CET"}) {
		t.Errorf("before the time it says %v", said)
	}
	if said := drop.Announced(d, release); said == nil || len(said) > 0 {
		t.Errorf("at the time it says %v", said)
	}
}
