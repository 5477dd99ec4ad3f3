package taglane

import (
	"bytes"
	"crypto/ed25519"
	"strings"
	"testing"
	"time"
)

func reviewed() Draft {
	cover := Frame(7)
	return Draft{
		Clip: Clip{ID: "c", Name: "mug.mp4", Fingerprint: "f", Facts: Facts{Frames: 300, Rate: Rate{Num: 30, Den: 1}}, Caption: "Ad. A mug.", Language: "en", Cover: &cover},
		Tags: []Tag{
			{ID: "t1", Clip: "c", Product: "p", Span: Span{In: 0, Out: 60}, Label: "Mug", Relation: Paid, Path: Path{Keys: []Key{{Frame: 1, Spot: Spot{X: .5, Y: .5}}}}},
			{ID: "t2", Clip: "c", Product: "q", Span: Span{In: 90, Out: 150}},
		},
		Products: []Product{{ID: "p", Title: "Mug", URL: "https://shop.example/mug"}, {ID: "q", Title: "Bowl", URL: "https://shop.example/bowl"}},
	}
}

var atPlaces = map[ID]map[string]string{"a": {SaysCaption: "Ad. For a.", "privacy": "public"}, "b": {SaysTitle: "B"}}

// Whatever a visitor could see otherwise makes it another draft.
func TestADigestOfADraft(t *testing.T) {
	was := DraftDigest(reviewed(), atPlaces)
	change := func(name string, other bool, do func(*Draft)) {
		d := reviewed()
		do(&d)
		if got := DraftDigest(d, atPlaces); (got != was) != other {
			t.Errorf("%s: another draft %v, want %v", name, got != was, other)
		}
	}
	for name, do := range map[string]func(*Draft){
		"trimmed":            func(d *Draft) { d.Tags[0].Out++ },
		"moved":              func(d *Draft) { d.Tags[1].In, d.Tags[1].Out = 91, 151 },
		"removed":            func(d *Draft) { d.Tags = d.Tags[:1] },
		"added":              func(d *Draft) { d.Tags = append(d.Tags, Tag{ID: "t3", Product: "p", Span: Span{In: 5, Out: 50}}) },
		"another product":    func(d *Draft) { d.Tags[0].Product = "q" },
		"label":              func(d *Draft) { d.Tags[0].Label = "Cup" },
		"relation":           func(d *Draft) { d.Tags[0].Relation = None },
		"hotspot":            func(d *Draft) { d.Tags[0].Path.Keys[0].X = .4 },
		"embargo":            func(d *Draft) { d.Tags[0].Embargo = &Embargo{Zone: "UTC"} },
		"teaser":             func(d *Draft) { d.Tags[0].Teaser = &Teaser{Label: "Soon"} },
		"caption":            func(d *Draft) { d.Clip.Caption = "A mug." },
		"title":              func(d *Draft) { d.Clip.Title = "The mug" },
		"cover":              func(d *Draft) { *d.Clip.Cover = 8 },
		"design":             func(d *Draft) { d.Clip.Design = &Design{} },
		"footage":            func(d *Draft) { d.Clip.Fingerprint = "g" },
		"a link":             func(d *Draft) { d.Products[0].URL = "https://other.example/mug" },
		"a product's title":  func(d *Draft) { d.Products[1].Title = "Dish" },
		"a product's tie":    func(d *Draft) { d.Products[1].Relation = Gifted },
		"a product held":     func(d *Draft) { d.Products[1].Embargo = &Embargo{Zone: "UTC"} },
		"which goes first":   func(d *Draft) { d.Clip.Priority = []ID{"q"} },
		"a product's poster": func(d *Draft) { d.Products[1].Image = "sum" },
	} {
		change(name, true, do)
	}
	for name, do := range map[string]func(*Draft){
		"a note of the clip":    func(d *Draft) { d.Clip.Note = "x" },
		"a note of a tag":       func(d *Draft) { d.Tags[0].Notes = "x" },
		"a note of a product":   func(d *Draft) { d.Products[0].Notes = "x" },
		"a key on the shelf":    func(d *Draft) { d.Products[0].Shelf = 3 },
		"a price":               func(d *Draft) { d.Products[0].Offer = &Offer{ObservedAt: time.Unix(9, 0)} },
		"who pays":              func(d *Draft) { d.Products[0].Sellers = []Seller{{Account: "x"}} },
		"where the file lies":   func(d *Draft) { d.Clip.Path = "/elsewhere" },
		"the shoot":             func(d *Draft) { d.Clip.Project = "kitchen" },
		"the order of tags":     func(d *Draft) { d.Tags[0], d.Tags[1] = d.Tags[1], d.Tags[0] },
		"the order of products": func(d *Draft) { d.Products[0], d.Products[1] = d.Products[1], d.Products[0] },
	} {
		change(name, false, do)
	}
	for _, c := range []struct {
		fields map[ID]map[string]string
		other  bool
	}{
		{map[ID]map[string]string{"a": {SaysCaption: "Ad. For a.", "privacy": "private"}, "b": {SaysTitle: "B", "left:x": "y"}, "c": {SaysTitle: ""}}, false},
		{map[ID]map[string]string{"a": {SaysCaption: "For a."}, "b": {SaysTitle: "B"}}, true},
		{map[ID]map[string]string{"b": {SaysTitle: "B"}}, true},
	} {
		if got := DraftDigest(reviewed(), c.fields); (got != was) != c.other {
			t.Errorf("%v: another draft %v", c.fields, got != was)
		}
	}
	if d := reviewed(); d.Tags[0].Notes != "" || DraftDigest(d, atPlaces) != was || d.Tags[0].ID != "t1" {
		t.Error("looking changes the draft")
	}
}

