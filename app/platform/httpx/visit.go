package httpx

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"strings"

	"taglane/app/taglane"
)

// Visit is one login under way: what the person is shown, and what their
// coming back is compared with. It is good for one return.
type Visit struct {
	URL string // where the person goes; a secret until then

	cfg      Config
	redirect string
	state    string
	verifier string
}

// Begin prepares a login that comes back to redirect. "" is for services that
// know where to send people by themselves. The person brings the address they
// ended at, or the code that was shown there, to Finish.
func (cfg Config) Begin(redirect string) (*Visit, error) {
	to, err := url.Parse(cfg.AuthURL)
	if err != nil || to.Host == "" || to.Fragment != "" || to.User != nil || !private(to) {
		return nil, taglane.Errorf(taglane.Invalid, "The address of %s must begin with https://; only on this computer may it be http://.", cfg.name())
	}
	if back, err := url.Parse(redirect); err != nil || strings.Contains(redirect, "#") || back.User != nil {
		return nil, taglane.Errorf(taglane.Invalid, "The address that the login returns to is not one.")
	}
	v := &Visit{cfg: cfg, redirect: redirect, state: unguessable()}
	q := to.Query()
	for k, more := range cfg.Extra {
		q[k] = more
	}
	q.Set("response_type", "code")
	q.Set(cfg.idField(), cfg.ClientID)
	q.Set("state", v.state)
	if redirect != "" {
		q.Set("redirect_uri", redirect)
	}
	if len(cfg.Scopes) > 0 {
		q.Set("scope", strings.Join(cfg.Scopes, or(cfg.ScopeSep, " ")))
	}
	if cfg.PKCE != None {
		v.verifier = unguessable()
		q.Set("code_challenge", cfg.PKCE.challenge(v.verifier))
		q.Set("code_challenge_method", "S256")
	}
	to.RawQuery = q.Encode()
	v.URL = to.String()
	return v, nil
}

// unguessable is 256 bits as 43 characters that need no escaping.
func unguessable() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails
	return base64.RawURLEncoding.EncodeToString(b)
}

// challenge is the verifier's hash as the service wants it written.
func (p PKCE) challenge(verifier string) string {
	sum := sha256.Sum256([]byte(verifier))
	if p == HexS256 {
		return hex.EncodeToString(sum[:])
	}
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// longestPaste bounds what a person may bring back, in bytes.
const longestPaste = 8 << 10

// Finish redeems what the person pasted: the whole address they were sent to,
// whose state is compared, or the bare code. A Visit is spent by it.
func (v *Visit) Finish(ctx context.Context, pasted string) (Token, error) {
	pasted = strings.TrimSpace(pasted)
	if pasted == "" || len(pasted) > longestPaste || strings.ContainsAny(pasted, " \t\r\n") {
		return Token{}, taglane.Errorf(taglane.Invalid, "That is neither a code nor the address of the page after the login.")
	}
	code := pasted
	if strings.Contains(pasted, "://") || strings.ContainsAny(pasted, "?&") {
		u, err := url.Parse(pasted)
		if err != nil {
			return Token{}, taglane.Errorf(taglane.Invalid, "That is neither a code nor the address of the page after the login.")
		}
		q, err := url.ParseQuery(u.RawQuery)
		if err != nil {
			return Token{}, v.foreign()
		}
		if code, err = v.code(q); err != nil {
			return Token{}, err
		}
	}
	return v.redeem(ctx, code)
}

// redeem spends the visit.
func (v *Visit) redeem(ctx context.Context, code string) (Token, error) {
	if v.state == "" {
		return Token{}, taglane.Errorf(taglane.Refused, "This login is over. Begin again.")
	}
	v.state = ""
	return v.cfg.Redeem(ctx, code, v.redirect, v.verifier)
}

// code takes the code out of a return, once it is sure that the return belongs
// to this visit.
func (v *Visit) code(q url.Values) (string, error) {
	for _, once := range []string{"state", "code", "auth_code", "error", "iss"} {
		if len(q[once]) > 1 {
			return "", v.foreign()
		}
	}
	if v.state == "" || subtle.ConstantTimeCompare([]byte(q.Get("state")), []byte(v.state)) != 1 {
		return "", v.foreign()
	}
	if iss := q.Get("iss"); iss != "" && strings.TrimSuffix(iss, "/") != strings.TrimSuffix(v.issuer(), "/") {
		return "", v.foreign()
	}
	switch {
	case q.Get("error") == "access_denied":
		v.state = ""
		return "", taglane.Errorf(taglane.Refused, "You did not allow Taglane to use %s.", v.cfg.name())
	case q.Get("error") != "":
		v.state = ""
		return "", taglane.Errorf(taglane.Refused, "%s does not accept the login.", v.cfg.name())
	}
	code := or(q.Get("code"), q.Get("auth_code"))
	if code == "" {
		return "", v.foreign()
	}
	return code, nil
}

func (v *Visit) foreign() error {
	return taglane.Errorf(taglane.Refused, "What came back does not belong to this login, so it was refused. Begin again.")
}

func (v *Visit) issuer() string {
	if v.cfg.Issuer != "" {
		return v.cfg.Issuer
	}
	u, err := url.Parse(v.cfg.AuthURL)
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host
}
