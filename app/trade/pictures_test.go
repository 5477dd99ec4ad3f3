package trade

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/png"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"taglane/app/taglane"
	"taglane/app/work"
)

// gallery is the open internet with pictures in it. Whatever is called gone is
// not there; a silent host answers nobody.
type gallery struct {
	mu     sync.Mutex
	silent string
	asked  []string               // addresses, in turn
	at     map[string][]time.Time // when each host was asked
	busy   map[string]int
	wrong  string // what a host had to bear
	before func(n int)
}

func (g *gallery) RoundTrip(r *http.Request) (*http.Response, error) {
	host := r.URL.Host
	g.mu.Lock()
	if g.at == nil {
		g.at, g.busy = map[string][]time.Time{}, map[string]int{}
	}
	g.asked, g.at[host] = append(g.asked, r.URL.String()), append(g.at[host], time.Now())
	if g.busy[host]++; g.busy[host] > 1 {
		g.wrong = host + " was asked twice at the same time"
	}
	n, before := len(g.asked), g.before
	g.mu.Unlock()
	defer func() { g.mu.Lock(); g.busy[host]--; g.mu.Unlock() }()
	if before != nil {
		before(n)
	}
	time.Sleep(20 * time.Millisecond) // of the test's own clock
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	answer := func(status int, body []byte) (*http.Response, error) {
		return &http.Response{StatusCode: status, Status: http.StatusText(status), Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)), Request: r}, nil
	}
	switch {
	case host == g.silent:
		return answer(http.StatusServiceUnavailable, nil)
	case strings.Contains(r.URL.Path, "gone"):
		return answer(http.StatusNotFound, nil)
	case strings.Contains(r.URL.Path, "huge"):
		return answer(http.StatusOK, hugePNG())
	case strings.Contains(r.URL.Path, "heavy"):
		return answer(http.StatusOK, append(dot(1), make([]byte, 20<<20)...))
	}
	return answer(http.StatusOK, dot(uint8(len(r.URL.Path))))
}

// dot is a small picture.
func dot(shade uint8) []byte {
	img := image.NewGray(image.Rect(0, 0, 4, 4))
	img.Pix[0] = shade
	var out bytes.Buffer
	_ = png.Encode(&out, img) // into memory
	return out.Bytes()
}

// hugePNG says that it is 60,000 pixels wide and high.
func hugePNG() []byte {
	b := dot(1)
	binary.BigEndian.PutUint32(b[16:], 60_000)
	binary.BigEndian.PutUint32(b[20:], 60_000)
	binary.BigEndian.PutUint32(b[29:], crc32.ChecksumIEEE(b[12:29]))
	return b
}

// pictureBench is a library with a queue for what is done behind, inside the
// test's own time.
func pictureBench(t *testing.T, dir string, g *gallery) (*bench, *work.Queue) {
	t.Helper()
	b := newBenchIn(t, dir)
	life, end := context.WithCancel(ctx)
	q := work.New(life, work.Options{AtOnce: 1, Say: func(err error) string { return taglane.SaidOf(err).String() }, Changed: func() {}, Ended: func(work.Task, error) {}})
	l := b.l
	l.Web = &http.Client{Transport: g}
	l.Emit = func(string, any) {}
	l.Closing = func() bool { return life.Err() != nil }
	l.Behind = func(name string, do func(context.Context, *work.Desk) error) {
		q.Add(work.Task{ID: "pictures", Of: "pictures", Name: name, Steps: []work.Step{{Do: do}}})
	}
	b.Trade = New(l)
	t.Cleanup(func() { end(); q.Wait() })
	return b, q
}

func pictured(t *testing.T, b *bench) (names []string) {
	t.Helper()
	for _, p := range must[[]taglane.Product](t)(b.store.Products(ctx, "")) {
		if p.Image != "" {
			names = append(names, p.Title)
		}
	}
	slices.Sort(names)
	return names
}

const showroom = `id,title,link,price,availability,image_link
1,Mug,https://shop.example/1,1 EUR,in_stock,https://one.example/mug.png
2,Bowl,https://shop.example/2,1 EUR,in_stock,https://one.example/bowl.png
3,Dish,https://shop.example/3,1 EUR,in_stock,https://two.example/dish.png
4,Pot,https://shop.example/4,1 EUR,in_stock,https://two.example/gone.png
5,Pan,https://shop.example/5,1 EUR,in_stock,https://one.example/mug.png
6,Tray,https://shop.example/6,1 EUR,in_stock,https://two.example/huge.png
7,Vase,https://shop.example/7,1 EUR,in_stock,https://one.example/heavy.png
8,Lamp,https://shop.example/8,1 EUR,in_stock,
`

