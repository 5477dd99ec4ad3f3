package drop_test

import (
	"strings"
	"testing"

	"taglane/app/drop"
	"taglane/app/taglane"
)

func ruled(found []taglane.Finding, rule string) (out []taglane.Finding) {
	for _, f := range found {
		if f.Rule == rule {
			out = append(out, f)
		}
	}
	return out
}

func TestTextsFindWhatGivesAway(t *testing.T) {
	if found := drop.Texts(held(), before); len(found) > 0 {
		t.Errorf("a draft that says nothing: %v", found)
	}
	for field, c := range map[string]struct {
		put  func(*taglane.Draft)
		clue string
	}{
		"title":   {func(d *taglane.Draft) { d.Clip.Title = "Die Läufer: Zephyr!" }, "Zephyr"},
		"caption": {func(d *taglane.Draft) { d.Clip.Caption = "Für dich. Ad 🎉 Get the ZÉPHYR RUNNING SHOE now" }, "ZÉPHYR RUNNING SHOE"},
		"cover": {func(d *taglane.Draft) {
			d.Clip.Design = &taglane.Design{Sticker: &taglane.Words{Text: "nur 1.289,50 €"}}
		}, "1.289,50"},
		"label":  {func(d *taglane.Draft) { d.Tags[1].Label = "like Altamont" }, "Altamont"},
		"teaser": {func(d *taglane.Draft) { d.Tags[0].Teaser = &taglane.Teaser{Label: "Zéphyr on Tuesday"} }, "Zéphyr"},
		"name":   {func(d *taglane.Draft) { d.Clip.Path = "/films/zephyr-running-shoe.mov" }, "zephyr-running-shoe"},
	} {
		d := held()
		c.put(&d)
		found := ruled(drop.Texts(d, before), drop.RuleLeak)
		if len(found) != 1 || (found[0].Level == taglane.Block) == (field == "name") || found[0].Place.Field != field || found[0].Place.Product != "p-zephyr" {
			t.Errorf("%s: %v", field, found)
			continue
		}
		text := map[string]string{"title": d.Clip.Title, "caption": d.Clip.Caption, "cover": "nur 1.289,50 €", "label": d.Tags[1].Label, "teaser": "Zéphyr on Tuesday", "name": "zephyr-running-shoe.mov"}[field]
		at := found[0].Place.Text
		if got := string([]rune(text)[at.From:at.To]); got != c.clue || !strings.Contains(found[0].Message, c.clue) {
			t.Errorf("%s: it points at %q and says %q", field, got, found[0].Message)
		}
		if found[0].Place.Tag != map[string]taglane.ID{"label": "t2", "teaser": "t1"}[field] {
			t.Errorf("%s: it points at the tag %q", field, found[0].Place.Tag)
		}
		if found := drop.Texts(d, release); len(found) > 0 {
			t.Errorf("%s: at the time there is still %v", field, found)
		}
	}
	// The name of the file is the title where nobody gave one, and is told once.
	d := held()
	d.Clip.Title, d.Clip.Name, d.Clip.Path = "", "zephyr.mov", "/films/zephyr.mov"
	if found := drop.Texts(d, before); len(found) != 1 || found[0].Place.Field != "title" {
		t.Errorf("an untitled clip: %v", found)
	}
	// A held tag may be called what it likes.
	d = held()
	d.Tags[2].Label = "Zéphyr"
	if found := drop.Texts(d, before); len(found) > 0 {
		t.Errorf("a held tag's own label: %v", found)
	}
}

