package cj

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/httpx"
	"taglane/app/platform/wares"
	"taglane/app/taglane"
)

const (
	day = 24 * time.Hour
	// back is how far back everything is looked at: sales of a year ago may
	// still be locked or taken back.
	back = 13 * 28 * day
	// again is how often that is done. Between, only what is new is asked for.
	again = day
	// overlap is how much of what was asked for is asked again, for what CJ
	// posts late.
	overlap = 2 * day
	// smallest is the window that is not halved any more.
	smallest = time.Hour
)

// cursor is where a report stands. It is kept together with the rows.
type cursor struct {
	From  time.Time `json:"from"`            // everything posted before is told
	To    time.Time `json:"to,omitzero"`     // end of the window that is being told; zero: between two
	Since string    `json:"since,omitempty"` // the last commission of it that was told
	Span  int64     `json:"span_s"`          // seconds that a window may have
	Whole time.Time `json:"whole"`           // when all of a year was last begun
	Done  bool      `json:"done,omitempty"`  // all is told up to From
}

// Earnings implements platform.Earner: one page of one window by posting date.
// Rows come again each day, with what became of them.
func (s *Service) Earnings(ctx context.Context, kept json.RawMessage, until time.Time) (platform.Earnings, error) {
	until = until.UTC().Truncate(time.Second)
	c, err := begun(kept, until)
	if err != nil {
		return platform.Earnings{}, err
	}
	if c.To.IsZero() {
		c.open(until)
	}
	got, err := s.window(ctx, &c, until)
	if err != nil {
		return platform.Earnings{}, err
	}
	rows := make([]taglane.Earning, 0, len(got.Records))
	for _, r := range got.Records {
		row, err := s.earning(r)
		if err != nil {
			return platform.Earnings{}, err
		}
		rows = append(rows, row)
	}
	if err := c.advance(got, until); err != nil {
		return platform.Earnings{}, err
	}
	return wares.Page(rows, c, !c.Done, title)
}

// begun reads a cursor, or begins a year back.
func begun(kept json.RawMessage, until time.Time) (cursor, error) {
	c, begins, err := wares.Resume(kept, title, func(c cursor) bool { return !c.From.IsZero() && c.Span >= 1 })
	if begins {
		c = cursor{From: until.Add(-back), Span: pack.Limits.WindowDays * 86_400, Whole: until}
	}
	return c, err
}

// open begins a window, and where all was told a new round: of a year once a
// day, else of what is new.
func (c *cursor) open(until time.Time) {
	if c.Done {
		c.Done = false
		if c.From.After(until) { // the clock was set back
			c.From = until
		}
		c.From = c.From.Add(-overlap)
		if until.Sub(c.Whole) >= again || until.Before(c.Whole) {
			c.From, c.Whole, c.Span = until.Add(-back), until, pack.Limits.WindowDays*86_400
		}
	}
	c.To = c.end(until)
}

func (c *cursor) end(until time.Time) time.Time {
	to := c.From.Add(time.Duration(c.Span) * time.Second)
	if to.After(until) {
		to = until
	}
	return to
}

// window asks for the next page. CJ answers a window that is too long with
// nothing but 400; then half of it is asked for.
func (s *Service) window(ctx context.Context, c *cursor, until time.Time) (*commissions, error) {
	for {
		vars := map[string]any{"companies": []string{s.creds.Company}, "from": instant(c.From), "to": instant(c.To)}
		if c.Since != "" {
			vars["since"] = c.Since
		}
		got, a, err := ask[commissions](ctx, s, s.sales, commissionsDocument, "publisherCommissions", vars)
		if err == nil {
			return got, got.check()
		}
		if !tooLong(a) || c.Since != "" || c.To.Sub(c.From) <= smallest {
			return nil, err
		}
		c.Span = int64(c.To.Sub(c.From)/time.Second) / 2
		c.To = c.end(until)
	}
}

// tooLong says whether an answer is CJ's way of saying that a window is too long.
func tooLong(a httpx.Answer) bool {
	return a.Status == http.StatusBadRequest && len(bytes.TrimSpace(a.Body)) == 0
}

func instant(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05Z") }

// check looks whether an answer can be a report.
func (got *commissions) check() error {
	if got.Records == nil || got.Complete == nil || got.Count == nil || *got.Count != len(got.Records) {
		return unreadable("not as many commissions as were announced")
	}
	return nil
}

// advance moves the cursor past a page.
func (c *cursor) advance(got *commissions, until time.Time) error {
	if !*got.Complete {
		if !further(got.Max, c.Since) {
			return unreadable("a report that does not go on after commission %q", c.Since)
		}
		c.Since = got.Max
		return nil
	}
	c.From, c.To, c.Since = c.To, time.Time{}, ""
	c.Done = !c.From.Before(until)
	return nil
}

// further says whether a number of a commission comes after another.
func further(now, before string) bool {
	if numberForm.MatchString(now) && numberForm.MatchString(before) {
		now, before = strings.TrimLeft(now, "0"), strings.TrimLeft(before, "0")
		return len(now) > len(before) || len(now) == len(before) && now > before
	}
	return now != "" && now != before
}

// state is how sure a commission is. A new one and an extended one may still be
// corrected; once it is locked the shop changes nothing any more, and closed is
// what follows that (documented: CJ on its payment cycle). One that waits for
// its validation is not paid before, whatever else it is (documented: the
// schema), and one that was declined was called off: the lines that take it
// back come as well (documented: CJ on cancellations).
func (r *commission) state() taglane.EarningState {
	waits := slices.Contains([]string{"PENDING", "DECLINED"}, strings.ToUpper(r.Validation))
	if status := strings.ToLower(r.Status); !waits && (status == "locked" || status == "closed") {
		return taglane.Earned
	}
	return taglane.Pending
}

// earning is a commission in our words.
func (s *Service) earning(r *commission) (taglane.Earning, error) {
	if r == nil || r.ID == "" {
		return taglane.Earning{}, unreadable("a commission without a number")
	}
	own, sale := r.USD, r.SaleUSD
	if s.currency != "USD" {
		own, sale = r.Own, r.SaleOwn
	}
	e := taglane.Earning{
		Account: s.account.ID, Key: r.ID, Original: r.OriginalID, SubID: r.ShopperID, Order: r.Order, Advertiser: r.Advertiser,
		State: r.state(), Reason: r.Reason, SoldAt: dayOf(r.Event), PostedAt: dayOf(r.Posting),
	}
	if e.Original == "" {
		e.Original = r.ID
	}
	var err error
	if e.Commission, err = s.amount(own); err != nil || own == "" || e.PostedAt.IsZero() || e.SoldAt.IsZero() {
		return taglane.Earning{}, unreadable("commission %s has no amount or no day", r.ID)
	}
	if e.Sale, err = s.amount(sale); err != nil {
		return taglane.Earning{}, unreadable("commission %s has a sale of no amount", r.ID)
	}
	var skus []string
	for _, i := range r.Items {
		e.Quantity += i.Quantity
		if sku := wares.Line(i.SKU, 100); sku != "" && !slices.Contains(skus, sku) {
			skus = append(skus, sku)
		}
	}
	if e.Item = wares.Cut(strings.Join(skus, ", "), 500); len(skus) == 1 {
		e.SKU = skus[0]
	}
	return e, nil
}

// amount is a figure in the publisher's currency; none where CJ tells none.
func (s *Service) amount(d decimal) (taglane.Amount, error) {
	if d == "" {
		return taglane.Amount{}, nil
	}
	return taglane.NewAmount(wares.Figure(string(d)), s.currency)
}
