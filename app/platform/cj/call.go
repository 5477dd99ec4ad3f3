package cj

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"taglane/app/platform/httpx"
	"taglane/app/platform/wares"
	"taglane/app/taglane"
)

func (s *Service) leave(accept string) http.Header {
	return http.Header{"Authorization": {"Bearer " + s.creds.Token}, "Accept": {accept}}
}

// ask has a GraphQL document executed and returns its one root field.
func ask[T any](ctx context.Context, s *Service, c *httpx.Client, document, root string, vars map[string]any) (*T, httpx.Answer, error) {
	var reply struct {
		Data map[string]json.RawMessage `json:"data"`
	}
	a, err := s.do(ctx, c, httpx.Call{
		Method: http.MethodPost, URL: "/query", Header: s.leave("application/json"),
		JSON: map[string]any{"query": document, "variables": vars}, Into: &reply,
	})
	if err != nil {
		return nil, a, err
	}
	var got *T
	if err := json.Unmarshal(reply.Data[root], &got); err != nil || got == nil {
		return nil, a, unreadable("%s is missing or no such thing", root)
	}
	return got, a, nil
}

// look has one of the older services answer in XML, and says when.
func (s *Service) look(ctx context.Context, c *httpx.Client, path string, q url.Values) (page, time.Time, error) {
	a, err := s.do(ctx, c, httpx.Call{URL: path, Query: q, Header: s.leave("application/xml")})
	if err != nil {
		return page{}, time.Time{}, err
	}
	got, err := readPage(a.Body)
	return got, s.when(a), err
}

// do makes a call. Any answer but 200 is an error.
func (s *Service) do(ctx context.Context, c *httpx.Client, call httpx.Call) (httpx.Answer, error) {
	if s.creds.Token == "" {
		return httpx.Answer{}, taglane.Errorf(taglane.Login, "Enter the access token of your CJ account first.")
	}
	a, err := c.Do(ctx, call)
	if s.tally.clock.Hear(a.Header) != 0 {
		c.Pace.Spend(1) // the call was counted at another time than CJ counts it
	}
	if err == nil && a.Status != http.StatusOK {
		err = unreadable("status %d", a.Status)
	}
	return a, s.tally.clock.Told(err)
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

// fault is one error of a GraphQL answer.
type fault struct {
	Message    string `json:"message"`
	Path       []any  `json:"path"`
	Extensions struct {
		Code           string `json:"code"`
		Classification any    `json:"classification"`
		ErrorType      string `json:"errorType"`
	} `json:"extensions"`
}

// envelope finds the errors that GraphQL tells with a status of 200. What came
// beside them is not used.
func (s *Service) envelope(body []byte) error {
	var reply struct {
		Errors []fault `json:"errors"`
	}
	if json.Unmarshal(body, &reply) != nil {
		return nil // the caller finds that it cannot be read
	}
	return s.verdict(reply.Errors)
}

// signs are the words by which the kinds of error are known, in the order in
// which CJ looks: whether it knows who asks comes before what is asked.
var signs = []struct {
	kind  taglane.Kind
	words []string
}{
	{taglane.Login, []string{"authenticat", "access token", "bearer", "api key", "developer key"}},
	{taglane.Internal, []string{"validation", "syntax", "undefined", "cannot query", "unknown argument", "unknown type", "unknown field", "parse_failed"}},
	{taglane.Refused, []string{"authoriz", "authoris", "forbidden", "permission", "access denied", "not allowed", "not joined"}},
	{taglane.Later, []string{"internal_error", "internal server error", "timeout", "timed out", "unavailable", "throttl", "rate limit"}},
}

func (f fault) kind() taglane.Kind {
	if strings.EqualFold(f.Extensions.Code, "unauthorized") { // as HTTP uses the word
		return taglane.Login
	}
	text := strings.ToLower(strings.Join([]string{f.Message, f.Extensions.Code, f.Extensions.ErrorType, fmt.Sprint(f.Extensions.Classification)}, " "))
	for _, sign := range signs {
		if slices.ContainsFunc(sign.words, func(w string) bool { return strings.Contains(text, w) }) {
			return sign.kind
		}
	}
	return taglane.Invalid
}

// verdict is the error that counts most; nil where there is none.
func (s *Service) verdict(all []fault) error {
	if len(all) == 0 {
		return nil
	}
	for _, sign := range signs {
		for _, f := range all {
			if f.kind() == sign.kind {
				return s.told(f, sign.kind)
			}
		}
	}
	return s.told(all[0], taglane.Invalid)
}

// told is the error as a sentence. The log gets its path and the beginning of
// what CJ says, once no token is in it; of an error about the token nothing.
func (s *Service) told(f fault, kind taglane.Kind) error {
	log := fmt.Errorf("at %v: %s", f.Path, wares.Cut(s.hidden.Redact(f.Message), 200))
	switch kind {
	case taglane.Login:
		return taglane.Wrap(fmt.Errorf("an error about who asks"), kind, "CJ does not accept the access token. Make a new one and enter it.")
	case taglane.Internal:
		return taglane.Wrap(log, kind, "CJ has changed how it wants to be asked, and this version of Taglane does not know it.")
	case taglane.Refused:
		return taglane.Wrap(log, kind, "CJ does not show this to your account: the shop's programme is not joined, or the CID is another company's.")
	case taglane.Later:
		return taglane.Wrap(log, kind, "%s has trouble of its own right now.", title)
	}
	return taglane.Wrap(log, kind, "%s does not accept what was sent.", title)
}

// mute is what the log gets of an answer that may repeat the token.
func mute(status int, body []byte) error {
	return fmt.Errorf("status %d with %d bytes", status, len(body))
}

// explain reads an answer of 400 and above. CJ answers an address that it does
// not know with 401 as well, and then says nothing.
func (s *Service) explain(status int, _ http.Header, body []byte) error {
	switch status {
	case http.StatusUnauthorized:
		if says(body) {
			return taglane.Wrap(mute(status, body), taglane.Login, "CJ does not accept the access token. Make a new one and enter it.")
		}
		return taglane.Wrap(mute(status, body), taglane.Invalid, "CJ did not say why it refused: its address or the token is wrong. Check both.")
	case http.StatusNotFound, http.StatusGone, http.StatusConflict:
		// CJ never answers so; whoever did knows nothing of products.
		return taglane.Wrap(mute(status, body), taglane.Later, "The answer of %s cannot be read.", title)
	case http.StatusBadRequest, http.StatusForbidden, http.StatusUnprocessableEntity:
		var reply struct {
			Errors []fault `json:"errors"`
		}
		if json.Unmarshal(body, &reply) == nil {
			return s.verdict(reply.Errors)
		}
	}
	return nil
}

var markup = regexp.MustCompile(`(?s)<[^>]*>|[\s{}\[\]":,]+`)

// says says whether there is any word in an answer.
func says(body []byte) bool { return len(markup.ReplaceAll(body, nil)) > 0 }
