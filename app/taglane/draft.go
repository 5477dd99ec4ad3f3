package taglane

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ShortestTag is how long a tag must be seen to be caught, in milliseconds.
const ShortestTag = 1500

// AtOnce is how many tags may share an instant without a remark.
const AtOnce = 2

// Check says what is wrong with a draft wherever it goes.
func Check(d Draft) []Finding {
	var out []Finding
	if !d.Clip.Rate.Valid() {
		out = append(out, NewFinding("clip.rate", Block, Say("Taglane does not know how fast this clip runs."), Place{Field: "rate"}, Say("Import it again")))
	}
	if len(d.Tags) == 0 {
		out = append(out, NewFinding("draft.tags", Block, Say("Nothing is tagged yet."), Place{Field: "tags"}, Say("Tag a product")))
	}
	for _, t := range d.Tags {
		out = append(out, checkTag(d, t)...)
	}
	out = append(out, crowded(d)...)
	for _, p := range d.Products {
		at := Place{Product: p.ID, Field: "url"}
		if p.URL == "" {
			out = append(out, NewFinding("product.link", Warn, Say("%s has no link, so nobody can buy it.", p.Title), at, Say("Add the link")))
		} else if CheckURL(p.URL) != nil {
			out = append(out, NewFinding("product.link.unsafe", Block, Say("The link of %s is not one to send visitors to.", p.Title), at, Say("Change the link")))
		}
	}
	return out
}

func checkTag(d Draft, t Tag) (out []Finding) {
	at := t.In
	add := func(rule string, l Level, field string, message, fix Said) {
		out = append(out, NewFinding(rule, l, message, Place{Tag: t.ID, Product: t.Product, Field: field, Frame: &at}, fix))
	}
	p, ok := d.Product(t.Product)
	if !ok {
		add("tag.product", Block, "product", Say("A tag names a product that is gone."), Say("Choose a product"))
		return out
	}
	if err := t.Span.Within(d.Clip.Frames); err != nil {
		add("tag.span", Block, "span", Say("%s is tagged outside the clip.", p.Title), Say("Trim the tag"))
	}
	if t.Path.Check(t.Span) != nil {
		add("tag.spot", Block, "spot", Say("The hotspot of %s lies outside its tag.", p.Title), Say("Place it again"))
	}
	// A word that a later build may know is no disclosure yet.
	if r, _ := ParseRelation(string(d.RelationOf(t))); r == Unset {
		add("disc.relation.set", Block, "relation", Say("Say how you are tied to %s: paid, commission, gifted, own or none.", p.Title), Say("Set the relation"))
	}
	if d.Clip.Rate.Valid() && d.Clip.Rate.Millis(t.Len()) < ShortestTag {
		add("tag.short", Warn, "span", Say("%s is tagged for less than %.1f s, which is hard to catch.", p.Title, ShortestTag/1000.0), Say("Extend to %.1f s", ShortestTag/1000.0))
	}
	return out
}

// crowded reports each stretch where more than AtOnce tags share the picture.
func crowded(d Draft) (out []Finding) {
	type edge struct {
		at Frame
		d  int
	}
	var edges []edge
	for _, t := range d.Tags {
		edges = append(edges, edge{t.In, 1}, edge{t.Out, -1})
	}
	sort.Slice(edges, func(i, j int) bool {
		return edges[i].at < edges[j].at || edges[i].at == edges[j].at && edges[i].d < edges[j].d
	})
	n := 0
	for _, e := range edges {
		if n += e.d; e.d > 0 && n == AtOnce+1 {
			at := e.at
			out = append(out, NewFinding("tags.crowded", Warn, Say("More than two tags share the picture at %s.", d.Clip.Rate.Timecode(at)), Place{Field: "tags", Frame: &at}, Said{}))
		}
	}
	return out
}

// Product is the draft's product of that id.
func (d Draft) Product(id ID) (Product, bool) {
	for _, p := range d.Products {
		if p.ID == id {
			return p, true
		}
	}
	return Product{}, false
}

