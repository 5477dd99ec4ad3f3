package shopifytest

import (
	"bytes"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// put asks the Admin for a document, and returns its data and errors as text.
func put(t testing.TB, w *Twin, query string, vars map[string]any) string {
	t.Helper()
	b, err := json.Marshal(map[string]any{"query": query, "variables": vars})
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.Base+"/admin/api/2026-10/graphql.json", bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Shopify-Access-Token", Token)
	return ask(t, r)
}

func ask(t testing.TB, r *http.Request) string {
	t.Helper()
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.Status + " " + string(b)
}

func get(t testing.TB, address string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	return ask(t, r)
}

func newTwin(t testing.TB) *Twin {
	w := New()
	t.Cleanup(w.Close)
	return w
}

// staged is a signed address for seven bytes.
func staged(t testing.TB, w *Twin) *target {
	t.Helper()
	put(t, w, `mutation { stagedUploadsCreate(input: [{filename: "a-KEY1.mp4", mimeType: "video/mp4", resource: VIDEO, fileSize: "7", httpMethod: POST}]) { stagedTargets { url } } }`, nil)
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, x := range w.targets {
		return x
	}
	t.Fatal("no address")
	return nil
}

// form posts fields and a file to a signed address.
func form(t testing.TB, x *target, fields [][2]string, file, name string, after bool) string {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for _, f := range fields {
		_ = m.WriteField(f[0], f[1])
	}
	part, err := m.CreateFormFile(name, "a.mp4")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.WriteString(part, file)
	if after {
		_ = m.WriteField("more", "of it")
	}
	_ = m.Close()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, x.url, &b)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", m.FormDataContentType())
	return ask(t, r)
}

// The store behind a signed address takes the form to the letter, and nothing
// else.
func TestTheStoreIsExact(t *testing.T) {
	w := newTwin(t)
	x := staged(t, w)
	turned := slices.Clone(x.fields)
	slices.Reverse(turned)
	for name, c := range map[string]struct {
		got, want string
	}{
		"out of order":      {form(t, x, turned, "1234567", "file", false), "InvalidPolicyDocument"},
		"a field too few":   {form(t, x, x.fields[1:], "1234567", "file", false), "InvalidPolicyDocument"},
		"file not last":     {form(t, x, x.fields, "1234567", "file", true), "InvalidPolicyDocument"},
		"by another name":   {form(t, x, x.fields, "1234567", "clip", false), "InvalidPolicyDocument"},
		"too large":         {form(t, x, x.fields, "12345678", "file", false), "EntityTooLarge"},
		"too small":         {form(t, x, x.fields, "123456", "file", false), "EntityTooSmall"},
		"another signature": {form(t, &target{url: x.url + "0"}, x.fields, "1234567", "file", false), "SignatureDoesNotMatch"},
	} {
		if !strings.Contains(c.got, c.want) || x.sum != "" {
			t.Errorf("%s: %s", name, c.got)
		}
	}
	if got := form(t, x, x.fields, "1234567", "file", false); !strings.HasPrefix(got, "201") || x.sum == "" {
		t.Error(got)
	}
	w.Expire()
	if got := form(t, x, x.fields, "1234567", "file", false); !strings.Contains(got, "ExpiredToken") {
		t.Error(got)
	}
	if len(w.Wrong()) != 0 {
		t.Error(w.Wrong())
	}
}

// A file of a name that is there is refused, doubled or put in its place, as was
// asked.
func TestNamesAreGivenOnce(t *testing.T) {
	w := newTwin(t)
	x := staged(t, w)
	form(t, x, x.fields, "1234567", "file", false)
	make := func(mode string) string {
		return put(t, w, `mutation($f: [FileCreateInput!]!) { fileCreate(files: $f) { files { id } userErrors { code } } }`, map[string]any{"f": []any{
			map[string]any{"originalSource": x.resource, "contentType": "VIDEO", "filename": x.name, "duplicateResolutionMode": mode},
		}})
	}
	if got := make("RAISE_ERROR"); !strings.Contains(got, "gid://shopify/Video/") {
		t.Error(got)
	}
	if got := make("RAISE_ERROR"); !strings.Contains(got, "FILENAME_ALREADY_EXISTS") || len(w.Posts()) != 1 {
		t.Error(got)
	}
	if make("APPEND_UUID"); len(w.Posts()) != 2 || w.Posts()[0].Key != "KEY1" || w.Posts()[0].SHA256 != x.sum {
		t.Errorf("%+v", w.Posts())
	}
}

// What the schema does not have is an error here as it is there, and is told.
func TestTheSchemaIsExecuted(t *testing.T) {
	for _, wrong := range []string{
		`{ shop { owner } }`, `{ files(first: 1, newest: true) { nodes { id } } }`, `mutation { fileDelete(fileIds: ["x"]) { deletedFileIds } }`,
		`mutation { productCreateMedia(productId: "x", media: []) { media { id } } }`, `{ node(id: "x") { ... on Film { id } } }`,
	} {
		w := newTwin(t)
		if got := put(t, w, wrong, nil); !strings.Contains(got, `"errors"`) || len(w.Wrong()) == 0 {
			t.Errorf("%s: %s", wrong, got)
		}
	}
	w := newTwin(t)
	if got := put(t, w, `{ shop { name } }`, nil); !strings.Contains(got, `"throttleStatus"`) || !strings.Contains(got, "Lumen") || len(w.Wrong()) != 0 {
		t.Error(got, w.Wrong())
	}
}

// The bucket of points runs dry, fills with time, and whoever knew is noted.
func TestPointsRunOut(t *testing.T) {
	w := newTwin(t)
	w.Clock.Step = 0
	w.Drain(5)
	const shop = `{ shop { name } }`
	if got := put(t, w, shop, nil); strings.Contains(got, "THROTTLED") {
		t.Error(got)
	}
	if got := put(t, w, shop, nil); !strings.Contains(got, "THROTTLED") || len(w.Wrong()) != 1 {
		t.Error(got, w.Wrong())
	}
	w.Clock.Pass(time.Second)
	if got := put(t, w, shop, nil); strings.Contains(got, "THROTTLED") {
		t.Error(got)
	}
}

// The public pages end with an empty one.
func TestPublicPagesEnd(t *testing.T) {
	w := newTwin(t)
	var rows []int
	for page := range 4 {
		got := get(t, w.Base+"/products.json?limit=2&page="+string(rune('1'+page)))
		var list struct{ Products []any }
		if err := json.Unmarshal([]byte(got[strings.Index(got, "{"):]), &list); err != nil {
			t.Fatal(err)
		}
		rows = append(rows, len(list.Products))
	}
	if !slices.Equal(rows, []int{2, 2, 0, 0}) {
		t.Error(rows)
	}
	if got := get(t, w.Base+"/products/pan.json"); !strings.HasPrefix(got, "404") {
		t.Error(got)
	}
	w.Set(func(k *Terms, _ *Stock) { k.HTML = true })
	if got := get(t, w.Base+"/products.json?limit=2&page=1"); !strings.Contains(got, "<!doctype") {
		t.Error(got)
	}
	if get(t, w.Base+"/nowhere"); len(w.Wrong()) != 1 {
		t.Error(w.Wrong())
	}
}
