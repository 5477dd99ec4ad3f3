package tiktokshop

import (
	"context"
	"encoding/json"
	"io"
	"strconv"
	"strings"
	"sync"
	"time"

	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// most is more posts than anybody is allowed in a day. The true number is told
// with each post, so room for one is asked for as what is left of this.
const most = 10_000

const daily = "posts in a day"

// pace keeps within what TikTok Shop told: no call for a while after one too
// many, and so many posts in 24 hours.
type pace struct {
	calls *httpx.Pace
	posts *httpx.Pace
	free  *httpx.Pace // for the public act: it never waits, once it is announced

	mu   sync.Mutex
	now  paced
	keep func(state json.RawMessage)
}

// paced is what has to be remembered.
type paced struct {
	Calls httpx.PaceState `json:"calls"`
	Posts httpx.PaceState `json:"posts"`
	Quota string          `json:"quota,omitempty"` // as the last post told it: "3/day"
	Skew  time.Duration   `json:"skew,omitempty"`  // nanoseconds; how far TikTok Shop's clock was before this computer's
}

func (p *pace) begin(now func() time.Time) {
	p.calls, p.free = httpx.NewPace(now), httpx.NewPace(now)
	p.posts = httpx.NewPace(now, httpx.Limit{Name: daily, Most: most, Per: day, Rolling: true})
}

// Pace goes on from what was remembered.
func (s *Service) Pace(state json.RawMessage, keep func(state json.RawMessage)) {
	p, was := &s.pace, paced{}
	_ = json.Unmarshal(state, &was) // what cannot be read is nothing
	p.mu.Lock()
	p.now, p.keep = was, keep
	p.mu.Unlock()
	s.clock.GoOn(was.Skew)
	p.calls.Restore(was.Calls, func(s httpx.PaceState) { p.remember(func(now *paced) { now.Calls = s }) })
	p.posts.Restore(was.Posts, func(s httpx.PaceState) { p.remember(func(now *paced) { now.Posts = s }) })
}

// Ahead implements platform.Timekeeper.
func (s *Service) Ahead() time.Duration { return s.clock.Ahead() }

func (p *pace) remember(change func(now *paced)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change(&p.now)
	if p.keep == nil {
		return
	}
	if b, err := json.Marshal(p.now); err == nil {
		p.keep(b)
	}
}

// told is the limit that the last post told, if it can be shown; "" if none.
func (p *pace) told() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !plainQuota.MatchString(p.now.Quota) {
		return ""
	}
	return p.now.Quota
}

// daily is how many posts a day are allowed; 0: nothing was told.
func (p *pace) daily() int {
	number, per, _ := strings.Cut(p.told(), "/")
	n, err := strconv.Atoi(number)
	if err != nil || per != "day" || n > most {
		return 0
	}
	return n
}

// left is how many posts may still be made now.
func (p *pace) left() int {
	return max(0, p.daily()-(most-int(p.posts.Left(daily))))
}

// room says whether one more post may be made now, or until when it may not.
func (p *pace) room() error {
	cost := 1
	if n := p.daily(); n > 0 {
		cost = most - n + 1
	}
	err := p.posts.Room(cost)
	if e, ok := err.(*taglane.Error); ok {
		full := taglane.Refuse(taglane.Later, tomorrow.said)
		full.Until = e.Until
		return full
	}
	return err
}

// posted notes a post that is there, or may be.
func (p *pace) posted(quota string) {
	if quota != "" {
		p.remember(func(now *paced) { now.Quota = quota })
	}
	p.posts.Spend(1)
}

// heed obeys what a code says of too many calls or posts.
func (p *pace) heed(e envelope, told *taglane.Error) {
	if told == nil || told.Until.IsZero() {
		return
	}
	switch *e.Code {
	case 36009002, 170001020:
		p.calls.Park(told.Until)
	case 170001060, 170001061, 170001062:
		p.posts.Park(told.Until)
	}
}

// gates is where bytes wait before they leave.
type gates struct {
	mu   sync.Mutex
	wait func(ctx context.Context, n int) error
}

// Narrow slows all uploads down.
func (s *Service) Narrow(wait func(ctx context.Context, n int) error) {
	s.gates.mu.Lock()
	defer s.gates.mu.Unlock()
	s.gates.wait = wait
}

// narrowed is a body that leaves no faster than it may.
func (s *Service) narrowed(ctx context.Context, r io.ReadSeeker) io.ReadSeeker {
	s.gates.mu.Lock()
	defer s.gates.mu.Unlock()
	if s.gates.wait == nil {
		return r
	}
	return &narrow{r, ctx, s.gates.wait}
}

// stride is how many bytes leave at once, so that a slow upload still moves.
const stride = 16 << 10

type narrow struct {
	io.ReadSeeker
	ctx  context.Context
	wait func(ctx context.Context, n int) error
}

func (n *narrow) Read(b []byte) (int, error) {
	got, err := n.ReadSeeker.Read(b[:min(len(b), stride)])
	if got > 0 {
		if stopped := n.wait(n.ctx, got); stopped != nil {
			return 0, stopped
		}
	}
	return got, err
}
