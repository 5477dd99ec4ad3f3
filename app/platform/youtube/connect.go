package youtube

import (
	"context"
	"encoding/json"

	"taglane/app/platform"
	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// leaves are what a person may choose to give, in the order in which it is
// asked: everything that Taglane can do, or as little as an upload needs.
func leaves() (names []taglane.Said, scopes [][]string) {
	return []taglane.Said{
			taglane.Say("Upload, publish and change videos"),
			taglane.Say("Only upload: I publish in YouTube Studio, or at a time that I choose beforehand"),
		}, [][]string{
			{mayAllSafe},
			{mayUpload, mayRead},
		}
}

// connect lets a person log in to their channel.
func connect(ctx context.Context, account taglane.Account, secret json.RawMessage, with platform.Person) (platform.Connected, error) {
	c, err := readCredentials(secret)
	if err != nil {
		return platform.Connected{}, err
	}
	if c.ClientID == "" {
		return platform.Connected{}, taglane.Errorf(taglane.Invalid, "Enter the client of your Google Cloud project first.")
	}
	names, scopes := leaves()
	told := make([]string, len(names))
	for i, n := range names {
		told[i] = with.Tell(n)
	}
	n, err := with.Choose(ctx, taglane.Say("What may Taglane do on YouTube?"), told)
	if err != nil {
		return platform.Connected{}, err
	}
	if n < 0 || n >= len(scopes) {
		return platform.Connected{}, taglane.Errorf(taglane.Refused, "The login was called off.")
	}
	cfg := login(account, c, scopes[n]...)
	cfg.Tell = with.Tell
	t, err := httpx.Authorize(ctx, cfg, with.Show)
	if err != nil {
		return platform.Connected{}, err
	}
	if err := enough(t); err != nil {
		return platform.Connected{}, err
	}
	return welcome(ctx, account, c, t)
}

// enough says whether what a person left ticked lets a clip be uploaded and
// looked after.
func enough(t httpx.Token) error {
	if permits(t.Scope, mayUpload, mayAll, mayAllSafe) && permits(t.Scope, mayRead, mayAll, mayAllSafe) {
		return nil
	}
	return taglane.Errorf(taglane.Refused, "Without every tick on Google's page Taglane can neither upload nor look how a video is doing. Connect again and leave them set.")
}

// welcome looks which channel a token belongs to.
func welcome(ctx context.Context, account taglane.Account, c credentials, t httpx.Token) (platform.Connected, error) {
	secret, err := sealed(c, t)
	if err != nil {
		return platform.Connected{}, taglane.Wrap(err, taglane.Internal, "The login cannot be kept.")
	}
	p, err := New(account, secret)
	if err != nil {
		return platform.Connected{}, err
	}
	s := p.(*Service)
	// A token renewed on the way is the one to keep.
	s.Keep(func(fresh json.RawMessage) error { secret = fresh; return nil })
	mine, err := s.channel(ctx)
	if err != nil {
		return platform.Connected{}, err
	}
	if want := account.Settings["channel_id"]; want != "" && want != mine.ID {
		return platform.Connected{}, taglane.Errorf(taglane.Refused, "YouTube is logged in to another channel than the one this account is for.")
	}
	return platform.Connected{Secret: secret, Settings: map[string]string{"channel_id": mine.ID}, Name: mine.Snippet.Title}, nil
}

// revoke takes back all leave that the person gave this client, on whatever
// computer. A login that is dead already needs none.
func revoke(ctx context.Context, account taglane.Account, secret json.RawMessage) error {
	c, err := readCredentials(secret)
	if err != nil || c.Access == "" && c.Refresh == "" {
		return err
	}
	err = login(account, c).Revoke(ctx, c.Token)
	if taglane.KindOf(err) == taglane.Login {
		return nil
	}
	return err
}
