package trade

import (
	"cmp"
	"context"
	"net/url"
	"strings"
	"sync"
	"time"

	"taglane/app/taglane"
	"taglane/app/work"
)

const (
	// pickedAtOnce is how many pictures are fetched at the same time, from one
	// host never more than one.
	pickedAtOnce = 2
	// betweenPictures is how long a host is left alone after each.
	betweenPictures = 200 * time.Millisecond
	// triesAtHost is how many pictures in a row may get no answer before the
	// others of that host are not asked for.
	triesAtHost = 3
	// told is how often products are said to have changed, in pictures.
	toldEvery = 8
)

// wanted is a picture that a person asked for.
type wanted struct {
	product taglane.ID
	title   string
	address string
}

// picking is whether pictures are being fetched, and how far that is.
type picking struct {
	mu    sync.Mutex
	on    bool
	share float64
}

func (p *picking) running() (bool, float64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.on, p.share
}

func (p *picking) far(share float64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.share = share
}

// begin says whether the caller is the one who fetches from now on.
func (p *picking) begin() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	was := p.on
	if p.on = true; !was {
		p.share = 0
	}
	return !was
}

// endUnless ends it unless there is more to do, so that whoever asks for more at
// that moment is either seen or begins anew.
func (p *picking) endUnless(more func() bool) (over bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.on = more()
	return !p.on
}

func (p *picking) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.on = false
}

// gate holds work while it has to rest.
type gate struct {
	mu   sync.Mutex
	open chan struct{} // closed while nothing has to rest
}

func newGate() *gate {
	g := &gate{open: make(chan struct{})}
	close(g.open)
	return g
}

func (g *gate) set(rest bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	select {
	case <-g.open:
		if rest {
			g.open = make(chan struct{})
		}
	default:
		if !rest {
			close(g.open)
		}
	}
}

// pass waits until nothing has to rest; false once the context has ended.
func (g *gate) pass(ctx context.Context) bool {
	for {
		g.mu.Lock()
		open := g.open
		g.mu.Unlock()
		select {
		case <-ctx.Done():
			return false
		case <-open:
			return ctx.Err() == nil
		}
	}
}

// host is a site with the pictures that are wanted of it.
type host struct {
	name    string
	waiting []wanted
	silent  int // pictures in a row that got no answer
}

// picker fetches pictures.
type picker struct {
	t    *Trade
	gate *gate
	desk *work.Desk

	mu            sync.Mutex
	have          map[string]string // our copies by their addresses: variants share pictures
	done, all     int
	fetched, lost int
	wrong         error // of our own; ends the fetching
}

// fetch fetches pictures from their hosts in turn, each host left alone for a
// moment after each.
func (p *picker) fetch(ctx context.Context, all []wanted) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var hosts []*host
	by := map[string]*host{}
	for _, w := range all {
		name := hostOf(w.address)
		if by[name] == nil {
			by[name] = &host{name: name}
			hosts = append(hosts, by[name])
		}
		by[name].waiting = append(by[name].waiting, w)
	}
	p.all += len(all)
	ready := make(chan *host, len(hosts)) // has room for each, so that nobody waits to put one back
	left := len(hosts)
	for _, h := range hosts {
		ready <- h
	}
	var workers sync.WaitGroup
	for range min(pickedAtOnce, len(hosts)) {
		workers.Go(func() {
			for p.gate.pass(ctx) {
				var h *host
				select {
				case <-ctx.Done():
					return
				case h = <-ready:
				}
				if h == nil {
					return // all is done
				}
				if !p.next(ctx, h) {
					stop()
					return
				}
				if len(h.waiting) > 0 {
					time.AfterFunc(betweenPictures, func() { ready <- h })
					continue
				}
				p.mu.Lock()
				if left--; left == 0 {
					close(ready)
				}
				p.mu.Unlock()
			}
		})
	}
	workers.Wait()
	p.t.changed()
}

// next fetches the next picture of a host; false where nothing more can be kept.
func (p *picker) next(ctx context.Context, h *host) bool {
	if !p.gate.pass(ctx) {
		return false
	}
	w := h.waiting[0]
	h.waiting = h.waiting[1:]
	p.mu.Lock()
	name := p.have[w.address]
	p.mu.Unlock()
	var err error
	if name == "" {
		name, err = p.t.fetchPicture(ctx, w.address)
	}
	if err != nil && ctx.Err() != nil {
		return false // it was broken off, which says nothing of the picture
	}
	kept := context.WithoutCancel(ctx)
	if err == nil {
		h.silent = 0
		return p.settle(name, w, p.t.pictured(kept, w.product, name))
	}
	failed := []wanted{w}
	if h.silent++; taglane.KindOf(err) != taglane.Later && taglane.KindOf(err) != taglane.Offline {
		h.silent = 0
	}
	if h.silent == triesAtHost { // nobody is at home
		failed, h.waiting = append(failed, h.waiting...), nil
	}
	return p.refused(kept, failed, err)
}

// settle counts a picture that is here.
func (p *picker) settle(name string, w wanted, err error) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.have[w.address] = name
	p.fetched++
	return p.count(1, err)
}

// refused keeps why pictures could not be had.
func (p *picker) refused(ctx context.Context, all []wanted, why error) bool {
	reason := p.t.l.Tell(taglane.SaidOf(why))
	kept := map[string]string{}
	for _, w := range all {
		kept[picturesKept+string(w.product)] = unfetched{Address: w.address, Failed: reason}.setting()
	}
	err := p.t.l.Store.SetSettings(ctx, kept)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.lost += len(all)
	return p.count(len(all), err)
}

// count tells how far it is; false where something of ours went wrong.
func (p *picker) count(n int, err error) bool {
	before := p.done / toldEvery
	p.done += n
	share := float64(p.done) / float64(max(p.all, 1))
	p.t.picking.far(share)
	p.desk.Progress("pictures", share, -1)
	if p.done/toldEvery != before {
		p.t.changed()
	}
	p.wrong = cmp.Or(p.wrong, err)
	return p.wrong == nil
}

// told says how it went, and is what went wrong with us.
func (p *picker) told() error {
	t := p.t
	switch {
	case p.wrong != nil || p.done == 0:
	case p.lost == 0:
		t.l.Emit("notice", notice{"success", t.say("The pictures of %d products are here.", p.fetched)})
	case p.fetched == 0:
		t.l.Emit("notice", notice{"info", t.say("The pictures of %d products could not be fetched.", p.lost)})
	default:
		t.l.Emit("notice", notice{"info", t.say("The pictures of %d products are here; %d could not be fetched.", p.fetched, p.lost)})
	}
	return p.wrong
}

// notice is a sentence for the person, as the screen shows it.
type notice struct {
	Kind    string `json:"kind"`
	Message string `json:"message"`
}

// hostOf is whom an address asks.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Hostname())
}