// RelationOf is the tag's own relation, or else its product's.
func (d Draft) RelationOf(t Tag) Relation {
	if t.Relation != Unset {
		return t.Relation
	}
	p, _ := d.Product(t.Product)
	return p.Relation
}

// LinkOf is where a visitor of a tag goes: the link that was made for it, or
// else its product's page.
func (d Draft) LinkOf(t Tag) string {
	if l, made := d.Links[t.ID]; made {
		return l.URL
	}
	p, _ := d.Product(t.Product)
	return p.URL
}

// LinkTo is where a visitor goes who chose a product and no moment: the link of
// its first tag that has one, or else its page.
func (d Draft) LinkTo(product ID) string {
	for _, t := range d.Tags {
		if l, made := d.Links[t.ID]; made && t.Product == product {
			return l.URL
		}
	}
	p, _ := d.Product(product)
	return p.URL
}

// Heading is what visitors read above the clip.
func (c Clip) Heading() string {
	if c.Title != "" {
		return c.Title
	}
	return c.Name
}

// DigestOf names the content of a revision: the bytes of clip, cover and
// pictures by their sums, and everything a visitor sees or clicks. Where the
// files lie, notes and the time of freezing do not matter.
func DigestOf(r Revision) string {
	d := r.Draft
	pictures := map[ID]string{}
	for id, f := range r.Pictures {
		pictures[id] = f.SHA256
	}
	d.Products, d.Tags = append([]Product{}, d.Products...), append([]Tag{}, d.Tags...)
	for i := range d.Products {
		d.Products[i] = seen(d.Products[i])
	}
	for i := range d.Tags {
		d.Tags[i].Notes, d.Tags[i].Embargo, d.Tags[i].Teaser = "", nil, nil
	}
	all := []any{"taglane-revision/1", r.Media.SHA256, r.Cover.SHA256, pictures,
		d.Clip.ID, d.Clip.Heading(), d.Clip.Caption, d.Clip.Language, d.Clip.Frames, d.Clip.Rate, d.Tags, d.Products}
	if len(d.Links) > 0 {
		links := map[ID]string{}
		for tag, l := range d.Links {
			links[tag] = l.URL
		}
		all = append(all, links)
	}
	b, err := json.Marshal(all)
	if err != nil {
		panic("taglane: a checked draft cannot fail to encode: " + err.Error())
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// seen is what a visitor sees of a product.
func seen(p Product) Product {
	p.Notes, p.Shelf, p.Colour = "", 0, 0
	p.Source, p.Key, p.Sellers, p.Fallbacks, p.Embargo = "", "", nil, nil, nil
	return p
}

// CheckURL refuses a link a visitor must not be sent to: only https, with a
// host, without control characters or credentials.
func CheckURL(s string) error {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" || u.Hostname() == "" || u.User != nil || len(s) > 2048 || !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl) {
		return Errorf(Invalid, "A link must start with https:// and name a site.")
	}
	return nil
}

// CheckText refuses text that is too long or not text; field names it in the sentence.
func CheckText(field, s string, most int) error {
	switch {
	case !utf8.ValidString(s):
		return Errorf(Invalid, "The %s is not readable text.", fieldSaid(field))
	case strings.ContainsRune(s, 0):
		return Errorf(Invalid, "The %s contains a character that cannot be kept.", fieldSaid(field))
	case utf8.RuneCountInString(s) > most:
		return Errorf(Invalid, "The %s is longer than %d characters.", fieldSaid(field), most)
	}
	return nil
}

// fieldSaid is what a field is called in a sentence.
func fieldSaid(field string) Said {
	for _, s := range fields {
		if s.Format == field {
			return s
		}
	}
	return Plain(field)
}

var fields = []Said{
	Say("brand"), Say("caption"), Say("comment"), Say("cover's sticker"), Say("cover's title"), Say("currency"), Say("label"), Say("language"), Say("link"),
	Say("marker"), Say("name"), Say("note"), Say("price"), Say("reason"), Say("search"), Say("sentence"), Say("teaser"), Say("title"),
}
