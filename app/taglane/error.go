package taglane

import (
	"errors"
	"time"
)

// Kind says what can be done about an error. Retrying is decided by Kind alone.
type Kind string

const (
	Invalid  Kind = "Invalid"  // the input is wrong; change it
	NotFound Kind = "NotFound" // there is no such thing, or no longer
	Conflict Kind = "Conflict" // somebody else got there first
	Login    Kind = "Login"    // the account wants its person
	Refused  Kind = "Refused"  // a plain no; asking again changes nothing
	Later    Kind = "Later"    // not now; see Until
	Offline  Kind = "Offline"  // no network
	Unsure   Kind = "Unsure"   // it may or may not have happened; a person must look
	Internal Kind = "Internal" // our own mistake
)

// Error is what a person is told and what the log needs.
type Error struct {
	Kind    Kind
	Message string    // one sentence a creator understands, in English
	Err     error     // for the log; never shown
	Until   time.Time // Later only: when asking again makes sense; zero if unknown

	said Said // Message in its parts, for other languages
}

func (e *Error) Error() string {
	if e.Err != nil {
		return e.Message + " (" + e.Err.Error() + ")"
	}
	return e.Message
}

func (e *Error) Unwrap() error { return e.Err }

// Errorf makes an error whose sentence is safe to show. The format is a
// constant, so that it can be told in other languages.
func Errorf(k Kind, format string, args ...any) *Error {
	said := Say(format, args...)
	return &Error{Kind: k, Message: said.String(), said: said}
}

// Wrap keeps err for the log behind a sentence that is safe to show.
func Wrap(err error, k Kind, format string, args ...any) *Error {
	e := Errorf(k, format, args...)
	e.Err = err
	return e
}

// Refuse makes an error of a sentence that was said elsewhere.
func Refuse(k Kind, said Said) *Error {
	return &Error{Kind: k, Message: said.String(), said: said}
}

// KindOf is the Kind of err; Internal when it carries none, "" only when err is nil.
func KindOf(err error) Kind {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) && e.Kind != "" {
		return e.Kind
	}
	return Internal
}

// InternalMessage is all that is ever shown of an error that carries no Kind.
const InternalMessage = "Something went wrong inside Taglane. The details are in the log."

// MessageOf is the sentence to show for err, in English.
func MessageOf(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Message
	}
	if err == nil {
		return ""
	}
	return InternalMessage
}

// SaidOf is the sentence of err in its parts, for any language. Nothing is
// said of nil.
func SaidOf(err error) Said {
	var e *Error
	switch {
	case err == nil:
		return Said{}
	case !errors.As(err, &e):
		return Say(InternalMessage)
	case e.said.Format == "":
		return Plain(e.Message)
	}
	return e.said
}
