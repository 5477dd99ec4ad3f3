package youtube

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"slices"
	"strings"
	"testing"

	"taglane/app/platform/youtube/youtubetest"
	"taglane/app/taglane"
)

// findings are the rules that speak of a publication, each with its level.
func (t *trip) findings() map[string]taglane.Level {
	t.Helper()
	found, err := t.s.Check(t.Context(), t.p)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]taglane.Level{}
	for _, f := range found {
		out[f.Rule] = f.Level
	}
	return out
}

func TestEveryRuleSpeaks(t *testing.T) {
	spoken := map[string]bool{}
	type draft = taglane.Draft
	for _, c := range []struct {
		rule   string
		before func(d *draft, p *taglane.Publication) // still well
		after  func(d *draft, p *taglane.Publication)
	}{
		{"YT-TITLE-LEN", func(d *draft, _ *taglane.Publication) { d.Clip.Title = strings.Repeat("ä", 100) }, func(d *draft, _ *taglane.Publication) { d.Clip.Title = strings.Repeat("ä", 101) }},
		{"YT-TITLE-LEN", nil, func(d *draft, _ *taglane.Publication) { d.Clip.Title = " " }},
		{"YT-TITLE-CHARS", nil, func(d *draft, _ *taglane.Publication) { d.Clip.Title = "a<b" }},
		{"YT-TITLE-CHARS", nil, func(d *draft, _ *taglane.Publication) { d.Clip.Caption = "a>b" }},
		{"YT-DESC-LEN", func(d *draft, p *taglane.Publication) { fill(d, p, 5000) }, func(d *draft, p *taglane.Publication) { fill(d, p, 5001) }},
		{"YT-TAGS-LEN", func(_ *draft, p *taglane.Publication) { p.Key = strings.Repeat("A", 498) }, func(_ *draft, p *taglane.Publication) { p.Key = strings.Repeat("A", 499) }},
		{"YT-CATEGORY", set("category", "26"), set("category", "Howto")},
		{"YT-PRIVACY", set("privacy", "unlisted"), set("privacy", "friends")},
		{"YT-PUBLISHAT", set("publish_at", "2026-11-21T09:00:00+01:00"), set("publish_at", "2026-11-20T09:00:00Z")},
		{"YT-PUBLISHAT", nil, set("publish_at", "tomorrow")},
		{"YT-PUBLISHAT", nil, func(_ *draft, p *taglane.Publication) {
			p.Settings = map[string]string{"publish_at": "2026-12-21T09:00:00Z", "privacy": "unlisted"}
		}},
		{"YT-KIDS", set("made_for_kids", "true"), set("made_for_kids", "perhaps")},
		{"YT-PAID", set("paid", "false"), func(d *draft, p *taglane.Publication) {
			d.Tags[0].Relation, p.Settings = taglane.Paid, map[string]string{"paid": "false"}
		}},
		{"YT-SIZE", func(_ *draft, p *taglane.Publication) { p.Revision.Media.Size = 274_877_906_944 }, func(_ *draft, p *taglane.Publication) { p.Revision.Media.Size = 274_877_906_945 }},
		{"YT-SIZE", nil, func(_ *draft, p *taglane.Publication) { p.Revision.Media.Size = 0 }},
		{"YT-CHANNEL", set("channel_id", youtubetest.Channel), set("channel_id", "UCother")},
		{"YT-MOV", coded("h264"), coded("theora")},
		{"YT-MOV", laidOut(t, "ftyp", "moov", "mdat"), laidOut(t, "ftyp", "free", "mdat", "moov")},
		{"YT-MOV", laidOut(t, "ftyp", "moov1", "mdat"), laidOut(t, "ftyp", "moov2", "mdat")},
		{"YT-COVER", covered(t, nil, 52_428_800), covered(t, nil, 52_428_801)},
		{"YT-COVER", nil, covered(t, []byte("GIF89a"), 6)},
		{"YT-COVER-SHAPE", covered(t, drawn(90, 160), 9), covered(t, drawn(160, 90), 9)},
		{"YT-CHAPTERS", caption("0:00 a\n0:10 b\n1:00 c"), caption("0:00 a\n0:10 b")},
		{"YT-CHAPTERS", caption("see you at 10:30 there"), caption("0:00 a\n0:09 b\n1:00 c")},
		{"YT-SHORT", seconds(180), seconds(181)},
		{"YT-SHORT-MUSIC", seconds(60), seconds(61)},
		{"YT-SHORT-LINKS", func(d *draft, _ *taglane.Publication) { d.Clip.Width = 1920 }, seconds(20)},
		{"YT-SHOP-COUNT", goods(30), goods(31)},
		{"YT-SHOP-COUNT-MOST", goods(60), goods(61)},
		{"YT-SHOP-SHOWN", func(d *draft, _ *taglane.Publication) { d.Tags = nil }, goods(1)},
		{"YT-SHOP-USE", func(d *draft, _ *taglane.Publication) { d.Tags = nil }, goods(1)},
	} {
		spoken[c.rule] = true
		if c.before != nil {
			tr := begin(t, 1000)
			c.before(&tr.p.Revision.Draft, &tr.p)
			if level, speaks := tr.findings()[c.rule]; speaks {
				t.Errorf("%s speaks (%s) though all is well", c.rule, level)
			}
		}
		tr := begin(t, 1000)
		c.after(&tr.p.Revision.Draft, &tr.p)
		if level := tr.findings()[c.rule]; level != ruled.rule(c.rule).Level {
			t.Errorf("%s says %q, want %q", c.rule, level, ruled.rule(c.rule).Level)
		}
	}
	elsewhere := "YT-AI YT-SCOPE YT-QUOTA"
	for _, r := range ruled.Rules {
		if !spoken[r.ID] && !strings.Contains(elsewhere, r.ID) || r.Source == "" {
			t.Errorf("nothing makes %s speak, or it has no source", r.ID)
		}
	}
}

