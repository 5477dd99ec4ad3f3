package webpage

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html/template"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"taglane/app/exchange"
	"taglane/app/taglane"
)

//go:embed page
var source embed.FS

var layout = template.Must(template.ParseFS(source, "page/page.html"))

// page is what page.html is filled with.
type page struct {
	Title, Lang     string
	RTL, Long       bool
	Foreign         bool // the page's own words are in another language than the clip
	Words           words
	Policy          template.HTMLAttr
	Shared          []template.HTML // og: and canonical, with a public address only
	Style           template.CSS
	LinkedData      template.JS
	Shape           string // tall or wide
	By, Disclosure  string
	Chip            string
	Media, Cover    template.URL
	Width, Height   int
	Rows            []row
	Foot            string
	Counts          bool
	Counting        bool // something in it comes later
	Asks            bool // … and its own server is asked for the time
	Timeline        template.JS
	Spoken          template.JS
	Script          template.JS
	asOf, relations []string // by row, for the card
	comes           []string // by row: from when it may be seen; "" for now
}

type row struct {
	N, Lane             int
	Name, Initial, Link string
	Picture             template.URL
	Price               string
	Meta                []string
	Shows               []show
	When                string // the times without a script
	URL                 string
	Paid                bool
	SoldOut             bool
	Comes               string // from when it may be seen; "" for now
	relation            taglane.Relation
}

type show struct {
	Tag  int // index among the draft's tags
	Text string
	Link string // of this very tag; "" where it is the row's
}

// asset says where the page finds a file of its own: beside it, or inside.
type asset func(name string, f taglane.File) (template.URL, error)

func beside(name string, _ taglane.File) (template.URL, error) { return template.URL(name), nil }

// site is the part of the folder that is made here rather than copied.
type site map[string][]byte

// compose makes index.html and its companions; every byte follows from the
// publication and the account's settings.
func (s *Service) compose(p taglane.Publication, slug string, single bool, in asset) (site, error) {
	r := p.Revision
	p.Revision.Draft = tidied(r.Draft)
	pg, err := s.fill(p, slug, single, in)
	if err != nil {
		return nil, err
	}
	at := exchange.Stamp{ExportedAt: r.FrozenAt, Revision: r.Digest, SHA256: r.Media.SHA256, Disclosure: strings.TrimSpace(pg.Words.Lead + " " + pg.Disclosure)}
	if pg.Disclosure == "" {
		at.Disclosure = ""
	}
	if !single {
		at.Media = clipName(r)
		at.Images = func(id taglane.ID) string {
			if _, ok := r.Pictures[id]; ok {
				return pictureName(id)
			}
			return ""
		}
	}
	out := site{"embed.txt": s.snippet(pg, slug)}
	for name, f := range map[string]exchange.Format{"timeline.json": exchange.TimelineJSON, "tags.vtt": exchange.WebVTT} {
		var b bytes.Buffer
		if _, err := exchange.Write(&b, f, r.Draft, at); err != nil {
			return nil, err
		}
		out[name] = b.Bytes()
	}
	if pg.Timeline, err = inner(p.Revision.Draft, at); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := layout.ExecuteTemplate(&b, "page.html", pg); err != nil {
		return nil, taglane.Wrap(err, taglane.Internal, "The page could not be put together.")
	}
	out["index.html"] = b.Bytes()
	return out, nil
}

// inner is the timeline as the page itself carries it: without addresses, so
// that the only ones in it are the links a visitor sees.
func inner(d taglane.Draft, at exchange.Stamp) (template.JS, error) {
	d.Products, d.Links = slices.Clone(d.Products), nil
	for i := range d.Products {
		d.Products[i].URL = ""
	}
	var b, short bytes.Buffer
	if _, err := exchange.Write(&b, exchange.TimelineJSON, d, at); err != nil {
		return "", err
	}
	if err := json.Compact(&short, b.Bytes()); err != nil {
		return "", taglane.Wrap(err, taglane.Internal, "The page could not be put together.")
	}
	return template.JS(short.String()), nil
}

