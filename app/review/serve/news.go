package serve

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"taglane/app/review"
	"taglane/app/taglane"
)

// board is what was said of one clip, with a number for each change, so that a
// guest is told only what is new to them.
type board struct {
	era   string // another one: numbers of before mean nothing
	n     int
	notes map[taglane.ID]*note
	stale bool          // something was said since it was read
	wake  chan struct{} // closed when there may be something new
}

type note struct {
	review.Comment
	sum [32]byte
	n   int // when it last changed
}

var guestKey = regexp.MustCompile(`^[0-9a-f]{32}$`)

// mostFrame is beyond the last frame of any clip.
const mostFrame = 1 << 31

// asked is what a page says when it asks for news.
type asked struct {
	Guest, Name, After string
	Frame              taglane.Frame
}

// news tells a guest what is new, and notes where they are.
func (s *server) news(w http.ResponseWriter, r *http.Request, g *session, clip taglane.ID) {
	b, ok := s.body(w, r, 4<<10)
	if !ok {
		return
	}
	var q asked
	if json.Unmarshal(b, &q) != nil || !guestKey.MatchString(q.Guest) {
		s.refuse(w, r, http.StatusBadRequest, taglane.Say("This did not arrive whole. Try again."))
		return
	}
	leave, err := s.here(g, clip, q)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	defer leave()
	room := g.way.room(clip)
	me := review.GuestID(room.ID, q.Guest)
	late := time.NewTimer(s.pauses.news)
	defer late.Stop()
	for waited := false; ; waited = true {
		cursor, comments, wake, err := s.newer(r.Context(), clip, q.After, me)
		switch {
		case err != nil:
			s.fail(w, r, err)
			return
		case !s.good(g):
			s.fail(w, r, errOver())
			return
		case len(comments) > 0 || cursor != q.After || waited:
			answer(w, http.StatusOK, map[string]any{"cursor": cursor, "comments": comments, "people": s.others(g, clip, me)})
			return
		}
		select {
		case <-wake:
		case <-late.C:
		case <-g.life.Done():
		case <-r.Context().Done():
			return
		}
	}
}

// newer is what changed on a board after a cursor, and what closes when there is
// more.
func (s *server) newer(ctx context.Context, clip taglane.ID, after string, me taglane.ID) (string, []review.Comment, <-chan struct{}, error) {
	s.mu.Lock()
	b := s.board(clip)
	stale := b.stale
	b.stale = false
	s.mu.Unlock()
	if stale {
		all, err := s.h.l.Comments(ctx, clip)
		s.mu.Lock()
		if err != nil {
			b.stale = true
			s.mu.Unlock()
			return "", nil, nil, err
		}
		if before := b.n; b.take(all) > before {
			b.ring() // others may have looked while it was read
		}
		s.mu.Unlock()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	from := 0
	if era, n, _ := strings.Cut(after, "."); era == b.era {
		from, _ = strconv.Atoi(n)
	}
	out := []review.Comment{}
	for _, c := range b.notes {
		if c.n > from {
			v := c.Comment
			v.As = review.OwnID(me, v.ID)
			out = append(out, v)
		}
	}
	slices.SortFunc(out, func(a, b review.Comment) int { return strings.Compare(a.At+string(a.ID), b.At+string(b.ID)) })
	return b.era + "." + strconv.Itoa(b.n), out, b.wake, nil
}

// board is a clip's; under the lock.
func (s *server) board(clip taglane.ID) *board {
	b := s.boards[clip]
	if b == nil {
		b = &board{era: secret()[:12], notes: map[taglane.ID]*note{}, stale: true, wake: make(chan struct{})}
		s.boards[clip] = b
	}
	return b
}

// take compares what is said now with what was, by its content, and returns the
// number of the last change.
func (b *board) take(all []review.Comment) int {
	there := map[taglane.ID]bool{}
	for _, c := range all {
		c.As = ""
		there[c.ID] = true
		b.put(c)
	}
	for id, was := range b.notes {
		if !there[id] && !was.Deleted {
			b.put(review.Comment{ID: id, Reply: was.Reply, Frame: was.Frame, Out: was.Out, Deleted: true})
		}
	}
	return b.n
}

func (b *board) put(c review.Comment) {
	text, err := json.Marshal(c)
	if err != nil {
		panic("serve: a comment is texts and numbers, yet cannot be encoded: " + err.Error())
	}
	sum := sha256.Sum256(text)
	if was := b.notes[c.ID]; was != nil && was.sum == sum {
		return
	}
	b.n++
	b.notes[c.ID] = &note{c, sum, b.n}
}

// woke lets everybody look who waits for news of a clip, "" for of any.
func (s *server) woke(clip taglane.ID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, b := range s.boards {
		if clip == "" || clip == id {
			b.stale = true
			b.ring()
		}
	}
}

func (b *board) ring() {
	close(b.wake)
	b.wake = make(chan struct{})
}
