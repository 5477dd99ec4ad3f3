package tiktokshop

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/httpx"
	"taglane/app/platform/wares"
	"taglane/app/taglane"
)

const (
	// ordersBack is how far back a report begins.
	ordersBack = 365 * day
	// ordersOpen is how long after a sale its commission still changes: goods
	// arrive, come back, and are settled. TikTok Shop cannot be asked for what
	// changed, so that much is read again once a day.
	ordersOpen = 120 * day
	// ordersLate is how much of what was read is read again each time.
	ordersLate = 2 * day
	// ordersSpan is how much is asked for at once.
	ordersSpan = 30 * day
	// ordersFresh is how long a page may wait to be turned. What is older is
	// asked for from its beginning again.
	ordersFresh = 10 * time.Minute
	// ordersAPage is the most that TikTok Shop gives at once.
	ordersAPage = 100
	// pagesMost is after how many pages of one window nothing is believed.
	pagesMost = 10_000
)

// cursor is where a report stands. It is kept together with the rows.
type cursor struct {
	From  time.Time `json:"from"`           // everything sold before is told
	To    time.Time `json:"to,omitzero"`    // end of the window that is being told; zero: between two
	Page  string    `json:"page,omitempty"` // of it that is next; "": the first
	Asked time.Time `json:"asked,omitzero"` // when that page was named
	Seen  int64     `json:"seen,omitempty"` // orders of the window so far
	Pages int       `json:"pages,omitempty"`
	Whole time.Time `json:"whole"`          // when all that still changes was last begun
	Done  bool      `json:"done,omitempty"` // all is told up to From
}

type sales struct {
	Orders []*order `json:"orders"`
	Next   string   `json:"next_page_token"`
	Total  int64    `json:"total_count"`
}

type order struct {
	ID     name   `json:"id"`
	At     int64  `json:"create_time"`
	Status string `json:"status"`
	Lines  []line `json:"skus"`
}

type line struct {
	ID       name   `json:"id"`
	Product  name   `json:"product_id"`
	Name     string `json:"product_name"`
	Shop     string `json:"shop_name"`
	Content  name   `json:"content_id"`
	Type     string `json:"content_type"`
	Tag      string `json:"tag"`
	Quantity int    `json:"quantity"`
	Estimate money  `json:"estimated_commission"`
	Actual   money  `json:"actual_commission"`
	Expected money  `json:"estimated_commission_base"`
	Base     money  `json:"actual_commission_base"`
	Updated  int64  `json:"last_update_time"`
}

// Earnings implements platform.Earner: one page of one window by the time of
// sale. A line names the post it was sold through, so it is credited without a
// sub-id as well. Lines come again each day until nothing can change any more.
func (s *Service) Earnings(ctx context.Context, kept json.RawMessage, until time.Time) (platform.Earnings, error) {
	until = until.UTC().Truncate(time.Second)
	c, err := begun(kept, until)
	if err != nil {
		return platform.Earnings{}, err
	}
	c.open(until)
	got, err := s.orders(ctx, &c)
	if err != nil {
		return platform.Earnings{}, err
	}
	rows := make([]taglane.Earning, 0, len(got.Orders))
	for _, o := range got.Orders {
		lines, err := s.lines(o)
		if err != nil {
			return platform.Earnings{}, err
		}
		rows = append(rows, lines...)
	}
	if err := c.advance(got, until); err != nil {
		return platform.Earnings{}, err
	}
	return wares.Page(rows, c, !c.Done, service)
}

// begun reads a cursor, or begins a year back.
func begun(kept json.RawMessage, until time.Time) (cursor, error) {
	c, begins, err := wares.Resume(kept, service, func(c cursor) bool { return !c.From.IsZero() && c.Seen >= 0 && c.Pages >= 0 })
	if begins {
		c.From, c.Whole = until.Add(-ordersBack), until
	}
	return c, err
}

// open begins a window, and where all was told a new round: of all that still
// changes once a day, and after the clock was set back; else of what is new.
func (c *cursor) open(until time.Time) {
	if c.Done {
		c.Done = false
		c.From = c.From.Add(-ordersLate)
		if until.Sub(c.Whole) >= day || until.Before(c.Whole) {
			c.Whole = until
			if far := until.Add(-ordersOpen); far.Before(c.From) {
				c.From = far
			}
		}
	}
	if c.Page != "" && (until.Sub(c.Asked) > ordersFresh || until.Before(c.Asked)) {
		c.again()
	}
	if c.To.IsZero() {
		if c.To = c.From.Add(ordersSpan); c.To.After(until) {
			c.To = until
		}
	}
}

// again begins the window anew.
func (c *cursor) again() { c.Page, c.Asked, c.Seen, c.Pages = "", time.Time{}, 0, 0 }

