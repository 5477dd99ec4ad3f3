package crew_test

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"taglane/app/crew"
	"taglane/app/edit"
	"taglane/app/store"
	"taglane/app/taglane"
)

// desk is a laptop with a library.
type desk struct {
	*crew.Crew
	t       testing.TB
	name    string
	store   *store.Store
	dir     string
	at      func() time.Time
	merged  int
	kept    map[string]json.RawMessage
	images  []string // of products, by SHA-256
	private ed25519.PrivateKey
}

func sit(t testing.TB, name string) *desk { return sitAt(t, name, t.TempDir(), time.Now) }

func sitAt(t testing.TB, name, dir string, now func() time.Time) *desk {
	t.Helper()
	n := 0
	d := &desk{t: t, name: name, dir: dir, at: now, kept: map[string]json.RawMessage{}}
	fresh := func() taglane.ID { n++; return taglane.ID(fmt.Sprintf("%s-%d-%d", name, time.Now().UnixNano(), n)) }
	s, err := store.Open(context.Background(), store.Options{Dir: dir, Now: now, NewID: fresh})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	d.store = s
	seed := sha256.Sum256([]byte(name))
	d.private = ed25519.NewKeyFromSeed(seed[:])
	d.Crew = crew.New(crew.Lent{
		Store: s, Now: now, NewID: fresh, Person: name, Machine: name + "'s laptop", Tell: taglane.Said.String, Emit: func(string, any) {},
		Commit: func(ctx context.Context, label string, writes ...edit.Write) error {
			_, err := s.Do(ctx, edit.Draft{By: name, Label: label, Writes: writes})
			return err
		},
		Merged: func(_ context.Context, es []edit.Edit) { d.merged += len(es) },
		Key:    func(context.Context) (ed25519.PrivateKey, error) { return d.private, nil },
		Whose: func(_ context.Context, key ed25519.PublicKey) (string, bool, error) {
			return name, key.Equal(d.private.Public()), nil
		},
		Secrets: vault{d.kept}, Files: pictures{d},
	})
	return d
}

type vault struct{ kept map[string]json.RawMessage }

func (v vault) Keep(_ context.Context, name string, secret json.RawMessage) error {
	v.kept[name] = secret
	return nil
}
func (v vault) Kept(_ context.Context, name string) (json.RawMessage, error) {
	return v.kept[name], nil
}
func (v vault) Drop(_ context.Context, name string) error { delete(v.kept, name); return nil }

type pictures struct{ d *desk }

func (p pictures) Named(ctx context.Context) ([]crew.Named, error) {
	images, err := p.d.store.Images(ctx)
	out := make([]crew.Named, len(images))
	for i, sha := range images {
		out[i] = crew.Named{SHA256: sha, Path: filepath.Join(p.d.dir, "media", sha+".jpg")}
		_, missing := os.Stat(out[i].Path)
		out[i].Here = missing == nil
	}
	return out, err
}

func (p pictures) Arrived(_ context.Context, n crew.Named) { p.d.images = append(p.d.images, n.SHA256) }

// writes sets one field of a thing.
func (d *desk) writes(kind, id, field, value string) {
	d.t.Helper()
	w := edit.Write{Cell: edit.Cell{Kind: kind, ID: id, Field: field}, Value: json.RawMessage(value)}
	if _, err := d.store.Do(context.Background(), edit.Draft{By: d.name, Scope: "c1", Label: "Write " + field, Writes: []edit.Write{w}}); err != nil {
		d.t.Fatal(err)
	}
}

// product adds one with a picture, whose bytes lie here.
func (d *desk) product(id, picture string) string {
	d.t.Helper()
	sum := sha256.Sum256([]byte(picture))
	sha := hex.EncodeToString(sum[:])
	if err := os.MkdirAll(filepath.Join(d.dir, "media"), 0o700); err != nil {
		d.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(d.dir, "media", sha+".jpg"), []byte(picture), 0o600); err != nil {
		d.t.Fatal(err)
	}
	d.writes(store.KindProduct, id, edit.Present, "true")
	d.writes(store.KindProduct, id, "title", `"Kettle"`)
	d.writes(store.KindProduct, id, "image", `"`+sha+`"`)
	return sha
}

func (d *desk) joins(where string) {
	d.t.Helper()
	if _, err := d.JoinTeam(context.Background(), where, crew.Admission{}); err != nil {
		d.t.Fatalf("%s: %v", d.name, err)
	}
}

func (d *desk) syncs() crew.Synced {
	d.t.Helper()
	done, err := d.SyncTeam(context.Background())
	if err != nil {
		d.t.Fatalf("%s: %v", d.name, err)
	}
	return done
}

func (d *desk) team() crew.TeamState {
	d.t.Helper()
	s, err := d.Team(context.Background())
	if err != nil {
		d.t.Fatal(err)
	}
	return s
}

// shows is all that the library's cells hold.
func (d *desk) shows() string {
	d.t.Helper()
	out := ""
	for _, kind := range []string{"tag", store.KindProduct, "device", "thing-of-a-later-build"} {
		cells, err := d.store.Cells(context.Background(), kind)
		if err != nil {
			d.t.Fatal(err)
		}
		b, err := json.Marshal(cells)
		if err != nil {
			d.t.Fatal(err)
		}
		out += kind + string(b) + "\n"
	}
	return out
}

func agree(t testing.TB, all ...*desk) {
	t.Helper()
	for _, d := range all[1:] {
		if a, b := all[0].shows(), d.shows(); a != b {
			t.Errorf("%s and %s differ:\n%s\n%s", all[0].name, d.name, a, b)
		}
		a, err := all[0].store.Seen(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		b, err := d.store.Seen(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if fmt.Sprint(a) != fmt.Sprint(b) {
			t.Errorf("%s has %v, %s has %v", all[0].name, a, d.name, b)
		}
	}
}
