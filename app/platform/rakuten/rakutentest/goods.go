package rakutentest

import (
	"bytes"
	"encoding/xml"
	"html"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Money is a figure as XML has it.
type Money struct {
	Amount   string `xml:",chardata"`
	Currency string `xml:"currency,attr"`
}

// Product is one of a shop's feed.
type Product struct {
	MID       string `xml:"mid"`
	Shop      string `xml:"merchantname"`
	LinkID    string `xml:"linkid"`
	Created   string `xml:"createdon"`
	SKU       string `xml:"sku"`
	Name      string `xml:"productname"`
	Primary   string `xml:"category>primary"`
	Secondary string `xml:"category>secondary"`
	Price     Money  `xml:"price"`
	Sale      *Money `xml:"saleprice"`
	UPC       string `xml:"upccode"`
	Short     string `xml:"description>short"`
	Long      string `xml:"description>long"`
	Keywords  string `xml:"keywords"`
	Link      string `xml:"linkurl"` // "": to Target
	Image     string `xml:"imageurl"`

	Target     string `xml:"-"`
	Unsearched bool   `xml:"-"` // its numbers are among no words
}

// words says whether all words, or any of them, stand in what is known of a product.
func (p Product) words(all, any string) bool {
	numbers := []string{p.SKU, p.LinkID, p.UPC}
	if p.Unsearched {
		numbers = nil
	}
	text := strings.ToLower(strings.Join(append(numbers, html.UnescapeString(p.Name), p.Short, p.Long, p.Keywords), " "))
	split := func(s string) []string {
		return strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	}
	known := split(text)
	has := func(w string) bool { return slices.Contains(known, strings.ToLower(w)) }
	for _, w := range split(all) {
		if !has(w) {
			return false
		}
	}
	return any == "" || slices.ContainsFunc(split(any), has)
}

// products answers a search.
func (t *Twin) products(w http.ResponseWriter, r *http.Request) {
	k, stock := t.now()
	q := r.URL.Query()
	for _, name := range []string{"keyword", "one", "exact", "none"} {
		if strings.ContainsAny(q.Get(name), `&=?{}\()[]-;~|$!><*%`) {
			t.Note("%s=%q has a mark that is not taken", name, q.Get(name))
		}
	}
	found := []Product{}
	for _, p := range stock.Products {
		if p.words(q.Get("keyword"), q.Get("one")) && (q.Get("mid") == "" || q.Get("mid") == p.MID) {
			found = append(found, p)
		}
	}
	number, size := t.number(q, "pagenumber", 1), t.number(q, "max", 20)
	if size > 100 || q.Get("max") == "" {
		t.Note("max=%q", q.Get("max"))
	}
	if k.PageMost > 0 {
		size = min(size, k.PageMost)
	}
	rows, of := page(t, found, number-1, size)
	pages := (of + size - 1) / size
	if number > max(pages, 1) {
		t.Note("page %d of %d", number, pages)
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `<result><Errors><ErrorText>Invalid page number</ErrorText></Errors></result>`)
		return
	}
	for i := range rows {
		rows = slices.Clone(rows)
		if rows[i].Link == "" {
			rows[i].Link = "https://click.linksynergy.com/link?id=" + t.payee(k) + "&offerid=1." + rows[i].LinkID + "&type=15&murl=" + url.QueryEscape(rows[i].Target)
		}
	}
	b, err := xml.Marshal(struct {
		XMLName xml.Name  `xml:"result"`
		Total   int       `xml:"TotalMatches"`
		Pages   int       `xml:"TotalPages"`
		Number  int       `xml:"PageNumber"`
		Rows    []Product `xml:"item"`
	}{Total: of, Pages: pages, Number: number, Rows: rows})
	if err == nil {
		err = CheckProducts(b)
	}
	if err != nil {
		t.Note("the twin's own list of products: %v", err)
	}
	t.send(w, r, "application/xml;charset=UTF-8", append([]byte(xml.Header), damaged(b, k)...))
}

// damaged is an answer with what feeds get wrong.
func damaged(b []byte, k Terms) []byte {
	if k.Comma {
		for _, tag := range []string{"price", "saleprice"} {
			parts := strings.Split(string(b), "</"+tag+">")
			for i, p := range parts[:len(parts)-1] {
				at := strings.LastIndexByte(p, '.')
				if at > strings.LastIndexByte(p, '>') {
					parts[i] = p[:at] + "," + p[at+1:]
				}
			}
			b = []byte(strings.Join(parts, "</"+tag+">"))
		}
	}
	if k.Bare {
		b = bytes.ReplaceAll(b, []byte("&amp; "), []byte("& "))
	}
	if k.Latin {
		out := []byte{}
		for _, r := range string(b) {
			if r < 256 {
				out = append(out, byte(r))
			} else {
				out = append(out, string(r)...)
			}
		}
		b = out
	}
	return b
}

// payee is whom the links of the twin pay.
func (t *Twin) payee(k Terms) string {
	if k.Pays != "" {
		return k.Pays
	}
	return Publisher
}

// number is a parameter that is a number from 1.
func (t *Twin) number(q url.Values, name string, otherwise int) int {
	if q.Get(name) == "" {
		return otherwise
	}
	n, err := strconv.Atoi(q.Get(name))
	if err != nil || n < 1 {
		t.Note("%s=%q", name, q.Get(name))
		return otherwise
	}
	return n
}

// Coupon is an offer to visitors.
type Coupon struct {
	Kind        string `xml:"promotiontypes>promotiontype"`
	Text        string `xml:"offerdescription"`
	From        string `xml:"offerstartdate"`
	To          string `xml:"offerenddate"`
	Code        string `xml:"couponcode,omitempty"`
	Restriction string `xml:"couponrestriction,omitempty"`
	Link        string `xml:"clickurl"`
	Pixel       string `xml:"impressionpixel"`
	Advertiser  string `xml:"advertiserid"`
	Shop        string `xml:"advertisername"`
	Network     string `xml:"network"`
}

// coupons answers with the coupons of all shops.
func (t *Twin) coupons(w http.ResponseWriter, r *http.Request) {
	k, stock := t.now()
	q := r.URL.Query()
	number, size := t.number(q, "pagenumber", 1), t.number(q, "resultsperpage", 500)
	if size > 500 {
		t.Note("%d coupons a page", size)
	}
	if k.PageMost > 0 {
		size = min(size, k.PageMost)
	}
	rows, of := page(t, stock.Coupons, number-1, size)
	b, err := xml.Marshal(struct {
		XMLName xml.Name `xml:"couponfeed"`
		Total   int      `xml:"TotalMatches"`
		Pages   int      `xml:"TotalPages"`
		Number  int      `xml:"PageNumberRequested"`
		Rows    []Coupon `xml:"link"`
	}{Total: of, Pages: (of + size - 1) / size, Number: number, Rows: rows})
	if err != nil {
		t.Note("the twin's own coupons: %v", err)
	}
	t.send(w, r, "application/xml;charset=UTF-8", append([]byte(xml.Header), damaged(b, k)...))
}
