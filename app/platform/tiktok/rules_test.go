package tiktok

import (
	"slices"
	"strings"
	"testing"
	"time"

	"taglane/app/platform/platformtest"
	"taglane/app/platform/tiktok/tiktoktest"
	"taglane/app/taglane"
)

// levelOf is how much the first finding of a rule weighs; "" if it is not found.
func levelOf(found []taglane.Finding, rule string) taglane.Level {
	i := slices.IndexFunc(found, func(f taglane.Finding) bool { return f.Rule == rule })
	if i < 0 {
		return ""
	}
	return found[i].Level
}

func TestEveryRuleHasASourceAndADay(t *testing.T) {
	for id, r := range pack.Rules {
		if _, err := time.Parse(time.DateOnly, r.Checked); err != nil || r.Source == "" || r.Level != taglane.Block && r.Level != taglane.Warn {
			t.Errorf("%s: %+v", id, r)
		}
	}
}

// Each rule at its limit and right behind it.
func TestClipIsHeldToTheLimits(t *testing.T) {
	rate := taglane.Rate{Num: 30, Den: 1}
	type pub = taglane.Publication
	for _, v := range []struct {
		rule       string
		level      taglane.Level
		good, evil func(p *pub)
	}{
		{"TT-CAPTION", taglane.Block, func(p *pub) { p.Revision.Draft.Clip.Caption = strings.Repeat("😀", 1100) },
			func(p *pub) { p.Revision.Draft.Clip.Caption = strings.Repeat("😀", 1100) + "!" }},
		{"TT-DURATION", taglane.Block, func(p *pub) { p.Revision.Draft.Clip.Frames, p.Revision.Draft.Clip.Rate = 18000, rate },
			func(p *pub) { p.Revision.Draft.Clip.Frames, p.Revision.Draft.Clip.Rate = 18001, rate }},
		{"TT-DURATION-MIN", taglane.Warn, func(p *pub) { p.Revision.Draft.Clip.Frames, p.Revision.Draft.Clip.Rate = 90, rate },
			func(p *pub) { p.Revision.Draft.Clip.Frames, p.Revision.Draft.Clip.Rate = 89, rate }},
		{"TT-SIZE", taglane.Block, func(p *pub) { p.Revision.Media.Size = 4_000_000_000 }, func(p *pub) { p.Revision.Media.Size = 4_000_000_001 }},
		{"TT-FORMAT", taglane.Block, func(p *pub) { p.Revision.Media.Path = "/clips/a.MOV" }, func(p *pub) { p.Revision.Media.Path = "/clips/a.mkv" }},
		{"TT-FORMAT", taglane.Block, func(p *pub) { p.Revision.Draft.Clip.Codec = "vp9" }, func(p *pub) { p.Revision.Draft.Clip.Codec = "prores" }},
		{"TT-FPS", taglane.Block, func(p *pub) { p.Revision.Draft.Clip.Rate = taglane.Rate{Num: 23, Den: 1} }, func(p *pub) { p.Revision.Draft.Clip.Rate = taglane.Rate{Num: 22, Den: 1} }},
		{"TT-FPS", taglane.Block, func(p *pub) { p.Revision.Draft.Clip.Rate = taglane.Rate{Num: 60, Den: 1} }, func(p *pub) { p.Revision.Draft.Clip.Rate = taglane.Rate{Num: 61, Den: 1} }},
		{"TT-PIXELS", taglane.Block, func(p *pub) { p.Revision.Draft.Clip.Width = 360 }, func(p *pub) { p.Revision.Draft.Clip.Width = 359 }},
		{"TT-PIXELS", taglane.Block, func(p *pub) { p.Revision.Draft.Clip.Height = 4096 }, func(p *pub) { p.Revision.Draft.Clip.Height = 4097 }},
		{"TT-TAGS", taglane.Warn, func(p *pub) {
			p.Revision.Draft.Tags, p.Revision.Draft.Products = nil, p.Revision.Draft.Products[:1]
		}, func(*pub) {}},
	} {
		p := platformtest.Publication(t, t.TempDir())
		v.good(&p)
		if l := levelOf(look(p), v.rule); l != "" {
			t.Errorf("%s is found at its limit", v.rule)
		}
		if v.evil(&p); v.rule == "TT-TAGS" {
			p = platformtest.Publication(t, t.TempDir())
		}
		if l := levelOf(look(p), v.rule); l != v.level {
			t.Errorf("%s behind its limit is %q", v.rule, l)
		}
	}
}

