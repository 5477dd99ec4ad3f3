package exchange

import (
	"bytes"
	"encoding/json"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"taglane/app/taglane"
)

// schemaName is what a document says it is.
const schemaName = "taglane-timeline/1"

// The document as it lies in the file. Pointers mark what a reader must find.
type (
	document struct {
		Format     string      `json:"format"`
		ExportedAt string      `json:"exported_at,omitempty"`
		Clip       clip        `json:"clip"`
		Disclosure *disclosure `json:"disclosure,omitempty"`
		Products   *[]product  `json:"products"`
		Tags       *[]tag      `json:"tags"`
	}
	clip struct {
		ID       string `json:"id"`
		Title    string `json:"title,omitempty"`
		Revision string `json:"revision,omitempty"`
		Language string `json:"language,omitempty"`
		Rate     struct {
			Num whole `json:"num"`
			Den whole `json:"den"`
		} `json:"rate"`
		Frames whole  `json:"frames"`
		Width  whole  `json:"width"`
		Height whole  `json:"height"`
		Media  string `json:"media,omitempty"`
		SHA256 string `json:"sha256,omitempty"`
	}
	disclosure struct {
		Text     string `json:"text"`
		Language string `json:"language,omitempty"`
	}
	product struct {
		ID    string `json:"id"`
		Name  string `json:"name"`
		Brand string `json:"brand,omitempty"`
		GTIN  string `json:"gtin,omitempty"`
		SKU   string `json:"sku,omitempty"`
		Image string `json:"image,omitempty"`
		Offer *offer `json:"offer,omitempty"`
	}
	offer struct {
		Price        string `json:"price"`
		Currency     string `json:"currency"`
		Availability string `json:"availability,omitempty"`
		ObservedAt   string `json:"observed_at"`
	}
	tag struct {
		ID          string  `json:"id"`
		Product     string  `json:"product"`
		In          *whole  `json:"in"`
		Out         *whole  `json:"out"`
		Label       string  `json:"label,omitempty"`
		Relation    string  `json:"relation"`
		URL         string  `json:"url,omitempty"`
		SubID       string  `json:"sub_id,omitempty"`
		Path        *path   `json:"path,omitempty"`
		VisibleFrom string  `json:"visible_from,omitempty"` // read only
		Countdown   *coming `json:"countdown,omitempty"`
	}
	// coming is when what a tag stands for may be seen. Its product says no more
	// than that; still asks that nothing counts down to it.
	coming struct {
		To    string `json:"to"`
		Zone  string `json:"zone,omitempty"`
		Still bool   `json:"still,omitempty"`
	}
	path struct {
		Interpolation string `json:"interpolation,omitempty"`
		Spots         []spot `json:"spots"`
	}
	spot struct {
		Frame *whole   `json:"frame"`
		X     *float64 `json:"x"`
		Y     *float64 `json:"y"`
		W     float64  `json:"w,omitempty"`
		H     float64  `json:"h,omitempty"`
	}
)

// whole is an integer as the schema means it: 2.0 is one, 2.5 and 1e300 are not.
type whole int64

func (n *whole) UnmarshalJSON(b []byte) error {
	v, err := strconv.ParseFloat(string(b), 64)
	if err != nil || v != math.Trunc(v) || math.Abs(v) > 1<<53 {
		return taglane.Errorf(taglane.Invalid, "A frame count in the timeline is not a whole number.")
	}
	*n = whole(v)
	return nil
}

var (
	gtinForm = regexp.MustCompile(`^([0-9]{8}|[0-9]{12,14})$`)
	sumForm  = regexp.MustCompile(`^[0-9a-f]{64}$`)
	inStock  = map[taglane.Availability]bool{"in_stock": true, "out_of_stock": true, "preorder": true, "backorder": true, "unknown": true}
)

