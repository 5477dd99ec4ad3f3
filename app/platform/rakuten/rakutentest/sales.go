package rakutentest

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"time"
)

// Transaction is a row of a report.
type Transaction struct {
	ID, Order, Shop, SKU, Product string
	Sale, Commission              string // figures, as they stand in the JSON
	Quantity                      int
	Currency                      string
	At, Processed                 time.Time
	U1                            string
	Kind                          string // realtime, batch
	Event                         bool
}

// stamp is how Rakuten writes a time.
func stamp(at time.Time) string { return at.UTC().Format("Mon Jan 02 2006 15:04:05 GMT+0000 (UTC)") }

func (x Transaction) json(yesNo bool) map[string]any {
	var event any = x.Event
	if yesNo {
		event = map[bool]string{true: "Y", false: "N"}[x.Event]
	}
	return map[string]any{
		"etransaction_id": x.ID, "advertiser_id": x.Shop, "sid": SID, "order_id": x.Order, "offer_id": "1", "sku_number": x.SKU,
		"sale_amount": json.Number(x.Sale), "quantity": x.Quantity, "commissions": json.Number(x.Commission), "process_date": stamp(x.Processed),
		"transaction_date": stamp(x.At), "transaction_type": x.Kind, "product_name": x.Product, "u1": x.U1, "currency": x.Currency,
		"is_event": event, "commissions_list_id": "",
	}
}

// transactions answers with what was processed within a window.
func (t *Twin) transactions(w http.ResponseWriter, r *http.Request) {
	k, stock := t.now()
	q := r.URL.Query()
	from, err := time.Parse("2006-01-02 15:04:05", q.Get("process_date_start"))
	to, other := time.Parse("2006-01-02 15:04:05", q.Get("process_date_end"))
	switch {
	case err != nil || other != nil || to.Before(from):
		t.refuse(w, "process_date_start and process_date_end are needed", r)
		return
	case t.Clock.Now().Sub(from) > 30*24*time.Hour:
		t.refuse(w, "process_date_start is older than 30 days", r)
		return
	}
	found := []any{}
	for _, x := range stock.Transactions {
		if !x.Processed.Before(from) && !x.Processed.After(to) && (q.Get("currency") == "" || q.Get("currency") == x.Currency) {
			found = append(found, x.json(k.YesNo))
		}
	}
	size := t.number(q, "limit", 100)
	if k.RowsMost > 0 {
		size = min(size, k.RowsMost)
	}
	rows, _ := page(t, found, t.number(q, "page", 1)-1, size)
	t.json(w, r, rows)
}

func (t *Twin) refuse(w http.ResponseWriter, why string, r *http.Request) {
	t.Note("%s: %s: %s", r.URL.Path, why, strings.ReplaceAll(r.URL.RawQuery, "+", " "))
	w.WriteHeader(http.StatusBadRequest)
	_, _ = io.WriteString(w, `{"error":"REQUEST_PARAM_INVALID","message":"`+why+`"}`)
}
