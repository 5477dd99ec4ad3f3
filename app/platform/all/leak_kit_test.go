package all_test

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
	"strings"
	"testing"
	"time"

	"taglane/app/drop"
	"taglane/app/platform/twin"
	"taglane/app/taglane"
)

// opening is when what is held back in a random project may be seen.
var opening = time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)

// project is a clip with products of which some are held back.
type project struct {
	draft    taglane.Draft
	pictures map[taglane.ID][]byte
}

// dice make the same projects on every run.
type dice struct{ *rand.Rand }

// word is made up, so that nothing but the project says it.
func (d dice) word() string {
	out := ""
	for range 3 + d.IntN(2) {
		out += string("bdfgklmnprstvz"[d.IntN(14)]) + []string{"a", "e", "i", "o", "u", "é", "ö"}[d.IntN(7)]
	}
	return strings.ToUpper(out[:1]) + out[1:]
}

func (d dice) text(signs string, n int) (out string) {
	for range n {
		out += string(signs[d.IntN(len(signs))])
	}
	return out
}

func (d dice) product(id string) (taglane.Product, []byte) {
	image := image.NewGray(image.Rect(0, 0, 24, 24))
	for i := range image.Pix {
		image.SetGray(i%24, i/24, color.Gray{Y: uint8(d.Uint32())})
	}
	var picture bytes.Buffer
	if err := jpeg.Encode(&picture, image, nil); err != nil {
		panic(err)
	}
	sum := sha256.Sum256(picture.Bytes())
	p := taglane.Product{
		ID: taglane.ID(id), Title: d.word() + " " + d.word() + " & Co", Brand: d.word(), SKU: d.text("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", 9), MPN: d.text("ABCDEFGHKMNPQRSTUVWXYZ", 7),
		URL:  "https://www.shop.example/view/product/17" + d.text("0123456789", 17) + "?region=US",
		GTIN: d.text("0123456789", 13), Relation: taglane.Own, Group: d.text("abcdefgh", 12), Options: []taglane.Choice{{Name: "Finish", Value: d.word() + " " + d.word()}}, Key: d.text("ABCDEFGHJKLMNPQRSTUVWXYZ", 11), Image: hex.EncodeToString(sum[:]), Notes: "made by " + id,
		Offer: &taglane.Offer{Price: taglane.Money{Amount: fmt.Sprintf("%d.%02d", 1000+d.IntN(9000), d.IntN(100)), Currency: []string{"EUR", "USD", "JPY"}[d.IntN(3)]}, ObservedAt: opening.AddDate(0, 0, -2)},
	}
	return p, picture.Bytes()
}

// project is made of clip; at least one product is held back and one is not.
func (d dice) project(clip taglane.Clip) project {
	p := project{draft: taglane.Draft{Clip: clip, Links: map[taglane.ID]taglane.Link{}}, pictures: map[taglane.ID][]byte{}}
	p.draft.Clip.Title, p.draft.Clip.Caption, p.draft.Clip.Language = "Two for the road", "Ad. What I take along.", []string{"en", "de", "ja"}[d.IntN(3)]
	zones := []string{"Europe/Berlin", "America/Los_Angeles", "Asia/Tokyo", "UTC"}
	zone := zones[d.IntN(len(zones))]
	loc, err := time.LoadLocation(zone)
	if err != nil {
		panic(err)
	}
	until := &taglane.Embargo{Until: opening, Wall: opening.In(loc).Format("2006-01-02T15:04"), Zone: zone}
	n := 2 + d.IntN(4)
	for i := range n {
		q, picture := d.product(fmt.Sprintf("product-%s", d.text("0123456789abcdef", 12)))
		if i == 1 {
			q.Fallbacks = []taglane.ID{p.draft.Products[0].ID} // what may be seen names what may not
		}
		if i == 0 || i > 1 && d.IntN(2) == 0 {
			q.Embargo = until
		}
		p.draft.Products, p.pictures[q.ID] = append(p.draft.Products, q), picture
		for range 1 + d.IntN(2) {
			in := taglane.Frame(d.IntN(int(clip.Frames) - 60))
			t := taglane.Tag{ID: taglane.ID("tag-" + d.text("0123456789abcdef", 12)), Clip: clip.ID, Product: q.ID, Span: taglane.Span{In: in, Out: in + 50}, Notes: "look at " + q.Title}
			if d.IntN(2) == 0 {
				t.Path = taglane.Path{Keys: []taglane.Key{{Frame: in, Spot: taglane.Spot{X: d.Float64(), Y: d.Float64()}}}}
			}
			if d.IntN(3) == 0 {
				t.Label = d.word() + " " + d.word()
			}
			if i%2 == 0 && d.IntN(2) == 0 {
				t.Teaser = &taglane.Teaser{Still: d.IntN(2) == 0, Label: "Soon"}
			}
			if d.IntN(2) == 0 {
				sub := d.text("abcdefghjkmnpqrstuvwxyz23456789", 14)
				p.draft.Links[t.ID] = taglane.Link{SubID: sub, Product: q.ID, Clip: clip.ID, Tag: t.ID, Destination: q.URL, URL: "https://track.example/click/" + d.text("0123456789", 10) + "?u1=" + sub}
			}
			p.draft.Tags = append(p.draft.Tags, t)
		}
	}
	return p
}