func encode(d taglane.Draft, at Stamp) ([]byte, []taglane.Loss, error) {
	c := d.Clip
	if c.Width < 1 || c.Height < 1 || c.ID == "" {
		return nil, nil, taglane.Errorf(taglane.Invalid, "The clip has no known size, so its hotspots have no place.")
	}
	doc := document{Format: schemaName, ExportedAt: dated(at.ExportedAt)}
	doc.Clip = clip{ID: clean(string(c.ID)), Title: clean(c.Heading()), Revision: at.Revision, Language: clean(c.Language),
		Frames: whole(c.Frames), Width: whole(c.Width), Height: whole(c.Height), Media: clean(at.Media)}
	doc.Clip.Rate.Num, doc.Clip.Rate.Den = whole(c.Rate.Num), whole(c.Rate.Den)
	if sumForm.MatchString(at.SHA256) {
		doc.Clip.SHA256 = at.SHA256
	}
	if at.Disclosure != "" {
		doc.Disclosure = &disclosure{Text: clean(at.Disclosure), Language: clean(c.Language)}
	}
	products, tags, lost := make([]product, 0, len(d.Products)), make([]tag, 0, len(d.Tags)), count{}
	for _, p := range d.Products {
		products = append(products, encodeProduct(p, at, lost))
		if p.URL != "" && (taglane.CheckURL(p.URL) != nil || !tagged(d, p.ID)) {
			lost["link"]++
		}
	}
	for _, t := range d.Tags {
		if d.RelationOf(t) == taglane.Unset {
			p, _ := d.Product(t.Product)
			return nil, nil, taglane.Errorf(taglane.Invalid, "Say how you are tied to %s before its tags leave Taglane.", p.Title)
		}
		tags = append(tags, encodeTag(d, t, lost))
	}
	doc.Products, doc.Tags = &products, &tags
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetIndent("", " ")
	if err := enc.Encode(doc); err != nil {
		return nil, nil, taglane.Wrap(err, taglane.Internal, "The timeline could not be put into words.")
	}
	return b.Bytes(), lost.losses(TimelineJSON), nil
}

func encodeProduct(p taglane.Product, at Stamp, lost count) product {
	out := product{ID: clean(string(p.ID)), Name: clean(p.Title), Brand: clean(p.Brand), SKU: clean(p.SKU)}
	if out.Name == "" {
		out.Name = out.ID // the format wants a name
		lost["name"]++
	}
	if gtinForm.MatchString(p.GTIN) {
		out.GTIN = p.GTIN
	} else if p.GTIN != "" {
		lost["gtin"]++
	}
	if at.Images != nil {
		out.Image = clean(at.Images(p.ID))
	}
	if p.Image != "" {
		lost["image"]++
	}
	if p.Notes != "" {
		lost["notes"]++
	}
	if p.Shelf != 0 {
		lost["shelf"]++
	}
	if o := p.Offer; o != nil {
		seen := dated(o.ObservedAt)
		if o.Price.Check() != nil || seen == "" {
			lost["offer"]++
			return out
		}
		out.Offer = &offer{Price: o.Price.Amount, Currency: o.Price.Currency, ObservedAt: seen}
		if inStock[o.Availability] {
			out.Offer.Availability = string(o.Availability)
		}
	}
	return out
}

func encodeTag(d taglane.Draft, t taglane.Tag, lost count) tag {
	in, last := whole(t.In), whole(t.Out)
	p, _ := d.Product(t.Product)
	out := tag{ID: clean(string(t.ID)), Product: clean(string(t.Product)), In: &in, Out: &last, Label: clean(t.Label), Relation: string(d.RelationOf(t))}
	if p.URL != "" && taglane.CheckURL(p.URL) == nil { // losses are counted by product
		out.URL = p.URL
	}
	if l, made := d.Links[t.ID]; made && taglane.CheckURL(l.URL) == nil {
		out.URL, out.SubID = l.URL, l.SubID
	}
	if t.Notes != "" {
		lost["jotted"]++
	}
	if c := t.Coming; c != nil && dated(c.At) != "" {
		out.Countdown = &coming{To: dated(c.At), Zone: clean(c.Zone), Still: c.Still}
	}
	if len(t.Keys) > 0 {
		out.Path = &path{Interpolation: string(t.Interpolation)}
		for _, k := range t.Keys {
			f := whole(k.Frame)
			x, y := k.X, k.Y
			out.Path.Spots = append(out.Path.Spots, spot{Frame: &f, X: &x, Y: &y, W: k.W, H: k.H})
		}
	}
	return out
}

