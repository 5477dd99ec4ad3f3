// Package platform says what may be asked of a place a clip can go to, in the
// smallest pieces.
//
// It refuses to know any one service, when to ask, or how often to try again:
// that is the outbox's business.
//
// The one surprising decision: resuming is in the smallest interface. An
// UploadSession is plain data that survives a crash, and after a silence the
// far side is asked how far it got; our own count is only for the progress bar.
package platform

import (
	"context"
	"encoding/json"
	"io"
	"reflect"
	"sort"
	"sync"
	"time"

	"taglane/app/taglane"
)

// UploadSession is a connector's own note of an upload under way. It survives
// a JSON round trip and may be a secret: whoever holds it may upload.
type UploadSession = json.RawMessage

// Status is what the far side says of an upload session.
type Status struct {
	Offset   int64         // bytes it has kept
	Complete bool          // it has every byte
	Ready    bool          // processed; may be released
	Post     *taglane.Post // public already
	// Dead: it takes no more bytes, never becomes public, and nothing of it
	// did, though the far side still knows of it: an upload address that
	// expired. The outbox then begins again under the same key, also when the
	// public act was asked for, so this must be certain.
	Dead      bool
	Wait      time.Duration // when asking again makes sense; 0: the caller's choice
	ExpiresAt time.Time     // when the session is forgotten; zero if unknown
}

// Connector is what every account has: one that takes clips is a Publisher, one
// that knows products is a Catalog, one that pays is an Earner.
type Connector interface {
	Capabilities() Capabilities
}

// Publisher carries one frozen revision to one account.
//
// Errors carry a taglane.Kind: NotFound from Status, Send and Release means
// the far side says plainly that there is no such session; Conflict from Send
// means the offset is not its own; Refused is a final no, and from Status it
// means that this session will never become public; Later, Offline and Login
// wait; anything else is a silence, after which Status is asked.
//
// Where Release is RepeatBlind, nothing can be asked after its error, so its
// kind is believed: Refused, Invalid, NotFound, Conflict and Login are the far
// side's own word, read whole, that it did nothing. Refused and Invalid are
// final; NotFound: what was uploaded is gone and is uploaded again; Conflict:
// not now, see Until; Login: it did not let the call in. Whatever leaves room
// for doubt, such as a lost, cut, unreadable or server-made answer, is Unsure,
// Internal, Later or Offline, and a person has to look. Of all other platforms
// an error of Release proves nothing, whatever its kind.
type Publisher interface {
	Connector
	// Check looks before anything is queued. It changes nothing anywhere.
	Check(ctx context.Context, p taglane.Publication) ([]taglane.Finding, error)
	// Open makes something private and empty. Calling it twice shows nobody anything.
	Open(ctx context.Context, key string, p taglane.Publication) (UploadSession, error)
	Status(ctx context.Context, s UploadSession) (Status, error)
	// Send appends n bytes of r, which stands at off. It returns the session
	// as it must be kept from now on.
	Send(ctx context.Context, s UploadSession, off int64, r io.ReadSeeker, n int64) (UploadSession, error)
	// Release is the public act. Errors from before the act itself are marked Unasked.
	Release(ctx context.Context, s UploadSession, p taglane.Publication) (taglane.Post, error)
}

// Tagger attaches the whole product list to a public post and reads back what
// the post carries now. Doing it twice changes nothing. Later: the platform is
// still at work on the post, and tags follow.
type Tagger interface {
	Tag(ctx context.Context, post taglane.Post, p taglane.Publication) ([]taglane.ID, error)
}

// Partly is a Tagger of a platform that may carry only a part of the products
// for good. It is asked when Tag left some out, and changes nothing.
type Partly interface {
	// Kept reads back what the post carries now, and says of every product
	// that it will never carry why, as the end of a sentence: "it is not in
	// the catalog". A product in neither is not attached yet.
	Kept(ctx context.Context, post taglane.Post, p taglane.Publication) (carried []taglane.ID, never map[taglane.ID]taglane.Said, err error)
}

// Finder looks for a post by our key. What it finds is certain; its silence
// (NotFound) proves nothing.
type Finder interface {
	Find(ctx context.Context, key string) (taglane.Post, error)
}

// Losing says what the destination cannot carry of a draft.
type Losing interface {
	Losses(p taglane.Publication) []taglane.Loss
}

// Preparer makes what an account needs on this machine, once, when the account
// is added, and returns its settings as they should be kept.
type Preparer interface {
	Prepare(ctx context.Context) (map[string]string, error)
}

// Keeper hands over credentials that changed, such as a rotated token, so that
// they are kept before they are used. save is called from any goroutine.
type Keeper interface {
	Keep(save func(secret json.RawMessage) error)
}

// Insights reads a post's figures since a time.
type Insights interface {
	Insights(ctx context.Context, post taglane.Post, since time.Time) ([]taglane.Observation, error)
}

// ReleaseRepeat says what a second Release of the same session does.
type ReleaseRepeat string

const (
	RepeatSets    ReleaseRepeat = "set"     // the same again: Release is idempotent
	RepeatAnswers ReleaseRepeat = "answers" // the session's status tells truthfully whether it took
	RepeatUnknown ReleaseRepeat = "unknown" // nobody says
	RepeatBlind   ReleaseRepeat = "blind"   // nothing can be asked before the answer
)

