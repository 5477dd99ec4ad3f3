package httpx_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

const canary = "ya29.A0/ARrd+canary=7781~x"

// A known value is not readable in any way that it travels in.
func TestKnownValuesAreHidden(t *testing.T) {
	s := httpx.NewSecrets(canary, "short")
	for name, text := range map[string]string{
		"plain":            "x" + canary + "y",
		"in an address":    "https://a.example/?v=" + url.QueryEscape(canary),
		"in a path":        "https://a.example/" + url.PathEscape(canary) + "/b",
		"escaped twice":    "to=" + url.QueryEscape("https://a.example/?v="+url.QueryEscape(canary)),
		"base64":           base64.StdEncoding.EncodeToString([]byte(canary)),
		"base64 of a pair": base64.StdEncoding.EncodeToString([]byte("a:" + canary + ":b")),
		"shifted by one":   base64.URLEncoding.EncodeToString([]byte("a" + canary)),
		"shifted by two":   base64.RawURLEncoding.EncodeToString([]byte("ab" + canary + "cd")),
	} {
		got := s.Redact(text)
		if got == text || !strings.Contains(got, "(hidden)") || strings.Contains(got, canary[5:15]) {
			t.Errorf("%s: %s", name, got)
		}
		for shift := range 3 {
			core := base64.RawURLEncoding.EncodeToString([]byte(strings.Repeat("a", shift) + canary))[4:30]
			if strings.Contains(strings.NewReplacer("+", "-", "/", "_").Replace(got), core) {
				t.Errorf("%s: %s still holds base64 of it", name, got)
			}
		}
	}
	if got := s.Redact("a short word"); got != "a short word" {
		t.Errorf("innocent words go: %s", got)
	}
	var none *httpx.Secrets
	if got := none.Redact("token=abcdef"); got != "token=(hidden)" {
		t.Errorf("without values: %s", got)
	}
}

// What stands behind a secret's name goes even if nobody knows it.
func TestNamesOfSecretsHideWhatFollows(t *testing.T) {
	for text, want := range map[string]string{
		"GET /up?upload_id=AbC-1&part=2":                    "GET /up?upload_id=(hidden)&part=2",
		"/cb?code=4/0Adeu5B&state=xyz&scope=read":           "/cb?code=(hidden)&state=(hidden)&scope=read",
		`{"access_token":"abc","expires_in":3600}`:          `{"access_token":"(hidden)","expires_in":3600}`,
		`{"refresh_token" : "a.b", "id": 7}`:                `{"refresh_token" : "(hidden)", "id": 7}`,
		"client_secret=s3cr3t&grant_type=refresh_token":     "client_secret=(hidden)&grant_type=refresh_token",
		"Authorization: Bearer ya29.abcdef":                 "Authorization: (hidden) (hidden)",
		"sent Bearer ya29.abcdef to it":                     "sent Bearer (hidden) to it",
		"header map[Authorization:[OAuth EAAGabcdef]]":      "header map[Authorization:[(hidden) (hidden)]]",
		"?app_key=k&sign=00ff&timestamp=1":                  "?app_key=k&sign=(hidden)&timestamp=1",
		"upload_token%3Dabcdef":                             "upload_token%3D(hidden)",
		"X-Tts-Access-Token: TTP_abc":                       "X-Tts-Access-Token: (hidden)",
		`{"error":{"code":403,"status":"PERMISSION"}}`:      `{"error":{"code":403,"status":"PERMISSION"}}`,
		"design=blue&encode=h264&tokens=3":                  "design=blue&encode=h264&tokens=3",
		"the code word is open":                             "the code word is open",
		"https://a.example/v?signature=aa%2Fbb&Expires=1":   "https://a.example/v?signature=(hidden)&Expires=1",
		"a page_access_token='x1' and appsecret_proof=abcd": "a page_access_token='(hidden)' and appsecret_proof=(hidden)",
	} {
		if got := httpx.NewSecrets().Redact(text); got != want {
			t.Errorf("%s\n is %s\nwant %s", text, got, want)
		}
	}
}

// No line and no error of any call shows the token, however the call ends.
func TestNoLineAndNoErrorShowsASecret(t *testing.T) {
	s := twin(t, func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		if r.URL.Path == "/hang" {
			panic(http.ErrAbortHandler)
		}
		w.WriteHeader(map[string]int{"/ok": 200, "/no": 403, "/out": 401}[r.URL.Path])
		_, _ = fmt.Fprintf(w, `you said %s with %q and %s`, r.URL.RawQuery, r.Header, b)
	})
	var said strings.Builder
	lines := map[string]httpx.Line{}
	c := withToken(s.URL)
	c.Grant.Config.ClientSecret = "client-canary"
	c.Secrets = httpx.NewSecrets("page-canary")
	c.Log = func(l httpx.Line) { lines[l.URL] = l; fmt.Fprintf(&said, "%+v\n", l) }
	c.Service = "Clips"
	for _, path := range []string{"/ok", "/no", "/out", "/hang"} {
		var into any
		_, err := c.Do(t.Context(), httpx.Call{
			Method: "POST", URL: path, Query: url.Values{"access_token": {"token-canary"}, "p": {"page-canary"}, "part": {"snippet"}},
			JSON: map[string]string{"s": "client-canary"}, Into: &into,
		})
		fmt.Fprintln(&said, path, err, errors.Unwrap(err), taglane.MessageOf(err))
	}
	for _, secret := range []string{"token-canary", "page-canary", "client-canary"} {
		if strings.Contains(said.String(), secret) {
			t.Errorf("%s is shown in\n%s", secret, said.String())
		}
	}
	l, ok := lines[s.URL+"/no?access_token=(hidden)&p=(hidden)&part=snippet"]
	if !ok || l.Status != 403 || l.Method != "POST" || l.Service != "Clips" || !l.At.Equal(noon) || l.Sent != 21 || l.Got == 0 || !strings.HasPrefix(l.Trouble, "Clips said no.") {
		t.Errorf("the line is %+v of %v", l, lines)
	}
}

func TestAnUploadAddressLosesItsQuery(t *testing.T) {
	var line httpx.Line
	c := withToken("https://api.example.com")
	c.Log = func(l httpx.Line) { line = l }
	c.HTTP = &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) { return nil, errors.New("broken at " + r.URL.String()) })}
	_, err := c.Do(t.Context(), httpx.Call{Method: "PUT", URL: "https://up.example.com/v/1?cap=7781", Hosts: []string{"up.example.com"}})
	if line.URL != "https://up.example.com/v/1" || strings.HasPrefix(errors.Unwrap(err).Error(), "Put ") {
		t.Errorf("%+v, %v", line, err)
	}
	c.HTTP = &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		return nil, fmt.Errorf("far: %w", context.DeadlineExceeded)
	})}
	if _, err := c.Do(t.Context(), httpx.Call{URL: "/"}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("what it was is lost: %v", err)
	}
}
