package rules

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"taglane/app/taglane"
)

// speech is a post of one tagged product.
func speech(service string, relation taglane.Relation, audience, text string) Speech {
	return Speech{
		Service: service, Audience: audience, Text: text, Account: map[string]string{"mode": "direct"},
		Settings: map[string]string{taglane.SaysInVideo: "true", "brand_content": "true", "brand_organic": "true"},
		Options:  []string{"brand_content", "brand_organic", "paid"},
		Draft: taglane.Draft{
			Clip:     taglane.Clip{Language: "en", Facts: taglane.Facts{Frames: 300, Rate: taglane.Rate{Num: 30, Den: 1}}},
			Tags:     []taglane.Tag{{ID: "t", Product: "p", Span: taglane.Span{In: 7, Out: 60}, Relation: relation}},
			Products: []taglane.Product{{ID: "p", Title: "Mug", URL: "https://lind.example/mug"}},
		},
	}
}

func broken(s Speech) (out []string) {
	for _, f := range Disclose(s) {
		out = append(out, f.Rule+" "+string(f.Level))
	}
	slices.Sort(out)
	return out
}

func TestWhatHasToBeSaid(t *testing.T) {
	for _, c := range []struct {
		about          string
		relation       taglane.Relation
		audience, text string
		want           string
	}{
		{"nothing ties the creator", taglane.None, "US GB DE IT", "A mug.", ""},
		{"no words", taglane.Own, "US", "A mug.", "disc.words.pass block"},
		{"no words about a gift", taglane.Gifted, "US", "A mug.", "disc.words.pass block"},
		{"a word of its own", taglane.Own, "US GB", "Ad: a mug.", ""},
		{"a hashtag of its own", taglane.Own, "US", "#ad a mug", ""},
		{"whatever its case and stops", taglane.Own, "US", "AD. A mug", ""},
		{"full width", taglane.Own, "US", "Ａｄ a mug", ""},
		{"joiners that nobody sees", taglane.Own, "US", "a\u200dd: a mug", ""},
		{"part of a longer word", taglane.Own, "US", "#adorable #adidas add a mug", "disc.words.pass block"},
		{"a phrase", taglane.Paid, "US", "Paid partnership with Lind. A mug.", ""},
		{"a rejected word", taglane.Paid, "US", "#sp a mug", "disc.words.fail block"},
		{"a rejected word beside a good one", taglane.Paid, "US", "#ad #sp a mug", ""},
		{"on the second line, in Britain", taglane.Own, "GB", "A mug.\nAd", "disc.caption.first block"},
		{"on the second line, in America", taglane.Own, "US", "A mug.\nAd", "disc.caption.first warn"},
		{"on the second line, in both", taglane.Own, "US GB", "A mug.\nAd", "disc.caption.first block"},
		{"on the second line, elsewhere", taglane.Own, "FR", "A mug.\nAd", ""},
		{"behind the fold", taglane.Own, "GB", strings.Repeat("mug ", 30) + "ad", "disc.caption.first block"},
		{"behind three hashtags, in Italy", taglane.Own, "IT", "#a #b #c #ad", "disc.caption.hashtags block"},
		{"behind three hashtags, in America", taglane.Own, "US", "#a #b #c #ad", "disc.caption.hashtags warn"},
		{"behind two hashtags", taglane.Own, "IT", "#a #b #ad", ""},
		{"in another language", taglane.Own, "US", "Werbung. A mug.", "disc.words.language warn"},
		{"and the opposite", taglane.Paid, "US", "Ad. Not sponsored!", "disc.contradiction block"},
		{"only the opposite", taglane.Paid, "US", "This is not an ad.", "disc.contradiction block,disc.words.pass block"},
		{"a paid link without a word", taglane.Commission, "US", "Ad: https://lind.example/mug", "disc.link.paid block"},
		{"a paid link with one", taglane.Commission, "US", "Ad: https://lind.example/mug (paid link)", ""},
		{"a word before it", taglane.Commission, "GB", "Ad. Paid link: https://lind.example/mug", ""},
		{"a paid link where nobody asks", taglane.Commission, "FR", "Ad: https://lind.example/mug", ""},
		{"one's own link", taglane.Own, "US", "Ad: https://lind.example/mug", ""},
		{"an unknown country has what holds everywhere", taglane.Own, "BR", "A mug.", "disc.words.pass block"},
	} {
		s := speech("tiktok", c.relation, c.audience, c.text)
		s.Fold = 100
		if got := strings.Join(broken(s), ","); got != c.want {
			t.Errorf("%s: %q, want %q", c.about, got, c.want)
		}
	}
}

func TestWhereItIsSeen(t *testing.T) {
	s := speech("tiktok", taglane.Own, "", "Un bol.\nAd")
	if got := broken(s); !slices.Equal(got, []string{"disc.caption.first block"}) {
		t.Error("English is read in Britain too:", got)
	}
	s.Draft.Clip.Language = "it-IT"
	if got := broken(s); !slices.Equal(got, []string{"disc.words.language warn"}) {
		t.Error("Italian is read in Italy:", got)
	}
	for service, want := range map[string]string{"memory": "", "webpage": "", "youtube": "", "tiktok": "disc.words.pass block", "facebook": "disc.words.pass block"} {
		if got := strings.Join(broken(speech(service, taglane.Own, "US", "A mug.")), ","); got != want {
			t.Errorf("%s: %q, want %q", service, got, want)
		}
	}
	inbox := speech("tiktok", taglane.Own, "US", "A mug.")
	inbox.Account = map[string]string{"mode": "inbox"}
	if got := broken(inbox); got != nil {
		t.Error("no text goes to an inbox:", got)
	}
}

