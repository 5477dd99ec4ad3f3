package tiktok

import (
	"encoding/json"
	"testing"
	"time"

	"taglane/app/platform/tiktok/tiktoktest"
	"taglane/app/taglane"
)

// The verifier of RFC 7636 and the challenge that TikTok makes of it: hex, and
// not the base64 that everybody else wants.
const (
	vectorVerifier  = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
	vectorChallenge = "13d31e961a1ad8ec2f16b10c4c982e0876a878ad6df144566ee1894acb70f9c3"
	rfcChallenge    = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
)

func TestVerifierIsHashedToHex(t *testing.T) {
	w := tiktoktest.New() // two of the logins are wrong
	defer w.Close()
	cfg, err := Login(w.Account(), w.Secret())
	if err != nil {
		t.Fatal(err)
	}
	const back = "http://127.0.0.1:4000/callback/"
	got, err := cfg.Redeem(t.Context(), w.Code(vectorChallenge, back), back, vectorVerifier)
	if err != nil || got.Access != "act.twin-access-1" || got.Refresh != "rft.twin-refresh-1" || got.Extra["open_id"] != tiktoktest.OpenID || got.Scope != tiktoktest.AllScopes {
		t.Errorf("%+v, %v", got, err)
	}
	if in := time.Until(got.Expiry); in < 23*time.Hour || in > 25*time.Hour {
		t.Errorf("the token lives %v", in)
	}
	for _, code := range []string{w.Code(rfcChallenge, back), w.Code(vectorChallenge, back+"x"), "spent"} { // told flat, with a status of 200
		_, err := cfg.Redeem(t.Context(), code, back, vectorVerifier)
		wantKind(t, err, taglane.Login)
	}
}

func TestLoginIsAtTikTokUnlessSomethingStandsIn(t *testing.T) {
	for base, want := range map[string]string{"": "https://www.tiktok.com/v2/auth/authorize/", "http://127.0.0.1:9/": "http://127.0.0.1:9/v2/auth/authorize/"} {
		cfg, err := Login(taglane.Account{BaseURL: base}, nil)
		if err != nil || cfg.AuthURL != want {
			t.Errorf("with %q it is %s, %v", base, cfg.AuthURL, err)
		}
	}
	cfg, err := Login(taglane.Account{Settings: map[string]string{"auth_base_url": "http://127.0.0.1:8/"}}, nil)
	if err != nil || cfg.AuthURL != "http://127.0.0.1:8/v2/auth/authorize/" || cfg.TokenURL != "https://open.tiktokapis.com/v2/oauth/token/" {
		t.Errorf("%+v, %v", cfg, err)
	}
	_, err = Login(taglane.Account{}, json.RawMessage("["))
	wantKind(t, err, taglane.Invalid)
}

// The token ends between the last piece and the first question. The question
// is asked again with a new token, of the same publish_id, and nothing is
// uploaded twice.
func TestTokenDiedWhilePolling(t *testing.T) {
	w := stand(t)
	w.Set(func(k *tiktoktest.Terms) { k.Rounds = 1 })
	s := dialed(t, w, "mode", "direct", "audited", "true")
	var kept []credentials
	var vault json.RawMessage
	s.Keep(func(secret json.RawMessage) error {
		if w.Seen("/v2/post/publish/status/fetch/") > 1 {
			t.Error("the new token was used before it was kept")
		}
		var c credentials
		err := json.Unmarshal(secret, &c)
		kept, vault = append(kept, c), secret
		return err
	})
	us := open(t, s, sized(t, w, 1000))
	pushAll(t, s, us, 1000)
	pass(w, 25*time.Hour)
	if st := status(t, s, us); !st.Complete || st.Post != nil {
		t.Errorf("it is %+v", st)
	}
	if st := status(t, s, us); st.Post == nil || len(w.Posts()) != 1 || len(w.Uploads()) != 1 {
		t.Errorf("%+v, %d posts of %d uploads", st, len(w.Posts()), len(w.Uploads()))
	}
	var now credentials
	_ = json.Unmarshal(w.Secret(), &now)
	if len(kept) != 1 || kept[0].Access != now.Access || kept[0].Refresh != now.Refresh || kept[0].ClientSecret != tiktoktest.AppSecret || kept[0].OpenID != tiktoktest.OpenID {
		t.Errorf("kept %+v", kept)
	}
	if in := time.Until(kept[0].Ends); in < 364*24*time.Hour || in > 366*24*time.Hour {
		t.Errorf("the login ends in %v", in)
	}
	if again, err := connect(w.Account(), vault, nil); err != nil || again.held != s.held {
		t.Errorf("whoever reads what was kept has a token of their own: %v", err)
	}
	w.TakeBack()
	_, err := s.Status(t.Context(), us)
	wantKind(t, err, taglane.Login)
	if len(w.Uploads()) != 1 {
		t.Error("a login that ended is no reason for another upload")
	}
}

