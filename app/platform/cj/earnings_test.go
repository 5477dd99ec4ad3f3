package cj

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"taglane/app/platform/cj/cjtest"
	"taglane/app/taglane"
)

// report reads on from a cursor until all is told.
func report(t testing.TB, s *Service, kept json.RawMessage, until time.Time) (map[string]taglane.Earning, json.RawMessage) {
	t.Helper()
	rows := map[string]taglane.Earning{}
	for range 100 {
		got, err := s.Earnings(t.Context(), kept, until)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range got.Rows {
			rows[r.Key] = r
		}
		if kept = got.Cursor; !got.More {
			return rows, kept
		}
	}
	t.Fatal("the report has no end")
	return nil, nil
}

// windows are those that were asked for, in days.
func windows(t testing.TB, w *cjtest.Twin) (days []float64) {
	t.Helper()
	for _, c := range w.Door().Calls() {
		var q struct {
			Variables struct{ From, To time.Time }
		}
		if err := json.Unmarshal(c.Body, &q); err != nil {
			t.Fatal(err)
		}
		days = append(days, q.Variables.To.Sub(q.Variables.From).Hours()/24)
	}
	return days
}

func TestACommissionIsToldInOurWords(t *testing.T) {
	w := quickly(stand(t))
	until := w.Clock.Now()
	for currency, want := range map[string][2]string{"": {"4.10 USD", "49.90 USD"}, "eur": {"3.80 EUR", "46.20 EUR"}, "USD": {"4.10 USD", "49.90 USD"}} {
		rows, _ := report(t, dialed(t, w, "currency", currency), nil, until)
		got := rows["3008"]
		if c := got.Commission.Value + " " + got.Commission.Currency; c != want[0] {
			t.Errorf("%q: commission %s, want %s", currency, c, want[0])
		}
		if c := got.Sale.Value + " " + got.Sale.Currency; c != want[1] {
			t.Errorf("%q: sale %s, want %s", currency, c, want[1])
		}
	}
	rows, _ := report(t, dialed(t, w), nil, until)
	at := until.Add(-20*24*time.Hour - time.Hour)
	want := taglane.Earning{
		Account: w.Account().ID, Key: "3008", Original: "3008", SubID: sub, Order: "order-8", Advertiser: "100", SKU: "N-8", Item: "N-8", Quantity: 1,
		Sale: taglane.Amount{Value: "49.90", Currency: "USD"}, Commission: taglane.Amount{Value: "4.10", Currency: "USD"},
		State: taglane.Pending, SoldAt: at.Add(-time.Hour), PostedAt: at,
	}
	if rows["3008"] != want {
		t.Errorf("\n got %+v\nwant %+v", rows["3008"], want)
	}
	if s := rows["3001"].State; s != taglane.Earned {
		t.Errorf("a closed one is %s", s)
	}
}

// Only what nobody changes any more, and waits for no validation, is earned.
func TestStates(t *testing.T) {
	for status, by := range map[string]map[string]taglane.EarningState{
		"new":      {"": taglane.Pending, "ACCEPTED": taglane.Pending, "AUTOMATED": taglane.Pending},
		"extended": {"": taglane.Pending, "PENDING": taglane.Pending},
		"locked":   {"": taglane.Earned, "PENDING": taglane.Pending, "ACCEPTED": taglane.Earned, "AUTOMATED": taglane.Earned, "DECLINED": taglane.Pending},
		"Closed":   {"": taglane.Earned, "ACCEPTED": taglane.Earned, "declined": taglane.Pending, "PENDING": taglane.Pending},
		"unheard":  {"": taglane.Pending},
	} {
		for validation, want := range by {
			if got := (&commission{Status: status, Validation: validation}).state(); got != want {
				t.Errorf("%s and %q is %s, want %s", status, validation, got, want)
			}
		}
	}
	w := quickly(stand(t))
	w.Set(func(_ *cjtest.Terms, s *cjtest.Stock) { s.Commissions[0].Validation = "PENDING" })
	if rows, _ := report(t, dialed(t, w), nil, w.Clock.Now()); rows["3001"].State != taglane.Pending || rows["3002"].State != taglane.Earned {
		t.Errorf("%+v", rows["3001"])
	}
}

// What was sent back is taken off what it belongs to, to the cent.
func TestCorrectionsBelongToTheirSale(t *testing.T) {
	w := quickly(stand(t))
	rows, _ := report(t, dialed(t, w), nil, w.Clock.Now())
	var of []taglane.Amount
	for _, r := range rows {
		if r.Original == "3008" {
			of = append(of, r.Commission)
		}
	}
	if got := taglane.Sum(of...); len(of) != 2 || len(got) != 1 || !got[0].IsZero() {
		t.Errorf("%v is %v", of, got)
	}
	if r := rows["3010"]; r.Reason != "RETURNED_MERCHANDISE" || r.State != taglane.Earned || r.SubID != sub || r.SKU != "" {
		t.Errorf("%+v", r)
	}
}

