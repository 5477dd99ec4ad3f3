package shopify

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/platformtest"
	"taglane/app/platform/shopify/shopifytest"
	"taglane/app/taglane"
)

func TestAnswersByStatus(t *testing.T) {
	for status, kind := range map[int]taglane.Kind{
		401: taglane.Login, 402: taglane.Refused, 403: taglane.Refused, 404: taglane.Invalid, 423: taglane.Refused, 429: taglane.Later, 430: taglane.Refused,
		500: taglane.Later, 503: taglane.Later, 204: taglane.Later,
	} {
		f := newField(t)
		f.Set(func(k *terms, _ *goods) { k.Status = status })
		_, err := f.connect(t).Search(t.Context(), platform.Wanted{})
		wantKind(t, err, kind)
	}
}

func TestErrorsInTheEnvelope(t *testing.T) {
	answer := func(code, message string) string {
		b, _ := json.Marshal(map[string]any{"errors": []any{map[string]any{"message": message, "extensions": map[string]any{"code": code}}}})
		return string(b)
	}
	for name, c := range map[string]struct {
		answer string
		kind   taglane.Kind
		says   string
	}{
		"denied":      {answer("ACCESS_DENIED", "no"), taglane.Refused, "read_products"},
		"who":         {answer("UNAUTHENTICATED", "no"), taglane.Login, "access token"},
		"trouble":     {answer("INTERNAL_SERVER_ERROR", "no"), taglane.Later, "trouble"},
		"closed":      {answer("SHOP_INACTIVE", "no"), taglane.Refused, "closed"},
		"no such":     {answer("undefinedField", "Field 'x' doesn't exist"), taglane.Internal, "changed"},
		"its token":   {answer("undefinedField", "not with "+shopifytest.Token), taglane.Internal, "changed"},
		"nothing":     {`{"data":{}}`, taglane.Later, "read"},
		"another":     {`{"data":{"shop":{"name":"L","currencyCode":"EUR"},"products":null}}`, taglane.Later, "read"},
		"cut":         {`{"data":{"shop":`, taglane.Later, "read"},
		"no end told": {`{"data":{"shop":{"name":"L","currencyCode":"EUR"},"products":{"nodes":[]}}}`, taglane.Later, "read"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newField(t)
			f.Set(func(k *terms, _ *goods) { k.Errors = c.answer })
			_, err := f.connect(t).Search(t.Context(), platform.Wanted{})
			wantKind(t, err, c.kind)
			if !strings.Contains(taglane.MessageOf(err), c.says) || strings.Contains(err.Error(), shopifytest.Token) {
				t.Error(err)
			}
		})
	}
}

// The scope that is missing is named for each document.
func TestMissingPermissionIsNamed(t *testing.T) {
	f := newField(t)
	f.Set(func(k *terms, _ *goods) { k.Scopes = []string{"read_products", "read_files"} })
	s, p := f.connect(t), f.publication(t)
	us := sent(t, s, p)
	_, err := s.Release(t.Context(), us, p)
	wantKind(t, err, taglane.Refused)
	if !strings.Contains(taglane.MessageOf(err), "write_files") {
		t.Error(err)
	}
	_, err = s.Channels(t.Context())
	if !strings.Contains(taglane.MessageOf(err), "read_publications") {
		t.Error(err)
	}
}

// What was too dear is asked again when the bucket holds enough, and not before.
func TestThrottledWaitsByPoints(t *testing.T) {
	f := newField(t)
	f.still = true
	s := f.connect(t)
	f.Drain(0)
	f.Clock.Step = 0
	_, err := s.Search(t.Context(), platform.Wanted{})
	wantKind(t, err, taglane.Later)
	until := platformtest.ErrorOf(err).Until
	if wait := until.Sub(f.Clock.Now()); wait <= 0 || wait > 2*time.Second {
		t.Fatalf("waits %v", wait)
	}
	calls := len(f.Door().Calls())
	_, err = s.Search(t.Context(), platform.Wanted{})
	wantKind(t, err, taglane.Later)
	if len(f.Door().Calls()) != calls {
		t.Error("it was asked all the same")
	}
	f.Clock.Set(until.Add(time.Millisecond))
	if _, err := s.Search(t.Context(), platform.Wanted{}); err != nil {
		t.Error(err)
	}
}

