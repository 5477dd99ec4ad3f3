package link

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"taglane/app/platform"
	"taglane/app/taglane"
)

// Emitted is a link that is about to leave, with what is known of it.
type Emitted struct {
	Link     taglane.Link
	Owner    string            // whom the account's links pay
	Own      Owners            // all our codes, of other accounts as well
	SubID    SubID             // what it should say: this clip, this tag
	Program  *platform.Program // of the advertiser; nil: not known
	ShipsTo  []string          // ISO 3166 countries the product itself is offered in; none: not told, and the advertiser's count
	Names    []string          // of people, which no link may carry
	Audience []string          // ISO 3166 countries; none: not told
	At       time.Time         // when it is published
	Follows  bool              // the account agreed that its links are followed
	Followed *Chain            // the last audit that did; nil for none
	Place    taglane.Place
}

// programNotice is how long a programme should still last after publishing.
const programNotice = 30 * 24 * time.Hour

// Check finds what is wrong with a link at a time, without asking anybody.
func Check(e Emitted, now time.Time) []taglane.Finding {
	f := finder{at: e.Place}
	u, ok := parse(e.Link.URL)
	r, err := Read(e.Link.URL)
	if !ok || err != nil || u.Scheme != "https" {
		f.add("link.https", taglane.Block, taglane.Say("A link may only begin with https://."))
		return f.found
	}
	e.owner(&f, r)
	e.subID(&f, r)
	e.personal(&f, r, u.String())
	e.program(&f, r, now)
	e.audit(&f, now)
	return f.found
}

type finder struct {
	at    taglane.Place
	found []taglane.Finding
}

func (f *finder) add(rule string, level taglane.Level, message taglane.Said) {
	var fix taglane.Said
	if rule == "link.foreign" || rule == "link.own" || rule == "link.subid" {
		fix = taglane.Say("Make the link again")
	}
	f.found = append(f.found, taglane.NewFinding(rule, level, message, f.at, fix))
}

func (e Emitted) owner(f *finder, r Reading) {
	own := Owners{}
	for network, codes := range e.Own {
		own[network] = slices.Clone(codes)
	}
	if e.Owner != "" {
		own[e.Link.Network] = append(own[e.Link.Network], e.Owner)
	}
	if len(r.Layers) == 0 || e.Owner == "" || r.Layers[0].Network != e.Link.Network || r.Layers[0].Owner != e.Owner {
		f.add("link.own", taglane.Block, taglane.Say("This link does not pay the account it was made for."))
	}
	foreign := r.Foreign(own)
	if len(foreign) > 0 && foreign[0].Owner == "" && foreign[0] == r.Layers[0] {
		foreign = foreign[1:] // whom it pays cannot be read, which was said
	}
	if len(foreign) > 0 {
		f.add("link.foreign", taglane.Block, taglane.Say("A link of somebody else stands inside this one (%s), and would pay them.", foreign[0].Host))
	}
}

func (e Emitted) subID(f *finder, r Reading) {
	var code string
	if len(r.Layers) > 0 {
		code = r.Layers[0].SubID
	}
	switch s, err := Decode(code); {
	case err != nil:
		f.add("link.subid", taglane.Block, taglane.Say("This link has no sub-id of ours, so nobody could tell what it earned for."))
	case s != e.SubID || !strings.EqualFold(code, e.Link.SubID):
		f.add("link.subid", taglane.Block, taglane.Say("The sub-id of this link belongs to another clip or tag."))
	}
}

var (
	mailForm  = regexp.MustCompile(`[^\s@/?&=]+@[^\s@/?&=]+\.[a-zA-Z]{2,}`)
	phoneForm = regexp.MustCompile(`(?:\+|\b00)[1-9][\d ().-]{7,}\d|\b\d{3,5}[ ().-]{1,2}\d{3,4}[ .-]\d{3,}\b`)
)

// personal looks through all that goes out with the link and is ours to choose.
func (e Emitted) personal(f *finder, r Reading, whole string) {
	var texts []string
	for _, l := range r.Layers {
		if _, err := Decode(l.SubID); err != nil {
			texts = append(texts, l.SubID)
		}
	}
	for range layersMost {
		if u, ok := parse(whole); ok {
			_, inside, _ := unwrap(u)
			for _, p := range pairs(u.RawQuery) {
				if strings.HasPrefix(strings.ToLower(p.name), "utm_") {
					texts = append(texts, p.value)
				}
			}
			whole = inside
		}
	}
	for _, text := range texts {
		if personal(text, e.Names) {
			f.add("link.personal", taglane.Block, taglane.Say("This link carries something personal: “%s”.", text))
			return
		}
	}
}

