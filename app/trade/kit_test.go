package trade

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	_ "taglane/app/platform/memory" // a place to publish at
	"testing"
	"time"

	"taglane/app/edit"
	"taglane/app/link"
	"taglane/app/outbox"
	"taglane/app/platform"
	"taglane/app/store"
	"taglane/app/taglane"
)

var (
	ctx   = context.Background()
	start = time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)
)

// bench is a library to trade in, with a clock that is set by hand.
type bench struct {
	*Trade
	store *store.Store
	now   time.Time
	said  []string // events
	net   *network
	shop  *shop
}

func newBench(t testing.TB) *bench {
	t.Helper()
	return newBenchIn(t, t.TempDir())
}

// newBenchIn is one in a library's folder.
func newBenchIn(t testing.TB, dir string) *bench {
	t.Helper()
	b := &bench{now: start, net: &network{}, shop: &shop{}}
	n := 0
	name := func() taglane.ID { n++; return taglane.ID(fmt.Sprintf("id%04d", n)) }
	var err error
	if b.store, err = store.Open(ctx, store.Options{Dir: dir, Now: func() time.Time { return b.now }, NewID: name}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.store.Close() })
	b.Trade = New(Lent{
		Store: b.store, Now: func() time.Time { return b.now }, NewID: name,
		Commit: func(ctx context.Context, scope taglane.ID, label string, writes ...edit.Write) error {
			_, err := b.store.Do(ctx, edit.Draft{By: "nora", Scope: string(scope), Label: label, Writes: writes})
			return err
		},
		Tell:   func(s taglane.Said) string { return s.String() },
		Emit:   func(event string, _ any) { b.said = append(b.said, event) },
		Keep:   func(sum, ext string, _ []byte) (string, error) { return filepath.Join(dir, sum+ext), nil },
		Poster: func(c taglane.Clip) string { return "poster-" + string(c.ID) },
		Connect: func(_ context.Context, a taglane.Account) (platform.Connector, error) {
			switch a.Service {
			case "net":
				return b.net, nil
			case "sharing":
				return b.shop, nil
			}
			return platform.Open(a, nil)
		},
		Web:    &http.Client{Transport: refusing{}},
		Follow: &link.Client{},
	})
	return b
}

// refusing is a network that may not be asked.
type refusing struct{}

func (refusing) RoundTrip(r *http.Request) (*http.Response, error) {
	return nil, taglane.Errorf(taglane.Internal, "%s was asked", r.URL)
}

// network stands in for an affiliate network with a shop behind it.
type network struct {
	rows  []taglane.Earning
	wrong error
	deaf  error // of the figures of posts
	found []taglane.Listing
	gone  bool
	joins []taglane.Program
	asked int // how often for one listing
}

func (n *network) Capabilities() platform.Capabilities {
	return platform.Capabilities{Service: "net", Title: "Net"}
}

func (n *network) Search(_ context.Context, w platform.Wanted) (platform.Listings, error) {
	return platform.Listings{Listings: n.found, Total: len(n.found)}, n.wrong
}

func (n *network) Listing(_ context.Context, key string) (taglane.Listing, error) {
	n.asked++
	for _, l := range n.found {
		if l.Key == key && !n.gone {
			return l, n.wrong
		}
	}
	return taglane.Listing{}, taglane.Errorf(taglane.NotFound, "There is none.")
}

func (n *network) Programs(context.Context, string) (platform.Programs, error) {
	return platform.Programs{Programs: n.joins}, n.wrong
}

// Insights has nothing to tell of a post, or says why.
func (n *network) Insights(context.Context, taglane.Post, time.Time) ([]taglane.Observation, error) {
	return nil, n.deaf
}

// shop stands in for a shop that makes links to its products itself.
type shop struct {
	network
	shared []string
}

func (s *shop) Share(_ context.Context, key, subID string) (string, error) {
	s.shared = append(s.shared, key)
	return "https://shop.example/share/" + key + "?tag=" + subID, s.wrong
}

// Earnings hands rows out two at a time.
func (n *network) Earnings(_ context.Context, cursor json.RawMessage, _ time.Time) (platform.Earnings, error) {
	at := 0
	if cursor != nil {
		if err := json.Unmarshal(cursor, &at); err != nil {
			return platform.Earnings{}, err
		}
	}
	if n.wrong != nil {
		return platform.Earnings{}, n.wrong
	}
	to := min(at+2, len(n.rows))
	next, err := json.Marshal(to)
	return platform.Earnings{Rows: n.rows[at:to], Cursor: next, More: to < len(n.rows)}, err
}

