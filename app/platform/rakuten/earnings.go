package rakuten

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/wares"
	"taglane/app/taglane"
)

const reportPath = "/events/1.0/transactions"

// cursor is where a report stands. It is kept together with the rows.
type cursor struct {
	From  time.Time `json:"from"`            // everything processed before is told
	To    time.Time `json:"to,omitzero"`     // end of the window that is being told; zero: between two
	Page  int       `json:"page,omitempty"`  // of it that is next
	First string    `json:"first,omitempty"` // the row with which the page before began
	Done  bool      `json:"done,omitempty"`  // all is told up to From
}

// transaction is a row of a report.
type transaction struct {
	ID         loosely `json:"etransaction_id"`
	Advertiser loosely `json:"advertiser_id"`
	Order      loosely `json:"order_id"`
	SKU        loosely `json:"sku_number"`
	Product    string  `json:"product_name"`
	Sale       loosely `json:"sale_amount"`
	Commission loosely `json:"commissions"`
	Quantity   loosely `json:"quantity"`
	Currency   string  `json:"currency"`
	Processed  string  `json:"process_date"`
	At         string  `json:"transaction_date"`
	U1         string  `json:"u1"`
	Event      loosely `json:"is_event"` // yes and no in two ways
}

// event says whether a row only tells early that something was bought: for such
// a one nothing is paid, and what is paid for comes later as a row of its own
// (documented: Rakuten's help on tracking methods).
func (t transaction) event() bool {
	return slices.Contains([]string{"y", "yes", "true", "1"}, strings.ToLower(strings.TrimSpace(string(t.Event))))
}

// Earnings implements platform.Earner: one page of one window by the day on
// which a sale was processed. What is older than a month Rakuten tells nobody,
// so rows that are not asked for in time are never told.
func (s *Service) Earnings(ctx context.Context, kept json.RawMessage, until time.Time) (platform.Earnings, error) {
	until = until.UTC().Truncate(time.Second)
	c, err := begun(kept, until)
	if err != nil {
		return platform.Earnings{}, err
	}
	s.tally.change(func(p *paced) {
		if p.Began.IsZero() {
			p.Began = s.tally.clock.Now()
		}
	})
	c.open(until)
	got, err := s.report(ctx, c)
	if err != nil {
		return platform.Earnings{}, err
	}
	rows := make([]taglane.Earning, 0, len(got))
	for _, t := range got {
		if t.event() {
			continue
		}
		row, err := s.earning(t)
		if err != nil {
			return platform.Earnings{}, err
		}
		rows = append(rows, row)
	}
	if err := c.advance(got, s.rows, until); err != nil {
		return platform.Earnings{}, err
	}
	if c.Done {
		s.tally.change(func(p *paced) { p.Told = s.tally.clock.Now() })
	}
	return wares.Page(rows, c, !c.Done, title)
}

// begun reads a cursor, or begins as far back as Rakuten tells.
func begun(kept json.RawMessage, until time.Time) (cursor, error) {
	c, begins, err := wares.Resume(kept, title, func(c cursor) bool { return !c.From.IsZero() && c.Page >= 0 })
	if begins {
		c.From = oldest(until)
	}
	return c, err
}

// oldest is as far back as may be asked for.
func oldest(until time.Time) time.Time {
	return until.Add(-time.Duration(pack.Limits.BackDays) * day)
}

// grace is how far a window may fall behind what may be asked for while its
// pages are turned: Rakuten says no a day after we stop asking.
const grace = 12 * time.Hour

// open begins a window, and where all was told a new round, a day further back.
// A window that has become too old by now is begun anew where it may.
func (c *cursor) open(until time.Time) {
	if c.Done {
		c.Done = false
		if c.From.After(until) { // the clock was set back
			c.From = until
		}
		c.From = c.From.Add(-time.Duration(pack.Limits.OverlapDays) * day)
	}
	if from := oldest(until); c.From.Before(from.Add(-grace)) {
		c.From, c.To = from, time.Time{}
	}
	if c.To.IsZero() {
		c.To, c.Page, c.First = c.From.Add(time.Duration(pack.Limits.WindowDays)*day), 1, ""
		if c.To.After(until) {
			c.To = until
		}
	}
}

