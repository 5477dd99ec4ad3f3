package link_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"taglane/app/link"
	"taglane/app/link/linktest"
	"taglane/app/taglane"
)

// What a host asks of programs is heeded when nobody waits, and not asked for
// when a person does. A file nobody could read forbids or allows nothing by
// accident.
func TestWhatHostsAskOfPrograms(t *testing.T) {
	text := func(s string) http.HandlerFunc { return linktest.Answer(http.StatusOK, "text/plain", s) }
	for name, is := range map[string]struct {
		robots  http.HandlerFunc
		welcome bool
	}{
		"there is no file":              {linktest.Answer(404, "text/html", "<title>Nothing</title>"), true},
		"all is closed":                 {text("User-agent: *\nDisallow: /"), false},
		"all is closed, on old systems": {text("user-AGENT : *\rDISALLOW:/\r"), false},
		"all is closed to others":       {text("User-agent: otherbot\nDisallow: /\n"), true},
		"we are told otherwise":         {text("User-agent: *\nDisallow: /\n\nUser-agent: x\nUser-agent: Taglane # that is us\nDisallow: /cart\n"), true},
		"we alone are told":             {text("User-agent: taglane\nDisallow: /\nUser-agent: *\nAllow: /\n"), false},
		"nothing is closed":             {text("User-agent: *\nDisallow:\n"), true},
		"products are closed":           {text("User-agent: *\nAllow: /\nDisallow: /p/\n"), false},
		"the longer rule counts":        {text("User-agent: *\nDisallow: /p/\nAllow: /p/red\n"), true},
		"by a pattern":                  {text("User-agent: *\nDisallow: /*/red-*oe$\n"), false},
		"by a pattern with its end":     {text("User-agent: *\nDisallow: /*/red$\n"), true},
		"it is a page of the shop":      {shoePage.Page(), true},
		"it is a page of nonsense":      {text("Disallow: /\n\x00\xff: :\nUser-agent\n" + strings.Repeat("User-agent: a\n", 9000) + strings.Repeat("*", 200_000)), true},
		"it is a page of patterns":      {text("User-agent: *\n" + strings.Repeat("Disallow: /"+strings.Repeat("*a", 90)+"b\n", 1000)), true},
		"it asks for less":              {linktest.Answer(429, "text/plain", ""), false},
		"it is broken":                  {linktest.Answer(500, "text/plain", "User-agent: *\nAllow: /"), false},
		"it leads on":                   {linktest.Redirect(301, "https://www.shop.test/robots-too.txt"), false},
		"it leads round":                {linktest.Redirect(302, "/robots.txt"), true},
		"it leads home":                 {linktest.Redirect(302, "http://127.0.0.1:9/robots.txt"), true},
	} {
		t.Run(name, func(t *testing.T) {
			twin := newTwin(t)
			twin.At("shop.test", "/p/red-shoe", shoePage.Page())
			twin.At("shop.test", "/robots.txt", is.robots)
			twin.At("www.shop.test", "/robots-too.txt", text("User-agent: *\nDisallow: /"))
			w := newWalker(twin)
			pages := func() (n int) {
				for _, c := range twin.Calls() {
					if c.Path == "/p/red-shoe" {
						n++
					}
				}
				return n
			}
			want := link.Want{Link: shoe, Plain: true, Title: "Red Shoe", Alone: true}
			c := link.Audit(context.Background(), &w.Client, want)
			if welcome := c.Verdict == link.OK; welcome != is.welcome || (pages() == 1) != is.welcome || (c.Shut == "shop.test") == is.welcome || c.Robots == is.welcome {
				t.Errorf("%+v, %d pages", c, pages())
			}
			if !is.welcome && c.Cause.String() != "shop.test asks programs to stay away." {
				t.Errorf("%q", c.Cause)
			}
			asked := len(twin.Calls())
			if link.Audit(context.Background(), &w.Client, want); is.welcome && name != "it leads home" && len(twin.Calls()) != asked+1 || !is.welcome && len(twin.Calls()) != asked {
				t.Errorf("what was answered is asked again: %d requests", len(twin.Calls())-asked)
			}
			w.at = w.at.Add(25 * time.Hour)
			if link.Audit(context.Background(), &w.Client, want); len(twin.Calls()) < asked+1 {
				t.Error("a day later nobody asks")
			}
			want.Alone = false // a person wants to know
			before := pages()
			if c := link.Audit(context.Background(), &w.Client, want); c.Verdict != link.OK || pages() != before+1 {
				t.Errorf("%+v", c)
			}
		})
	}
}

// A host that wants to be let alone is named, whatever way it says so; one that
// is only broken is not. One that is spared is not asked.
func TestWhoWantsToBeLetAlone(t *testing.T) {
	for name, is := range map[string]struct {
		page http.HandlerFunc
		shut string
	}{
		"too many": {linktest.Answer(429, "text/html", ""), "shop.test"}, "not now": {linktest.Answer(503, "text/html", ""), "shop.test"},
		"a captcha": {linktest.Captcha, "shop.test"}, "a captcha that answers 200": {linktest.Text("<title>Just a moment...</title>"), "shop.test"},
		"log in": {linktest.Answer(401, "text/html", ""), "shop.test"}, "broken": {linktest.Answer(500, "text/html", ""), ""},
		"gone": {linktest.Answer(404, "text/html", ""), ""}, "it is there": {shoePage.Page(), ""},
		"too many, behind another": {linktest.Redirect(302, "https://guard.test/x"), "guard.test"},
	} {
		twin := newTwin(t)
		twin.At("shop.test", "/p/red-shoe", is.page)
		twin.At("guard.test", "/x", linktest.Answer(429, "text/html", ""))
		w := newWalker(twin)
		if c := link.Audit(context.Background(), &w.Client, link.Want{Link: shoe, Plain: true, Title: "Red Shoe"}); c.Shut != is.shut || c.Robots || c.Bad() != (name == "gone") {
			t.Errorf("%s: %+v", name, c)
		}
		asked := len(twin.Calls())
		c := link.Audit(context.Background(), &w.Client, link.Want{Link: shoe, Plain: true, Alone: true, Spare: func(_ context.Context, host string) (taglane.Said, bool) {
			return taglane.Say("%s took too long to answer.", host), host == "shop.test"
		}})
		if len(twin.Calls()) != asked || c.Verdict != link.Unsure || c.Kind != taglane.Later || c.Shut != "" {
			t.Errorf("%s: what is spared is asked %d times: %+v", name, len(twin.Calls())-asked, c)
		}
	}
}

// The page at the end is handed on as it came, and none where there was none.
func TestThePageAtTheEnd(t *testing.T) {
	twin := newTwin(t)
	twin.At("shop.test", "/p/red-shoe", linktest.Text("<title>Red Shoe</title>"))
	twin.At("shop.test", "/p/list", linktest.Answer(200, "application/pdf", "%PDF"))
	w := newWalker(twin)
	if c, page := link.Visit(context.Background(), &w.Client, link.Want{Link: shoe, Plain: true}); string(page.Body) != "<title>Red Shoe</title>" || page.Type != "text/html; charset=utf-8" || c.Verdict != link.OK {
		t.Errorf("%+v, %q", c, page.Body)
	}
	if c, page := link.Visit(context.Background(), &w.Client, link.Want{Link: "https://shop.test/p/list", Plain: true}); len(page.Body) != 0 || c.Verdict != link.Unsure {
		t.Errorf("%+v, %q", c, page.Body)
	}
}
