package desktop

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"sync/atomic"

	"taglane/app/studio"
)

// tab is the browser twin over all lives of its library: a tab stays open while
// the library is closed and another one opened in its place.
type tab struct {
	config Config
	listen net.Listener
	token  string // of the page; the tab has it in memory alone, so it outlasts a life
	media  string // likewise, of what the page loads
	origin string
	ctx    context.Context

	mu  sync.Mutex // one life begins at a time
	now atomic.Pointer[life]
}

// life is one opening of the library.
type life struct {
	twin  *twin
	glass *glass        // nil while the library cannot be opened
	over  chan struct{} // closed when another one has begun: whoever listens comes again
}

func (t *tab) ServeHTTP(w http.ResponseWriter, r *http.Request) { t.now.Load().twin.ServeHTTP(w, r) }

// begin starts a life on a bridge whose library is open, or cannot be opened.
func (t *tab) begin(b *Bridge, g *glass) {
	l := &life{glass: g, over: make(chan struct{})}
	l.twin = &twin{bridge: b, files: t.config.Frontend, events: &events{}, log: t.config.Log, host: t.listen.Addr().String(), token: t.token, origin: t.origin, over: l.over}
	if g != nil {
		l.twin.events, l.twin.media = g.events, g.media
		g.events.emit("library", struct{}{}) // behind a gap: whoever heard the life before asks for everything again
	}
	if old := t.now.Swap(l); old != nil {
		close(old.over)
	}
}

// bridge is one for the next life. Its library is opened by the first verb that
// needs it, after the one of the life before was closed.
func (t *tab) bridge() *Bridge {
	b := &Bridge{config: t.config, log: t.config.Log, mediaToken: t.media}
	b.shell = browser{again: t.restart}
	old := t.now.Load()
	if old != nil {
		b.crashes, b.heard = old.twin.bridge.desk(), old.twin.events.now()+1
	}
	closing := sync.OnceValue(func() error {
		if old == nil || old.glass == nil {
			return nil
		}
		return old.glass.close()
	})
	b.wake = func() error {
		if err := closing(); err != nil {
			t.config.Log.Error("the library was not closed well", "err", err)
		}
		g, err := open(t.ctx, t.config, b, b.shell, nil, "", t.listen)
		if err == nil {
			t.begin(b, g)
		}
		return err
	}
	return b
}

// restart closes the library and opens it again, which puts in its place what
// was chosen. The page stays.
func (t *tab) restart() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	b := t.bridge()
	t.begin(b, nil) // from here on verbs wait for the next life
	return b.awake()
}

// first opens the library for the first time. One that is damaged, or was made
// by a newer Taglane, is shown all the same: the page says what can be done.
func (t *tab) first() error {
	b := t.bridge()
	err := b.awake()
	if studio.Recoverable(err) {
		t.begin(b, nil)
		return nil
	}
	if err != nil {
		err = errors.Join(err, b.desk().Close())
	}
	return err
}

// close ends the last life.
func (t *tab) close() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	l := t.now.Load()
	if l == nil {
		return nil
	}
	var err error
	if l.glass != nil {
		err = l.glass.close()
	}
	return errors.Join(err, l.twin.bridge.desk().Close())
}
