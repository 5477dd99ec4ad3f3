package rules

import (
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"taglane/app/taglane"
)

// Speech is what a post says and where it is seen, as far as the law asks.
type Speech struct {
	Draft    taglane.Draft
	Text     string // as it will stand there
	Fold     int    // characters that are seen before "more"; 0: all
	Service  string
	Account  map[string]string // the account's settings
	Settings map[string]string // the publication's
	Options  []string          // the service's own, by key
	Audience string            // countries, such as "US DE"; "" for where the clip's language is read
}

// disclosing is one look at a speech.
type disclosing struct {
	Speech
	law     law
	place   disclosingPlace
	regions []string
	tied    map[taglane.Relation]bool // what ties the creator to what is tagged
	words   []token
	void    map[int]bool // words that disclose nothing, whatever they say
	found   []taglane.Finding
}

// Disclose finds what the law of the audience's countries and the service want
// a post to say and it does not. Services of which nothing is known are let
// through. It reads the text alone: of what a clip shows or says the creator
// is asked.
func Disclose(s Speech) []taglane.Finding {
	d := disclosing{Speech: s, law: lawNow(), tied: map[taglane.Relation]bool{}}
	place, known := d.law.Places[s.Service]
	if !known {
		return nil
	}
	d.place, d.regions = place, d.law.regions(s.Audience, s.Draft.Clip.Language)
	for _, t := range s.Draft.Tags {
		d.tied[s.Draft.RelationOf(t)] = true
	}
	d.relations()
	if !d.any(taglane.Paid, taglane.Commission, taglane.Gifted, taglane.Own) {
		return d.found
	}
	d.film()
	for key, value := range place.When {
		if s.Account[key] != value {
			return d.found // neither texts nor switches get there
		}
	}
	d.words = tokens(s.Text)
	d.said()
	d.links()
	d.switches()
	return d.found
}

func (d *disclosing) any(of ...taglane.Relation) bool {
	return slices.ContainsFunc(of, func(r taglane.Relation) bool { return d.tied[r] })
}

func (d *disclosing) add(rule, field string, message, fix taglane.Said) {
	d.at(rule, taglane.Place{Field: field}, message, fix)
}

func (d *disclosing) at(rule string, at taglane.Place, message, fix taglane.Said) {
	if level := d.law.level(rule, d.regions); level != "" {
		d.found = append(d.found, taglane.NewFinding(rule, level, message, at, fix))
	}
}

// relations finds links that are paid for and said not to be.
func (d *disclosing) relations() {
	seen := map[taglane.ID]bool{}
	for _, t := range d.Draft.Tags {
		p, ok := d.Draft.Product(t.Product)
		if !ok || seen[p.ID] || d.Draft.RelationOf(t) != taglane.None || !d.law.Tracking.tracks(d.Draft.LinkOf(t)) {
			continue
		}
		seen[p.ID] = true
		d.at("disc.relation.link", taglane.Place{Product: p.ID, Tag: t.ID, Field: "relation", Frame: &t.In},
			taglane.Say("The link of %s tells a shop who sent the buyer, so somebody may be paid for it.", p.Title), taglane.Say("Set it to commission"))
	}
}

func (t tracking) tracks(link string) bool {
	u, err := url.Parse(link)
	if err != nil {
		return false
	}
	host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	return slices.Contains(t.Hosts, host) || slices.ContainsFunc(t.Parameters, u.Query().Has)
}

// film asks for what cannot be seen from here.
func (d *disclosing) film() {
	if yes(d.Settings[taglane.SaysInVideo]) || yes(d.Settings[taglane.SaysOverlay]) || d.Service == "webpage" {
		return
	}
	d.add("disc.video.present", taglane.SaysOverlay, taglane.Say("Taglane cannot tell whether the clip itself says that it is advertising."), taglane.Say("Write it on the clip"))
}

// said looks for the words, and where they stand.
func (d *disclosing) said() {
	d.void = addresses(d.Text, d.words)
	for _, language := range d.law.languages() {
		for _, phrase := range d.law.Words[language].Deny {
			if m, ok := d.use(phrase); ok {
				d.at("disc.contradiction", d.standing(m), taglane.Say("The text says “%s”, and it is advertising.", d.quote(m)), taglane.Said{})
			}
		}
	}
	if d.place.Writes {
		return
	}
	pointers := d.pointers()
	first, languages := d.disclosed()
	words, _ := d.Draft.Overlay()
	if len(languages) == 0 {
		d.missing(pointers, words)
		return
	}
	if own := base(d.Draft.Clip.Language); d.law.Words[own].Link != "" && !slices.Contains(languages, own) {
		d.at("disc.words.language", d.standing(first), taglane.Say("What says that this is advertising is in another language than the clip."), taglane.Say("Write “%s” at its beginning", words))
	}
	d.position(first, words)
}

