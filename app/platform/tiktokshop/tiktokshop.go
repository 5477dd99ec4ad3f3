package tiktokshop

import (
	"context"
	"encoding/json"
	"io"
	"strings"
	"sync"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// Service is one creator's account at TikTok Shop.
type Service struct {
	account taglane.ID

	set    map[string]string
	secret Credentials
	client *httpx.Client
	login  Login
	held   *httpx.Held
	hide   *httpx.Secrets
	clock  httpx.Clock
	pause  time.Duration // between two questions about one look

	pace  pace
	gates gates

	mu  sync.Mutex
	who profile // as the last answer told it
}

var (
	_ platform.Publisher  = (*Service)(nil)
	_ platform.Losing     = (*Service)(nil)
	_ platform.Keeper     = (*Service)(nil)
	_ platform.Insights   = (*Service)(nil)
	_ platform.Asking     = (*Service)(nil)
	_ platform.Healthy    = (*Service)(nil)
	_ platform.Tagger     = (*Service)(nil)
	_ platform.Partly     = (*Service)(nil)
	_ platform.Linker     = (*Service)(nil)
	_ platform.Paced      = (*Service)(nil)
	_ platform.Timekeeper = (*Service)(nil)
	_ platform.Narrow     = (*Service)(nil)
	_ platform.HandingOff = (*Service)(nil)
	_ platform.Fitting    = (*Service)(nil)
	_ platform.Catalog    = (*Service)(nil)
	_ platform.Sharer     = (*Service)(nil)
	_ platform.Earner     = (*Service)(nil)
)

func init() {
	platform.Register("tiktokshop", New)
	platform.Describe("tiktokshop", about())
}

// session is what the outbox keeps for us between two calls. There is nobody to
// ask how far an upload got, so our own count is all there is.
type session struct {
	Size   int64  `json:"size"`
	Offset int64  `json:"offset"`
	Cover  string `json:"cover,omitempty"`
	URL    string `json:"url,omitempty"`   // of a large file's upload
	Token  string `json:"token,omitempty"` // leave to upload there
	File   string `json:"file,omitempty"`  // once every byte is there
	Task   string `json:"task,omitempty"`  // TikTok's own look at the clip; "" for none

	Look *productLink `json:"look,omitempty"` // what TikTok is asked to look at with the clip; nil: nothing
}

// Capabilities: one product without time or place, made public by a call that
// nobody can ask about afterwards.
func (s *Service) Capabilities() platform.Capabilities {
	return platform.Capabilities{
		Service: "tiktokshop", Title: service, CheckedOn: checkedOn,
		ChunkMultiple: pieceSize, ChunkMax: pieceSize,
		ReleaseRepeat: platform.RepeatBlind, TagModel: platform.TagList, TagsMax: 1, PerDay: s.pace.daily(),
		CaptionMax: titleMost, CaptionUnit: platform.UTF16, TitleMax: platform.NoTitle, Cover: true, CoverFrame: true,
		Exceptions: map[string]string{
			"TagLimitHolds":             "the first product goes with the post, and the others are told as a loss instead of being forbidden",
			"TagSetsTheWholeList":       "a post goes out with its one product, and Kept tells of all others that they never follow",
			"CancelledStallReturnsSoon": "nobody can be asked how far an upload got, so the status of a fresh one makes no call that could stall",
		},
	}
}

// Open puts the cover there and announces a large file. Nobody sees either.
// Login: the login is another creator's than the account's.
func (s *Service) Open(ctx context.Context, key string, p taglane.Publication) (platform.UploadSession, error) {
	up := session{Size: p.Revision.Media.Size}
	if ctx.Err() != nil {
		return nil, taglane.Wrap(ctx.Err(), taglane.Later, "The call to %s was called off.", service)
	}
	if s.set[creatorKey] != "" {
		if err := s.awake(ctx); err != nil {
			return nil, err
		}
	}
	if up.Size <= 0 || up.Size > sizeMost {
		return nil, taglane.Errorf(taglane.Invalid, "TikTok Shop takes files of up to %d MB.", sizeMost/1_000_000)
	}
	if link, ok := linkOf(p); ok && setting(p, "precheck") != "no" && setting(p, "precheck") != "false" {
		up.Look = &link
	}
	if err := s.putCover(ctx, p.Revision.Cover, &up); err != nil {
		return nil, err
	}
	if up.Size > directMost {
		if err := s.announce(ctx, key, p, &up); err != nil {
			return nil, err
		}
	}
	return json.Marshal(up)
}

// Status tells how far our own count is, and what TikTok Shop thinks of the
// clip. Refused: it would break TikTok's rules.
func (s *Service) Status(ctx context.Context, us platform.UploadSession) (platform.Status, error) {
	up, err := known(us)
	if err != nil {
		return platform.Status{}, err
	}
	st := platform.Status{Offset: up.Offset, Complete: up.File != "", Ready: up.File != ""}
	if ctx.Err() != nil {
		return platform.Status{}, taglane.Wrap(ctx.Err(), taglane.Later, "The call to %s was called off.", service)
	}
	if up.File == "" {
		return st, nil
	}
	if err := s.clock.Told(s.pace.room()); err != nil {
		return platform.Status{}, err
	}
	if up.Task == "" {
		return st, s.awake(ctx)
	}
	r, err := s.precheck(ctx, up.Task)
	switch {
	case taglane.KindOf(err) == taglane.Offline, taglane.KindOf(err) == taglane.Later, taglane.KindOf(err) == taglane.Login:
		return platform.Status{}, err
	case err != nil:
		// The look is a courtesy; the post itself will tell.
	case r.Violations.Status == "PROCESSING":
		st.Ready, st.Wait = false, s.pause
	case r.Violations.Status == "FAIL":
		return platform.Status{}, violation(r)
	}
	// The answer told the time, by which there may be no room after all.
	if err := s.clock.Told(s.pace.room()); err != nil {
		return platform.Status{}, err
	}
	return st, s.awake(ctx)
}

// Send sends the file at once, or the next piece of a large one. With the last
// byte TikTok Shop is asked to look at the clip, unless precheck=false is set.
// Conflict: not where the upload stands. NotFound: the upload has to begin anew.
func (s *Service) Send(ctx context.Context, us platform.UploadSession, off int64, r io.ReadSeeker, n int64) (platform.UploadSession, error) {
	up, err := known(us)
	switch {
	case err != nil:
		return us, err
	case off != up.Offset || up.File != "":
		return us, taglane.Errorf(taglane.Conflict, "The upload stands elsewhere than expected.")
	case n != up.next():
		return us, taglane.Errorf(taglane.Invalid, "That piece does not fit the upload.")
	case up.URL == "":
		err = s.sendWhole(ctx, &up, r)
	default:
		err = s.sendPiece(ctx, &up, r)
	}
	if err != nil {
		return us, err
	}
	if up.File != "" && up.Look != nil {
		up.Task = s.look(ctx, up.File, *up.Look)
	}
	return json.Marshal(up)
}

// Losses: everything but the first product, and every time and place.
func (s *Service) Losses(p taglane.Publication) (out []taglane.Loss) {
	one, ok := primary(p)
	for _, q := range p.Revision.Draft.Products {
		if ok && q.ID != one.ID {
			out = append(out, taglane.NewLoss(taglane.Plain(service), taglane.Plain(q.Title), taglane.Say("a post takes one product")))
		}
	}
	if len(p.Revision.Draft.Tags) > 0 {
		out = append(out, taglane.NewLoss(taglane.Plain(service), taglane.Say("places and times of the tags"), taglane.Say("the product link stays for the whole clip")))
	}
	return out
}

func known(us platform.UploadSession) (session, error) {
	var up session
	if json.Unmarshal(us, &up) != nil || up.Size <= 0 || up.Size > directMost && up.URL == "" {
		return session{}, taglane.Errorf(taglane.NotFound, "That is not an upload of this platform.")
	}
	return up, nil
}

// titleOf is the text under the post: the caption, or else the title.
func titleOf(p taglane.Publication) string {
	c := p.Revision.Draft.Clip
	if text := strings.TrimSpace(c.Caption); text != "" {
		return text
	}
	return strings.TrimSpace(or(p.Settings["title"], c.Heading()))
}

// setting is what was decided of a publication, or else of its account.
func setting(p taglane.Publication, key string) string {
	return or(p.Settings[key], p.Account.Settings[key])
}

// madeByAI is what the creator said of it; nil for nothing.
func madeByAI(p taglane.Publication) *bool {
	said := setting(p, "ai")
	if said != "true" && said != "false" {
		return nil
	}
	yes := said == "true"
	return &yes
}

// coverAt is the time of the clip's cover in milliseconds; nil when none was chosen.
func coverAt(c taglane.Clip) *int64 {
	if c.Cover == nil || !c.Rate.Valid() {
		return nil
	}
	ms := c.Rate.Millis(*c.Cover)
	return &ms
}
