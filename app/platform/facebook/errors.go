package facebook

import (
	"net/http"
	"time"

	"taglane/app/platform/graph"
	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// explain turns an error of Facebook into ours: by its numbers, never by its
// words. nil: the status has to say it.
func explain(status int, head http.Header, body []byte) error {
	f, up := graph.ReadFault(body)
	switch {
	case f != nil:
		return fault{f}.told(status, head)
	case up != nil && up.Retriable:
		return untaken()
	case up != nil:
		return taglane.Errorf(taglane.Invalid, "Facebook does not take the clip's bytes.")
	}
	return nil
}

// fault is an error of Meta's as Facebook means it.
type fault struct{ *graph.Fault }

func (f fault) told(status int, head http.Header) error {
	e := f.known(head)
	if e == nil {
		e = f.unknown(status)
	}
	if e == nil {
		return nil
	}
	if f.Trace != "" {
		e.Err = f
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
	said := graph.Sentence(f.Person)
	if said == "" || kind == taglane.Later {
		return nil
	}
	return taglane.Errorf(kind, "Facebook says: %s", said)
}

func (f fault) refused() *taglane.Error {
	if said := graph.Sentence(f.Person); said != "" {
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
	if e.Until = graph.Regained(head); e.Until.Before(graph.After(head, while)) {
		e.Until = graph.After(head, while)
	}
	return e
}
