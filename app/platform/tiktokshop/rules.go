package tiktokshop

import (
	_ "embed"
	"encoding/json"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"taglane/app/taglane"
)

// checkedOn is when the limits were last compared with TikTok Shop's pages.
const checkedOn = "2026-11-23"

const (
	titleMost  = 4000 // UTF-16 units
	anchorMost = 29   // characters
	goodLength = 30_000
	goodSide   = 720
)

//go:embed rules.json
var rulesJSON []byte

// Rule is a preflight rule as a fact with a day on it.
type Rule struct {
	Limit   string `json:"limit"`
	Source  string `json:"source"`
	Checked string `json:"checked"` // YYYY-MM-DD
}

// Rules are the preflight rules by id.
func Rules() (out map[string]Rule, err error) {
	var file struct {
		Rules map[string]Rule `json:"rules"`
	}
	if err := json.Unmarshal(rulesJSON, &file); err != nil {
		return nil, taglane.Wrap(err, taglane.Internal, "The rules of %s cannot be read.", service)
	}
	return file.Rules, nil
}

func finding(rule string, level taglane.Level, message, fix taglane.Said, field string) taglane.Finding {
	return taglane.NewFinding(rule, level, message, taglane.Place{Field: field}, fix)
}

// primary is the product that goes with the post: the one chosen for it, else
// the one the creator put first, else the one shown first.
func primary(p taglane.Publication) (taglane.Product, bool) {
	d := p.Revision.Draft
	for _, id := range append([]taglane.ID{taglane.ID(p.Settings["product"])}, d.Clip.Priority...) {
		if q, ok := d.Product(id); ok {
			return q, true
		}
	}
	if len(d.Tags) > 0 {
		first := slices.MinFunc(d.Tags, func(a, b taglane.Tag) int { return int(a.In - b.In) })
		if q, ok := d.Product(first.Product); ok {
			return q, true
		}
	}
	if len(d.Products) > 0 {
		return d.Products[0], true
	}
	return taglane.Product{}, false
}

// linkOf is the product link of a post: the number of the product at TikTok
// Shop, told in product_id, known because it was found there, or found in the
// product's own address there, and the words on the link.
func linkOf(p taglane.Publication) (productLink, bool) {
	q, ok := primary(p)
	id := p.Settings["product_id"]
	if id == "" && ok && q.Source != "" && q.Source == string(p.Account.ID) {
		id = q.Key
	}
	if id == "" && ok {
		id = numberIn(q.URL)
	}
	return productLink{id, strings.TrimSpace(or(p.Settings["anchor"], q.Title))}, number(id)
}

func number(id string) bool {
	return len(id) >= 4 && len(id) <= 24 && strings.Trim(id, "0123456789") == ""
}

// numberIn finds a product's number in an address of TikTok Shop; "" if there is none.
func numberIn(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() != "tiktok.com" && !strings.HasSuffix(u.Hostname(), ".tiktok.com") {
		return ""
	}
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	for _, part := range slices.Backward(parts) {
		if len(part) >= 10 && number(part) {
			return part
		}
	}
	return ""
}

var formats = []string{".mp4", ".mov", ".mkv", ".wmv", ".webm", ".avi", ".3gp", ".flv", ".mpeg", ".mpg"}
var pictures = []string{".jpg", ".jpeg", ".png", ".webp", ".heic", ".bmp"}

