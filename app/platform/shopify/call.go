package shopify

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// told is an answer: the field that was asked for, and when.
type told struct {
	fields map[string]json.RawMessage
	at     time.Time
}

// into reads one field. It may be null, which leaves v as it is and says so.
func (t told) into(field string, v any) (there bool, err error) {
	raw, has := t.fields[field]
	if !has {
		return false, unreadable("%s is missing", field)
	}
	if string(raw) == "null" {
		return false, nil
	}
	if err := json.Unmarshal(raw, v); err != nil {
		return false, unreadable("%s: %w", field, err)
	}
	return true, nil
}

// ask has a document executed by the shop's Admin.
func (s *Service) ask(ctx context.Context, d document, vars map[string]any) (told, error) {
	return s.put(ctx, d, vars, false)
}

// act is ask for what everybody sees: a lost answer is Unsure. What Shopify turned
// away at its door, or never heard of, is marked as not asked for.
func (s *Service) act(ctx context.Context, d document, vars map[string]any) (told, error) {
	return s.put(ctx, d, vars, true)
}

func (s *Service) put(ctx context.Context, d document, vars map[string]any, once bool) (told, error) {
	if s.creds.Token == "" {
		return told{}, unasked(once, taglane.Errorf(taglane.Login, "Enter the access token of your shop first."))
	}
	if err := s.tally.room(d); err != nil {
		return told{}, unasked(once, s.tally.clock.Told(err))
	}
	call := httpx.Call{
		Method: http.MethodPost, URL: "/admin/api/" + s.version + "/graphql.json", Once: once,
		Header: http.Header{"X-Shopify-Access-Token": {s.creds.Token}},
	}
	return s.send(ctx, s.admin, call, d, vars)
}

// see has a document executed as a visitor of the shop would.
func (s *Service) see(ctx context.Context, d document, vars map[string]any) (told, error) {
	call := httpx.Call{
		Method: http.MethodPost, URL: "/api/" + storefrontVersion + "/graphql.json",
		Header: http.Header{"X-Shopify-Storefront-Access-Token": {s.creds.Storefront}},
	}
	return s.send(ctx, s.front, call, d, vars)
}

// send makes the call and takes the envelope off. GraphQL tells errors with a
// status of 200; what comes beside them is not used.
func (s *Service) send(ctx context.Context, c *httpx.Client, call httpx.Call, d document, vars map[string]any) (told, error) {
	call.JSON = map[string]any{"query": d.text, "variables": vars}
	a, err := c.Do(ctx, call)
	s.tally.clock.Hear(a.Header)
	if err != nil {
		err = s.tally.clock.Told(s.parked(a, s.granting(d, err)))
		if slices.Contains(atTheDoor, a.Status) || taglane.KindOf(err) == taglane.Offline {
			err = unasked(call.Once, err)
		}
		return told{}, err
	}
	if a.Status != http.StatusOK {
		return told{}, lostAs(call, unreadable("status %d", a.Status))
	}
	var reply struct {
		Data       map[string]json.RawMessage `json:"data"`
		Errors     []fault                    `json:"errors"`
		Extensions struct {
			Cost *cost `json:"cost"`
		} `json:"extensions"`
	}
	if err := json.Unmarshal(a.Body, &reply); err != nil {
		return told{}, lostAs(call, unreadable("an answer of %d bytes is no JSON", len(a.Body)))
	}
	if len(reply.Errors) > 0 {
		err := s.tally.clock.Told(s.verdict(d, reply.Errors, reply.Extensions.Cost))
		switch away := turnedAway(reply.Errors); {
		case away:
			err = unasked(call.Once, err)
		case call.Once:
			err = taglane.Wrap(err, taglane.Unsure, "The answer of %s was lost, so it is not known what happened there.", title)
		}
		return told{}, err
	}
	s.tally.heard(d, reply.Extensions.Cost)
	if d.root != "" && reply.Data[d.root] == nil || len(reply.Data) == 0 {
		return told{}, lostAs(call, unreadable("there is no %s in the answer", first(d.root, "data")))
	}
	return told{reply.Data, s.when(a)}, nil
}

// unasked marks an error of a public act that was not begun. Of a mere question it
// would say too much: that may come after the act.
func unasked(once bool, err error) error {
	if once {
		return platform.Unasked(err)
	}
	return err
}

