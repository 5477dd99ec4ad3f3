package instagram

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

const (
	name           = "Instagram"
	graph          = "https://graph.facebook.com"
	graphInstagram = "https://graph.instagram.com"
	uploads        = "rupload.facebook.com"
	version        = "v25.0"
	viaInstagram   = "instagram" // the login that can read and not upload
)

// life is how long an unpublished container is kept.
const life = 24 * time.Hour

// Service posts Reels as one Instagram account.
type Service struct {
	client  *httpx.Client
	grant   *httpx.Grant
	held    *httpx.Held
	secret  Secret
	set     map[string]string
	version string
	login   string
	user    string   // the Instagram account's id
	hosts   []string // where bytes may go

	mu    sync.Mutex
	slow  bool           // the limits are near
	total int            // posts a day, as last read; 0: not yet
	polls map[string]int // by container
}

// Secret is what the account signs in with.
type Secret struct {
	AppID           string    `json:"app_id,omitempty"`
	AppSecret       string    `json:"app_secret,omitempty"`
	AccessToken     string    `json:"access_token,omitempty"`
	Expiry          time.Time `json:"expiry,omitzero"`
	PageID          string    `json:"page_id,omitempty"`
	PageAccessToken string    `json:"page_access_token,omitempty"`
	UserID          string    `json:"ig_user_id,omitempty"`
}

var (
	_ platform.Publisher = (*Service)(nil)
	_ platform.Tagger    = (*Service)(nil)
	_ platform.Insights  = (*Service)(nil)
	_ platform.Keeper    = (*Service)(nil)
	_ platform.Preparer  = (*Service)(nil)
)

func init() { platform.Register("instagram", New) }

// Capabilities says what a Reel carries: the clip in one stream, and products
// as a list. The posts of a day are those that were last read; until then the
// lowest of the figures Meta has written.
func (s *Service) Capabilities() platform.Capabilities {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := platform.Capabilities{
		Service: "instagram", Title: name, CheckedOn: limits.CheckedOn,
		ChunkMin: limits.Bytes, ReleaseRepeat: platform.RepeatUnknown,
		TagModel: platform.TagList, TagsMax: limits.Products, CaptionMax: limits.Caption, PerDay: limits.PerDay,
		Exceptions: map[string]string{
			"StatusTellsOfThePost": "a published container does not name its post, and the newest post of the account may be somebody else's",
			"ReleaseTwice":         "a published container does not name its post; that it is public is told, and tested by name here",
		},
	}
	if s.total > 0 {
		c.PerDay = s.total
	}
	return c
}

var versions = regexp.MustCompile(`^v[0-9]{1,3}\.[0-9]$`)

// New opens an account. Settings: ig_user_id, page_id, graph_version,
// login=instagram for a login that cannot upload, and base_url and
// upload_base_url, which stand in for Meta's own. Invalid otherwise.
func New(account taglane.Account, secret json.RawMessage) (platform.Publisher, error) {
	s := &Service{set: account.Settings, version: version, login: account.Settings["login"], polls: map[string]int{}}
	if len(secret) > 0 && json.Unmarshal(secret, &s.secret) != nil {
		return nil, taglane.Errorf(taglane.Invalid, "What %s signs in with cannot be read.", name)
	}
	if v := s.set["graph_version"]; v != "" {
		if s.version = v; !versions.MatchString(v) {
			return nil, taglane.Errorf(taglane.Invalid, "The address of %s is not one.", name)
		}
	}
	s.user = first(s.set["ig_user_id"], s.secret.UserID)
	if s.user != "" {
		if err := unreadable(s.user); err != nil {
			return nil, err
		}
	}
	base := first(s.set["base_url"], account.BaseURL)
	s.hosts = []string{uploads}
	if base != "" {
		s.hosts = append(s.hosts, hostOf(base))
	}
	if up := s.set["upload_base_url"]; up != "" {
		s.hosts = append(s.hosts, hostOf(up))
	}
	own := graph
	if s.login == viaInstagram {
		own = graphInstagram
	}
	s.connect(first(base, own), account)
	return s, nil
}

// connect makes the client of the account.
func (s *Service) connect(base string, account taglane.Account) {
	t := httpx.Token{Access: first(s.secret.AccessToken, s.secret.PageAccessToken)}
	if s.secret.AccessToken != "" {
		t.Expiry = s.secret.Expiry
	}
	s.held = httpx.NewHeld(t, nil)
	s.grant = &httpx.Grant{Config: s.loginAt(base), Store: s.held, Early: renewal, Account: "instagram/" + string(account.ID)}
	s.client = &httpx.Client{Base: strings.TrimSuffix(base, "/"), Grant: s.grant, Service: name,
		Explain: s.explain, Sign: s.sign, Secrets: httpx.NewSecrets(s.secret.AppSecret, s.secret.AccessToken, s.secret.PageAccessToken)}
}

