package platformtest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"taglane/app/taglane"
)

// MediaSize is how many bytes the clip of a made publication has; odd, so that
// no chunk size divides it.
const MediaSize = 300_007

var made atomic.Uint64

// Publication makes a small real publication in dir: a frozen revision with
// the clip's bytes, a cover and two product pictures on disk. Each call gives
// other bytes, and so another digest and key.
func Publication(t testing.TB, dir string) taglane.Publication {
	t.Helper()
	n := made.Add(1)
	clip := make([]byte, MediaSize)
	random := rand.NewChaCha8([32]byte{byte(n), byte(n >> 8), byte(n >> 16)})
	_, _ = random.Read(clip)
	copy(clip, "\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom")

	d := draft(n)
	r := taglane.Revision{
		Draft:    d,
		Media:    keep(t, dir, "clip.mp4", clip),
		Cover:    keep(t, dir, "cover.jpg", picture(t, 180, 320, color.RGBA{200, 90, byte(n%4) * 60, 255})),
		Pictures: map[taglane.ID]taglane.File{},
		FrozenAt: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC),
	}
	for i := range d.Products {
		p := &r.Draft.Products[i]
		f := keep(t, dir, string(p.ID)+".jpg", picture(t, 64, 64, color.RGBA{byte(60 * i), 160, 90, 255}))
		r.Pictures[p.ID], p.Image = f, f.SHA256
	}
	r.Digest = taglane.DigestOf(r)
	sum := sha256.Sum256([]byte(r.Digest))
	return taglane.Publication{
		ID:  taglane.ID(fmt.Sprint("publication-", n)),
		Key: "KEY" + hex.EncodeToString(sum[:])[:17], Revision: r,
		Account: taglane.Account{ID: "account-1", Service: "memory", Name: "Trying things out"},
	}
}

func draft(n uint64) taglane.Draft {
	seen := time.Date(2026, 11, 19, 18, 30, 0, 0, time.UTC)
	return taglane.Draft{
		Clip: taglane.Clip{
			ID: taglane.ID(fmt.Sprint("clip-", n)), Name: fmt.Sprint("kitchen-", n, ".mp4"), Title: fmt.Sprint("My kitchen, take ", n),
			Caption: "Two things I use every morning.", Language: "en", Size: MediaSize,
			Facts: taglane.Facts{Frames: 300, Rate: taglane.Rate{Num: 30000, Den: 1001}, Width: 720, Height: 1280, Codec: "h264", Audio: "aac"},
		},
		Tags: []taglane.Tag{
			{ID: "tag-1", Product: "product-1", Span: taglane.Span{In: 30, Out: 120}, Path: taglane.Path{Keys: []taglane.Key{
				{Frame: 30, Spot: taglane.Spot{X: 0.25, Y: 0.5}}, {Frame: 90, Spot: taglane.Spot{X: 0.5, Y: 0.625}}}}},
			{ID: "tag-2", Product: "product-2", Span: taglane.Span{In: 100, Out: 200}, Label: "The kettle"},
			{ID: "tag-3", Product: "product-1", Span: taglane.Span{In: 210, Out: 280}, Path: taglane.Path{Interpolation: taglane.Hold,
				Keys: []taglane.Key{{Frame: 210, Spot: taglane.Spot{X: 0.75, Y: 0.25}}}}},
		},
		Products: []taglane.Product{
			{ID: "product-1", Title: "Blue mug", Brand: "Lumen", URL: "https://shop.example/mug?sku=1", SKU: "MUG-1", Relation: taglane.Commission,
				Offer: &taglane.Offer{Price: taglane.Money{Amount: "12.50", Currency: "EUR"}, Availability: "in_stock", ObservedAt: seen}},
			{ID: "product-2", Title: "Kettle", URL: "https://shop.example/kettle", GTIN: "4006381333931", Relation: taglane.Gifted},
		},
	}
}

// keep writes a file of a revision and says what it contains.
func keep(t testing.TB, dir, name string, b []byte) taglane.File {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(b)
	return taglane.File{Path: path, SHA256: hex.EncodeToString(sum[:]), Size: int64(len(b))}
}

var drawn sync.Map // pictures by size and colour; a suite asks for the same ones often

func picture(t testing.TB, w, h int, c color.RGBA) []byte {
	t.Helper()
	name := fmt.Sprint(w, h, c)
	if b, ok := drawn.Load(name); ok {
		return b.([]byte)
	}
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for i := range m.Pix {
		m.Pix[i] = [4]byte{c.R, c.G, c.B, 255}[i%4]
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	drawn.Store(name, b.Bytes())
	return b.Bytes()
}
