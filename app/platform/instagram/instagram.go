package instagram

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/graph"
	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

const (
	name           = "Instagram"
	graphInstagram = "https://graph.instagram.com"
	viaInstagram   = "instagram" // the login that can read and not upload
)

// life is how long an unpublished container is kept.
const life = 24 * time.Hour

// What is counted within 24 hours.
const (
	containers = "containers"
	posts      = "posts"
	tagging    = "tagged"
)

// Service posts Reels as one Instagram account.
type Service struct {
	client *graph.Client
	grant  *httpx.Grant
	held   *httpx.Held
	secret graph.Secret
	set    map[string]string
	login  string
	user   string // the Instagram account's id

	mu    sync.Mutex
	total int            // posts a day, as last read; 0: not yet
	polls map[string]int // by container
}

var (
	_ graph.Connector   = (*Service)(nil)
	_ platform.Tagger   = (*Service)(nil)
	_ platform.Partly   = (*Service)(nil)
	_ platform.Preparer = (*Service)(nil)
)

func init() {
	platform.Register("instagram", New)
	platform.Describe("instagram", profile())
}

// Capabilities says what a Reel carries: the clip in one stream, and products
// as a list. The posts of a day are those that were last read; until then the
// lowest of the figures Meta has written.
func (s *Service) Capabilities() platform.Capabilities {
	return platform.Capabilities{
		Service: "instagram", Title: name, CheckedOn: limits.CheckedOn,
		ChunkMin: limits.Bytes, ReleaseRepeat: platform.RepeatUnknown,
		TagModel: platform.TagList, TagsMax: limits.Products,
		CaptionMax: limits.Caption, CaptionUnit: platform.UTF16, Fold: limits.Fold, HashtagsMax: limits.Hashtags,
		TitleMax: platform.NoTitle, CoverFrame: true, PerDay: s.perDay(),
		Exceptions: map[string]string{
			"StatusTellsOfThePost": "a published container does not name its post, and the newest post of the account may be somebody else's",
			"ReleaseTwice":         "a published container does not name its post; that it is public is told, and tested by name here",
		},
	}
}

func (s *Service) perDay() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.total > 0 {
		return s.total
	}
	return limits.PerDay
}

// New opens an account. Settings: ig_user_id, page_id, login=instagram for a
// login that cannot upload, and those of graph.WhereOf. Invalid otherwise.
func New(account taglane.Account, credentials json.RawMessage) (platform.Publisher, error) {
	return open(account, credentials)
}

func open(account taglane.Account, credentials json.RawMessage) (*Service, error) {
	secret, err := graph.ReadSecret(name, credentials)
	if err != nil {
		return nil, err
	}
	s := &Service{secret: secret, set: account.Settings, login: account.Settings["login"], polls: map[string]int{}}
	own := graph.Host
	if s.login == viaInstagram {
		own = graphInstagram
	}
	where, err := graph.WhereOf(account, name, own)
	if err != nil {
		return nil, err
	}
	s.user = graph.First(s.set["ig_user_id"], secret.IGUser)
	if s.user != "" {
		if err := unreadable(s.user); err != nil {
			return nil, err
		}
	}
	s.client = graph.Open(name, where, secret, s.explain, map[string]int{containers: limits.Containers, posts: limits.PostsMost, tagging: limits.Tagged})
	s.connect(account)
	return s, nil
}

// connect gives the client the account's own leave. Whoever logged in through
// Instagram has an app that asks for no proof.
func (s *Service) connect(account taglane.Account) {
	t := httpx.Token{Access: graph.First(s.secret.AccessToken, s.secret.PageToken)}
	if s.secret.AccessToken != "" {
		t.Expiry = s.secret.Expiry
	}
	s.held = httpx.NewHeld(t, nil)
	s.grant = &httpx.Grant{Config: s.renewing(), Store: s.held, Early: graph.Renewal, Account: "instagram/" + string(account.ID), Now: s.client.Clock.Now}
	s.client.HTTP.Grant, s.client.HTTP.Sign = s.grant, s.sign
	if s.login == viaInstagram {
		s.client.AppSecret = ""
	}
}

// session is the note of an upload: the address in it lets its holder upload.
type session struct {
	Container string    `json:"container"`
	URI       string    `json:"uri"`
	Size      int64     `json:"size"`
	Expires   time.Time `json:"expires,omitzero"`
}

func read(us platform.UploadSession) (session, error) {
	var up session
	if json.Unmarshal(us, &up) != nil || !digits(up.Container).valid() || up.Size <= 0 {
		return up, taglane.Errorf(taglane.Invalid, "This is not an upload to %s.", name)
	}
	return up, nil
}