// TagModel says how much of a tag timeline a platform keeps.
type TagModel string

const (
	NoTags       TagModel = "none"
	TagList      TagModel = "list"
	TagPositions TagModel = "list with positions"
	TagTimeline  TagModel = "timeline"
)

// Capabilities is what the conformance suite has verified, as plain data.
type Capabilities struct {
	Service       string `json:"service"`
	Title         string `json:"title"`          // as a person names it
	CheckedOn     string `json:"checked_on"`     // when limits were last compared with the platform
	ChunkMin      int64  `json:"chunk_min"`      // bytes; 0: any
	ChunkMultiple int64  `json:"chunk_multiple"` // bytes; 0: any
	ChunkMax      int64  `json:"chunk_max"`      // bytes; 0: the whole file
	ChunksMax     int    `json:"chunks_max"`     // 0: any number
	ChunkSame     bool   `json:"chunk_same"`     // every chunk but the last has ChunkMax bytes
	Fused         bool   `json:"fused"`          // the last chunk publishes

	ReleaseRepeat ReleaseRepeat `json:"release_repeat"`
	Finds         bool          `json:"finds"`
	TagModel      TagModel      `json:"tag_model"`
	TagsMax       int           `json:"tags_max"`    // 0: any number
	CaptionMax    int           `json:"caption_max"` // in CaptionUnit; 0: any
	CaptionUnit   Unit          `json:"caption_unit,omitempty"`
	TitleMax      int           `json:"title_max"` // in TitleUnit; 0: any; NoTitle: posts have none
	TitleUnit     Unit          `json:"title_unit,omitempty"`
	Fold          int           `json:"fold"`         // characters that are seen before "more"; 0: all, or unknown
	HashtagsMax   int           `json:"hashtags_max"` // 0: any
	Cover         bool          `json:"cover"`        // takes a picture of ours
	CoverFrame    bool          `json:"cover_frame"`  // takes a moment of the clip as cover
	Schedules     bool          `json:"schedules"`    // publishes at a time by itself
	FirstComment  bool          `json:"first_comment"`
	PerMinute     int           `json:"per_minute"` // calls; 0: any
	PerDay        int           `json:"per_day"`    // posts; 0: any
	// Leads orders what becomes public at one moment: 1 goes first, 2 next, and
	// 0, which is most places, last. What others point to leads.
	Leads int `json:"leads,omitempty"`
	// Exceptions are known departures from the suite, each with its reason.
	Exceptions map[string]string `json:"exceptions,omitempty"`
}

// Unit is what a limit of text counts. "" is Characters.
type Unit string

const (
	Characters Unit = "characters" // Unicode code points
	Bytes      Unit = "bytes"      // of UTF-8
	UTF16      Unit = "utf16"      // UTF-16 code units
	Graphemes  Unit = "graphemes"  // what a person counts
)

// NoTitle is TitleMax where posts have no title.
const NoTitle = -1

// Maker makes the connector for one account. secret holds the account's
// credentials as JSON; nil where the service needs none.
type Maker[C Connector] func(account taglane.Account, secret json.RawMessage) (C, error)

var (
	mu     sync.RWMutex
	makers = map[string]Maker[Connector]{}
	kinds  = map[string]reflect.Type{} // what a service's maker says it makes
)

// Register makes a service known by name. Connectors call it from init.
func Register[C Connector](service string, m Maker[C]) {
	mu.Lock()
	defer mu.Unlock()
	if _, twice := makers[service]; twice {
		panic("platform: " + service + " registered twice")
	}
	kinds[service] = reflect.TypeFor[C]()
	makers[service] = func(account taglane.Account, secret json.RawMessage) (Connector, error) {
		c, err := m(account, secret)
		if err != nil {
			return nil, err
		}
		return c, nil
	}
}

// Does says whether the connectors of a service do T, such as Publisher or
// Catalog, without making one. One that is said to be made as an interface does
// what that interface says and no more.
func Does[T any](service string) bool {
	mu.RLock()
	defer mu.RUnlock()
	k := kinds[service]
	return k != nil && k.Implements(reflect.TypeFor[T]())
}

// Services lists the known services in order.
func Services() []string {
	mu.RLock()
	defer mu.RUnlock()
	out := make([]string, 0, len(makers))
	for s := range makers {
		out = append(out, s)
	}
	sort.Strings(out)
	return out
}

// Open makes the connector of an account that takes clips; NotFound when its
// service is unknown, Refused when it takes none.
func Open(account taglane.Account, secret json.RawMessage) (Publisher, error) {
	c, err := Connect(account, secret)
	if err != nil {
		return nil, err
	}
	if p, ok := c.(Publisher); ok {
		return p, nil
	}
	return nil, taglane.Errorf(taglane.Refused, "No clip can be published to %s.", c.Capabilities().Title)
}

// Connect makes the connector of an account; NotFound when its service is unknown.
func Connect(account taglane.Account, secret json.RawMessage) (Connector, error) {
	mu.RLock()
	m := makers[account.Service]
	mu.RUnlock()
	if m == nil {
		return nil, taglane.Errorf(taglane.NotFound, "There is no service named %q here.", account.Service)
	}
	return m(account, secret)
}
