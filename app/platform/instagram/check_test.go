package instagram

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"taglane/app/platform/instagram/instagramtest"
	"taglane/app/taglane"
)

// levelOf is how much a rule weighs among findings; "" if it found nothing.
func levelOf(found []taglane.Finding, rule string) taglane.Level {
	for _, f := range found {
		if f.Rule == rule {
			return f.Level
		}
	}
	return ""
}

func TestEveryRule(t *testing.T) {
	type clip = taglane.Clip
	frames := func(n taglane.Frame) func(*taglane.Publication) {
		return func(p *taglane.Publication) { p.Revision.Draft.Clip.Frames = n }
	}
	of := func(f func(c *clip)) func(*taglane.Publication) {
		return func(p *taglane.Publication) { f(&p.Revision.Draft.Clip) }
	}
	size := func(n int64, frames taglane.Frame) func(*taglane.Publication) {
		return func(p *taglane.Publication) { p.Revision.Media.Size, p.Revision.Draft.Clip.Frames = n, frames }
	}
	last, after := taglane.Frame(299), taglane.Frame(300)
	for _, v := range []struct {
		rule       string
		well, ill  func(*taglane.Publication)
		want       taglane.Level
		wellBefore taglane.Level
	}{
		{"IG-CAPTION", of(func(c *clip) { c.Caption = strings.Repeat("𝄞", 1100) }), of(func(c *clip) { c.Caption = strings.Repeat("𝄞", 1100) + "a" }), taglane.Block, ""},
		{"IG-HASHTAGS", of(func(c *clip) { c.Caption = strings.Repeat("#ä ", 30) + "# a#b" }), of(func(c *clip) { c.Caption = strings.Repeat("#ä ", 31) }), taglane.Block, ""},
		{"IG-MENTIONS", of(func(c *clip) { c.Caption = strings.Repeat("@a ", 20) + "me@shop.example" }), of(func(c *clip) { c.Caption = strings.Repeat("@a ", 21) }), taglane.Block, ""},
		{"IG-DURATION", frames(90), frames(89), taglane.Block, ""},
		{"IG-DURATION", frames(26973), frames(26974), taglane.Block, ""},
		{"IG-SIZE", size(300_000_000, 20_000), size(300_000_001, 20_000), taglane.Block, ""},
		{"IG-BITRATE", size(31_000_000, 300), size(32_000_000, 300), taglane.Block, ""},
		{"IG-CODEC", of(func(c *clip) { c.Codec = "hevc" }), of(func(c *clip) { c.Codec = "vp9" }), taglane.Block, ""},
		{"IG-CODEC", of(func(c *clip) { c.Audio = "" }), of(func(c *clip) { c.Audio = "opus" }), taglane.Block, ""},
		{"IG-FPS", of(func(c *clip) { c.Rate = taglane.Rate{Num: 24000, Den: 1001} }), of(func(c *clip) { c.Rate = taglane.Rate{Num: 22, Den: 1} }), taglane.Block, ""},
		{"IG-FPS", of(func(c *clip) { c.Rate = taglane.Rate{Num: 60, Den: 1} }), of(func(c *clip) { c.Rate = taglane.Rate{Num: 120, Den: 1} }), taglane.Block, ""},
		{"IG-WIDTH", of(func(c *clip) { c.Width, c.Height = 1920, 3413 }), of(func(c *clip) { c.Width, c.Height = 1922, 3416 }), taglane.Block, ""},
		{"IG-ASPECT", of(func(c *clip) { c.Width = 719 }), of(func(c *clip) { c.Width = 1280 }), taglane.Warn, ""},
		{"IG-ASPECT", of(func(c *clip) { c.Width, c.Height = 1000, 100 }), of(func(c *clip) { c.Width, c.Height = 1001, 100 }), taglane.Block, taglane.Warn},
		{"IG-COVER", of(func(c *clip) { c.Cover = &last }), of(func(c *clip) { c.Cover = &after }), taglane.Block, ""},
		{"IG-COVER", of(func(c *clip) { c.Design = &taglane.Design{} }), of(func(c *clip) { c.Design = &taglane.Design{Title: &taglane.Words{Text: "Four"}} }), taglane.Warn, ""},
		{"IG-COLLAB", func(p *taglane.Publication) { p.Settings = map[string]string{"collaborators": "a,b,c"} },
			func(p *taglane.Publication) { p.Settings = map[string]string{"collaborators": "a,b,c,d"} }, taglane.Block, ""},
	} {
		w := newField(t)
		for i, change := range []func(*taglane.Publication){v.well, v.ill} {
			p := ownGoods(t, w.Account())
			change(&p)
			found, err := w.service(t).Check(t.Context(), p)
			if err != nil {
				t.Fatal(err)
			}
			if want := []taglane.Level{v.wellBefore, v.want}[i]; levelOf(found, v.rule) != want {
				t.Errorf("%s, case %d: %q, want %q (%+v)", v.rule, i, levelOf(found, v.rule), want, found)
			}
		}
	}
}

