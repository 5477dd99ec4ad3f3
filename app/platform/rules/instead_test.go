package rules

import (
	"slices"
	"strings"
	"testing"

	"taglane/app/taglane"
)

func TestWhatStandsInsteadOfADisclosure(t *testing.T) {
	for _, c := range []struct {
		about          string
		relation       taglane.Relation
		audience, text string
		want, part     string
	}{
		{"only in the profile", taglane.Commission, "FR", "A mug. Disclosure in bio", "disc.bio.only block", "Disclosure in bio"},
		{"its own word is used up", taglane.Own, "US", "Ad disclosure in my bio", "disc.bio.only block", "Ad disclosure in my bio"},
		{"wherever it stands", taglane.Own, "US", "Ad info in bio. A mug. Ad info in bio", "disc.bio.only block", "Ad info in bio"},
		{"the profile comes first", taglane.Own, "GB", "See my bio for disclosures", "disc.bio.only block", "See my bio for disclosures"},
		{"in German", taglane.Own, "DE", "Hinweis auf Werbung im Profil", "disc.bio.only block", "Hinweis auf Werbung im Profil"},
		{"in French", taglane.Own, "FR", "Mention publicité dans ma bio", "disc.bio.only block", "Mention publicité dans ma bio"},
		{"in Italian", taglane.Own, "IT", "Avviso di pubblicità nella bio", "disc.bio.only block", "Avviso di pubblicità nella bio"},
		{"here, and in the profile", taglane.Own, "GB", "Ad - disclosure in bio", "", ""},
		{"here, and in the profile below", taglane.Own, "GB", "Ad\nDisclosure in bio", "", ""},
		{"joined by a stroke", taglane.Own, "GB", "ad-disclosure in bio", "disc.bio.only block", "ad-disclosure in bio"},
		{"here and in the profile", taglane.Own, "GB", "Ad: a mug. Disclosure in bio", "", ""},
		{"a link in the profile", taglane.Own, "GB", "Ad. In bio: the link of the mug", "", ""},
		{"nothing ties the creator", taglane.None, "GB", "Disclosure in bio, discount code NORA", "", ""},

		{"only behind the link", taglane.Own, "GB", "Ad disclosure on my website", "disc.after.click block", "Ad disclosure on my website"},
		{"behind the link, elsewhere", taglane.Own, "US", "Ad disclosure on my website", "disc.words.pass block", ""},
		{"behind the link, in both", taglane.Own, "US GB", "Click for disclosure", "disc.after.click block", "Click for disclosure"},
		{"here and behind the link", taglane.Own, "GB", "Ad: a mug. Disclosure at the link", "", ""},

		{"only a discount code", taglane.Paid, "GB", "Use my code NORA10", "disc.code.only block", "Use my code"},
		{"only a discount code, in German", taglane.Paid, "GB", "Mit dem Code NORA10", "disc.code.only block", "Mit dem Code"},
		{"only a discount code, elsewhere", taglane.Paid, "US", "Discount code NORA10", "disc.words.fail block", "Discount code"},
		{"a code beside a label", taglane.Paid, "GB", "Ad: use my code NORA10", "", ""},
		{"a code that is none", taglane.Own, "GB", "A dress code", "disc.words.pass block", ""},

		{"a gift in Germany", taglane.Gifted, "DE", "Ein Becher.", "disc.de.presumed block", ""},
		{"a gift in Germany and elsewhere", taglane.Gifted, "DE FR", "Ein Becher.", "disc.de.presumed block", ""},
		{"a gift that is labelled", taglane.Gifted, "DE", "Anzeige: ein Becher.", "disc.words.language warn", "Anzeige"},
		{"a gift elsewhere", taglane.Gifted, "AT", "Ein Becher.", "disc.words.pass block", ""},
		{"what was paid is not presumed", taglane.Paid, "DE", "Ein Becher.", "disc.words.pass block", ""},
		{"a gift and a rejected word", taglane.Gifted, "DE", "#collab", "disc.words.fail block", "collab"},

		{"an address is not read", taglane.Own, "US", "A mug: https://lind.example/ad?adv=1", "disc.words.pass block", ""},
		{"neither is one without its beginning", taglane.Own, "US", "www.ad.example", "disc.words.pass block", ""},
		{"beside an address", taglane.Own, "US", "Ad https://lind.example/ad", "", ""},

		{"characters, not bytes", taglane.Paid, "US", "Schöne Becher 🏺 Ａｄ. Not sponsored!", "disc.contradiction block", "Not sponsored"},
	} {
		s := speech("tiktok", c.relation, c.audience, c.text)
		if got := strings.Join(broken(s), ","); got != c.want {
			t.Errorf("%s: %q, want %q", c.about, got, c.want)
			continue
		}
		for _, f := range Disclose(s) {
			at := f.Place.Text
			if at == nil {
				t.Errorf("%s: it does not say where", c.about)
			} else if part := string([]rune(c.text)[at.From:at.To]); part != c.part {
				t.Errorf("%s: it points at %q, want %q", c.about, part, c.part)
			}
			if c.relation == taglane.Gifted && f.Rule == "disc.de.presumed" && (f.Place.Product != "p" || f.Place.Tag != "t" || f.Place.Frame == nil || *f.Place.Frame != 7) {
				t.Errorf("%s: it points at %+v", c.about, f.Place)
			}
		}
	}
}

// Whatever is missing from the text, the words that are offered mend it, and
// break nothing else.
func TestTheOfferedWordsMend(t *testing.T) {
	for _, text := range []string{"Disclosure in bio", "Disclosure at the link", "Use my code NORA10", "A mug.", "#sp", "A mug.\nAd"} {
		for _, relation := range []taglane.Relation{taglane.Paid, taglane.Gifted} {
			s := speech("tiktok", relation, "US GB DE IT FR", text)
			found := Disclose(s)
			if len(found) != 1 || !InText(found[0].Rule) || Undisclosed(found[0].Rule) == (text == "A mug.\nAd") || found[0].Fix == "" {
				t.Fatalf("%q: %v", text, found)
			}
			words, _ := s.Draft.Overlay()
			s.Text = words + "\n\n" + text
			if got := broken(s); got != nil {
				t.Errorf("%q: %v", s.Text, got)
			}
		}
	}
	for _, rule := range []string{"disc.link.paid", "disc.contradiction", "disc.video.present", "disc.platform.switch"} {
		if InText(rule) {
			t.Errorf("words in front of the text do not keep %s", rule)
		}
	}
}

// No rule of the table is there for nothing: for each one there is a post that
// breaks it.
func TestEveryRuleCanBeBroken(t *testing.T) {
	var got []string
	for _, service := range []string{"youtube", "tiktok"} {
		for _, relation := range []taglane.Relation{taglane.None, taglane.Gifted, taglane.Commission} {
			for _, text := range []string{"A mug.", "#sp", "Use code NORA", "Disclosure in bio", "Disclosure at the link", "A mug.\n#a #b #c #werbung",
				"Ad, not sponsored: https://amzn.to/mug"} {
				for _, audience := range []string{"US", "GB", "DE"} {
					s := speech(service, relation, audience, text)
					s.Settings, s.Draft.Products[0].URL = nil, "https://amzn.to/mug"
					for _, f := range Disclose(s) {
						got = append(got, f.Rule)
					}
				}
			}
		}
	}
	for rule := range lawNow().Rules {
		if !slices.Contains(got, rule) {
			t.Errorf("nothing breaks %s", rule)
		}
	}
}
