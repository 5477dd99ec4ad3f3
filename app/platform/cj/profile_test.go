package cj

import (
	"encoding/json"
	"strings"
	"testing"

	"taglane/app/platform"
	"taglane/app/platform/cj/cjtest"
	"taglane/app/taglane"
)

func TestTheProfileLeadsToAnAccount(t *testing.T) {
	p, ok := platform.ProfileOf("cj")
	if !ok || p.Title != title || len(p.Guide) < 3 || p.Connect == nil || p.Revoke != nil {
		t.Fatalf("%+v", p)
	}
	secret := map[string]bool{}
	for _, n := range p.Needs {
		secret[n.Key] = n.Secret
		if n.Title.Format == "" || n.Hint.Format == "" {
			t.Errorf("%s is not explained", n.Key)
		}
	}
	if len(secret) != 3 || !secret["access_token"] || secret["pid"] || secret["company_id"] {
		t.Errorf("%v", secret)
	}
	for _, g := range p.Guide {
		if g.Link != "" && taglane.CheckURL(g.Link) != nil || g.Text.Format == "" {
			t.Errorf("%+v", g)
		}
	}
}

// What a person entered becomes a login that later calls are made with.
func TestConnecting(t *testing.T) {
	w := stand(t)
	p, _ := platform.ProfileOf("cj")
	account := w.Account()
	account.Settings = nil
	got, err := p.Connect(t.Context(), account, json.RawMessage(`{"access_token":" `+cjtest.Token+` ","company_id":"`+cjtest.Company+`","pid":"`+cjtest.PID+`"}`), nil)
	if err != nil {
		t.Fatal(err)
	}
	if got.Settings["company_id"] != cjtest.Company || got.Settings["pid"] != cjtest.PID || got.Name == "" {
		t.Errorf("%+v", got)
	}
	var kept map[string]string
	if err := json.Unmarshal(got.Secret, &kept); err != nil || kept["access_token"] != cjtest.Token || kept["token_type"] != "Bearer" {
		t.Errorf("%v, %v", kept, err) // token_type tells a login from what it began with
	}
	account.Settings = got.Settings
	if _, err := platform.Connect(account, got.Secret); err != nil {
		t.Error(err)
	}
	_, err = p.Connect(t.Context(), account, json.RawMessage(`{"access_token":"another-token"}`), nil)
	wantKind(t, err, taglane.Login)
	_, err = p.Connect(t.Context(), account, json.RawMessage(`{}`), nil)
	wantKind(t, err, taglane.Login)
}

func TestHealthComparesThePID(t *testing.T) {
	w := quickly(stand(t))
	s := dialed(t, w)
	h, err := s.Health(t.Context())
	if err != nil || !strings.Contains(h.Name, cjtest.PID) || h.Note.Format != "" || len(h.Quotas) != 1 || h.Quotas[0].Left >= h.Quotas[0].Most {
		t.Errorf("%+v, %v", h, err)
	}
	w.Set(func(k *cjtest.Terms, _ *cjtest.Stock) { k.Pays = cjtest.Stranger })
	_, err = s.Health(t.Context())
	wantKind(t, err, taglane.Invalid)
	if !strings.Contains(taglane.MessageOf(err), cjtest.Stranger) {
		t.Error(err)
	}
	w.Set(func(k *cjtest.Terms, s *cjtest.Stock) {
		k.Pays = ""
		for i := range s.Products {
			s.Products[i].Joined = false
		}
	})
	if h, err = s.Health(t.Context()); err != nil || h.Note.Format == "" {
		t.Errorf("nothing to compare with: %+v, %v", h, err)
	}
	w.Set(func(k *cjtest.Terms, _ *cjtest.Stock) { k.Shut = true })
	_, err = s.Health(t.Context())
	wantKind(t, err, taglane.Login)
}

// A secret file alone is enough: the numbers in it become settings, by which
// links are built without the token.
func TestNumbersBecomeSettings(t *testing.T) {
	w := stand(t)
	account := w.Account()
	account.Settings = map[string]string{"currency": "EUR"}
	s, err := New(account, w.Secret())
	if err != nil {
		t.Fatal(err)
	}
	set, err := s.Prepare(t.Context())
	if err != nil || set["pid"] != cjtest.PID || set["company_id"] != cjtest.Company || set["currency"] != "EUR" {
		t.Errorf("%v, %v", set, err)
	}
	account.Settings = set
	if pid, err := platform.Networks()["cj"].Owner(account); err != nil || pid != cjtest.PID {
		t.Error(pid, err)
	}
}
