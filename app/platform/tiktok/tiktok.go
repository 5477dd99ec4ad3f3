package tiktok

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

const (
	title    = "TikTok"
	home     = "https://open.tiktokapis.com"
	uploads  = "*.tiktokapis.com"
	uploaded = time.Hour     // how long an upload address lives
	early    = 4 * time.Hour // before the end of a token's day it is renewed
)

// Service is one TikTok account.
type Service struct {
	direct  bool
	audited bool
	cut     plan
	held    *holder
	creds   credentials
	api     *httpx.Client // open.tiktokapis.com
	up      *httpx.Client // wherever an upload address leads; never with a token
	hosts   []string      // where that may be
	account taglane.ID
	brake   *brake
}

var (
	_ platform.Publisher = (*Service)(nil)
	_ platform.Keeper    = (*Service)(nil)
	_ platform.Losing    = (*Service)(nil)
)

func init() { platform.Register("tiktok", New) }

// session is what the outbox keeps of an upload. Its address is a secret.
type session struct {
	PublishID string    `json:"publish_id"`
	UploadURL string    `json:"upload_url"`
	Size      int64     `json:"size"`
	Type      string    `json:"type"`           // of the file: video/mp4
	User      string    `json:"user,omitempty"` // for links
	At        time.Time `json:"at,omitzero"`    // when it was opened, by TikTok's clock; zero: it told none
}

// Capabilities says what TikTok takes; the last piece publishes, or puts the
// clip into the inbox, and its publish_id tells whether it did.
func (s *Service) Capabilities() platform.Capabilities {
	return s.cut.pieces(platform.Capabilities{
		Service: "tiktok", Title: title, CheckedOn: pack.Checked,
		Fused: true, ReleaseRepeat: platform.RepeatAnswers, TagModel: platform.NoTags,
		CaptionMax: pack.Limits.CaptionUnits, PerMinute: pack.Limits.InitPerMinute, PerDay: pack.Limits.PostsPerDay,
	})
}

// New opens an account. Settings: mode, inbox (also if none is said) or
// direct; audited=true where TikTok has audited the app. Invalid otherwise.
func New(account taglane.Account, secret json.RawMessage) (platform.Publisher, error) {
	return connect(account, secret, nil)
}

func connect(account taglane.Account, secret json.RawMessage, via *http.Client) (*Service, error) {
	creds, err := readCredentials(secret)
	if err != nil {
		return nil, err
	}
	mode := account.Settings["mode"]
	if !slices.Contains([]string{"", "inbox", "direct"}, mode) {
		return nil, taglane.Errorf(taglane.Invalid, "Choose inbox or direct as the way to TikTok.")
	}
	s := &Service{direct: mode == "direct", audited: yes(account.Settings["audited"]), cut: cut, creds: creds, hosts: []string{uploads}, account: account.ID, brake: &opened}
	base := baseOf(account)
	if u, err := url.Parse(account.Settings["upload_base_url"]); err == nil && u.Host != "" {
		s.hosts = append(s.hosts, u.Host)
	}
	s.held = holderOf(account.ID, secret, httpx.Token{Access: creds.Access, Refresh: creds.Refresh, Type: "Bearer", Scope: creds.Scope, Expiry: creds.Expiry})
	login := creds.login(base)
	login.HTTP = via
	s.api = &httpx.Client{
		Base: base, HTTP: via, Service: title, Explain: explain, Envelope: inEnvelope,
		Grant: &httpx.Grant{Config: login, Store: s.held, Early: early, Account: "tiktok/" + string(account.ID)},
	}
	s.up = &httpx.Client{Base: base, HTTP: via, Service: title, Explain: explainUpload}
	return s, nil
}

func baseOf(account taglane.Account) string {
	for _, b := range []string{account.BaseURL, account.Settings["base_url"]} {
		if b != "" {
			return strings.TrimRight(b, "/")
		}
	}
	return home
}

func yes(setting string) bool { return setting == "yes" || setting == "true" }

// Keep implements platform.Keeper: a renewed token is handed over before it is used.
func (s *Service) Keep(save func(secret json.RawMessage) error) {
	s.held.Keep(func(t httpx.Token) error {
		b, err := json.Marshal(s.creds.after(t))
		if err == nil {
			err = save(b)
		}
		if err == nil {
			s.held.kept(b)
		}
		return err
	})
}

// Check looks at the clip and, for a direct post, at what the account may do
// at this moment.
func (s *Service) Check(ctx context.Context, p taglane.Publication) ([]taglane.Finding, error) {
	out := look(p)
	if s.creds.lacks(s.scope()) {
		out = append(out, finding("TT-SCOPE", saidScope(), "account"))
	}
	if !s.direct {
		return append(out, lookForInbox(p)...), nil
	}
	c, err := s.creator(ctx)
	switch taglane.KindOf(err) {
	case "":
		return append(out, lookForPost(p, &c, s.audited)...), nil
	case taglane.Offline:
		out = append(out, finding("TT-CREATOR-LATER", taglane.SaidOf(err), "account"))
	default:
		out = append(out, finding("TT-CREATOR", taglane.SaidOf(err), "account"))
	}
	return append(out, lookForPost(p, nil, s.audited)...), nil
}

