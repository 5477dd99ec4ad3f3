package access

import (
	"bytes"
	"context"
	"encoding/json"
	"path/filepath"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/memory"
	"taglane/app/platform/platformtest"
	"taglane/app/secrets"
	"taglane/app/taglane"
)

func memoryVault(t testing.TB) *secrets.Vault {
	t.Helper()
	v, err := secrets.Open(secrets.Options{Dir: filepath.Join(t.TempDir(), "secrets"), Library: "lib", Now: time.Now, Prefer: secrets.Memory})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { v.Close() })
	return v
}

// A connector behind the seal answers every question as it does without.
func TestSealedConnectorsAnswerAlike(t *testing.T) {
	for _, settings := range []map[string]string{{}, {"fused": "yes"}, {"repeat": "blind", "finds": "no"}} {
		platformtest.Run(t, func(t *testing.T) platformtest.World {
			account := taglane.Account{ID: taglane.ID(t.Name()), Service: "memory", Settings: settings}
			v := memoryVault(t)
			return platformtest.World{
				Account: account,
				New: func(t testing.TB) platform.Publisher {
					p, err := platform.Open(account, nil)
					if err != nil {
						t.Fatal(err)
					}
					return sealing(p, v, account.ID)
				},
				Posts: func() (out []platformtest.Posted) {
					posts, err := memory.Posts(account)
					if err != nil {
						t.Fatal(err)
					}
					for _, p := range posts {
						out = append(out, platformtest.Posted{Key: p.Key, ID: p.ID, SHA256: p.SHA256})
					}
					return out
				},
				Forget: func() {
					if err := memory.Forget(account); err != nil {
						t.Fatal(err)
					}
				},
			}
		})
	}
}

func TestASessionOpensForItsOwnAccountOnly(t *testing.T) {
	v := memoryVault(t)
	open := func(id taglane.ID) (platform.Publisher, platform.Publisher) {
		p, err := platform.Open(taglane.Account{ID: "one", Service: "memory", Settings: map[string]string{}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		return p, sealing(p, v, id)
	}
	bare, mine := open("mine")
	_, theirs := open("theirs")
	p := platformtest.Publication(t, t.TempDir())
	session, err := mine.Open(ctx, "key", p)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := bare.Open(ctx, "key", p)
	if err != nil || bytes.Contains(session, plain) {
		t.Fatalf("the session %s shows %s (%v)", session, plain, err)
	}
	if _, err := mine.Status(ctx, session); err != nil {
		t.Error(err)
	}
	for name, s := range map[string]platform.UploadSession{"of another account": session, "unsealed": plain, "no JSON": []byte("{"), "empty": nil, "damaged": damaged(session)} {
		asked := theirs
		if name == "damaged" {
			asked = mine
		}
		if _, err := asked.Status(ctx, s); taglane.KindOf(err) != taglane.NotFound {
			t.Errorf("a session %s: %v", name, err)
		}
	}
}

// damaged is a session with one bit of what is sealed turned.
func damaged(session platform.UploadSession) platform.UploadSession {
	var b []byte
	_ = json.Unmarshal(session, &b) // it was made by sealing
	b[len(b)/2] ^= 1
	text, _ := json.Marshal(b)
	return text
}

// able does everything a connector may do beside publishing.
type able struct {
	platform.Publisher
	platform.Tagger
	platform.Finder
	platform.Losing
	platform.Preparer
	platform.Keeper
	platform.Asking
	platform.Healthy
	platform.Linker
	platform.Updater
	platform.Paced
	platform.HandingOff
	platform.Fitting
	platform.Partly
	platform.Roomy
}

func (able) Narrow(func(context.Context, int) error) {}

func (able) Insights(context.Context, taglane.Post, time.Time) ([]taglane.Observation, error) {
	return nil, nil
}

func within[T any](p platform.Publisher) bool {
	_, ok := platform.As[T](p)
	return ok
}

// Whatever a connector can do stays within reach behind the seal, and nothing
// else seems to be.
func TestSealingHidesNothing(t *testing.T) {
	v := memoryVault(t)
	for name, asked := range map[string]func(platform.Publisher) bool{
		"Tagger": within[platform.Tagger], "Finder": within[platform.Finder], "Losing": within[platform.Losing],
		"Preparer": within[platform.Preparer], "Keeper": within[platform.Keeper], "Insights": within[platform.Insights],
		"Asking": within[platform.Asking], "Healthy": within[platform.Healthy], "Linker": within[platform.Linker],
		"Updater": within[platform.Updater], "Paced": within[platform.Paced], "Narrow": within[platform.Narrow],
		"HandingOff": within[platform.HandingOff], "Fitting": within[platform.Fitting],
		"Partly": within[platform.Partly], "Roomy": within[platform.Roomy],
	} {
		if !asked(sealing(able{}, v, "one")) {
			t.Errorf("%s is hidden by the seal", name)
		}
		if asked(sealing(struct{ platform.Publisher }{}, v, "one")) {
			t.Errorf("%s is there though the connector has none", name)
		}
	}
}
