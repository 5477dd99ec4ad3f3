package everything

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"taglane/app/taglane"
)

// table is a table for people. It opens in a spreadsheet as what it is, and no
// cell of it is reckoned there.
type table struct {
	b bytes.Buffer
	w *csv.Writer
}

func newTable(columns ...string) *table {
	t := &table{}
	t.b.WriteString("\ufeff") // without it, spreadsheets guess the letters
	t.w = csv.NewWriter(&t.b)
	_ = t.w.Write(columns) // a buffer takes everything
	return t
}

func (t *table) add(cells ...string) {
	for i, c := range cells {
		if c != "" && strings.ContainsRune("=+-@\t\r", rune(c[0])) && !isNumber(c) {
			cells[i] = "'" + c
		}
	}
	_ = t.w.Write(cells)
}

func (t *table) text() []byte { t.w.Flush(); return t.b.Bytes() }

func isNumber(s string) bool { _, err := strconv.ParseFloat(s, 64); return err == nil }

func when(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func sorted[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }

// ever is from before anything until after everything.
var ever = [2]time.Time{{}, time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)}

// lists writes what is not about one clip.
func (w *writer) lists(l Lent) error {
	products, err := l.Products(w.ctx)
	if err != nil {
		return err
	}
	if err := w.text("products.csv", products); err != nil {
		return err
	}
	for _, list := range []struct {
		name  string
		write func(Lent) (*table, error)
	}{
		{"products-pictures.csv", w.productPictures}, {"publications.csv", w.publications}, {"earnings.csv", w.earnings}, {"figures.csv", w.figures},
		{"links.csv", w.links}, {"team.csv", w.members}, {"places.csv", w.accounts}, {"settings.csv", w.settings},
	} {
		t, err := list.write(l)
		if err != nil {
			return err
		}
		if err := w.text(list.name, t.text()); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) productPictures(l Lent) (*table, error) {
	all, err := l.Store.Products(w.ctx, "")
	t := newTable("product", "picture", "notes", "id")
	for _, p := range all {
		picture := ""
		if p.Image != "" {
			picture = "pictures/" + p.Image + pictureEnding
		}
		t.add(p.Title, picture, p.Notes, string(p.ID))
	}
	return t, err
}

func (w *writer) publications(l Lent) (*table, error) {
	rows, err := l.Store.Publications(w.ctx)
	if err != nil {
		return nil, err
	}
	places, err := w.placeNames(l)
	if err != nil {
		return nil, err
	}
	t := newTable("clip", "place", "stage", "waits", "queued", "at", "post", "address", "id")
	for _, r := range rows {
		name := string(r.Clip)
		if rev, err := l.Store.Revision(w.ctx, r.Due()); err == nil {
			name = rev.Draft.Clip.Heading()
		}
		t.add(name, cmp.Or(places[r.Account], string(r.Account)), r.Stage.String(), string(r.Wait), when(r.QueuedAt), when(r.At), r.Post.ID, r.Post.Link, string(r.ID))
	}
	return t, nil
}

func (w *writer) earnings(l Lent) (*table, error) {
	all, err := l.Store.Earnings(w.ctx, ever[0], ever[1])
	if err != nil {
		return nil, err
	}
	places, err := w.placeNames(l)
	t := newTable("sold", "network", "shop", "item", "quantity", "sale", "sale_currency", "commission", "commission_currency", "state", "reason", "order", "sub_id", "key")
	for _, e := range all {
		t.add(when(e.SoldAt), cmp.Or(places[e.Account], string(e.Account)), e.Advertiser, cmp.Or(e.Item, e.SKU), strconv.Itoa(e.Quantity), e.Sale.Value, e.Sale.Currency,
			e.Commission.Value, e.Commission.Currency, string(e.State), e.Reason, e.Order, e.SubID, e.Key)
	}
	return t, err
}

func (w *writer) figures(l Lent) (*table, error) {
	all, err := l.Store.Observations(w.ctx, "", ever[0], ever[1])
	t := newTable("publication", "figure", "at", "value")
	for _, o := range all {
		t.add(string(o.Publication), o.Name, when(o.At), strconv.FormatFloat(o.Value, 'f', -1, 64))
	}
	return t, err
}

func (w *writer) links(l Lent) (*table, error) {
	all, err := l.Store.Links(w.ctx)
	t := newTable("address", "leads_to", "network", "shop", "shown_at", "made", "product", "clip", "sub_id")
	for _, k := range all {
		t.add(k.URL, k.Destination, k.Network, k.Advertiser, k.Service, when(k.MadeAt), string(k.Product), string(k.Clip), k.SubID)
	}
	return t, err
}

func (w *writer) members(l Lent) (*table, error) {
	all, err := l.Store.Members(w.ctx)
	t := newTable("name", "guest", "fingerprint", "id")
	for _, m := range all {
		t.add(m.Name, map[bool]string{true: "yes"}[m.Guest], taglane.Fingerprint(m.Key), string(m.ID))
	}
	return t, err
}

func (w *writer) accounts(l Lent) (*table, error) {
	all, err := l.Store.Accounts(w.ctx)
	t := newTable("name", "service", "id")
	for _, a := range all {
		t.add(a.Name, a.Service, string(a.ID))
	}
	return t, err
}

func (w *writer) settings(l Lent) (*table, error) {
	all, err := l.Store.Settings(w.ctx, "person.")
	t := newTable("setting", "value")
	for _, name := range sorted(all) {
		t.add(name, all[name])
	}
	return t, err
}

// ledgerTable is the publish ledger for people; what is no line of it is left out.
func ledgerTable(ledger []byte) []byte {
	t := newTable("at", "what", "outcome", "address", "place", "revision")
	for line := range bytes.Lines(ledger) {
		var e struct {
			Kind     string        `json:"kind"`
			Account  string        `json:"account"`
			Revision string        `json:"revision"`
			At       time.Time     `json:"at"`
			Outcome  string        `json:"outcome"`
			Post     *taglane.Post `json:"post"`
		}
		if json.Unmarshal(line, &e) != nil {
			continue
		}
		link := ""
		if e.Post != nil {
			link = e.Post.Link
		}
		t.add(when(e.At), e.Kind, e.Outcome, link, e.Account, e.Revision)
	}
	return t.text()
}
