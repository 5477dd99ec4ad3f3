package tiktokshop

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// Service is one creator's account at TikTok Shop.
type Service struct {
	set    map[string]string
	secret Credentials
	client *httpx.Client
	login  Login
	held   *httpx.Held
	hide   *httpx.Secrets
	now    func() time.Time
	pause  time.Duration // between two questions about one look

	mu    sync.Mutex
	quota string // as the last post told it: "3/day"
}

var (
	_ platform.Publisher = (*Service)(nil)
	_ platform.Losing    = (*Service)(nil)
	_ platform.Keeper    = (*Service)(nil)
)

func init() { platform.Register("tiktokshop", New) }

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
		ReleaseRepeat: platform.RepeatBlind, TagModel: platform.TagList, TagsMax: 1, CaptionMax: titleMost, Cover: true,
		Exceptions: map[string]string{
			"TagLimitHolds":             "the first product goes with the post, and the others are told as a loss instead of being forbidden",
			"CancelledStallReturnsSoon": "nobody can be asked how far an upload got, so the status of a fresh one makes no call that could stall",
		},
	}
}

// New opens an account. Settings: base_url and auth_base_url stand in for the
// service's hosts, upload_host names a further host that large files go to,
// file_bind=yes makes the extra call that one reading of the service asks for.
// Invalid: the credentials are not JSON.
func New(account taglane.Account, secret json.RawMessage) (platform.Publisher, error) {
	s := &Service{set: account.Settings, now: wall, pause: precheckPause}
	if len(secret) > 0 && json.Unmarshal(secret, &s.secret) != nil {
		return nil, taglane.Errorf(taglane.Invalid, "The credentials of %s cannot be read.", service)
	}
	c := s.secret
	s.hide = httpx.NewSecrets(c.AppSecret, c.Access, c.Refresh)
	s.login = Login{Token: s.set["auth_base_url"], Now: func() time.Time { return s.now() }}
	s.held = httpx.NewHeld(httpx.Token{Access: c.Access, Refresh: c.Refresh, Expiry: c.Expiry}, nil)
	clock := func() time.Time { return s.now() }
	s.client = &httpx.Client{
		Base: or(or(account.BaseURL, s.set["base_url"]), "https://open-api.tiktokglobalshop.com"), Service: service, Now: clock,
		Grant:   &httpx.Grant{Config: httpx.Config{Service: service, Refresh: s.renew}, Store: s.held, Now: clock},
		Explain: refused, Envelope: inside, Sign: s.sign, Secrets: s.hide,
	}
	return s, nil
}

// wall is the time of this computer, which every signature carries.
func wall() time.Time { return <-time.After(0) }

// through sends everything over a transport of the caller's.
func (s *Service) through(h *http.Client) { s.client.HTTP, s.login.HTTP = h, h }

// Keep hands over the credentials each time the token is renewed.
func (s *Service) Keep(save func(secret json.RawMessage) error) {
	s.held.Keep(func(t httpx.Token) error {
		c := s.secret
		c.Access, c.Refresh, c.Expiry = t.Access, t.Refresh, t.Expiry
		b, err := json.Marshal(c)
		if err != nil {
			return err
		}
		return save(b)
	})
}

func (s *Service) renew(ctx context.Context, _ httpx.Config, old httpx.Token) (httpx.Token, error) {
	c, err := s.login.renew(ctx, s.secret, old.Refresh)
	if err != nil {
		return httpx.Token{}, err
	}
	s.hide.Add(c.Access, c.Refresh)
	return httpx.Token{Access: c.Access, Refresh: c.Refresh, Expiry: c.Expiry}, nil
}

// Open puts the cover there and announces a large file. Nobody sees either.
func (s *Service) Open(ctx context.Context, key string, p taglane.Publication) (platform.UploadSession, error) {
	up := session{Size: p.Revision.Media.Size}
	if ctx.Err() != nil {
		return nil, taglane.Wrap(ctx.Err(), taglane.Later, "The call to %s was called off.", service)
	}
	if up.Size <= 0 || up.Size > sizeMost {
		return nil, taglane.Errorf(taglane.Invalid, "TikTok Shop takes files of up to %d MB.", sizeMost/1_000_000)
	}
	if link, ok := linkOf(p); ok && p.Settings["precheck"] != "no" {
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
	if up.Task == "" {
		return st, s.awake(ctx)
	}
	r, err := s.precheck(ctx, up.Task)
	switch {
	case taglane.KindOf(err) == taglane.Offline, taglane.KindOf(err) == taglane.Later, taglane.KindOf(err) == taglane.Login:
		return platform.Status{}, err
	case err != nil:
		return st, nil // the look is a courtesy; the post itself will tell
	case r.Violations.Status == "PROCESSING":
		st.Ready, st.Wait = false, s.pause
	case r.Violations.Status == "FAIL":
		return platform.Status{}, violation(r)
	}
	return st, nil
}

// awake makes sure, before the one call that must not fail halfway, that the
// service can be reached and takes the token.
func (s *Service) awake(ctx context.Context) error {
	err := s.call(ctx, httpx.Call{URL: pathProfile}, nil)
	switch taglane.KindOf(err) {
	case taglane.Offline, taglane.Later, taglane.Login:
		return err
	}
	return nil
}

// Send sends the file at once, or the next piece of a large one. With the last
// byte TikTok Shop is asked to look at the clip, unless precheck=no is set.
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

// Release makes the post, once. Unsure: nobody can say whether it is there.
// NotFound: plainly not, because the file is no longer known.
func (s *Service) Release(ctx context.Context, us platform.UploadSession, p taglane.Publication) (taglane.Post, error) {
	up, err := known(us)
	if err != nil {
		return taglane.Post{}, err
	}
	if up.File == "" {
		return taglane.Post{}, taglane.Errorf(taglane.Conflict, "The upload is not ready to be published.")
	}
	link, ok := linkOf(p)
	if !ok {
		return taglane.Post{}, taglane.Errorf(taglane.Invalid, "Choose the product of TikTok Shop that goes with the post.")
	}
	call := posting{videoInfo{File: up.File, Title: titleOf(p), Cover: up.Cover, AI: madeByAI(p)}, link}
	if up.Cover == "" {
		call.Video.AtMS = coverAt(p.Revision.Draft.Clip)
	}
	var got posted
	if err := s.call(ctx, httpx.Call{Method: http.MethodPost, URL: pathVideos, JSON: call, Once: true}, &got); err != nil {
		return taglane.Post{}, s.atRelease(err)
	}
	if got.Video.ID == "" {
		return taglane.Post{}, unreadable(true)
	}
	s.mu.Lock()
	s.quota = got.Quota
	s.mu.Unlock()
	return taglane.Post{ID: string(got.Video.ID)}, nil
}

// atRelease tells a file that is gone from a product that is gone: only the
// first means that the upload begins anew.
func (s *Service) atRelease(err error) error {
	switch taglane.SaidOf(err).Format {
	case codes[badFile].said.Format:
		return taglane.Refuse(taglane.NotFound, codes[badFile].said)
	case noProduct.said.Format:
		return taglane.Refuse(taglane.Refused, noProduct.said)
	}
	return err
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

// madeByAI is what the creator said of it; nil for nothing.
func madeByAI(p taglane.Publication) *bool {
	said := p.Settings["ai"]
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
