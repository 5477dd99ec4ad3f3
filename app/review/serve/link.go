package serve

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"time"

	"taglane/app/taglane"
)

// secretName is under which the vault keeps what is needed to serve.
const secretName = "review"

// kept is what the vault keeps: the key, a certificate for each address, and the
// links with their PINs, so that a link is good after a start as well.
type kept struct {
	Key          []byte      `json:"key"` // PKCS #8
	Certificates []addressed `json:"certificates"`
	Port         int         `json:"port"` // the last one, taken again if it is free
	Links        []*link     `json:"links"`
}

// link is a way into the rooms of some clips.
type link struct {
	ID     taglane.ID     `json:"id"`
	Cap    string         `json:"cap"` // 256 bits
	PIN    string         `json:"pin"`
	Clips  []taglane.ID   `json:"clips"`
	Rights taglane.Rights `json:"rights"`
	At     time.Time      `json:"at"`
	Until  time.Time      `json:"until"`
	Locked bool           `json:"locked"`
}

func (l *link) over(now time.Time) bool { return !now.Before(l.Until) }

// room is the review of one clip of the link. Its digest is the page's.
func (l *link) room(clip taglane.ID) taglane.Room {
	return taglane.Room{ID: l.ID + "/" + clip, Clip: clip, Rights: l.Rights, At: l.At, Until: l.Until}
}

func (h *Host) newLink(w Wish) *link {
	now := h.l.Now().UTC()
	return &link{ID: h.l.NewID(), Cap: secret(), PIN: newPIN(), Clips: slices.Clone(w.Clips), Rights: w.Rights, At: now, Until: now.AddDate(0, 0, w.Days)}
}

// secret is 256 random bits as a link and a cookie carry them.
func secret() string {
	b := make([]byte, 32)
	rand.Read(b)
	return base64.RawURLEncoding.EncodeToString(b)
}

// newPIN is six digits, each as likely as any other.
func newPIN() string {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		panic("serve: the system has no randomness: " + err.Error())
	}
	return fmt.Sprintf("%06d", n)
}

// load reads the vault once.
func (h *Host) load(ctx context.Context) error {
	if h.kept != nil {
		return nil
	}
	b, err := h.l.Secrets.Kept(ctx, secretName)
	if err != nil {
		return err
	}
	k := &kept{}
	if b != nil {
		if err := json.Unmarshal(b, k); err != nil {
			return taglane.Wrap(err, taglane.Internal, "What is kept of served reviews cannot be read.")
		}
	}
	if k.Key == nil {
		if k.Key, err = newKey(); err != nil {
			return err
		}
	}
	h.kept = k
	return nil
}

func (h *Host) keep(ctx context.Context) error {
	b, err := json.Marshal(h.kept)
	if err != nil {
		return taglane.Wrap(err, taglane.Internal, "What is kept of served reviews cannot be written.")
	}
	return h.l.Secrets.Keep(ctx, secretName, b)
}

// forget drops links that are over.
func (h *Host) forget() {
	now := h.l.Now()
	h.kept.Links = slices.DeleteFunc(slices.Clone(h.kept.Links), func(l *link) bool { return l.over(now) })
}

func (h *Host) drop(id taglane.ID) bool {
	before := len(h.kept.Links)
	h.kept.Links = slices.DeleteFunc(slices.Clone(h.kept.Links), func(l *link) bool { return l.ID == id })
	return len(h.kept.Links) < before
}

// lock notes for good that a link lets nobody in any more.
func (h *Host) lock(id taglane.ID) {
	h.turning.Lock()
	defer h.turning.Unlock()
	if h.kept == nil {
		return
	}
	for i, l := range h.kept.Links {
		if l.ID == id {
			changed := *l
			changed.Locked = true
			h.kept.Links = slices.Clone(h.kept.Links)
			h.kept.Links[i] = &changed
			h.keep(context.Background()) // where it fails, it is locked until the end of this run
		}
	}
	h.l.Changed()
}
