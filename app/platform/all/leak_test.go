package all_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"taglane/app/drop"
	"taglane/app/exchange"
	"taglane/app/outbox"
	"taglane/app/platform/platformtest"
	"taglane/app/platform/webpage"
	"taglane/app/taglane"
)

// hiding is a way to make a draft ready to leave before its time.
type hiding func(taglane.Draft, time.Time) taglane.Draft

func veil(d taglane.Draft, at time.Time) taglane.Draft { out, _ := drop.Veil(d, at); return out }

func tease(d taglane.Draft, at time.Time) taglane.Draft {
	out, _ := drop.Tease(d, at, func(h drop.Hold) string { return drop.Label(h, d.Clip.Language) })
	return out
}

// nothing leaves a draft as it is; the nets must notice.
func nothing(d taglane.Draft, _ time.Time) taglane.Draft { return d }

// documents are what a draft becomes without any service: every format, the
// frozen revision, and the row of the outbox.
func documents(t testing.TB, p project, d taglane.Draft) map[string][]byte {
	t.Helper()
	r := taglane.Revision{Draft: d, Media: taglane.File{Path: "/films/clip.mp4", SHA256: "00", Size: 1}, Pictures: p.of(d, "/pictures"), FrozenAt: opening.AddDate(0, 0, -1)}
	r.Digest = taglane.DigestOf(r)
	out := map[string][]byte{}
	put := func(name string, v any) {
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		out[name] = b
	}
	put("revision.json", r)
	put("row.json", outbox.NewRow("publication-1", r, "account-1", 0, map[string]string{"made_for_kids": "no"}, opening, opening))
	images := func(id taglane.ID) string { return string(id) + ".jpg" }
	for _, f := range exchange.Formats() {
		if !f.Writes() {
			continue
		}
		var b bytes.Buffer
		if _, err := exchange.Write(&b, f, d, exchange.Stamp{ExportedAt: opening, Revision: r.Digest, SHA256: "00", Media: "clip.mp4", Images: images}); err != nil {
			t.Fatalf("%s: %v", f, err)
		}
		out[string(f)+f.About().Extension] = b.Bytes()
	}
	return out
}

func clipOf(n int) taglane.Clip {
	return taglane.Clip{ID: taglane.ID(fmt.Sprint("clip-", n)), Name: "IMG_0042.mov", Facts: taglane.Facts{Frames: 300, Rate: taglane.Rate{Num: 30, Den: 1}, Width: 1080, Height: 1920}}
}

// Five hundred random projects: before the time not one byte of what is held
// back is in any document, and at the time all of it is.
func TestNothingHeldLeaves(t *testing.T) {
	t.Parallel()
	projects := 500 / thinned
	before := opening.Add(-time.Second)
	held, read := 0, 0
	for n := range projects {
		p := dice{rand.New(rand.NewPCG(uint64(n), 6))}.project(clipOf(n))
		nets := p.nets()
		for how, hide := range map[string]hiding{"veiled": veil, "teased": tease} {
			for name, b := range documents(t, p, hide(p.draft, before)) {
				read += len(b)
				for _, what := range nets.caught(t, name, b) {
					t.Errorf("project %d, %s: %s", n, how, what)
				}
			}
		}
		held += len(drop.Held(p.draft, before))
		if after := veil(p.draft, opening); len(after.Tags) != len(p.draft.Tags) || len(after.Products) != len(p.draft.Products) || len(after.Links) != len(p.draft.Links) {
			t.Errorf("project %d: at the time it lacks something", n)
		}
		all := documents(t, p, veil(p.draft, opening))["json.json"]
		for _, q := range p.draft.Products {
			for _, text := range []string{q.Title, p.draft.LinkTo(q.ID), q.Offer.Price.Amount, q.SKU, string(q.ID) + ".jpg"} {
				said, _ := json.Marshal(text)
				if !bytes.Contains(all, bytes.Trim(said, `"`)) && !bytes.Contains(all, []byte(text)) {
					t.Errorf("project %d: at the time its timeline lacks %s", n, text)
				}
			}
		}
	}
	t.Logf("%d projects, %d held tags, %d bytes read", projects, held, read)
}