func (s *Service) scope() string {
	if s.direct {
		return "video.publish"
	}
	return "video.upload"
}

// creator asks what the account may do, anew.
func (s *Service) creator(ctx context.Context) (creator, error) {
	var a envelope[creator]
	_, err := s.api.Do(ctx, httpx.Call{Method: http.MethodPost, URL: "/v2/post/publish/creator_info/query/", JSON: struct{}{}, Into: &a})
	return a.Data, err
}

// Open makes an upload without a byte in it. Invalid: the choices do not fit
// the account any more; Later: TikTok takes no more for now.
func (s *Service) Open(ctx context.Context, _ string, p taglane.Publication) (platform.UploadSession, error) {
	if s.creds.lacks(s.scope()) {
		return nil, taglane.Refuse(taglane.Login, saidScope())
	}
	up := session{Size: p.Revision.Media.Size, Type: pack.Limits.Containers[containerOf(p)]}
	if up.Type == "" {
		return nil, taglane.Errorf(taglane.Invalid, "TikTok does not take %s files.", containerOf(p))
	}
	chunk, count := s.cut.of(up.Size)
	body := initBody{Source: sourceInfo{Source: "FILE_UPLOAD", Size: up.Size, Chunk: chunk, Count: count}}
	address := "/v2/post/publish/inbox/video/init/"
	if s.direct {
		address = "/v2/post/publish/video/init/"
		c, err := s.creator(ctx)
		if err != nil {
			return nil, err
		}
		if no := firstBlock(lookForPost(p, &c, s.audited)); no != nil {
			return nil, taglane.Refuse(taglane.Invalid, no.Said())
		}
		up.User, body.Post = c.Username, postOf(p)
	}
	if err := s.brake.full(s.account); err != nil {
		return nil, err
	}
	var a envelope[initData]
	answer, err := s.api.Do(ctx, httpx.Call{Method: http.MethodPost, URL: address, JSON: body, Into: &a})
	if err == nil && (a.Data.PublishID == "" || a.Data.UploadURL == "") {
		err = taglane.Errorf(taglane.Later, "The answer of %s cannot be read.", title)
	}
	if s.brake.note(s.account, answer, err); err != nil {
		return nil, err
	}
	up.PublishID, up.UploadURL, up.At = a.Data.PublishID, a.Data.UploadURL, clock(answer)
	return json.Marshal(up)
}

// clock is what time it is at TikTok; zero if it does not say.
func clock(a httpx.Answer) time.Time {
	at, err := http.ParseTime(a.Header.Get("Date"))
	if err != nil {
		return time.Time{}
	}
	return at.UTC()
}

// Status asks the publish_id. NotFound: TikTok does not know it, or its
// address expired before the clip was whole. Refused: it failed for good.
func (s *Service) Status(ctx context.Context, us platform.UploadSession) (platform.Status, error) {
	up, err := readSession(us)
	if err != nil {
		return platform.Status{}, err
	}
	d, now, err := s.ask(ctx, up)
	if err != nil {
		return platform.Status{}, err
	}
	st := platform.Status{Offset: up.Size, Complete: true, Wait: patience(up.At, now)}
	switch d.Status {
	case "FAILED":
		return platform.Status{}, failure(d.Reason)
	case "SEND_TO_USER_INBOX":
		st.Ready, st.Wait, st.Post = true, 0, &taglane.Post{ID: up.PublishID}
	case "PUBLISH_COMPLETE":
		st.Ready, st.Wait, st.Post = true, 0, up.post(d)
	case "PROCESSING_UPLOAD":
		st.Offset = min(max(d.Uploaded, 0), up.Size)
		if st.Complete = st.Offset == up.Size; st.Complete {
			break
		}
		if !up.At.IsZero() {
			st.ExpiresAt = up.At.Add(uploaded)
		}
		if !st.ExpiresAt.IsZero() && now.After(st.ExpiresAt) {
			return platform.Status{}, taglane.Errorf(taglane.NotFound, "TikTok's upload address has expired.")
		}
		st.Wait = 0 // the next piece can go at once
	}
	return st, nil
}

// ask is one question to the publish_id, and TikTok's time.
func (s *Service) ask(ctx context.Context, up session) (statusData, time.Time, error) {
	var a envelope[statusData]
	answer, err := s.api.Do(ctx, httpx.Call{
		Method: http.MethodPost, URL: "/v2/post/publish/status/fetch/",
		JSON: map[string]string{"publish_id": up.PublishID}, Into: &a,
	})
	if err == nil && a.Data.Status == "" {
		err = taglane.Errorf(taglane.Later, "The answer of %s cannot be read.", title)
	}
	return a.Data, clock(answer), err
}