// What keeps a direct post from being made: told by Check, and Open keeps to it.
func TestDirectPostIsHeldToTheGuidelines(t *testing.T) {
	frame := func(n taglane.Frame) *taglane.Frame { return &n }
	for name, v := range map[string]struct {
		rule  string
		set   string // "privacy=private brand_content=yes"
		twin  func(k *tiktoktest.Terms)
		clip  func(c *taglane.Clip)
		level taglane.Level
	}{
		"nobody chose":            {rule: "TT-PRIVACY", set: "privacy=", level: taglane.Block},
		"not offered":             {rule: "TT-PRIVACY", set: "privacy=followers", level: taglane.Block},
		"offered":                 {rule: "TT-PRIVACY", set: "privacy=SELF_ONLY"},
		"disclosed, not what":     {rule: "TT-BRANDED", set: "disclosure=yes", level: taglane.Block},
		"disclosed as own":        {rule: "TT-BRANDED", set: "disclosure=yes brand_organic=yes"},
		"paid and for oneself":    {rule: "TT-BRANDED", set: "privacy=private brand_content=yes", level: taglane.Block},
		"paid and for all":        {rule: "TT-BRANDED", set: "brand_content=yes"},
		"no consent":              {rule: "TT-CONSENT", set: "consent=", level: taglane.Block},
		"no consent, paid":        {rule: "TT-CONSENT", set: "consent= brand_content=yes", level: taglane.Block},
		"comments are off":        {rule: "TT-TOGGLES", set: "comment=yes", twin: func(k *tiktoktest.Terms) { k.Creator.CommentDisabled = true }, level: taglane.Block},
		"duets are off":           {rule: "TT-TOGGLES", set: "duet=yes", twin: func(k *tiktoktest.Terms) { k.Creator.DuetDisabled = true }, level: taglane.Block},
		"stitches are off":        {rule: "TT-TOGGLES", set: "stitch=yes", twin: func(k *tiktoktest.Terms) { k.Creator.StitchDisabled = true }, level: taglane.Block},
		"off, and not wanted":     {rule: "TT-TOGGLES", twin: func(k *tiktoktest.Terms) { k.Creator.StitchDisabled = true }},
		"too long for them":       {rule: "TT-DURATION", twin: func(k *tiktoktest.Terms) { k.Creator.MaxSeconds = 10 }, level: taglane.Block},
		"long enough":             {rule: "TT-DURATION", twin: func(k *tiktoktest.Terms) { k.Creator.MaxSeconds = 11 }},
		"cover outside":           {rule: "TT-COVER", clip: func(c *taglane.Clip) { c.Cover = frame(300) }, level: taglane.Block},
		"cover on the last frame": {rule: "TT-COVER", clip: func(c *taglane.Clip) { c.Cover = frame(299) }},
		"words on the cover":      {rule: "TT-COVER-IMAGE", clip: func(c *taglane.Clip) { c.Design = &taglane.Design{Title: &taglane.Words{Text: "New"}} }, level: taglane.Warn},
		"cannot post now":         {rule: "TT-CREATOR", twin: func(k *tiktoktest.Terms) { k.CreatorCode = "spam_risk_too_many_posts" }, level: taglane.Block},
	} {
		w := stand(t)
		if v.twin != nil {
			w.Set(v.twin)
		}
		p := sized(t, w, 1000)
		for _, kv := range strings.Fields(v.set) {
			k, value, _ := strings.Cut(kv, "=")
			p.Settings[k] = value
		}
		if v.clip != nil {
			v.clip(&p.Revision.Draft.Clip)
		}
		s := dialed(t, w, "mode", "direct", "audited", "true")
		found, err := s.Check(t.Context(), p)
		if l := levelOf(found, v.rule); err != nil || l != v.level {
			t.Errorf("%s: %s is %q, want %q (%v)", name, v.rule, l, v.level, err)
		}
		if _, err := s.Open(t.Context(), p.Key, p); (err != nil) != (v.level == taglane.Block) || (len(w.Uploads()) == 0) != (v.level == taglane.Block) {
			t.Errorf("%s: Open says %v", name, err)
		}
	}
}

