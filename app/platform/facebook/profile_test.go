package facebook

import (
	"slices"
	"strings"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/facebook/facebooktest"
	"taglane/app/platform/graph"
	"taglane/app/platform/graph/graphtest"
	"taglane/app/taglane"
)

func profiled(t *testing.T) platform.Profile {
	t.Helper()
	p, ok := platform.ProfileOf("facebook")
	if !ok {
		t.Fatal("nothing is told of Facebook")
	}
	return p
}

// A login from its beginning to a Reel: only what a person enters is known
// before, and the Page's own token posts after.
func TestConnecting(t *testing.T) {
	for name, c := range map[string]struct {
		way    string
		set    []string
		change func(f *field)
		page   string
		asked  int // Pages to choose from
	}{
		"sent back here":            {"here", []string{"page_id", ""}, nil, facebooktest.PageID, 2},
		"pasted":                    {"paste", []string{"page_id", ""}, nil, facebooktest.PageID, 2},
		"the Page stays":            {"here", nil, nil, facebooktest.PageID, 0},
		"under a business":          {"here", []string{"page_id", ""}, func(f *field) { f.Pages[1].Firm = true }, facebooktest.PageID, 2},
		"one that may be posted to": {"here", []string{"page_id", ""}, func(f *field) { f.Pages[1].Firm, f.Pages[1].CannotPost = true, true }, facebooktest.OtherPage, 0},
	} {
		t.Run(name, func(t *testing.T) {
			f := newField(t)
			if c.change != nil {
				c.change(f)
			}
			a := f.Account(append(c.set, "login_return", c.way)...)
			app, _ := graph.Secret{AppID: graphtest.AppID, AppSecret: graphtest.AppSecret}.Kept()
			person := &graphtest.Person{Takes: 1}
			got, err := profiled(t).Connect(t.Context(), a, app, person)
			if err != nil {
				t.Fatal(err)
			}
			s, err := graph.ReadSecret(title, got.Secret)
			if err != nil || got.Settings["page_id"] != c.page || s.PageID != c.page || s.PageToken == "" || s.AppSecret != graphtest.AppSecret {
				t.Errorf("connected %+v with %+v, %v", got.Settings, s, err)
			}
			if end, ok := f.TokenEnd(s.AccessToken); !ok || end.Sub(f.Clock.Now()) != 60*24*time.Hour {
				t.Errorf("the person's token lives until %v", end)
			}
			if len(person.Asked) != c.asked || person.Scopes != strings.Join(scopes, ",") {
				t.Errorf("asked to choose from %v, for %q", person.Asked, person.Scopes)
			}
			if c.page != facebooktest.PageID {
				return
			}
			a.Settings["page_id"] = c.page
			p, err := New(a, got.Secret)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := p.Open(t.Context(), "", taglane.Publication{Revision: taglane.Revision{Media: taglane.File{Size: 9}}}); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestConnectingInVain(t *testing.T) {
	f := newField(t)
	app, _ := graph.Secret{AppID: graphtest.AppID, AppSecret: graphtest.AppSecret}.Kept()
	for name, c := range map[string]struct {
		set    []string
		secret []byte
		person *graphtest.Person
		kind   taglane.Kind
	}{
		"no app":          {nil, []byte(`{"app_id":"1"}`), &graphtest.Person{}, taglane.Invalid},
		"Page not ticked": {[]string{"page_id", "99"}, app, &graphtest.Person{}, taglane.Login},
		"thought better":  {[]string{"page_id", ""}, app, &graphtest.Person{Takes: -1}, taglane.Refused},
	} {
		if _, err := profiled(t).Connect(t.Context(), f.Account(c.set...), c.secret, c.person); taglane.KindOf(err) != c.kind {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTakingTheLeaveBack(t *testing.T) {
	f := newField(t)
	if err := profiled(t).Revoke(t.Context(), f.Account(), f.Secret()); err != nil {
		t.Fatal(err)
	}
	_, err := f.connect(t, nil, graph.Secret{PageToken: facebooktest.PageToken, AppSecret: graphtest.AppSecret}).Health(t.Context())
	if taglane.KindOf(err) != taglane.Login {
		t.Errorf("afterwards: %v", err)
	}
	if err := profiled(t).Revoke(t.Context(), f.Account(), []byte(`{}`)); taglane.KindOf(err) != taglane.Login {
		t.Errorf("without a login: %v", err)
	}
}

// What a person reads leads somewhere: https everywhere, nothing empty, and a
// default for whatever need not be decided.
func TestTheProfileIsWhole(t *testing.T) {
	p := profiled(t)
	if p.Title == "" || len(p.Needs) != 2 || len(p.Guide) < 5 {
		t.Errorf("%q, %d needs, %d stages", p.Title, len(p.Needs), len(p.Guide))
	}
	for _, s := range p.Guide {
		if s.Text.String() == "" || s.Link != "" && !strings.HasPrefix(s.Link, "https://") {
			t.Errorf("%+v", s)
		}
	}
	var keys []string
	for _, o := range p.Options {
		keys = append(keys, o.Key)
		if o.Title.String() == "" || o.Kind == platform.AsSwitch && o.Default != "true" && o.Default != "false" {
			t.Errorf("%+v", o)
		}
	}
	if !slices.Equal(keys, []string{"page_id", "login_return", "draft_first", "graph_version", "publish_at"}) {
		t.Error(keys)
	}
}

func TestHealth(t *testing.T) {
	f := newField(t)
	f.Grant(facebooktest.PageToken, "pages_show_list", "pages_manage_posts")
	for range 30 {
		f.Reels = append(f.Reels, f.Clock.Now().Add(-23*time.Hour))
	}
	app := graph.Secret{AppID: graphtest.AppID, AppSecret: graphtest.AppSecret, AccessToken: graphtest.UserToken, PageToken: facebooktest.PageToken}
	h, err := f.connect(t, nil, app).Health(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	granted := []bool{}
	for _, s := range h.Scopes {
		granted = append(granted, s.Granted)
	}
	if h.Name != "Kitchen" || !slices.Equal(granted, []bool{true, false, true, false, false}) || !h.Expires.Equal(f.Clock.Now().AddDate(0, 0, 90)) {
		t.Errorf("%+v", h)
	}
	if q := h.Quotas; len(q) != 1 || q[0].Left != 0 || q[0].Most != 30 || !q[0].ResetAt.Equal(f.Clock.Now().Add(time.Hour)) {
		t.Errorf("quotas %+v", q)
	}
	// Without the app's secret the person's own list tells.
	f.NoProof = true
	f.Grant(graphtest.UserToken, "pages_read_engagement")
	h, err = f.connect(t, nil, graph.Secret{AccessToken: graphtest.UserToken, PageToken: facebooktest.PageToken, Expiry: f.Clock.Now()}).Health(t.Context())
	if err != nil || h.Scopes[0].Granted || !h.Scopes[1].Granted || !h.Expires.Equal(f.Clock.Now()) {
		t.Errorf("%+v, %v", h, err)
	}
	f.EndTokens(463)
	if _, err = f.connect(t, nil, app).Health(t.Context()); taglane.KindOf(err) != taglane.Login {
		t.Errorf("a login that ended: %v", err)
	}
}