func TestTheIndexComesFirstAndNothingIsCut(t *testing.T) {
	box := func(kind string, inside ...[]byte) []byte {
		b := bytes.Join(inside, nil)
		return append(append(binary.BigEndian.AppendUint32(nil, uint32(len(b)+8)), kind...), b...)
	}
	ftyp, mdat, plain := box("ftyp", []byte("isom")), box("mdat", make([]byte, 99)), box("moov", box("trak", box("tkhd")))
	cut := box("moov", box("trak", box("edts", box("elst", make([]byte, 20)))))
	long := append([]byte{0, 0, 0, 1, 'm', 'd', 'a', 't'}, binary.BigEndian.AppendUint64(nil, 16+8)...)
	for name, v := range map[string]struct {
		parts [][]byte
		want  taglane.Level
	}{
		"well":           {[][]byte{ftyp, plain, mdat}, ""},
		"index last":     {[][]byte{ftyp, mdat, plain}, taglane.Block},
		"long box first": {[][]byte{ftyp, long, make([]byte, 8), plain}, taglane.Block},
		"edited":         {[][]byte{ftyp, cut, mdat}, taglane.Block},
		"no MP4":         {[][]byte{[]byte("what is this, moov or mdat?")}, ""},
		"endless":        {[][]byte{bytes.Repeat(box("free"), 9000), mdat, plain}, ""},
	} {
		path := filepath.Join(t.TempDir(), "clip.mp4")
		if err := os.WriteFile(path, bytes.Join(v.parts, nil), 0o600); err != nil {
			t.Fatal(err)
		}
		var l look
		if err := l.file(path); err != nil || levelOf(l, "IG-CONTAINER") != v.want {
			t.Errorf("%s: %+v, %v", name, l, err)
		}
	}
}

func TestTheDaysPostsAreReadAndNotAssumed(t *testing.T) {
	for _, v := range []struct{ told, used, most int }{{25, 25, 25}, {50, 49, 50}, {100, 100, 100}, {0, 25, 25}} {
		w := newField(t)
		w.Total, w.Used = v.told, v.used
		s := w.service(t)
		if s.Capabilities().PerDay != 25 {
			t.Error("before it is read the lowest figure holds")
		}
		p := ownGoods(t, w.Account())
		found, err := s.Check(t.Context(), p)
		if err != nil || s.Capabilities().PerDay != v.most || (levelOf(found, "IG-QUOTA") == taglane.Warn) != (v.used >= v.most) {
			t.Errorf("%+v: %d a day, %+v, %v", v, s.Capabilities().PerDay, found, err)
		}
	}
}

func TestALoginThatEndsSoonIsTold(t *testing.T) {
	for days, want := range map[int]taglane.Level{60 - 7: "", 60 - 6: taglane.Warn} {
		w := newField(t)
		p := ownGoods(t, w.Account())
		p.Settings = map[string]string{"at": w.Clock.Now().AddDate(0, 0, days).Format(time.RFC3339)}
		found, err := w.service(t).Check(t.Context(), p)
		if err != nil || levelOf(found, "IG-TOKEN") != want {
			t.Errorf("%d days: %+v, %v", days, found, err)
		}
	}
	w := newField(t)
	w.EndTokens(467)
	found, err := w.service(t).Check(t.Context(), ownGoods(t, w.Account()))
	if err != nil || levelOf(found, "IG-LOGIN") != taglane.Block {
		t.Errorf("a token that was taken back: %+v, %v", found, err)
	}
	w.Close()
	if found, err = w.service(t).Check(t.Context(), ownGoods(t, w.Account())); err != nil || levelOf(found, "IG-LOGIN") != taglane.Warn {
		t.Errorf("offline: %+v, %v", found, err)
	}
}