func TestCheckOfAPlan(t *testing.T) {
	now := before.AddDate(0, 0, -3)
	plan := drop.Plan{Draft: held(), At: before, Now: now}
	found := drop.Check(plan)
	if f := ruled(found, drop.RuleHeld); len(f) != 1 || f[0].Level != taglane.Info || !strings.HasPrefix(f[0].Message, "2 tags are held back until") || f[0].Fix != "Publish at that time" {
		t.Errorf("held: %v", f)
	}
	if f := ruled(found, drop.RuleVisual); len(f) != 1 || f[0].Level != taglane.Block || f[0].Place.Frame == nil || *f[0].Place.Frame != 0 {
		t.Errorf("to look at: %v", f)
	}
	if len(found) != 2 {
		t.Errorf("and besides %v", found)
	}
	plan.At = release
	if found := drop.Check(plan); len(found) > 0 {
		t.Errorf("at the time: %v", found)
	}
	rules := map[string]func(*drop.Plan){
		"drop.leak":        func(p *drop.Plan) { p.At, p.Draft.Clip.Caption = before, "Zephyr" },
		"drop.link.switch": func(p *drop.Plan) { p.At, p.Fixed = before, true },
		"drop.grace":       func(p *drop.Plan) { p.Own = true },
		"drop.zone":        func(p *drop.Plan) { p.Draft.Products[0].Embargo = &taglane.Embargo{Until: release, Wall: until.Wall} },
		"drop.burned.countdown": func(p *drop.Plan) {
			p.Draft.Clip.Design = &taglane.Design{Title: &taglane.Words{Text: "Noch 3 Tage"}}
		},
		"drop.price.age": func(p *drop.Plan) { p.Draft.Products[0].Offer.ObservedAt = release.AddDate(0, 0, -8) },
	}
	for rule, put := range rules {
		p := drop.Plan{Draft: held(), At: release, Now: now}
		put(&p)
		for other := range rules {
			if got := ruled(drop.Check(p), other); (len(got) == 1) != (other == rule) || len(got) > 1 {
				t.Errorf("%s: %s finds %v", rule, other, got)
			}
		}
	}
	p := drop.Plan{Draft: held(), At: release, Now: now}
	p.Draft.Products[0].Offer.ObservedAt = release.AddDate(0, 0, -7)
	if got := drop.Check(p); len(got) > 0 {
		t.Errorf("a price of exactly a week: %v", got)
	}
	p = drop.Plan{Draft: held(), Said: map[string]string{"first_comment": "more of the Zephyr", "privacy": "public"}, At: before, Now: now}
	if got := ruled(drop.Check(p), drop.RuleLeak); len(got) != 1 || got[0].Place.Field != "first_comment" {
		t.Errorf("what is said beside the caption: %v", got)
	}
	// What has been let go long ago is nobody's drop.
	p = drop.Plan{Draft: held(), At: release.AddDate(0, 0, 9), Now: release, Own: true}
	if got := drop.Check(p); len(got) > 0 {
		t.Errorf("after the time: %v", got)
	}
}

func TestBurnedIn(t *testing.T) {
	for text, wrong := range map[string]bool{
		"Fri 10:00 CET": false, "Launch 1 Dec": false, "Two for the road": false, "In 3 easy steps": false, "5 days in Rome": false,
		"in 3 days": true, "only 2 hours left": true, "2 days to go": true, "Tomorrow!": true, "morgen": true, "nur noch 5 Stunden": true, "00:12:59": true, "あと3日": true, "明天": true,
	} {
		d := held()
		d.Clip.Design = &taglane.Design{Sticker: &taglane.Words{Text: text}}
		if got := ruled(drop.Check(drop.Plan{Draft: d, At: release, Now: before}), "drop.burned.countdown"); (len(got) == 1) != wrong {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestWindow(t *testing.T) {
	p := held().Products[0]
	l := taglane.Listing{Sale: &taglane.Money{Amount: "1289.50", Currency: "EUR"}, SaleTo: release}
	if got := drop.Window(p, l, release); len(got) != 1 {
		t.Errorf("a sale that ends then: %v", got)
	}
	if got := drop.Window(p, l, before); len(got) != 0 {
		t.Errorf("a sale that is on: %v", got)
	}
	l.Sale = &taglane.Money{Amount: "99.00", Currency: "EUR"}
	if got := drop.Window(p, l, release); len(got) != 0 {
		t.Errorf("another price: %v", got)
	}
}
