package shopify

import (
	"encoding/json"
	"regexp"
	"slices"
	"time"

	"taglane/app/platform/wares"
	"taglane/app/taglane"
)

// The document that lies beside a product, for its theme to read:
// taglane-timeline/1, with the tags of that product alone.
type (
	timeline struct {
		Format     string      `json:"format"`
		Clip       clip        `json:"clip"`
		Disclosure *disclosure `json:"disclosure,omitempty"`
		Products   []product   `json:"products"`
		Tags       []tag       `json:"tags"`
		// Holders are Shopify's names of all products beside which a part of the
		// timeline lies, so that none is left behind when it changes.
		Holders []string `json:"holders,omitempty"`
	}
	clip struct {
		ID       string `json:"id"`
		Title    string `json:"title,omitempty"`
		Revision string `json:"revision,omitempty"`
		Language string `json:"language,omitempty"`
		Rate     struct {
			Num int64 `json:"num"`
			Den int64 `json:"den"`
		} `json:"rate"`
		Frames int64  `json:"frames"`
		Width  int    `json:"width"`
		Height int    `json:"height"`
		Media  string `json:"media,omitempty"` // Shopify's name of the clip
		SHA256 string `json:"sha256,omitempty"`
	}
	disclosure struct {
		Text     string `json:"text"`
		Language string `json:"language,omitempty"`
		In       int64  `json:"in"`
		Out      int64  `json:"out"`
	}
	product struct {
		ID    string `json:"id"`
		Name  string `json:"name"`
		Brand string `json:"brand,omitempty"`
		GTIN  string `json:"gtin,omitempty"`
		SKU   string `json:"sku,omitempty"`
		Offer *offer `json:"offer,omitempty"`
	}
	offer struct {
		Price        string `json:"price"`
		Currency     string `json:"currency"`
		Availability string `json:"availability,omitempty"`
		ObservedAt   string `json:"observed_at"`
	}
	tag struct {
		ID       string `json:"id"`
		Product  string `json:"product"`
		In       int64  `json:"in"`
		Out      int64  `json:"out"`
		Label    string `json:"label,omitempty"`
		Relation string `json:"relation"`
		URL      string `json:"url,omitempty"`
		SubID    string `json:"sub_id,omitempty"`
		Path     *way   `json:"path,omitempty"`
	}
	way struct {
		Interpolation string `json:"interpolation,omitempty"`
		Spots         []spot `json:"spots"`
	}
	spot struct {
		Frame int64   `json:"frame"`
		X     float64 `json:"x"`
		Y     float64 `json:"y"`
		W     float64 `json:"w,omitempty"`
		H     float64 `json:"h,omitempty"`
	}
)

var (
	sumForm  = regexp.MustCompile(`^[0-9a-f]{64}$`)
	gtinForm = regexp.MustCompile(`^([0-9]{8}|[0-9]{12,14})$`)
	subForm  = regexp.MustCompile(`^[a-z0-9]{1,24}$`)
	stocks   = []taglane.Availability{taglane.InStock, taglane.OutOfStock, taglane.Preorder, taglane.Backorder, taglane.UnknownStock}
)

// reduced is the timeline of a clip with nothing but some of its products: one
// and its variants. What may not be seen at a time is left out as well. Invalid:
// a relation is not set, or the clip has no size.
func reduced(p taglane.Publication, post taglane.Post, only []taglane.ID, holders []string, now time.Time) ([]byte, error) {
	r := p.Revision
	d, c := r.Draft, r.Draft.Clip
	if c.Width < 1 || c.Height < 1 || c.ID == "" || !c.Rate.Valid() {
		return nil, taglane.Errorf(taglane.Invalid, "The clip has no known size, so its hotspots have no place.")
	}
	t := timeline{Format: "taglane-timeline/1", Products: []product{}, Tags: []tag{}, Holders: holders}
	t.Clip = clip{
		ID: string(c.ID), Title: wares.Plain(c.Heading(), 512), Revision: r.Digest, Language: c.Language,
		Frames: int64(c.Frames), Width: c.Width, Height: c.Height, Media: post.ID,
	}
	t.Clip.Rate.Num, t.Clip.Rate.Den = c.Rate.Num, c.Rate.Den
	if sumForm.MatchString(r.Media.SHA256) {
		t.Clip.SHA256 = r.Media.SHA256
	}
	if words, span := d.Overlay(); words != "" {
		t.Disclosure = &disclosure{Text: words, Language: c.Language, In: int64(span.In), Out: int64(span.Out)}
	}
	for _, g := range d.Tags {
		if !slices.Contains(only, g.Product) || hidden(d, g, now) {
			continue
		}
		written, err := tagOf(d, g)
		if err != nil {
			return nil, err
		}
		t.Tags = append(t.Tags, written)
	}
	for _, q := range d.Products {
		if slices.ContainsFunc(t.Tags, func(g tag) bool { return g.Product == string(q.ID) }) {
			t.Products = append(t.Products, productOf(q))
		}
	}
	b, err := json.Marshal(t)
	if err != nil {
		return nil, taglane.Wrap(err, taglane.Internal, "The timeline could not be put into words.")
	}
	return b, nil
}

// hidden says whether a tag may not leave yet.
func hidden(d taglane.Draft, g taglane.Tag, now time.Time) bool { return now.Before(until(d, g)) }

// until is when a tag may leave: the later moment of its own and its product's.
func until(d taglane.Draft, g taglane.Tag) (at time.Time) {
	q, _ := d.Product(g.Product)
	for _, e := range []*taglane.Embargo{g.Embargo, q.Embargo} {
		if e != nil && e.Until.After(at) {
			at = e.Until
		}
	}
	return at
}

func tagOf(d taglane.Draft, g taglane.Tag) (tag, error) {
	q, _ := d.Product(g.Product)
	relation := d.RelationOf(g)
	if relation == taglane.Unset {
		return tag{}, taglane.Errorf(taglane.Invalid, "Say how you are tied to %s before its tags leave Taglane.", q.Title)
	}
	out := tag{ID: string(g.ID), Product: string(g.Product), In: int64(g.In), Out: int64(g.Out), Label: wares.Plain(g.Label, 200), Relation: string(relation)}
	if u := d.LinkOf(g); u != "" && taglane.CheckURL(u) == nil {
		out.URL = u
	}
	if l, made := d.Links[g.ID]; made && subForm.MatchString(l.SubID) {
		out.SubID = l.SubID
	}
	if len(g.Keys) > 0 {
		out.Path = &way{Interpolation: string(g.Interpolation)}
		for _, k := range g.Keys {
			out.Path.Spots = append(out.Path.Spots, spot{int64(k.Frame), k.X, k.Y, k.W, k.H})
		}
	}
	return out, nil
}

func productOf(q taglane.Product) product {
	out := product{ID: string(q.ID), Name: first(wares.Plain(q.Title, 500), string(q.ID)), Brand: wares.Plain(q.Brand, 200), SKU: wares.Plain(q.SKU, 200)}
	if gtinForm.MatchString(q.GTIN) {
		out.GTIN = q.GTIN
	}
	if o := q.Offer; o != nil && o.Price.Check() == nil && !o.ObservedAt.IsZero() {
		out.Offer = &offer{Price: o.Price.Amount, Currency: o.Price.Currency, ObservedAt: o.ObservedAt.UTC().Format(time.RFC3339)}
		if slices.Contains(stocks, o.Availability) {
			out.Offer.Availability = string(o.Availability)
		}
	}
	return out
}
