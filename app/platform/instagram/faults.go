package instagram

import (
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"taglane/app/platform/graph"
	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

var (
	trouble = taglane.Say("%s has trouble of its own right now.", name)
	login   = taglane.Say("%s asks you to log in again.", name)
	gone    = taglane.Say("%s does not know this any longer.", name)
	process = taglane.Say("Instagram could not process the clip. Export it as H.264 and queue it again.")
	unready = taglane.Say("Instagram is not ready to publish this yet.")
	full    = taglane.Say("Instagram allows no more posts of this account today.")
	shut    = taglane.Say("Instagram has restricted this account. Open Instagram to see why.")
	outside = taglane.Say("The frame of the cover is not inside the clip.")
)

// sentences are Instagram's numbers in our words.
var sentences = map[graph.Meaning]taglane.Said{
	graph.Trouble:     trouble,
	graph.Busy:        taglane.Say("%s wants fewer calls for a while.", name),
	graph.Full:        full,
	graph.Unready:     unready,
	graph.Gone:        gone,
	graph.LoggedOut:   login,
	graph.Removed:     login,
	graph.Checkpoint:  login,
	graph.Unconfirmed: login,
	graph.Lacking:     taglane.Say("Instagram lacks a permission that this needs. Log in again and allow it."),
	graph.Blocked:     taglane.Say("Instagram blocked this as too much activity. Wait for a day before you post again."),
	graph.Restricted:  shut,
	graph.Form:        taglane.Say("Instagram does not take a clip of this form. Export it as H.264 and queue it again."),
	graph.Processing:  process,
	graph.Cover:       outside,
	graph.Caption:     taglane.Say("Instagram does not accept the caption."),
	graph.Tags:        taglane.Say("Instagram does not accept the product tags. The Reel stays as it is."),
	graph.Trial:       taglane.Say("Instagram lets this account post no trial Reels."),
	graph.Ours:        taglane.Say("Instagram wants this request in another form. The details are in the log."),
	graph.Unsuited:    taglane.Say("%s does not accept what was sent.", name),
}

// causeOf reads the numbers of an error again; ok is false where Meta gave
// none. The log's text is all of a cause that httpx lets through.
func causeOf(err error) (r graph.Reading, subcode int, ok bool) {
	var e *taglane.Error
	if !errors.As(err, &e) {
		return r, 0, false
	}
	m := numbers.FindStringSubmatch(e.Error())
	if m == nil {
		return r, 0, false
	}
	code, _ := strconv.Atoi(m[1])
	subcode, _ = strconv.Atoi(m[2])
	return graph.Fault{Code: code, Subcode: subcode}.Read(), subcode, true
}

var numbers = regexp.MustCompile(`code (-?[0-9]+)/(-?[0-9]+), fbtrace_id `)

// explain turns Meta's error into ours.
func (s *Service) explain(status int, h http.Header, body []byte) error {
	g, up := graph.ReadFault(body)
	switch {
	case up != nil:
		return uploadFault(status, h, up.Retriable, up.Type+": "+up.Message)
	case g == nil:
		return nil
	}
	r := g.Read()
	said, known := sentences[r.Meaning]
	if !known || r.Meaning == graph.Unsuited && g.Person != "" {
		if r.Kind == "" {
			r.Kind = httpx.ClassOf(status)
		}
		said = spoken(g, r.Kind)
	}
	if scope := scopeIn(g.Message); r.Meaning == graph.Lacking && scope != "" {
		said = taglane.Say("Instagram lacks the permission %s. Log in again and allow it.", scope)
	}
	e := taglane.Refuse(r.Kind, said)
	e.Err = g
	if r.Kind == taglane.Later {
		if e.Until = graph.Regained(h); e.Until.IsZero() {
			e.Until = httpx.After(h, r.Wait)
		}
	}
	return e
}

// spoken is a fault without a meaning: in Meta's own words, if they are meant
// for people.
func spoken(g *graph.Fault, kind taglane.Kind) taglane.Said {
	switch {
	case g.Person != "":
		return taglane.Say("Instagram says: %s", graph.Sentence(g.Person))
	case kind == taglane.Later:
		return trouble
	}
	return taglane.Say("%s said no.", name)
}

// scopeIn is the permission that a message of Meta's speaks of; "" for none.
func scopeIn(message string) string {
	for _, scope := range slices.Concat(shopScopes, scopes) {
		if strings.Contains(message, scope) {
			return scope
		}
	}
	return ""
}

// uploadFault is the upload host's own way to say no.
func uploadFault(status int, h http.Header, retriable bool, told string) error {
	e := taglane.Refuse(taglane.Invalid, process)
	if n := statusNumber.FindString(told); n != "" {
		sub, _ := strconv.Atoi(n)
		if r, ok := graph.ReadMinor(sub); ok {
			e = taglane.Refuse(r.Kind, sentences[r.Meaning])
		}
	} else if retriable || status >= 500 {
		e = taglane.Refuse(taglane.Later, trouble)
	}
	if e.Kind == taglane.Later {
		e.Until = httpx.RetryAfter(h, httpx.DateOf(h))
	}
	e.Err = errors.New(told)
	return e
}

// statusNumber finds the number in a text of Instagram's.
var statusNumber = regexp.MustCompile(`\b22[0-9]{5}\b`)

// verdict is what a container that came to nothing means to its upload. Where
// another container may fare better, the old one is told as gone.
func verdict(c container) error {
	if c.Code == expired {
		return taglane.Refuse(taglane.NotFound, gone)
	}
	sub, _ := strconv.Atoi(statusNumber.FindString(c.Status))
	said := process
	r, ok := graph.ReadMinor(sub)
	if ok {
		said = sentences[r.Meaning]
	}
	kind := taglane.Refused
	if ok && (r.Kind == taglane.Later || r.Kind == taglane.NotFound) {
		kind = taglane.NotFound
	}
	e := taglane.Refuse(kind, said)
	e.Err = errors.New(c.Status)
	return e
}
