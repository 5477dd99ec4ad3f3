package cjtest

import (
	"context"
	_ "embed"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"time"

	graphql "github.com/graph-gophers/graphql-go"
)

// The schemas of the two services, as far as they are known.
var (
	//go:embed ads.graphql
	AdsSchema string
	//go:embed commissions.graphql
	CommissionsSchema string
)

// asked is a call of a GraphQL service.
type asked struct {
	Query     string         `json:"query"`
	Variables map[string]any `json:"variables"`
}

// execute has a document executed over its schema.
func (t *Twin) execute(w http.ResponseWriter, r *http.Request, over *graphql.Schema) {
	var q asked
	body, err := io.ReadAll(r.Body)
	if err != nil { // the call broke on its way
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if r.Method != http.MethodPost || json.Unmarshal(body, &q) != nil {
		t.Note("%s %s is no GraphQL", r.Method, r.URL.Path)
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	for _, e := range over.ValidateWithVariables(q.Query, q.Variables) {
		t.Note("the schema knows no such thing: %s", e.Message)
	}
	tooLong := false
	answer := over.Exec(context.WithValue(r.Context(), windowKey{}, &tooLong), q.Query, "", q.Variables)
	if tooLong {
		w.WriteHeader(http.StatusBadRequest) // and not a word
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(answer)
}

// windowKey leads to where it is noted that a report was asked for over more
// days than CJ looks at.
type windowKey struct{}

func text(v any) string {
	s, _ := v.(string)
	return s
}

// refusal is an error as CJ words it, capitals and all.
type refusal string

func (r refusal) Error() string { return string(r) }

// errCompany is told to whoever asks for another company's things.
const errCompany = refusal("Not authorized to view this company")

// Decimal is an exact figure, which CJ writes as a text.
type Decimal string

// ImplementsGraphQLType implements the library's scalars.
func (Decimal) ImplementsGraphQLType(name string) bool { return name == "DecimalNumber" }

// UnmarshalGraphQL implements the library's scalars.
func (d *Decimal) UnmarshalGraphQL(in any) error { *d = Decimal(text(in)); return nil }

// Instant is a time in UTC.
type Instant string

// ImplementsGraphQLType implements the library's scalars.
func (Instant) ImplementsGraphQLType(name string) bool { return name == "Instant" }

// UnmarshalGraphQL implements the library's scalars.
func (i *Instant) UnmarshalGraphQL(in any) error { *i = Instant(text(in)); return nil }

// Word is a scalar of one of a few words.
type Word string

// ImplementsGraphQLType implements the library's scalars.
func (Word) ImplementsGraphQLType(name string) bool {
	return name == "ActionStatus" || name == "ActionType"
}

// UnmarshalGraphQL implements the library's scalars.
func (w *Word) UnmarshalGraphQL(in any) error { *w = Word(text(in)); return nil }

// some is a value that may be missing: the zero value is.
func some[T comparable](v T) *T {
	var none T
	if v == none {
		return nil
	}
	return &v
}

func instant(at time.Time) *Instant {
	if at.IsZero() {
		return nil
	}
	i := Instant(at.UTC().Format("2006-01-02T15:04:05Z"))
	return &i
}

// words says whether a text has all the words, in any case.
func words(text string, all []string) bool {
	text = strings.ToLower(text)
	for _, w := range all {
		if !strings.Contains(text, strings.ToLower(w)) {
			return false
		}
	}
	return true
}
