package rules

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"taglane/app/taglane"
)

// Pack is what one place takes, as it was found on a day.
type Pack struct {
	ID      taglane.ID `json:"id"`
	Name    string     `json:"name"`
	Checked string     `json:"checked"` // the day the figures were last compared with their source: 2026-11-23
	Source  Source     `json:"source"`  // where they are from
	// InsteadOf names the place that this one replaces for clips that fit it:
	// a short upright clip on YouTube is a Short.
	InsteadOf taglane.ID `json:"instead_of,omitempty"`

	Clip       Clip       `json:"clip"`
	Tags       Tags       `json:"tags"`
	Title      *Text      `json:"title,omitempty"`   // nil: a post has none
	Caption    *Text      `json:"caption,omitempty"` // nil: a post has none
	Links      bool       `json:"links"`             // a link in the caption can be clicked
	Cover      Cover      `json:"cover"`
	Subtitles  bool       `json:"subtitles"` // takes a file of them
	Disclosure Disclosure `json:"disclosure"`
}

// Clip is what a file must be; 0 and "" are no limit that is known.
type Clip struct {
	Shortest  int64 `json:"shortest_ms,omitempty"`
	Longest   int64 `json:"longest_ms,omitempty"`
	Bytes     int64 `json:"bytes,omitempty"`
	Narrowest Ratio `json:"narrowest,omitempty"`
	Widest    Ratio `json:"widest,omitempty"`
}

// Source is where figures are from.
type Source struct {
	Kind Kind   `json:"kind"`
	Of   string `json:"of,omitempty"` // whose it is; "" of what is our own
}

// Kind is a kind of source.
type Kind string

const (
	Ours          Kind = "ours"           // we make the place ourselves
	Reference     Kind = "reference"      // for developers
	ReferenceHelp Kind = "reference+help" // and the help pages
	ReferenceSeen Kind = "reference+seen" // and limits that people met
)

// Ratio is width to height: "9:16".
type Ratio string

// Form is how a place shows products.
type Form string

const (
	Timeline Form = "timeline" // each tag at its time
	Field    Form = "field"    // the whole timeline in a field of a product, which a theme has to show
	List     Form = "list"     // products of a post
	Link     Form = "link"     // a single link with a post
	Prose    Form = "text"     // no products: what the caption says
)

// Part is a part of a tag that a place may keep.
type Part string

const (
	Times  Part = "times"
	Places Part = "places" // in the picture
	Paths  Part = "paths"  // of places that move
	Labels Part = "labels"
	Prices Part = "prices"
)

// Tags is what becomes of products.
type Tags struct {
	Form    Form   `json:"form"`
	Keeps   []Part `json:"keeps"`
	Most    int    `json:"most,omitempty"`       // products; 0: any number
	Unsure  bool   `json:"unsure,omitempty"`     // sources differ, and Most is the lowest of them
	ByHand  string `json:"by_hand,omitempty"`    // where a person does the tagging; "" when a connector can
	Sticker bool   `json:"sticker,omitempty"`    // the first product is shown larger than the others
	OwnOnly bool   `json:"own_only,omitempty"`   // products of the creator's own shop alone
	OwnOne  bool   `json:"own_one,omitempty"`    // at least one of the creator's own shop, which carries the others
	InStock bool   `json:"in_stock,omitempty"`   // what is out of stock is not shown
	Words   int    `json:"words,omitempty"`      // characters of a link's own words; 0: any
	Stale   int    `json:"price_days,omitempty"` // days after which a price is not shown; 0: never
}

// Text is a text with a post.
type Text struct {
	Most int  `json:"most,omitempty"` // 0: no limit that is known
	Unit Unit `json:"unit"`
}

// Unit is what a text's length is counted in.
type Unit string

const (
	Characters Unit = "characters"
	UTF16      Unit = "utf16"
	Bytes      Unit = "bytes"
)

// Cover is what a place takes as a cover.
type Cover string

const (
	Picture  Cover = "picture" // a file of our own
	OneFrame Cover = "frame"   // the time of a frame of the clip
)

// Disclosure is how a place lets a post say that it is an advertisement.
type Disclosure string

const (
	Switch  Disclosure = "switch" // a switch of its own, beside what the clip says
	Written Disclosure = "text"   // in words, before the first link
	Nowhere Disclosure = "none"   // only the clip itself can
)

//go:embed packs/*.json
var files embed.FS

// columns is the order in which a table shows the places.
var columns = []taglane.ID{"webpage", "youtube", "youtube-shorts", "instagram-reels", "facebook-reels", "tiktok", "tiktok-shop", "shopify"}

