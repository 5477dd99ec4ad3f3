package catalog

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"taglane/app/taglane"
)

// listing makes a listing of a record, or refuses the row.
func (f *reading) listing(r *record) (l taglane.Listing, ok bool) {
	l = taglane.Listing{
		Source: f.Source, Title: oneLine(r.text(fTitle)), Brand: oneLine(r.text(fBrand)),
		MPN: oneLine(r.text(fMPN)), SKU: oneLine(r.text(fSKU)), Category: oneLine(r.text(fCategory)), ObservedAt: f.Now,
	}
	switch {
	case l.Title == "":
		f.refuse(r, fTitle, "", taglane.Say("The row has no title."))
		return l, false
	case long(l.Title):
		f.refuse(r, fTitle, l.Title, taglane.Say("The title is longer than %d characters.", MaxText))
		return l, false
	case long(l.Brand):
		f.refuse(r, fBrand, l.Brand, taglane.Say("The brand is longer than %d characters.", MaxText))
		return l, false
	}
	for _, s := range []*string{&l.MPN, &l.SKU, &l.Category} {
		if long(*s) {
			*s = ""
		}
	}
	l.GTINs = f.gtins(r)
	l.URL = f.link(r)
	f.words(r, &l)
	f.pictures(r, &l)
	f.prices(r, &l)
	f.stock(r, &l)
	f.expiry(r, &l)
	f.drop(r, &l)
	l.Options = choices(r)
	l.Group = oneLine(r.text(fGroup))
	l.Unoffered = unoffered(r)
	if l.Key = f.key(r); l.Key == "" {
		l.Key = keyOf(Product(l, f.Now))
	}
	f.limits(r, &l)
	return l, true
}

func long(s string) bool { return len(s) > MaxText && utf8.RuneCountInString(s) > MaxText }

// key names a record within its source, as far as it says so itself.
func (f *reading) key(r *record) string {
	key := oneLine(r.text(fKey))
	sku := oneLine(r.text(fSKU))
	switch {
	case f.report.Format == Shopify:
		handle := oneLine(r.text(fHandle))
		if handle != "" && sku != "" {
			return handle + "/" + sku
		}
		for _, c := range choices(r) {
			handle += "/" + c.Value
		}
		key = handle
	case key == "":
		key = sku
	}
	if long(key) {
		return ""
	}
	return key
}

// words reads the description and the condition.
func (f *reading) words(r *record, l *taglane.Listing) {
	text := r.text(fDescription)
	if text == "" {
		text = r.text(fShort)
	}
	whole := true
	if l.Description, whole = described(text, f.report.Format == Shopify || f.report.Format == Woo); !whole {
		f.note(r, "feed.text.length", fDescription, "", taglane.Say("The description was cut after %d characters.", maxWords))
	}
	l.Condition = feed.Conditions[plainWord(r.text(fCondition))]
}

// plainWord is a word of a feed as the vocabulary has it, also from an address
// at schema.org.
func plainWord(s string) string {
	if s == "" {
		return ""
	}
	s = strings.ToLower(s)
	if i := strings.LastIndex(s, "schema.org/"); i >= 0 {
		s = s[i+len("schema.org/"):]
	}
	return fold(s)
}

// prices reads what it costs. Where a shop names the price before a reduction,
// its price is the reduced one.
func (f *reading) prices(r *record, l *taglane.Listing) {
	l.Price = f.cash(r, fPrice)
	f.sale(r, l)
	if before := f.cash(r, fListPrice); before != nil && l.Sale == nil && lower(l.Price, before) {
		l.Price, l.Sale = before, l.Price
	}
	if l.Price == nil && l.Sale != nil && l.SaleTo.IsZero() {
		l.Price, l.Sale = l.Sale, nil
	}
	if r.text(fPrice) == "" && r.text(fSale) == "" && f.header.has(fPrice) {
		f.note(r, "feed.price.missing", fPrice, "", taglane.Say("The row has no price."))
	}
}

// stock reads whether it can be had. A word that nobody knows is never in stock.
func (f *reading) stock(r *record, l *taglane.Listing) {
	word := plainWord(r.text(fAvailability))
	l.Availability = feed.Availability[word]
	count, err := strconv.Atoi(strings.TrimSpace(r.text(fQuantity)))
	switch {
	case l.Availability != "":
	case word != "":
		l.Availability = taglane.UnknownStock
		f.note(r, "feed.availability", fAvailability, word, taglane.Say("%q does not say whether the product is in stock.", clipped(word)))
	case f.header.has(fTracker) && r.text(fTracker) == "" && f.report.Format == Shopify:
		l.Availability = taglane.InStock // the shop does not count it
	case err != nil:
		l.Availability = taglane.UnknownStock
	case count > 0:
		l.Availability = taglane.InStock
	default:
		l.Availability = taglane.OutOfStock
	}
	if policy := plainWord(r.text(fPolicy)); l.Availability == taglane.OutOfStock && (policy == "continue" || policy == "true" || yes(r.text(fBackorders))) {
		l.Availability = taglane.Backorder
	}
	if word == "discontinued" {
		f.note(r, "feed.discontinued", fAvailability, word, taglane.Say("The product is discontinued."))
	}
	l.AvailableFrom = f.when(r, fAvailableFrom, false)
	early := l.Availability == taglane.Preorder || l.Availability == taglane.Backorder
	if early && l.AvailableFrom.IsZero() && (f.report.Format == Google || f.report.Format == Meta || f.report.Format == TikTok) {
		f.note(r, "feed.availability_date", fAvailableFrom, "", taglane.Say("The row does not say from when the product is available."))
	}
}

