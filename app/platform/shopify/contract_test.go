package shopify

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	graphql "github.com/graph-gophers/graphql-go"

	"taglane/app/platform/shopify/shopifytest"
)

var ofAdmin = []document{
	stageDocument, createDocument, attachDocument, updateDocument, videoDocument, filesDocument, videosDocument, mediaDocument, productDocument,
	tagsDocument, setDocument, publishDocument, publicationsDocument, stagedDocument, shopDocument, productsDocument, variantsDocument, listingDocument,
}

// sent with each document: whatever a variable may be.
var samples = map[string]any{
	"input": map[string]any{
		"stage":   []any{map[string]any{"filename": "a.mp4", "mimeType": "video/mp4", "resource": "VIDEO", "fileSize": "7", "httpMethod": "POST"}},
		"publish": []any{map[string]any{"publicationId": "p", "publishDate": "2026-12-01T10:00:00Z"}},
	},
	"files": map[string]any{
		"create": []any{map[string]any{"originalSource": "s", "contentType": "VIDEO", "alt": "a", "filename": "f", "duplicateResolutionMode": "RAISE_ERROR"}},
		"update": []any{map[string]any{"id": "i", "alt": "a", "referencesToAdd": []any{"p"}, "referencesToRemove": []any{}}},
	},
	"product": map[string]any{"attach": map[string]any{"id": "p"}},
	"media":   map[string]any{"attach": []any{map[string]any{"originalSource": "s", "mediaContentType": "VIDEO", "alt": "a"}}},
	"metafields": map[string]any{"set": []any{map[string]any{
		"ownerId": "p", "namespace": "taglane", "key": "clip_1", "type": "json", "value": "{}", "compareDigest": nil,
	}}},
	"by": map[string]any{"product": map[string]any{"handle": "mug"}},
	"id": "gid://shopify/Product/1", "ids": []any{"gid://shopify/Product/1"}, "namespace": "taglane", "key": "clip_1", "query": "mug",
	"first": 20, "variants": 20, "after": "c", "handle": "mug",
}

var variableForm = regexp.MustCompile(`\$(\w+):`)

func (d document) sample() map[string]any {
	out := map[string]any{}
	for _, m := range variableForm.FindAllStringSubmatch(d.text, -1) {
		v := samples[m[1]]
		if by, ok := v.(map[string]any); ok {
			v = by[d.name]
		}
		out[m[1]] = v
	}
	return out
}

func TestDocumentsFitTheSchemas(t *testing.T) {
	for schema, all := range map[string][]document{shopifytest.AdminSchema: ofAdmin, shopifytest.StorefrontSchema: {storefrontDocument}} {
		s, err := graphql.ParseSchema(schema, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range all {
			for _, e := range s.ValidateWithVariables(d.text, d.sample()) {
				t.Errorf("%s: %s", d.name, e)
			}
			wrong := []string{
				regexp.MustCompile(`\b(id|name)\b([^:])`).ReplaceAllString(d.text, "colour$2"),
				strings.Replace(d.text, "(", "($nobody: Nothing, ", 1),
				strings.Replace(d.text, "Errors {", "Troubles {", 1),
			}
			noticed := 0
			for _, w := range wrong {
				if w != d.text && len(s.ValidateWithVariables(w, d.sample())) > 0 {
					noticed++
				}
			}
			if noticed == 0 {
				t.Errorf("%s: what there is not would not be noticed", d.name)
			}
			if d.root != "" && !strings.Contains(d.text, d.root+"(") || d.scopes == "" {
				t.Errorf("%s: there is no %s in it, or no permission is named", d.name, d.root)
			}
		}
	}
}

// No document can be written past the test above.
func TestEveryDocumentIsKnown(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) < 5 {
		t.Fatal(len(files), err)
	}
	known := map[string]bool{}
	for _, d := range append(ofAdmin, storefrontDocument) {
		if known[d.name] {
			t.Errorf("two documents are called %s", d.name)
		}
		known[d.name] = true
	}
	begins := regexp.MustCompile("[`\"]\\s*(?:query|mutation|subscription)[ {(]")
	named := regexp.MustCompile(`= document\{"(\w+)"`)
	found := 0
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		found += len(begins.FindAllString(string(b), -1))
		for _, m := range named.FindAllStringSubmatch(string(b), -1) {
			if !known[m[1]] {
				t.Errorf("%s: %s is not among the documents that are compared with the schemas", f, m[1])
			}
		}
	}
	if found != len(known) {
		t.Errorf("%d documents in the code, %d here", found, len(known))
	}
}

// What is deprecated at Shopify is never asked, and nothing is ever deleted.
func TestNothingIsDeletedOrOld(t *testing.T) {
	for _, d := range ofAdmin {
		for _, never := range []string{"Delete", "productCreateMedia", "productUpdateMedia", "channelId", "resourcePublicationOnCurrentPublication"} {
			if strings.Contains(d.text, never) {
				t.Errorf("%s has %s in it", d.name, never)
			}
		}
	}
}