// A price that was told is kept to without being refused first, also after a
// restart.
func TestPaceIsKept(t *testing.T) {
	f := newField(t)
	f.still = true
	f.Clock.Step = 0
	s := f.connect(t)
	var kept json.RawMessage
	s.Pace(nil, func(b json.RawMessage) { kept = b })
	for range 200 {
		_, err := s.Search(t.Context(), platform.Wanted{})
		if err != nil {
			wantKind(t, err, taglane.Later)
			break
		}
	}
	for name, again := range map[string]*Service{"the same": s, "another": f.connect(t)} {
		calls := len(f.Door().Calls())
		if name == "another" {
			again.tally = newTally()
			again.tally.clock.Wall = f.Clock.Now
			again.Pace(kept, nil)
		}
		_, err := again.Search(t.Context(), platform.Wanted{})
		if wantKind(t, err, taglane.Later); len(f.Door().Calls()) != calls {
			t.Errorf("%s: it was asked although the bucket is empty", name)
		}
	}
	if h := s.tally; h.is.Bucket.Most != 1000 || len(kept) == 0 {
		t.Errorf("%+v", h.is)
	}
	again := f.connect(t)
	again.tally = newTally()
	again.Pace(json.RawMessage(`{"bucket":"what"}`), nil) // counts as nothing
	f.Clock.Pass(hour)
	if _, err := again.Search(t.Context(), platform.Wanted{}); err != nil {
		t.Error(err)
	}
}

func TestForcedThrottleParks(t *testing.T) {
	f := newField(t)
	f.still = true
	f.Set(func(k *terms, _ *goods) { k.Throttled = 1 })
	s := f.connect(t)
	_, err := s.Search(t.Context(), platform.Wanted{})
	wantKind(t, err, taglane.Later)
	_, err = s.Health(t.Context())
	wantKind(t, err, taglane.Later) // whatever it is
	f.Clock.Pass(2 * time.Second)
	if _, err := s.Health(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestAccountsThatAreNone(t *testing.T) {
	secret := json.RawMessage(`{"access_token":"shpat_0123456789"}`)
	for name, c := range map[string]struct {
		set    map[string]string
		secret json.RawMessage
		shop   string // "": Invalid
		domain string
	}{
		"plain":        {map[string]string{"shop": "lumen"}, secret, "lumen.myshopify.com", "lumen.myshopify.com"},
		"pasted":       {map[string]string{"shop": "https://Lumen.myshopify.com/admin", "domain": "https://www.lumen.example/"}, secret, "lumen.myshopify.com", "www.lumen.example"},
		"only visited": {map[string]string{"shop": "shop.lumen.example"}, nil, "", "shop.lumen.example"},
		"no shop":      {nil, secret, "", ""},
		"another's":    {map[string]string{"shop": "lumen.example"}, secret, "", ""},
		"a path":       {map[string]string{"shop": "lu men"}, nil, "", ""},
		"bad domain":   {map[string]string{"shop": "lumen", "domain": "lumen"}, secret, "", ""},
		"bad version":  {map[string]string{"shop": "lumen", "api_version": "2026-11"}, secret, "", ""},
		"bad token":    {map[string]string{"shop": "lumen"}, json.RawMessage(`{"access_token":"a b"}`), "", ""},
		"no secret":    {map[string]string{"shop": "lumen"}, json.RawMessage(`[]`), "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := New(taglane.Account{Settings: c.set}, c.secret)
			if c.shop == "" && c.domain == "" {
				wantKind(t, err, taglane.Invalid)
				return
			}
			if err != nil || s.shop != c.shop || s.domain != c.domain {
				t.Errorf("%+v, %v", s, err)
			}
			if want := "https://" + first(c.shop, c.domain); s.admin.Base != want {
				t.Errorf("%s, want %s", s.admin.Base, want)
			}
		})
	}
}

// A token goes to the shop alone.
func TestTokensGoNowhereElse(t *testing.T) {
	f := newField(t)
	s, p := f.connect(t), f.publication(t)
	live(t, s, p)
	for _, c := range f.Door().Calls() {
		admin, front := c.Header.Get("X-Shopify-Access-Token"), c.Header.Get("X-Shopify-Storefront-Access-Token")
		isAdmin := strings.HasPrefix(c.Path, "/admin/")
		if (admin != "") != isAdmin || front != "" && isAdmin || c.Method == http.MethodPut {
			t.Errorf("%s %s", c.Method, c.Path)
		}
	}
}