func coded(codec string) func(*taglane.Draft, *taglane.Publication) {
	return func(d *taglane.Draft, _ *taglane.Publication) { d.Clip.Codec = codec }
}

// caption goes with a clip across of two minutes.
func caption(text string) func(*taglane.Draft, *taglane.Publication) {
	return func(d *taglane.Draft, p *taglane.Publication) {
		seconds(120)(d, p)
		d.Clip.Caption, d.Clip.Width, d.Clip.Height = text, 1920, 1080
	}
}

// laidOut is a file of boxes; the number behind moov is how many edits it lists.
func laidOut(t *testing.T, boxes ...string) func(*taglane.Draft, *taglane.Publication) {
	var file []byte
	for _, name := range boxes {
		inner := make([]byte, 24)
		if len(name) > 4 {
			copy(inner, "\x00\x00\x00\x10elst\x00\x00\x00\x00\x00\x00\x00"+string(name[4]-'0'))
		}
		file = append(file, 0, 0, 0, byte(8+len(inner)))
		file = append(append(file, name[:4]...), inner...)
	}
	return func(_ *taglane.Draft, p *taglane.Publication) { p.Revision.Media.Path = fileOf(t, file).Path }
}

// covered puts a picture of a size, as it is said, beside the clip.
func covered(t *testing.T, b []byte, size int64) func(*taglane.Draft, *taglane.Publication) {
	if b == nil {
		b = drawn(90, 160)
	}
	return func(_ *taglane.Draft, p *taglane.Publication) {
		p.Revision.Cover = taglane.File{Path: fileOf(t, b).Path, Size: size, SHA256: hashOf(b)}
	}
}

func drawn(w, h int) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, w, h)), nil); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func set(name, value string) func(*taglane.Draft, *taglane.Publication) {
	return func(_ *taglane.Draft, p *taglane.Publication) { p.Settings = map[string]string{name: value} }
}

