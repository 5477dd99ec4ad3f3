package tiktokshop

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"taglane/app/taglane"
)

// told are all lines by their keys, and where the report stands.
func read365(t testing.TB, s *Service, cursor json.RawMessage, until time.Time) (rows map[string]taglane.Earning, _ json.RawMessage) {
	t.Helper()
	rows = map[string]taglane.Earning{}
	for range 200 {
		got, err := s.Earnings(t.Context(), cursor, until)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range got.Rows {
			rows[r.Key] = r
		}
		if cursor = got.Cursor; !got.More {
			return rows, cursor
		}
	}
	t.Fatal("the report has no end")
	return nil, nil
}

func dollars(v string) taglane.Amount { return taglane.Amount{Value: v, Currency: "USD"} }

func TestALine(t *testing.T) {
	w := newTwin(t)
	full := sell(12, sale{ID: "92", Status: "SETTLED", SKU: "s2", Content: "7493990579714164574", Type: "VIDEO", Quantity: 2,
		Estimate: "3.00", Actual: "1.50", Expected: "30.00", Base: "15.00", Updated: noon.AddDate(0, 0, -1)})
	shared := sell(3, sale{ID: "93", Status: "TO-SETTLE", Content: "55", Type: "LINKSHARE", Tag: "tlabc0001", Estimate: "0.50", Expected: "5.00"})
	back := sell(2, sale{ID: "94", Status: "REFUNDED", Content: "77", Type: "VIDEO", Quantity: 3, Estimate: "0.70", Expected: "7.00"})
	w.Earn("", nil, []sale{full, shared, back})
	rows, _ := read365(t, w.connect(t), nil, noon)
	of := taglane.Earning{Account: "tiktokshop-twin", Advertiser: "Lumen", SKU: numberOf(1), Item: "Blue mug", Quantity: 1}
	want := map[string]taglane.Earning{}
	put := func(key, order string, days int, how func(e *taglane.Earning)) {
		e := of
		e.Key, e.Order, e.Original, e.SoldAt, e.PostedAt = key, order, order, noon.AddDate(0, 0, -days), noon.AddDate(0, 0, -days)
		how(&e)
		want[key] = e
	}
	put("92/s2", "92", 12, func(e *taglane.Earning) {
		e.Quantity, e.Post, e.PostedAt = 2, "7493990579714164574", noon.AddDate(0, 0, -1)
		e.Commission, e.Sale, e.State = dollars("1.50"), dollars("15.00"), taglane.Earned
	})
	put("93/s1", "93", 3, func(e *taglane.Earning) {
		e.SubID, e.Commission, e.Sale, e.State = "tlabc0001", dollars("0.50"), dollars("5.00"), taglane.Pending
	})
	put("94/s1", "94", 2, func(e *taglane.Earning) {
		e.Quantity, e.Post, e.Commission, e.Sale, e.State = 3, "77", dollars("0.70"), dollars("7.00"), taglane.Earned
	})
	put("94/s1/back", "94", 2, func(e *taglane.Earning) {
		e.Quantity, e.Post, e.Commission, e.Sale, e.State, e.Reason = -3, "77", dollars("-0.70"), dollars("-7.00"), taglane.Earned, "REFUNDED"
	})
	for key, e := range want {
		if !reflect.DeepEqual(rows[key], e) {
			t.Errorf("%s:\n got %+v\nwant %+v", key, rows[key], e)
		}
	}
	if len(rows) != len(want) {
		t.Errorf("%d lines", len(rows))
	}
}

func TestStates(t *testing.T) {
	w := newTwin(t)
	states := map[string]taglane.EarningState{"SETTLED": taglane.Earned, "To-SETTLE": taglane.Pending, "TO_SETTLE": taglane.Pending,
		"AWAITING PAYMENT": taglane.Pending, "UNSPECIFIED": taglane.Pending, "FROZEN": taglane.Pending, "ANYTHING": taglane.Pending}
	for state := range states {
		w.Earn("", nil, []sale{sell(1, sale{ID: state, Status: state, Estimate: "2.00", Actual: "1.00"})})
	}
	// What nobody paid for is not sold, and what was called off earns nothing.
	for _, state := range []string{"UNPAID", "Customer Unpaid"} {
		w.Earn("", nil, []sale{sell(1, sale{ID: state, Status: state, Estimate: "2.00"})})
	}
	w.Earn("", nil, []sale{sell(1, sale{ID: "off", Status: "Ineligible", Estimate: "2.00"})})
	// What is settled and does not tell its amount is not believed yet.
	w.Earn("", nil, []sale{sell(1, sale{ID: "half", Status: "SETTLED", Estimate: "2.00"})})
	states["half"] = taglane.Pending
	rows, _ := read365(t, w.connect(t), nil, noon)
	if off, back := rows["off/s1"], rows["off/s1/back"]; off.State != taglane.Earned || back.Commission != dollars("-2.00") || back.Reason != "INELIGIBLE" || len(rows) != len(states)+2 {
		t.Errorf("%d lines; %+v %+v", len(rows), off, back)
	}
	for id, want := range states {
		amount := map[taglane.EarningState]string{taglane.Earned: "1.00", taglane.Pending: "2.00"}[want]
		if got := rows[id+"/s1"]; got.State != want || got.Commission.Value != amount || (got.Reason != "") != (id == "FROZEN") {
			t.Errorf("%s: %+v", id, got)
		}
	}
}

