package facebook

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"
	"unicode"

	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// fault is an error as Facebook tells it.
type fault struct {
	Message   string `json:"message"`
	Code      int    `json:"code"`
	Subcode   int    `json:"error_subcode"`
	Transient bool   `json:"is_transient"`
	Person    string `json:"error_user_msg"` // meant for people
	Trace     string `json:"fbtrace_id"`
}

// explain turns an error of Facebook into ours: by its numbers, never by its
// words. nil: the status has to say it.
func explain(status int, head http.Header, body []byte) error {
	var a struct {
		Error *fault `json:"error"`
		Debug *struct {
			Retriable *bool `json:"retriable"`
		} `json:"debug_info"`
	}
	if json.Unmarshal(body, &a) != nil {
		return nil
	}
	switch {
	case a.Error != nil:
		return a.Error.told(status, head)
	case a.Debug != nil && a.Debug.Retriable != nil && *a.Debug.Retriable:
		return taglane.Errorf(taglane.Later, "Facebook did not take the clip's bytes; it is asked how far they came.")
	case a.Debug != nil && a.Debug.Retriable != nil:
		return taglane.Errorf(taglane.Invalid, "Facebook does not take the clip's bytes.")
	}
	return nil
}

func (f fault) told(status int, head http.Header) error {
	e := f.known(head)
	if e == nil {
		e = f.unknown(status)
	}
	if e != nil && f.Trace != "" {
		e.Err = traced{f.Code, f.Subcode, f.Trace}
	}
	if e == nil {
		return nil
	}
	return e
}

// known are the codes whose meaning is written down somewhere.
func (f fault) known(head http.Header) *taglane.Error {
	if e := f.login(); e != nil {
		return e
	}
	switch f.Code {
	case 4, 17, 32, 613, 80001, 80002:
		if f.Subcode == 2207051 {
			return f.refused()
		}
		return paused(head, 0, taglane.Say("Facebook wants fewer calls for a while."))
	case 1390008:
		return paused(head, 2*time.Hour, taglane.Say("Facebook finds that this Page posts too fast; it goes on in a few hours."))
	case 1, 2, 1363047, 1609010:
		return troubled()
	case 368:
		return f.refused()
	case 25:
		if f.Subcode == 2207050 {
			return f.refused()
		}
	case 803:
		return gone()
	case 100:
		if f.Subcode == 33 {
			return gone()
		}
	}
	if f.Transient {
		return troubled()
	}
	return nil
}

// login are the codes that want the person.
func (f fault) login() *taglane.Error {
	switch {
	case f.is(1404078):
		return taglane.Errorf(taglane.Login, "This Page needs Facebook's permission to publish; apply for it in the Page's settings on Facebook.")
	case f.is(4854002):
		return taglane.Errorf(taglane.Login, "Facebook wants you to confirm who you are before this Page may publish.")
	case f.Code == 190 && f.Subcode == 459:
		return taglane.Errorf(taglane.Login, "Facebook wants to see you: log in there and answer its questions.")
	case f.Code == 190 && f.Subcode == 464:
		return taglane.Errorf(taglane.Login, "Your account on Facebook is not confirmed yet.")
	case f.Code == 190 && f.Subcode == 458:
		return taglane.Errorf(taglane.Login, "Your app was removed from your account on Facebook; connect it again.")
	case f.Code == 190 || f.Code == 102:
		return taglane.Errorf(taglane.Login, "%s asks you to log in again.", brand)
	case f.Code == 10 || f.Code >= 200 && f.Code <= 299:
		return taglane.Errorf(taglane.Login, "Facebook misses a permission: connect the Page again and allow pages_show_list, pages_read_engagement and pages_manage_posts.")
	}
	return nil
}

// is says whether a number is the error's code or what it is told more closely by.
func (f fault) is(n int) bool { return f.Code == n || f.Subcode == n }

func (f fault) unknown(status int) *taglane.Error {
	kind := httpx.ClassOf(status)
	said := sentence(f.Person)
	if said == "" || kind == taglane.Later {
		return nil
	}
	return taglane.Errorf(kind, "Facebook says: %s", said)
}

func (f fault) refused() *taglane.Error {
	if said := sentence(f.Person); said != "" {
		return taglane.Errorf(taglane.Refused, "Facebook does not allow this: %s", said)
	}
	return taglane.Errorf(taglane.Refused, "Facebook does not allow this Page to post right now.")
}

func troubled() *taglane.Error {
	return taglane.Errorf(taglane.Later, "%s has trouble of its own right now.", brand)
}

func gone() *taglane.Error {
	return taglane.Errorf(taglane.NotFound, "%s does not know this any longer.", brand)
}

// paused waits as long as the headers say, or a while, by Facebook's own clock.
func paused(head http.Header, while time.Duration, said taglane.Said) *taglane.Error {
	e := taglane.Refuse(taglane.Later, said)
	for _, u := range usages(head) {
		while = max(while, min(time.Duration(u.Regain*float64(time.Minute)), 24*time.Hour))
	}
	if now := dateOf(head); while > 0 && !now.IsZero() {
		e.Until = now.Add(while)
	}
	return e
}

// dateOf is when Facebook answered, by its own clock; zero if it does not say.
func dateOf(h http.Header) time.Time {
	at, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return time.Time{}
	}
	return at.UTC()
}

// traced is what a log needs to ask Facebook's people about an error.
type traced struct {
	code, subcode int
	trace         string
}

func (t traced) Error() string {
	b, _ := json.Marshal(map[string]any{"code": t.code, "subcode": t.subcode, "fbtrace_id": t.trace})
	return string(b)
}

// longest is how much of Facebook's own words is shown.
const longest = 300

// sentence makes Facebook's own words fit to be shown: one line, plain, with
// an end.
func sentence(s string) string {
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
	s = strings.NewReplacer("{", "(", "}", ")").Replace(s)
	if r := []rune(s); len(r) > longest {
		s = string(r[:longest]) + "…"
	}
	if s == "" || strings.HasSuffix(s, ".") {
		return s
	}
	return strings.TrimRight(s, "!?:;,") + "."
}