// tidied is the draft as the page words it; the documents beside it keep the
// names as they are.
func tidied(d taglane.Draft) taglane.Draft {
	d.Clip.Title, d.Clip.Caption = tidy(d.Clip.Heading()), tidy(d.Clip.Caption)
	d.Products, d.Tags = slices.Clone(d.Products), slices.Clone(d.Tags)
	for i, q := range d.Products {
		d.Products[i].Title, d.Products[i].Brand = firstOf(tidy(q.Title), "–"), tidy(q.Brand)
	}
	for i, t := range d.Tags {
		d.Tags[i].Label = tidy(t.Label)
	}
	return d
}

func (s *Service) fill(p taglane.Publication, slug string, single bool, in asset) (page, error) {
	r := p.Revision
	c := r.Draft.Clip
	lang, rtl, w := tongue(c.Language, s.language)
	pg := page{Title: firstOf(tidy(p.Settings["title"]), c.Title, "Clip"), Lang: lang, RTL: rtl, Words: w, Width: c.Width, Height: c.Height, Shape: "tall"}
	pg.Long = len([]rune(pg.Title)) > 80
	pg.Foreign = !strings.HasPrefix(lang, w.Tag)
	if c.Width >= c.Height {
		pg.Shape = "wide"
	}
	var err error
	if pg.Media, err = in(clipName(r), r.Media); err != nil {
		return page{}, err
	}
	if r.Cover.Path != "" {
		if pg.Cover, err = in("cover.jpg", r.Cover); err != nil {
			return page{}, err
		}
	}
	for i, q := range r.Draft.Products {
		if err := pg.add(i, q, r, in); err != nil {
			return page{}, err
		}
	}
	pg.disclose(r.Draft, p.Settings["disclosed_in_video"] == "true")
	pg.By = w.seconds(c.Rate.Millis(c.Frames)) + " · " + w.products(len(pg.Rows))
	pg.Counts = p.Settings["impressions"] == "true"
	pg.Foot = w.SendsNothing
	if pg.Counts {
		pg.Foot = w.Keeps
	}
	if pg.Asks = pg.Counting && s.base != ""; pg.Asks {
		pg.Foot += " " + w.AsksTime
	}
	if seen := latest(r); !seen.IsZero() {
		pg.Foot = fmt.Sprintf(w.PricesSeen, w.date(seen)) + " " + pg.Foot
	}
	return pg, pg.dress(p, s.home(slug), single)
}

// add makes a product's row in the list.
func (pg *page) add(i int, q taglane.Product, r taglane.Revision, in asset) error {
	w := pg.Words
	o := row{N: i + 1, Lane: i%8 + 1, Name: q.Title, relation: strongest(r.Draft, q.ID)}
	o.Initial = initial(o.Name)
	o.Link = cut(w.by(o.Name, q.Brand), 90)
	if f, ok := r.Pictures[q.ID]; ok {
		var err error
		if o.Picture, err = in(pictureName(q.ID), f); err != nil {
			return err
		}
	}
	relation, short := w.relation(o.relation, q.Brand), ""
	if relation != "" {
		o.Meta = append(o.Meta, relation)
	}
	if fresh(q.Offer, r.FrozenAt) {
		seen := q.Offer.ObservedAt.UTC()
		o.Price, short = w.money(q.Offer.Price), fmt.Sprintf(w.AsOf, w.dated(w.Short, seen))
		if q.Offer.Availability == taglane.Preorder {
			o.Meta = append(o.Meta, w.Preorder)
		}
		o.Meta = append(o.Meta, fmt.Sprintf(w.AsOf, w.date(seen)))
	}
	var times []string
	for n, t := range r.Draft.Tags {
		if t.Product == q.ID {
			pg.announce(&o, t)
			at := clock(r.Draft.Clip.Rate.Millis(t.In))
			times = append(times, fmt.Sprintf(w.When, at))
			o.Shows = append(o.Shows, show{n, fmt.Sprintf(w.Show, at), ofTag(r.Draft, q, t)})
		}
	}
	o.When = strings.Join(times, ", ")
	if to := r.Draft.LinkTo(q.ID); sells(r.Draft, q) {
		o.URL, o.Paid = to, o.relation != taglane.Own && o.relation != taglane.None
	}
	o.SoldOut = q.SoldOut()
	if o.Comes != "" {
		o.Meta = append(o.Meta, o.Comes)
	}
	pg.Rows, pg.asOf, pg.relations, pg.comes = append(pg.Rows, o), append(pg.asOf, short), append(pg.relations, relation), append(pg.comes, o.Comes)
	return nil
}