func TestSwitches(t *testing.T) {
	off := func(service string, relation taglane.Relation, audience string, options ...string) string {
		s := speech(service, relation, audience, "Ad: a mug.")
		s.Settings, s.Options = map[string]string{taglane.SaysInVideo: "true"}, options
		return strings.Join(broken(s), ",")
	}
	for got, want := range map[string]string{
		off("tiktok", taglane.Own, "US", "brand_organic", "brand_content"): "disc.platform.switch block",
		off("tiktok", taglane.Gifted, "US", "brand_content"):               "disc.platform.switch block",
		off("youtube", taglane.Commission, "US", "paid") + " ":             "disc.platform.switch warn ",
		off("youtube", taglane.Commission, "US DE", "paid"):                "disc.eu.dsa warn",
		off("youtube", taglane.Own, "US", "paid"):                          "",
		off("youtube", taglane.Commission, "US") + "no such option":        "no such option",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	auto := speech("youtube", taglane.Paid, "US", "Ad")
	auto.Settings["paid"] = "auto"
	if got := broken(auto); got != nil {
		t.Error("what is paid for is said by itself:", got)
	}
	auto.Draft.Tags[0].Relation = taglane.Gifted
	if got := broken(auto); !slices.Equal(got, []string{"disc.platform.switch warn"}) {
		t.Error("what was given is not:", got)
	}
	s := speech("tiktok", taglane.Own, "US", "")
	s.Draft.Tags = append(s.Draft.Tags, taglane.Tag{ID: "u", Product: "p", Relation: taglane.Paid})
	if got := Switches("tiktok", s.Draft); !slices.Equal(got, []string{"brand_organic", "brand_content"}) {
		t.Error("own and foreign ask for both:", got)
	}
}

func TestTheFilmIsAskedAbout(t *testing.T) {
	s := speech("youtube", taglane.Own, "US", "")
	s.Options, s.Settings = nil, nil
	if got := broken(s); !slices.Equal(got, []string{"disc.video.present info"}) {
		t.Error(got)
	}
	for _, answer := range []string{taglane.SaysInVideo, taglane.SaysOverlay} {
		s.Settings = map[string]string{answer: "yes"}
		if got := broken(s); got != nil {
			t.Error(answer, got)
		}
	}
}

func TestLinksThatTell(t *testing.T) {
	for link, tells := range map[string]bool{
		"https://amzn.to/3x": true, "https://www.amazon.de/dp/B0?tag=nora-21": true, "https://lind.example/mug": false, "https://lind.example/?tags=1": false,
	} {
		s := speech("facebook", taglane.None, "US", "")
		s.Draft.Products[0].URL = link
		if got := len(broken(s)) == 1; got != tells {
			t.Errorf("%s: %v", link, broken(s))
		}
	}
}

// The words that are offered are accepted, wherever and in whatever language.
func TestTheOfferedWordsPass(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		relation := rapid.SampledFrom([]taglane.Relation{taglane.Paid, taglane.Commission, taglane.Gifted, taglane.Own}).Draw(t, "relation")
		s := speech("tiktok", relation, rapid.SampledFrom([]string{"US", "GB", "DE", "IT", "FR", "ES", "US GB DE FR IT"}).Draw(t, "audience"), "")
		s.Draft.Clip.Language, s.Fold = rapid.SampledFrom([]string{"en", "de", "fr", "it", "ja"}).Draw(t, "language"), 100
		words, _ := s.Draft.Overlay()
		s.Text = words + "\n\n" + rapid.StringOf(rapid.SampledFrom([]rune("ab #\n🇩🇪é"))).Draw(t, "text")
		if got := broken(s); got != nil {
			t.Fatalf("%q: %v", s.Text, got)
		}
	})
}

func TestTheLawHolds(t *testing.T) {
	l := lawNow()
	for country, region := range l.Regions {
		if len(country) != 2 || region == "" {
			t.Errorf("%q is %q", country, region)
		}
	}
	for language, v := range l.Words {
		for _, phrase := range slices.Concat(v.Pass, v.Fail, v.Deny, v.Code, v.Notice, v.Profile, v.Behind, []string{v.Link}) {
			if phrase = strings.Replace(phrase, "*", "ad", 1); folded(phrase) != phrase || phrase != strings.TrimSpace(phrase) {
				t.Errorf("%s: %q is never found", language, phrase)
			}
		}
	}
	for language, v := range l.Words {
		for i, name := range v.Notice {
			if j := slices.IndexFunc(v.Notice[:i], func(before string) bool { return strings.HasSuffix(name, " "+before) }); j >= 0 {
				t.Errorf("%s: %q uses up a part of %q", language, v.Notice[j], name)
			}
		}
	}
	const rule = `{"checked":"2026-11-23","rules":{"x":`
	if _, err := parseLaw([]byte(rule + `{"checked":"2026-11-23","source":"a law","levels":{"US":"block"}}}}`)); err != nil {
		t.Error(err)
	}
	for _, wrong := range []string{
		`{"checked":"soon"}`, `{"checked":"2026-11-23","rule":{}}`,
		rule + `{"checked":"2026-11-23","levels":{"US":"block"}}}}`,
		rule + `{"source":"a law","levels":{"US":"block"}}}}`,
		rule + `{"checked":"2026-11-23","source":"a law","levels":{"US":"no"}}}}`,
		`{"checked":"2026-11-23","words":{"en":{"pass":["ad"],"link":"paid link","profile":["in bio"]}}}`,
	} {
		if _, err := parseLaw([]byte(wrong)); err == nil {
			t.Errorf("%s holds", wrong)
		}
	}
}