// report asks for a page. A list of nothing looks the same as a fault that once
// emptied everything, so it is believed only when it is said twice.
func (s *Service) report(ctx context.Context, c cursor) ([]transaction, error) {
	q := url.Values{
		"process_date_start": {instant(c.From)}, "process_date_end": {instant(c.To)},
		"limit": {strconv.Itoa(s.rows)}, "page": {strconv.Itoa(c.Page)},
	}
	if s.currency != "" {
		q.Set("currency", s.currency)
	}
	for twice := false; ; twice = true {
		a, err := s.get(ctx, reportPath, reportPath, q, asJSON)
		if err != nil {
			return nil, notAList(err)
		}
		var got []transaction
		if json.Unmarshal(a.Body, &got) != nil || got == nil {
			return nil, s.headed(unreadable("no list of transactions in %d bytes", len(a.Body)), a)
		}
		if len(got) > 0 || twice {
			return got, nil
		}
	}
}

func instant(at time.Time) string { return at.UTC().Format("2006-01-02 15:04:05") }

// advance moves the cursor past a page. One that has fewer rows than Rakuten
// gives without being asked is the last, whatever else it may cut pages to.
func (c *cursor) advance(got []transaction, limit int, until time.Time) error {
	if len(got) >= min(limit, pack.Limits.RowsUsual) {
		if began := string(got[0].ID); c.Page > 1 && began == c.First || c.Page >= pack.Limits.PagesMost {
			return unreadable("a report that does not go on after page %d", c.Page)
		}
		c.Page, c.First = c.Page+1, string(got[0].ID)
		return nil
	}
	c.From, c.To, c.Page, c.First = c.To, time.Time{}, 0, ""
	c.Done = !c.From.Before(until)
	return nil
}

// earning is a transaction in our words. All lines of an order are of one sale.
//
// Rakuten tells of no line that it was locked or paid: reports of payments want
// another key, and a report of what was bought is no reckoning (documented). So
// each is pending. What a shop takes back comes as a line below nothing, often
// without its u1 (documented for Japan). It may do so for 90 days after the
// order, or for fewer where it chose so (documented: the update window); after
// that a line counts as certain. An invoice may still be held back or denied
// for one of them, of which nothing is told here (documented for invoices).
func (s *Service) earning(t transaction) (taglane.Earning, error) {
	e := taglane.Earning{
		Account: s.account.ID, Key: string(t.ID), SubID: t.U1, Order: string(t.Order), Advertiser: string(t.Advertiser),
		SKU: wares.Line(string(t.SKU), 100), Item: wares.Line(t.Product, 500), State: taglane.Pending, SoldAt: dayOf(t.At), PostedAt: dayOf(t.Processed),
	}
	if e.Key == "" || e.SoldAt.IsZero() || e.PostedAt.IsZero() {
		return taglane.Earning{}, unreadable("a transaction %.40q without a number or a day", t.ID)
	}
	e.Original = e.Key
	if e.Order != "" {
		e.Original = e.Advertiser + "/" + e.Order
	}
	e.FirmAt = e.SoldAt.Add(time.Duration(pack.Limits.UpdateDays) * day)
	var err error
	if e.Commission, err = amount(t.Commission, t.Currency); err != nil {
		return taglane.Earning{}, unreadable("transaction %.40q has no amount", t.ID)
	}
	if t.Sale != "" {
		if e.Sale, err = amount(t.Sale, t.Currency); err != nil {
			return taglane.Earning{}, unreadable("transaction %.40q has a sale of no amount", t.ID)
		}
	}
	if q, err := strconv.ParseFloat(string(t.Quantity), 64); err == nil && q > -1e6 && q < 1e6 {
		e.Quantity = int(q)
	}
	return e, nil
}

// amount is a figure to its last digit.
func amount(l loosely, currency string) (taglane.Amount, error) {
	return taglane.NewAmount(wares.Figure(string(l)), currency)
}