// sells says whether the page sends visitors to a product: it has an address,
// and somebody has it.
func sells(d taglane.Draft, q taglane.Product) bool {
	return !q.SoldOut() && taglane.CheckURL(d.LinkTo(q.ID)) == nil
}

// ofTag is a link that was made for one tag alone, so that what it sells is
// known to be that moment's; "" where the product's is meant.
func ofTag(d taglane.Draft, q taglane.Product, t taglane.Tag) string {
	if to := d.LinkOf(t); to != d.LinkTo(t.Product) && !q.SoldOut() && taglane.CheckURL(to) == nil {
		return to
	}
	return ""
}

// disclose builds the paragraph from what ties the creator to the products.
func (pg *page) disclose(d taglane.Draft, onFilm bool) {
	w := pg.Words
	names := map[taglane.Relation][]string{}
	var coming []string // without a link, so that there is none to mark
	paid := false
	for i, o := range pg.Rows {
		name := o.Name
		if o.Comes != "" {
			name = fmt.Sprintf(w.ComesOut, d.Products[i].Title)
		}
		if o.Comes != "" && o.relation == taglane.Commission {
			coming = append(coming, name)
			continue
		}
		if o.relation == taglane.Paid || o.relation == taglane.Gifted {
			name = w.by(name, d.Products[i].Brand)
		}
		names[o.relation] = append(names[o.relation], name)
		paid = paid || o.Paid
	}
	var said []string
	if len(names[taglane.Commission]) > 0 {
		said = append(said, w.Commission)
	}
	if len(coming) > 0 {
		said = append(said, fmt.Sprintf(w.Earns, w.few(coming)))
	}
	for _, part := range []struct {
		r taglane.Relation
		s string
	}{{taglane.Paid, w.Paid}, {taglane.Gifted, w.Gifts}, {taglane.Own, w.FromOwn}} {
		if n := names[part.r]; len(n) > 0 {
			said = append(said, fmt.Sprintf(part.s, w.few(n)))
		}
	}
	pg.Disclosure = strings.ReplaceAll(sentences(said), "….", "…")
	switch {
	case pg.Disclosure == "" || onFilm:
	case paid:
		pg.Chip = w.Chip
	default:
		pg.Chip = w.ChipBare
	}
}

// dress adds style, scripts, the policy that allows exactly those, and what
// other sites read of the page.
func (pg *page) dress(p taglane.Publication, home string, single bool) error {
	pg.Style = template.CSS(text("page.css"))
	parts := []string{`"use strict";` + "\n", text("path.js"), text("player.js")}
	if pg.Counts {
		parts = append(parts, text("count.js"))
	}
	asks := ""
	if pg.Counting {
		parts = append(parts, text("soon.js"))
	}
	if pg.Asks {
		parts, asks = append(parts, text("ask.js")), " connect-src 'self';"
	}
	pg.Script = template.JS(strings.Join(append(parts, text("begin.js")), ""))
	// Chromium takes 'self' for the folder of a page opened from disk. Not every
	// browser was asked, so file: stands beside it; on a web server it allows nothing.
	pg.Policy = template.HTMLAttr(fmt.Sprintf(`content="default-src 'none'; img-src 'self' file: data: blob:; media-src 'self' file: data: blob:;%s style-src 'self' '%s'; script-src 'self' '%s'; base-uri 'none'; form-action 'none'"`,
		asks, sum256(string(pg.Style)), sum256(string(pg.Script))))
	spoken, err := json.Marshal(pg.spoken(p.Revision.Draft.Clip.Audio != ""))
	if err != nil {
		return taglane.Wrap(err, taglane.Internal, "The page could not be put together.")
	}
	data, err := linkedData(p, pg.Title, pg.Lang, home, single)
	if err != nil {
		return taglane.Wrap(err, taglane.Internal, "The page could not be put together.")
	}
	pg.Spoken, pg.LinkedData = template.JS(spoken), template.JS(data)
	if home != "" {
		esc := template.HTMLEscapeString
		pg.Shared = []template.HTML{
			template.HTML(`<link rel="canonical" href="` + esc(home) + `">`),
			template.HTML(`<meta property="og:type" content="video.other">`),
			template.HTML(`<meta property="og:title" content="` + esc(pg.Title) + `">`),
			template.HTML(`<meta property="og:url" content="` + esc(home) + `">`),
			template.HTML(`<meta property="og:image" content="` + esc(home) + `cover.jpg">`),
		}
	}
	return nil
}