// orders asks for a page. Where TikTok Shop no longer takes the name of a page,
// the window begins anew.
func (s *Service) orders(ctx context.Context, c *cursor) (*sales, error) {
	for {
		q := url.Values{"page_size": {strconv.Itoa(ordersAPage)}}
		if c.Page != "" {
			q.Set("page_token", c.Page)
		}
		var got *sales
		err := s.call(ctx, httpx.Call{Method: http.MethodPost, URL: pathOrders, Query: q,
			JSON: map[string]any{"create_time_ge": c.From.Unix(), "create_time_lt": c.To.Unix()}}, &got)
		switch k := taglane.KindOf(err); {
		case err == nil && got == nil:
			return nil, unreadable(false)
		case err == nil:
			return got, nil
		case c.Page != "" && (k == taglane.Refused || k == taglane.Invalid):
			c.again()
		default:
			return nil, plainly(err, scopeGoods)
		}
	}
}

// advance moves the cursor past a page. A page without orders is believed only
// where TikTok Shop announced no more of them.
func (c *cursor) advance(got *sales, until time.Time) error {
	n := int64(len(got.Orders))
	if n == 0 && got.Total > c.Seen || got.Next != "" && got.Next == c.Page || c.Pages >= pagesMost {
		return unreadable(false)
	}
	if got.Next != "" {
		c.Page, c.Asked, c.Seen, c.Pages = got.Next, until, c.Seen+n, c.Pages+1
		return nil
	}
	c.From, c.To = c.To, time.Time{}
	c.again()
	c.Done = !c.From.Before(until)
	return nil
}

// lines are an order in our words, a line for each thing that was bought.
func (s *Service) lines(o *order) (out []taglane.Earning, err error) {
	if o == nil || o.ID == "" || o.At <= 0 || len(o.Lines) == 0 {
		return nil, unreadable(false)
	}
	if stateOf(o.Status) == unpaid {
		return nil, nil
	}
	twice := map[string]int{}
	for _, l := range o.Lines {
		key := string(o.ID) + "/" + or(string(l.ID), string(l.Product))
		if twice[key]++; twice[key] > 1 {
			key += "#" + strconv.Itoa(twice[key])
		}
		e, err := s.earning(o, l, key)
		if err != nil {
			return nil, err
		}
		if out = append(out, e); isBack(o.Status) && !e.Commission.IsZero() {
			out = append(out, takenBack(e, stateOf(o.Status)))
		}
	}
	return out, nil
}

// The states of an order that are known (documented in part: TikTok Shop's pages
// for creators name them in words). Any other is pending: the commission is an
// estimate, and may be none in the end.
const (
	settled    = "SETTLED"    // the commission can be had
	refunded   = "REFUNDED"   // given back: there is none
	ineligible = "INELIGIBLE" // called off or given back: there is none
	frozen     = "FROZEN"     // it is looked into; nobody says how that ends
	unpaid     = "UNPAID"     // the customer has not paid, so nothing is sold yet
)

// stateOf is a state as it is compared.
func stateOf(s string) string {
	return strings.TrimPrefix(strings.NewReplacer(" ", "_", "-", "_").Replace(strings.ToUpper(strings.TrimSpace(s))), "CUSTOMER_")
}

// isBack says whether an order of a state earns nothing any more.
func isBack(status string) bool {
	return slices.Contains([]string{refunded, ineligible}, stateOf(status))
}

// earning is a line in our words: what was settled, or else what is expected.
// Its SKU is the product's number, by which a listing is kept as well.
func (s *Service) earning(o *order, l line, key string) (taglane.Earning, error) {
	at := time.Unix(o.At, 0).UTC()
	e := taglane.Earning{
		Account: s.account, Key: key, Original: string(o.ID), Order: string(o.ID), SubID: l.Tag, Advertiser: wares.Plain(l.Shop, 200),
		SKU: or(string(l.Product), string(l.ID)), Item: wares.Plain(l.Name, 500), Quantity: l.Quantity, State: taglane.Pending, SoldAt: at, PostedAt: at,
		Commission: l.Estimate.amount(), Sale: l.Expected.amount(),
	}
	if l.Updated > o.At {
		e.PostedAt = time.Unix(l.Updated, 0).UTC()
	}
	if l.Type == "" || strings.EqualFold(l.Type, "VIDEO") {
		e.Post = string(l.Content)
	}
	paid, base := l.Actual.amount(), l.Base.amount()
	switch stateOf(o.Status) {
	case settled:
		if paid.Currency != "" {
			e.Commission, e.State = paid, taglane.Earned
		}
		if base.Currency != "" {
			e.Sale = base
		}
	case refunded, ineligible:
		// What had been paid is what is taken back.
		if e.State = taglane.Earned; !paid.IsZero() {
			e.Commission = paid
			if !base.IsZero() {
				e.Sale = base
			}
		}
	case frozen:
		e.Reason = frozen
	}
	if e.Commission.Currency == "" || strings.HasSuffix(key, "/") {
		return taglane.Earning{}, unreadable(false)
	}
	return e, nil
}

// takenBack is the correction of a line whose order was given back or called
// off: it earns nothing.
func takenBack(e taglane.Earning, why string) taglane.Earning {
	e.Key, e.Reason, e.Quantity = e.Key+"/back", why, -e.Quantity
	e.Commission = e.Commission.Minus()
	if e.Sale.Currency != "" {
		e.Sale = e.Sale.Minus()
	}
	return e
}