func TestTagsAreAListThatOnlyGrows(t *testing.T) {
	w := newField(t)
	s := w.service(t)
	post, p := live(t, w, s)
	w.SetTags(post.ID, "31337") // somebody added one by hand
	for range 2 {
		got, err := s.Tag(t.Context(), post, p)
		if err != nil || fmt.Sprint(got) != "[product-1 product-2]" {
			t.Fatalf("%v, %v", got, err)
		}
	}
	if got := fmt.Sprint(w.Tags(post.ID)); got != "[31337 9007199254740993 9007199254740995]" {
		t.Error("the post carries", got)
	}
	if n := strings.Count(strings.Join(w.Asked(), "\n"), "POST product_tags"); n != 1 {
		t.Errorf("the list was sent %d times", n)
	}
}

func TestWhatCannotBeTagged(t *testing.T) {
	for name, v := range map[string]struct {
		change  func(w *field, p *taglane.Publication)
		rule    string
		tags    string
		carried string
	}{
		"no shop":      {func(w *field, _ *taglane.Publication) { w.Ineligible = true }, "IG-TAGS-ELIGIBLE", "[]", "[]"},
		"not approved": {func(w *field, _ *taglane.Publication) { w.Shop[0].Review = "pending" }, "IG-TAGS-REVIEW", "[9007199254740995]", "[product-2]"},
		"not ours":     {func(w *field, _ *taglane.Publication) { w.Shop = w.Shop[:1] }, "IG-TAGS-OWN", "[9007199254740993]", "[product-1]"},
		"gifted, of the same name": {func(_ *field, p *taglane.Publication) { p.Revision.Draft.Products[1].Relation = taglane.Gifted },
			"IG-TAGS-OWN", "[9007199254740993]", "[product-1]"},
		"two of one name": {func(w *field, _ *taglane.Publication) {
			w.Shop = append(w.Shop, instagramtest.Product{ID: "5", Name: "Kettle", Retailer: "K2", Review: "approved"})
		}, "IG-TAGS-OWN", "[9007199254740993]", "[product-1]"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newField(t)
			s := w.service(t)
			post, p := live(t, w, s)
			v.change(w, &p)
			found, err := s.Check(t.Context(), p)
			if err != nil || levelOf(found, v.rule) != taglane.Warn {
				t.Errorf("%+v, %v", found, err)
			}
			all := []taglane.ID{"product-1", "product-2"}
			carried, err := s.Tag(t.Context(), post, p)
			if err != nil || fmt.Sprint(carried) != v.carried {
				t.Errorf("tagged %v, %v, want %s", carried, err, v.carried)
			}
			kept, never, err := s.Kept(t.Context(), post, p)
			if err != nil || !slices.Equal(kept, carried) {
				t.Errorf("kept %v, %v", kept, err)
			}
			for _, id := range all {
				if said := never[id].String(); (said == "") != slices.Contains(carried, id) {
					t.Errorf("of %s it says %q", id, said)
				}
			}
			if got := fmt.Sprint(w.Tags(post.ID)); got != v.tags {
				t.Errorf("the post carries %s, want %s", got, v.tags)
			}
			if len(w.posted()) != 1 {
				t.Error("the Reel did not stay")
			}
		})
	}
}

func TestThirtyProductsAndNoMore(t *testing.T) {
	w := newField(t)
	s := w.service(t)
	post, p := live(t, w, s)
	p.Revision.Draft.Products, p.Revision.Draft.Tags, w.Shop = nil, nil, nil
	add := func(n int) {
		id := taglane.ID(fmt.Sprint("p", n))
		p.Revision.Draft.Products = append(p.Revision.Draft.Products, taglane.Product{ID: id, Title: fmt.Sprintf("Mug %02d", n), SKU: fmt.Sprint("S-", n)})
		p.Revision.Draft.Tags = append(p.Revision.Draft.Tags, taglane.Tag{Product: id}, taglane.Tag{Product: id})
		w.Shop = append(w.Shop, instagramtest.Product{ID: fmt.Sprint(1000 + n), Name: "A mug", Retailer: fmt.Sprint("S-", n), Review: "approved"})
	}
	for n := range 30 {
		add(n)
	}
	got, err := s.Tag(t.Context(), post, p)
	if err != nil || len(got) != 30 || got[29] != "p29" {
		t.Fatalf("%v, %v", got, err)
	}
	add(30)
	_, err = s.Tag(t.Context(), post, p)
	wantKind(t, err, taglane.Invalid)
}