func first(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
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
	var made struct {
		ID  digits `json:"id"`
		URI string `json:"uri"`
	}
	a, err := s.ask(ctx, httpx.Call{Method: http.MethodPost, Form: fields(p), Into: &made}, s.user, "media")
	if err != nil {
		return nil, err
	}
	if !made.ID.valid() || made.URI == "" {
		return nil, taglane.Errorf(taglane.Later, "The answer of %s cannot be read.", name)
	}
	if err := s.admit(made.URI); err != nil {
		return nil, err
	}
	return json.Marshal(session{Container: string(made.ID), URI: made.URI, Size: p.Revision.Media.Size, Expires: after(a.Header, life)})
}

// admit refuses an address for bytes that is not one of Instagram's.
func (s *Service) admit(address string) error {
	for _, h := range s.hosts {
		if h != "" && strings.EqualFold(h, hostOf(address)) {
			return nil
		}
	}
	return taglane.Errorf(taglane.Refused, "%s named an address that is not its own, so nothing was sent there.", name)
}

// fields are the container's parameters. A single clip is always a Reel, and
// products are tagged after publishing, where what became of them can be read.
func fields(p taglane.Publication) url.Values {
	c := p.Revision.Draft.Clip
	v := url.Values{"media_type": {"REELS"}, "upload_type": {"resumable"}, "caption": {c.Caption}}
	if share := p.Settings["share_to_feed"]; share == "true" || share == "false" {
		v.Set("share_to_feed", share)
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
	if s.slow {
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
		return us, taglane.Errorf(taglane.Conflict, "The clip at %s ends elsewhere than expected.", name)
	case off+n != up.Size:
		return us, taglane.Errorf(taglane.Invalid, "Instagram takes a clip in one piece, up to its end.")
	case n == 0:
		return us, nil
	}
	var said struct {
		Success *bool `json:"success"`
	}
	h := http.Header{"Offset": {strconv.FormatInt(off, 10)}, "Content-Type": {"application/octet-stream"}}
	h.Set("file_size", strconv.FormatInt(up.Size, 10))
	_, err = s.client.Do(ctx, httpx.Call{Method: http.MethodPost, URL: up.URI, Hosts: s.hosts, Header: h, Body: r, Length: n, Into: &said})
	if err == nil && said.Success != nil && !*said.Success {
		return us, taglane.Refuse(taglane.Later, trouble)
	}
	return us, err
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
		return taglane.Post{}, err
	case c.Code == failed || c.Code == expired:
		return taglane.Post{}, verdict(c)
	case c.Code == published:
		return taglane.Post{}, taglane.Errorf(taglane.Conflict, "This is public on %s already.", name)
	case c.Code != finished:
		return taglane.Post{}, taglane.Refuse(taglane.Later, unready)
	}
	if err := unreadable(s.user); err != nil {
		return taglane.Post{}, err
	}
	var made struct {
		ID digits `json:"id"`
	}
	a, err := s.ask(ctx, httpx.Call{Method: http.MethodPost, Form: url.Values{"creation_id": {up.Container}}, Into: &made, Once: true}, s.user, "media_publish")
	switch {
	case err != nil && a.Status == 0:
		return taglane.Post{}, err // never heard, or lost: the wire knows which
	case err != nil:
		return taglane.Post{}, s.doubt(ctx, up, a.Status, err)
	case !made.ID.valid():
		return taglane.Post{}, unsure(nil)
	}
	return taglane.Post{ID: string(made.ID)}, nil
}

// doubt believes a no to publishing only where it is a plain one and the
// container confirms it: posts went live under an error before.
func (s *Service) doubt(ctx context.Context, up session, status int, no error) error {
	why := causeOf(no)
	if why != nil && why.subcode == 2207027 {
		return no // not ready: the one no that needs no second look
	}
	plain := why != nil && why.fault.plain && why.fault.kind == taglane.KindOf(no) ||
		why == nil && (status == http.StatusTooManyRequests || status == http.StatusUnauthorized)
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

// Link asks for the address of a post whose name is kept already.
func (s *Service) Link(ctx context.Context, post taglane.Post) (taglane.Post, error) {
	if err := named(post); err != nil {
		return post, err
	}
	var m struct {
		Link string `json:"permalink"`
	}
	if _, err := s.ask(ctx, httpx.Call{Query: url.Values{"fields": {"permalink,media_product_type,timestamp"}}, Into: &m}, post.ID); err != nil {
		return post, err
	}
	if taglane.CheckURL(m.Link) == nil {
		post.Link = m.Link
	}
	return post, nil
}

// Keep hands over what the account signs in with whenever the token was renewed.
func (s *Service) Keep(save func(secret json.RawMessage) error) {
	s.held.Keep(func(t httpx.Token) error {
		kept := s.secret
		kept.AccessToken, kept.Expiry = t.Access, t.Expiry
		b, err := json.Marshal(kept)
		if err != nil {
			return err
		}
		return save(b)
	})
}