// The nets are not blind: with the veil off, the documents of every project are
// caught, and each kind of secret somewhere.
func TestALeakIsNoticed(t *testing.T) {
	caught := map[string]int{}
	for n := range 25 {
		p := dice{rand.New(rand.NewPCG(uint64(n), 6))}.project(clipOf(n))
		nets, kinds := p.nets(), ""
		for name, b := range documents(t, p, nothing(p.draft, opening)) {
			found := nets.caught(t, name, b)
			if caught[name] += 0; len(found) > 0 {
				caught[name]++
			}
			kinds += strings.Join(found, "\n")
		}
		for _, kind := range []drop.Kind{drop.Name, drop.Word, drop.Number, drop.Price, drop.Address, drop.Picture} {
			if !strings.Contains(kinds, ": "+string(kind)+" ") {
				t.Errorf("project %d: no %s is seen anywhere", n, kind)
			}
		}
	}
	for name, n := range caught {
		// The row only names its revision; points alone are not in every project.
		if n < 25 && name != "row.json" && name != "cloudimage.json" || n == 0 && name != "row.json" {
			t.Errorf("%s gives something away of %d projects in 25, so nothing is proved by the others", name, n)
		}
	}
}

// page is every file that the connector of pages wrote of a draft, by name, and
// what else lies in its folder.
func pageOf(t testing.TB, p project, d taglane.Draft, n int) map[string][]byte {
	t.Helper()
	dir, out := t.TempDir(), map[string][]byte{}
	pub := platformtest.Publication(t, t.TempDir())
	r := &pub.Revision
	d.Clip.Facts, d.Clip.Size = r.Draft.Clip.Facts, r.Draft.Clip.Size
	r.Draft, r.Pictures = d, p.kept(t, d, t.TempDir())
	r.Digest = taglane.DigestOf(*r)
	if n%5 == 4 {
		pub.Settings = map[string]string{"single_file": "true"}
	}
	s, err := webpage.New(taglane.Account{ID: "pages", Settings: map[string]string{"dir": dir, "base_address": "https://pages.example/"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	session, err := s.Open(ctx, pub.Key, pub)
	if err == nil {
		var clip *os.File
		if clip, err = os.Open(r.Media.Path); err == nil {
			session, err = s.Send(ctx, session, 0, clip, r.Media.Size)
			clip.Close()
		}
	}
	if err == nil {
		_, err = s.Release(ctx, session, pub)
	}
	if err != nil {
		t.Fatal(err)
	}
	err = fs.WalkDir(os.DirFS(dir), ".", func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			out[name], err = os.ReadFile(filepath.Join(dir, name))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestAPageGivesNothingAway(t *testing.T) {
	t.Parallel()
	for n := range 25 {
		p := dice{rand.New(rand.NewPCG(uint64(n), 7))}.project(clipOf(n))
		nets := p.nets()
		for name, b := range pageOf(t, p, tease(p.draft, opening.Add(-time.Second)), n) {
			if strings.HasSuffix(name, "index.html") && !(bytes.Contains(b, []byte(`"countdown":{"to":"`)) && bytes.Contains(b, []byte("function soonCard("))) {
				t.Errorf("project %d: nothing in its teaser counts down", n)
			}
			for _, what := range nets.caught(t, name, b) {
				t.Errorf("project %d: %s", n, what)
			}
		}
		if n%5 > 0 {
			continue
		}
		said := ""
		for name, b := range pageOf(t, p, veil(p.draft, opening), n) {
			said += strings.Join(nets.caught(t, name, b), "\n")
		}
		for _, kind := range []drop.Kind{drop.Name, drop.Price, drop.Address, drop.Picture} {
			if !strings.Contains(said, ": "+string(kind)+" ") {
				t.Errorf("project %d: at the time the page lacks every %s", n, kind)
			}
		}
	}
}

// sent is everything that a service was told of a draft: every call as it
// arrived at its twin.
func sent(t testing.TB, c service, p project, hide hiding, at time.Time) map[string][]byte {
	t.Helper()
	var pictures map[taglane.ID]taglane.File
	was := c.draft
	c.draft = func(d *taglane.Draft) {
		facts := d.Clip
		if was != nil {
			was(d)
		}
		tied, goods := d.Products[0].Relation, strings.HasPrefix(d.Products[0].URL, "https://shop.tiktok.com/")
		*d = hide(p.draft, at)
		d.Clip.ID, d.Clip.Facts, d.Clip.Size = facts.ID, facts.Facts, facts.Size
		d.Products = slices.Clone(d.Products)
		for i := range d.Products {
			d.Products[i].Relation = tied
			if goods {
				d.Products[i].URL = strings.Replace(d.Products[i].URL, "www.shop.example", "shop.tiktok.com", 1)
			}
		}
		pictures = p.kept(t, *d, t.TempDir())
	}
	s := newStand(t, c)
	defer s.close()
	s.pub.Revision.Pictures = pictures
	s.pub.Revision.Digest = taglane.DigestOf(s.pub.Revision)
	s.row = outbox.NewRow(s.pub.ID, s.pub.Revision, s.pub.Account.ID, 0, c.settings, time.Time{}, s.now())
	if !s.run(true) || len(s.far.Posts()) != 1 {
		t.Fatalf("%s: %d posts, at %s, waiting %q: %s", c.name, len(s.far.Posts()), s.row.Stage, s.row.Wait, s.row.FaultMessage)
	}
	out := map[string][]byte{}
	for i, call := range s.far.Door().Calls() {
		head, _ := json.Marshal([]any{call.Method, call.Path, call.Query, call.Header})
		out[fmt.Sprintf("call %d to %s", i, c.name)] = slices.Concat(head, []byte("\n"), call.Body)
	}
	row, err := json.Marshal(s.row)
	if err != nil {
		t.Fatal(err)
	}
	out["row of "+c.name] = row
	ledger, err := os.ReadFile(filepath.Join(s.dir, "a.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	out["ledger of "+c.name] = ledger
	return out
}

// The real connectors, each over its twin, are given what the veil leaves: not
// one call says more. At the time they are given all of it; those that send
// products say so then.
func TestNoServiceIsToldBeforeTheTime(t *testing.T) {
	tells := map[string]bool{"youtube": true, "facebook": false, "instagram": true, "tiktok inbox": false, "tiktok direct": false, "tiktokshop": true, "shopify": true}
	for _, c := range services() {
		mustTell, wanted := tells[c.name]
		if !wanted {
			continue // the same service by another way
		}
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			told := false
			for n := range 25 / thinned {
				p := dice{rand.New(rand.NewPCG(uint64(n), 8))}.project(clipOf(n))
				if c.name == "tiktokshop" { // which takes letters and digits alone
					for i := range p.draft.Products {
						p.draft.Products[i].Title = strings.ReplaceAll(p.draft.Products[i].Title, " &", "")
					}
				}
				nets := p.nets()
				for name, b := range sent(t, c, p, veil, opening.Add(-time.Second)) {
					for _, what := range nets.caught(t, name, b) {
						t.Errorf("project %d: %s", n, what)
					}
				}
				if n > 2 {
					continue
				}
				after := sent(t, c, p, veil, opening)
				for _, name := range slices.Sorted(maps.Keys(after)) {
					if found := nets.caught(t, name, after[name]); len(found) > 0 {
						told = true
					}
				}
			}
			if told != mustTell {
				t.Errorf("at the time it is told of the products: %v", told)
			}
		})
	}
}
