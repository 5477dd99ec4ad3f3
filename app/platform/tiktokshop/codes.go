package tiktokshop

import (
	"fmt"
	"net/http"
	"regexp"
	"time"

	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// service is what sentences call it.
const service = "TikTok Shop"

// says is what a code means and what a person reads of it.
type says struct {
	kind taglane.Kind
	said taglane.Said
	wait time.Duration // Later only: when asking again makes sense; 0: the outbox's choice
}

// isToken says whether a code speaks of the token, which is renewed once.
func isToken(code int64) bool { return code == 105001 || code == 105002 || code == 36009005 }

// isInternal says whether a code leaves open what happened.
func isInternal(code int64) bool {
	return code == 36009003 || code == 38007001 || code == 170001050
}

const day = 24 * time.Hour

// breath is how long no call is made after one too many; no figure is told.
const breath = time.Minute

// noScope is the code of a call that the creator did not give leave for.
const noScope = 105005

// badFile is the code of a file that TikTok Shop does not know, or no longer.
const badFile = 170001040

// notYours is the code of a video that the login knows nothing of.
const notYours = 170001016

// precheckQuota is the code of too many prechecks in one day.
const precheckQuota = 170001019

var codes = map[int64]says{
	noScope:   {kind: taglane.Login, said: taglane.Say("TikTok Shop did not give leave for this. Connect the account again and allow the permission %s.", scopePost)},
	36009002:  {kind: taglane.Later, said: taglane.Say("%s wants fewer calls for a while.", service), wait: breath},
	36009003:  {kind: taglane.Later, said: taglane.Say("%s has trouble of its own right now.", service)},
	38007001:  {kind: taglane.Later, said: taglane.Say("%s has trouble of its own right now.", service)},
	170001050: {kind: taglane.Unsure, said: taglane.Say("The answer of %s was lost, so it is not known what happened there.", service)},

	16011007: {kind: taglane.Invalid, said: taglane.Say("The words on the product link have to be shorter than %d characters.", anchorMost+1)},
	16011009: {kind: taglane.Invalid, said: taglane.Say("TikTok Shop finds the words on the product link offensive.")},
	16011069: {kind: taglane.Invalid, said: taglane.Say("The words on the product link may have letters, digits and spaces only.")},

	18001405: {kind: taglane.Refused, said: taglane.Say("TikTok Shop names no market for this account: it is not enrolled as a creator.")},

	170001002: {kind: taglane.Login, said: taglane.Say("This app has no permission to post to TikTok Shop: the account has to allow it, or TikTok has to admit the app.")},
	170001003: banned, 170001004: banned, 170001030: banned, 170001031: banned,
	170001005: terms, 170001006: terms, 170001007: terms,
	170001008: {kind: taglane.Refused, said: taglane.Say("TikTok Shop is not open to a creator of this age.")},
	170001009: {kind: taglane.Refused, said: taglane.Say("Products of this category cannot be linked. Choose another product.")},
	170001010: {kind: taglane.Refused, said: taglane.Say("This product has no commission plan for you. Choose another product.")},
	170001011: noProduct, 170001012: noProduct,
	170001013: {kind: taglane.Refused, said: taglane.Say("Your showcase is full. Take a product out of it in TikTok first.")},
	170001014: risk, 170001015: risk,
	notYours:      {kind: taglane.Internal, said: taglane.Say("That video belongs to another account.")},
	170001018:     {kind: taglane.Refused, said: taglane.Say("TikTok Shop wants to know where to pay you. Set up your payout account in TikTok first.")},
	precheckQuota: {kind: taglane.Later, said: taglane.Say("TikTok Shop has checked as many clips as it does in one day."), wait: day},
	170001020:     {kind: taglane.Later, said: taglane.Say("%s wants fewer calls for a while.", service), wait: breath},
	170001024:     {kind: taglane.Invalid, said: taglane.Say("The time of the cover lies outside the clip.")},
	170001025:     {kind: taglane.Invalid, said: taglane.Say("The clip is longer than TikTok Shop takes.")},
	badFile:       {kind: taglane.Invalid, said: taglane.Say("TikTok Shop no longer knows the uploaded file, so it is uploaded again.")},
	170001060:     tomorrow, 170001061: tomorrow, 170001062: tomorrow,
}

var (
	banned    = says{kind: taglane.Refused, said: taglane.Say("TikTok has blocked this account.")}
	terms     = says{kind: taglane.Refused, said: taglane.Say("TikTok Shop has terms that you have not accepted yet. Accept them in TikTok first.")}
	noProduct = says{kind: taglane.NotFound, said: taglane.Say("TikTok Shop does not have this product any more. Choose another product.")}
	risk      = says{kind: taglane.Refused, said: taglane.Say("TikTok Shop takes this post for spam or a risk and does not show it.")}
	tomorrow  = says{kind: taglane.Later, said: taglane.Say("TikTok Shop takes no more posts of this account today."), wait: day}
)

var plain = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// explain is the error of an answer whose code says so; nil for none. public is
// the one call after which nobody can ask.
func (s *Service) explain(e envelope, a httpx.Answer, public bool) *taglane.Error {
	if !e.failed() {
		return nil
	}
	code := *e.Code
	known, ok := codes[code]
	var err *taglane.Error
	switch {
	case public && isInternal(code), !ok && public && a.Status >= http.StatusInternalServerError:
		err = taglane.Errorf(taglane.Unsure, "The answer of %s was lost, so it is not known what happened there.", service)
	case ok:
		err = taglane.Refuse(known.kind, known.said)
	case a.Status == http.StatusTooManyRequests || a.Status >= http.StatusInternalServerError:
		err = taglane.Errorf(taglane.Later, "%s has trouble of its own right now.", service)
	case plain.MatchString(e.Request):
		err = taglane.Errorf(taglane.Refused, "TikTok Shop said no, with the code %d to the request %s.", int(code), e.Request)
	default:
		err = taglane.Errorf(taglane.Refused, "TikTok Shop said no, with the code %d.", int(code))
	}
	err.Err = fmt.Errorf("status %d, code %d, request %s: %s", a.Status, code, s.hide.Redact(e.Request), s.hide.Redact(cut(e.Message)))
	if err.Kind == taglane.Later {
		err.Until = httpx.RetryAfter(a.Header, s.now())
		if known.wait > 0 && err.Until.IsZero() {
			err.Until = s.now().Add(known.wait)
		}
	}
	return err
}

func cut(s string) string { return s[:min(len(s), 300)] }