func tagged(d taglane.Draft, p taglane.ID) bool {
	for _, t := range d.Tags {
		if t.Product == p {
			return true
		}
	}
	return false
}

// dated is a moment as the format writes it; "" when it has none to write.
func dated(t time.Time) string {
	if t.IsZero() || t.UTC().Year() < 1 || t.UTC().Year() > 9999 {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

func decode(b []byte) (Timeline, error) {
	if err := shallow(b); err != nil {
		return Timeline{}, err
	}
	var head struct {
		Format string `json:"format"`
	}
	if err := json.Unmarshal(b, &head); err != nil {
		return Timeline{}, taglane.Wrap(err, taglane.Invalid, "The timeline is damaged: it is not readable JSON.")
	}
	if major, ok := strings.CutPrefix(head.Format, "taglane-timeline/"); !ok {
		return Timeline{}, taglane.Errorf(taglane.Invalid, "This JSON is not a tag timeline.")
	} else if major != "1" {
		return Timeline{}, taglane.Errorf(taglane.Invalid, "This timeline is of another version. This Taglane reads version 1.")
	}
	var doc document
	if err := json.Unmarshal(b, &doc); err != nil {
		return Timeline{}, taglane.Wrap(err, taglane.Invalid, "The timeline holds something of the wrong kind, such as text where a number belongs.")
	}
	if doc.Products == nil || doc.Tags == nil || doc.Clip.ID == "" || doc.Clip.Width < 1 || doc.Clip.Height < 1 {
		return Timeline{}, taglane.Errorf(taglane.Invalid, "The timeline lacks its clip, its products or its tags.")
	}
	if len(*doc.Tags) > MaxTags || len(*doc.Products) > MaxProducts {
		return Timeline{}, taglane.Errorf(taglane.Invalid, "A timeline may hold 10,000 tags and as many products at most.")
	}
	return assemble(doc)
}

func assemble(doc document) (Timeline, error) {
	t := Timeline{Rate: taglane.Rate{Num: int64(doc.Clip.Rate.Num), Den: int64(doc.Clip.Rate.Den)}, Frames: taglane.Frame(doc.Clip.Frames)}
	at := map[taglane.ID]int{}
	for _, e := range *doc.Products {
		p, err := decodeProduct(e)
		if err != nil {
			return Timeline{}, err
		}
		at[p.ID] = len(t.Products)
		t.Products = append(t.Products, p)
	}
	for _, e := range *doc.Tags {
		g, err := decodeTag(e)
		if err != nil {
			return Timeline{}, err
		}
		if e.Relation == "" {
			return Timeline{}, taglane.Errorf(taglane.Invalid, "Tag %s lacks its relation or its frames.", quoted(g.ID))
		}
		if i, ok := at[g.Product]; ok {
			adopt(&t.Products[i], &g, e.URL)
		}
		t.Tags = append(t.Tags, g)
	}
	return t, nil
}

// adopt gives link and relation back to the product, where the library keeps
// them. A tag that differs from its product's first tag keeps its own relation;
// a second link has no home, so it is noted.
func adopt(p *taglane.Product, g *taglane.Tag, url string) {
	if p.Relation == taglane.Unset {
		p.Relation = g.Relation
	}
	if g.Relation == p.Relation {
		g.Relation = taglane.Unset
	}
	switch {
	case url == "" || url == p.URL:
	case p.URL == "":
		p.URL = url
	default:
		g.Notes = strings.TrimSpace(g.Notes + "\nThe imported timeline had another link here: " + url)
	}
}

func decodeProduct(e product) (taglane.Product, error) {
	p := taglane.Product{ID: taglane.ID(clean(e.ID)), Title: clean(e.Name), Brand: clean(e.Brand), GTIN: e.GTIN, SKU: clean(e.SKU)}
	if p.Title == "" {
		return p, taglane.Errorf(taglane.Invalid, "Product %s has no name.", quoted(p.ID))
	}
	if e.GTIN != "" && !gtinForm.MatchString(e.GTIN) {
		return p, taglane.Errorf(taglane.Invalid, "Product %s has a code that is not a GTIN.", quoted(p.ID))
	}
	if o := e.Offer; o != nil {
		seen, err := time.Parse(time.RFC3339Nano, o.ObservedAt)
		price := taglane.Money{Amount: o.Price, Currency: o.Currency}
		if err != nil || price.Check() != nil || o.Availability != "" && !inStock[taglane.Availability(o.Availability)] {
			return p, taglane.Errorf(taglane.Invalid, "Product %s has a price without an amount, a currency or a day.", quoted(p.ID))
		}
		p.Offer = &taglane.Offer{Price: price, Availability: taglane.Availability(o.Availability), ObservedAt: seen.UTC()}
	}
	return p, nil
}

func decodeTag(e tag) (taglane.Tag, error) {
	g := taglane.Tag{ID: taglane.ID(clean(e.ID)), Product: taglane.ID(clean(e.Product)), Label: clean(e.Label)}
	r, err := taglane.ParseRelation(e.Relation)
	if err != nil || e.In == nil || e.Out == nil {
		return g, taglane.Errorf(taglane.Invalid, "Tag %s lacks its relation or its frames.", quoted(g.ID))
	}
	g.Relation, g.Span = r, taglane.Span{In: taglane.Frame(*e.In), Out: taglane.Frame(*e.Out)}
	if e.URL != "" && taglane.CheckURL(e.URL) != nil {
		return g, taglane.Errorf(taglane.Invalid, "Tag %s has a link that does not start with https://.", quoted(g.ID))
	}
	if e.VisibleFrom != "" {
		when, err := time.Parse(time.RFC3339Nano, e.VisibleFrom)
		if err != nil {
			return g, taglane.Errorf(taglane.Invalid, "Tag %s has a date that is not one.", quoted(g.ID))
		}
		// The library keeps no embargo, and dropping one in silence would leak it.
		g.Notes = "Not to be shown before " + when.UTC().Format("2006-01-02 15:04") + " UTC."
	}
	if c := e.Countdown; c != nil {
		to, err := time.Parse(time.RFC3339Nano, c.To)
		if err != nil {
			return g, taglane.Errorf(taglane.Invalid, "Tag %s has a date that is not one.", quoted(g.ID))
		}
		g.Coming = &taglane.Coming{At: to.UTC(), Zone: clean(c.Zone), Still: c.Still}
	}
	if e.Path == nil {
		return g, nil
	}
	if len(e.Path.Spots) == 0 || len(e.Path.Spots) > MaxSpots {
		return g, taglane.Errorf(taglane.Invalid, "Tag %s has a path without hotspots.", quoted(g.ID))
	}
	g.Interpolation = taglane.Interpolation(e.Path.Interpolation)
	for _, s := range e.Path.Spots {
		if s.Frame == nil || s.X == nil || s.Y == nil {
			return g, taglane.Errorf(taglane.Invalid, "Tag %s has a hotspot without a frame or a place.", quoted(g.ID))
		}
		g.Keys = append(g.Keys, taglane.Key{Frame: taglane.Frame(*s.Frame), Spot: taglane.Spot{X: *s.X, Y: *s.Y, W: s.W, H: s.H}})
	}
	return g, nil
}

// shallow refuses nesting no timeline has, before anything recurses into it.
func shallow(b []byte) error {
	depth, quoted := 0, false
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			if depth++; depth > maxDepth {
				return taglane.Errorf(taglane.Invalid, "The timeline is nested too deeply to be one.")
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return nil
}
