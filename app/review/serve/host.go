package serve

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"taglane/app/review"
	"taglane/app/taglane"
)

// Lent is what a library lends to show its clips to guests.
type Lent struct {
	Now   func() time.Time
	NewID func() taglane.ID
	// Tell says a sentence to a guest, in the language with that tag.
	Tell func(language string, said taglane.Said) string
	// Changed is told when links or guests are others than before.
	Changed func()
	// Name is what a clip is called. NotFound: there is none.
	Name func(ctx context.Context, clip taglane.ID) (string, error)
	// Page is a clip's room as it stands now. It gives the room its digest and who
	// asks; what has to do with the film is set here.
	Page func(ctx context.Context, room taglane.Room) (review.Page, error)
	// Film is a small film of a clip, never its own file.
	Film func(ctx context.Context, clip taglane.ID) (path, mime string, err error)
	// Comments are those of a clip that guests may read.
	Comments func(ctx context.Context, clip taglane.ID) ([]review.Comment, error)
	// Take keeps what a guest said. Twice is once.
	Take func(ctx context.Context, said taglane.GuestSaid) error
	// Secrets keeps the key, the links and their PINs. Kept is nil for none;
	// Login: a person has to open the vault first.
	Secrets interface {
		Keep(ctx context.Context, name string, secret json.RawMessage) error
		Kept(ctx context.Context, name string) (json.RawMessage, error)
	}
}

// Wish is which review a person wants to show, and where.
type Wish struct {
	Clips   []taglane.ID   `json:"clips"`
	Address string         `json:"address"` // one of Addresses, with a port or without
	Rights  taglane.Rights `json:"rights"`
	Days    int            `json:"days"` // the link is good for so long; 0: seven
}

// Bounds of what is served.
const (
	usualDays = 7
	mostDays  = 30
	mostLinks = 50
	mostClips = 20 // of one link
)

// Served is everything that is shown to guests now.
type Served struct {
	On          bool    `json:"on"`
	Address     string  `json:"address"`     // https://ip:port, "" while it is off
	Fingerprint string  `json:"fingerprint"` // of the certificate, SHA-256, as browsers show it
	Links       []Link  `json:"links"`       // that are not over, the latest first; [] while it is off
	People      []Guest `json:"people"`      // who is here
}

// Link is a way in. Its address and its PIN go to guests by different ways.
type Link struct {
	ID     taglane.ID     `json:"id"`
	Link   string         `json:"link"`
	PIN    string         `json:"pin"`
	QR     QR             `json:"qr"` // of Link
	Clips  []Clip         `json:"clips"`
	Rights taglane.Rights `json:"rights"`
	Until  string         `json:"until"`  // RFC 3339
	Locked bool           `json:"locked"` // too many wrong PINs: it lets nobody in any more
}

// Clip is one that a link shows.
type Clip struct {
	ID   taglane.ID `json:"id"`
	Name string     `json:"name"`
}

// Guest is somebody who looks at a clip now.
type Guest struct {
	Link  taglane.ID    `json:"link"`
	Clip  taglane.ID    `json:"clip"`
	Name  string        `json:"name"`
	Frame taglane.Frame `json:"frame"`
}

// Host is the part of an open library that shows clips to guests. Its methods
// may be called from any goroutine.
type Host struct {
	l      Lent
	pauses pauses

	turning sync.Mutex // held while it is turned on or off, and while links change
	kept    *kept      // nil until the vault was read
	drawn   map[string]QR

	mu     sync.Mutex // of what follows
	server *server    // nil while it is off
}

// New makes it of what is lent. Nothing listens yet.
func New(l Lent) *Host { return &Host{l: l, pauses: patience, drawn: map[string]QR{}} }

// ServeReview shows clips at an address of this machine and makes a link to
// them. What is served already goes on at the address that it has. Invalid: no
// such address, or nothing to show. Conflict: the address is not free, or it is
// served at another. Login: the vault has to be opened.
func (h *Host) ServeReview(ctx context.Context, w Wish) (Served, error) {
	h.turning.Lock()
	defer h.turning.Unlock()
	where, err := h.checked(ctx, &w)
	if err != nil {
		return Served{}, err
	}
	if err := h.load(ctx); err != nil {
		return Served{}, err
	}
	for _, id := range w.Clips { // made now, while a person can be told what is missing
		if _, _, err := h.l.Film(ctx, id); err != nil {
			return Served{}, err
		}
	}
	h.forget()
	if len(h.kept.Links) >= mostLinks {
		return Served{}, taglane.Errorf(taglane.Refused, "There are %d links already. Take one back first.", mostLinks)
	}
	l := h.newLink(w)
	s, err := h.turnOn(where)
	if err != nil {
		return Served{}, err
	}
	h.kept.Links = append(h.kept.Links, l)
	if err := h.keep(ctx); err != nil {
		h.kept.Links = h.kept.Links[:len(h.kept.Links)-1]
		return Served{}, err
	}
	s.know(h.kept.Links)
	h.l.Changed()
	return h.served(ctx)
}

