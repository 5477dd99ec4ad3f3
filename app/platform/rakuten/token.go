package rakuten

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

const tokenPath = "/token"

// The two ways in which public code sends the client's id and secret. Nobody
// says which is right, so what worked is remembered.
const (
	bearer = "Bearer"
	basic  = "Basic"
)

// first stands where there is no refresh token: the client secret is always
// enough to begin again.
const first = "-"

// pair is the client's id and secret as a header carries them.
func (c credentials) pair() string {
	return base64.StdEncoding.EncodeToString([]byte(c.ClientID + ":" + c.ClientSecret))
}

// token is the one that was kept, or the place for the first.
func (c credentials) token() httpx.Token {
	t := httpx.Token{Access: c.Access, Refresh: c.Refresh, Expiry: c.Expiry, Extra: map[string]string{"form": c.Form}}
	if t.Refresh == "" {
		t.Refresh = first
	}
	return t
}

// with is the credentials with a token to be kept beside them.
func (c credentials) with(t httpx.Token) credentials {
	c.Access, c.Refresh, c.Expiry, c.Form = t.Access, t.Refresh, t.Expiry, t.Extra["form"]
	if c.Refresh == first {
		c.Refresh = ""
	}
	return c
}

// Keep implements platform.Keeper: a new token is kept before it is used.
func (s *Service) Keep(save func(secret json.RawMessage) error) {
	s.held.Keep(func(t httpx.Token) error {
		b, err := json.Marshal(s.creds.with(t))
		if err != nil {
			return taglane.Wrap(err, taglane.Internal, "The credentials for %s cannot be read.", title)
		}
		return save(b)
	})
}

// renew makes the next token: by the refresh token, and where that is not taken
// by the client secret alone, in one form of the header and then the other.
func (s *Service) renew(ctx context.Context, _ httpx.Config, old httpx.Token) (httpx.Token, error) {
	form, other := bearer, basic
	if old.Extra["form"] == basic {
		form, other = basic, bearer
	}
	if old.Refresh != first {
		t, err := s.askToken(ctx, form, old.Refresh)
		if taglane.KindOf(err) != taglane.Login {
			return t, err
		}
	}
	t, err := s.askToken(ctx, form, first)
	if taglane.KindOf(err) == taglane.Login {
		t, err = s.askToken(ctx, other, first)
	}
	return t, err
}

// askToken asks once.
func (s *Service) askToken(ctx context.Context, form, refresh string) (httpx.Token, error) {
	if err := s.tally.barred(tokenPath); err != nil {
		return httpx.Token{}, err
	}
	v := url.Values{"scope": {s.creds.SID}}
	if refresh != first {
		v.Set("refresh_token", refresh)
	}
	var got struct {
		Access  string  `json:"access_token"`
		Refresh string  `json:"refresh_token"`
		Seconds loosely `json:"expires_in"`
	}
	a, err := s.door.Do(ctx, httpx.Call{
		Method: http.MethodPost, URL: tokenPath, Form: v, Into: &got,
		Header: http.Header{"Authorization": {form + " " + s.creds.pair()}},
	})
	s.tally.clock.Hear(a.Header)
	switch {
	case a.Status == http.StatusForbidden:
		return httpx.Token{}, s.tally.forbidden(tokenPath, a, err, s.api.Pace)
	case err != nil:
		return httpx.Token{}, s.tally.told(err)
	case a.Status != http.StatusOK || got.Access == "":
		return httpx.Token{}, unreadable("an answer of status %d without a token", a.Status)
	}
	s.hidden.Add(got.Access, got.Refresh)
	t := httpx.Token{Access: got.Access, Refresh: got.Refresh, Type: bearer, Extra: map[string]string{"form": form}}
	if t.Refresh == "" {
		t.Refresh = refresh
	}
	if n, err := time.ParseDuration(strings.TrimSpace(string(got.Seconds)) + "s"); err == nil && n > 0 {
		t.Expiry = s.tally.clock.Now().Add(n).UTC()
	}
	return t, nil
}

// explainToken reads an error of the token's address. What it says may repeat
// the secret, so the log only gets how long it was. A 403 is read by its text,
// where the others are; whatever else is unknown says nothing.
func explainToken(status int, _ http.Header, body []byte) error {
	log := fmt.Errorf("status %d with %d bytes", status, len(body))
	switch {
	case status == http.StatusUnauthorized:
		return taglane.Wrap(log, taglane.Login, "Rakuten does not accept the client id and the client secret. Check both and sign in again.")
	case status == http.StatusBadRequest:
		return taglane.Wrap(log, taglane.Login, "Rakuten does not accept the SID, the client id or the client secret. Check all three.")
	case httpx.ClassOf(status) == taglane.Later:
		return taglane.Wrap(log, taglane.Later, "%s has trouble of its own right now.", title)
	}
	return taglane.Wrap(log, taglane.Later, "The answer of %s cannot be read.", title)
}