// patience is when asking again makes sense: often at first, seldom later, and
// never as often as thirty times a minute.
func patience(opened, now time.Time) time.Duration {
	switch age := now.Sub(opened); {
	case opened.IsZero() || now.IsZero():
		return 10 * time.Second
	case age < 30*time.Second:
		return 2500 * time.Millisecond
	case age < 2*time.Minute:
		return 5 * time.Second
	case age < 10*time.Minute:
		return 10 * time.Second
	}
	return 30 * time.Second
}

// post is what became public. Before moderation, and of a post nobody else
// sees, TikTok tells no id; then the publish_id stands for it.
func (up session) post(d statusData) *taglane.Post {
	if len(d.Posts) == 0 {
		return &taglane.Post{ID: up.PublishID}
	}
	post := &taglane.Post{ID: d.Posts[0].String()}
	if up.User != "" {
		post.Link = fmt.Sprintf("https://www.tiktok.com/@%s/video/%s", url.PathEscape(up.User), post.ID)
	}
	return post
}

func readSession(us platform.UploadSession) (session, error) {
	var up session
	if json.Unmarshal(us, &up) != nil || up.PublishID == "" || up.UploadURL == "" {
		return up, taglane.Errorf(taglane.NotFound, "That is not an upload of this platform.")
	}
	return up, nil
}

// Send puts one piece. Conflict: TikTok stands elsewhere; NotFound: its address
// expired and Status says that what it has can no longer become a post.
func (s *Service) Send(ctx context.Context, us platform.UploadSession, off int64, r io.ReadSeeker, n int64) (platform.UploadSession, error) {
	up, err := readSession(us)
	switch {
	case err != nil:
		return nil, err
	case off >= up.Size:
		return nil, taglane.Errorf(taglane.Conflict, "The upload stands elsewhere than expected.")
	case !s.cut.fits(off, n, up.Size):
		return nil, taglane.Errorf(taglane.Invalid, "That piece does not fit the upload.")
	}
	answer, err := s.up.Do(ctx, httpx.Call{
		Method: http.MethodPut, URL: up.UploadURL, Hosts: s.hosts, Body: r, Length: n, Once: off+n == up.Size,
		Header: http.Header{"Content-Type": {up.Type}, "Content-Range": {fmt.Sprintf("bytes %d-%d/%d", off, off+n-1, up.Size)}},
	})
	switch {
	case err != nil && (answer.Status == http.StatusForbidden || answer.Status == http.StatusNotFound):
		return nil, s.shut(ctx, up, err)
	case err != nil:
		return nil, err
	case answer.Status >= 300:
		return nil, taglane.Errorf(taglane.Conflict, "The upload stands elsewhere than expected.")
	}
	return us, nil
}

// shut is an upload address that takes nothing more. Only when the publish_id
// says that it waits for bytes is that the end of it.
func (s *Service) shut(ctx context.Context, up session, why error) error {
	d, _, err := s.ask(ctx, up)
	switch {
	case taglane.KindOf(err) == taglane.NotFound:
		return err
	case err == nil && d.Status == "PROCESSING_UPLOAD" && d.Uploaded < up.Size:
		return taglane.Wrap(why, taglane.NotFound, "TikTok's upload address has expired.")
	}
	return taglane.Errorf(taglane.Conflict, "The upload stands elsewhere than expected.")
}

// explainUpload is what the statuses of an upload address mean.
func explainUpload(status int, _ http.Header, _ []byte) error {
	switch status {
	case http.StatusBadRequest:
		return taglane.Errorf(taglane.Internal, "%s does not accept what was sent.", title)
	case http.StatusForbidden, http.StatusNotFound:
		return taglane.Errorf(taglane.Conflict, "TikTok's upload address has expired.")
	case http.StatusRequestedRangeNotSatisfiable:
		return taglane.Errorf(taglane.Conflict, "The upload stands elsewhere than expected.")
	}
	return nil
}

// Release asks for nothing: the last piece published. It tells of the post, or
// Conflict while there is none.
func (s *Service) Release(ctx context.Context, us platform.UploadSession, _ taglane.Publication) (taglane.Post, error) {
	st, err := s.Status(ctx, us)
	switch {
	case err != nil:
		return taglane.Post{}, err
	case st.Post == nil:
		return taglane.Post{}, taglane.Errorf(taglane.Conflict, "The upload is not ready to be published.")
	}
	return *st.Post, nil
}

// Losses: of products TikTok takes one link, which a person adds.
func (s *Service) Losses(p taglane.Publication) []taglane.Loss {
	if len(p.Revision.Draft.Tags) == 0 {
		return nil
	}
	return []taglane.Loss{taglane.NewLoss(taglane.Plain(title), taglane.Say("places and times of the tags"), saidByHand())}
}

// containerOf is the kind of file by its name: ".mp4".
func containerOf(p taglane.Publication) string {
	return strings.ToLower(filepath.Ext(p.Revision.Media.Path))
}
