package httpx

import (
	"context"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// hidden stands where a secret stood.
const hidden = "(hidden)"

// shortest is how long a value must be to be looked for: shorter ones would
// take innocent words with them.
const shortest = 6

// Line is one try of a call as a log may keep it.
type Line struct {
	At      time.Time
	Service string
	Method  string
	URL     string // an absolute URL, as upload servers have, without its query
	Status  int    // 0: no answer
	Sent    int64  // bytes, as announced
	Got     int    // bytes
	Took    time.Duration
	Trouble string // "" if none
}

// Secrets are values that must not be seen. It may be used by many at once; a
// nil one hides by key alone.
type Secrets struct {
	mu    sync.RWMutex
	forms []string // longest first
}

// NewSecrets knows some values.
func NewSecrets(values ...string) *Secrets {
	s := &Secrets{}
	s.Add(values...)
	return s
}

// Add makes further values known. One shorter than six bytes is not looked for.
func (s *Secrets) Add(values ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, v := range values {
		if len(v) < shortest || slices.Contains(s.forms, v) {
			continue
		}
		s.forms = append(s.forms, formsOf(v)...)
	}
	slices.SortStableFunc(s.forms, func(a, b string) int { return len(b) - len(a) })
	s.forms = slices.Compact(s.forms)
}

// formsOf are the ways a value may stand in a text: as it is, in an address,
// and inside base64 at each of the three places where it may begin.
func formsOf(v string) []string {
	forms := []string{v, url.QueryEscape(v), url.PathEscape(v), url.QueryEscape(url.QueryEscape(v))}
	for shift, skip := range []int{0, 2, 3} {
		whole := append(make([]byte, shift), v...)
		end := len(whole) * 8 / 6
		for _, alphabet := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			if core := alphabet.EncodeToString(whole)[skip:end]; len(core) >= shortest {
				forms = append(forms, core)
			}
		}
	}
	return forms
}

// Redact takes the known values out of a text, and whatever stands behind the
// names of secrets.
func (s *Secrets) Redact(text string) string {
	if s != nil {
		s.mu.RLock()
		for _, f := range s.forms {
			text = strings.ReplaceAll(text, f, hidden)
		}
		s.mu.RUnlock()
	}
	text = headers.ReplaceAllString(text, "${1}"+hidden)
	return fields.ReplaceAllStringFunc(text, func(m string) string {
		p := fields.FindStringSubmatch(m)
		if strings.EqualFold(p[2], "code") && number.MatchString(p[4]) {
			return m // an error's number, not a login's code
		}
		return p[1] + p[2] + p[3] + hidden
	})
}

// keys are the names behind which secrets stand.
var keys = []string{
	"access_token", "refresh_token", "id_token", "page_access_token", "oauth_token", "fb_exchange_token",
	"upload_token", "x-tts-access-token", "x-goog-upload-url", "token", "code", "auth_code", "code_verifier",
	"client_secret", "app_secret", "appsecret_proof", "secret", "password", "upload_id", "upload_url",
	"authorization", "proxy-authorization", "cookie", "set-cookie", "signature", "sign", "sig", "state",
	"api_key", "apikey", "assertion",
}

var (
	fields = regexp.MustCompile(`(?i)(^|[^a-z0-9_-])(` + strings.Join(quoted(keys), "|") +
		`)((?:"|')?\s*(?:=|:|%3D)\s*\[?["']?)([^\s"'&,;<>}\]]+)`)
	headers = regexp.MustCompile(`(?i)\b((?:bearer|oauth|basic)\s+)[a-z0-9._~+/=|-]{6,}`)
	number  = regexp.MustCompile(`^-?[0-9]{1,9}$`)
)

func quoted(keys []string) []string {
	out := slices.Clone(keys)
	for i := range out {
		out[i] = regexp.QuoteMeta(out[i])
	}
	return out
}

// hide is everything that a line about this call may not show.
func (c *Client) hide(token Token) *Secrets {
	s := NewSecrets(token.Access, token.Refresh)
	for _, known := range []*Secrets{c.Secrets, c.Grant.secrets()} {
		if known != nil {
			known.mu.RLock()
			s.forms = append(s.forms, known.forms...)
			known.mu.RUnlock()
		}
	}
	slices.SortStableFunc(s.forms, func(a, b string) int { return len(b) - len(a) })
	return s
}

// line tells of a try.
func (c *Client) line(r *http.Request, to *url.URL, began time.Time, a Answer, err error, token Token) Line {
	hide := c.hide(token)
	l := Line{
		At: began, Service: c.Service, Method: r.Method, Status: a.Status,
		URL: hide.Redact(shown(to, c.Base)), Sent: max(r.ContentLength, 0), Got: len(a.Body), Took: c.now().Sub(began),
	}
	if err != nil {
		l.Trouble = hide.Redact(err.Error())
	}
	return l
}

// shown is an address for the log. Elsewhere than below the base every query
// may be a capability, so it goes.
func shown(to *url.URL, base string) string {
	u := *to
	u.User = nil
	if b, err := url.Parse(base); err != nil || !sameHost(to, b) {
		u.RawQuery = ""
	}
	return u.String()
}

// muted is an error whose text has no secrets. What it was cannot be had from
// it, other than that a context or a stream had ended.
type muted struct {
	text string
	is   error
}

func (m *muted) Error() string { return m.text }
func (m *muted) Unwrap() error { return m.is }

// quiet keeps the text of err without its secrets and without the address that
// net/http puts in front.
func quiet(err error, hide *Secrets) error {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	m := &muted{text: hide.Redact(err.Error())}
	for _, known := range []error{context.Canceled, context.DeadlineExceeded, io.ErrUnexpectedEOF} {
		if errors.Is(err, known) {
			m.is = known
			break
		}
	}
	return m
}
