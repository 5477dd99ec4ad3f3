package httpx

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"time"

	"taglane/app/taglane"
)

// AnswerMost is how many bytes of an answer are read where a client says
// nothing else.
const AnswerMost = 4 << 20

// patience is how long a call waits with nothing moving.
const patience = 2 * time.Minute

// Client calls one service for one account. Its fields are set before the
// first call and not changed afterwards.
type Client struct {
	Base    string       // "https://www.googleapis.com"; plain http only for loopback
	HTTP    *http.Client // nil: NewHTTP(). Its redirects, cookies and timeout are not used
	Grant   *Grant       // nil: no Authorization header
	Pace    *Pace        // nil: unlimited
	Service string       // for sentences: "YouTube"
	// Explain turns the service's own error, status 400 and above, into a
	// taglane.Error; nil or a nil answer: by status.
	Explain func(status int, header http.Header, body []byte) error
	// Envelope finds an error told inside an answer below 300; nil or a nil
	// answer: there is none. One of Kind Login counts as a 401.
	Envelope func(body []byte) error
	// Sign puts the token and whatever else the service wants into a request,
	// anew before every try. body is nil for what is streamed. nil:
	// "Authorization: Bearer …".
	Sign func(r *http.Request, t Token, body []byte) error
	// Secrets are further values that no log may show; nil: those of the
	// Grant alone.
	Secrets *Secrets
	Log     func(Line)       // redacted; nil: none
	Now     func() time.Time // nil: Wall
	// Wait is called before n bytes of a streamed Body leave, n at most 16 KiB,
	// and returns when they may. nil: at once.
	Wait func(ctx context.Context, n int) error
	// Patience is how long a call waits with nothing moving; 0: two minutes.
	Patience time.Duration
	// Most is how many bytes of an answer are read; 0: AnswerMost. A longer one
	// cannot be read at all, which is an error.
	Most int
}

// Call is one request.
type Call struct {
	Method string // "": GET
	URL    string // a path below Base, or an absolute URL under Base's host or one of Hosts
	// Hosts are further hosts this call may go to: "upload.example.com",
	// "127.0.0.1:8080", "*.example.com" for any below. Anything else is
	// refused before a token leaves.
	Hosts  []string
	Query  url.Values
	Header http.Header // one "Authorization" here stands instead of the Grant's

	// One of these is the body.
	JSON   any
	Form   url.Values
	Body   io.Reader // repeated after a 401 only if it can seek
	Length int64     // of Body, in bytes; exactly so many are sent

	Into      any   // the answer's JSON; unknown fields are ignored
	Once      bool  // a public act: never repeated here, and a lost answer is Unsure
	Cost      int   // for Pace; 0 counts 1
	Pace      *Pace // instead of the client's
	Anonymous bool  // without Authorization
}

// Answer is what came back, also beside an error if anything did.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte // at most the client's Most
}

// Do makes the call. A status of 400 or above is an error with a Kind; 308 and
// its like are answers. An error whose Kind is Offline was never heard by the
// service; of a Once call, Unsure says that nobody knows.
func (c *Client) Do(ctx context.Context, call Call) (Answer, error) {
	target, err := c.target(call)
	if err != nil {
		return Answer{}, err
	}
	if ctx.Err() != nil {
		return Answer{}, taglane.Wrap(ctx.Err(), taglane.Later, "The call to %s was called off.", c.name())
	}
	pace := c.Pace
	if call.Pace != nil {
		pace = call.Pace
	}
	if err := pace.Take(max(call.Cost, 1)); err != nil {
		return Answer{}, err
	}
	start, err := position(call.Body)
	if err != nil {
		return Answer{}, err
	}
	token, err := c.token(ctx, call)
	if err != nil {
		return Answer{}, err
	}
	answer, err := c.try(ctx, call, target, token)
	if c.refused(call, answer, err) {
		fresh, renewErr := c.Grant.Renew(ctx, token)
		if renewErr != nil {
			return answer, renewErr
		}
		if call.Once || !rewind(call.Body, start) {
			return answer, taglane.Errorf(taglane.Later, "The access to %s was renewed; now it can be tried again.", c.name())
		}
		answer, err = c.try(ctx, call, target, fresh)
		token = fresh
	}
	if c.withGrant(call) && answer.Status > 0 && !c.refused(call, answer, err) {
		c.Grant.accepted(token)
	}
	if until := laterUntil(err); answer.Status == http.StatusTooManyRequests && !until.IsZero() {
		pace.Park(until)
	}
	return answer, err
}

// withGrant says whether the account's own token goes with the call.
func (c *Client) withGrant(call Call) bool {
	return c.Grant != nil && !call.Anonymous && call.Header.Get("Authorization") == ""
}

func (c *Client) token(ctx context.Context, call Call) (Token, error) {
	if !c.withGrant(call) {
		return Token{}, nil
	}
	return c.Grant.Token(ctx)
}

// refused says whether the service would not take the token.
func (c *Client) refused(call Call, a Answer, err error) bool {
	if !c.withGrant(call) || taglane.KindOf(err) != taglane.Login {
		return false
	}
	return a.Status == http.StatusUnauthorized || a.Status > 0 && a.Status < 300
}

// position is where a body that can be sent again begins; -1 for one that cannot.
func position(body io.Reader) (int64, error) {
	s, ok := body.(io.Seeker)
	if !ok {
		return -1, nil
	}
	at, err := s.Seek(0, io.SeekCurrent)
	if err != nil {
		return 0, taglane.Wrap(err, taglane.Invalid, "What is to be sent cannot be read.")
	}
	return at, nil
}

func rewind(body io.Reader, start int64) bool {
	if body == nil {
		return true
	}
	s, ok := body.(io.Seeker)
	if !ok {
		return false
	}
	_, err := s.Seek(start, io.SeekStart)
	return err == nil
}

func laterUntil(err error) time.Time {
	var e *taglane.Error
	if errors.As(err, &e) && e.Kind == taglane.Later {
		return e.Until
	}
	return time.Time{}
}

// name is the service as sentences call it.
func (c *Client) name() any {
	if c.Service == "" {
		return taglane.Say("The service")
	}
	return c.Service
}

func (c *Client) most() int {
	if c.Most == 0 {
		return AnswerMost
	}
	return c.Most
}

func (c *Client) now() time.Time {
	if c.Now == nil {
		return Wall()
	}
	return c.Now()
}