func TestWindowsAreShort(t *testing.T) {
	w := quickly(stand(t))
	report(t, dialed(t, w), nil, w.Clock.Now())
	all := windows(t, w)
	if len(all) != 13 || slices.Max(all) > 28 {
		t.Errorf("%d windows of up to %v days", len(all), slices.Max(all))
	}
}

// A window that is too long is halved until CJ takes it, and stays short.
func TestATooLongWindowIsHalved(t *testing.T) {
	w := quickly(stand(t))
	w.Set(func(k *cjtest.Terms, _ *cjtest.Stock) { k.WindowMost = 10 * 24 * time.Hour })
	rows, _ := report(t, dialed(t, w), nil, w.Clock.Now())
	if len(rows) != 10 {
		t.Errorf("%d rows", len(rows))
	}
	all := windows(t, w)
	if want := []float64{28, 14, 7, 7}; !slices.Equal(all[:4], want) || slices.Max(all[3:]) > 7 {
		t.Errorf("windows of %v days", all[:6])
	}
	// Where even an hour is too long, it is not that.
	w.Set(func(k *cjtest.Terms, _ *cjtest.Stock) { k.WindowMost = 0 })
	_, err := dialed(t, w).Earnings(t.Context(), nil, w.Clock.Now())
	wantKind(t, err, taglane.Invalid)
}

func TestAReportThatDoesNotGoOnStops(t *testing.T) {
	w := quickly(stand(t))
	w.Set(func(k *cjtest.Terms, _ *cjtest.Stock) { k.Stuck = true })
	s := dialed(t, w)
	got, err := s.Earnings(t.Context(), nil, w.Clock.Now())
	wantKind(t, err, taglane.Later)
	if got.Cursor != nil || got.More || len(w.Door().Calls()) != 1 {
		t.Errorf("%+v after %d calls", got, len(w.Door().Calls()))
	}
	for _, v := range []struct {
		now, before string
		want        bool
	}{{"", "", false}, {"5", "", true}, {"5", "5", false}, {"10", "9", true}, {"9", "10", false}, {"0010", "10", false}, {"b", "a", true}, {"a", "a", false}} {
		if got := further(v.now, v.before); got != v.want {
			t.Errorf("%q after %q: %v", v.now, v.before, got)
		}
	}
}

// Between two days only what is new is asked for; each day a whole year is, so
// that what was locked or taken back is heard of.
func TestWhatBecameOfASaleIsHeardOf(t *testing.T) {
	w := quickly(stand(t))
	s := dialed(t, w)
	until := w.Clock.Now()
	_, kept := report(t, s, nil, until)
	w.Set(func(_ *cjtest.Terms, s *cjtest.Stock) {
		for i := range s.Commissions {
			s.Commissions[i].Status = "locked"
		}
		s.Commissions = append(s.Commissions, cjtest.Commission{
			ID: "3011", Status: "extended", At: until, Posted: until.Add(30 * time.Minute), USD: "1", Advertiser: "100",
		})
	})
	before := len(w.Door().Calls())
	rows, kept := report(t, s, kept, until.Add(time.Hour))
	if calls := len(w.Door().Calls()) - before; calls != 1 || rows["3011"].State != taglane.Pending || rows["3008"].Key != "" {
		t.Errorf("an hour later: %d calls, %v", calls, rows)
	}
	rows, _ = report(t, s, kept, until.Add(25*time.Hour))
	if rows["3008"].State != taglane.Earned || rows["3009"].State != taglane.Earned {
		t.Errorf("a day later: %+v", rows)
	}
}

// What CJ posts late, with an earlier time, is not missed.
func TestLateRowsAreNotMissed(t *testing.T) {
	w := quickly(stand(t))
	s := dialed(t, w)
	until := w.Clock.Now()
	_, kept := report(t, s, nil, until)
	w.Set(func(_ *cjtest.Terms, s *cjtest.Stock) {
		s.Commissions = append(s.Commissions, cjtest.Commission{
			ID: "3012", Status: "new", At: until, Posted: until.Add(-47 * time.Hour), USD: "1", Advertiser: "100",
		})
	})
	if rows, _ := report(t, s, kept, until.Add(time.Minute)); rows["3012"].Key == "" {
		t.Errorf("%v", rows)
	}
}

// In the midst of a window nothing is halved: it was not too long before.
func TestOnlyANewWindowIsHalved(t *testing.T) {
	w := stand(t)
	w.Set(func(k *cjtest.Terms, _ *cjtest.Stock) { k.WindowMost = time.Hour })
	from := w.Clock.Now().Add(-28 * day)
	kept, err := json.Marshal(cursor{From: from, To: from.Add(20 * day), Since: "3001", Span: 20 * 86_400, Whole: from})
	if err != nil {
		t.Fatal(err)
	}
	_, err = dialed(t, w).Earnings(t.Context(), kept, w.Clock.Now())
	wantKind(t, err, taglane.Invalid)
	if n := len(w.Door().Calls()); n != 1 {
		t.Errorf("%d calls", n)
	}
}