func (h *Host) checked(ctx context.Context, w *Wish) (place, error) {
	where, err := parseAddress(w.Address)
	if err != nil {
		return place{}, err
	}
	mine, err := h.ReviewAddresses()
	if err != nil {
		return place{}, err
	}
	if !slices.ContainsFunc(mine, func(a Address) bool { return a.Address == where.at.String() }) {
		return place{}, errNoAddress(w.Address)
	}
	if w.Days == 0 {
		w.Days = usualDays
	}
	if w.Days < 1 || w.Days > mostDays {
		return place{}, taglane.Errorf(taglane.Invalid, "A link is good for 1 to %d days.", mostDays)
	}
	if len(w.Clips) == 0 || len(w.Clips) > mostClips {
		return place{}, taglane.Errorf(taglane.Invalid, "A link shows 1 to %d clips.", mostClips)
	}
	for _, id := range w.Clips {
		if _, err := h.l.Name(ctx, id); err != nil {
			return place{}, err
		}
	}
	return where, nil
}

// turnOn listens, unless it does already.
func (h *Host) turnOn(where place) (*server, error) {
	if s := h.running(); s != nil {
		if where.at != s.where.at || where.port != 0 && where.port != s.where.port {
			return nil, taglane.Errorf(taglane.Conflict, "Reviews are shown at %s. Stop that first.", s.host)
		}
		return s, nil
	}
	cert, err := h.kept.certificate(where.at, h.l.Now())
	if err != nil {
		return nil, err
	}
	s := newServer(h, where.at, cert)
	if err := s.listen(where, h.kept.Port); err != nil {
		return nil, err
	}
	h.kept.Port = s.where.port
	s.know(h.kept.Links)
	h.mu.Lock()
	h.server = s
	h.mu.Unlock()
	go s.run()
	return s, nil
}

func (h *Host) running() *server {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.server
}

// ServedReviews is what is shown now.
func (h *Host) ServedReviews(ctx context.Context) (Served, error) {
	h.turning.Lock()
	defer h.turning.Unlock()
	return h.served(ctx)
}

func (h *Host) served(ctx context.Context) (Served, error) {
	out := Served{Links: []Link{}, People: []Guest{}}
	s := h.running()
	if s == nil {
		return out, nil
	}
	if len(h.drawn) > 2*mostLinks {
		h.drawn = map[string]QR{}
	}
	out.On, out.Address, out.Fingerprint = true, "https://"+s.host, readable(s.cert)
	for i := len(h.kept.Links) - 1; i >= 0; i-- {
		l := h.kept.Links[i]
		if l.over(h.l.Now()) {
			continue
		}
		v, err := h.shown(ctx, s, l)
		if err != nil {
			return Served{}, err
		}
		out.Links = append(out.Links, v)
	}
	out.People = s.people()
	return out, nil
}

func (h *Host) shown(ctx context.Context, s *server, l *link) (Link, error) {
	v := Link{ID: l.ID, Link: "https://" + s.host + "/r/#" + l.Cap + "." + printed(s.cert), PIN: l.PIN, Rights: l.Rights,
		Until: l.Until.UTC().Format(time.RFC3339), Locked: s.locked(l), Clips: []Clip{}}
	for _, id := range l.Clips {
		name, err := h.l.Name(ctx, id)
		if taglane.KindOf(err) == taglane.NotFound {
			continue
		}
		if err != nil {
			return v, err
		}
		v.Clips = append(v.Clips, Clip{id, name})
	}
	qr, have := h.drawn[v.Link]
	if !have {
		var err error
		if qr, err = encodeQR(v.Link); err != nil {
			return v, err
		}
		h.drawn[v.Link] = qr
	}
	v.QR = qr
	return v, nil
}

// RevokeReview takes a link back: whoever came in by it is out at once.
// NotFound: there is no such link.
func (h *Host) RevokeReview(ctx context.Context, id taglane.ID) (Served, error) {
	h.turning.Lock()
	defer h.turning.Unlock()
	if err := h.load(ctx); err != nil {
		return Served{}, err
	}
	if !h.drop(id) {
		return Served{}, taglane.Errorf(taglane.NotFound, "There is no such link.")
	}
	if s := h.running(); s != nil {
		s.know(h.kept.Links)
	}
	if err := h.keep(ctx); err != nil {
		return Served{}, err
	}
	h.l.Changed()
	return h.served(ctx)
}

// StopServing lets nobody in any more and sends away who is here. Links stay
// good for the next time, until they are over or are taken back.
func (h *Host) StopServing(ctx context.Context) (Served, error) {
	h.mu.Lock()
	s := h.server
	h.server = nil
	h.mu.Unlock()
	if s != nil {
		s.stop() // not while it is held: a request may be about to note a lock
		h.l.Changed()
	}
	return h.ServedReviews(ctx)
}

// Woke says that something was said of a clip, "" for of any.
func (h *Host) Woke(clip taglane.ID) {
	if s := h.running(); s != nil {
		s.woke(clip)
	}
}

// config is how the server speaks TLS. Only HTTP/1.1 is spoken over it: one
// guest needs three connections, and there is less of it that can be abused.
func config(cert tls.Certificate) *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS13, NextProtos: []string{"http/1.1"}}
}
