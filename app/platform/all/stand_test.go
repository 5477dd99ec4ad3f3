package all_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"taglane/app/outbox"
	"taglane/app/platform"
	"taglane/app/platform/facebook/facebooktest"
	"taglane/app/platform/instagram/instagramtest"
	"taglane/app/platform/platformtest"
	"taglane/app/platform/shopify/shopifytest"
	"taglane/app/platform/tiktok/tiktoktest"
	"taglane/app/platform/tiktokshop/tiktokshoptest"
	"taglane/app/platform/twin"
	"taglane/app/platform/youtube/youtubetest"
	"taglane/app/taglane"

	_ "taglane/app/platform/facebook"
	_ "taglane/app/platform/instagram"
	_ "taglane/app/platform/shopify"
	_ "taglane/app/platform/tiktok"
	_ "taglane/app/platform/tiktokshop"
	_ "taglane/app/platform/youtube"
)

// standIn is what every service's twin can do.
type standIn interface {
	Account(settings ...string) taglane.Account
	Secret() json.RawMessage
	Posts() []twin.Post
	Wrong() []string
	Door() *twin.Door
	Forget()
	Close()
}

// service is one way to one service.
type service struct {
	name     string
	open     func() (standIn, func() /* ends the access token now */)
	account  []string          // settings of the account
	settings map[string]string // of the publication
	size     int64             // bytes of the clip; 0: as the suite makes it
	draft    func(d *taglane.Draft)
	// mayAsk says that no handle can tell whether a lost Release took.
	mayAsk bool
	// lie changes what the connector says of itself; nil: the truth.
	lie func(c *platform.Capabilities)
}

// liar is a connector that says something else of itself.
type liar struct {
	platform.Publisher
	lie func(c *platform.Capabilities)
}

func (l liar) Capabilities() platform.Capabilities {
	c := l.Publisher.Capabilities()
	l.lie(&c)
	return c
}

// Unwrap is the connector inside.
func (l liar) Unwrap() platform.Connector { return l.Publisher }

// Two whole pieces and a rest, where pieces are 8 MB and where they are 32.
const (
	large  = 17<<20 + 5
	larger = 65<<20 + 5
)

func services() []service {
	youtube := func() (standIn, func()) { w := youtubetest.New(); return w, w.ExpireTokens }
	tiktok := func() (standIn, func()) { w := tiktoktest.New(); w.Clock.Step = 11 * time.Second; return w, w.Expire }
	shop := func() (standIn, func()) { w := tiktokshoptest.New(); w.Follow(); return w, w.Expire }
	facebook := func() (standIn, func()) { return facebooktest.New(), nil }
	instagram := func() (standIn, func()) { return instagramtest.New(), nil }
	shopify := func() (standIn, func()) { return shopifytest.New(), nil }
	direct := map[string]string{"privacy": "PUBLIC_TO_EVERYONE", "consent": "yes", "comment": "true", "duet": "false", "stitch": "false", "ai": "false", "brand_organic": "false", "brand_content": "false"}
	goods := func(d *taglane.Draft) {
		d.Products[0].URL = "https://shop.tiktok.com/view/product/1729000000000000001?region=US"
	}
	stocked := func(d *taglane.Draft) { d.Products[0].URL = "https://" + shopifytest.Domain + "/products/mug" }
	own := func(d *taglane.Draft) {
		for i := range d.Products {
			d.Products[i].Relation = taglane.Own
		}
	}
	return []service{
		{name: "youtube", open: youtube},
		{name: "youtube in pieces", open: youtube, size: larger},
		{name: "tiktok inbox", open: tiktok, account: []string{"mode", "inbox"}},
		{name: "tiktok direct", open: tiktok, account: []string{"mode", "direct", "audited", "true"}, settings: direct, draft: own},
		{name: "tiktok direct in pieces", open: tiktok, account: []string{"mode", "direct", "audited", "true"}, settings: direct, draft: own, size: large},
		{name: "tiktokshop", open: shop, draft: goods, mayAsk: true},
		{name: "instagram", open: instagram, draft: own, mayAsk: true},
		{name: "facebook", open: facebook, mayAsk: true},
		{name: "facebook by way of a draft", open: facebook, account: []string{"draft_first", "true"}},
		{name: "shopify", open: shopify, draft: stocked},
		{name: "shopify on a product", open: shopify, account: []string{"place", "product"}, draft: stocked, mayAsk: true},
	}
}