// secret says whether a product of the project is held back.
func (p project) secret(id taglane.ID) bool {
	q, _ := p.draft.Product(id)
	return q.Embargo != nil
}

// of names the pictures of a draft's products as files in a folder.
func (p project) of(d taglane.Draft, dir string) map[taglane.ID]taglane.File {
	out := map[taglane.ID]taglane.File{}
	for _, q := range d.Products {
		if b, have := p.pictures[q.ID]; have {
			out[q.ID] = taglane.File{Path: filepath.Join(dir, q.Image+".jpg"), SHA256: q.Image, Size: int64(len(b))}
		}
	}
	return out
}

// kept is of, and writes the files.
func (p project) kept(t testing.TB, d taglane.Draft, dir string) map[taglane.ID]taglane.File {
	t.Helper()
	out := p.of(d, dir)
	for id, f := range out {
		if err := os.WriteFile(f.Path, p.pictures[id], 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// nets look for what is held back in two ways that know nothing of each other:
// drop's own scanner, and plain canaries made from the project itself.
type nets struct {
	scanner *drop.Scanner
	plain   twin.Canaries
}

func (p project) nets() nets {
	secrets := drop.Secrets(p.draft, opening.Add(-time.Second))
	plain := twin.Canaries{}
	for _, q := range p.draft.Products {
		if !p.secret(q.ID) {
			continue
		}
		if s, ok := drop.InPicture(q.ID, p.pictures[q.ID]); ok {
			secrets = append(secrets, s)
		}
		price := q.Offer.Price.Amount
		for _, text := range []string{string(q.ID), q.Title, q.Brand, q.SKU, q.MPN, q.Group, q.Key, q.Options[0].Value, q.GTIN, q.Image, q.URL, strings.TrimPrefix(strings.TrimSuffix(q.URL, "?region=US"), "https://www.shop.example"), price, strings.Replace(price, ".", ",", 1)} {
			plain.Add(text)
		}
		end := len(p.pictures[q.ID]) - 40
		plain["picture of "+string(q.ID)] = p.pictures[q.ID][end-60 : end]
	}
	for _, t := range p.draft.Tags {
		if p.secret(t.Product) {
			plain.Add(t.Label)
			if l, linked := p.draft.Links[t.ID]; linked {
				plain.Add(l.SubID)
				plain.Add(l.URL)
			}
		}
	}
	return nets{drop.NewScanner(secrets), plain}
}

// caught names what was found in something that leaves.
func (n nets) caught(t testing.TB, name string, b []byte) (found []string) {
	t.Helper()
	leaks, err := n.scanner.Scan(name, bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range leaks {
		found = append(found, fmt.Sprintf("%s: %s %q, %s", l.Where, l.Secret.Kind, l.Secret.Text, l.Form))
	}
	for _, what := range n.plain.In(append([]byte(name+"\n"), b...)) {
		found = append(found, name+": "+what)
	}
	return found
}
