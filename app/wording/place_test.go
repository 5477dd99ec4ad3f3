package wording

import (
	"context"
	"strings"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/taglane"
)

var (
	ctx = context.Background()
	now = time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
)

// place is a service that has an opinion on everything. It stands for one that
// the law is known of, and nobody can send anything there.
type place struct {
	platform.Publisher
	account taglane.Account
	asked   *int
}

const service = "facebook"

func init() {
	platform.Describe(service, platform.Profile{Title: "Place", Options: []platform.Option{
		{Key: "privacy", Title: taglane.Plain("Audience"), Kind: platform.AsChoice, Choices: []platform.Choice{{Value: "public", Title: taglane.Plain("Everybody")}}},
		{Key: "comments", Title: taglane.Plain("Comments"), Kind: platform.AsSwitch, Default: "true"},
		{Key: "market", Title: taglane.Plain("Market"), Kind: platform.AsText, Account: true},
		{Key: "disclosure", Title: taglane.Plain("Advertising"), Kind: platform.AsSwitch, Default: "false"},
	}})
}

func (s place) is(key string) bool { return s.account.Settings[key] == "yes" }

func (s place) Capabilities() platform.Capabilities {
	return platform.Capabilities{Service: service, CaptionMax: 120, HashtagsMax: 3, TitleMax: 20, Fold: 60, CaptionUnit: platform.UTF16}
}

func (s place) Ask(context.Context, taglane.Publication) (platform.Asked, error) {
	*s.asked++
	return platform.Asked{Who: "@place", Options: []platform.Option{{Key: "privacy", Why: taglane.Plain("Not today.")}}}, nil
}

func (s place) Check(_ context.Context, p taglane.Publication) ([]taglane.Finding, error) {
	var out []taglane.Finding
	block := func(wrong bool, rule, field string) {
		if wrong {
			out = append(out, taglane.NewFinding(rule, taglane.Block, taglane.Plain(rule+" is not taken."), taglane.Place{Field: field}, taglane.Said{}))
		}
	}
	caps, c := s.Capabilities(), p.Revision.Draft.Clip
	block(caps.CaptionUnit.Count(c.Caption) > caps.CaptionMax, "ST-CAPTION", "caption")
	block(s.is("adds") && caps.CaptionUnit.Count(c.Caption) > 70, "ST-DESC-LEN", "caption") // it writes fifty letters of its own
	block(strings.Count(c.Caption, "#") > caps.HashtagsMax, "ST-HASHTAGS", "caption")
	block(caps.TitleUnit.Count(c.Heading()) > caps.TitleMax, "ST-TITLE-LEN", "title")
	block(strings.Contains(c.Heading(), "<"), "ST-TITLE-CHARS", "title")
	block(s.is("narrow") && c.Width > 360, "ST-WIDTH", "clip")
	block(s.is("stubborn"), "ST-CODEC", "clip")
	block(s.is("never"), "ST-DURATION", "clip")
	block(s.is("pictured") && c.Cover == nil, "ST-COVER", "cover")
	for _, t := range p.Revision.Draft.Tags {
		if s.is("quick") && t.Len() < 45 {
			out = append(out, taglane.NewFinding("page.tag.short", taglane.Warn, taglane.Plain("Too short for this page."), taglane.Place{Tag: t.ID}, taglane.Said{}))
		}
	}
	return out, nil
}

func (s place) Losses(taglane.Publication) []taglane.Loss {
	return []taglane.Loss{taglane.NewLoss(taglane.Plain("Place"), taglane.Plain("cover"), taglane.Plain("it chooses one"))}
}

func (s place) Fit() platform.Fit {
	return platform.Fit{Codecs: []string{"h264"}, Width: 360, Height: 640, Rate: 15, Bytes: 4 << 20}
}

// reel is a clip's file of which frame 40 is the best, and which was made in no
// form but one.
type reel struct{ made map[string]Made }

func (r reel) Made(f Form) (Made, bool) { m, ok := r.made[f.Name("fp")]; return m, ok }

func (r reel) Best(context.Context) (taglane.Frame, error) { return 40, nil }

// aDraft is a clip of ten seconds with a tagged product of one's own.
func aDraft() taglane.Draft {
	return taglane.Draft{
		Clip: taglane.Clip{ID: "c", Name: "clip", Path: "/films/c.mp4", Fingerprint: "fp", Language: "en",
			Facts: taglane.Facts{Frames: 300, Rate: taglane.Rate{Num: 30, Den: 1}, Width: 1080, Height: 1920, Codec: "h264", Audio: "aac"}},
		Tags:     []taglane.Tag{{ID: "t", Clip: "c", Product: "p", Span: taglane.Span{In: 0, Out: 60}}},
		Products: []taglane.Product{{ID: "p", Title: "Mug", URL: "https://lind.example/mug", Relation: taglane.Own}},
	}
}

func anAccount(settings ...string) taglane.Account {
	a := taglane.Account{ID: "a", Service: service, Name: "Place", Settings: map[string]string{"audience": "US"}}
	for i := 0; i < len(settings); i += 2 {
		a.Settings[settings[i]] = settings[i+1]
	}
	return a
}

func pairs(list []string) map[string]string {
	out := map[string]string{}
	for i := 0; i < len(list); i += 2 {
		out[list[i]] = list[i+1]
	}
	return out
}

// told words the draft at the account, with answers given in pairs.
func told(t testing.TB, d taglane.Draft, a taglane.Account, answers ...string) Wording {
	t.Helper()
	w, err := New(Told{Draft: d, Account: a, Fields: pairs(answers)})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func trialAt(a taglane.Account) Trial {
	return Trial{Service: place{account: a, asked: new(int)}, Film: reel{}, Now: now}
}

func found(t testing.TB, w Wording) Found {
	t.Helper()
	r, err := trialAt(w.Account).Check(ctx, w)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// blocks are the rules that stand in the way, mends those that Taglane mends.
func (r Found) blocks() (out []string) {
	for _, f := range r.Findings {
		if f.Level == taglane.Block {
			out = append(out, f.Rule)
		}
	}
	return out
}

func (r Found) mends() (out []string) {
	for _, f := range r.Findings {
		if f.Mends.Format != "" {
			out = append(out, f.Rule)
		}
	}
	return out
}

func mend(t testing.TB, w Wording, rule string) Wording {
	t.Helper()
	c, err := trialAt(w.Account).Mend(ctx, w, rule)
	if err != nil {
		t.Fatalf("%s: %v", rule, err)
	}
	return w.With(c)
}
