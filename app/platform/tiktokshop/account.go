package tiktokshop

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// New opens an account. Settings: base_url stands in for the service's host,
// auth_base_url for the host of tokens and login_base_url for the page of the
// login (both follow an account's own address), upload_host names a further
// host that large files go to, file_bind=yes makes the extra call that one
// reading of the service asks for. Invalid: the credentials are not JSON.
func New(account taglane.Account, secret json.RawMessage) (*Service, error) {
	s := &Service{account: account.ID, set: account.Settings, clock: httpx.Clock{Wall: httpx.Wall}, pause: precheckPause}
	if len(secret) > 0 && json.Unmarshal(secret, &s.secret) != nil {
		return nil, taglane.Errorf(taglane.Invalid, "The credentials of %s cannot be read.", service)
	}
	s.secret.AppKey = or(s.secret.AppKey, account.Settings["app_key"])
	c := s.secret
	s.hide = httpx.NewSecrets(c.AppSecret, c.Access, c.Refresh)
	s.login = loginOf(account)
	s.login.Now = s.now
	s.held = httpx.NewHeld(httpx.Token{Access: c.Access, Refresh: c.Refresh, Expiry: c.Expiry}, nil)
	s.pace.begin(s.now)
	s.client = &httpx.Client{
		Base: baseOf(account), Service: service, Now: s.now, Pace: s.pace.calls,
		Grant: &httpx.Grant{Account: string(account.ID), Store: s.held, Now: s.now, Config: httpx.Config{
			Service: service, TokenURL: s.login.Token + pathRefresh, ClientID: c.AppKey, ClientSecret: c.AppSecret, Refresh: s.renew}},
		Explain: refused, Envelope: inside, Sign: s.sign, Secrets: s.hide,
	}
	return s, nil
}

// baseOf is the host of all calls but those of a login.
func baseOf(a taglane.Account) string {
	return strings.TrimRight(or(or(a.BaseURL, a.Settings["base_url"]), "https://open-api.tiktokglobalshop.com"), "/")
}

// now is the service's time. Every signature carries it.
func (s *Service) now() time.Time { return s.clock.Now() }

// skewLeast is how far a clock must be off to be what a signature is refused for.
const skewLeast = 2 * time.Minute

// learn takes the time of an answer. It says whether the clock was minutes off,
// so that what was signed before may have been refused for it.
func (s *Service) learn(h http.Header) bool {
	by := s.clock.Hear(h)
	if by != 0 {
		s.pace.remember(func(now *paced) { now.Skew = s.clock.Ahead() })
	}
	return by.Abs() >= skewLeast
}

// through sends everything over a transport of the caller's.
func (s *Service) through(h *http.Client) { s.client.HTTP, s.login.HTTP = h, h }

// Keep hands over the credentials each time the token is renewed.
func (s *Service) Keep(save func(secret json.RawMessage) error) {
	s.held.Keep(func(t httpx.Token) error {
		c := s.credentials()
		c.Access, c.Refresh, c.Expiry = t.Access, t.Refresh, t.Expiry
		b, err := json.Marshal(c)
		if err != nil {
			return err
		}
		return save(b)
	})
}

func (s *Service) renew(ctx context.Context, _ httpx.Config, old httpx.Token) (httpx.Token, error) {
	c, err := s.login.renew(ctx, s.credentials(), old.Refresh)
	if err != nil {
		return httpx.Token{}, err
	}
	s.hide.Add(c.Access, c.Refresh)
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.UserType != nil {
		s.secret.UserType = c.UserType
	}
	if len(c.Scopes) > 0 {
		s.secret.Scopes = c.Scopes
	}
	if !c.LastDay.IsZero() {
		s.secret.LastDay = c.LastDay
	}
	return httpx.Token{Access: c.Access, Refresh: c.Refresh, Expiry: c.Expiry}, nil
}

// credentials are as they stand now, but for the tokens, which are the grant's.
func (s *Service) credentials() Credentials {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.secret
}

// awake makes sure, before the one call that must not fail halfway, that the
// service can be reached and takes the token, and that it is still the
// creator's who connected the account.
func (s *Service) awake(ctx context.Context) error {
	who, err := s.whoami(ctx)
	switch taglane.KindOf(err) {
	case taglane.Offline, taglane.Later, taglane.Login:
		return err
	}
	return s.same(who)
}

// same refuses another creator than the one who connected the account: a clip
// at the wrong place is worse than none.
func (s *Service) same(who profile) error {
	if was := s.set[creatorKey]; was != "" && who.Creator != "" && was != who.Creator {
		return taglane.Errorf(taglane.Login, "This login belongs to another creator of TikTok Shop than the one this account was connected with.")
	}
	return nil
}

// whoami asks whose the login is.
func (s *Service) whoami(ctx context.Context) (profile, error) {
	var who profile
	err := s.call(ctx, httpx.Call{URL: pathProfile}, &who)
	if err == nil {
		s.mu.Lock()
		s.who = who
		s.mu.Unlock()
	}
	return who, err
}
