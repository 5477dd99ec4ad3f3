package link

import (
	"context"
	"errors"
	"io"
	"mime"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/net/publicsuffix"

	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// What following a link may cost.
const (
	hopsMost = 15
	hopTime  = 10 * time.Second
	allTime  = 45 * time.Second
	bodyMost = 256 << 10
	paceTime = time.Second
)

// Client follows links, one at a time and one request a second, whoever asks.
// Its zero value is right, other than for tests. Following a link may count as
// a click at the network: that somebody agreed to it is for the caller to know.
type Client struct {
	// HTTP is who is asked; nil: httpx.Trail. It never follows by itself.
	HTTP *http.Client
	// Now is the time; nil: httpx.Wall.
	Now func() time.Time
	// Wait lets time pass between requests; nil: it does.
	Wait func(ctx context.Context, d time.Duration) error
	// Agent and Language are what the shop is told of the visitor; "" are those
	// of a plain computer and of English.
	Agent, Language string
	// Online says whether this computer has a network at all, so that a missing
	// one is not taken for a missing shop; nil: nobody knows.
	Online func(ctx context.Context) bool
	// PerHop and InAll bound the waiting, bodies included; 0: 10 s and 45 s.
	PerHop, InAll time.Duration

	once   sync.Once
	turn   chan struct{}
	next   time.Time         // when the next request may leave
	robots map[string]robots // what hosts ask of programs, by scheme and host
}

const (
	plainAgent    = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
	plainLanguage = "en-US,en;q=0.8"
)

// Want is what a link should do.
type Want struct {
	Link        string
	Owner       string   // whom it should pay
	SubID       string   // what it should say
	Domains     []string // hosts of the advertiser, each with all below it; none: not known
	Title       string   // of the product; "" is not compared
	Destination string   // at the shop; "": what the link says itself
	Own         Owners   // our codes, besides Owner
	Home        []string // hosts of our own sites
	// Plain is an address at the shop itself, which pays nobody.
	Plain bool
	// Alone says that nobody waits for it: what hosts ask of programs is heeded.
	Alone bool
	// Spare says before each request whether a host is let alone, and why; nil:
	// none is.
	Spare func(ctx context.Context, host string) (why taglane.Said, spared bool)
}

// Audit follows a link and says how it stands. It never fails: what stood in
// the way is in the chain, which is unsure then.
func Audit(ctx context.Context, c *Client, w Want) Chain {
	chain, _ := Visit(ctx, c, w)
	return chain
}

// Page is what was read of the page at the end of a way; nothing where there was
// none.
type Page struct {
	Body []byte
	Type string
}

// Visit is Audit with the page at the end.
func Visit(ctx context.Context, c *Client, w Want) (Chain, Page) {
	if !c.enter(ctx) {
		return Chain{Depth: 2, Final: w.Link, At: c.now()}.unsure(taglane.Later, taglane.Say("Looking was stopped.")), Page{}
	}
	defer c.leave()
	ctx, cancel := context.WithTimeout(ctx, or(c.InAll, allTime))
	defer cancel()
	wk := &walk{c: c, want: w, seen: map[string]bool{}, chain: Chain{Depth: 2, At: c.now()}}
	wk.http = *c.HTTP
	wk.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	// Networks mark a visitor on one hop and look for the mark on the next.
	// What one link was marked with, no other one shows.
	wk.http.Jar, _ = cookiejar.New(&cookiejar.Options{PublicSuffixList: publicsuffix.List})
	wk.follow(ctx)
	return wk.chain, Page{wk.body, wk.chain.Type}
}

func (c *Client) enter(ctx context.Context) bool {
	c.once.Do(func() {
		c.turn = make(chan struct{}, 1)
		if c.HTTP == nil {
			c.HTTP = httpx.Trail("")
		}
	})
	select {
	case c.turn <- struct{}{}:
		if ctx.Err() == nil {
			return true
		}
		c.leave()
	case <-ctx.Done():
	}
	return false
}

func (c *Client) leave() { <-c.turn }

func (c *Client) now() time.Time {
	if c.Now == nil {
		return httpx.Wall()
	}
	return c.Now()
}

// pace waits until the next request may leave.
func (c *Client) pace(ctx context.Context) error {
	now := c.now()
	if wait := c.next.Sub(now); wait > 0 && wait <= paceTime {
		if err := c.wait(ctx, wait); err != nil {
			return err
		}
		now = c.next
	}
	c.next = now.Add(paceTime)
	return nil
}

func (c *Client) wait(ctx context.Context, d time.Duration) error {
	if c.Wait != nil {
		return c.Wait(ctx, d)
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func or[T comparable](v, otherwise T) T {
	var none T
	if v == none {
		return otherwise
	}
	return v
}

// walk is one link being followed.
type walk struct {
	c     *Client
	http  http.Client
	want  Want
	seen  map[string]bool
	chain Chain
	page  page
	body  []byte // of the page
	read  bool   // the end is a page that was read
}

func (w *walk) follow(ctx context.Context) {
	at, ok := step(w.want.Link)
	if !ok {
		w.chain.Final = w.want.Link
		w.chain = w.chain.unsure(taglane.Invalid, taglane.Say("This is not an address that can be opened."))
		return
	}
	for ; at != nil; at = w.step(ctx, at) {
		// An address that comes again is a circle, unless a mark was set since.
		key := at.String() + "\n" + marks(w.http.Jar, at)
		switch {
		case w.seen[key]:
			w.chain.Verdict = Loop
		case len(w.chain.Hops) == hopsMost:
			w.chain.Verdict = TooLong
			w.chain.Kind = taglane.Invalid
		case deadAt(at.Hostname(), w.chain.At) != "":
			w.hop(at)
			w.chain.Verdict = DeadNetwork
		}
		if w.chain.Verdict != "" {
			break
		}
		w.seen[key] = true
	}
	if w.foreign() {
		w.chain.Verdict, w.chain.Kind, w.chain.Cause, w.chain.DeadSince = IDForeign, "", taglane.Said{}, time.Time{}
	}
	if w.chain.Verdict == "" {
		w.chain.Verdict = w.judge()
	}
}

func marks(jar http.CookieJar, at *url.URL) string {
	var b strings.Builder
	for _, m := range jar.Cookies(at) {
		b.WriteString(m.String() + ";")
	}
	return b.String()
}

// hop puts an address on record.
func (w *walk) hop(at *url.URL) *Hop {
	ours, _ := w.want.whose(at)
	text := decoded(at.String())
	w.chain.Final = at.String()
	w.chain.Hops = append(w.chain.Hops, Hop{
		N: len(w.chain.Hops) + 1, URL: at.String(), Host: at.Hostname(), OwnID: ours,
		SubID:   w.want.SubID != "" && carries(strings.ToLower(text), strings.ToLower(w.want.SubID)),
		CJEvent: at.Query().Has("cjevent"),
	})
	return &w.chain.Hops[len(w.chain.Hops)-1]
}

// step asks one address and returns the next; nil at the end.
func (w *walk) step(ctx context.Context, at *url.URL) *url.URL {
	h := w.hop(at)
	w.page, w.body, w.read = page{}, nil, false
	w.chain.Status, w.chain.Type, w.chain.Title = 0, "", ""
	if w.want.Spare != nil {
		if why, spared := w.want.Spare(ctx, at.Hostname()); spared {
			w.chain = w.chain.unsure(taglane.Later, why)
			return nil
		}
	}
	if w.want.Alone && !w.c.welcomes(ctx, at) {
		w.chain = w.chain.unsure(taglane.Later, taglane.Say("%s asks programs to stay away.", at.Hostname()))
		w.chain.Shut, w.chain.Robots = at.Hostname(), true
		return nil
	}
	if err := w.c.pace(ctx); err != nil {
		w.stopped(ctx, err)
		return nil
	}
	one, cancel := context.WithTimeout(ctx, or(w.c.PerHop, hopTime))
	defer cancel()
	began := w.c.now()
	to, err := w.ask(one, at, h)
	h.Ms = w.c.now().Sub(began).Milliseconds()
	if err != nil {
		w.stopped(ctx, err)
		return nil
	}
	if to == "" {
		return nil
	}
	next, ok := resolve(at, to)
	if !ok {
		w.chain = w.chain.unsure(taglane.Refused, taglane.Say("The link leads on to something that is no address of the web."))
		return nil
	}
	return next
}

// ask makes one request; to is where the answer sends on.
func (w *walk) ask(ctx context.Context, at *url.URL, h *Hop) (to string, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, at.String(), nil)
	if err != nil {
		return "", err
	}
	r.Header.Set("User-Agent", or(w.c.Agent, plainAgent))
	r.Header.Set("Accept-Language", or(w.c.Language, plainLanguage))
	r.Header.Set("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
	resp, err := w.http.Do(r)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	h.Status, w.chain.Status, w.chain.Type = resp.StatusCode, resp.StatusCode, cut(resp.Header.Get("Content-Type"), 200)
	switch to = resp.Header.Get("Location"); {
	case resp.StatusCode >= 300 && resp.StatusCode < 400 && resp.StatusCode != http.StatusNotModified && to != "":
		h.Next = "location"
		return to, nil
	case resp.StatusCode != http.StatusOK:
		return "", nil
	}
	if kind, _, _ := mime.ParseMediaType(w.chain.Type); kind == "text/html" || kind == "application/xhtml+xml" || kind == "" {
		body, err := io.ReadAll(io.LimitReader(resp.Body, bodyMost))
		if err != nil {
			return "", err
		}
		w.page, w.body, w.read = readPage(body, w.chain.Type), body, true
		w.chain.Title = cut(w.page.title, 300)
	}
	to = or(refreshTo(resp.Header.Get("Refresh")), w.page.refresh)
	if next, ok := resolve(at, to); to == "" || !ok || next.String() == at.String() {
		return "", nil // it stays, or only reloads
	}
	h.Next = "refresh"
	return to, nil
}

func cut(s string, most int) string {
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "")
	}
	return s
}

// stopped says what an address that did not answer proves: nothing, unless its
// host is not there while the network is.
func (w *walk) stopped(ctx context.Context, err error) {
	var no *taglane.Error
	var dns *net.DNSError
	var timeout net.Error
	nameless := errors.As(err, &dns)
	away := nameless && dns.IsNotFound || errors.Is(err, syscall.ENETUNREACH) || errors.Is(err, syscall.EHOSTUNREACH)
	online := func() bool { return w.c.Online != nil && w.c.Online(ctx) }
	switch {
	case errors.As(err, &no):
		w.chain = w.chain.unsure(no.Kind, taglane.SaidOf(no))
	case ctx.Err() == nil && errors.Is(err, syscall.ECONNREFUSED):
		w.chain.Verdict, w.chain.DeadSince = DeadHost, w.chain.At
	case ctx.Err() == nil && away && online():
		w.chain.Verdict, w.chain.DeadSince = DeadHost, w.chain.At
	case away, nameless && !dns.IsTimeout && !online():
		w.chain = w.chain.unsure(taglane.Offline, taglane.Say("This computer seems to have no network."))
	case errors.Is(err, context.DeadlineExceeded) || errors.As(err, &timeout) && timeout.Timeout():
		w.chain = w.chain.unsure(taglane.Later, taglane.Say("%s took too long to answer.", w.lastHost()))
	case ctx.Err() != nil:
		w.chain = w.chain.unsure(taglane.Later, taglane.Say("Looking was stopped."))
	default:
		w.chain = w.chain.unsure(taglane.Later, taglane.Say("%s did not answer.", w.lastHost()))
	}
}

func (w *walk) lastHost() string { return w.chain.Hops[len(w.chain.Hops)-1].Host }

func (c Chain) unsure(kind taglane.Kind, cause taglane.Said) Chain {
	c.Verdict, c.Kind, c.Cause = Unsure, kind, cause
	return c
}
