package access

import (
	"context"
	"encoding/json"
	"io"

	"taglane/app/platform"
	"taglane/app/taglane"
)

// box keeps upload sessions from other programs' eyes; app/secrets has one.
type box interface {
	Seal(plain []byte, context string) ([]byte, error)
	Unseal(sealed []byte, context string) ([]byte, error)
}

// sealed is a connector whose upload sessions leave it sealed: whoever holds
// one may upload, and sessions lie in the database and in the ledger. It has a
// hand only in what takes or gives a session; platform.As finds the rest.
type sealed struct {
	platform.Publisher
	box     box
	context string // a session sealed for one account opens for no other
}

// sealing wraps the connector of an account that signs in.
func sealing(p platform.Publisher, b box, account taglane.ID) platform.Publisher {
	return sealed{p, b, "session/" + string(account)}
}

// Unwrap implements platform.Wrapper.
func (s sealed) Unwrap() platform.Connector { return s.Publisher }

func (s sealed) shut(session platform.UploadSession, err error) (platform.UploadSession, error) {
	if session == nil {
		return nil, err
	}
	b, sealErr := s.box.Seal(session, s.context)
	if sealErr != nil {
		return nil, sealErr
	}
	text, _ := json.Marshal(b) // bytes always encode
	return text, err
}

// bare is a session as the connector knows it. One that does not open is of
// another account or another vault: there is no such session here.
func (s sealed) bare(session platform.UploadSession) (platform.UploadSession, error) {
	var b []byte
	if err := json.Unmarshal(session, &b); err != nil {
		return nil, taglane.Wrap(err, taglane.NotFound, "This upload is not known here.")
	}
	plain, err := s.box.Unseal(b, s.context)
	if taglane.KindOf(err) == taglane.Invalid {
		return nil, taglane.Wrap(err, taglane.NotFound, "This upload is not known here.")
	}
	return plain, err
}

// Open opens, and seals what it was given.
func (s sealed) Open(ctx context.Context, key string, p taglane.Publication) (platform.UploadSession, error) {
	return s.shut(s.Publisher.Open(ctx, key, p))
}

// Status asks with the session opened.
func (s sealed) Status(ctx context.Context, session platform.UploadSession) (platform.Status, error) {
	bare, err := s.bare(session)
	if err != nil {
		return platform.Status{}, err
	}
	return s.Publisher.Status(ctx, bare)
}

// Send sends with the session opened, and seals what became of it.
func (s sealed) Send(ctx context.Context, session platform.UploadSession, off int64, r io.ReadSeeker, n int64) (platform.UploadSession, error) {
	bare, err := s.bare(session)
	if err != nil {
		return nil, err
	}
	return s.shut(s.Publisher.Send(ctx, bare, off, r, n))
}

// Release releases with the session opened.
func (s sealed) Release(ctx context.Context, session platform.UploadSession, p taglane.Publication) (taglane.Post, error) {
	bare, err := s.bare(session)
	if err != nil {
		return taglane.Post{}, err
	}
	return s.Publisher.Release(ctx, bare, p)
}