// Open makes a container: private, empty, and forgotten after a day.
func (s *Service) Open(ctx context.Context, _ string, p taglane.Publication) (platform.UploadSession, error) {
	if s.login == viaInstagram {
		return nil, taglane.Refuse(taglane.Refused, facebookOnly)
	}
	if err := unreadable(s.user); err != nil {
		return nil, err
	}
	if err := s.client.Pace.Room(containers, taglane.Say("Instagram takes %d uploads within 24 hours; this one waits until there is room.", limits.Containers)); err != nil {
		return nil, err
	}
	var made struct {
		ID  digits `json:"id"`
		URI string `json:"uri"`
	}
	a, err := s.ask(ctx, httpx.Call{Method: http.MethodPost, Form: fields(p), Into: &made}, s.user, "media")
	if err != nil {
		return nil, err
	}
	s.client.Pace.Note(containers)
	if !made.ID.valid() || made.URI == "" {
		return nil, taglane.Errorf(taglane.Later, "The answer of %s cannot be read.", name)
	}
	if err := s.admit(made.URI); err != nil {
		return nil, err
	}
	return json.Marshal(session{Container: string(made.ID), URI: made.URI, Size: p.Revision.Media.Size, Expires: httpx.After(a.Header, life)})
}

// admit refuses an address for bytes that is not one of Instagram's.
func (s *Service) admit(address string) error {
	for _, h := range s.hosts() {
		if strings.EqualFold(h, graph.HostOf(address)) {
			return nil
		}
	}
	return taglane.Errorf(taglane.Refused, "%s named an address that is not its own, so nothing was sent there.", name)
}

// hosts are where bytes may go.
func (s *Service) hosts() []string {
	return []string{graph.HostOf(graph.Uploads), graph.HostOf(s.client.Where.Upload), graph.HostOf(s.client.Where.Base)}
}

// fields are the container's parameters. A single clip is always a Reel, and
// products are tagged after publishing, where what became of them can be read.
func fields(p taglane.Publication) url.Values {
	c := p.Revision.Draft.Clip
	v := url.Values{"media_type": {"REELS"}, "upload_type": {"resumable"}, "caption": {c.Caption}, "share_to_feed": {"true"}}
	if p.Settings["share_to_feed"] == "false" {
		v.Set("share_to_feed", "false")
	}
	if labelled(p) {
		v.Set("is_paid_partnership", "true")
	}
	if p.Settings["ai"] == "true" {
		v.Set("is_ai_generated", "true")
	}
	if sound := strings.TrimSpace(p.Settings["audio_name"]); sound != "" {
		v.Set("audio_name", sound)
	}
	if c.Cover != nil && c.Rate.Valid() {
		v.Set("thumb_offset", strconv.FormatInt(c.Rate.Millis(*c.Cover), 10))
	}
	if who := collaborators(p); len(who) > 0 {
		b, _ := json.Marshal(who) // texts cannot fail
		v.Set("collaborators", string(b))
	}
	return v
}

// labelled says whether Instagram is to write “Paid partnership” on the Reel.
func labelled(p taglane.Publication) bool { return p.Settings["paid_partnership"] == "true" }

func collaborators(p taglane.Publication) (out []string) {
	for _, who := range strings.Split(p.Settings["collaborators"], ",") {
		if who = strings.TrimPrefix(strings.TrimSpace(who), "@"); who != "" {
			out = append(out, who)
		}
	}
	return out
}

func (s *Service) container(ctx context.Context, up session) (c container, err error) {
	_, err = s.ask(ctx, httpx.Call{Query: url.Values{"fields": {"status_code,status,video_status"}}, Into: &c}, up.Container)
	return c, err
}

// Status is the container's own truth. NotFound: it is gone, or another one may
// fare better. Refused: it will never become public.
func (s *Service) Status(ctx context.Context, us platform.UploadSession) (platform.Status, error) {
	up, err := read(us)
	if err != nil {
		return platform.Status{}, err
	}
	c, err := s.container(ctx, up)
	if err != nil {
		return platform.Status{}, err
	}
	st := platform.Status{Offset: up.Size, Complete: true, ExpiresAt: up.Expires}
	switch c.Code {
	case failed, expired:
		return platform.Status{}, verdict(c)
	case finished:
		st.Ready = true
		return st, nil
	case published:
		st.Ready, st.Post = true, &taglane.Post{}
		return st, nil
	}
	if st.Offset = min(c.bytes(), up.Size); c.Video.Uploading.Status == "complete" {
		st.Offset = up.Size
	}
	if st.Complete = st.Offset == up.Size; st.Complete {
		st.Wait = s.patience(up.Container)
	}
	return st, nil
}