// crash is thrown through the code under test: all that was not kept is lost.
type crash struct{}

// stand is one publication on its way, and the disk, which outlives the program.
type stand struct {
	t       testing.TB
	service service
	far     standIn
	expire  func()
	pub     taglane.Publication

	mu     sync.Mutex
	row    outbox.Row
	secret json.RawMessage
	pace   json.RawMessage
	dead   atomic.Bool // the program has ended: nothing is kept any more

	dir    string
	ledger *outbox.Ledger
	box    *outbox.Outbox
	files  outbox.Files
	shift  time.Duration // how far the clock was moved on
}

var stands atomic.Int64

func newStand(t testing.TB, c service) *stand {
	t.Helper()
	s := &stand{t: t, service: c, dir: t.TempDir()}
	s.far, s.expire = c.open()
	s.pub = platformtest.Publication(t, s.dir)
	if c.draft != nil {
		c.draft(&s.pub.Revision.Draft)
	}
	if c.size > 0 {
		s.pub.Revision.Media = sized(t, c.size)
		s.pub.Revision.Draft.Clip.Size = c.size
	}
	s.pub.Revision.Digest = taglane.DigestOf(s.pub.Revision)
	s.pub.Account, s.pub.Settings, s.secret = s.far.Account(c.account...), c.settings, s.far.Secret()
	s.pub.Account.ID, s.pub.Account.Sealed = taglane.ID(fmt.Sprint("account-", stands.Add(1))), true
	s.row = outbox.NewRow(s.pub.ID, s.pub.Revision, s.pub.Account.ID, 0, c.settings, time.Time{}, s.now())
	return s
}

func (s *stand) close() {
	if s.ledger != nil {
		_ = s.ledger.Close()
	}
	s.far.Close()
}

func (s *stand) now() time.Time { return time.Now().Add(s.shift) }

// The journal: one row, kept or not.

func (s *stand) Load(context.Context, taglane.ID) (outbox.Row, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.row, nil
}