var loaded = sync.OnceValues(func() ([]Pack, error) { return load(files) })

// All lists the places in the order a table shows them. The caller may keep
// and change the list.
func All() []Pack {
	packs, err := loaded()
	if err != nil {
		panic("rules: a pack that is built in does not hold: " + err.Error())
	}
	return slices.Clone(packs)
}

// load reads every pack and says which file is wrong.
func load(from fs.FS) ([]Pack, error) {
	names, err := fs.Glob(from, "packs/*.json")
	if err != nil {
		return nil, err
	}
	var packs []Pack
	for _, name := range names {
		b, err := fs.ReadFile(from, name)
		if err != nil {
			return nil, err
		}
		p, err := parse(b)
		if err == nil && string(p.ID)+".json" != path.Base(name) {
			err = fmt.Errorf("it calls itself %q", p.ID)
		}
		if err == nil && !slices.Contains(columns, p.ID) {
			err = fmt.Errorf("%q has no column", p.ID)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		packs = append(packs, p)
	}
	slices.SortFunc(packs, func(a, b Pack) int { return slices.Index(columns, a.ID) - slices.Index(columns, b.ID) })
	for _, p := range packs {
		if p.InsteadOf != "" && !slices.ContainsFunc(packs, func(q Pack) bool { return q.ID == p.InsteadOf && q.InsteadOf == "" }) {
			return nil, fmt.Errorf("%s stands instead of %q, which is no place of its own", p.ID, p.InsteadOf)
		}
	}
	return packs, nil
}

// parse reads one pack; a field it does not know is an error, so that no rule
// is written down and then never followed.
func parse(b []byte) (p Pack, err error) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&p); err != nil {
		return p, err
	}
	if d.More() {
		return p, fmt.Errorf("something follows the pack")
	}
	return p, p.check()
}

func (p Pack) check() error {
	if strings.TrimSpace(p.Name) == "" || !p.Source.holds() {
		return fmt.Errorf("it needs a name and a source")
	}
	if _, err := time.Parse(time.DateOnly, p.Checked); err != nil {
		return fmt.Errorf("%q is not the day it was checked", p.Checked)
	}
	if err := p.Clip.check(); err != nil {
		return err
	}
	if err := p.Tags.check(); err != nil {
		return err
	}
	for _, t := range []*Text{p.Title, p.Caption} {
		if t != nil && (t.Most < 0 || !slices.Contains([]Unit{Characters, UTF16, Bytes}, t.Unit)) {
			return fmt.Errorf("a text of %d %q is none", t.Most, t.Unit)
		}
	}
	if !slices.Contains([]Cover{Picture, OneFrame}, p.Cover) {
		return fmt.Errorf("%q is no kind of cover", p.Cover)
	}
	if !slices.Contains([]Disclosure{Switch, Written, Nowhere}, p.Disclosure) {
		return fmt.Errorf("%q is no kind of disclosure", p.Disclosure)
	}
	return nil
}

func (s Source) holds() bool {
	return slices.Contains([]Kind{Ours, Reference, ReferenceHelp, ReferenceSeen}, s.Kind) && (s.Kind == Ours) == (s.Of == "")
}

func (c Clip) check() error {
	if c.Shortest < 0 || c.Bytes < 0 || c.Longest < 0 || c.Longest > 0 && c.Longest < c.Shortest {
		return fmt.Errorf("no clip has a length from %d to %d ms and %d bytes", c.Shortest, c.Longest, c.Bytes)
	}
	for _, r := range []Ratio{c.Narrowest, c.Widest} {
		if r != "" && r.value() == 0 {
			return fmt.Errorf("%q is no ratio", r)
		}
	}
	return nil
}

func (t Tags) check() error {
	if !slices.Contains([]Form{Timeline, Field, List, Link, Prose}, t.Form) {
		return fmt.Errorf("%q is no form of showing products", t.Form)
	}
	for _, k := range t.Keeps {
		if !slices.Contains([]Part{Times, Places, Paths, Labels, Prices}, k) {
			return fmt.Errorf("%q is no part of a tag", k)
		}
	}
	if t.Most < 0 || t.Words < 0 || t.Stale < 0 || t.Form == Link && t.Most != 1 {
		return fmt.Errorf("the limits of tags do not hold together")
	}
	return nil
}

// value is the ratio as a number; 0 when it is none.
func (r Ratio) value() float64 {
	var w, h int
	if n, err := fmt.Sscanf(string(r), "%d:%d", &w, &h); n != 2 || err != nil || w <= 0 || h <= 0 {
		return 0
	}
	return float64(w) / float64(h)
}
