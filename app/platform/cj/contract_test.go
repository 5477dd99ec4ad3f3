package cj

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	graphql "github.com/graph-gophers/graphql-go"

	"taglane/app/platform/cj/cjtest"
)

// documents are all that is ever asked in GraphQL, with the schema of each.
var documents = map[string]struct {
	text, schema string
	vars         map[string]any
}{
	"productsDocument": {productsDocument, cjtest.AdsSchema, map[string]any{
		"company": "1", "pid": "2", "words": []any{"lamp"}, "partners": []any{"3"}, "status": "JOINED", "gtin": "04006381333931",
		"ids": []any{"x"}, "deleted": true, "offset": 0, "limit": 100,
	}},
	"commissionsDocument": {commissionsDocument, cjtest.CommissionsSchema, map[string]any{
		"companies": []any{"1"}, "from": "2026-11-01T00:00:00Z", "to": "2026-11-26T00:00:00Z", "since": "9",
	}},
}

func TestDocumentsFitTheSchemas(t *testing.T) {
	for name, d := range documents {
		schema, err := graphql.ParseSchema(d.schema, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range schema.ValidateWithVariables(d.text, d.vars) {
			t.Errorf("%s: %s", name, e)
		}
		for _, wrong := range []string{
			strings.Replace(d.text, "{\n", "{ sku\n", 1),
			regexp.MustCompile(`advertiserId `).ReplaceAllString(d.text, "retailPrice "),
			strings.Replace(d.text, ": $", "No: $", 1),
		} {
			if wrong == d.text || len(schema.ValidateWithVariables(wrong, d.vars)) == 0 {
				t.Errorf("%s: what there is not would not be noticed", name)
			}
		}
	}
}

var deprecatedForm = regexp.MustCompile(`(\w+): [\w!\[\]]+ @deprecated`)

// What CJ calls deprecated is never asked for: it is empty by now, as sid is
// where shopperId is told.
func TestNothingDeprecatedIsAsked(t *testing.T) {
	asks := func(text, field string) bool { return regexp.MustCompile(`\b` + field + `\b`).MatchString(text) }
	found := map[string]bool{}
	for name, d := range documents {
		for _, m := range deprecatedForm.FindAllStringSubmatch(d.schema, -1) {
			if found[m[1]] = true; asks(d.text, m[1]) {
				t.Errorf("%s asks for %s", name, m[1])
			}
		}
	}
	for _, field := range []string{"sid", "situations", "saleAmountAdvCurrency"} {
		if !found[field] || !asks(strings.Replace(commissionsDocument, "shopperId", field, 1), field) {
			t.Errorf("%s would not be noticed", field)
		}
	}
}

// No document can be written past the test above.
func TestEveryDocumentIsKnown(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) < 5 {
		t.Fatal(len(files), err)
	}
	begins := regexp.MustCompile("(?:const (\\w+) = )?[`\"]\\s*(?:(?:query|mutation|subscription)[ {(]|\\{ *\\w+(?:Products|Commissions))")
	found := 0
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range begins.FindAllStringSubmatch(string(b), -1) {
			if found++; documents[m[1]].text == "" {
				t.Errorf("%s: %q is not among the documents that are compared with the schemas", f, m[0])
			}
		}
	}
	if found != len(documents) {
		t.Errorf("%d documents in the code, %d here", found, len(documents))
	}
}
