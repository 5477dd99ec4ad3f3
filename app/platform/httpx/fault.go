package httpx

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"taglane/app/taglane"
)

// ClassOf is what can be done about a status by itself; "" below 400.
func ClassOf(status int) taglane.Kind {
	switch {
	case status < 400:
		return ""
	case status >= 500:
		return taglane.Later
	}
	switch status {
	case http.StatusUnauthorized:
		return taglane.Login
	case http.StatusNotFound, http.StatusGone:
		return taglane.NotFound
	case http.StatusConflict:
		return taglane.Conflict
	case http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests:
		return taglane.Later
	case http.StatusBadRequest, http.StatusLengthRequired, http.StatusRequestEntityTooLarge,
		http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity:
		return taglane.Invalid
	}
	return taglane.Refused
}

// longestWait bounds what a Retry-After may ask for.
const longestWait = 7 * 24 * time.Hour

// RetryAfter is when asking again makes sense, by the header of that name in
// seconds or as a date; zero where there is none.
func RetryAfter(h http.Header, now time.Time) time.Time {
	text := strings.TrimSpace(h.Get("Retry-After"))
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && n >= 0 {
		return now.Add(time.Duration(min(n, int64(longestWait/time.Second))) * time.Second)
	}
	at, err := http.ParseTime(text)
	if err != nil || !at.After(now) {
		return time.Time{}
	}
	if far := now.Add(longestWait); at.After(far) {
		return far
	}
	return at
}

// unknown is the Kind of a call of which nobody knows whether it was done.
func unknown(call Call) taglane.Kind {
	if call.Once {
		return taglane.Unsure
	}
	return taglane.Later
}

// failed is the error of a status of 400 or above.
func (c *Client) failed(call Call, a Answer, token Token) error {
	until := RetryAfter(a.Header, c.now())
	if c.Explain != nil {
		if err := c.Explain(a.Status, a.Header, a.Body); err != nil {
			return c.safe(err, a, token)
		}
	}
	e := c.byStatus(a.Status)
	// A gateway that gives up says nothing of what happened behind it.
	if call.Once && a.Status >= 500 && until.IsZero() {
		e = taglane.Errorf(taglane.Unsure, "The answer of %s was lost, so it is not known what happened there.", c.name())
	}
	e.Err = c.record(a, token)
	if e.Kind == taglane.Later {
		e.Until = until
	}
	return e
}

func (c *Client) byStatus(status int) *taglane.Error {
	switch k := ClassOf(status); k {
	case taglane.Login:
		return taglane.Errorf(k, "%s asks you to log in again.", c.name())
	case taglane.NotFound:
		return taglane.Errorf(k, "%s does not know this any longer.", c.name())
	case taglane.Conflict:
		return taglane.Errorf(k, "%s has something else in this place.", c.name())
	case taglane.Later:
		if status == http.StatusTooManyRequests {
			return taglane.Errorf(k, "%s wants fewer calls for a while.", c.name())
		}
		return taglane.Errorf(k, "%s has trouble of its own right now.", c.name())
	case taglane.Invalid:
		return taglane.Errorf(k, "%s does not accept what was sent.", c.name())
	default:
		return taglane.Errorf(taglane.Refused, "%s said no.", c.name())
	}
}

// record is what the log gets of an answer that is an error.
func (c *Client) record(a Answer, token Token) error {
	const most = 600
	body := c.hide(token).Redact(string(a.Body[:min(len(a.Body), most*4)]))
	return fmt.Errorf("status %d: %s", a.Status, cut(body, most))
}

func cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}

// safe keeps what a connector said of an error, without any secret in it.
func (c *Client) safe(err error, a Answer, token Token) error {
	hide := c.hide(token)
	var e *taglane.Error
	if !errors.As(err, &e) {
		s := c.byStatus(max(a.Status, http.StatusInternalServerError))
		s.Err = quiet(err, hide)
		return s
	}
	if hide.Redact(e.Message) != e.Message {
		clean := taglane.Refuse(e.Kind, taglane.Plain(hide.Redact(e.Message)))
		clean.Until, clean.Err = e.Until, quiet(e, hide)
		return clean
	}
	told := *e // the connector may hold on to its own
	if told.Err == nil {
		told.Err = c.record(a, token)
	} else {
		told.Err = quiet(told.Err, hide)
	}
	if told.Kind == taglane.Later && told.Until.IsZero() {
		told.Until = RetryAfter(a.Header, c.now())
	}
	return &told
}

// lost is the error of a call without an answer.
func (c *Client) lost(ctx context.Context, call Call, way *passage, body *sending, err error, token Token) error {
	told := quiet(err, c.hide(token))
	var dialed *taglane.Error
	switch {
	case errors.As(err, &dialed):
		return dialed // the guard's own no
	case body != nil && body.trouble() != nil:
		return taglane.Wrap(quiet(body.trouble(), c.hide(token)), taglane.Later, "What is to be sent could not be read.")
	case ctx.Err() != nil && context.Cause(ctx) != errStill:
		if way.unheard() {
			return taglane.Wrap(told, taglane.Later, "The call to %s was called off.", c.name())
		}
		return taglane.Wrap(told, unknown(call), "The call to %s was called off.", c.name())
	case untrusted(err):
		return taglane.Wrap(told, taglane.Offline, "The connection to %s is not safe: its certificate cannot be trusted.", c.name())
	case way.asked.Load() && !way.connected.Load():
		return taglane.Wrap(told, taglane.Offline, "%s cannot be reached.", c.name())
	case way.unheard():
		return taglane.Wrap(told, taglane.Later, "The connection to %s broke before anything was sent.", c.name())
	case call.Once:
		return taglane.Wrap(told, taglane.Unsure, "The answer of %s was lost, so it is not known what happened there.", c.name())
	}
	return taglane.Wrap(told, taglane.Later, "%s did not answer.", c.name())
}

// untrusted says whether somebody else may be standing in the service's place,
// as at a hotel's login page.
func untrusted(err error) bool {
	var cert *tls.CertificateVerificationError
	var host x509.HostnameError
	var authority x509.UnknownAuthorityError
	var record tls.RecordHeaderError
	return errors.As(err, &cert) || errors.As(err, &host) || errors.As(err, &authority) || errors.As(err, &record)
}
