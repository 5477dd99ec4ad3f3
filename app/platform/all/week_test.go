package all_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"taglane/app/outbox"
	"taglane/app/platform"
	"taglane/app/platform/facebook/facebooktest"
	"taglane/app/platform/httpx"
	"taglane/app/platform/instagram/instagramtest"
	"taglane/app/platform/platformtest"
	"taglane/app/platform/shopify/shopifytest"
	"taglane/app/platform/tiktok/tiktoktest"
	"taglane/app/platform/tiktokshop/tiktokshoptest"
	"taglane/app/platform/twin"
	"taglane/app/platform/youtube/youtubetest"
	"taglane/app/taglane"
)

// trade is how much of one service a creator uses in the week.
type trade struct {
	service string
	daily   int // posts that it allows an account in a day
	open    func() standIn
}

// clipsADay are more than anybody uploads; Shopify has no limit of that kind.
const clipsADay = 60

const toldByShop = 100 // posts a day, as TikTok Shop tells them here

func trades() []trade {
	return []trade{
		{"youtube", youtubetest.InsertsADay, func() standIn { return youtubetest.New() }},
		{"tiktok direct", 15, func() standIn { return tiktoktest.New() }},
		{"tiktokshop", toldByShop, func() standIn {
			w := tiktokshoptest.New()
			w.Turn(func(k *tiktokshoptest.Knobs) { k.PerDay = toldByShop })
			return w
		}},
		{"instagram", instagramtest.TaggedPerDay, func() standIn { return instagramtest.New() }}, // all of them have products
		{"facebook", facebooktest.PerDay, func() standIn { return facebooktest.New() }},
		{"shopify", clipsADay, func() standIn {
			w := shopifytest.New()
			w.Clock.Step = 0 // the week is its clock
			return w
		}},
	}
}

// shop is one account, with what is kept of it and what was asked there.
type shop struct {
	service service
	far     standIn
	account taglane.Account
	base    taglane.Publication
	secret  json.RawMessage
	pace    json.RawMessage
	open    []*job // oldest first
	all     int
	calls   map[string][]time.Time // by what was asked, at the true time
}

// job is one publication of the week.
type job struct {
	row  outbox.Row
	shop *shop
	rev  taglane.Revision
	live time.Time // zero: not yet
}

// week is six services, a computer with a clock of its own, and a queue.
type week struct {
	t      *testing.T
	mu     sync.Mutex
	truth  time.Time     // what time it is
	wrong  time.Duration // how far the computer's clock is ahead
	off    bool          // there is no network
	random *rand.Rand
	shops  []*shop
	jobs   map[taglane.ID]*job
	dir    string
	ledger *outbox.Ledger
	box    *outbox.Outbox
	files  outbox.Files
	steps  int
	asked  int // a person, what became of a publication
	late   int // … and whether it still should be public, so long after its time
	jumps  int // of the computer's clock
}

func (w *week) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.truth.Add(w.wrong)
}

// spend lets time pass.
func (w *week) spend(d time.Duration) time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.truth = w.truth.Add(d)
	return w.truth
}

// The journal: rows in memory, which outlive the outbox.

func (w *week) Load(_ context.Context, id taglane.ID) (outbox.Row, error) { return w.jobs[id].row, nil }

func (w *week) Save(_ context.Context, r outbox.Row, _ outbox.Entry) error {
	j := w.jobs[r.ID]
	if j.row.Stage < outbox.Live && r.Stage >= outbox.Live {
		if j.live = w.spend(0); j.live.Before(r.At) {
			w.t.Errorf("%s: public at %v, before its time %v", r.ID, j.live, r.At)
		}
	}
	j.row = r
	return nil
}

func (w *week) Runnable(context.Context, time.Time) ([]outbox.Row, error) { return nil, nil }
func (w *week) Next(context.Context, time.Time) (time.Time, error)        { return time.Time{}, nil }

func (w *week) connect(_ context.Context, r outbox.Row) (platform.Publisher, taglane.Publication, error) {
	j := w.jobs[r.ID]
	pub := j.shop.base
	pub.ID, pub.Revision = r.ID, j.rev
	p, err := platform.Open(j.shop.account, j.shop.secret)
	if err != nil {
		return nil, pub, err
	}
	if k, ok := p.(platform.Keeper); ok {
		k.Keep(func(b json.RawMessage) error { j.shop.secret = b; return nil })
	}
	if k, ok := p.(platform.Paced); ok {
		k.Pace(j.shop.pace, func(b json.RawMessage) { j.shop.pace = b })
	}
	return p, pub, nil
}

// boot starts the program anew.
func (w *week) boot() {
	if w.ledger != nil {
		_ = w.ledger.Close()
	}
	var err error
	if w.ledger, err = outbox.OpenLedger("library-1", outbox.Plain{}, filepath.Join(w.dir, "ledger.jsonl")); err != nil {
		w.t.Fatal(err)
	}
	w.box = &outbox.Outbox{
		Journal: w, Ledger: w.ledger, Connect: w.connect, Now: w.now, After: time.After, Rand: w.random.Float64,
		Media: func(ctx context.Context, f taglane.File) (io.ReadSeekCloser, error) { return w.files.Open(ctx, f) },
	}
}

