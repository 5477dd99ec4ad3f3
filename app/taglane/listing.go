package taglane

import "time"

// Words of Availability, as product feeds use them.
const (
	InStock      Availability = "in_stock"
	OutOfStock   Availability = "out_of_stock"
	Preorder     Availability = "preorder"
	Backorder    Availability = "backorder"
	Limited      Availability = "limited"
	UnknownStock Availability = "unknown"
)

// Listing is a product as one source offers it: a shop, a network, a file, a
// page. A Product is what a creator tags; it may have several listings.
type Listing struct {
	Source      string    `json:"source"`                // the account's id, or a name a person gave a file; "page" for a pasted address
	Key         string    `json:"key"`                   // names it within its source for ever
	Group       string    `json:"group,omitempty"`       // shared by the variants of one thing
	Advertiser  string    `json:"advertiser,omitempty"`  // whose it is, as the source numbers them
	Shop        string    `json:"shop,omitempty"`        // as a person names whose it is
	Title       string    `json:"title"`                 // without markup, like every text here
	Description string    `json:"description,omitempty"` // at most 5,000 characters
	Brand       string    `json:"brand,omitempty"`
	GTINs       []string  `json:"gtins,omitempty"` // 14 digits each, check digit right
	MPN         string    `json:"mpn,omitempty"`
	SKU         string    `json:"sku,omitempty"`
	Category    string    `json:"category,omitempty"`
	Condition   string    `json:"condition,omitempty"` // new, refurbished, used; "" unknown
	Options     []Choice  `json:"options,omitempty"`   // what makes this variant: colour, size
	URL         string    `json:"url,omitempty"`       // https, at the shop itself, free of tracking
	Tracking    string    `json:"tracking,omitempty"`  // a link of the source's own that pays us; never somebody else's
	Images      []string  `json:"images,omitempty"`    // https, the main one first
	Videos      []string  `json:"videos,omitempty"`
	Price       *Money    `json:"price,omitempty"` // the list price
	Sale        *Money    `json:"sale,omitempty"`  // while SaleFrom ≤ now < SaleTo, where those are set
	SaleFrom    time.Time `json:"sale_from,omitzero"`
	SaleTo      time.Time `json:"sale_to,omitzero"`
	Rate        string    `json:"rate,omitempty"`     // commission in percent, such as "8" or "2.5"; "" unknown
	ShipsTo     []string  `json:"ships_to,omitempty"` // ISO 3166 countries it is offered in; none: not told

	Availability  Availability `json:"availability,omitempty"`
	AvailableFrom time.Time    `json:"available_from,omitzero"` // of a preorder or backorder
	Expires       time.Time    `json:"expires,omitzero"`
	DisclosedFrom time.Time    `json:"disclosed_from,omitzero"` // nothing of it may be shown before
	Gone          bool         `json:"gone,omitempty"`          // the source says plainly that it is no more
	Unoffered     bool         `json:"unoffered,omitempty"`     // it is there and not for sale: paused, unpublished, not joined
	ObservedAt    time.Time    `json:"observed_at"`
}

// Choice is one option of a variant: {"Colour", "Red"}.
type Choice struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Now is what it costs at a time; nil where no price is known.
func (l Listing) Now(at time.Time) *Money {
	if l.Sale != nil && !at.Before(l.SaleFrom) && (l.SaleTo.IsZero() || at.Before(l.SaleTo)) {
		return l.Sale
	}
	return l.Price
}

// Sighting is a price and a stock as a source had them at a time. It is never
// edited; what comes later stands beside it.
type Sighting struct {
	Product      ID           `json:"product"`
	Source       string       `json:"source"`
	Price        *Money       `json:"price,omitempty"`
	Availability Availability `json:"availability,omitempty"`
	Gone         bool         `json:"gone,omitempty"` // the source has no place for it any more
	At           time.Time    `json:"at"`
}

// Program is an advertiser's programme in a network, as it stands for us.
type Program struct {
	Account    ID        `json:"account"`    // of the network
	Advertiser string    `json:"advertiser"` // as the network numbers them
	Name       string    `json:"name"`
	URL        string    `json:"url,omitempty"`
	Joined     bool      `json:"joined"`
	State      string    `json:"state"`              // as the network words it
	Domains    []string  `json:"domains,omitempty"`  // hosts its links may lead to, those known
	ShipsTo    []string  `json:"ships_to,omitempty"` // ISO 3166 countries; none: not told
	Deep       string    `json:"deep,omitempty"`     // may links lead anywhere at the shop: yes, no; "": not told
	Terms      []string  `json:"terms,omitempty"`    // what it pays, as the network words it
	EndsAt     time.Time `json:"ends_at,omitzero"`   // of the programme or its last known offer
	CheckedAt  time.Time `json:"checked_at"`         // when the network said so
	Note       Said      `json:"-"`                  // what a person has to know; nothing for none
}

// Link is an affiliate link that was made for one tag at one destination. It
// is never edited: a change is a new revision that replaces it.
type Link struct {
	SubID       string    `json:"sub_id"`  // unique; comes back with a commission
	Account     ID        `json:"account"` // of the network
	Network     string    `json:"network"` // its service
	Advertiser  string    `json:"advertiser"`
	Product     ID        `json:"product"`
	Clip        ID        `json:"clip"`
	Tag         ID        `json:"tag"`
	Service     string    `json:"service"` // where the link is published: youtube, webpage, …
	Variant     int       `json:"variant"` // tells two links of one tag at one place apart
	Destination string    `json:"destination"`
	URL         string    `json:"url"` // what a visitor clicks
	Revision    int       `json:"revision"`
	MadeAt      time.Time `json:"made_at"`
	ReplacedBy  string    `json:"replaced_by,omitempty"` // the sub-id of the next revision
}

// EarningState says how sure a commission is.
type EarningState string

const (
	Pending EarningState = "pending" // may still change
	Earned  EarningState = "earned"  // locked by the network: nobody takes it back
)

// Earning is one line a network reports: a sale, or the correction of one.
// What an order earned is the sum of its lines.
type Earning struct {
	Account    ID           `json:"account"`
	Key        string       `json:"key"`      // unique within the account
	Original   string       `json:"original"` // what it corrects, or its own: lines of one sale share it
	SubID      string       `json:"sub_id"`   // as reported; "" where nothing came back
	Order      string       `json:"order,omitempty"`
	Advertiser string       `json:"advertiser,omitempty"`
	SKU        string       `json:"sku,omitempty"`
	Item       string       `json:"item,omitempty"`
	Quantity   int          `json:"quantity,omitempty"`
	Sale       Amount       `json:"sale"`
	Commission Amount       `json:"commission"`
	State      EarningState `json:"state"`
	Reason     string       `json:"reason,omitempty"` // of a correction, as the network words it
	Post       string       `json:"post,omitempty"`   // where the service tells the post itself
	SoldAt     time.Time    `json:"sold_at"`
	PostedAt   time.Time    `json:"posted_at"`
	FirmAt     time.Time    `json:"firm_at,omitzero"` // from when a pending line cannot be taken back, where nobody tells that it was locked; zero: not known
}

// Stands is how sure the line is at a time.
func (e Earning) Stands(at time.Time) EarningState {
	if e.State == Pending && !e.FirmAt.IsZero() && !at.Before(e.FirmAt) {
		return Earned
	}
	return e.State
}
