package instagram

import (
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"taglane/app/platform/graph"
	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// fault is what one of Meta's numbers means to us.
type fault struct {
	kind  taglane.Kind
	said  taglane.Said
	wait  time.Duration // Later: when asking again makes sense
	plain bool          // of publishing: it certainly did not happen
}

var (
	trouble  = taglane.Say("%s has trouble of its own right now.", name)
	login    = taglane.Say("%s asks you to log in again.", name)
	busy     = taglane.Say("%s wants fewer calls for a while.", name)
	gone     = taglane.Say("%s does not know this any longer.", name)
	form     = taglane.Say("Instagram does not take a clip of this form. Export it as H.264 and queue it again.")
	process  = taglane.Say("Instagram could not process the clip. Export it as H.264 and queue it again.")
	tags     = taglane.Say("Instagram does not accept the product tags. The Reel stays as it is.")
	ours     = taglane.Say("Instagram wants this request in another form. The details are in the log.")
	unready  = taglane.Say("Instagram is not ready to publish this yet.")
	blocked  = taglane.Say("Instagram blocked this as too much activity. Wait for a day before you post again.")
	shut     = taglane.Say("Instagram has restricted this account. Open Instagram to see why.")
	full     = taglane.Say("Instagram allows no more posts of this account today.")
	lacking  = taglane.Say("Instagram lacks a permission that this needs. Log in again and allow it.")
	refusal  = taglane.Say("%s said no.", name)
	unsuited = taglane.Say("%s does not accept what was sent.", name)
)

// minors are the subcodes. Each is used under one code only, and they are
// compared as numbers: as text, "190" would be found in everything.
var minors = map[int]fault{
	2207001: {kind: taglane.Later, said: trouble},
	2207003: {kind: taglane.Later, said: trouble},
	2207032: {kind: taglane.Later, said: trouble},
	2207053: {kind: taglane.Later, said: trouble},
	2207082: {kind: taglane.Later, said: trouble},
	2207008: {kind: taglane.Later, said: unready, wait: time.Minute},
	2207027: {kind: taglane.Later, said: unready, wait: time.Minute, plain: true},
	2207020: {kind: taglane.NotFound, said: gone},
	2207006: {kind: taglane.NotFound, said: gone},
	2207042: {kind: taglane.Later, said: full, wait: 24 * time.Hour, plain: true},
	2207051: {kind: taglane.Refused, said: blocked},
	2207026: {kind: taglane.Invalid, said: form, plain: true},
	2207023: {kind: taglane.Invalid, said: form, plain: true},
	2207057: {kind: taglane.Invalid, said: taglane.Say("The frame of the cover is not inside the clip."), plain: true},
	2207009: {kind: taglane.Invalid, said: form, plain: true},
	2207004: {kind: taglane.Invalid, said: form, plain: true},
	2207005: {kind: taglane.Invalid, said: form, plain: true},
	2207076: {kind: taglane.Invalid, said: process, plain: true},
	2207077: {kind: taglane.Invalid, said: process, plain: true},
	2207085: {kind: taglane.Invalid, said: process, plain: true},
	2207052: {kind: taglane.Internal, said: ours, plain: true},
	2207089: {kind: taglane.Internal, said: ours, plain: true},
	2207028: {kind: taglane.Internal, said: ours, plain: true},
	2207010: {kind: taglane.Invalid, said: taglane.Say("Instagram does not accept the caption."), plain: true},
	2207081: {kind: taglane.Refused, said: taglane.Say("Instagram lets this account post no trial Reels."), plain: true},
	2207035: {kind: taglane.Invalid, said: tags, plain: true},
	2207036: {kind: taglane.Invalid, said: tags, plain: true},
	2207037: {kind: taglane.Invalid, said: tags, plain: true},
	2207040: {kind: taglane.Invalid, said: tags, plain: true},
	2207050: {kind: taglane.Refused, said: shut, plain: true},
	33:      {kind: taglane.NotFound, said: gone},
	458:     {kind: taglane.Login, said: login, plain: true},
	459:     {kind: taglane.Login, said: login, plain: true},
	460:     {kind: taglane.Login, said: login, plain: true},
	463:     {kind: taglane.Login, said: login, plain: true},
	464:     {kind: taglane.Login, said: login, plain: true},
	467:     {kind: taglane.Login, said: login, plain: true},
}

// majors are the codes, for errors without a subcode we know.
func majors(code int) (fault, bool) {
	switch code {
	case 1, 2, -1, -2:
		return fault{kind: taglane.Later, said: trouble}, true
	case 4, 17, 32, 613, 80001, 80002:
		return fault{kind: taglane.Later, said: busy, plain: true}, true
	case 190, 102:
		return fault{kind: taglane.Login, said: login, plain: true}, true
	case 25, 368:
		return fault{kind: taglane.Refused, said: shut, plain: true}, true
	case 352, 36000, 36001, 36003:
		return fault{kind: taglane.Invalid, said: form, plain: true}, true
	case 9:
		return fault{kind: taglane.Later, said: full, wait: 24 * time.Hour, plain: true}, true
	case 9004:
		return fault{kind: taglane.Internal, said: ours, plain: true}, true
	case 9007:
		return fault{kind: taglane.Later, said: unready, wait: time.Minute, plain: true}, true
	case 100:
		return fault{kind: taglane.Invalid, said: unsuited, plain: true}, true
	}
	if code == 10 || code >= 200 && code <= 299 {
		return fault{kind: taglane.Login, said: lacking, plain: true}, true
	}
	return fault{}, false
}

// cause is an error's numbers, for whoever must tell them apart.
type cause struct {
	code, subcode int
	fault         fault
}

// causeOf finds the numbers of an error; nil where Meta gave none.
func causeOf(err error) *cause {
	var e *taglane.Error
	if !errors.As(err, &e) {
		return nil
	}
	m := numbers.FindStringSubmatch(e.Error())
	if m == nil {
		return nil
	}
	c := &cause{}
	c.code, _ = strconv.Atoi(m[1])
	c.subcode, _ = strconv.Atoi(m[2])
	c.fault, _ = faultOf(c.code, c.subcode, false)
	return c
}

// numbers finds what a cause wrote: the log's text is all that httpx lets through.
var numbers = regexp.MustCompile(`code (-?[0-9]+)/(-?[0-9]+), fbtrace_id `)

// faultOf reads an error's numbers: the subcode says more than the code.
func faultOf(code, subcode int, transient bool) (fault, bool) {
	if f, ok := minors[subcode]; ok && (subcode > 1000 || code == 190 || code == 100 && subcode == 33) {
		return f, true
	}
	if transient {
		return fault{kind: taglane.Later, said: trouble}, true
	}
	return majors(code)
}

// explain turns Meta's error into ours.
func (s *Service) explain(status int, h http.Header, body []byte) error {
	g, up := graph.ReadFault(body)
	switch {
	case up != nil:
		return uploadFault(status, h, up.Retriable, up.Type+": "+up.Message)
	case g == nil:
		return nil
	}
	f, known := faultOf(g.Code, g.Subcode, g.Transient)
	if !known {
		f = fault{kind: httpx.ClassOf(status), said: refusal}
		if f.kind == taglane.Later {
			f.said = trouble
		}
		if g.Person != "" {
			f.said = taglane.Say("Instagram says: %s", graph.Sentence(g.Person))
		}
	}
	if scope := scopeIn(g.Message); f.kind == taglane.Login && f.said.Format == lacking.Format && scope != "" {
		f.said = taglane.Say("Instagram lacks the permission %s. Log in again and allow it.", scope)
	}
	e := taglane.Refuse(f.kind, f.said)
	e.Err = g
	if f.kind == taglane.Later {
		if e.Until = graph.Regained(h); e.Until.IsZero() {
			e.Until = graph.After(h, f.wait)
		}
	}
	return e
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
		if f, ok := minors[sub]; ok {
			e = taglane.Refuse(f.kind, f.said)
		}
	} else if retriable || status >= 500 {
		e = taglane.Refuse(taglane.Later, trouble)
	}
	if e.Kind == taglane.Later {
		e.Until = httpx.RetryAfter(h, graph.DateOf(h))
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
	f, ok := minors[sub]
	switch {
	case !ok:
		f = fault{said: process}
	case f.kind == taglane.Later || f.kind == taglane.NotFound:
		e := taglane.Refuse(taglane.NotFound, f.said)
		e.Err = errors.New(c.Status)
		return e
	}
	e := taglane.Refuse(taglane.Refused, f.said)
	e.Err = errors.New(c.Status)
	return e
}
