package webpage

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"taglane/app/taglane"
)

var keep = flag.String("keep", "", "write the sample pages into this folder, to look at them")

var frozenAt = time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC)

// sunday is the publication most tests use: four products, each tied to the
// creator in its own way, over a real clip of 360 frames.
func sunday(t testing.TB) taglane.Publication {
	t.Helper()
	price := func(amount string) *taglane.Offer {
		return &taglane.Offer{Price: taglane.Money{Amount: amount, Currency: "EUR"}, Availability: "in_stock", ObservedAt: frozenAt.AddDate(0, 0, -4)}
	}
	key := func(f taglane.Frame, x, y float64) taglane.Key {
		return taglane.Key{Frame: f, Spot: taglane.Spot{X: x, Y: y}}
	}
	d := taglane.Draft{
		Clip: taglane.Clip{ID: "clip1", Name: "sunday.mp4", Title: "Slow Sunday, four things", Caption: "A quiet morning.", Language: "en",
			Facts: taglane.Facts{Frames: 360, Rate: taglane.Rate{Num: 30000, Den: 1001}, Width: 180, Height: 320, Codec: "h264", Audio: "aac"}},
		Products: []taglane.Product{
			{ID: "mug", Title: "Stoneware mug", Brand: "Lind Table", URL: "https://lindtable.example/mug", GTIN: "4006381333931", Relation: taglane.Own, Offer: price("24.00")},
			{ID: "kettle", Title: "Pouring kettle", Brand: "Norrgrain", URL: "https://norrgrain.example/kettle?a=1&b=2", Relation: taglane.Commission, Offer: price("89.00")},
			{ID: "linen", Title: "Linen runner", URL: "https://lindtable.example/linen", Relation: taglane.Own, Offer: price("39.00")},
			{ID: "carafe", Title: "Glass carafe", Brand: "Ostra Studio", URL: "https://ostrastudio.example/carafe", Relation: taglane.Gifted, Offer: price("32.00")},
		},
		Tags: []taglane.Tag{
			{ID: "t1", Product: "mug", Span: taglane.Span{In: 30, Out: 120}, Path: taglane.Path{Keys: []taglane.Key{key(40, .69, .55), key(100, .3, .7)}}},
			{ID: "t2", Product: "kettle", Span: taglane.Span{In: 90, Out: 190}, Path: taglane.Path{Interpolation: taglane.CatmullRom, Keys: []taglane.Key{key(95, .41, .6), key(120, .5, .7), key(150, .6, .5)}}},
			{ID: "t3", Product: "linen", Span: taglane.Span{In: 190, Out: 280}, Path: taglane.Path{Interpolation: taglane.Hold, Keys: []taglane.Key{key(190, .2, .3), key(240, .8, .4)}}},
			{ID: "t4", Product: "carafe", Span: taglane.Span{In: 290, Out: 350}},
		},
	}
	return frozen(t, d)
}

// frozen puts files and a digest to a draft.
func frozen(t testing.TB, d taglane.Draft) taglane.Publication {
	t.Helper()
	dir := t.TempDir()
	clip, err := os.ReadFile("testdata/clip.mp4")
	if err != nil {
		t.Fatal(err)
	}
	r := taglane.Revision{Draft: d, FrozenAt: frozenAt, Pictures: map[taglane.ID]taglane.File{},
		Media: lay(t, dir, "clip.mp4", clip), Cover: lay(t, dir, "cover.jpg", picture(t, 180, 320, 7))}
	for i, p := range d.Products {
		f := lay(t, dir, fmt.Sprint("product", i, ".jpg"), picture(t, 88, 88, i))
		r.Pictures[p.ID], r.Draft.Products[i].Image = f, f.SHA256
	}
	r.Digest = taglane.DigestOf(r)
	return taglane.Publication{ID: "pub", Key: "k" + r.Digest[:19], Revision: r, Settings: map[string]string{}}
}

func lay(t testing.TB, dir, name string, b []byte) taglane.File {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(b)
	return taglane.File{Path: path, SHA256: hex.EncodeToString(sum[:]), Size: int64(len(b))}
}

