package httpx

import (
	"context"
	"sync"
	"time"
)

// Token is what an account's person gave us leave with.
type Token struct {
	Access  string            `json:"access_token"`
	Refresh string            `json:"refresh_token,omitempty"`
	Type    string            `json:"token_type,omitempty"` // "": Bearer
	Scope   string            `json:"scope,omitempty"`      // as the service wrote it
	Expiry  time.Time         `json:"expiry,omitzero"`      // zero: unknown
	Extra   map[string]string `json:"extra,omitempty"`      // what else the service told: "open_id"
}

// header is the token as an Authorization header.
func (t Token) header() string {
	if t.Type == "" || t.Type == "bearer" {
		return "Bearer " + t.Access
	}
	return t.Type + " " + t.Access
}

// lives says whether the token can still be used at a time.
func (t Token) lives(at time.Time) bool {
	return t.Access != "" && (t.Expiry.IsZero() || t.Expiry.After(at))
}

// TokenStore keeps the token of one account. Save returns once the token is
// where a crash cannot take it.
type TokenStore interface {
	Load(ctx context.Context) (Token, error)
	Save(ctx context.Context, t Token) error
}

// Held is a TokenStore in memory, which hands each new token on.
type Held struct {
	mu   sync.Mutex
	t    Token
	keep func(Token) error
}

// NewHeld holds a token; keep, if any, is called with each new one before it
// is used.
func NewHeld(t Token, keep func(Token) error) *Held { return &Held{t: t, keep: keep} }

// Keep sets who is told of new tokens from now on.
func (h *Held) Keep(keep func(Token) error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.keep = keep
}

// Load is the newest token.
func (h *Held) Load(context.Context) (Token, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.t, nil
}

// Save hands the token on and holds it; where that fails the old one stays.
func (h *Held) Save(_ context.Context, t Token) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.keep != nil {
		if err := h.keep(t); err != nil {
			return err
		}
	}
	h.t = t
	return nil
}
