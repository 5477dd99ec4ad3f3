package taglane

import "time"

// ID names a thing for ever. It is text everywhere, also on the screen.
type ID string

// Relation says what ties the creator to what is tagged. Unset blocks publishing.
type Relation string

const (
	Unset      Relation = ""
	Paid       Relation = "paid"
	Commission Relation = "commission"
	Gifted     Relation = "gifted"
	Own        Relation = "own"
	None       Relation = "none"
)

// ParseRelation refuses anything but the five relations and "".
func ParseRelation(s string) (Relation, error) {
	switch r := Relation(s); r {
	case Unset, Paid, Commission, Gifted, Own, None:
		return r, nil
	}
	return "", Errorf(Invalid, "%q is not a relation: paid, commission, gifted, own or none.", s)
}

// Clip is a short video a creator brought in. Its file is never changed.
type Clip struct {
	ID          ID     `json:"id"`
	Name        string `json:"name"`
	Path        string `json:"path"`        // absolute, as found at import
	Size        int64  `json:"size"`        // bytes
	Fingerprint string `json:"fingerprint"` // of size, head, middle and tail; names derived pictures
	Facts
	Title    string    `json:"title"`              // what visitors read; "" means Name
	Caption  string    `json:"caption"`            // text that goes with a post
	Language string    `json:"language"`           // BCP 47, such as "en"
	Cover    *Frame    `json:"cover"`              // nil: the poster the app chose
	Design   *Design   `json:"design,omitempty"`   // what is put on the cover's frame; nil: nothing
	Note     string    `json:"note,omitempty"`     // for the creator's own eyes
	Priority []ID      `json:"priority,omitempty"` // products that go first where a place takes only so many
	Project  ID        `json:"project,omitempty"`  // the shoot it belongs to; "" for none
	AddedAt  time.Time `json:"added_at"`
}

// Project is a shoot: clips that were filmed for one purpose.
type Project struct {
	ID      ID        `json:"id"`
	Name    string    `json:"name"`
	AddedAt time.Time `json:"added_at"`
}

// Facts is what a media file says of itself. Frames count on the constant
// rate; a file of variable rate is laid on that grid by its own timestamps.
type Facts struct {
	Frames       Frame  `json:"frames"`
	Rate         Rate   `json:"rate"`
	Width        int    `json:"width"`    // as displayed: rotation and sample aspect applied
	Height       int    `json:"height"`   // as displayed
	Rotation     int    `json:"rotation"` // clockwise degrees the file asks for: 0, 90, 180, 270
	Codec        string `json:"codec"`    // h264, hevc, vp9, prores, mjpeg, …
	Audio        string `json:"audio"`    // codec of the sound; "" for none
	HDR          string `json:"hdr"`      // "", "hlg", "pq"
	VariableRate bool   `json:"variable_rate"`
}

// Tag says that a product is in the picture from In up to Out.
type Tag struct {
	ID      ID `json:"id"`
	Clip    ID `json:"clip"`
	Product ID `json:"product"`
	Span
	Path
	Label    string   `json:"label"`    // short sticker text; "" means the product's title
	Relation Relation `json:"relation"` // Unset means the product's
	Notes    string   `json:"notes"`
	Embargo  *Embargo `json:"embargo,omitempty"` // of this tag alone; the later of it and the product's counts
	Teaser   *Teaser  `json:"teaser,omitempty"`  // how it announces itself while it is held back; nil: by a clock
	Coming   *Coming  `json:"coming,omitempty"`  // it stands for what may be seen later; only in what leaves before
}

// Product is a thing that can be bought.
type Product struct {
	ID       ID       `json:"id"`
	Title    string   `json:"title"`
	Brand    string   `json:"brand"`
	URL      string   `json:"url"` // https; where a visitor goes
	GTIN     string   `json:"gtin"`
	SKU      string   `json:"sku"`
	Image    string   `json:"image"` // SHA-256 of our own copy; "" for none
	Offer    *Offer   `json:"offer"`
	Relation Relation `json:"relation"`
	Notes    string   `json:"notes"`
	Shelf    int      `json:"shelf"`            // 1–9: the key that tags it; 0: not on the shelf
	Colour   int      `json:"colour,omitempty"` // 1–8: the lane colour a person chose; 0: that of its key

	MPN       string   `json:"mpn,omitempty"`
	Group     string   `json:"group,omitempty"`     // shared by the variants of one thing
	Options   []Choice `json:"options,omitempty"`   // what makes this variant
	Source    string   `json:"source,omitempty"`    // of the listing it was made from; "" for one made by hand
	Key       string   `json:"key,omitempty"`       // its key there
	Sellers   []Seller `json:"sellers,omitempty"`   // programmes that pay for it, the best first
	Fallbacks []ID     `json:"fallbacks,omitempty"` // what may take its place when it is sold out, in order
	Embargo   *Embargo `json:"embargo,omitempty"`   // nothing of it may be seen before; nil: none
}

// Seller is a programme that pays for what is sold of a product.
type Seller struct {
	Account    ID     `json:"account"`    // of the network
	Advertiser string `json:"advertiser"` // as the network numbers them
	Rate       string `json:"rate,omitempty"`
}

// Embargo is a time before which nothing of a product may leave.
type Embargo struct {
	Until time.Time `json:"until"` // the instant
	Wall  string    `json:"wall"`  // as the person set it: 2026-12-01T10:00
	Zone  string    `json:"zone"`  // IANA name, such as Europe/Berlin
}