// Nothing of a verdict can be changed, and nobody else can give it.
func TestAVerdictIsItsMembersOwn(t *testing.T) {
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{1}, 32))
	public := key.Public().(ed25519.PublicKey)
	v := Verdict{Project: "k", Clip: "c", Digest: "d", Member: "mia", N: 2, Answer: Approves, Note: "Good.", At: time.Date(2026, 11, 26, 9, 0, 0, 5, time.FixedZone("", 3600))}
	v.Signature = ed25519.Sign(key, v.Signed())
	if !v.Holds(public) {
		t.Fatal("it is not its own")
	}
	for name, do := range map[string]func(*Verdict){
		"project": func(v *Verdict) { v.Project = "" }, "clip": func(v *Verdict) { v.Clip = "x" }, "digest": func(v *Verdict) { v.Digest = "e" },
		"member": func(v *Verdict) { v.Member = "bo" }, "number": func(v *Verdict) { v.N++ }, "answer": func(v *Verdict) { v.Answer = Changes },
		"note": func(v *Verdict) { v.Note = "" }, "time": func(v *Verdict) { v.At = v.At.Add(1) },
		"signature": func(v *Verdict) { v.Signature[9] ^= 1 }, "no signature": func(v *Verdict) { v.Signature = nil },
		"moved between fields": func(v *Verdict) { v.Project, v.Clip = "", "kc" },
	} {
		c := v
		c.Signature = bytes.Clone(v.Signature)
		if do(&c); c.Holds(public) {
			t.Errorf("changed %s, and it still holds", name)
		}
	}
	for _, other := range [][]byte{ed25519.NewKeyFromSeed(bytes.Repeat([]byte{2}, 32)).Public().(ed25519.PublicKey), nil, public[:31]} {
		if v.Holds(other) {
			t.Errorf("it holds for key %x", other)
		}
	}
	if f := Fingerprint(public); len(f) != 19 || strings.Count(f, "-") != 3 || Fingerprint(nil) != "" {
		t.Errorf("fingerprint %q", f)
	}
}

func TestNamesOfVerdicts(t *testing.T) {
	if clip, member, n, ok := ParseVerdictID(VerdictID("c", "mia", 3)); clip != "c" || member != "mia" || n != 3 || !ok {
		t.Error(clip, member, n, ok)
	}
	for _, id := range []ID{"", "c/mia", "c/mia/0", "c/mia/-1", "c/mia/03", "c/mia/x", "c/mia/1/2", "c/mia/99999999999999999999", "c/mia/1048577"} {
		if _, _, _, ok := ParseVerdictID(id); ok {
			t.Errorf("%q names a verdict", id)
		}
	}
}
