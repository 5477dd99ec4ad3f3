package httpx

import (
	"context"
	"net"
	"time"
)

// AuthorizeWithin is Authorize with another patience.
func AuthorizeWithin(ctx context.Context, cfg Config, show func(string) error, within time.Duration) (Token, error) {
	return authorize(ctx, cfg, show, listen, within)
}

// AuthorizeAt is Authorize with another way to open the door.
func AuthorizeAt(ctx context.Context, cfg Config, show func(string) error, listen func(string, int) (net.Listener, error)) (Token, error) {
	return authorize(ctx, cfg, show, listen, loginTime)
}

// Challenge is the verifier's hash as a service wants it.
func (p PKCE) Challenge(verifier string) string { return p.challenge(verifier) }

// Admit is what the guarded dialer asks of an address.
func Admit(address string) error { return admit("tcp", address, nil) }