// Availability follows the product feeds: in_stock, out_of_stock, preorder, backorder, unknown.
type Availability string

// Offer is a price as it was seen on a day.
type Offer struct {
	Price        Money        `json:"price"`
	Availability Availability `json:"availability"`
	ObservedAt   time.Time    `json:"observed_at"`
}

// Account is a place a clip can go to.
type Account struct {
	ID       ID                `json:"id"`
	Service  string            `json:"service"` // the connector's name
	Name     string            `json:"name"`
	BaseURL  string            `json:"base_url,omitempty"` // stands in for the service's own address
	Sealed   bool              `json:"sealed,omitempty"`   // its credentials lie in the vault
	Settings map[string]string `json:"settings,omitempty"`
}

// Draft is a clip with its tags and products as they stand now.
type Draft struct {
	Clip     Clip      `json:"clip"`
	Tags     []Tag     `json:"tags"`     // by In, then ID
	Products []Product `json:"products"` // those the tags name, in order of first appearance
	// Links are the links that were made for this draft at one place, by tag.
	Links map[ID]Link `json:"links,omitempty"`
}

// File is a file of a frozen revision: where it lies and what it must contain.
type File struct {
	Path   string `json:"path"` // absolute
	SHA256 string `json:"sha256"`
	Size   int64  `json:"size"` // bytes
}

// Revision is a draft frozen for publishing. It never changes again.
type Revision struct {
	Digest   string      `json:"digest"` // hex SHA-256 over bytes, texts, cover and tags
	Draft    Draft       `json:"draft"`
	Media    File        `json:"media"`
	Cover    File        `json:"cover"`    // JPEG
	Pictures map[ID]File `json:"pictures"` // JPEG, by product
	FrozenAt time.Time   `json:"frozen_at"`
}

// Publication is one revision on its way to one account.
type Publication struct {
	ID       ID                `json:"id"`
	Key      string            `json:"key"` // names this publication abroad; see outbox
	Account  Account           `json:"account"`
	Revision Revision          `json:"revision"`
	Settings map[string]string `json:"settings,omitempty"`
}

// Post is what became public.
type Post struct {
	ID   string `json:"id"`
	Link string `json:"link"` // "" when not yet known
	// PublicAt is when the platform makes it public by itself; zero: it is.
	PublicAt time.Time `json:"public_at,omitzero"`
	// Inbox says that it lies with the account's person, who makes it public.
	Inbox bool `json:"inbox,omitempty"`
}

// Level says how much a finding weighs.
type Level string

const (
	Block Level = "block" // the platform or the law refuses it
	Warn  Level = "warn"
	Info  Level = "info"
)

// Finding is one thing to look at before publishing.
type Finding struct {
	Rule    string `json:"rule"`
	Level   Level  `json:"level"`
	Message string `json:"message"` // one sentence
	Place   Place  `json:"place"`
	Fix     string `json:"fix,omitempty"` // what would mend it, as a button says it

	message, fix Said // both in their parts, for other languages
}

// NewFinding finds something; fix is Said{} where nothing mends it.
func NewFinding(rule string, level Level, message Said, at Place, fix Said) Finding {
	return Finding{rule, level, message.String(), at, fix.String(), message, fix}
}

// Told is the finding in the language that tell speaks.
func (f Finding) Told(tell func(Said) string) Finding {
	f.Message, f.Fix = told(tell, f.message, f.Message), told(tell, f.fix, f.Fix)
	return f
}

// Said is the finding's sentence in its parts.
func (f Finding) Said() Said {
	if f.message.Format == "" {
		return Plain(f.Message)
	}
	return f.message
}

// Place points at what a finding is about; empty fields do not apply.
type Place struct {
	Tag     ID     `json:"tag,omitempty"`
	Product ID     `json:"product,omitempty"`
	Field   string `json:"field,omitempty"` // title, caption, cover, relation, url, span, spot, account …
	Frame   *Frame `json:"frame,omitempty"`
	Text    *Part  `json:"text,omitempty"` // of the field's text, as it will stand there
}

// Part is a stretch of a text, in Unicode characters: From is its first, To the
// one after its last. An empty one is where something is missing.
type Part struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// Loss is something a destination cannot carry.
type Loss struct {
	Destination string `json:"destination"`
	What        string `json:"what"`
	Why         string `json:"why"`

	destination, what, why Said // all three in their parts, for other languages
}

// NewLoss says what a destination cannot carry, and why. A destination that is
// a name is Plain.
func NewLoss(destination, what, why Said) Loss {
	return Loss{destination.String(), what.String(), why.String(), destination, what, why}
}

// Said is the loss as one sentence.
func (l Loss) Said() Said {
	what, why := l.what, l.why
	if what.Format == "" {
		what, why = Plain(l.What), Plain(l.Why)
	}
	return Say("%s: %s.", what, why)
}

// Told is the loss in the language that tell speaks.
func (l Loss) Told(tell func(Said) string) Loss {
	l.Destination = told(tell, l.destination, l.Destination)
	l.What, l.Why = told(tell, l.what, l.What), told(tell, l.why, l.Why)
	return l
}

// told leaves a text alone that nobody took apart.
func told(tell func(Said) string, said Said, text string) string {
	if said.Format == "" {
		return text
	}
	return tell(said)
}

// Observation is a figure read at a time: a view count, a price.
type Observation struct {
	Post  string    `json:"post"`
	At    time.Time `json:"at"`
	Name  string    `json:"name"`
	Value float64   `json:"value"`
}