// A sale that is settled, or given back, weeks later is told again with that.
func TestWhatBecameOfASale(t *testing.T) {
	w := newTwin(t)
	w.Earn("", nil, []sale{sell(90, sale{ID: "1", Status: "TO-SETTLE", Estimate: "2.00"}), sell(30, sale{ID: "2", Status: "TO-SETTLE", Estimate: "3.00"})})
	s := w.connect(t)
	rows, cursor := read365(t, s, nil, noon)
	if rows["1/s1"].State != taglane.Pending || len(rows) != 2 {
		t.Fatalf("%+v", rows)
	}
	w.Settle("1", func(o *sale) { o.Status, o.Actual = "SETTLED", "1.80" })
	w.Settle("2", func(o *sale) { o.Status = "REFUNDED" })
	calls := w.Calls()[pathOrders]
	soon, cursor := read365(t, s, cursor, noon.Add(time.Hour))
	if len(soon) != 0 || w.Calls()[pathOrders] != calls+1 {
		t.Errorf("within the day %d calls and %+v", w.Calls()[pathOrders]-calls, soon)
	}
	later, _ := read365(t, s, cursor, noon.Add(25*time.Hour))
	if one, two := later["1/s1"], later["2/s1/back"]; one.State != taglane.Earned || one.Commission.Value != "1.80" || two.Commission.Value != "-3.00" || len(later) != 3 {
		t.Errorf("%+v", later)
	}
}

// What was settled stays told with what was paid, and what is given back after
// that is taken off it to the cent.
func TestASettledSaleThatComesBack(t *testing.T) {
	w := newTwin(t)
	w.Earn("", nil, []sale{sell(40, sale{ID: "1", Status: "SETTLED", Quantity: 2, Estimate: "2.00", Actual: "1.80", Expected: "20.00", Base: "18.00"})})
	s := w.connect(t)
	before, cursor := read365(t, s, nil, noon)
	w.Settle("1", func(o *sale) { o.Status = "REFUNDED" })
	rows, _ := read365(t, s, cursor, noon.Add(25*time.Hour))
	if was, is := before["1/s1"], rows["1/s1"]; was.Commission != dollars("1.80") || !reflect.DeepEqual(is, was) {
		t.Errorf("was %+v\n is %+v", was, is)
	}
	if back := rows["1/s1/back"]; back.Commission != dollars("-1.80") || back.Sale != dollars("-18.00") || back.Quantity != -2 || back.Original != "1" || back.State != taglane.Earned {
		t.Errorf("%+v", back)
	}
	// Where the figure of what was paid is set to nothing, what was expected is.
	w.Settle("1", func(o *sale) { o.Actual, o.Base = "0.00", "0.00" })
	rows, _ = read365(t, w.connect(t), nil, noon)
	if sum := taglane.Sum(rows["1/s1"].Commission, rows["1/s1/back"].Commission); rows["1/s1"].Commission != dollars("2.00") || len(sum) != 1 || !sum[0].IsZero() {
		t.Errorf("%+v %+v", rows["1/s1"], rows["1/s1/back"])
	}
}

// Two lines that look the same in one order are two.
func TestLinesThatLookTheSame(t *testing.T) {
	w := newTwin(t)
	w.Earn("", nil, []sale{sell(1, sale{ID: "1", Status: "TO-SETTLE", Estimate: "2.00"}), sell(1, sale{ID: "1", Status: "TO-SETTLE", Estimate: "3.00"})})
	rows, _ := read365(t, w.connect(t), nil, noon)
	if rows["1/s1"].Commission.Value != "2.00" || rows["1/s1#2"].Commission.Value != "3.00" {
		t.Errorf("%+v", rows)
	}
}