// An app without audit posts for its person alone, on a private account.
func TestUnauditedApp(t *testing.T) {
	private := []string{followers, friends, alone}
	for _, v := range []struct {
		audited, privacy string
		options          []string
		block            bool
	}{
		{"false", "private", private, false}, {"false", "private", []string{everybody, friends, alone}, true},
		{"", "friends", private, true}, {"true", "public", []string{everybody, friends, alone}, false},
	} {
		w := stand(t)
		w.Set(func(k *tiktoktest.Terms) { k.Audited, k.Creator.Privacy = v.audited == "true", v.options })
		s := dialed(t, w, "mode", "direct", "audited", v.audited)
		p := sized(t, w, 1000, "privacy", v.privacy)
		found, err := s.Check(t.Context(), p)
		if got := levelOf(found, "TT-UNAUDITED") == taglane.Block; err != nil || got != v.block {
			t.Errorf("%+v: %+v, %v", v, found, err)
		}
		if _, err := s.Open(t.Context(), p.Key, p); (err != nil) != v.block {
			t.Errorf("%+v: Open says %v", v, err)
		}
	}
	w := stand(t)
	w.Set(func(k *tiktoktest.Terms) { k.Audited = false }) // a person says yes where TikTok says no
	s := dialed(t, w, "mode", "direct", "audited", "true")
	_, err := s.Open(t.Context(), "k", sized(t, w, 1000))
	wantKind(t, err, taglane.Refused)
}

// Without a network it can be queued all the same; what is known is told.
func TestCheckWithoutNetwork(t *testing.T) {
	w := stand(t)
	s := dialed(t, w, "mode", "direct", "audited", "true")
	p := sized(t, w, 1000, "privacy", "")
	w.Close()
	found, err := s.Check(t.Context(), p)
	if err != nil || levelOf(found, "TT-CREATOR-LATER") != taglane.Warn || levelOf(found, "TT-CREATOR") != "" || levelOf(found, "TT-PRIVACY") != taglane.Block {
		t.Errorf("%+v, %v", found, err)
	}
}

// The inbox drops everything but the clip, and says so field by field.
func TestInboxTellsWhatItDrops(t *testing.T) {
	w := stand(t)
	s := dialed(t, w)
	p := sized(t, w, 1000, "comment", "yes", "duet", "yes", "stitch", "yes", "brand_organic", "yes", "brand_content", "yes", "ai", "yes")
	at := taglane.Frame(3)
	p.Revision.Draft.Clip.Cover = &at
	said := func() (fields []string) {
		found, err := s.Check(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range found {
			if f.Rule == "TT-INBOX-IGNORED" && f.Level == taglane.Warn {
				fields = append(fields, f.Place.Field)
			}
		}
		return fields
	}
	if got := strings.Join(said(), " "); got != "caption cover privacy comment duet stitch brand_organic brand_content ai" {
		t.Errorf("told of %s", got)
	}
	p.Settings, p.Revision.Draft.Clip.Caption, p.Revision.Draft.Clip.Cover = nil, "", nil
	if got := said(); len(got) != 0 {
		t.Errorf("nothing was set, and it tells of %v", got)
	}
	if l := s.Losses(p); len(l) != 1 || !strings.Contains(l[0].Why, "by hand") {
		t.Errorf("lost is %+v", l)
	}
	if p.Revision.Draft.Tags = nil; len(s.Losses(p)) != 0 {
		t.Error("a clip without tags loses some")
	}
	if w.Seen("/v2/post/publish/creator_info/query/") != 0 {
		t.Error("the inbox does not need to know what the account may post")
	}
}
