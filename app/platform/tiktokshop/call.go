package tiktokshop

import (
	"context"
	"encoding/json"
	"io"
	"net/http"

	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// call makes one call and opens its envelope. A code other than 0 is an error
// at any status; an answer that is no envelope says nothing of what happened.
// The time in an error is this computer's.
func (s *Service) call(ctx context.Context, call httpx.Call, into any) error {
	return s.clock.Told(s.ask(ctx, call, into))
}

func (s *Service) ask(ctx context.Context, call httpx.Call, into any) error {
	if ctx.Err() != nil {
		return taglane.Wrap(ctx.Err(), taglane.Later, "The call to %s was called off.", service)
	}
	if !s.secret.app() {
		return taglane.Errorf(taglane.Login, "%s asks you to log in again.", service)
	}
	a, err := s.client.Do(ctx, call)
	corrected := s.learn(a.Header)
	e := read(a.Body)
	if e.failed() && corrected && !call.Once && again(call) {
		// What was signed by a clock that is minutes off may have been refused
		// for that alone.
		a, err = s.client.Do(ctx, call)
		e = read(a.Body)
	}
	told := s.explain(e, a, call.Once)
	s.pace.heed(e, told)
	switch {
	case told != nil && call.Once && isToken(*e.Code):
		return shutOut(err)
	case told != nil && call.Once:
		return certain(*e.Code, told)
	case told != nil && !isToken(*e.Code):
		return told
	case err != nil && call.Once:
		return doubtful(err)
	case err != nil:
		return err
	case e.Code == nil || into != nil && json.Unmarshal(e.Data, into) != nil:
		return unreadable(call.Once)
	}
	return nil
}

// again says whether a call can be made a second time as it stands.
func again(call httpx.Call) bool {
	if call.Body == nil {
		return true
	}
	back, ok := call.Body.(io.Seeker)
	if !ok {
		return false
	}
	_, err := back.Seek(0, io.SeekStart)
	return err == nil
}

// unreadable is an answer that says nothing.
func unreadable(public bool) error {
	if public {
		return taglane.Errorf(taglane.Unsure, "The answer of %s cannot be read.", service)
	}
	return taglane.Errorf(taglane.Later, "The answer of %s cannot be read.", service)
}

// inside finds a token that is refused with a status of 200.
func inside(body []byte) error {
	if e := read(body); e.failed() && isToken(*e.Code) {
		return taglane.Errorf(taglane.Login, "%s asks you to log in again.", service)
	}
	return nil
}

// refused keeps a missing scope, told with a status of 401, from being taken for a
// token that wants renewing; what a person reads is made by explain.
func refused(_ int, _ http.Header, body []byte) error {
	e := read(body)
	if !e.failed() {
		return nil
	}
	if isToken(*e.Code) {
		return taglane.Errorf(taglane.Login, "%s asks you to log in again.", service)
	}
	return taglane.Errorf(taglane.Refused, "%s said no.", service)
}