// patience grows from ten seconds to a minute while a container is processed;
// near the limits it is a minute at once.
func (s *Service) patience(id string) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.client.Pace.Near() {
		return time.Minute
	}
	s.polls[id]++
	return min(time.Duration(s.polls[id])*10*time.Second, time.Minute)
}

// Send streams the rest of the clip. The container is asked first, because what
// the upload host says of a wrong offset is written nowhere.
func (s *Service) Send(ctx context.Context, us platform.UploadSession, off int64, r io.ReadSeeker, n int64) (platform.UploadSession, error) {
	up, err := read(us)
	if err != nil {
		return us, err
	}
	if off < 0 || n < 0 || off+n > up.Size {
		return us, taglane.Errorf(taglane.Invalid, "The clip is larger than it was when it was queued.")
	}
	st, err := s.Status(ctx, us)
	switch {
	case err != nil:
		return us, err
	case st.Offset != off:
		return us, graph.Elsewhere(name)
	case off+n != up.Size:
		return us, taglane.Errorf(taglane.Invalid, "Instagram takes a clip in one piece, up to its end.")
	case n == 0:
		return us, nil
	}
	return us, s.client.Send(ctx, graph.Rest{URL: up.URI, Hosts: s.hosts(), Off: off, Size: up.Size, Body: r}, func() (int64, error) {
		st, err := s.Status(ctx, us)
		return st.Offset, err
	})
}

// Release publishes a container that is finished, once. Unsure: it may be
// public although Instagram said no; only the container can tell. The post has
// no link yet: its name has to be kept before anything else is asked, see Link.
func (s *Service) Release(ctx context.Context, us platform.UploadSession, _ taglane.Publication) (taglane.Post, error) {
	up, err := read(us)
	if err != nil {
		return taglane.Post{}, err
	}
	c, err := s.container(ctx, up)
	switch {
	case err != nil:
		return taglane.Post{}, platform.Unasked(err)
	case c.Code == failed || c.Code == expired:
		return taglane.Post{}, verdict(c)
	case c.Code == published:
		return taglane.Post{}, taglane.Errorf(taglane.Conflict, "This is public on %s already.", name)
	case c.Code != finished:
		return taglane.Post{}, platform.Unasked(taglane.Refuse(taglane.Later, unready))
	}
	if err := unreadable(s.user); err != nil {
		return taglane.Post{}, platform.Unasked(err)
	}
	if err := s.Room(ctx); err != nil {
		return taglane.Post{}, platform.Unasked(err)
	}
	var made struct {
		ID digits `json:"id"`
	}
	a, err := s.ask(ctx, httpx.Call{Method: http.MethodPost, Form: url.Values{"creation_id": {up.Container}}, Into: &made, Once: true}, s.user, "media_publish")
	if err != nil && a.Status > 0 {
		err = s.doubt(ctx, up, a.Status, err)
	}
	if err == nil || taglane.KindOf(err) == taglane.Unsure {
		s.client.Pace.Note(posts)
	}
	switch {
	case err != nil:
		return taglane.Post{}, err
	case !made.ID.valid():
		return taglane.Post{}, unsure(nil)
	}
	return taglane.Post{ID: string(made.ID)}, nil
}

// Room asks for the account's own figure once so many posts are out that it
// could matter, and says when there is room again.
func (s *Service) Room(ctx context.Context) error {
	if s.client.Pace.Done(posts) < s.perDay() {
		return nil
	}
	used, most, at, err := s.Quota(ctx)
	if err != nil || used < most {
		return err
	}
	e := taglane.Refuse(taglane.Later, full)
	if !at.IsZero() {
		e.Until = at.Add(time.Hour) // the day's posts stop counting one by one
	}
	return s.client.Clock.Told(e)
}

// doubt believes a no to publishing only where it is a plain one and the
// container confirms it: posts went live under an error before.
func (s *Service) doubt(ctx context.Context, up session, status int, no error) error {
	why, subcode, told := causeOf(no)
	if subcode == 2207027 {
		return no // not ready: the one no that needs no second look
	}
	plain := told && why.Plain && why.Kind == taglane.KindOf(no) ||
		!told && (status == http.StatusTooManyRequests || status == http.StatusUnauthorized)
	c, err := s.container(ctx, up)
	switch {
	case err != nil && taglane.KindOf(err) == taglane.Login && taglane.KindOf(no) == taglane.Login:
		return no // whoever may not even read did not publish
	case err != nil || c.Code != finished || !plain:
		return unsure(no)
	}
	return no
}

func unsure(err error) error {
	return taglane.Wrap(err, taglane.Unsure, "Instagram did not say yes, and the Reel may be public all the same.")
}