// A file brings no picture by itself. Asked for, each comes once, from one host
// one at a time and not at once after another; what cannot be had says why.
func TestPicturesComeWhenAskedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &gallery{}
		b, q := pictureBench(t, t.TempDir(), g)
		report := must[FileReport](t)(b.ImportProducts(ctx, strings.NewReader(showroom), "showroom.csv"))
		if report.Pictures != 7 || len(g.asked) != 0 {
			t.Fatalf("%d pictures are told of, and %q was asked for", report.Pictures, g.asked)
		}
		shares := []float64{}
		var mu sync.Mutex
		g.before = func(int) {
			mu.Lock()
			defer mu.Unlock()
			if s, ok := q.Of("pictures"); ok {
				shares = append(shares, s.Share)
			}
		}
		if p := must[Pictures](t)(b.FetchPictures(ctx)); p.Waiting != 7 || !p.Fetching {
			t.Errorf("%+v", p)
		}
		q.Wait()
		if got := pictured(t, b); !slices.Equal(got, []string{"Bowl", "Dish", "Mug", "Pan"}) {
			t.Errorf("pictured are %q", got)
		}
		left := must[Pictures](t)(b.Pictures(ctx))
		var why []string
		for _, f := range left.Failed {
			why = append(why, f.Title+" at "+f.Host+": "+f.Reason)
		}
		if want := []string{
			"Pot at two.example: two.example does not know this any longer.", "Tray at two.example: This picture is 60000 × 60000, larger than Taglane reads.", "Vase at one.example: What stands at this address is too large.",
		}; left.Waiting != 3 || left.Fetching || !slices.Equal(why, want) {
			t.Errorf("left %d\n%q, want\n%q", left.Waiting, why, want)
		}
		if g.wrong != "" || len(g.asked) != 6 || !slices.IsSorted(shares) || shares[len(shares)-1] == 0 {
			t.Errorf("%s; asked for %q, told %v", g.wrong, g.asked, shares)
		}
		for host, at := range g.at {
			for i := 1; i < len(at); i++ {
				if at[i].Sub(at[i-1]) < betweenPictures {
					t.Errorf("%s was asked again after %v", host, at[i].Sub(at[i-1]))
				}
			}
		}
		was := len(g.asked)
		var said []string
		b.l.Emit = func(_ string, data any) {
			if n, is := data.(notice); is {
				said = append(said, n.Message)
			}
		}
		must[Pictures](t)(b.FetchPictures(ctx))
		q.Wait()
		if len(g.asked) != was+3 || !slices.Equal(said, []string{"The pictures of 3 products could not be fetched."}) {
			t.Errorf("asked again, %q; told %q", g.asked[was:], said)
		}
	})
}

// A host where nobody is at home is left alone; the others go on.
func TestASilentHostIsLeftAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &gallery{silent: "two.example"}
		b, q := pictureBench(t, t.TempDir(), g)
		var file strings.Builder
		file.WriteString("id,title,image_link\n")
		for i := range 10 {
			fmt.Fprintf(&file, "%d,Thing %d,https://two.example/%d.png\n", i, i, i)
		}
		file.WriteString("x,Mug,https://one.example/mug.png\n")
		must[FileReport](t)(b.ImportProducts(ctx, strings.NewReader(file.String()), "silent.csv"))
		must[Pictures](t)(b.FetchPictures(ctx))
		q.Wait()
		left := must[Pictures](t)(b.Pictures(ctx))
		if len(g.at["two.example"]) != triesAtHost || len(left.Failed) != 10 || !slices.Equal(pictured(t, b), []string{"Mug"}) {
			t.Errorf("asked %d times, %d failed, pictured %q", len(g.at["two.example"]), len(left.Failed), pictured(t, b))
		}
	})
}

// Whoever hears that nothing is fetched any more hears of all that could not be
// had: the end may come between the two looks that an answer takes.
func TestTheEndOfFetchingTellsWhatFailed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, q := pictureBench(t, t.TempDir(), &gallery{})
		must[FileReport](t)(b.ImportProducts(ctx, strings.NewReader("id,title,image_link\n1,Pot,https://two.example/gone.png\n"), "pot.csv"))
		for round := range 200 {
			for now := must[Pictures](t)(b.FetchPictures(ctx)); ; now = must[Pictures](t)(b.Pictures(ctx)) {
				if !now.Fetching && len(now.Failed) != 1 {
					t.Fatalf("after %d rounds the end was told with %d failures", round, len(now.Failed))
				}
				if !now.Fetching {
					break
				}
				time.Sleep(10 * time.Millisecond) // at the very moment in which the answer comes, too
			}
			q.Wait()
		}
	})
}

// Stopped by its person it stays stopped, with what came; broken off by the
// end of the program it goes on at the next start. Nothing is fetched twice.
func TestPicturesStopAndGoOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir, g := t.TempDir(), &gallery{}
		var file strings.Builder
		file.WriteString("id,title,image_link\n")
		for i := range 4 {
			fmt.Fprintf(&file, "%d,Thing %d,https://one.example/%s.png\n", i, i, strings.Repeat("a", i+1))
		}
		b, q := pictureBench(t, dir, g)
		must[FileReport](t)(b.ImportProducts(ctx, strings.NewReader(file.String()), "four.csv"))
		g.before = func(n int) {
			if n == 2 {
				go q.Cancel(func(work.State) bool { return true })
				synctest.Wait()
			}
		}
		must[Pictures](t)(b.FetchPictures(ctx))
		q.Wait()
		if got := pictured(t, b); len(got) != 1 || must[Pictures](t)(b.Pictures(ctx)).Waiting != 3 {
			t.Fatalf("stopped with %q", got)
		}
		if err := b.GoOn(ctx); err != nil || len(g.asked) != 2 {
			t.Fatalf("what was stopped goes on by itself: %v, %q", err, g.asked)
		}
		broken, end := context.WithCancel(ctx)
		b.l.Closing = func() bool { return broken.Err() != nil }
		g.before = func(n int) {
			if n == 4 {
				end()
				q.Cancel(func(work.State) bool { return true })
				synctest.Wait()
			}
		}
		must[Pictures](t)(b.FetchPictures(ctx))
		q.Wait()
		b.store.Close()
		g.before = nil
		b, q = pictureBench(t, dir, g)
		if err := b.GoOn(ctx); err != nil {
			t.Fatal(err)
		}
		q.Wait()
		if got := pictured(t, b); len(got) != 4 || len(g.asked) != 6 || must[Pictures](t)(b.Pictures(ctx)).Waiting != 0 {
			t.Errorf("%q after %q", got, g.asked)
		}
	})
}
