package rakuten

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// get asks for something; what names it among the things that may be barred.
func (s *Service) get(ctx context.Context, what, path string, q url.Values, accept string) (httpx.Answer, error) {
	return s.do(ctx, what, httpx.Call{URL: path, Query: q, Header: http.Header{"Accept": {accept}}})
}

const (
	asJSON = "application/json"
	asXML  = "application/xml"
)

// do makes a call, one at a time. Any answer but 200 is an error.
func (s *Service) do(ctx context.Context, what string, call httpx.Call) (httpx.Answer, error) {
	if s.creds.ClientID == "" || s.creds.ClientSecret == "" {
		return httpx.Answer{}, taglane.Errorf(taglane.Login, "Enter the client id and the client secret of your Rakuten account first.")
	}
	done, err := s.tally.turn(ctx)
	if err != nil {
		return httpx.Answer{}, err
	}
	defer done()
	if err := s.tally.barred(what); err != nil {
		return httpx.Answer{}, err
	}
	a, err := s.api.Do(ctx, call)
	s.tally.clock.Hear(a.Header)
	switch {
	case a.Status == http.StatusForbidden:
		return a, s.tally.forbidden(what, a, err, s.api.Pace)
	case err == nil && a.Status != http.StatusOK:
		return a, unreadable("status %d", a.Status)
	case err != nil && a.Status == http.StatusBadRequest:
		return a, parameter(err, a.Body, call.Query)
	case err != nil:
		return a, s.tally.told(err)
	}
	s.tally.accepted(what)
	return a, nil
}

// parameter names the parameter of a call that was not accepted.
func parameter(err error, body []byte, q url.Values) error {
	var e *taglane.Error
	if !errors.As(err, &e) || e.Kind != taglane.Invalid {
		return err
	}
	words := strings.FieldsFunc(string(body), func(r rune) bool {
		return r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	})
	for name := range q {
		if slices.Contains(words, name) {
			return taglane.Wrap(e.Err, taglane.Invalid, "%s does not accept what was sent as %s.", title, name)
		}
	}
	return err
}

// when is the time of an answer.
func (s *Service) when(a httpx.Answer) time.Time {
	if at := httpx.DateOf(a.Header); !at.IsZero() {
		return at
	}
	return s.tally.clock.Now().UTC()
}

// unreadable is an answer that says nothing: why is for the log.
func unreadable(why string, args ...any) error {
	return taglane.Wrap(fmt.Errorf(why, args...), taglane.Later, "The answer of %s cannot be read.", title)
}

// headMost is how many bytes of an answer that cannot be read the log keeps.
const headMost = 1 << 10

// headed adds the beginning of an answer that cannot be read to its error, for
// the log: whoever looks for the reason has nothing else.
func (s *Service) headed(err error, a httpx.Answer) error {
	var e *taglane.Error
	if !errors.As(err, &e) {
		return err
	}
	// A secret that the cut goes through is hidden before it.
	head := s.hidden.Redact(string(a.Body[:min(len(a.Body), 4*headMost)]))
	told := *e
	told.Err = fmt.Errorf("%w; it begins with %q", e.Err, head[:min(len(head), headMost)])
	return &told
}

// explain reads an answer of 400 and above. What says that something is not
// there is believed only in the form in which Rakuten speaks.
func explain(status int, _ http.Header, body []byte) error {
	log := fmt.Errorf("status %d: %.1000s", status, body)
	switch status {
	case http.StatusUnauthorized:
		return taglane.Wrap(fmt.Errorf("status %d with %d bytes", status, len(body)), taglane.Login, "%s asks you to log in again.", title)
	case http.StatusNotFound:
		if body = bytes.TrimSpace(body); len(body) == 0 || json.Valid(body) && body[0] == '{' {
			return taglane.Wrap(log, taglane.NotFound, "%s does not know this any longer.", title)
		}
		return taglane.Wrap(log, taglane.Later, "The answer of %s cannot be read.", title)
	case http.StatusGone, http.StatusConflict:
		return taglane.Wrap(log, taglane.Later, "The answer of %s cannot be read.", title)
	case http.StatusInternalServerError:
		if strings.Contains(strings.ToLower(string(body)), "invalid merchant id") {
			return taglane.Wrap(log, taglane.Invalid, "Rakuten knows no shop of this number.")
		}
	}
	return nil
}

// loosely is a text that may come as a number or as yes and no.
type loosely string

// UnmarshalJSON takes a text, a number to its last digit, or true and false.
func (l *loosely) UnmarshalJSON(b []byte) error {
	text := string(b)
	if text == "null" {
		return nil
	}
	switch b[0] {
	case '"':
		if err := json.Unmarshal(b, &text); err != nil {
			return err
		}
	case '{', '[':
		return errors.New("a text is a list")
	}
	*l = loosely(text)
	return nil
}
