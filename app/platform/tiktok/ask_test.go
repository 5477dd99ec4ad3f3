package tiktok

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"

	"taglane/app/platform"
	"taglane/app/platform/tiktok/tiktoktest"
	"taglane/app/taglane"
)

func ask(t testing.TB, w *tiktoktest.Twin, audited string, settings ...string) platform.Asked {
	t.Helper()
	s := dialed(t, w, "mode", "direct", "audited", audited)
	p := sized(t, w, 1000)
	p.Settings = map[string]string{}
	for i := 0; i < len(settings); i += 2 {
		p.Settings[settings[i]] = settings[i+1]
	}
	a, err := s.Ask(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func option(t testing.TB, o []platform.Option, key string) platform.Option {
	t.Helper()
	i := slices.IndexFunc(o, func(o platform.Option) bool { return o.Key == key })
	if i < 0 {
		t.Fatalf("%s is not asked", key)
	}
	return o[i]
}

func values(o platform.Option) (out []string) {
	for _, c := range o.Choices {
		out = append(out, c.Value)
	}
	return out
}

func saysAll(a platform.Asked) string {
	var out []string
	for _, n := range a.Notes {
		out = append(out, n.String())
	}
	return strings.Join(out, "\n")
}

// The audience: as TikTok returned it, in its order, and none is chosen.
func TestAudienceIsAskedAsReturned(t *testing.T) {
	w := stand(t)
	a := ask(t, w, "true")
	privacy := option(t, a.Options, "privacy")
	if got := values(privacy); !slices.Equal(got, []string{"public", "friends", "private"}) || privacy.Default != "" || privacy.Kind != platform.AsChoice {
		t.Errorf("%v, %q by default", got, privacy.Default)
	}
	if a.Who != "Ada (@ada)" {
		t.Errorf("posted as %s", a.Who)
	}
	w.Set(func(k *tiktoktest.Terms) { k.Creator.Privacy = []string{alone, "A_NEW_WORD", followers} })
	if got := values(option(t, ask(t, w, "true").Options, "privacy")); !slices.Equal(got, []string{"private", "A_NEW_WORD", "followers"}) {
		t.Errorf("%v", got)
	}
	if n := w.Seen("/v2/post/publish/creator_info/query/"); n != 2 {
		t.Errorf("the account was asked %d times for two screens", n)
	}
	w.Set(func(k *tiktoktest.Terms) { k.Creator.Privacy = []string{followers, alone} })
	for _, c := range option(t, ask(t, w, "false").Options, "privacy").Choices {
		if (c.Why.String() == "") != (c.Value == "private") {
			t.Errorf("without an audit %s is told as %q", c.Value, c.Why)
		}
	}
}

// Everything is off until somebody switches it on, and what the account itself
// forbids cannot be.
func TestSwitchesBeginOff(t *testing.T) {
	w := stand(t)
	for _, o := range ask(t, w, "true").Options {
		switch {
		case o.Key == "privacy":
		case o.Key == "consent":
			if o.Default != "" || o.Kind != platform.AsSwitch {
				t.Errorf("consent is %q by default", o.Default)
			}
		case o.Kind != platform.AsSwitch || o.Default != "false" || o.Why.String() != "":
			t.Errorf("%s is %q by default, because of %q", o.Key, o.Default, o.Why)
		}
	}
	for key, forbid := range map[string]func(*tiktoktest.Creator){
		"comment": func(c *tiktoktest.Creator) { c.CommentDisabled = true },
		"duet":    func(c *tiktoktest.Creator) { c.DuetDisabled = true },
		"stitch":  func(c *tiktoktest.Creator) { c.StitchDisabled = true },
	} {
		w := stand(t)
		w.Set(func(k *tiktoktest.Terms) { forbid(&k.Creator) })
		for _, o := range ask(t, w, "true").Options {
			if (o.Why.String() != "") != (o.Key == key) {
				t.Errorf("%s is off, and %s is told as %q", key, o.Key, o.Why)
			}
		}
	}
}

// Branded content is for others to see, and what is agreed to says so.
func TestBrandedContentIsNotForOneself(t *testing.T) {
	w := stand(t)
	a := ask(t, w, "true", "brand_content", "yes")
	for _, c := range option(t, a.Options, "privacy").Choices {
		if (c.Why.String() != "") != (c.Value == "private") {
			t.Errorf("branded, %s is told as %q", c.Value, c.Why)
		}
	}
	for _, want := range []string{"By posting, you agree to TikTok's Branded Content Policy and Music Usage Confirmation.", musicUsage, brandedPolicy, "“Paid partnership”", "300 seconds", "a few minutes"} {
		if !strings.Contains(saysAll(a), want) {
			t.Errorf("it does not say %q:\n%s", want, saysAll(a))
		}
	}
	if got := option(t, a.Options, "consent").Title.String(); !strings.Contains(got, "Branded Content Policy") {
		t.Errorf("agreed to is %q", got)
	}
	if o := option(t, ask(t, w, "true", "privacy", "private").Options, "brand_content"); o.Why.String() == "" {
		t.Error("for oneself alone, and it can be branded")
	}
	plain := ask(t, w, "true", "brand_organic", "yes")
	if said := saysAll(plain); !strings.Contains(said, "By posting, you agree to TikTok's Music Usage Confirmation.") || strings.Contains(said, brandedPolicy) || !strings.Contains(said, "“Promotional content”") {
		t.Errorf("of one's own brand it says\n%s", said)
	}
	if said := saysAll(ask(t, w, "true")); strings.Contains(said, "label") {
		t.Errorf("of no brand it says\n%s", said)
	}
}

// Who cannot post now gets no screen, but a reason.
func TestNobodyIsAskedInVain(t *testing.T) {
	for code, kind := range map[string]taglane.Kind{"spam_risk_too_many_posts": taglane.Later, "reached_active_user_cap": taglane.Later, "spam_risk_user_banned_from_posting": taglane.Refused} {
		w := stand(t)
		w.Set(func(k *tiktoktest.Terms) { k.CreatorCode = code })
		_, err := dialed(t, w, "mode", "direct", "audited", "true").Ask(t.Context(), sized(t, w, 1000))
		wantKind(t, err, kind)
	}
	w := stand(t)
	_, err := dialed(t, w, "mode", "direct", "open_id", "another").Ask(t.Context(), sized(t, w, 1000))
	wantKind(t, err, taglane.Login)
	a, err := dialed(t, w).Ask(t.Context(), sized(t, w, 1000))
	if err != nil || a.Options == nil || len(a.Options) != 0 || len(a.Notes) != 1 || a.Who != "Ada" || len(w.Door().Calls()) != 0 {
		t.Errorf("of the inbox is asked %+v, %v", a, err)
	}
}

// What is shown before there is an account names real places at TikTok, and
// every key that scripts may set.
func TestProfileIsWhole(t *testing.T) {
	p := profile(t)
	var keys []string
	for _, o := range p.Options {
		keys = append(keys, o.Key)
		if o.Kind == platform.AsChoice && o.Default != "" && !slices.Contains(values(o), o.Default) {
			t.Errorf("%s is %s by default, which cannot be chosen", o.Key, o.Default)
		}
		if o.Account != (o.Key == "mode" || o.Key == "audited") {
			t.Errorf("%s is decided in the wrong place", o.Key)
		}
	}
	if got := strings.Join(keys, " "); got != "mode audited privacy comment duet stitch disclosure brand_organic brand_content ai consent" {
		t.Errorf("options are %s", got)
	}
	if option(t, p.Options, "mode").Default != "inbox" || option(t, p.Options, "audited").Default != "false" || option(t, p.Options, "privacy").Default != "" {
		t.Error("a new connection does not begin in the inbox, or something is chosen for it")
	}
	copies := ""
	for _, g := range p.Guide {
		u, err := url.Parse(g.Link)
		if err != nil || u.Scheme != "https" || u.Host != "developers.tiktok.com" || g.Text.String() == "" {
			t.Errorf("%q leads to %q", g.Text, g.Link)
		}
		copies += g.Copy + "\n"
	}
	for _, want := range append(leaves(taglane.Account{}), "video.publish", "http://127.0.0.1:*/callback/") {
		if !strings.Contains(copies, want) {
			t.Errorf("%s cannot be copied", want)
		}
	}
	var c map[string]any
	b, _ := json.Marshal(credentials{ClientKey: "k", ClientSecret: "s"})
	_ = json.Unmarshal(b, &c)
	for _, n := range p.Needs {
		if _, ok := c[n.Key]; !ok {
			t.Errorf("%s is no credential", n.Key)
		}
	}
	if len(p.Needs) != 2 || p.Needs[0].Secret || !p.Needs[1].Secret {
		t.Errorf("%+v", p.Needs)
	}
}

func TestFitIsWhatTheRulesSay(t *testing.T) {
	w := stand(t)
	s := dialed(t, w)
	f := s.Fit()
	p := sized(t, w, f.Bytes)
	c := &p.Revision.Draft.Clip
	c.Rate, c.Frames, c.Width, c.Height, c.Codec = taglane.Rate{Num: int64(f.Rate), Den: 1}, taglane.Frame(f.Seconds*f.Rate), f.Width, f.Height, f.Codecs[0]
	if no := firstBlock(look(p)); no != nil {
		t.Errorf("what fits is refused: %s", no.Message)
	}
	for _, codec := range f.Codecs {
		if c.Codec = codec; firstBlock(look(p)) != nil {
			t.Errorf("%s does not fit", codec)
		}
	}
}

func TestCapabilitiesFollowTheAccount(t *testing.T) {
	w := stand(t)
	for mode, want := range map[string]platform.Capabilities{
		"": {CoverFrame: false, PerDay: 5}, "inbox": {CoverFrame: false, PerDay: 5}, "direct": {CoverFrame: true, PerDay: 15},
	} {
		c := dialed(t, w, "mode", mode).Capabilities()
		if c.CaptionUnit != platform.UTF16 || c.CaptionMax != 2200 || c.TitleMax != platform.NoTitle || c.CoverFrame != want.CoverFrame || c.Cover || c.Schedules || c.FirstComment || !c.Fused || c.TagModel != platform.NoTags || c.PerMinute != 6 || c.PerDay != want.PerDay {
			t.Errorf("%q: %+v", mode, c)
		}
	}
}
