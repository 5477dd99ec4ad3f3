package taglane

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Member is somebody who works on the same clips.
type Member struct {
	ID     ID     `json:"id"`
	Name   string `json:"name"`
	Colour int    `json:"colour"` // 1–8
	Key    []byte `json:"key"`    // Ed25519, public; empty until one is needed
	// Guest is somebody without the app, who answered a review: they sign nothing.
	Guest bool `json:"guest,omitempty"`
}

// Fingerprint is a public key as two people read it to each other: 80 bits in
// four groups; "" for no key.
func Fingerprint(key []byte) string {
	if len(key) != ed25519.PublicKeySize {
		return ""
	}
	sum := sha256.Sum256(key)
	s := base32.StdEncoding.EncodeToString(sum[:10])
	return strings.Join([]string{s[:4], s[4:8], s[8:12], s[12:16]}, "-")
}

// Answer is what a member says of a draft.
type Answer string

const (
	Approves  Answer = "approves"
	Changes   Answer = "changes"   // wants it changed
	Withdrawn Answer = "withdrawn" // says nothing any more
)

// Verdict is a member's answer to exactly one draft of a clip, signed. Each is
// kept for itself, numbered by its member, and the greatest number counts; so an
// older one cannot be put in its place.
type Verdict struct {
	Project   ID        `json:"project"` // of the clip then; "" for none
	Clip      ID        `json:"clip"`
	Digest    string    `json:"digest"` // of the draft; see DraftDigest
	Member    ID        `json:"member"`
	N         int       `json:"n"` // from 1
	Answer    Answer    `json:"answer"`
	Note      string    `json:"note"`
	At        time.Time `json:"at"`
	Signature []byte    `json:"signature"` // Ed25519 over Signed
}

// MostVerdicts is the greatest number of a verdict.
const MostVerdicts = 1 << 20

// VerdictID names a member's n-th verdict on a clip.
func VerdictID(clip, member ID, n int) ID { return clip + "/" + member + "/" + ID(strconv.Itoa(n)) }

// ParseVerdictID reads what VerdictID writes.
func ParseVerdictID(id ID) (clip, member ID, n int, ok bool) {
	parts := strings.Split(string(id), "/")
	if len(parts) != 3 {
		return "", "", 0, false
	}
	n, err := strconv.Atoi(parts[2])
	clip, member = ID(parts[0]), ID(parts[1])
	return clip, member, n, err == nil && n >= 1 && n <= MostVerdicts && VerdictID(clip, member, n) == id
}

// Signed are the bytes that a signature is over: one line that says what it is,
// so that no signature of anything else can be one, and everything in the
// verdict as a JSON list.
func (v Verdict) Signed() []byte {
	b, err := json.Marshal([]any{v.Project, v.Clip, v.Digest, v.Member, v.N, v.Answer, v.Note, v.At.UTC().Format(time.RFC3339Nano)})
	if err != nil {
		panic("taglane: texts and numbers cannot fail to encode: " + err.Error())
	}
	return append([]byte("taglane verdict 1\n"), b...)
}

// Holds says whether the verdict is its member's own: signed with that key, and
// not a word of it changed.
func (v Verdict) Holds(key []byte) bool {
	return len(key) == ed25519.PublicKeySize && ed25519.Verify(key, v.Signed(), v.Signature)
}

// DraftDigest names what people look at before it is published: the footage, the
// tags, what a visitor reads and where a link leads, for every place. A verdict
// is about exactly one of these. Notes, where files lie, and prices, which are a
// shop's and change by themselves, do not matter. fields is what was decided for
// single accounts, by account.
func DraftDigest(d Draft, fields map[ID]map[string]string) string {
	c := d.Clip
	tags := slices.Clone(d.Tags)
	slices.SortFunc(tags, func(a, b Tag) int { return strings.Compare(string(a.ID), string(b.ID)) })
	products := map[ID]Product{}
	for i, t := range tags {
		tags[i].Notes = ""
		if p, have := d.Product(t.Product); have {
			products[p.ID] = judged(p)
		}
	}
	places := [][]any{}
	for _, account := range slices.Sorted(maps.Keys(fields)) {
		for _, field := range slices.Sorted(maps.Keys(fields[account])) {
			if value := fields[account][field]; value != "" && slices.Contains(read, field) {
				places = append(places, []any{account, field, value})
			}
		}
	}
	b, err := json.Marshal([]any{"taglane-draft/1", c.ID, c.Fingerprint, c.Frames, c.Rate, c.Heading(), c.Caption, c.Language,
		c.Cover, c.Design, c.Priority, tags, products, places})
	if err != nil {
		panic("taglane: a checked draft cannot fail to encode: " + err.Error())
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// read are the fields of a place that its visitors read or see. Others steer the
// service and are whoever publishes' own to answer for.
var read = []string{SaysTitle, SaysCaption, SaysHashtags, SaysSignature, SaysFirstComment, SaysCoverFrame, SaysOverlay}

// judged is what of a product people approve: all that a visitor sees but its
// price and stock, and when it may be seen.
func judged(p Product) Product {
	until := p.Embargo
	p = seen(p)
	p.Offer, p.Embargo = nil, until
	return p
}