// found opens an account and its stand-in.
func (w *week) found(c service, open func() standIn) {
	s := &shop{service: c, far: open(), calls: map[string][]time.Time{}}
	w.t.Cleanup(s.far.Close)
	s.account, s.secret = s.far.Account(c.account...), s.far.Secret()
	s.account.ID, s.account.Sealed = taglane.ID(fmt.Sprint("week-account-", stands.Add(1))), true
	s.base = platformtest.Publication(w.t, w.t.TempDir())
	if c.draft != nil {
		c.draft(&s.base.Revision.Draft)
	}
	s.base.Account, s.base.Settings = s.account, c.settings
	s.base.Revision.Media = sized(w.t, 1000)
	s.base.Revision.Draft.Clip.Size = 1000
	s.far.Door().Lose(func(_ int, r *http.Request) twin.Loss {
		at := w.spend(150 * time.Millisecond)
		s.far.Door().Clock.Set(at)
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.off {
			return twin.Before
		}
		s.calls[r.Method+" "+r.URL.Path] = append(s.calls[r.Method+" "+r.URL.Path], at)
		return twin.Nothing
	})
	w.shops = append(w.shops, s)
}

// queue adds a publication to an account.
func (w *week) queue(s *shop, at time.Time) {
	s.all++
	j := &job{shop: s, rev: s.base.Revision}
	j.rev.Draft.Clip.Caption = fmt.Sprintf("Ad: what I use every morning, take %d.", s.all)
	j.rev.Digest = taglane.DigestOf(j.rev)
	id := taglane.ID(fmt.Sprintf("%s-%d", s.account.ID, s.all))
	j.row = outbox.NewRow(id, j.rev, s.account.ID, 0, s.service.settings, at, w.now())
	w.jobs[id], s.open = j, append(s.open, j)
}