// picture draws a disc on a soft ground.
func picture(t testing.TB, w, h, n int) []byte {
	t.Helper()
	grounds := []color.RGBA{{231, 221, 208, 255}, {220, 215, 225, 255}, {207, 217, 213, 255}, {209, 226, 228, 255}}
	discs := []color.RGBA{{63, 102, 132, 255}, {150, 142, 130, 255}, {190, 110, 80, 255}, {217, 123, 43, 255}}
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := grounds[n%4]
			if dx, dy := x-w/2, y-h*11/20; dx*dx+dy*dy < w*w/12 {
				c = discs[n%4]
			}
			m.Set(x, y, c)
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// publish carries a publication into a folder and gives the page's own folder.
func publish(t testing.TB, settings map[string]string, p taglane.Publication) string {
	t.Helper()
	s := service(t, settings)
	post, err := carry(t, s, p)
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(s.dir, post.ID)
}

func carry(t testing.TB, s *Service, p taglane.Publication) (taglane.Post, error) {
	t.Helper()
	up, err := s.Open(t.Context(), p.Key, p)
	if err != nil {
		return taglane.Post{}, err
	}
	st, err := s.Status(t.Context(), up)
	if err != nil {
		return taglane.Post{}, err
	}
	if st.Post == nil && !st.Complete {
		f, err := os.Open(p.Revision.Media.Path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if _, err := f.Seek(st.Offset, 0); err != nil {
			t.Fatal(err)
		}
		if up, err = s.Send(t.Context(), up, st.Offset, f, p.Revision.Media.Size-st.Offset); err != nil {
			return taglane.Post{}, err
		}
	}
	return s.Release(t.Context(), up, p)
}

// hostile are texts that people or feeds may well give a product.
var hostile = []string{"</script><script>alert(1)</script>", "a --> b <!-- c", "\"><img src=x onerror=alert(1)>", "\u202egnp.exe \u200f\u05d0", strings.Repeat("Very long title ", 20)[:300],
	"🫖🏽 teapot", "NUL\x00here", "{{.Title}} ${x} `y`", "https://evil.example/x", "'; DROP TABLE", "two\nlines", "\u2028sep"}

// variants are the pages worth looking at, by name.
func variants(t testing.TB) map[string]taglane.Publication {
	out := map[string]taglane.Publication{"sunday": sunday(t)}
	one := sunday(t).Revision.Draft
	one.Clip.ID, one.Clip.Title, one.Products, one.Tags = "one", "One good mug", one.Products[:1], one.Tags[:1]
	out["one"] = frozen(t, one)
	many := sunday(t).Revision.Draft
	many.Clip.ID, many.Clip.Title = "many", "Twelve things in a small kitchen"
	base := many.Products
	many.Products, many.Tags = nil, nil
	for i := range 12 {
		p := base[i%4]
		p.ID, p.Title = taglane.ID(fmt.Sprint("p", i)), fmt.Sprint(p.Title, " ", i+1)
		many.Products = append(many.Products, p)
		in := taglane.Frame(i * 28)
		many.Tags = append(many.Tags, taglane.Tag{ID: taglane.ID(fmt.Sprint("t", i)), Product: p.ID, Span: taglane.Span{In: in, Out: in + 50},
			Path: taglane.Path{Keys: []taglane.Key{{Frame: in, Spot: taglane.Spot{X: float64(i%5)/6 + .15, Y: float64(i%7)/10 + .15}}}}})
	}
	out["many"] = frozen(t, many)
	wild := sunday(t).Revision.Draft
	wild.Clip.ID, wild.Clip.Title, wild.Clip.Language = "wild", strings.Repeat("A rather long name for a rather short clip ", 4), "de"
	wild.Products = append(wild.Products[:0:0], wild.Products...)
	for i := range wild.Products {
		wild.Products[i].Title = hostile[i+2]
	}
	out["wild"] = frozen(t, wild)
	return out
}

func TestKeepSamples(t *testing.T) {
	if *keep == "" {
		t.Skip("give -keep a folder to look at the sample pages")
	}
	if err := os.MkdirAll(*keep, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, p := range variants(t) {
		dir := filepath.Join(*keep, name)
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		p.Settings["impressions"] = fmt.Sprint(name == "one")
		p.Settings["single_file"] = fmt.Sprint(name == "one")
		t.Log(publish(t, map[string]string{"dir": dir}, p))
	}
}
