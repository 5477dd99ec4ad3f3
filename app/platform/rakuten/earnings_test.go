package rakuten

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"taglane/app/platform/rakuten/rakutentest"
	"taglane/app/taglane"
)

// told reads a report to its end; each row once.
func told(ctx context.Context, s *Service, kept json.RawMessage, until time.Time) (rows map[string]taglane.Earning, cursor json.RawMessage, err error) {
	rows = map[string]taglane.Earning{}
	for range 200 {
		got, err := s.Earnings(ctx, kept, until)
		if err != nil {
			return rows, kept, err
		}
		for _, r := range got.Rows {
			rows[r.Key] = r
		}
		if kept = got.Cursor; !got.More {
			return rows, kept, nil
		}
	}
	return rows, kept, fmt.Errorf("no end")
}

func TestATransactionIsToldInOurWords(t *testing.T) {
	for _, yesNo := range []bool{false, true} {
		w := stand(t)
		w.Set(func(k *rakutentest.Terms, _ *rakutentest.Stock) { k.YesNo = yesNo })
		rows, _, err := told(t.Context(), dialed(t, w), nil, w.Clock.Now())
		if err != nil || len(rows) != 11 {
			t.Fatalf("%d rows, %v", len(rows), err)
		}
		at := w.Clock.Now().Add(-182 * time.Hour)
		usd := func(v string) taglane.Amount { return taglane.Amount{Value: v, Currency: "USD"} }
		want := taglane.Earning{
			Account: w.Account().ID, Key: "e-3007", Original: "100/order-7", SubID: sub, Order: "order-7", Advertiser: "100", SKU: "lamp-7", Item: "Lamp & shade", Quantity: 1,
			Sale: usd("49.9"), Commission: usd("4.1"), State: taglane.Pending, SoldAt: at.Add(-time.Hour), PostedAt: at, FirmAt: at.Add(-time.Hour + 90*day),
		}
		if !reflect.DeepEqual(rows["e-3007"], want) {
			t.Errorf("\n got %+v\nwant %+v", rows["e-3007"], want)
		}
		if early, told := rows["e-2009"]; told {
			t.Errorf("nothing is paid for %+v", early)
		}
		back := rows["e-4000"]
		if back.Commission != usd("-4.10") || back.Sale != usd("-49.90") || back.Quantity != -1 || back.Original != rows["e-3008"].Original || back.SubID != "" {
			t.Errorf("what was taken back: %+v", back)
		}
	}
}

// windows are the spans that were asked for.
func windows(t *testing.T, w *rakutentest.Twin) (out [][2]time.Time) {
	t.Helper()
	for _, c := range w.Door().Calls() {
		if c.Path != reportPath {
			continue
		}
		from, err := time.Parse("2006-01-02 15:04:05", c.Query.Get("process_date_start"))
		to, other := time.Parse("2006-01-02 15:04:05", c.Query.Get("process_date_end"))
		if err != nil || other != nil {
			t.Fatal(c.Query)
		}
		out = append(out, [2]time.Time{from, to})
	}
	return out
}

// Windows of seven days at most, without a gap, and no further back than a month.
func TestWindowsHaveNoGap(t *testing.T) {
	w := stand(t)
	s := dialed(t, w)
	now := w.Clock.Now()
	_, cursor, err := told(t.Context(), s, nil, now)
	if err != nil {
		t.Fatal(err)
	}
	s.pass(w, 3*day)
	if _, _, err := told(t.Context(), s, cursor, now.Add(3*day)); err != nil {
		t.Fatal(err)
	}
	all := windows(t, w)
	reached := now.Add(-29 * day)
	for i, span := range all {
		if span[0].After(reached) || span[1].Sub(span[0]) > 7*day || !span[1].After(span[0]) {
			t.Errorf("window %d: %v, all before %v is told", i, span, reached)
		}
		if span[1].After(reached) {
			reached = span[1]
		}
	}
	if !reached.Equal(now.Add(3 * day)) {
		t.Errorf("told up to %v", reached)
	}
	last := all[len(all)-1]
	if want := now.Add(-day); !last[0].Equal(want) {
		t.Errorf("the second round begins at %v, want a day before the end of the first, %v", last[0], want)
	}
}

// Somebody who was away for months is told the last month; what is older
// Rakuten would refuse, and the twin would note it.
func TestAfterALongAbsence(t *testing.T) {
	w := stand(t)
	s := dialed(t, w)
	now := w.Clock.Now()
	for _, c := range []cursor{
		{From: now.Add(-200 * day), Done: true},
		{From: now.Add(-200 * day), To: now.Add(-193 * day), Page: 3, First: "e-1"},
		{From: now.Add(day), Done: true}, // the clock was set back
	} {
		b, _ := json.Marshal(c)
		rows, _, err := told(t.Context(), s, b, now)
		if want := map[bool]int{true: 11, false: 1}[c.From.Before(now)]; err != nil || len(rows) != want {
			t.Errorf("%+v: %d rows, want %d; %v", c, len(rows), want, err)
		}
	}
}

// A page is turned while time goes on, and nothing is begun anew.
func TestPagesAreTurned(t *testing.T) {
	for limit := 1; limit <= 4; limit++ {
		w := stand(t)
		w.Clock.Step = 2 * time.Second
		s := dialed(t, w)
		s.rows = limit
		rows := map[string]int{}
		var kept json.RawMessage
		calls := 0
		for ; calls < 60; calls++ {
			got, err := s.Earnings(t.Context(), kept, w.Clock.Now())
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range got.Rows {
				rows[r.Key]++
			}
			if kept = got.Cursor; !got.More {
				break
			}
		}
		for key, n := range rows {
			if n != 1 {
				t.Errorf("pages of %d: %s came %d times", limit, key, n)
			}
		}
		if len(rows) != 11 || calls == 60 {
			t.Errorf("pages of %d: %d rows in %d calls", limit, len(rows), calls)
		}
	}
}