// work moves one publication of an account by one step; false: none may move.
func (w *week) work(s *shop) bool {
	now := w.now()
	i := slices.IndexFunc(s.open, func(j *job) bool { return j.row.Wait == outbox.NotWaiting || !j.row.Until.After(now) })
	if i < 0 {
		return false
	}
	j, ctx := s.open[i], context.Background()
	w.steps++
	if _, err := w.box.Step(ctx, j.row.ID); err != nil {
		w.t.Fatal(err)
	}
	var err error
	switch {
	case j.row.Wait == outbox.WaitsUnsure:
		w.asked++
		_, err = w.box.Answer(ctx, j.row.ID, len(s.far.Posts()) > s.public(), "")
	case j.row.Wait == outbox.WaitsLate:
		w.late++
		_, err = w.box.Retry(ctx, j.row.ID)
	case j.row.Wait == outbox.WaitsLogin:
		w.t.Errorf("%s: somebody has to log in: %s", j.row.ID, j.row.FaultMessage)
		fallthrough
	case j.row.Resting(), j.row.Stage == outbox.Tagged:
		s.open = slices.Delete(s.open, i, i+1)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return true
}

// public is how many posts of an account are known.
func (s *shop) public() (n int) { return s.all - len(s.open) + s.underWay() }

// underWay is how many of the open ones are public already.
func (s *shop) underWay() (n int) {
	for _, j := range s.open {
		if j.row.Stage >= outbox.Live {
			n++
		}
	}
	return n
}

// event is something that happens to the computer.
type event struct {
	at time.Duration // since the beginning
	do func()
}

// events are the days' troubles: spells without a network, one of them a day
// long, and a clock that is set a day ahead and a day back. The program is
// started anew after each.
func (w *week) events(days float64) (out []event) {
	network := func(out bool) func() {
		return func() {
			w.mu.Lock()
			w.off = out
			w.mu.Unlock()
			httpx.Unplug(out)
			if !out {
				w.boot()
			}
		}
	}
	clock := func(d time.Duration) func() {
		return func() {
			w.mu.Lock()
			w.wrong = d
			w.jumps++
			w.mu.Unlock()
			w.boot()
		}
	}
	day := func(share float64) time.Duration { return time.Duration(share * float64(24*time.Hour)) }
	for d := 0.0; d < days; d++ {
		at := d + 0.1 + 0.2*w.random.Float64()
		long := 0.02 + 0.15*w.random.Float64()
		if d == 1 {
			long = 1
		}
		out = append(out, event{day(at), network(true)}, event{day(at + long), network(false)})
		sign := time.Duration(1 - 2*(int(d)%2))
		at = d + 0.4 + 0.2*w.random.Float64()
		out = append(out, event{day(at), clock(sign * 24 * time.Hour)}, event{day(at + 0.2), clock(0)})
	}
	slices.SortStableFunc(out, func(a, b event) int { return int(a.at - b.at) })
	return out
}

// since is how much of the week is over.
func (w *week) since(began time.Time) time.Duration { return w.spend(0).Sub(began) }

// run lets time pass until nothing is left to do.
func (w *week) run(events []event) {
	began := w.spend(0)
	for idle := 0; ; {
		for len(events) > 0 && w.since(began) >= events[0].at {
			events[0].do()
			events = events[1:]
		}
		moved := false
		for _, s := range w.shops {
			moved = w.work(s) || moved
		}
		if moved {
			idle = 0
			continue
		}
		left, next := w.left()
		if left == 0 && len(events) == 0 {
			return
		}
		if idle++; idle > 10_000 || w.since(began) > 60*24*time.Hour {
			w.t.Fatalf("after %v, %d publications still move nowhere", w.since(began), left)
		}
		d := max(next.Sub(w.now()), time.Second)
		if left == 0 || len(events) > 0 && d > events[0].at-w.since(began) {
			d = max(events[0].at-w.since(began), time.Second)
		}
		w.spend(d)
	}
}

// left is how many publications are open, and when the first of them goes on.
func (w *week) left() (n int, next time.Time) {
	for _, s := range w.shops {
		n += len(s.open)
		for _, j := range s.open {
			if next.IsZero() || j.row.Until.Before(next) {
				next = j.row.Until
			}
		}
	}
	return n, next
}

// A queue of many publications at six services, over days in which the
// network goes and the computer's clock jumps: one post each, none before its
// time whatever that clock says, no limit broken, and nobody is asked but where
// an answer was lost, or where its time passed long ago.
// TAGLANE_WEEK says how many; ten thousand is the promise.
func TestAWeekOfPublishing(t *testing.T) {
	many := 450 / thinned
	if n, err := strconv.Atoi(os.Getenv("TAGLANE_WEEK")); err == nil {
		many = n
	}
	began := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	w := &week{t: t, truth: began, random: rand.New(rand.NewPCG(7, 10_000)), jobs: map[taglane.ID]*job{}, dir: t.TempDir()}
	httpx.SetWall(w.now)
	defer httpx.SetWall(nil)
	defer httpx.Unplug(false)
	daily := 0
	for _, x := range trades() {
		daily += x.daily
	}
	accounts := max(1, many/1_350) // of each service
	days := 0.9 * float64(many) / float64(daily*accounts)
	for _, x := range trades() {
		i := slices.IndexFunc(services(), func(c service) bool { return c.name == x.service })
		for range accounts {
			w.found(services()[i], x.open)
			s := w.shops[len(w.shops)-1]
			for range many * x.daily / daily / accounts {
				w.queue(s, began.Add(time.Duration(w.random.Float64()*days*24*float64(time.Hour))).Truncate(time.Second))
			}
		}
	}
	w.boot()
	defer func() { _ = w.ledger.Close() }()
	w.run(w.events(days + 1))
	w.judge(began)
}

// judge looks whether each publication became one post, and no limit was broken.
func (w *week) judge(began time.Time) {
	seen := map[taglane.ID]bool{}
	for _, s := range w.shops {
		if n := len(s.far.Posts()); n != s.all {
			w.t.Errorf("%s: %d posts of %d publications", s.account.ID, n, s.all)
		}
		// The first call after the computer's clock was set cannot know better.
		if wrong := s.far.Wrong(); len(wrong) > w.jumps {
			w.t.Errorf("%s: %d times against the rules: %q", s.account.ID, len(wrong), wrong)
		}
		w.mu.Lock() // the stand-ins may still note a call
		near := s.limits(w.t, w.jumps)
		w.mu.Unlock()
		w.t.Logf("%-11s %5d posts; at most %s", s.account.Service, s.all, strings.TrimSuffix(near, ", "))
	}
	if most := len(w.jobs)/100 + 1; w.asked > most {
		w.t.Errorf("a person was asked %d times, want at most %d", w.asked, most)
	}
	late := time.Duration(0)
	for id, j := range w.jobs {
		if j.row.Stage != outbox.Tagged || j.row.Wait != outbox.NotWaiting && j.row.Wait != outbox.WaitsUntil {
			w.t.Errorf("%s ended at %s, waiting %q: %s", id, j.row.Stage, j.row.Wait, j.row.FaultMessage)
		}
		name := j.row.Account + "/" + taglane.ID(j.row.Post.ID)
		if seen[name] && j.row.Post.ID != "" {
			w.t.Errorf("%s is bound to another's post", id)
		}
		seen[name] = true
		late = max(late, j.live.Sub(j.row.At))
	}
	w.t.Logf("%d publications, %d steps in %v with the clock set %d times; a person was asked %d times, and %d times whether it still should; the latest came %v after its time",
		len(w.jobs), w.steps, w.since(began).Round(time.Hour), w.jumps, w.asked, w.late, late.Round(time.Hour))
}