// disclosed is where the text discloses first, and in which languages it does.
func (d *disclosing) disclosed() (first match, languages []string) {
	for _, language := range d.law.languages() {
		for _, phrase := range d.law.Words[language].Pass {
			m, ok := find(d.words, phrase, d.skip)
			if !ok {
				continue
			}
			if len(languages) == 0 || m.first < first.first {
				first = m
			}
			if !slices.Contains(languages, language) {
				languages = append(languages, language)
			}
		}
	}
	return first, languages
}

// position looks at where the first words of the disclosure stand.
func (d *disclosing) position(m match, words string) {
	fix, at := taglane.Say("Write “%s” at its beginning", words), d.standing(m)
	from, to := d.words[m.first], d.words[m.last]
	if from.hashtag {
		before := 0
		for _, t := range d.words {
			if t.hashtag && t.at < from.at {
				before++
			}
		}
		if before >= 3 {
			d.at("disc.caption.hashtags", at, taglane.Say("The hashtag that says that this is advertising stands behind %d others.", before), fix)
		}
	}
	line := strings.Contains(strings.TrimLeft(d.Text[:from.at], "\n "), "\n")
	folded := d.Fold > 0 && utf8.RuneCountInString(d.Text[:to.end]) > d.Fold
	if line || folded {
		d.at("disc.caption.first", at, taglane.Say("That this is advertising is not seen before “more”."), fix)
	}
}

// links looks for paid links that do not say so where they stand.
func (d *disclosing) links() {
	for _, p := range d.Draft.Products {
		link := d.Draft.LinkTo(p.ID)
		at := strings.Index(d.Text, link)
		if link == "" || at < 0 || !slices.ContainsFunc(d.Draft.Tags, func(t taglane.Tag) bool {
			r := d.Draft.RelationOf(t)
			return t.Product == p.ID && (r == taglane.Paid || r == taglane.Commission)
		}) {
			continue
		}
		if !d.marked(d.Text[:at], d.Text[at+len(link):]) {
			d.at("disc.link.paid", taglane.Place{Product: p.ID, Field: "caption", Text: d.part(at, at+len(link))}, taglane.Say("The link of %s in the text does not say that it is paid.", p.Title), taglane.Say("Write it beside the link"))
		}
	}
}

// marked says whether the words for a paid link stand right before or after it.
func (d *disclosing) marked(before, after string) bool {
	near := func(text string) []token {
		const most = 40 // bytes
		if i := strings.IndexByte(text, '\n'); i >= 0 {
			text = text[:i]
		}
		return tokens(text[:min(len(text), most)])
	}
	line := before[strings.LastIndexByte(before, '\n')+1:]
	all := [][]token{near(after), tokens(line[max(0, len(line)-40):])}
	for _, v := range d.law.Words {
		for _, in := range all {
			if _, ok := find(in, v.Link, func(int) bool { return false }); ok {
				return true
			}
		}
	}
	return false
}

// PaidLink is what is written beside a paid link in a language.
func PaidLink(language string) string {
	v, ok := lawNow().Words[base(language)]
	if !ok {
		v = lawNow().Words["en"]
	}
	return "(" + v.Link + ")"
}

// Switches are the service's own switches that the relations of a draft ask
// for, by option.
func Switches(service string, d taglane.Draft) []string {
	place, out := lawNow().Places[service], []string{}
	for _, t := range d.Tags {
		key := ""
		switch d.RelationOf(t) {
		case taglane.Paid, taglane.Commission, taglane.Gifted:
			key = place.Third
		case taglane.Own:
			key = place.Own
		}
		if key != "" && !slices.Contains(out, key) {
			out = append(out, key)
		}
	}
	return out
}

// switches looks at the service's own, where it has them.
func (d *disclosing) switches() {
	for _, key := range Switches(d.Service, d.Draft) {
		// "auto" follows what is paid for, and nothing else.
		if yes(d.Settings[key]) || !slices.Contains(d.Options, key) || d.Settings[key] == "auto" && !d.any(taglane.Commission, taglane.Gifted) {
			continue
		}
		message, fix := taglane.Say("%s has a switch of its own for advertising, and it is off.", d.name()), taglane.Say("Switch it on")
		switch {
		case d.place.Demands:
			d.found = append(d.found, taglane.NewFinding("disc.platform.switch", taglane.Block, message, taglane.Place{Field: key}, fix))
		case d.law.level("disc.eu.dsa", d.regions) != "":
			d.add("disc.eu.dsa", key, message, fix)
		default:
			d.add("disc.platform.switch", key, message, fix)
		}
	}
}

// name is what people call the service.
func (d *disclosing) name() string {
	for _, p := range All() {
		if string(p.ID) == d.Service {
			return p.Name
		}
	}
	return map[string]string{"instagram": "Instagram", "facebook": "Facebook", "tiktokshop": "TikTok Shop"}[d.Service]
}

func yes(setting string) bool { return setting == "yes" || setting == "true" }
