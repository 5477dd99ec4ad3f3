package tiktokshop

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"maps"
	"time"

	"taglane/app/platform"
	"taglane/app/taglane"
)

// creatorKey is the setting that names the creator who connected the account.
const creatorKey = "creator_user_open_id"

// loginTime is how long a person has for a login.
const loginTime = 5 * time.Minute

// connect lets a creator give leave on TikTok's own page, and takes the code
// from the address that they bring back. Invalid: the app is not known yet, or
// what was pasted is no code of this login. Login: the leave is not a
// creator's, does not suffice, or is another creator's. Refused: it took too
// long, or the creator is not enrolled.
func connect(ctx context.Context, a taglane.Account, secret json.RawMessage, with platform.Person) (platform.Connected, error) {
	var app Credentials
	if len(secret) > 0 && json.Unmarshal(secret, &app) != nil {
		return platform.Connected{}, taglane.Errorf(taglane.Invalid, "The credentials of %s cannot be read.", service)
	}
	app.AppKey = or(app.AppKey, a.Settings["app_key"])
	if !app.app() {
		return platform.Connected{}, taglane.Errorf(taglane.Invalid, "Enter the key and the secret of your app first.")
	}
	l, state := loginOf(a), unguessable()
	code, err := ask(ctx, l.Page(app.AppKey, state), state, with)
	if err != nil {
		return platform.Connected{}, err
	}
	c, err := l.Redeem(ctx, app.AppKey, app.AppSecret, code)
	if err != nil {
		return platform.Connected{}, err
	}
	return introduce(ctx, a, c)
}

// ask shows the page and waits for what the person copied from where it ended.
func ask(ctx context.Context, page, state string, with platform.Person) (code string, err error) {
	soon, stop := context.WithTimeout(ctx, loginTime)
	defer stop()
	if err := with.Show(page); err != nil {
		return "", taglane.Errorf(taglane.Refused, "The browser could not be opened for the login.")
	}
	pasted, err := with.Paste(soon)
	switch {
	case errors.Is(soon.Err(), context.DeadlineExceeded) && ctx.Err() == nil && err != nil:
		return "", taglane.Errorf(taglane.Refused, "The login was not finished within five minutes. Begin again.")
	case err != nil:
		return "", err
	}
	return CodeOf(pasted, state)
}

// introduce asks TikTok Shop whose the new login is, before it is kept.
func introduce(ctx context.Context, a taglane.Account, c Credentials) (platform.Connected, error) {
	b, err := json.Marshal(c)
	if err != nil {
		return platform.Connected{}, taglane.Wrap(err, taglane.Internal, "The request to %s could not be made.", service)
	}
	fresh := a
	fresh.ID = "" // a login that is not kept yet shares nothing with the one before
	s, err := New(fresh, b)
	if err != nil {
		return platform.Connected{}, err
	}
	who, err := s.whoami(ctx)
	if err == nil {
		err = s.same(who)
	}
	switch {
	case err != nil:
		return platform.Connected{}, err
	case who.UserType.seller():
		return platform.Connected{}, taglane.Errorf(taglane.Login, "This login is a seller's. Connect TikTok Shop as a creator.")
	case who.Region == "":
		return platform.Connected{}, taglane.Errorf(taglane.Refused, "TikTok Shop names no market for this account: it is not enrolled as a creator.")
	}
	set := map[string]string{"open_id": c.OpenID, "region": who.Region, creatorKey: who.Creator}
	maps.DeleteFunc(set, func(_, v string) bool { return v == "" })
	return platform.Connected{Secret: b, Settings: set, Name: who.Username}, nil
}

// unguessable is 256 bits as 43 characters that need no escaping.
func unguessable() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails
	return base64.RawURLEncoding.EncodeToString(b)
}