func init() {
	platform.Register("sharing", func(taglane.Account, json.RawMessage) (*shop, error) { return &shop{}, nil })
	platform.DescribeNetwork("net", platform.Network{
		Hosts: []string{"net.example"}, SubIDMost: 24,
		Build: func(d platform.Deeplink) (string, error) {
			q := url.Values{"id": {d.Owner}, "mid": {d.Advertiser}, "to": {d.Destination}, "sub": {d.SubID}}
			return "https://go.net.example/c?" + q.Encode(), nil
		},
		Parse: func(u *url.URL) (platform.Deeplink, bool) {
			q := u.Query()
			return platform.Deeplink{Owner: q.Get("id"), Advertiser: q.Get("mid"), Destination: q.Get("to"), SubID: q.Get("sub")}, strings.HasPrefix(u.Path, "/c")
		},
		Owner: func(a taglane.Account) (string, error) {
			if a.Settings["pid"] == "" {
				return "", taglane.Errorf(taglane.Invalid, "The account is incomplete.")
			}
			return a.Settings["pid"], nil
		},
	})
}

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func (b *bench) account(t testing.TB, id taglane.ID, service string, settings map[string]string) {
	t.Helper()
	if err := b.store.KeepAccount(ctx, taglane.Account{ID: id, Service: service, Name: "My " + string(id), Settings: settings}); err != nil {
		t.Fatal(err)
	}
}

func (b *bench) write(t testing.TB, scope string, ws ...edit.Write) {
	t.Helper()
	if _, err := b.store.Do(ctx, edit.Draft{By: "nora", Scope: scope, Label: "Do", Writes: ws}); err != nil {
		t.Fatal(err)
	}
}

func (b *bench) clip(t testing.TB, id taglane.ID) taglane.Clip {
	t.Helper()
	c := taglane.Clip{ID: id, Name: string(id) + ".mp4", Path: "/" + string(id) + ".mp4", Size: 9, Fingerprint: string(id), AddedAt: start, Language: "en",
		Facts: taglane.Facts{Frames: 300, Rate: taglane.Rate{Num: 30, Den: 1}, Width: 1080, Height: 1920, Codec: "h264"}}
	b.write(t, string(id), store.ClipWrites(c)...)
	return c
}

func (b *bench) product(t testing.TB, p taglane.Product) taglane.Product {
	t.Helper()
	b.write(t, "", store.ProductWrites(p)...)
	return p
}

func (b *bench) tag(t testing.TB, id, clip, product taglane.ID, in, out taglane.Frame) {
	t.Helper()
	b.write(t, string(clip), store.TagWrites(taglane.Tag{ID: id, Clip: clip, Product: product, Span: taglane.Span{In: in, Out: out}})...)
}

// post makes a clip public at an account.
func (b *bench) post(t testing.TB, id, clip, account taglane.ID, at string) {
	t.Helper()
	r := outbox.Row{ID: id, Key: "key-" + string(id), Clip: clip, Revision: "r", Account: account, Stage: outbox.Queued, QueuedAt: b.now}
	if _, _, err := b.store.Queue(ctx, r, outbox.Entry{At: b.now, Outcome: "queued"}); err != nil {
		t.Fatal(err)
	}
	r.Stage, r.Intent, r.Post = outbox.Tagged, outbox.Tagged, taglane.Post{ID: at, Link: "https://posts.example/" + at}
	if err := b.store.Save(ctx, r, outbox.Entry{At: b.now, Outcome: "live"}); err != nil {
		t.Fatal(err)
	}
}

func (b *bench) draft(t testing.TB, clip taglane.ID) taglane.Draft {
	t.Helper()
	d := taglane.Draft{Clip: must[taglane.Clip](t)(b.store.Clip(ctx, clip)), Tags: must[[]taglane.Tag](t)(b.store.Tags(ctx, clip))}
	for _, tag := range d.Tags {
		if _, have := d.Product(tag.Product); !have {
			d.Products = append(d.Products, must[taglane.Product](t)(b.store.Product(ctx, tag.Product)))
		}
	}
	return d
}
