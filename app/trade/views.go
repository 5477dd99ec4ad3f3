package trade

import (
	"time"

	"taglane/app/taglane"
)

// What crosses to a screen. Lists are never null, times are RFC 3339 and ""
// where there is none.

// Product is a product as a screen shows it: its picture as a media id, and the
// lane whose colour it has.
type Product struct {
	taglane.Product
	Lane  int `json:"lane"`
	Clips int `json:"clips,omitempty"` // in how many it is tagged; only where all products are listed
}

// Listing is a product as one source offers it.
type Listing struct {
	Source        string               `json:"source"`
	Key           string               `json:"key"`
	Shop          string               `json:"shop"`
	Advertiser    string               `json:"advertiser"`
	Title         string               `json:"title"`
	Description   string               `json:"description"`
	Brand         string               `json:"brand"`
	GTINs         []string             `json:"gtins"`
	SKU           string               `json:"sku"`
	MPN           string               `json:"mpn"`
	Options       []taglane.Choice     `json:"options"`
	URL           string               `json:"url"`
	Image         string               `json:"image"`
	Price         *taglane.Money       `json:"price"`
	Was           *taglane.Money       `json:"was"`
	Rate          string               `json:"rate"`
	Availability  taglane.Availability `json:"availability"`
	AvailableFrom string               `json:"availableFrom"`
	DisclosedFrom string               `json:"disclosedFrom"`
	Gone          bool                 `json:"gone"`
	Unoffered     bool                 `json:"unoffered"`
	ObservedAt    string               `json:"observedAt"`
	Product       taglane.ID           `json:"product"`
}

func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// filled is a list that is never null.
func filled[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func viewOf(l taglane.Listing, now time.Time, product taglane.ID) Listing {
	v := Listing{
		Source: l.Source, Key: l.Key, Shop: l.Shop, Advertiser: l.Advertiser, Title: l.Title, Description: l.Description, Brand: l.Brand,
		GTINs: filled(l.GTINs), SKU: l.SKU, MPN: l.MPN, Options: filled(l.Options), URL: l.URL, Price: l.Now(now), Rate: l.Rate,
		Availability: l.Availability, AvailableFrom: moment(l.AvailableFrom), DisclosedFrom: moment(l.DisclosedFrom), Gone: l.Gone, Unoffered: l.Unoffered,
		ObservedAt: moment(l.ObservedAt), Product: product,
	}
	if v.Price != nil && l.Price != nil && *v.Price != *l.Price {
		v.Was = l.Price
	}
	if len(l.Images) > 0 {
		v.Image = l.Images[0]
	}
	return v
}

// Sighting is a price and a stock as they were seen.
type Sighting struct {
	Source       string               `json:"source"`
	Price        *taglane.Money       `json:"price"`
	Availability taglane.Availability `json:"availability"`
	At           string               `json:"at"`
}

// Use is where a product is in the picture.
type Use struct {
	Clip      taglane.ID `json:"clip"`
	ClipName  string     `json:"clipName"`
	Poster    string     `json:"poster"`
	Tags      []UseTag   `json:"tags"`
	Seconds   float64    `json:"seconds"`   // how long all of these are in sight
	Published []string   `json:"published"` // names of the accounts where it is public
}

// UseTag is one stretch of a use.
type UseTag struct {
	ID taglane.ID `json:"id"`
	taglane.Span
	Time string `json:"time"` // timecode of its first frame
}

// Seller is a programme that pays for a product.
type Seller struct {
	taglane.Seller
	AccountName string `json:"accountName"`
	Name        string `json:"name"` // the programme's; its number where it is not known
	Joined      bool   `json:"joined"`
}

// ProductPage is all that is known of a product.
type ProductPage struct {
	Product   Product          `json:"product"`
	MPN       string           `json:"mpn"`
	Options   []taglane.Choice `json:"options"`
	Source    string           `json:"source"`
	Sellers   []Seller         `json:"sellers"`
	Fallbacks []Product        `json:"fallbacks"`
	Embargo   *taglane.Embargo `json:"embargo"`
	Sightings []Sighting       `json:"sightings"`
	Listings  []Listing        `json:"listings"`
	Uses      []Use            `json:"uses"`
	Links     []Link           `json:"links"`
	Troubles  []Trouble        `json:"troubles"`
	Earned    Sums             `json:"earned"`
}

// Link is a link that was made for one tag at one destination.
type Link struct {
	SubID        string     `json:"subID"`
	Network      string     `json:"network"`
	NetworkTitle string     `json:"networkTitle"`
	Account      taglane.ID `json:"account"`
	Advertiser   string     `json:"advertiser"`
	Product      taglane.ID `json:"product"`
	ProductTitle string     `json:"productTitle"`
	Clip         taglane.ID `json:"clip"`
	ClipName     string     `json:"clipName"`
	Tag          taglane.ID `json:"tag"`
	Service      string     `json:"service"`
	Destination  string     `json:"destination"`
	URL          string     `json:"url"`
	Revision     int        `json:"revision"`
	MadeAt       string     `json:"madeAt"`
	Replaced     bool       `json:"replaced"`
	Verdict      string     `json:"verdict"`
	AuditedAt    string     `json:"auditedAt"`
}

// Trouble is what is wrong with a product that is in clips.
type Trouble struct {
	Kind    string        `json:"kind"`
	Level   taglane.Level `json:"level"`
	Product Product       `json:"product"`
	Message string        `json:"message"`
	At      string        `json:"at"`
	Uses    []Use         `json:"uses"`
	Views   int64         `json:"views"`
	Instead []Product     `json:"instead"`
	// Proposal is what may be done about a product that is certainly sold out;
	// null for any other trouble.
	Proposal *Proposal `json:"proposal"`
}

// Sums is money by currency. Pending may still change.
type Sums struct {
	Earned   []taglane.Amount `json:"earned"`
	Pending  []taglane.Amount `json:"pending"`
	Returned []taglane.Amount `json:"returned"`
	Orders   int              `json:"orders"`
	Items    int              `json:"items"`
}