func (s *stand) Save(_ context.Context, r outbox.Row, _ outbox.Entry) error {
	if s.dead.Load() {
		panic(crash{})
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.row = r
	return nil
}

func (s *stand) Runnable(context.Context, time.Time) ([]outbox.Row, error) { return nil, nil }
func (s *stand) Next(context.Context, time.Time) (time.Time, error)        { return time.Time{}, nil }

// connect opens the connector as the app does, with what was kept of it.
func (s *stand) connect(context.Context, outbox.Row) (platform.Publisher, taglane.Publication, error) {
	s.mu.Lock()
	secret, pace := s.secret, s.pace
	s.mu.Unlock()
	p, err := platform.Open(s.pub.Account, secret)
	if err != nil {
		return nil, s.pub, err
	}
	keep := func(into *json.RawMessage) func(json.RawMessage) error {
		return func(b json.RawMessage) error {
			if s.dead.Load() {
				return taglane.Errorf(taglane.Later, "The program has ended.")
			}
			s.mu.Lock()
			defer s.mu.Unlock()
			*into = b
			return nil
		}
	}
	if k, ok := p.(platform.Keeper); ok {
		k.Keep(keep(&s.secret))
	}
	if k, ok := p.(platform.Paced); ok {
		save := keep(&s.pace)
		k.Pace(pace, func(b json.RawMessage) { _ = save(b) })
	}
	if s.service.lie != nil {
		p = liar{p, s.service.lie}
	}
	return p, s.pub, nil
}

// boot is a start of the program: all it knows comes from the disk.
func (s *stand) boot() {
	s.t.Helper()
	if s.ledger != nil {
		_ = s.ledger.Close()
	}
	var err error
	s.ledger, err = outbox.OpenLedger("library-1", outbox.Plain{}, filepath.Join(s.dir, "a.jsonl"), filepath.Join(s.dir, "b.jsonl"))
	if err != nil {
		s.t.Fatal(err)
	}
	s.dead.Store(false)
	s.box = &outbox.Outbox{
		Journal: s, Ledger: s.ledger, Connect: s.connect, Now: s.now, After: time.After, Rand: func() float64 { return 0.5 },
		Media: func(ctx context.Context, f taglane.File) (io.ReadSeekCloser, error) { return s.files.Open(ctx, f) },
	}
}

// live runs do until the lights go out.
func (s *stand) live(do func()) {
	defer func() {
		x := recover()
		if x == nil {
			return
		}
		if _, ok := x.(crash); !ok {
			panic(x)
		}
		s.box = nil
	}()
	if s.box == nil {
		s.boot()
	}
	do()
}

// run carries the row until only a person can go on, or the post is there. A
// person logs in again where that is asked, and where answer is set says
// truthfully whether it is public.
func (s *stand) run(answer bool) (rested bool) {
	ctx := context.Background()
	for range 300 {
		s.mu.Lock()
		r := s.row
		s.mu.Unlock()
		switch {
		case r.Wait == outbox.WaitsUnsure && answer:
			s.live(func() { _, _ = s.box.Answer(ctx, r.ID, len(s.far.Posts()) > 0, "") })
		case r.Wait == outbox.WaitsLogin:
			s.mu.Lock()
			s.secret = s.far.Secret()
			s.mu.Unlock()
			s.live(func() { _, _ = s.box.Retry(ctx, r.ID) })
		case r.Resting(), r.Stage == outbox.Tagged: // what is asked for after that is only its address
			return true
		default:
			if wait := r.Until.Sub(s.now()); r.Wait != outbox.NotWaiting && wait > 0 {
				s.shift += wait + time.Second
			}
			s.live(func() { _, _ = s.box.Step(ctx, r.ID) })
		}
	}
	return false
}

// disaster is what goes wrong at one request.
type disaster string

const (
	crashBefore disaster = "crash before"
	crashAfter  disaster = "crash after"
	cutBefore   disaster = "cut before"
	cutAfter    disaster = "cut after"
	forgotten   disaster = "sessions forgotten"
	expired     disaster = "token expired"
)

// befall makes disasters happen at requests, counted from 1.
func (s *stand) befall(at map[int]disaster) {
	s.far.Door().Lose(func(n int, _ *http.Request) twin.Loss {
		if s.dead.Load() {
			return twin.Before // a dead program asks nobody
		}
		switch at[n] {
		case crashBefore:
			s.dead.Store(true)
			return twin.Before
		case crashAfter:
			s.dead.Store(true)
			return twin.After
		case cutBefore:
			return twin.Before
		case cutAfter:
			return twin.After
		case forgotten:
			if len(s.far.Posts()) == 0 { // a service that forgets its own posts is no story of ours
				s.far.Forget()
			}
		case expired:
			s.expire()
		}
		return twin.Nothing
	})
}

var clips sync.Map // size → taglane.File

// sized is a clip of so many bytes, made once.
func sized(t testing.TB, size int64) taglane.File {
	t.Helper()
	if f, ok := clips.Load(size); ok {
		return f.(taglane.File)
	}
	f, err := makeClip(filepath.Join(sharedDir, fmt.Sprint(size, ".mp4")), size)
	if err != nil {
		t.Fatal(err)
	}
	clips.Store(size, f)
	return f
}

// sharedDir holds the clips that all tests share.
var sharedDir string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "taglane-all-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	sharedDir = dir
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}
