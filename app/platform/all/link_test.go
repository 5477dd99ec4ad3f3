package all_test

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"sync"
	"testing"

	"taglane/app/platform/twin"
)

// link is a bad way to a service: it breaks after so many bytes, again and
// again, and swallows requests whole.
type link struct {
	every int64 // bytes between two breaks

	mu      sync.Mutex
	random  *rand.Rand
	left    int64 // bytes until the next
	arrived int64 // bytes of bodies
	breaks  int
	dropped int
	asked   int
}

// lose drops three requests in ten, one of them after it happened. The public
// act passes: what its loss costs, which may be a person's look and another
// upload, is for other tests.
func (l *link) lose(_ int, r *http.Request) twin.Loss {
	passes := r.Method == http.MethodPost && public(r)
	l.mu.Lock()
	defer l.mu.Unlock()
	r.Body = &frail{r.Body, l}
	l.asked++
	if passes {
		return twin.Nothing
	}
	switch n := l.random.IntN(10); {
	case n < 2:
		l.dropped++
		return twin.Before
	case n < 3:
		l.dropped++
		return twin.After
	}
	return twin.Nothing
}

// frail is a body that arrives over the link.
type frail struct {
	io.ReadCloser
	link *link
}

func (f *frail) Read(b []byte) (int, error) {
	l := f.link
	n, err := f.ReadCloser.Read(b)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.arrived += int64(n)
	if l.left -= int64(n); l.left <= 0 {
		l.left = l.every
		l.breaks++
		panic(http.ErrAbortHandler) // resets the connection: there is more on its way
	}
	return n, err
}

// Clips go out over a link that breaks every 5 MB and drops three requests in
// ten: each arrives whole and once, and no more than a piece is sent again for
// each break. TikTok and its shop keep nothing of half a piece, and their
// pieces are larger than that: there the link breaks every 12 MB. TAGLANE_LINK
// is how many clips of 200 MB each of the five gets; 20 are the promise.
func TestABadLink(t *testing.T) {
	size, clips := int64(20_000_003), 1
	if n, err := strconv.Atoi(os.Getenv("TAGLANE_LINK")); err == nil {
		size, clips = 200_000_003, n
	}
	const piece = 8 << 20
	every := map[string]int64{"youtube": 5e6, "tiktok direct": 12e6, "tiktokshop": 12e6, "instagram": 5e6, "facebook": 5e6}
	for _, c := range services() {
		if every[c.name] == 0 {
			continue
		}
		c.size = size
		for n := range clips {
			t.Run(fmt.Sprint(c.name, " ", n+1), func(t *testing.T) {
				s := newStand(t, c)
				defer s.close()
				l := &link{every: every[c.name], left: every[c.name], random: rand.New(rand.NewPCG(uint64(n), 5))}
				s.far.Door().Lose(l.lose)
				for range 10 {
					if s.run(true) {
						break
					}
				}
				s.onePost()
				l.mu.Lock()
				defer l.mu.Unlock()
				again := l.arrived - size
				begun := s.row.Epoch + s.row.Lost // uploads that had to begin anew
				if most := int64(l.breaks+1)*piece + int64(begun)*size; again > most {
					t.Errorf("%d bytes were sent again for %d breaks; %d uploads began anew", again, l.breaks, begun)
				}
				if begun > 0 && (c.name == "youtube" || c.name == "tiktok direct") {
					t.Errorf("%d uploads began anew, though the service can be asked how far it is", begun)
				}
				if l.breaks == 0 || l.dropped == 0 {
					t.Errorf("the link is too good: %d breaks, %d dropped", l.breaks, l.dropped)
				}
				t.Logf("%d requests, %d dropped, %d breaks; %.1f MB again, of %d uploads", l.asked, l.dropped, l.breaks, float64(again)/1e6, 1+begun)
			})
		}
	}
}