// lookAtText finds what is wrong with the words of a post.
func lookAtText(p taglane.Publication) (out []taglane.Finding) {
	switch n := len(utf16.Encode([]rune(titleOf(p)))); {
	case n == 0:
		out = append(out, finding("TS-TITLE", taglane.Block, taglane.Say("A post on TikTok Shop needs a caption or a title."), taglane.Say("Write a caption"), "caption"))
	case n > titleMost:
		out = append(out, finding("TS-TITLE", taglane.Block, taglane.Say("The caption is longer than %d characters.", titleMost), taglane.Say("Shorten the caption"), "caption"))
	}
	q, chosen := primary(p)
	link, numbered := linkOf(p)
	if !chosen || !numbered {
		out = append(out, taglane.NewFinding("TS-ONE", taglane.Block, taglane.Say("Choose the product of TikTok Shop that goes with the post."), taglane.Place{Product: q.ID, Field: "product_id"}, taglane.Say("Choose the product")))
	}
	if len(p.Revision.Draft.Products) > 1 {
		out = append(out, taglane.NewFinding("TS-ONE", taglane.Warn, taglane.Say("A post on TikTok Shop takes one product: %s. The others are not sent.", q.Title), taglane.Place{Product: q.ID, Field: "tags"}, taglane.Said{}))
	}
	if n := utf8.RuneCountInString(link.Title); n < 1 || n > anchorMost {
		out = append(out, finding("TS-ANCHOR", taglane.Block, taglane.Say("The words on the product link have %d characters; TikTok Shop takes 1 to %d.", n, anchorMost), taglane.Say("Shorten the words"), "anchor"))
	}
	if strings.ContainsFunc(link.Title, oddInAnchor) {
		out = append(out, finding("TS-ANCHOR-CHARS", taglane.Block, taglane.Say("The words on the product link may have letters, digits and spaces only."), taglane.Say("Change the words"), "anchor"))
	}
	return out
}

func oddInAnchor(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && r != ' '
}

// lookAtClip finds what is wrong with the file and the picture.
func lookAtClip(p taglane.Publication) (out []taglane.Finding) {
	c, size := p.Revision.Draft.Clip, p.Revision.Media.Size
	if size == 0 {
		size = c.Size
	}
	add := func(rule string, level taglane.Level, message, fix taglane.Said, field string) {
		out = append(out, finding(rule, level, message, fix, field))
	}
	if size > sizeMost {
		add("TS-SIZE", taglane.Block, taglane.Say("TikTok Shop takes files of up to %d MB.", sizeMost/1_000_000), taglane.Say("Export a smaller file"), "clip")
	}
	if ext := strings.ToLower(filepath.Ext(or(p.Revision.Media.Path, c.Name))); !slices.Contains(formats, ext) {
		add("TS-FORMAT", taglane.Block, taglane.Say("TikTok Shop does not take this kind of file."), taglane.Say("Export the clip as H.264"), "clip")
	}
	w, h := c.Width, c.Height
	// A row of pixels more or less than 9:16 is 9:16.
	if w > 0 && h > 0 && (float64(w)/float64(h) < 9.0/16*0.99 || float64(w)/float64(h) > 16.0/9*1.01) {
		add("TS-ASPECT", taglane.Block, taglane.Say("The picture of this clip is too narrow or too wide for %s.", service), taglane.Said{}, "clip")
	}
	if w > 0 && h > 0 && min(w, h) < goodSide || c.Rate.Valid() && c.Rate.Millis(c.Frames) <= goodLength {
		add("TS-QUALITY", taglane.Warn, taglane.Say("TikTok Shop recommends a picture of %d lines or more and clips longer than %d seconds.", goodSide, goodLength/1000), taglane.Said{}, "clip")
	}
	return append(out, lookAtCover(p)...)
}

func lookAtCover(p taglane.Publication) (out []taglane.Finding) {
	c, cover := p.Revision.Draft.Clip, p.Revision.Cover
	switch {
	case cover.Path != "" && !slices.Contains(pictures, strings.ToLower(filepath.Ext(cover.Path))):
		out = append(out, finding("TS-COVER", taglane.Block, taglane.Say("TikTok Shop does not take this kind of picture as a cover."), taglane.Say("Choose a cover"), "cover"))
	case cover.Path != "" && cover.Size > coverMost:
		out = append(out, finding("TS-COVER", taglane.Block, taglane.Say("A cover on TikTok Shop may have up to %d MB.", coverMost/1_000_000), taglane.Say("Choose a cover"), "cover"))
	case cover.Path == "" && c.Cover != nil && (*c.Cover < 0 || c.Frames > 0 && *c.Cover > c.Frames):
		out = append(out, finding("TS-COVER", taglane.Block, taglane.Say("The time of the cover lies outside the clip."), taglane.Say("Choose a cover"), "cover"))
	}
	return out
}