func seconds(n int64) func(*taglane.Draft, *taglane.Publication) {
	return func(d *taglane.Draft, _ *taglane.Publication) {
		d.Clip.Rate, d.Clip.Frames = taglane.Rate{Num: 25, Den: 1}, taglane.Frame(25*n)
	}
}

func goods(n int) func(*taglane.Draft, *taglane.Publication) {
	return func(d *taglane.Draft, _ *taglane.Publication) {
		d.Tags, d.Products = nil, nil
		for i := range n {
			id := taglane.ID(fmt.Sprint("p", i))
			d.Products = append(d.Products, taglane.Product{ID: id, Title: "x"})
			d.Tags = append(d.Tags, taglane.Tag{ID: id, Product: id, Span: taglane.Span{Out: 60}})
		}
	}
}

// fill makes the whole description exactly so many bytes long.
func fill(d *taglane.Draft, p *taglane.Publication, n int) {
	d.Clip.Caption = "ä"
	d.Clip.Caption += strings.Repeat("x", n-len(describe(p.Revision)))
}

func TestADayWithoutRoomIsTold(t *testing.T) {
	for name, take := range map[string]func(l *limits) error{
		"uploads": func(l *limits) error { return l.inserts.Take(insertsADay) },
		"units":   func(l *limits) error { return l.units.Take(unitsADay - 159) },
	} {
		tr := begin(t, 1000)
		if _, speaks := tr.findings()["YT-QUOTA"]; speaks {
			t.Errorf("%s: speaks though the day is whole", name)
		}
		if err := take(tr.s.limits); err != nil {
			t.Fatal(err)
		}
		if level := tr.findings()["YT-QUOTA"]; level != taglane.Warn {
			t.Errorf("%s: says %q", name, level)
		}
	}
}

func TestAProductOutOfStockIsNamed(t *testing.T) {
	tr := begin(t, 1000)
	tr.p.Revision.Draft.Products[0].Offer.Availability = "out_of_stock"
	found, err := tr.s.Check(t.Context(), tr.p)
	if err != nil || !slices.ContainsFunc(found, func(f taglane.Finding) bool {
		return f.Rule == "YT-SHOP-SHOWN" && strings.Contains(f.Message, "Lumen Blue mug")
	}) {
		t.Errorf("%v, %v", found, err)
	}
}

func TestChoicesThatNobodyMade(t *testing.T) {
	tr := begin(t, 1000)
	tr.s.set = map[string]string{}
	got := tr.findings()
	if got["YT-KIDS"] != taglane.Block || got["YT-AI"] != taglane.Warn {
		t.Errorf("%v", got)
	}
}

func TestLeaveToUploadIsNotLeaveToPublish(t *testing.T) {
	for scopes, blocked := range map[string]bool{
		"https://www.googleapis.com/auth/youtube.upload https://www.googleapis.com/auth/youtube.readonly": true,
		"https://www.googleapis.com/auth/youtube":                                                         false,
		"https://www.googleapis.com/auth/youtube.force-ssl":                                               false,
		"": false,
	} {
		tr := begin(t, 1000)
		tr.Leave(scopes)
		tr.s = openFar(t, tr.Twin, nil)
		if level, speaks := tr.findings()["YT-SCOPE"]; speaks != blocked || speaks && level != taglane.Block {
			t.Errorf("%q: %v %s", scopes, speaks, level)
		}
		tr.p.Settings = map[string]string{"privacy": "private"}
		if _, speaks := tr.findings()["YT-SCOPE"]; speaks {
			t.Errorf("%q: what stays private needs no more leave", scopes)
		}
	}
}

func TestTheRulesAreDated(t *testing.T) {
	if ruled.Checked != "2026-11-23" || len(ruled.Rules) != 25 {
		t.Errorf("%s, %d rules", ruled.Checked, len(ruled.Rules))
	}
}
