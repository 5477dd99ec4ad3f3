package webpage

import (
	"encoding/json"
	"math/big"
	"strings"

	"taglane/app/taglane"
)

// What search engines read, in schema.org's words.
type (
	videoObject struct {
		Context      string      `json:"@context"`
		Type         string      `json:"@type"`
		Name         string      `json:"name"`
		Description  string      `json:"description,omitempty"`
		ThumbnailURL string      `json:"thumbnailUrl"`
		UploadDate   string      `json:"uploadDate"`
		Duration     string      `json:"duration"`
		ContentURL   string      `json:"contentUrl,omitempty"`
		URL          string      `json:"url,omitempty"`
		InLanguage   string      `json:"inLanguage"`
		HasPart      []moment    `json:"hasPart,omitempty"`
		Mentions     []mentioned `json:"mentions,omitempty"`
	}
	moment struct {
		Type        string      `json:"@type"`
		Name        string      `json:"name"`
		StartOffset json.Number `json:"startOffset"`
		EndOffset   json.Number `json:"endOffset"`
		URL         string      `json:"url"`
	}
	mentioned struct {
		Type   string   `json:"@type"`
		Name   string   `json:"name"`
		Image  string   `json:"image,omitempty"`
		GTIN   string   `json:"gtin13,omitempty"`
		GTIN8  string   `json:"gtin8,omitempty"`
		GTIN14 string   `json:"gtin14,omitempty"`
		SKU    string   `json:"sku,omitempty"`
		Brand  *brand   `json:"brand,omitempty"`
		Offers *offered `json:"offers,omitempty"`
	}
	brand struct {
		Type string `json:"@type"`
		Name string `json:"name"`
	}
	offered struct {
		Type         string `json:"@type"`
		Price        string `json:"price"`
		Currency     string `json:"priceCurrency"`
		Availability string `json:"availability,omitempty"`
		URL          string `json:"url,omitempty"`
	}
)

var availability = map[taglane.Availability]string{
	"in_stock": "InStock", "out_of_stock": "OutOfStock", "preorder": "PreOrder", "backorder": "BackOrder",
}

// linkedData describes the page. home is its public address or "".
func linkedData(p taglane.Publication, title, lang, home string, single bool) ([]byte, error) {
	r := p.Revision
	c := r.Draft.Clip
	v := videoObject{Context: "https://schema.org", Type: "VideoObject", Name: title, Description: c.Caption, ThumbnailURL: home + "cover.jpg",
		UploadDate: r.FrozenAt.UTC().Format("2006-01-02T15:04:05Z07:00"), Duration: "PT" + offset(c.Rate, c.Frames).String() + "S", URL: home, InLanguage: lang}
	if home != "" && !single {
		v.ContentURL = home + clipName(r)
	}
	if hasMoments(r.Draft) {
		for _, t := range r.Draft.Tags {
			q, _ := r.Draft.Product(t.Product)
			in := offset(c.Rate, t.In)
			seek := "#t="
			if home != "" {
				seek = "?t="
			}
			v.HasPart = append(v.HasPart, moment{"Clip", firstOf(t.Label, q.Title), in, offset(c.Rate, t.Out), home + seek + in.String()})
		}
	}
	coming := map[taglane.ID]bool{}
	for _, t := range r.Draft.Tags {
		if t.Coming != nil {
			coming[t.Product] = true
		}
	}
	for _, q := range r.Draft.Products {
		if coming[q.ID] {
			continue // what stands for it is no product
		}
		v.Mentions = append(v.Mentions, mention(q, r, home, single))
	}
	return json.Marshal(v) // leaves < > & as \u escapes, safe in a script element
}

func mention(q taglane.Product, r taglane.Revision, home string, single bool) mentioned {
	m := mentioned{Type: "Product", Name: q.Title, SKU: q.SKU}
	if _, ok := r.Pictures[q.ID]; ok && !single {
		m.Image = home + pictureName(q.ID)
	}
	switch len(q.GTIN) {
	case 8:
		m.GTIN8 = q.GTIN
	case 12:
		m.GTIN = "0" + q.GTIN
	case 13:
		m.GTIN = q.GTIN
	case 14:
		m.GTIN14 = q.GTIN
	}
	if q.Brand != "" {
		m.Brand = &brand{"Brand", q.Brand}
	}
	if fresh(q.Offer, r.FrozenAt) {
		o := offered{Type: "Offer", Price: q.Offer.Price.Amount, Currency: q.Offer.Price.Currency, URL: q.URL}
		if q.SoldOut() {
			o.URL = ""
		}
		if a := availability[q.Offer.Availability]; a != "" {
			o.Availability = "https://schema.org/" + a
		}
		m.Offers = &o
	}
	return m
}

// hasMoments says whether search engines would take the tags as key moments.
func hasMoments(d taglane.Draft) bool {
	if len(d.Tags) == 0 || d.Clip.Rate.Millis(d.Clip.Frames) < momentsMin {
		return false
	}
	starts := map[taglane.Frame]bool{}
	for _, t := range d.Tags {
		if starts[t.In] {
			return false
		}
		starts[t.In] = true
	}
	return true
}

// offset is when a frame begins in seconds, with at most three decimals.
func offset(r taglane.Rate, f taglane.Frame) json.Number {
	s := big.NewRat(r.Millis(f), 1000).FloatString(3)
	return json.Number(strings.TrimSuffix(strings.TrimRight(s, "0"), "."))
}

func firstOf(ss ...string) string {
	for _, s := range ss {
		if s != "" {
			return s
		}
	}
	return ""
}