// Pages are named for a while only. Whoever comes back later begins the window
// anew, and so does who is told that there is no such page.
func TestPagesThatAreForgotten(t *testing.T) {
	w := newTwin(t)
	var want []string
	for n := range 5 {
		w.Earn("", nil, []sale{sell(1, sale{ID: fmt.Sprint(n), Status: "SETTLED", Actual: "1.00"})})
		want = append(want, fmt.Sprint(n, "/s1"))
	}
	w.Turn(func(k *knobs) { k.PageMost = 2 })
	s := w.connect(t)
	var cursor json.RawMessage
	for range 13 { // the windows of a year, and the first page of the last
		got, err := s.Earnings(t.Context(), cursor, noon)
		if err != nil {
			t.Fatal(err)
		}
		cursor = got.Cursor
	}
	var c map[string]any
	if json.Unmarshal(cursor, &c) != nil || c["page"] != "from-2" {
		t.Fatalf("%s", cursor)
	}
	keys := func(cursor json.RawMessage, until time.Time) []string {
		rows, _ := read365(t, s, cursor, until)
		out := []string{}
		for k := range rows {
			out = append(out, k)
		}
		slices.Sort(out)
		return out
	}
	if got := keys(cursor, noon); !slices.Equal(got, want[:3]) { // the newest come first
		t.Errorf("going on: %v", got)
	}
	if got := keys(cursor, noon.Add(time.Hour)); !slices.Equal(got, want) {
		t.Errorf("an hour later: %v", got)
	}
	c["page"] = "forgotten"
	gone, _ := json.Marshal(c)
	if got := keys(gone, noon); !slices.Equal(got, want) {
		t.Errorf("with a page that is not known: %v", got)
	}
	c["page"] = ""
	w.told(pathOrders, 170001003)
	_, err := s.Earnings(t.Context(), cursor, noon)
	if err != nil {
		t.Errorf("a page that was refused once is no end: %v", err)
	}
	w.told(pathOrders, 170001003, 170001003)
	_, err = s.Earnings(t.Context(), cursor, noon)
	errorOf(t, err, taglane.Refused)
}

// A line that is not whole stops the report, for a sum of what is left of it
// would be wrong.
func TestWhatIsNoReport(t *testing.T) {
	w := newTwin(t)
	s := w.connect(t)
	for _, data := range []string{
		`null`, `{"orders":[],"total_count":3}`, `{"orders":[null]}`, `{"orders":[{"id":"1","create_time":1,"skus":[]}]}`, `{"total_count":3}`,
		`{"orders":[{"id":"1","create_time":1764000000,"skus":[{"id":"s"}]}]}`,
		`{"orders":[{"id":"1","create_time":1764000000,"skus":[{"estimated_commission":{"amount":"1","currency":"USD"}}]}]}`,
		`{"orders":[{"create_time":1764000000,"skus":[{"id":"s","estimated_commission":{"amount":"1","currency":"USD"}}]}]}`,
		`{"orders":[{"id":"1","create_time":1764000000,"skus":[{"id":"s","estimated_commission":{"amount":"one","currency":"USD"}}]}]}`,
	} {
		w.Turn(func(k *knobs) { k.Answers[pathOrders] = `{"code":0,"data":` + data + `}` })
		got, err := s.Earnings(t.Context(), nil, noon)
		if errorOf(t, err, taglane.Later); len(got.Rows) != 0 || got.Cursor != nil {
			t.Errorf("%s: %+v", data, got)
		}
	}
	w.Turn(func(k *knobs) { k.Answers[pathOrders] = `{"code":0,"data":{}}` })
	if got, err := s.Earnings(t.Context(), nil, noon); err != nil || len(got.Rows) != 0 {
		t.Errorf("nothing was sold: %+v, %v", got, err)
	}
	// A list that names the same page again and again does not go on.
	w.Turn(func(k *knobs) {
		k.Answers[pathOrders] = `{"code":0,"data":{"orders":[{"id":"1","create_time":1764000000,"skus":[{"id":"s","estimated_commission":{"amount":"1","currency":"USD"}}]}],"next_page_token":"p"}}`
	})
	got, err := s.Earnings(t.Context(), nil, noon)
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Earnings(t.Context(), got.Cursor, noon)
	errorOf(t, err, taglane.Later)
}

// A clock that was set back does not make a window of nothing.
func TestAClockSetBack(t *testing.T) {
	w := newTwin(t)
	w.Earn("", nil, []sale{sell(10, sale{ID: "1", Status: "SETTLED", Actual: "1.00"})})
	s := w.connect(t)
	_, cursor := read365(t, s, nil, noon)
	rows, _ := read365(t, s, cursor, noon.AddDate(0, 0, -9))
	if len(rows) != 1 {
		t.Errorf("%+v", rows)
	}
}
