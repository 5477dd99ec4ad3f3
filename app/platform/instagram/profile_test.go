package instagram

import (
	"slices"
	"strings"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/graph"
	"taglane/app/platform/graph/graphtest"
	"taglane/app/platform/instagram/instagramtest"
	"taglane/app/platform/rules"
	"taglane/app/taglane"
)

func profiled(t *testing.T) platform.Profile {
	t.Helper()
	p, ok := platform.ProfileOf("instagram")
	if !ok {
		t.Fatal("nothing is told of Instagram")
	}
	return p
}

func appOnly() []byte {
	b, _ := graph.Secret{AppID: graphtest.AppID, AppSecret: graphtest.AppSecret}.Kept()
	return b
}

// A login from its beginning to an upload: only what a person enters is known
// before. A Page without an Instagram account is not offered.
func TestConnecting(t *testing.T) {
	fresh := []string{"page_id", "", "ig_user_id", ""}
	second := graphtest.Page{ID: instagramtest.OtherPage, Name: "Garden", Token: "EAApageTOKENofTheGarden", IGUser: instagramtest.OtherUser, IGUsername: "garden", Firm: true}
	for name, c := range map[string]struct {
		set    []string
		change func(f *field)
		user   string
		asked  int // accounts to choose from
		scopes []string
	}{
		"sent back here":    {fresh, nil, instagramtest.User, 0, scopes},
		"pasted":            {append([]string{"login_return", "paste"}, fresh...), nil, instagramtest.User, 0, scopes},
		"with tags":         {append([]string{"product_tags", "true"}, fresh...), nil, instagramtest.User, 0, slices.Concat(scopes, shopScopes)},
		"two accounts":      {fresh, func(f *field) { f.Pages = append(f.Pages, second) }, instagramtest.OtherUser, 2, scopes},
		"the account stays": {nil, func(f *field) { f.Pages = append(f.Pages, second) }, instagramtest.User, 0, scopes},
	} {
		t.Run(name, func(t *testing.T) {
			f := newField(t)
			if c.change != nil {
				c.change(f)
			}
			a, person := f.Account(c.set...), &graphtest.Person{Takes: 1}
			got, err := profiled(t).Connect(t.Context(), a, appOnly(), person)
			if err != nil {
				t.Fatal(err)
			}
			s, err := graph.ReadSecret(name, got.Secret)
			if err != nil || got.Settings["ig_user_id"] != c.user || s.IGUser != c.user || s.PageToken == "" || s.AppSecret != graphtest.AppSecret {
				t.Errorf("connected %+v with %+v, %v", got.Settings, s, err)
			}
			if end, ok := f.TokenEnd(s.AccessToken); !ok || end.Sub(f.Clock.Now()) != 60*24*time.Hour {
				t.Errorf("the person's token lives until %v", end)
			}
			if len(person.Asked) != c.asked || person.Scopes != strings.Join(c.scopes, ",") {
				t.Errorf("asked to choose from %v, for %q", person.Asked, person.Scopes)
			}
			for k, v := range got.Settings {
				a.Settings[k] = v
			}
			p, err := New(a, got.Secret)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := p.Open(t.Context(), "", ownGoods(t, a)); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestConnectingInVain(t *testing.T) {
	f := newField(t)
	for name, c := range map[string]struct {
		set    []string
		secret []byte
		kind   taglane.Kind
	}{
		"no app":             {nil, []byte(`{"app_id":"1"}`), taglane.Invalid},
		"another's account":  {[]string{"ig_user_id", "99"}, appOnly(), taglane.NotFound},
		"the wrong way in":   {[]string{"login", "instagram"}, appOnly(), taglane.Refused},
		"the way in is none": {[]string{"auth_base_url", "nowhere"}, appOnly(), taglane.Invalid},
	} {
		_, err := profiled(t).Connect(t.Context(), f.Account(c.set...), c.secret, &graphtest.Person{})
		if taglane.KindOf(err) != c.kind {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTakingTheLeaveBack(t *testing.T) {
	f := newField(t)
	if err := profiled(t).Revoke(t.Context(), f.Account(), f.Secret()); err != nil {
		t.Fatal(err)
	}
	_, err := f.service(t).Health(t.Context())
	wantKind(t, err, taglane.Login)
}

func TestTheProfileIsWhole(t *testing.T) {
	p := profiled(t)
	if p.Title != name || len(p.Needs) != 2 || len(p.Guide) < 8 {
		t.Errorf("%q, %d needs, %d stages", p.Title, len(p.Needs), len(p.Guide))
	}
	for _, s := range p.Guide {
		if s.Text.String() == "" || s.Link != "" && !strings.HasPrefix(s.Link, "https://") {
			t.Errorf("%+v", s)
		}
	}
	for _, o := range p.Options {
		if o.Title.String() == "" || o.Kind == platform.AsSwitch && o.Default != "true" && o.Default != "false" {
			t.Errorf("%+v", o)
		}
	}
	gift := taglane.Draft{Tags: []taglane.Tag{{Relation: taglane.Gifted}}}
	for _, key := range rules.Switches("instagram", gift) {
		if !slices.ContainsFunc(p.Options, func(o platform.Option) bool { return o.Key == key && o.Kind == platform.AsSwitch && !o.Account }) {
			t.Errorf("the law may ask for %s, and nobody can switch it on", key)
		}
	}
	for _, scope := range slices.Concat(scopes, shopScopes) {
		if reasons()[scope].String() == "" {
			t.Errorf("nobody says what %s is for", scope)
		}
	}
}

func TestHealth(t *testing.T) {
	f := newField(t)
	f.Used = 49
	f.Grant(graphtest.UserToken, scopes[:2]...)
	s := f.service(t)
	if _, err := s.Open(t.Context(), "", ownGoods(t, f.Account())); err != nil {
		t.Fatal(err)
	}
	h, err := s.Health(t.Context())
	if err != nil || h.Name != "kitchen" || !h.Expires.Equal(f.Clock.Now().AddDate(0, 0, 60)) {
		t.Fatalf("%+v, %v", h, err)
	}
	for i, scope := range h.Scopes {
		if scope.Name != scopes[i] || scope.Granted != (i < 2) {
			t.Errorf("%+v", scope)
		}
	}
	if q := h.Quotas; len(q) != 2 || q[0].Left != 1 || q[0].Most != 50 || q[1].Left != 399 || q[1].Most != 400 {
		t.Errorf("%+v", q)
	}
	f.EndTokens(460)
	_, err = f.service(t).Health(t.Context())
	wantKind(t, err, taglane.Login)
}