// personal says whether a text says who somebody is.
func personal(text string, names []string) bool {
	named := slices.ContainsFunc(names, func(n string) bool {
		return utf8.RuneCountInString(n) >= 3 && strings.Contains(spaced(text), spaced(n))
	})
	return named || mailForm.MatchString(text) || phoneForm.MatchString(text)
}

func (e Emitted) program(f *finder, r Reading, now time.Time) {
	p := e.Program
	if p == nil {
		p = &platform.Program{Joined: true}
		f.add("link.program", taglane.Warn, taglane.Say("It is not known whether you have joined this advertiser's programme."))
	}
	switch host := hostIn(r.Destination); {
	case len(p.Domains) == 0:
		f.add("link.domain", taglane.Warn, taglane.Say("It is not known which addresses this advertiser's links may lead to."))
	case !under(host, p.Domains...):
		f.add("link.domain", taglane.Block, taglane.Say("This link leads to %s, which is not the advertiser's.", or(host, hostIn(e.Link.URL))))
	}
	switch {
	case !p.Joined:
		f.add("link.program", taglane.Block, taglane.Say("You are not in the programme of %s, so its links earn nothing.", or(p.Name, p.Advertiser)))
	case !p.EndsAt.IsZero() && !p.EndsAt.After(e.At):
		f.add("link.program", taglane.Block, taglane.Say("The programme of %s will have ended before this is published.", or(p.Name, p.Advertiser)))
	case !p.EndsAt.IsZero() && p.EndsAt.Before(e.At.Add(programNotice)):
		f.add("link.program", taglane.Warn, taglane.Say("The programme of %s ends within 30 days after publishing.", or(p.Name, p.Advertiser)))
	}
	e.places(f, r, p, now)
}

// places compares where the advertiser is with where the audience is, and with
// what will be there by then.
func (e Emitted) places(f *finder, r Reading, p *platform.Program, now time.Time) {
	there := e.ShipsTo
	if len(there) == 0 {
		there = p.ShipsTo
	}
	for _, country := range e.Audience {
		if len(there) > 0 && !slices.ContainsFunc(there, func(c string) bool { return strings.EqualFold(c, country) }) {
			f.add("link.region", taglane.Warn, taglane.Say("%s does not ship to %s.", or(p.Name, p.Advertiser), strings.ToUpper(country)))
		}
	}
	if s, ok := r.sunset(); ok && s.On.After(now) && s.On.Before(e.At.Add(sunsetNotice)) {
		f.add("link.sunset", taglane.Warn, taglane.Say("%s ends within 30 days after publishing.", s.Name))
	}
}

// audit reads the link now, and takes the last audit that followed it.
func (e Emitted) audit(f *finder, now time.Time) {
	if e.Follows && (e.Followed == nil || now.Sub(e.Followed.At) > followEvery) {
		f.add("link.audit.age", taglane.Warn, taglane.Say("This link was not followed for a week."))
	}
	verdict := Verdict("")
	level := taglane.Level("")
	if e.Followed != nil {
		verdict, level = e.Followed.Verdict, e.Followed.Level()
	}
	if look := Look(Want{Link: e.Link.URL}, now); look.Verdict == DeadNetwork {
		verdict, level = look.Verdict, look.Level()
	}
	if level != "" {
		f.add("link.audit.verdict", level, verdict.Said())
	}
}

var addressForm = regexp.MustCompile(`(?i)\bhttps?://[^\s<>"]+`)

// CheckCaption finds links in a text that are leftovers: tracking links and
// short ones that belong to none of the tags, and shops' addresses that stand
// there without the tag's link around them.
func CheckCaption(caption string, links []taglane.Link, at taglane.Place) []taglane.Finding {
	f := finder{at: at}
	for _, span := range addressForm.FindAllStringIndex(caption, -1) {
		text := strings.TrimRight(caption[span[0]:span[1]], ".,;:!?)]}'”’…")
		r, err := Read(text)
		if err != nil || slices.ContainsFunc(links, func(l taglane.Link) bool { return l.URL == text }) {
			continue
		}
		from := utf8.RuneCountInString(caption[:span[0]])
		f.at.Text = &taglane.Part{From: from, To: from + utf8.RuneCountInString(text)}
		switch {
		case len(r.Layers) > 0 || len(r.Nested) > 0:
			f.add("link.raw.caption", taglane.Warn, taglane.Say("This link in the text belongs to none of the tags."))
		case slices.ContainsFunc(links, func(l taglane.Link) bool { return leadsTo(l, r.Destination) }):
			f.add("link.raw.caption", taglane.Warn, taglane.Say("This address in the text earns nothing, and there is a link for it."))
		}
	}
	return f.found
}

func leadsTo(l taglane.Link, destination string) bool {
	r, err := Read(l.Destination)
	return err == nil && destination != "" && r.Destination == destination
}
