package tiktok

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"taglane/app/platform/httpx"
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
	w := newTwin(t)
	cfg, err := Login(w.account(), w.secret())
	if err != nil {
		t.Fatal(err)
	}
	const back = "http://127.0.0.1:4000/callback/"
	w.codes["right"], w.codes["rfc"], w.codes["moved"] = [2]string{vectorChallenge, back}, [2]string{rfcChallenge, back}, [2]string{vectorChallenge, back + "x"}
	got, err := cfg.Redeem(t.Context(), "right", back, vectorVerifier)
	if err != nil || got.Access != "act.twin-access-1" || got.Refresh != "rft.twin-refresh-1" || got.Extra["open_id"] != "open-1" || got.Scope != w.scopes {
		t.Errorf("%+v, %v", got, err)
	}
	if in := time.Until(got.Expiry); in < 23*time.Hour || in > 25*time.Hour {
		t.Errorf("the token lives %v", in)
	}
	for _, code := range []string{"rfc", "moved", "spent"} { // told flat, with a status of 200
		_, err := cfg.Redeem(t.Context(), code, back, vectorVerifier)
		wantKind(t, err, taglane.Login)
	}
}

func TestLogin(t *testing.T) {
	for mode, scopes := range map[string]string{"inbox": "user.info.basic,video.upload,video.list", "direct": "user.info.basic,video.publish,video.list"} {
		w := newTwin(t)
		cfg, err := Login(w.account("mode", mode), w.secret())
		if err != nil {
			t.Fatal(err)
		}
		token, err := httpx.Authorize(t.Context(), cfg, func(address string) error {
			u, err := url.Parse(address)
			if err != nil {
				return err
			}
			q := u.Query()
			redirect := q.Get("redirect_uri")
			if u.Scheme+"://"+u.Host+u.Path != "https://www.tiktok.com/v2/auth/authorize/" || q.Get("scope") != scopes || q.Get("client_key") != appKey ||
				q.Get("code_challenge_method") != "S256" || len(q.Get("code_challenge")) != 64 || q.Get("response_type") != "code" || q.Has("client_id") {
				t.Errorf("the person is sent to %s", address)
			}
			if !strings.HasPrefix(redirect, "http://127.0.0.1:") || !strings.HasSuffix(redirect, "/callback/") {
				t.Errorf("the login comes back to %s", redirect)
			}
			w.with(func() { w.codes["a code*!of 1"] = [2]string{q.Get("code_challenge"), redirect} })
			resp, err := http.Get(redirect + "?" + url.Values{"code": {"a code*!of 1"}, "scopes": {scopes}, "state": {q.Get("state")}}.Encode())
			if err == nil {
				resp.Body.Close()
			}
			return err
		})
		if err != nil || token.Access != w.access {
			t.Fatalf("%+v, %v", token, err)
		}
		if err := cfg.Revoke(t.Context(), token); err != nil || w.access != "" {
			t.Errorf("the login is not given back: %v", err)
		}
	}
	_, err := Login(taglane.Account{}, json.RawMessage("["))
	wantKind(t, err, taglane.Invalid)
}

// The token ends between the last piece and the first question. The question
// is asked again with a new token, of the same publish_id.
func TestTokenDiesWhilePolling(t *testing.T) {
	w := newTwin(t)
	w.life, w.polls = 24*time.Hour, 1
	s := dialed(t, w, "mode", "direct", "audited", "true")
	var kept []credentials
	var vault json.RawMessage
	s.Keep(func(secret json.RawMessage) error {
		if w.seen["/v2/post/publish/status/fetch/"] > 1 {
			t.Error("the new token was used before it was kept")
		}
		var c credentials
		err := json.Unmarshal(secret, &c)
		kept, vault = append(kept, c), secret
		return err
	})
	us := open(t, s, sized(t, w, 1000))
	pushAll(t, s, us, 1000)
	w.pass(25 * time.Hour)
	if st := status(t, s, us); !st.Complete || st.Post != nil {
		t.Errorf("it is %+v", st)
	}
	if st := status(t, s, us); st.Post == nil || w.posted != 1 || len(w.inits) != 1 {
		t.Errorf("%+v, %d posts of %d uploads", st, w.posted, len(w.inits))
	}
	if len(kept) != 1 || kept[0].Access != w.access || kept[0].Refresh != w.refresh || kept[0].ClientSecret != appSecret || kept[0].OpenID != "open-1" {
		t.Errorf("kept %+v", kept)
	}
	if again, err := connect(w.account(), vault, nil); err != nil || again.held != s.held {
		t.Errorf("whoever reads what was kept has a token of their own: %v", err)
	}
	w.pass(25 * time.Hour)
	w.with(func() { w.refresh = "taken back" })
	_, err := s.Status(t.Context(), us)
	wantKind(t, err, taglane.Login)
}

// A token is renewed when twenty of its twenty-four hours are over.
func TestTokenIsRenewedEarly(t *testing.T) {
	w := newTwin(t)
	for left, renewed := range map[time.Duration]int{4*time.Hour - time.Minute: 1, 4*time.Hour + time.Minute: 0} {
		var c credentials
		if err := json.Unmarshal(w.secret(), &c); err != nil {
			t.Fatal(err)
		}
		c.Expiry = time.Now().Add(left)
		secret, _ := json.Marshal(c)
		s, err := connect(w.account(), secret, nil)
		if err != nil {
			t.Fatal(err)
		}
		before := w.rotated
		_, _, err = s.ask(t.Context(), session{PublishID: "v"})
		wantKind(t, err, taglane.NotFound)
		if w.rotated-before != renewed {
			t.Errorf("%v before its end the token was renewed %d times", left, w.rotated-before)
		}
	}
}

// Connectors of one account renew its token once between them, and a new login
// stands instead of what was renewed before.
func TestOneRenewalPerAccount(t *testing.T) {
	w := newTwin(t)
	w.life = 24 * time.Hour
	secret := w.secret()
	w.pass(25 * time.Hour)
	done := make(chan error)
	for range 4 {
		s, err := connect(w.account(), secret, nil)
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
	if w.rotated != 1 {
		t.Errorf("renewed %d times", w.rotated)
	}
	w.with(func() { w.access, w.refresh = "act.of-another-login", "rft.of-another-login" })
	s := dialed(t, w)
	_, _, err := s.ask(t.Context(), session{PublishID: "v"})
	if wantKind(t, err, taglane.NotFound); w.rotated != 1 {
		t.Error("the new login was not used")
	}
}

// A person may allow less than was asked for.
func TestMissingPermissionIsTold(t *testing.T) {
	for mode, scope := range map[string]string{"inbox": "video.publish", "direct": "video.upload"} {
		w := newTwin(t)
		w.scopes = "user.info.basic," + scope
		s := dialed(t, w, "mode", mode, "audited", "true")
		_, err := s.Open(t.Context(), "k", sized(t, w, 1000))
		wantKind(t, err, taglane.Login)
		_, err = s.Insights(t.Context(), taglane.Post{ID: "1"}, time.Time{})
		wantKind(t, err, taglane.Login)
		found, err := s.Check(t.Context(), sized(t, w, 1000))
		if err != nil || levelOf(found, "TT-SCOPE") != taglane.Block {
			t.Errorf("%s: %+v, %v", mode, found, err)
		}
		s.creds.Scope = "" // nobody wrote down what was allowed: TikTok says it
		_, err = s.Open(t.Context(), "k", sized(t, w, 1000))
		wantKind(t, err, taglane.Login)
	}
}
