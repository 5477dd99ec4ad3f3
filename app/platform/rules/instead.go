package rules

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"taglane/app/taglane"
)

// instead is what a text has where its disclosure should be.
type instead struct {
	rule    string
	at      match
	message taglane.Said
}

// pointers are where the text says that its disclosure stands elsewhere. What
// is said there discloses nothing here, so its words are used up.
func (d *disclosing) pointers() (out []instead) {
	for _, language := range d.law.languages() {
		v := d.law.Words[language]
		for _, m := range d.pointing(v.Notice, v.Profile) {
			out = append(out, instead{"disc.bio.only", m, taglane.Say("“%s”: that this is advertising has to stand here, not only in your profile.", d.quote(m))})
		}
		for _, m := range d.pointing(v.Notice, v.Behind) {
			out = append(out, instead{"disc.after.click", m, taglane.Say("“%s”: that this is advertising has to stand here, not only behind the link.", d.quote(m))})
		}
	}
	return out
}

// pointing finds the names of a disclosure where they are said to stand.
func (d *disclosing) pointing(names, places []string) (out []match) {
	for _, place := range places {
		for _, name := range names {
			if m, ok := d.use(strings.Replace(place, "*", name, 1)); ok {
				out = append(out, m)
			}
		}
	}
	return out
}

// missing says that the text discloses nothing, or only seems to. The most
// exact of what can be said is said, once.
func (d *disclosing) missing(found []instead, words string) {
	for _, language := range d.law.languages() {
		v := d.law.Words[language]
		for _, phrase := range v.Code {
			if m, ok := find(d.words, phrase, d.skip); ok {
				found = append(found,
					instead{"disc.code.only", m, taglane.Say("A discount code alone does not say that this is advertising.")},
					instead{"disc.words.fail", m, taglane.Say("“%s” is not understood as advertising.", d.quote(m))})
			}
		}
		for _, phrase := range v.Fail {
			if m, ok := find(d.words, phrase, d.skip); ok {
				found = append(found, instead{"disc.words.fail", m, taglane.Say("“%s” is not understood as advertising.", d.quote(m))})
			}
		}
	}
	fix := taglane.Say("Write “%s” at its beginning", words)
	for _, i := range found {
		if d.law.level(i.rule, d.regions) != "" {
			d.at(i.rule, d.standing(i.at), i.message, fix)
			return
		}
	}
	if d.presumed(fix) {
		return
	}
	d.at("disc.words.pass", taglane.Place{Field: "caption", Text: &taglane.Part{}}, taglane.Say("The text does not say that this is advertising."), fix)
}

// presumed is for what was given and not paid: where that counts as paid until
// the creator proves otherwise, it is said why a text about it needs a label.
func (d *disclosing) presumed(fix taglane.Said) bool {
	if d.law.level("disc.de.presumed", d.regions) == "" || d.any(taglane.Paid, taglane.Commission, taglane.Own) {
		return false
	}
	for _, t := range d.Draft.Tags {
		p, ok := d.Draft.Product(t.Product)
		if ok && d.Draft.RelationOf(t) == taglane.Gifted {
			d.at("disc.de.presumed", taglane.Place{Tag: t.ID, Product: p.ID, Field: "caption", Frame: &t.In, Text: &taglane.Part{}},
				taglane.Say("In Germany a gift counts as payment, and the text does not say that %s is advertised.", p.Title), fix)
			return true
		}
	}
	return false
}

// Undisclosed says whether a rule finds that the text does not disclose, or not
// in the language of the clip.
func Undisclosed(rule string) bool {
	return strings.HasPrefix(rule, "disc.words.") ||
		slices.Contains([]string{"disc.bio.only", "disc.after.click", "disc.code.only", "disc.de.presumed"}, rule)
}

// InText says whether a rule is kept by words at the beginning of the text.
func InText(rule string) bool { return Undisclosed(rule) || strings.HasPrefix(rule, "disc.caption.") }

func (d *disclosing) skip(i int) bool { return d.void[i] }

// use finds a phrase and voids its words wherever it stands; m is the first of
// its places.
func (d *disclosing) use(phrase string) (m match, ok bool) {
	for {
		next, more := find(d.words, phrase, d.skip)
		if !more {
			return m, ok
		}
		if !ok {
			m, ok = next, true
		}
		for i := next.first; i <= next.last; i++ {
			d.void[i] = true
		}
	}
}

func (d *disclosing) quote(m match) string { return d.Text[d.words[m.first].at:d.words[m.last].end] }

func (d *disclosing) standing(m match) taglane.Place {
	return taglane.Place{Field: "caption", Text: d.part(d.words[m.first].at, d.words[m.last].end)}
}

// part turns bytes of the text into a part of it.
func (d *disclosing) part(from, to int) *taglane.Part {
	n := utf8.RuneCountInString(d.Text[:from])
	return &taglane.Part{From: n, To: n + utf8.RuneCountInString(d.Text[from:to])}
}

var address = regexp.MustCompile(`(?i)\b(?:https?://|www\.)\S+`)

// addresses are the words inside addresses: people follow them and do not read
// them.
func addresses(text string, words []token) map[int]bool {
	out := map[int]bool{}
	for _, at := range address.FindAllStringIndex(text, -1) {
		for i, w := range words {
			if w.at >= at[0] && w.end <= at[1] {
				out[i] = true
			}
		}
	}
	return out
}