func yes(s string) bool {
	s = plainWord(s)
	return s == "1" || s == "yes" || s == "true" || s == "notify"
}

// choices are what makes a variant: named options, else the columns of feeds.
// A shop writes "Default Title" for a product without any.
func choices(r *record) (out []taglane.Choice) {
	for f := fOption1Name; f <= fOption3Value; f += 2 {
		name, value := oneLine(r.text(f)), oneLine(r.text(f+1))
		if value != "" && value != "Default Title" {
			out = append(out, taglane.Choice{Name: name, Value: value})
		}
	}
	for f := fColor; f <= fPattern; f++ {
		if s := oneLine(r.text(f)); s != "" {
			out = append(out, taglane.Choice{Name: capitals(columnNames[f]), Value: s})
		}
	}
	for _, c := range r.choices {
		if !slices.Contains(out, c) && c.Value != "" {
			out = append(out, c)
		}
	}
	return slices.DeleteFunc(out, func(c taglane.Choice) bool { return long(c.Name) || long(c.Value) })
}

// unoffered says whether a row is there and not for sale.
func unoffered(r *record) bool {
	switch strings.ToLower(r.text(fPublished)) {
	case "false", "0", "no", "-1": // WooCommerce writes a draft as -1
		return true
	}
	return slices.Contains(feed.Unoffered, plainWord(r.text(fStatus))) || strings.Contains(plainWord(r.text(fPause)), "all")
}

// limits notes what a feed may not do, though we can live with it.
func (f *reading) limits(r *record, l *taglane.Listing) {
	if f.report.Format != Google && f.report.Format != Meta && f.report.Format != TikTok {
		return
	}
	if f.report.Format == Google && len(l.Key) > 50 && utf8.RuneCountInString(l.Key) > 50 {
		f.note(r, "feed.id.length", fKey, l.Key, taglane.Say("An id of Google Merchant has 50 characters at most."))
	}
	if len(l.Title) > 150 && utf8.RuneCountInString(l.Title) > 150 {
		f.note(r, "feed.title.length", fTitle, l.Title, taglane.Say("A title in a feed has 150 characters at most."))
	}
}

// pictures reads the addresses of pictures and videos.
func (f *reading) pictures(r *record, l *taglane.Listing) {
	for _, at := range []field{fVariantImage, fImage, fMoreImages} {
		for _, cell := range r.values[at] {
			l.Images = f.addresses(r, at, l.Images, cell, maxImages)
		}
	}
	for _, cell := range r.values[fVideo] {
		l.Videos = f.addresses(r, fVideo, l.Videos, cell, maxVideos)
	}
}

// addresses adds those in a cell: one, several with commas, or, as Meta nests
// them, a list in JSON.
func (f *reading) addresses(r *record, at field, out []string, cell string, most int) []string {
	if strings.HasPrefix(cell, "[") || strings.HasPrefix(cell, "{") {
		urls, ok := nested(cell)
		if !ok {
			f.note(r, "feed.nested", at, cell, taglane.Say("The list in this cell is not JSON and was left out."))
		}
		for _, u := range urls {
			out = addressed(out, u, most)
		}
		return out
	}
	for f.report.Format != Ours {
		i := strings.Index(cell, "http")
		j := -1
		if i >= 0 {
			j = separator(cell[i+4:])
		}
		if j < 0 {
			break
		}
		out = addressed(out, strings.Trim(cell[i:i+4+j], ", \n\t|"), most)
		cell = cell[i+4+j:]
	}
	return addressed(out, strings.Trim(cell, ", \n\t|"), most)
}

// separator is where the next address of a list begins.
func separator(s string) int {
	first := -1
	for _, mark := range []string{",http", " http", "\nhttp", "|http"} {
		if i := strings.Index(s, mark); i >= 0 && (first < 0 || i < first) {
			first = i
		}
	}
	return first
}

func addressed(out []string, u string, most int) []string {
	if len(out) < most && u != "" && sound(u) && !contains(out, u) {
		return append(out, u)
	}
	return out
}

// nested reads [{"url": "…"}, …], {"url": "…"} or ["…"].
func nested(cell string) (urls []string, ok bool) {
	var many []json.RawMessage
	if strings.HasPrefix(cell, "{") {
		many = []json.RawMessage{json.RawMessage(cell)}
	} else if json.Unmarshal([]byte(cell), &many) != nil {
		return nil, false
	}
	for _, one := range many {
		var address string
		var named struct {
			URL string `json:"url"`
		}
		switch {
		case json.Unmarshal(one, &address) == nil:
		case json.Unmarshal(one, &named) == nil:
			address = named.URL
		default:
			return urls, false
		}
		urls = append(urls, address)
	}
	return urls, true
}