// Rakuten may cut pages to what it gives without being asked.
func TestPagesAreCutShort(t *testing.T) {
	w := stand(t)
	s := dialed(t, w)
	w.Set(func(k *rakutentest.Terms, st *rakutentest.Stock) {
		k.RowsMost = 100
		one := st.Transactions[10]
		st.Transactions = nil
		for i := range 250 {
			one.ID = fmt.Sprint("e-", i)
			st.Transactions = append(st.Transactions, one)
		}
	})
	rows, _, err := told(t.Context(), s, nil, w.Clock.Now())
	if err != nil || len(rows) != 250 {
		t.Errorf("%d of 250 rows, %v", len(rows), err)
	}
}

func TestAReportThatDoesNotGoOn(t *testing.T) {
	w := stand(t)
	s := dialed(t, w)
	s.rows = 1
	row := `[{"etransaction_id":"e-1","advertiser_id":"1","commissions":1,"currency":"USD","process_date":"2026-11-01","transaction_date":"2026-11-01"}]`
	given(w, rakutentest.Answer{Path: reportPath, Status: 200, Body: row}, rakutentest.Answer{Path: reportPath, Status: 200, Body: row})
	got, err := s.Earnings(t.Context(), nil, w.Clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Earnings(t.Context(), got.Cursor, w.Clock.Now())
	wantKind(t, err, taglane.Later)
}

func TestANothingIsSaidTwice(t *testing.T) {
	w := stand(t)
	s := dialed(t, w)
	w.Hollow(1)
	got, err := s.Earnings(t.Context(), nil, w.Clock.Now())
	if err != nil || len(got.Rows) != 3 {
		t.Errorf("one empty answer hid %d of 3 rows, %v", 3-len(got.Rows), err)
	}
	w.Set(func(_ *rakutentest.Terms, st *rakutentest.Stock) { st.Transactions = nil })
	if got, err = s.Earnings(t.Context(), nil, w.Clock.Now()); err != nil || len(got.Rows) != 0 || !got.More {
		t.Errorf("%+v %v", got, err)
	}
	given(w, rakutentest.Answer{Path: reportPath, Status: 200, Body: "[]"}, rakutentest.Answer{Path: reportPath, Status: 500})
	_, err = s.Earnings(t.Context(), nil, w.Clock.Now())
	wantKind(t, err, taglane.Later)
	null := rakutentest.Answer{Path: reportPath, Status: 200, Body: "null"}
	given(w, null, null)
	_, err = s.Earnings(t.Context(), nil, w.Clock.Now())
	wantKind(t, err, taglane.Later)
}

func TestACurrencyIsAskedFor(t *testing.T) {
	w := stand(t)
	s := dialed(t, w, "currency", "eur")
	rows, _, err := told(t.Context(), s, nil, w.Clock.Now())
	if err != nil || len(rows) > 0 {
		t.Error(rows, err)
	}
	for _, c := range w.Door().Calls() {
		if c.Path == reportPath && c.Query.Get("currency") != "EUR" {
			t.Error(c.Query)
		}
	}
}

func TestRowsAreWholeOrNone(t *testing.T) {
	const whole = `{"etransaction_id":"e-1","advertiser_id":100,"sid":1,"order_id":7,"sale_amount":"49.90","commissions":4.1e0,"quantity":"2.0","currency":"usd","process_date":"Wed Apr 15 2020 21:20:27 GMT+0000 (UTC)","transaction_date":"Wed Apr 15 2020 23:20:27 GMT+0200 (Central European Summer Time)","is_event":"N"}`
	for name, v := range map[string]struct{ from, to string }{
		"as it is":              {"", ""},
		"no number":             {`"e-1"`, `""`},
		"no commission":         {`4.1e0`, `null`},
		"a commission in words": {`4.1e0`, `"four"`},
		"a sale of words":       {`"49.90"`, `"free"`},
		"no currency":           {`"usd"`, `""`},
		"no day":                {`Wed Apr 15 2020 21:20:27 GMT+0000 (UTC)`, `soon`},
		"an object as number":   {`"e-1"`, `{}`},
		"a figure without end":  {`4.1e0`, `4.1e99`},
	} {
		w := stand(t)
		given(w, rakutentest.Answer{Path: reportPath, Status: 200, Body: "[" + strings.Replace(whole, v.from, v.to, 1) + "]"})
		got, err := dialed(t, w).Earnings(t.Context(), nil, w.Clock.Now())
		if v.from != "" {
			if taglane.KindOf(err) != taglane.Later || got.Rows != nil || got.Cursor != nil {
				t.Errorf("%s: %+v %v", name, got, err)
			}
			continue
		}
		at := time.Date(2020, 4, 15, 21, 20, 27, 0, time.UTC)
		if err != nil || !got.Rows[0].SoldAt.Equal(at) || !got.Rows[0].PostedAt.Equal(at) || got.Rows[0].Original != "100/7" || got.Rows[0].Quantity != 2 ||
			got.Rows[0].Commission != (taglane.Amount{Value: "4.10", Currency: "USD"}) {
			t.Errorf("%+v %v", got, err)
		}
	}
	for in, want := range map[string]string{
		"4.1": "4.1", "-4.10": "-4.10", "0": "0", "1e2": "100.00", "1.5E-3": "0.0015", "0.30000000000000004": "0.30", "12,5": "", "": "", "1/2": "", "0x1": "", "NaN": "",
	} {
		got, err := amount(loosely(in), "USD")
		if got.Value != want || (err == nil) != (want != "") {
			t.Errorf("%q is %q (%v), want %q", in, got.Value, err, want)
		}
	}
}