// parked asks nothing while Shopify said so.
func (s *Service) parked(a httpx.Answer, err error) error {
	if until := httpx.RetryAfter(a.Header, s.tally.clock.Now()); a.Status == http.StatusTooManyRequests && !until.IsZero() {
		s.tally.park(until)
	}
	return err
}

// lostAs is an answer that says nothing: of a public act nobody knows then.
func lostAs(call httpx.Call, err *taglane.Error) error {
	if call.Once {
		err.Kind = taglane.Unsure
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
func unreadable(why string, args ...any) *taglane.Error {
	return taglane.Wrap(fmt.Errorf(why, args...), taglane.Later, "The answer of %s cannot be read.", title)
}

// fault is one error of a GraphQL answer.
type fault struct {
	Message    string `json:"message"`
	Path       []any  `json:"path"`
	Extensions struct {
		Code string `json:"code"`
	} `json:"extensions"`
}

// verdict is what the first error means. One without a code speaks of a
// document that this version of Shopify does not know.
func (s *Service) verdict(d document, all []fault, c *cost) error {
	f := all[0]
	for _, other := range all {
		if other.Extensions.Code == "THROTTLED" {
			return s.tally.full(d, c)
		}
	}
	log := fmt.Errorf("%s at %v: %s", f.Extensions.Code, f.Path, s.quoted(f.Message))
	if slices.Contains(troubles, f.Extensions.Code) {
		return taglane.Wrap(log, taglane.Later, "%s has trouble of its own right now.", title)
	}
	switch f.Extensions.Code {
	case "ACCESS_DENIED":
		return taglane.Wrap(log, taglane.Refused, "Shopify does not let this token do that. Give the app the permission %s.", d.scopes)
	case "UNAUTHENTICATED", "UNAUTHORIZED":
		return taglane.Wrap(log, taglane.Login, "Shopify does not accept the access token. Make a new one and enter it.")
	case "SHOP_INACTIVE":
		return taglane.Wrap(log, taglane.Refused, "This shop is closed or paused at Shopify.")
	}
	return taglane.Wrap(log, taglane.Internal, "Shopify has changed how it wants to be asked, and this version of Taglane does not know it.")
}

// atTheDoor are the answers of who never looked at the document.
var atTheDoor = []int{
	http.StatusUnauthorized, http.StatusPaymentRequired, http.StatusForbidden, http.StatusNotFound, http.StatusLocked, http.StatusTooManyRequests,
}

// turnedAway says whether nothing of a document was done: it was too dear, it was
// not understood, or its own field may not be asked for. An error from further
// within may come after the deed.
func turnedAway(all []fault) bool {
	for _, f := range all {
		switch code := f.Extensions.Code; {
		case code == "THROTTLED", code == "ACCESS_DENIED" && len(f.Path) <= 1:
		case slices.Contains(troubles, code) || len(f.Path) > 0:
			return false
		}
	}
	return true
}

// troubles are Shopify's own, of which nobody knows how far they let it come.
var troubles = []string{"INTERNAL_SERVER_ERROR", "TIMEOUT", "SERVICE_UNAVAILABLE"}

// granting names the permission that is missing for a document.
func (s *Service) granting(d document, err error) error {
	if taglane.KindOf(err) != taglane.Refused || !strings.Contains(err.Error(), missing) {
		return err
	}
	return taglane.Wrap(err, taglane.Refused, "Shopify does not let this token do that. Give the app the permission %s.", d.scopes)
}

// missing is how the log knows a refusal for want of a permission.
const missing = "the token lacks a permission"

// explain reads an answer of 400 and above of the two GraphQL addresses.
func (s *Service) explain(status int, _ http.Header, body []byte) error {
	log := fmt.Errorf("status %d with %d bytes", status, len(body))
	switch status {
	case http.StatusUnauthorized:
		return taglane.Wrap(log, taglane.Login, "Shopify does not accept the access token. Make a new one and enter it.")
	case http.StatusForbidden:
		return taglane.Wrap(fmt.Errorf("%s: %w", missing, log), taglane.Refused, "%s said no.", title)
	case http.StatusNotFound:
		return taglane.Wrap(log, taglane.Invalid, "There is no such shop at Shopify, or no such version. Check the address of your shop.")
	case http.StatusPaymentRequired, http.StatusLocked:
		return taglane.Wrap(log, taglane.Refused, "This shop is closed or paused at Shopify.")
	}
	return nil
}
