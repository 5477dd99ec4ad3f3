package youtube

import (
	"context"
	_ "embed"
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"taglane/app/taglane"
)

//go:embed rules.json
var rulesFile []byte

// rule is one thing YouTube wants, as it was last compared with its source.
type rule struct {
	ID     string        `json:"id"`
	Level  taglane.Level `json:"level"`
	Most   int64         `json:"most,omitempty"`
	Unit   string        `json:"unit,omitempty"`
	Source string        `json:"source"`
}

type ruleBook struct {
	Checked string `json:"checked"`
	Rules   []rule `json:"rules"`
}

var ruled = readRules()

func readRules() (b ruleBook) {
	if err := json.Unmarshal(rulesFile, &b); err != nil {
		panic("youtube: rules.json: " + err.Error())
	}
	return b
}

func (b ruleBook) rule(id string) rule {
	i := slices.IndexFunc(b.Rules, func(r rule) bool { return r.ID == id })
	if i < 0 {
		panic("youtube: no rule " + id)
	}
	return b.Rules[i]
}

func (b ruleBook) most(id string) int64 { return b.rule(id).Most }

// looking collects what a person should know before publishing.
type looking struct {
	s     *Service
	p     taglane.Publication
	found []taglane.Finding
}

func (l *looking) find(id, field string, message, fix taglane.Said) {
	l.found = append(l.found, taglane.NewFinding(id, ruled.rule(id).Level, message, taglane.Place{Field: field}, fix))
}

// Check looks at the publication by the rules of rules.json. It asks nobody.
func (s *Service) Check(_ context.Context, p taglane.Publication) ([]taglane.Finding, error) {
	l := &looking{s: s, p: p}
	l.texts()
	l.choices()
	l.clip()
	l.file()
	l.cover()
	l.shop()
	l.account()
	return l.found, nil
}

func (l *looking) texts() {
	c := l.p.Revision.Draft.Clip
	title := l.s.title(l.p)
	if n := utf8.RuneCountInString(title); n > int(ruled.most("YT-TITLE-LEN")) {
		l.find("YT-TITLE-LEN", "title", taglane.Say("The title has %d characters, and there is room for %d.", n, ruled.most("YT-TITLE-LEN")), taglane.Say("Change the title"))
	} else if strings.TrimSpace(title) == "" {
		l.find("YT-TITLE-LEN", "title", taglane.Say("YouTube wants a title."), taglane.Say("Change the title"))
	}
	if strings.ContainsAny(title, "<>") {
		l.find("YT-TITLE-CHARS", "title", taglane.Say("YouTube takes neither < nor > in a title or a caption."), taglane.Say("Change the title"))
	}
	if strings.ContainsAny(c.Caption, "<>") {
		l.find("YT-TITLE-CHARS", "caption", taglane.Say("YouTube takes neither < nor > in a title or a caption."), taglane.Said{})
	}
	if n := len(describe(l.p.Revision)); n > int(ruled.most("YT-DESC-LEN")) {
		l.find("YT-DESC-LEN", "caption", taglane.Say("The caption and its list of products have %d bytes, and YouTube has room for %d.", n, ruled.most("YT-DESC-LEN")), taglane.Said{})
	}
	if falseChapters(l.p.Revision.Draft) {
		l.find("YT-CHAPTERS", "caption", taglane.Say("YouTube makes no chapters of these times: the first is 0:00, there are three or more, each at least ten seconds long, and the clip has at least 30 seconds."), taglane.Said{})
	}
	if len(marker(l.p.Key)) > int(ruled.most("YT-TAGS-LEN")) {
		l.find("YT-TAGS-LEN", "tags", taglane.Say("YouTube does not accept the %s of the clip.", taglane.Say("keywords")), taglane.Said{})
	}
}

