package instagram

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"taglane/app/platform/graph"
	"taglane/app/platform/graph/graphtest"
	"taglane/app/platform/instagram/instagramtest"
	"taglane/app/taglane"
)

func TestNewRefusesWhatIsNoAccount(t *testing.T) {
	for name, v := range map[string]struct {
		set    map[string]string
		secret string
	}{
		"secret":  {nil, `{"access_token":7}`},
		"version": {map[string]string{"graph_version": "v25.0/../x"}, `{}`},
		"user":    {map[string]string{"ig_user_id": "me/media"}, `{}`},
	} {
		_, err := New(taglane.Account{Settings: v.set}, json.RawMessage(v.secret))
		if taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A token that lives for thirty days more is left alone; after that it is
// exchanged while it still lives, and kept before it is used.
func TestATokenIsExchangedWhileItLives(t *testing.T) {
	w := newField(t)
	s := w.service(t)
	var kept []graph.Secret
	s.Keep(func(b json.RawMessage) error {
		var k graph.Secret
		if err := json.Unmarshal(b, &k); err != nil {
			return err
		}
		kept = append(kept, k)
		return nil
	})
	quota := func() error { _, _, _, err := s.Quota(t.Context()); return err }
	w.Clock.Pass(29 * 24 * time.Hour)
	if err := quota(); err != nil || len(kept) != 0 {
		t.Fatal("exchanged too early:", err)
	}
	w.Clock.Pass(2 * 24 * time.Hour)
	if err := quota(); err != nil || len(kept) != 1 || kept[0].AccessToken == graphtest.UserToken || kept[0].AppSecret != graphtest.AppSecret ||
		!kept[0].Expiry.Equal(w.Clock.Now().AddDate(0, 0, 60)) {
		t.Fatalf("%+v, %v", kept, err)
	}
	w.Clock.Pass(61 * 24 * time.Hour)
	if err := quota(); taglane.KindOf(err) != taglane.Login {
		t.Error("a token that ended:", err)
	}
}

func TestATokenThatCannotBeKeptIsNotUsed(t *testing.T) {
	w := newField(t)
	s := w.service(t)
	s.Keep(func(json.RawMessage) error { return errors.New("the disk is full") })
	w.Clock.Pass(61 * 24 * time.Hour)
	w.SetEnd(graphtest.UserToken, w.Clock.Now().AddDate(0, 0, 1)) // the far side is in no hurry
	before := len(w.Asked())
	if _, _, _, err := s.Quota(t.Context()); taglane.KindOf(err) != taglane.Later || len(w.Asked())-before != 1 {
		t.Errorf("%v after %v", err, w.Asked())
	}
}

func TestPrepareFindsTheAccountAlsoUnderABusiness(t *testing.T) {
	unnamed := func(a *taglane.Account, b *json.RawMessage) {
		delete(a.Settings, "ig_user_id")
		delete(a.Settings, "page_id")
		edited(func(s *graph.Secret) { s.IGUser, s.PageID = "", "" })(a, b)
	}
	for _, hidden := range []bool{false, true} {
		w := newField(t)
		w.Pages[1].Firm = hidden
		set, err := w.service(t, unnamed).Prepare(t.Context())
		if err != nil || set["ig_user_id"] != instagramtest.User || set["page_id"] != "42" {
			t.Errorf("hidden %t: %v, %v", hidden, set, err)
		}
	}
	w := newField(t)
	_, err := w.service(t, unnamed, func(a *taglane.Account, _ *json.RawMessage) { a.Settings["page_id"] = "99" }).Prepare(t.Context())
	wantKind(t, err, taglane.NotFound)
}

func TestPrepareNamesWhatWasNotAllowed(t *testing.T) {
	w := newField(t)
	w.Grant(graphtest.UserToken, scopes[:1]...)
	_, err := w.service(t).Prepare(t.Context())
	wantKind(t, err, taglane.Login)
	if !strings.Contains(taglane.MessageOf(err), "instagram_content_publish") {
		t.Error(err)
	}
}

func TestTheOtherLoginUploadsNothing(t *testing.T) {
	w := newField(t)
	s := w.service(t, func(a *taglane.Account, _ *json.RawMessage) { a.Settings["login"] = "instagram" })
	p := ownGoods(t, w.Account())
	_, err := s.Open(t.Context(), p.Key, p)
	wantKind(t, err, taglane.Refused)
	found, err := s.Check(t.Context(), p)
	if err != nil || len(w.Asked()) != 0 || levelOf(found, "IG-LOGIN") != taglane.Block {
		t.Errorf("%+v, %v, %v", found, err, w.Asked())
	}
}