// A token is renewed when twenty of its twenty-four hours are over.
func TestTokenIsRenewedEarly(t *testing.T) {
	w := stand(t)
	for left, renewed := range map[time.Duration]int{4*time.Hour - time.Minute: 1, 4*time.Hour + time.Minute: 0} {
		var c credentials
		if err := json.Unmarshal(w.Secret(), &c); err != nil {
			t.Fatal(err)
		}
		c.Expiry = time.Now().Add(left)
		secret, _ := json.Marshal(c)
		s, err := connect(w.Account(), secret, nil)
		if err != nil {
			t.Fatal(err)
		}
		before := w.Renewed()
		_, _, err = s.ask(t.Context(), session{PublishID: "v"})
		wantKind(t, err, taglane.NotFound)
		if w.Renewed()-before != renewed {
			t.Errorf("%v before its end the token was renewed %d times", left, w.Renewed()-before)
		}
	}
}

// Connectors of one account renew its token once between them, and a new login
// stands instead of what was renewed before.
func TestOneRenewalPerAccount(t *testing.T) {
	w := stand(t)
	secret := w.Secret()
	pass(w, 25*time.Hour)
	done := make(chan error)
	for range 4 {
		s, err := connect(w.Account(), secret, nil)
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			_, _, err := s.ask(t.Context(), session{PublishID: "v"})
			done <- err
		}()
	}
	for range 4 {
		wantKind(t, <-done, taglane.NotFound)
	}
	if w.Renewed() != 1 {
		t.Errorf("renewed %d times", w.Renewed())
	}
	w.Again()
	s := dialed(t, w)
	_, _, err := s.ask(t.Context(), session{PublishID: "v"})
	if wantKind(t, err, taglane.NotFound); w.Renewed() != 2 {
		t.Error("the new login was not used")
	}
}

// A person may allow less than was asked for.
func TestMissingPermissionIsTold(t *testing.T) {
	for mode, scope := range map[string]string{"inbox": "video.publish", "direct": "video.upload"} {
		w := stand(t)
		var c credentials
		_ = json.Unmarshal(w.Secret(), &c)
		c.Scope = "user.info.basic," + scope
		secret, _ := json.Marshal(c)
		s, err := connect(w.Account("mode", mode, "audited", "true"), secret, nil)
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Open(t.Context(), "k", sized(t, w, 1000))
		wantKind(t, err, taglane.Login)
		_, err = s.Insights(t.Context(), taglane.Post{ID: "1"}, time.Time{})
		wantKind(t, err, taglane.Login)
		found, err := s.Check(t.Context(), sized(t, w, 1000))
		if err != nil || levelOf(found, "TT-SCOPE") != taglane.Block {
			t.Errorf("%s: %+v, %v", mode, found, err)
		}
		s.creds.Scope = "" // nobody wrote down what was allowed: TikTok says it
		w.Set(func(k *tiktoktest.Terms) {
			init := map[string]string{"inbox": "/v2/post/publish/inbox/video/init/", "direct": "/v2/post/publish/creator_info/query/"}[mode]
			no := tiktoktest.Answer{Path: init, Status: 401, Code: "scope_not_authorized"}
			k.Answers = []tiktoktest.Answer{no, no} // also with a renewed token
		})
		_, err = s.Open(t.Context(), "k", sized(t, w, 1000))
		wantKind(t, err, taglane.Login)
	}
}

// The worst failure is a post to somebody else's account.
func TestALoginOfAnotherAccountPostsNothing(t *testing.T) {
	w := stand(t)
	for _, mode := range []string{"inbox", "direct"} {
		s := dialed(t, w, "mode", mode, "audited", "true", "open_id", "open-of-somebody-else")
		_, err := s.Open(t.Context(), "k", sized(t, w, 1000))
		wantKind(t, err, taglane.Login)
		if found, err := s.Check(t.Context(), sized(t, w, 1000)); err != nil || levelOf(found, "TT-SCOPE") != taglane.Block {
			t.Errorf("%s: %+v, %v", mode, found, err)
		}
	}
	if len(w.Uploads()) != 0 {
		t.Error("it was opened all the same")
	}
}
