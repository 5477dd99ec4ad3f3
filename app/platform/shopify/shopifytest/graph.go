package shopifytest

import (
	"context"
	_ "embed"
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"strings"
	"time"

	graphql "github.com/graph-gophers/graphql-go"
)

// The schemas of the two services, as far as they are used.
var (
	//go:embed admin.graphql
	AdminSchema string
	//go:embed storefront.graphql
	StorefrontSchema string
)

// How many points the Admin's bucket holds, and how many come back in a second.
const (
	bucket  = 1000
	restore = 50
)

// asked is a call of a GraphQL service.
type asked struct {
	Query     string         `json:"query"`
	Variables map[string]any `json:"variables"`
}

// read takes a document out of a call; ok is false where there is none.
func (t *Twin) read(w http.ResponseWriter, r *http.Request, over *graphql.Schema) (q asked, ok bool) {
	body, err := io.ReadAll(r.Body)
	if err != nil { // the call broke on its way
		w.WriteHeader(http.StatusBadRequest)
		return q, false
	}
	if r.Method != http.MethodPost || json.Unmarshal(body, &q) != nil {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.Note("%s %s is no GraphQL", r.Method, r.URL.Path)
		w.WriteHeader(http.StatusBadRequest)
		return q, false
	}
	for _, e := range over.ValidateWithVariables(q.Query, q.Variables) {
		t.mu.Lock()
		t.Note("the schema knows no such thing: %s", e.Message)
		t.mu.Unlock()
	}
	return q, true
}

func (t *Twin) serveAdmin(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("X-Shopify-Access-Token") != Token || t.shut() {
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = io.WriteString(w, `{"errors":"[API] Invalid API key or access token (unrecognized login or wrong password)"}`)
		return
	}
	q, ok := t.read(w, r, t.admin)
	if !ok || t.given(w) {
		return
	}
	w.Header().Set("Content-Type", "application/json")
	price, full := t.pay(q.Query)
	extensions := map[string]any{"cost": map[string]any{
		"requestedQueryCost": price, "actualQueryCost": price,
		"throttleStatus": map[string]any{"maximumAvailable": float64(bucket), "currentlyAvailable": t.left(), "restoreRate": float64(restore)},
	}}
	if full {
		_ = json.NewEncoder(w).Encode(map[string]any{"extensions": extensions, "errors": []any{map[string]any{
			"message": "Throttled", "extensions": map[string]any{"code": "THROTTLED"},
		}}})
		return
	}
	// What was heard happens, whether or not anybody waits for the answer.
	out := t.admin.Exec(context.WithoutCancel(r.Context()), q.Query, "", q.Variables)
	out.Extensions = extensions
	_ = json.NewEncoder(w).Encode(out)
}

func (t *Twin) serveFront(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("X-Shopify-Storefront-Access-Token") != Storefront || t.shut() {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	q, ok := t.read(w, r, t.front)
	if !ok {
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(t.front.Exec(context.WithoutCancel(r.Context()), q.Query, "", q.Variables))
}

func (t *Twin) shut() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.terms.Shut
}

// given is an answer that was laid out beforehand, once.
func (t *Twin) given(w http.ResponseWriter) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case t.terms.Status != 0:
		w.WriteHeader(t.terms.Status)
		t.terms.Status = 0
	case t.terms.Errors != "":
		_, _ = io.WriteString(w, t.terms.Errors)
		t.terms.Errors = ""
	default:
		return false
	}
	return true
}

// pay takes the price of a document out of the bucket. Whoever was told the
// price before, and how full the bucket is, has no reason to come too early.
func (t *Twin) pay(document string) (price float64, full bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	price = 4
	if strings.HasPrefix(strings.TrimSpace(document), "mutation") {
		price = 10
	}
	price += 2 * float64(strings.Count(document, "first:"))
	t.fill()
	forced := t.terms.Throttled > 0
	if forced {
		t.terms.Throttled--
	}
	if forced || t.points < price {
		if !forced && t.prices[document] {
			t.Note("a call of %.0f points while there are %.0f", price, t.points)
		}
		t.prices[document] = true
		return price, true
	}
	t.prices[document] = true
	t.points -= price
	return price, false
}

// Anew says that whoever asks next has begun anew, and was told no price yet.
func (t *Twin) Anew() {
	t.mu.Lock()
	defer t.mu.Unlock()
	clear(t.prices)
}

// fill lets the bucket fill; the caller holds the lock.
func (t *Twin) fill() {
	now := t.Clock.Now()
	t.points = min(bucket, t.points+restore*max(0, now.Sub(t.filled).Seconds()))
	t.filled = now
}

func (t *Twin) left() float64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.points
}

// Drain leaves so many points in the bucket.
func (t *Twin) Drain(left float64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.fill()
	t.points = left
}

// denied is what a resolver says where the token lacks a permission.
type denied struct{ scope string }

func (d denied) Error() string { return "Access denied for a field. Required access: " + d.scope }

// Extensions implements what the library looks for.
func (d denied) Extensions() map[string]any {
	return map[string]any{"code": "ACCESS_DENIED", "requiredAccess": d.scope}
}

// may says whether the token has one of the permissions; the caller holds the
// lock.
func (t *Twin) may(any ...string) error {
	for _, want := range any {
		for _, has := range t.terms.Scopes {
			if has == want || has == strings.Replace(want, "read_", "write_", 1) {
				return nil
			}
		}
	}
	return denied{any[0]}
}

// text is any scalar that is written as a text.
type text string

// ImplementsGraphQLType implements the library's scalars.
func (text) ImplementsGraphQLType(name string) bool {
	return name == "URL" || name == "Money" || name == "HTML" || name == "DateTime" || name == "Decimal" || name == "UnsignedInt64"
}

// UnmarshalGraphQL implements the library's scalars.
func (x *text) UnmarshalGraphQL(in any) error {
	s, _ := in.(string)
	*x = text(s)
	return nil
}

func date(at time.Time) text { return text(at.UTC().Format(time.RFC3339)) }

// some is a value that may be missing: the zero value is.
func some[T comparable](v T) *T {
	var none T
	if v == none {
		return nil
	}
	return &v
}

// no is a no that comes with an answer of 200.
type no struct {
	Code         *string
	Field        *[]string
	Message      string
	ElementIndex *int32
}

func refuse(code, message string, field ...string) []no {
	return []no{{Code: some(code), Field: &field, Message: message}}
}

// pages is where a page ends.
type pages struct {
	HasNextPage, HasPreviousPage bool
	StartCursor, EndCursor       *string
}

var digits = regexp.MustCompile(`^[0-9]+$`)
