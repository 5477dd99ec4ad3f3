package tiktok

import (
	"context"
	"encoding/json"
	"errors"
	"net"
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
	title   = "TikTok"
	home    = "https://open.tiktokapis.com"
	uploads = "*.tiktokapis.com"
	early   = 4 * time.Hour // before the end of a token's day it is renewed
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
	here    bool          // something on this computer stands in for TikTok
	account taglane.Account
	tally   *tally
}

var (
	_ platform.Publisher = (*Service)(nil)
	_ platform.Keeper    = (*Service)(nil)
	_ platform.Losing    = (*Service)(nil)
)

func init() { platform.Register("tiktok", New) }

// Capabilities says what TikTok takes of this account; the last piece publishes,
// or puts the clip into the inbox, and its publish_id tells whether it did. To
// the inbox goes the clip alone, and its places count instead of the day's
// posts; the caption is pasted from the sheet and has the same room.
func (s *Service) Capabilities() platform.Capabilities {
	daily := pack.Limits.InboxPerDay
	if s.direct {
		daily = pack.Limits.PostsPerDay
	}
	return s.cut.pieces(platform.Capabilities{
		Service: "tiktok", Title: title, CheckedOn: pack.Checked,
		Fused: true, ReleaseRepeat: platform.RepeatAnswers, TagModel: platform.NoTags,
		CaptionMax: pack.Limits.CaptionUnits, CaptionUnit: platform.UTF16, TitleMax: platform.NoTitle, CoverFrame: s.direct,
		PerMinute: pack.Limits.InitPerMinute, PerDay: daily,
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
	s := &Service{direct: mode == "direct", audited: yes(account.Settings["audited"]), cut: cut, creds: creds, hosts: []string{uploads}, account: account, tally: tallyOf(account.ID)}
	base := baseOf(account)
	if u, err := url.Parse(account.Settings["upload_base_url"]); err == nil && u.Host != "" {
		s.hosts = append(s.hosts, u.Host)
	}
	s.here = onThisComputer(base)
	s.held = holderOf(account.ID, secret, httpx.Token{Access: creds.Access, Refresh: creds.Refresh, Type: "Bearer", Scope: creds.Scope, Expiry: creds.Expiry})
	login := creds.login(account)
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

// onThisComputer says whether an address leads nowhere else.
func onThisComputer(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return ip != nil && ip.IsLoopback()
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
	out := append(look(p), s.lookAtSlots(p)...)
	if err := s.mine(); err != nil {
		out = append(out, finding("TT-SCOPE", taglane.SaidOf(err), "account"))
	}
	if !s.direct {
		return append(out, lookForInbox(p)...), nil
	}
	c, err := s.glance(ctx, 20*time.Second)
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

// mine says with Login that the credentials are not of this account, or do not
// reach as far as a post.
func (s *Service) mine() error {
	switch id := s.account.Settings["open_id"]; {
	case id != "" && s.creds.OpenID != "" && s.creds.OpenID != id:
		return taglane.Errorf(taglane.Login, "The login belongs to another TikTok account. Connect the account again.")
	case s.creds.lacks(s.scope()):
		return taglane.Refuse(taglane.Login, saidScope())
	}
	return nil
}

// creator asks what the account may do, anew.
func (s *Service) creator(ctx context.Context) (creator, error) {
	var a envelope[creator]
	_, err := s.call(ctx, perCreator, httpx.Call{Method: http.MethodPost, URL: "/v2/post/publish/creator_info/query/", JSON: struct{}{}, Into: &a})
	if err == nil && a.Data.Username == "" && len(a.Data.Privacy) == 0 {
		err = taglane.Errorf(taglane.Later, "The answer of %s cannot be read.", title)
	}
	if err == nil {
		s.tally.remember(a.Data)
	}
	return a.Data, err
}

// glance is what the account may do, as far as a look before the post needs to
// know: a person who types is not asked about at TikTok with every key. Open
// asks anew.
func (s *Service) glance(ctx context.Context, age time.Duration) (creator, error) {
	if c, ok := s.tally.remembered(age); ok {
		return c, nil
	}
	full := s.tally.room(perCreator) != nil
	if c, ok := s.tally.remembered(time.Minute); full && ok {
		return c, nil
	}
	return s.creator(ctx)
}

// Open makes an upload without a byte in it. Invalid: the choices do not fit
// the account any more; Later: TikTok takes no more for now.
func (s *Service) Open(ctx context.Context, _ string, p taglane.Publication) (platform.UploadSession, error) {
	if err := s.mine(); err != nil {
		return nil, err
	}
	up := session{Size: p.Revision.Media.Size, Type: pack.Limits.Containers[containerOf(p)]}
	if up.Type == "" {
		return nil, taglane.Errorf(taglane.Invalid, "TikTok does not take %s files.", containerOf(p))
	}
	chunk, count := s.cut.of(up.Size)
	body := initBody{Source: sourceInfo{Source: "FILE_UPLOAD", Size: up.Size, Chunk: chunk, Count: count}}
	address, counted := "/v2/post/publish/inbox/video/init/", perInbox
	if s.direct {
		address, counted = "/v2/post/publish/video/init/", perDay
		c, err := s.creator(ctx)
		if err != nil {
			return nil, err
		}
		if no := firstBlock(lookForPost(p, &c, s.audited)); no != nil {
			return nil, taglane.Refuse(taglane.Invalid, no.Said())
		}
		up.User, body.Post = c.Username, postOf(p)
	}
	return s.init(ctx, address, counted, body, up)
}

// init is the call that opens an upload. It counts once it was done; one
// without an answer is not asked for again for ever.
func (s *Service) init(ctx context.Context, address, counted string, body initBody, up session) (platform.UploadSession, error) {
	if err := s.mayOpen(); err != nil {
		return nil, err
	}
	var a envelope[initData]
	answer, err := s.call(ctx, perInit, httpx.Call{Method: http.MethodPost, URL: address, JSON: body, Into: &a})
	if err == nil && (a.Data.PublishID == "" || a.Data.UploadURL == "") {
		err = taglane.Errorf(taglane.Later, "The answer of %s cannot be read.", title)
		answer.Status = 0
	}
	switch {
	case err == nil:
		s.tally.spend(counted)
	case lost(answer, err):
		s.tally.spend(perLost)
	}
	if err != nil {
		return nil, err
	}
	up.PublishID, up.UploadURL, up.At = a.Data.PublishID, a.Data.UploadURL, httpx.DateOf(answer.Header)
	return json.Marshal(up)
}

// mayOpen says with Later until when no more uploads are opened. How many of
// the clips in the inbox were posted meanwhile only TikTok knows, so those are
// no reason.
func (s *Service) mayOpen() error {
	if err := s.tally.room(perLost); err != nil {
		return later(err, taglane.Say("Several uploads to TikTok came to nothing; the next one is tried within the hour."))
	}
	if !s.direct {
		return nil
	}
	return later(s.tally.room(perDay), saidTooMany())
}

// later says something else of the same time; nil of nil.
func later(err error, said taglane.Said) error {
	var e *taglane.Error
	if !errors.As(err, &e) {
		return err
	}
	told := taglane.Refuse(taglane.Later, said)
	told.Until = e.Until
	return told
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
