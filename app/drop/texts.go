package drop

import (
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"time"
	"unicode/utf8"

	"taglane/app/taglane"
)

// RuleLeak is the rule by which a text gives a held product away; it blocks,
// but for the name of the clip's file, which stays here.
const RuleLeak = "drop.leak"

// Texts finds what visitors would read of a draft before the time and that
// gives a held product away: its title, its caption with hashtags, the words on
// the cover, what other tags and teasers are called, and the name of the file. Each text is
// found once for each product, with its longest clue.
func Texts(d taglane.Draft, at time.Time) []taglane.Finding { return textsOf(d, nil, at) }

// textsOf is Texts, also of what else is said with the draft, by field.
func textsOf(d taglane.Draft, said map[string]string, at time.Time) []taglane.Finding {
	s := look(d, at)
	m := newMatcher(Secrets(d, at))
	if m.empty() {
		return nil
	}
	l := leaking{sight: s, m: m}
	l.read("title", taglane.ID(""), d.Clip.Heading(), inTitle)
	l.read("caption", "", d.Clip.Caption, inCaption)
	if c := d.Clip.Design; c != nil {
		if c.Title != nil {
			l.read("cover", "", c.Title.Text, onCover)
		}
		if c.Sticker != nil {
			l.read("cover", "", c.Sticker.Text, onCover)
		}
	}
	for _, t := range d.Tags {
		if _, held := s.tags[t.ID]; !held {
			l.read("label", t.ID, t.Label, inLabel)
		} else if t.Teaser != nil {
			l.read("teaser", t.ID, t.Teaser.Label, inTeaser)
		}
	}
	if name := filepath.Base(d.Clip.Path); d.Clip.Path != "" && name != d.Clip.Heading() {
		l.read("name", "", name, inFileName)
	}
	for _, field := range slices.Sorted(maps.Keys(said)) {
		l.read(field, "", said[field], beside)
	}
	return l.found
}

// saying words a finding: what gives it away, and until when it is held.
type saying func(clue string, until time.Time) (message, fix taglane.Said)

func inTitle(clue string, until time.Time) (message, fix taglane.Said) {
	return taglane.Say("The title says “%s”, which nobody may read before %s.", clue, until), taglane.Say("Change the title")
}

func inCaption(clue string, until time.Time) (message, fix taglane.Said) {
	return taglane.Say("The caption says “%s”, which nobody may read before %s.", clue, until), taglane.Say("Change the caption")
}

func onCover(clue string, until time.Time) (message, fix taglane.Said) {
	return taglane.Say("The cover says “%s”, which nobody may read before %s.", clue, until), taglane.Say("Change the cover")
}

func inLabel(clue string, until time.Time) (message, fix taglane.Said) {
	return taglane.Say("Another tag is called “%s”, which nobody may read before %s.", clue, until), taglane.Say("Change the label")
}

func inTeaser(clue string, until time.Time) (message, fix taglane.Said) {
	return taglane.Say("The teaser says “%s”, which nobody may read before %s.", clue, until), taglane.Say("Change the teaser")
}

func inFileName(clue string, until time.Time) (message, fix taglane.Said) {
	return taglane.Say("The clip's file is called “%s”, which nobody may read before %s.", clue, until), taglane.Say("Rename the file")
}

func beside(clue string, until time.Time) (message, fix taglane.Said) {
	return taglane.Say("What goes along with the clip says “%s”, which nobody may read before %s.", clue, until), taglane.Say("Change the words")
}

// leaking is one look at the texts of a draft.
type leaking struct {
	sight
	m     *matcher
	found []taglane.Finding
}

func (l *leaking) read(field string, tag taglane.ID, text string, say saying) {
	longest := map[taglane.ID]match{}
	var order []taglane.ID
	l.m.each([]byte(text), 0, len(text), func(x match) {
		product := l.m.secrets[x.secret].Product
		if was, have := longest[product]; !have || x.to-x.from > was.to-was.from {
			if !have {
				order = append(order, product)
			}
			longest[product] = x
		}
	})
	for _, product := range order {
		x := longest[product]
		message, fix := say(text[x.from:x.to], l.untilOf(product))
		at := taglane.Place{Tag: tag, Product: product, Field: field, Text: &taglane.Part{From: utf8.RuneCountInString(text[:x.from]), To: utf8.RuneCountInString(text[:x.to])}}
		level := taglane.Block
		if field == "name" {
			level = taglane.Warn // no service is told it
		}
		l.found = append(l.found, taglane.NewFinding(RuleLeak, level, message, at, fix))
	}
}

// untilOf is when a product may be seen: the moment of its first tag.
func (l *leaking) untilOf(product taglane.ID) time.Time {
	var of []Hold
	for _, h := range l.held {
		if h.Product == product {
			of = append(of, h)
		}
	}
	if at := Next(of); !at.IsZero() {
		return at
	}
	if p, _ := l.Product(product); p.Embargo != nil {
		return today(p.Embargo).Until
	}
	return time.Time{}
}

// relative are texts that are true only as long as nobody waits.
var relative = regexp.MustCompile(`(?i)\b(in|only|noch|nur noch|en|solo|encore|ancora|tra|fra)\s+\d+\s*(seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?|sekunden?|minuten?|stunden?|tage?n?|wochen?|segundos?|minutos?|horas?|días?|semanas?|secondes?|heures?|jours?|semaines?|secondi|minuti|ore|giorni|settimane)\b` +
	`|\b\d+\s*(seconds?|minutes?|hours?|days?|weeks?|tage?|stunden?)\s+(left|to go|übrig)\b` +
	`|\b(today|tonight|tomorrow|yesterday|heute|morgen|mañana|hoy|aujourd'hui|demain|oggi|domani|countdown|coming soon)\b` +
	`|\b\d{1,2}:\d{2}:\d{2}\b|(今日|明日|あと\d+|今天|明天|还有\d+|倒计时|カウントダウン)`)

// burned finds words on the cover that count down or say "tomorrow": a cover is
// a picture, and is wrong from that day on.
func burned(d taglane.Draft) []taglane.Finding {
	c := d.Clip.Design
	if c == nil {
		return nil
	}
	for _, w := range []*taglane.Words{c.Title, c.Sticker} {
		if w == nil {
			continue
		}
		if at := relative.FindStringIndex(w.Text); at != nil {
			part := taglane.Part{From: utf8.RuneCountInString(w.Text[:at[0]]), To: utf8.RuneCountInString(w.Text[:at[1]])}
			return []taglane.Finding{taglane.NewFinding("drop.burned.countdown", taglane.Warn,
				taglane.Say("The cover says “%s”, which will be wrong after the drop. Write the day and the time instead.", w.Text[at[0]:at[1]]),
				taglane.Place{Field: "cover", Text: &part}, taglane.Say("Change the cover"))}
		}
	}
	return nil
}