// A clock that was set back asks for no more than it has to, and ends.
func TestAClockThatWasSetBack(t *testing.T) {
	w := quickly(stand(t))
	s := dialed(t, w)
	until := w.Clock.Now()
	_, kept := report(t, s, nil, until)
	rows, kept := report(t, s, kept, until.Add(-10*24*time.Hour))
	if len(rows) == 0 {
		t.Error("nothing at all")
	}
	if rows, _ := report(t, s, kept, until.Add(time.Minute)); rows["3009"].Key == "" {
		t.Errorf("once the clock was right again: %v", rows)
	}
	if least := slices.Min(windows(t, w)); least <= 0 {
		t.Errorf("a window of %v days was asked for", least)
	}
}

func TestFiguresAreExact(t *testing.T) {
	w := quickly(stand(t))
	now := w.Clock.Now()
	figures := []string{"0.1", "0.2", "12345678.123456789", "-0.30", "0"}
	w.Set(func(_ *cjtest.Terms, s *cjtest.Stock) {
		s.Commissions = nil
		for i, f := range figures {
			s.Commissions = append(s.Commissions, cjtest.Commission{
				ID: fmt.Sprint(i + 1), Status: "new", At: now.Add(-time.Hour), Posted: now.Add(-time.Hour), USD: f, Advertiser: "100",
				Items: []cjtest.Item{{SKU: "a", Quantity: 2, Commission: "1"}, {SKU: "b", Quantity: 1, Commission: "1"}, {SKU: "a", Quantity: 1, Commission: "1"}},
			})
		}
	})
	rows, _ := report(t, dialed(t, w), nil, now)
	for i, want := range []string{"0.1", "0.2", "12345678.123457", "-0.30", "0"} {
		r := rows[fmt.Sprint(i+1)]
		if r.Commission.Value != want || !r.Sale.IsZero() || r.SKU != "" || r.Item != "a, b" || r.Quantity != 4 {
			t.Errorf("%s: %+v", figures[i], r)
		}
	}
}

// One row that cannot be read makes the page none: a sum with a hole in it
// would be believed.
func TestAnUnreadableRowIsNoReport(t *testing.T) {
	good := `{"commissionId":"1","originalActionId":"1","actionStatus":"new","eventDate":"2026-11-01T00:00:00Z","postingDate":"2026-11-01T00:00:00Z","pubCommissionAmountUsd":"1.00","items":[]}`
	page := func(rows string, n int) string {
		return fmt.Sprintf(`{"data":{"publisherCommissions":{"count":%d,"payloadComplete":true,"maxCommissionId":"1","records":[%s]}}}`, n, rows)
	}
	for name, body := range map[string]string{
		"no number":       page(strings.Replace(good, `"commissionId":"1"`, `"commissionId":""`, 1), 1),
		"no amount":       page(strings.Replace(good, `"1.00"`, `null`, 1), 1),
		"words as amount": page(strings.Replace(good, `"1.00"`, `"one"`, 1), 1),
		"no day":          page(strings.Replace(good, `"postingDate":"2026-11-01T00:00:00Z"`, `"postingDate":"soon"`, 1), 1),
		"a row is null":   page(good+",null", 2),
		"fewer than said": page(good, 2),
		"not whether all": strings.Replace(page(good, 1), `"payloadComplete":true,`, "", 1),
		"no records":      `{"data":{"publisherCommissions":{"count":0,"payloadComplete":true}}}`,
		"null":            `{"data":{"publisherCommissions":null}}`,
		"data is null":    `{"data":null}`,
	} {
		w := stand(t)
		w.Set(func(k *cjtest.Terms, _ *cjtest.Stock) {
			k.Answers = []cjtest.Answer{{Host: cjtest.SalesHost, Status: 200, Body: body}}
		})
		got, err := dialed(t, w).Earnings(t.Context(), nil, w.Clock.Now())
		if taglane.KindOf(err) != taglane.Later || got.Cursor != nil || len(got.Rows) > 0 {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	w := stand(t)
	w.Set(func(k *cjtest.Terms, _ *cjtest.Stock) {
		k.Answers = []cjtest.Answer{{Host: cjtest.SalesHost, Status: 200, Body: page(strings.Replace(good, `"1.00"`, `1.25`, 1), 1)}}
	})
	got, err := dialed(t, w).Earnings(t.Context(), nil, w.Clock.Now())
	if err != nil || len(got.Rows) != 1 || got.Rows[0].Commission.Value != "1.25" {
		t.Errorf("a number instead of a text: %+v, %v", got, err)
	}
}