func (s *Service) snippet(pg page, slug string) []byte {
	home := s.home(slug)
	if home == "" {
		home = slug + "/index.html"
	}
	width, height := 420, 900
	if pg.Shape == "wide" {
		width, height = 720, 900
	}
	return []byte(fmt.Sprintf(`<iframe src="%s" title="%s" width="%d" height="%d" loading="lazy" allow="fullscreen" sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox"></iframe>`+"\n",
		template.HTMLEscapeString(home), template.HTMLEscapeString(pg.Title), width, height))
}

// text is a file of the page as it was written.
func text(name string) string {
	b, err := source.ReadFile("page/" + name)
	if err != nil {
		panic("webpage: embedded file missing: " + name)
	}
	return string(b)
}

func sum256(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// strongest is the weightiest relation among a product's tags.
func strongest(d taglane.Draft, id taglane.ID) taglane.Relation {
	order := []taglane.Relation{taglane.Paid, taglane.Commission, taglane.Gifted, taglane.Own, taglane.None}
	best := len(order) - 1
	for _, t := range d.Tags {
		if i := slices.Index(order, d.RelationOf(t)); t.Product == id && i >= 0 {
			best = min(best, i)
		}
	}
	return order[best]
}

// latest is when the newest shown price was seen.
func latest(r taglane.Revision) (t time.Time) {
	for _, q := range r.Draft.Products {
		if fresh(q.Offer, r.FrozenAt) && q.Offer.ObservedAt.After(t) {
			t = q.Offer.ObservedAt.UTC()
		}
	}
	return t
}

var plainName = regexp.MustCompile(`^[a-z0-9_-]{1,36}$`)

// pictureName is where a product's picture lies. An id that some disk would
// not take, or would take for another, is named by its sum.
func pictureName(id taglane.ID) string {
	name := string(id)
	if !plainName.MatchString(name) || devices.MatchString(name) {
		sum := sha256.Sum256([]byte(id))
		name = "p-" + hex.EncodeToString(sum[:12])
	}
	return "products/" + name + ".jpg"
}

func clipName(r taglane.Revision) string {
	if strings.EqualFold(path.Ext(strings.ReplaceAll(r.Media.Path, `\`, "/")), ".webm") {
		return "clip.webm"
	}
	return "clip.mp4"
}

func clock(ms int64) string { return fmt.Sprintf("%d:%02d", ms/60_000, ms/1000%60) }

func initial(name string) string {
	for _, r := range name {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return string(unicode.ToUpper(r))
		}
	}
	return "·"
}

// by names the maker too, unless the name does.
func (w words) by(name, brand string) string {
	if brand == "" || strings.Contains(strings.ToLower(name), strings.ToLower(brand)) {
		return name
	}
	return fmt.Sprintf(w.By, name, brand)
}

func (w words) seconds(ms int64) string {
	if n := (ms + 500) / 1000; n != 1 {
		return fmt.Sprintf(w.Seconds, n)
	}
	return w.Second
}

func (w words) products(n int) string {
	if n != 1 {
		return fmt.Sprintf(w.Products, n)
	}
	return w.Product
}

// relation says how a product is tied to the creator; commission is said by
// the mark beside the link.
func (w words) relation(r taglane.Relation, brand string) string {
	switch {
	case r == taglane.Own:
		return w.MyShop
	case r == taglane.Gifted && brand != "":
		return fmt.Sprintf(w.GiftFrom, brand)
	case r == taglane.Gifted:
		return w.Gift
	case r == taglane.Paid && brand != "":
		return fmt.Sprintf(w.PartnerOf, brand)
	case r == taglane.Paid:
		return w.Partner
	}
	return ""
}
