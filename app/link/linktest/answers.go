package linktest

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
)

// Redirect sends on to an address with a status such as 302.
func Redirect(status int, to string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", to)
		w.WriteHeader(status)
	}
}

// Relay sends on to an address with the query it was asked with, after change
// has done something to it: losing a sub-id, putting in another's id.
func Relay(to string, change func(q url.Values)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		change(q)
		Redirect(http.StatusFound, to+"?"+q.Encode())(w, r)
	}
}

// Destined sends on to the address that stands in a parameter of the query.
func Destined(parameter string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		Redirect(http.StatusFound, r.URL.Query().Get(parameter))(w, r)
	}
}

// Refresh is a page that sends on by itself after so many seconds.
func Refresh(seconds int, to string) http.HandlerFunc {
	return Text(fmt.Sprintf(`<html><head><title>Moment</title><meta http-equiv="Refresh" content="%d; URL='%s'"></head></html>`, seconds, html.EscapeString(to)))
}

// Text answers 200 with a page as it is given.
func Text(page string) http.HandlerFunc {
	return Answer(http.StatusOK, "text/html; charset=utf-8", page)
}

// Answer answers anything.
func Answer(status int, contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}
}

// Product is a shop's page of a product.
type Product struct {
	Title, Canonical string
	Stocks           []string // of its offers, as schema.org words them: InStock, OutOfStock
}

// Page answers 200 with a product.
func (p Product) Page() http.HandlerFunc {
	var offers []string
	for _, s := range p.Stocks {
		offers = append(offers, fmt.Sprintf(`{"@type":"Offer","availability":"https://schema.org/%s"}`, s))
	}
	return Text(fmt.Sprintf(`<!doctype html><html><head><title>%[1]s – A shop</title><link rel="canonical" href="%[2]s">
<script type="application/ld+json">{"@context":"https://schema.org","@type":"Product","name":%[3]q,"offers":[%[4]s]}</script></head><body><h1>%[1]s</h1></body></html>`,
		html.EscapeString(p.Title), html.EscapeString(p.Canonical), p.Title, strings.Join(offers, ",")))
}

// Geo sends on by the first language it is asked for in.
func Geo(to map[string]string, otherwise string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		first, _, _ := strings.Cut(r.Header.Get("Accept-Language"), ",")
		where, known := to[first]
		if !known {
			where = otherwise
		}
		Redirect(http.StatusFound, where)(w, r)
	}
}

// Marked lets a visitor pass once it shows the mark it was given, and sends
// everybody else round to the same address with one.
func Marked(then http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if _, err := r.Cookie("mark"); err == nil {
			then(w, r)
			return
		}
		http.SetCookie(w, &http.Cookie{Name: "mark", Value: "1", Path: "/"})
		Redirect(http.StatusFound, r.URL.RequestURI())(w, r)
	}
}

// Stalled answers 200 with the beginning of a page, and never its end.
func Stalled(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/html")
	_, _ = w.Write([]byte("<html><head><title>A pro"))
	_ = http.NewResponseController(w).Flush()
	<-r.Context().Done()
}

// Silent never answers.
func Silent(w http.ResponseWriter, r *http.Request) {
	over(w)
	<-r.Context().Done()
}

// Broken closes the connection instead of answering.
func Broken(w http.ResponseWriter, _ *http.Request) {
	over(w)
	if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
		_ = conn.Close()
	}
}

// over ends a request that gets no answer, since whoever gives up on it may ask
// elsewhere before that is noticed here.
func over(w http.ResponseWriter) {
	if c, ok := w.(*counted); ok {
		c.done()
	}
}

// Captcha wants to know whether a person asks, and answers 403.
func Captcha(w http.ResponseWriter, r *http.Request) {
	Answer(http.StatusForbidden, "text/html", "<title>Just a moment...</title>")(w, r)
}

// Fading answers one way once, and another way ever after.
func Fading(first, then http.HandlerFunc) http.HandlerFunc {
	var asked atomic.Int32
	return func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1) == 1 {
			first(w, r)
			return
		}
		then(w, r)
	}
}

// Loop puts a circle of three steps at a host and returns its beginning.
func (t *Twin) Loop(host string) string {
	for i, next := range []string{"/b", "/c", "/a"} {
		t.At(host, "/"+string(rune('a'+i)), Redirect(http.StatusMovedPermanently, next))
	}
	return "https://" + host + "/a"
}

// Steps puts a way of so many addresses at a host that ends at another one,
// which is the last of them, and returns its beginning.
func (t *Twin) Steps(host string, hops int, end string) string {
	step := func(i int) string { return fmt.Sprintf("/%d-of-%d", i, hops) }
	for i := 1; i < hops; i++ {
		to := step(i + 1)
		if i == hops-1 {
			to = end
		}
		t.At(host, step(i), Redirect(http.StatusFound, to))
	}
	return "https://" + host + step(1)
}
