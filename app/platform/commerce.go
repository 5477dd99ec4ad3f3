package platform

import (
	"context"
	"encoding/json"
	"net/url"
	"sync"
	"time"

	"taglane/app/taglane"
)

// Wanted is what is looked for in a catalog. Empty fields do not narrow it.
type Wanted struct {
	Words      string // all of them
	GTIN       string // 14 digits
	Advertiser string
	Joined     bool   // only what may be linked to
	Most       int    // listings a page; 0: the connector's choice
	Next       string // of the page before; "" for the first
}

// Listings is a page of what was found. One that is short or empty proves
// nothing about what is not on it.
type Listings struct {
	Listings []taglane.Listing
	Total    int    // of all pages; 0: not told
	Next     string // asks for the next page; "" at the end
}

// Catalog knows what a place sells. All of it only asks.
type Catalog interface {
	Search(ctx context.Context, w Wanted) (Listings, error)
	// Listing looks at one again by its key. NotFound is the source's plain word
	// that there is no such product any more.
	Listing(ctx context.Context, key string) (taglane.Listing, error)
}

// Program is an advertiser's programme.
type Program = taglane.Program

// Programs is a page of programmes.
type Programs struct {
	Programs []taglane.Program
	Next     string
}

// Affiliate is a network whose programmes a person joins.
type Affiliate interface {
	Programs(ctx context.Context, next string) (Programs, error)
}

// Coupon is an offer or a code that is worth a visitor's while.
type Coupon struct {
	Key        string
	Advertiser string
	Text       string
	Code       string
	URL        string // a tracking link of ours, or ""
	From, To   time.Time
}

// Promoting tells the offers and coupons of the programmes a person joined.
type Promoting interface {
	Coupons(ctx context.Context, next string) (coupons []Coupon, more string, err error)
}

// Prober asks the network, without following anything, whether a link it made
// is still alive. NotFound is its plain word that it is not.
type Prober interface {
	Probe(ctx context.Context, link taglane.Link) error
}

// Sharer has the service make a link that pays us when it is asked for one,
// where links have no grammar of their own. key is a listing's; subID comes back
// with what the link earns, "" for none. Invalid: there can be no such link.
// NotFound is the service's plain word that there is no such product any more.
type Sharer interface {
	Share(ctx context.Context, key, subID string) (url string, err error)
}

// Vetting is a network with rules of its own for the links that pay by it. What
// it finds of a listing without a key is about the link alone. Nobody is asked.
type Vetting interface {
	Findings(l taglane.Listing, link taglane.Link, planned time.Time) []taglane.Finding
}

// VettingPrograms is a network with rules for the programmes links pay by.
// country is where it will be seen, ISO 3166; "" for anywhere.
type VettingPrograms interface {
	ProgramFindings(p taglane.Program, link taglane.Link, country string, planned time.Time) []taglane.Finding
}

// Earnings is what was reported since a cursor. Rows and Cursor are kept
// together or not at all.
type Earnings struct {
	Rows   []taglane.Earning // a row that came before may come again, changed
	Cursor json.RawMessage   // where to go on
	More   bool              // ask again at once
}

// Earner reports commissions. cursor is nil at first; until is now. A wrong
// or unreadable answer is an error, never an empty report.
type Earner interface {
	Earnings(ctx context.Context, cursor json.RawMessage, until time.Time) (Earnings, error)
}

// Deeplink is what an affiliate link says.
type Deeplink struct {
	Network     string // the service that knows its grammar
	Owner       string // whom it pays: a publisher code, a PID
	Advertiser  string // "" where the link does not say
	Ad          string // the network's own number of a link it made; "" for one of ours
	SubID       string
	Destination string // where the visitor ends; "" where the link does not say
}

// Network is the grammar of a network's links. It needs no account and asks
// nobody.
type Network struct {
	// Hosts of its links, each with all that is below it.
	Hosts []string
	// Build makes the link. Invalid: something is missing or may not be in it.
	Build func(d Deeplink) (string, error)
	// Parse reads a link whose host is one of Hosts; ok is false where it is
	// none of the network's forms.
	Parse func(u *url.URL) (d Deeplink, ok bool)
	// Owner is whom the links of an account pay. Invalid: the account does not say.
	Owner func(a taglane.Account) (string, error)
	// SubIDMost is how long a sub-id may be, characters.
	SubIDMost int
}

var (
	networksMu sync.RWMutex
	networks   = map[string]Network{}
)

// DescribeNetwork makes a network's grammar known. Connectors call it from init.
func DescribeNetwork(service string, n Network) {
	networksMu.Lock()
	defer networksMu.Unlock()
	networks[service] = n
}

// Networks are the grammars of all known networks, by service.
func Networks() map[string]Network {
	networksMu.RLock()
	defer networksMu.RUnlock()
	out := make(map[string]Network, len(networks))
	for name, n := range networks {
		out[name] = n
	}
	return out
}