func (l *looking) choices() {
	if c := or(l.s.says(l.p, "category"), usualCategory); strings.Trim(c, "0123456789") != "" {
		l.find("YT-CATEGORY", "category", taglane.Say("A category of YouTube is a number, such as 22 for people and blogs."), taglane.Said{})
	}
	g, err := l.s.goal(l.p)
	if err != nil {
		id, field := "YT-PRIVACY", "privacy"
		if at := l.p.Settings["publish_at"]; at != "" && at != atOnce {
			id, field = "YT-PUBLISHAT", "publish_at"
		}
		l.find(id, field, taglane.SaidOf(err), taglane.Said{})
	}
	// A revision is younger than any moment it may be published at.
	if at, err := time.Parse(time.RFC3339, g.At); err == nil && !at.After(l.p.Revision.FrozenAt) {
		l.find("YT-PUBLISHAT", "publish_at", taglane.Say("The time of publishing is over already."), taglane.Said{})
	}
	switch kids := l.s.says(l.p, "made_for_kids"); kids {
	case "false":
	case "true":
		if len(l.p.Revision.Draft.Tags) > 0 {
			l.find("YT-SHOP-SHOWN", "made_for_kids", taglane.Say("YouTube shows no products on what is made for kids."), taglane.Said{})
		}
	default:
		l.find("YT-KIDS", "made_for_kids", taglane.Say("Say whether the clip is made for kids; YouTube asks for it."), taglane.Said{})
	}
	if sponsored(l.p.Revision.Draft) && l.s.says(l.p, "paid") == "false" {
		l.find("YT-PAID", "paid", taglane.Say("A product is marked as paid, so YouTube has to be told of the paid promotion."), taglane.Said{})
	}
	if l.s.says(l.p, "ai") == "" {
		l.find("YT-AI", "ai", taglane.Say("Say whether the clip shows realistic scenes made or altered by AI."), taglane.Said{})
	}
	if g.Privacy != "private" && g.At == "" && !l.s.mayEdit() {
		l.find("YT-SCOPE", "account", taglane.Say("Taglane may upload to this channel, but not make a video public. Log in again and allow it."), taglane.Said{})
	}
}

func (l *looking) clip() {
	d := l.p.Revision.Draft
	switch size := l.p.Revision.Media.Size; {
	case size == 0 && l.p.Revision.Digest != "":
		l.find("YT-SIZE", "clip", taglane.Say("The clip's file is empty."), taglane.Said{})
	case size > ruled.most("YT-SIZE"):
		l.find("YT-SIZE", "clip", taglane.Say("The clip's file is larger than the 256 GB that YouTube takes."), taglane.Said{})
	}
	if d.Clip.Width > 0 && millis(d.Clip) > 0 && !short(d.Clip) {
		l.find("YT-SHORT", "clip", taglane.Say("YouTube will not show this as a Short: that takes an upright or square picture and at most 3 minutes."), taglane.Said{})
	}
	if !short(d.Clip) {
		return
	}
	if millis(d.Clip) > ruled.most("YT-SHORT-MUSIC") && d.Clip.Audio != "" {
		l.find("YT-SHORT-MUSIC", "clip", taglane.Say("A Short of more than a minute is blocked everywhere if somebody else owns its music."), taglane.Said{})
	}
	if strings.Contains(describe(l.p.Revision), "https://") {
		l.find("YT-SHORT-LINKS", "caption", taglane.Say("Links under a Short cannot be clicked; products have to be tagged in YouTube Studio."), taglane.Said{})
	}
}

// account looks at what the account can do today.
func (l *looking) account() {
	if want, is := l.p.Settings["channel_id"], l.s.set["channel_id"]; want != "" && is != "" && want != is {
		l.find("YT-CHANNEL", "account", taglane.Say("YouTube is logged in to another channel than the one this account is for."), taglane.Said{})
	}
	for _, q := range l.s.quotas() {
		if q.Left < l.s.needs(q.Most) {
			l.find("YT-QUOTA", "account", dayOver(), taglane.Said{})
			return
		}
	}
}

// needs is what a clip costs of a day that has so many in all: one upload, and
// for looking, cover and publishing some units.
func (s *Service) needs(most int64) int64 {
	if most == insertsADay {
		return 1
	}
	return ruled.most("YT-QUOTA")
}

func (l *looking) shop() {
	d := l.p.Revision.Draft
	seen := map[taglane.ID]bool{}
	for _, t := range d.Tags {
		seen[t.Product] = true
	}
	switch n := int64(len(seen)); {
	case n == 0:
		return
	case n > ruled.most("YT-SHOP-COUNT-MOST"):
		l.find("YT-SHOP-COUNT-MOST", "tags", taglane.Say("There are more than %d tags.", ruled.most("YT-SHOP-COUNT-MOST")), taglane.Said{})
	case n > ruled.most("YT-SHOP-COUNT"):
		l.find("YT-SHOP-COUNT", "tags", taglane.Say("YouTube may show only %d of the %d products.", ruled.most("YT-SHOP-COUNT"), n), taglane.Said{})
	}
	for _, q := range d.Products {
		if seen[q.ID] && q.Offer != nil && q.Offer.Availability == "out_of_stock" {
			l.find("YT-SHOP-SHOWN", "tags", taglane.Say("YouTube does not show %s, which is out of stock.", title(q)), taglane.Said{})
		}
	}
	l.find("YT-SHOP-SHOWN", "tags", taglane.Say("YouTube shows no products where there is a copyright claim, no monetization, a product out of stock, or a viewer it does not serve."), taglane.Said{})
	l.find("YT-SHOP-USE", "tags", taglane.Say("YouTube wants each product easy to recognise, prominent, and used as it is meant to be."), taglane.Said{})
}
