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
		return graph.Untaken(title)
	case up != nil:
		return taglane.Errorf(taglane.Invalid, "Facebook does not take the clip's bytes.")
	}
	return nil
}

// fault is an error of Meta's as Facebook means it.
type fault struct{ *graph.Fault }

func (f fault) told(status int, head http.Header) error {
	e := f.own(head)
	if e == nil {
		e = f.shared(head)
	}
	if e == nil {
		e = f.spoken(httpx.ClassOf(status))
	}
	if e == nil {
		return nil
	}
	if f.Trace != "" {
		e.Err = f
	}
	return e
}

// own are the numbers that only Pages know, as code or as subcode.
func (f fault) own(head http.Header) *taglane.Error {
	switch {
	case f.is(1390008):
		return paused(head, 2*time.Hour, taglane.Say("Facebook finds that this Page posts too fast; it goes on in a few hours."))
	case f.is(1404078):
		return taglane.Errorf(taglane.Login, "This Page needs Facebook's permission to publish; apply for it in the Page's settings on Facebook.")
	case f.is(4854002):
		return taglane.Errorf(taglane.Login, "Facebook wants you to confirm who you are before this Page may publish.")
	case f.is(1363047), f.is(1609010):
		return troubled()
	}
	return nil
}

func (f fault) is(n int) bool { return f.Code == n || f.Subcode == n }

// shared are the numbers that all of Meta knows, in Facebook's words.
func (f fault) shared(head http.Header) *taglane.Error {
	r := f.Read()
	switch r.Meaning {
	case graph.Trouble, graph.Unready:
		return troubled()
	case graph.Busy, graph.Full:
		return paused(head, r.Wait, taglane.Say("Facebook wants fewer calls for a while."))
	case graph.Gone:
		return gone()
	case graph.LoggedOut:
		return taglane.Errorf(taglane.Login, "%s asks you to log in again.", brand)
	case graph.Removed:
		return taglane.Errorf(taglane.Login, "Your app was removed from your account on Facebook; connect it again.")
	case graph.Checkpoint:
		return taglane.Errorf(taglane.Login, "Facebook wants to see you: log in there and answer its questions.")
	case graph.Unconfirmed:
		return taglane.Errorf(taglane.Login, "Your account on Facebook is not confirmed yet.")
	case graph.Lacking:
		return taglane.Errorf(taglane.Login, "Facebook misses a permission: connect the Page again and allow pages_show_list, pages_read_engagement and pages_manage_posts.")
	case graph.Blocked, graph.Restricted:
		return f.refused()
	case graph.Unknown, graph.Unsuited:
		return nil
	}
	return f.spoken(r.Kind)
}

// spoken is in Facebook's own words, if they are meant for people.
func (f fault) spoken(kind taglane.Kind) *taglane.Error {
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
	if e.Until = graph.Regained(head); e.Until.Before(httpx.After(head, while)) {
		e.Until = httpx.After(head, while)
	}
	return e
}
