package facebook

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
	graph   = "https://graph.facebook.com"
	rupload = "https://rupload.facebook.com"
	version = "v25.0"
	// oneStream is a least piece larger than any clip: what is left of a clip
	// goes out in one piece.
	oneStream = 1 << 50
	// patience is how often, after a yes to the public call, a publishing phase
	// that has not begun is still taken for a late one: about 20 minutes.
	patience = 24
)

// brand is Facebook's name inside a sentence: the same in every language.
var brand = taglane.Plain("Facebook")

// Service publishes to one Page. It may be used by many at once.
type Service struct {
	client     *httpx.Client
	version    string
	upload     string // host of upload addresses, with its port if it has one
	page       string
	draftFirst bool

	mu     sync.Mutex
	secret secret
	keep   func(json.RawMessage) error
	polls  map[string]int // by video: questions in a row
	acks   map[string]int // by video: how often lateness is still forgiven
}

var (
	_ platform.Publisher = (*Service)(nil)
	_ platform.Insights  = (*Service)(nil)
	_ platform.Keeper    = (*Service)(nil)
)

func init() { platform.Register("facebook", New) }

// Capabilities says what was found on the day of checking. What a second
// public call does is not documented, so it is unknown, but for accounts that
// go by way of a draft.
func (s *Service) Capabilities() platform.Capabilities {
	c := platform.Capabilities{
		Service: "facebook", Title: "Facebook Reels", CheckedOn: checkedOn(),
		ChunkMin: oneStream, ReleaseRepeat: platform.RepeatUnknown, TagModel: platform.NoTags,
		Cover: true, PerDay: reelsPerDay,
	}
	if s.draftFirst {
		c.ReleaseRepeat = platform.RepeatAnswers
	}
	return c
}

var (
	versions = regexp.MustCompile(`^v[0-9]{1,3}\.[0-9]{1,2}$`)
	digits   = regexp.MustCompile(`^[0-9]{1,32}$`)
)

// New opens the account of a Page. Settings: page_id, unless the credentials
// name it; graph_version, "v25.0" unless said; draft_first=true; base_url and
// upload_base_url, which stand in for Facebook's two hosts. Invalid otherwise.
func New(account taglane.Account, credentials json.RawMessage) (platform.Publisher, error) {
	s := &Service{polls: map[string]int{}, acks: map[string]int{}}
	if len(credentials) > 0 {
		if err := json.Unmarshal(credentials, &s.secret); err != nil {
			return nil, taglane.Errorf(taglane.Invalid, "The credentials for Facebook cannot be read.")
		}
	}
	set := account.Settings
	s.page = first(set["page_id"], s.secret.PageID)
	s.version = first(set["graph_version"], version)
	s.draftFirst = set["draft_first"] == "true"
	if !digits.MatchString(s.page) {
		return nil, taglane.Errorf(taglane.Invalid, "Say which Page of Facebook is meant: its id is a number.")
	}
	if !versions.MatchString(s.version) {
		return nil, taglane.Errorf(taglane.Invalid, "%q is not a version of Facebook's interface, such as %s.", s.version, version)
	}
	up, err := url.Parse(first(set["upload_base_url"], rupload))
	if err != nil || up.Host == "" {
		return nil, taglane.Errorf(taglane.Invalid, "The address that clips are uploaded to is not one.")
	}
	s.upload = up.Host
	hidden := httpx.NewSecrets(s.secret.AppSecret, s.secret.AccessToken, s.secret.PageToken)
	s.client = &httpx.Client{
		Base: first(account.BaseURL, set["base_url"], graph), Service: "Facebook",
		Secrets: hidden, Explain: explain,
	}
	return s, nil
}

// Check looks at the clip, its words, and how many Reels the Page has had.
func (s *Service) Check(ctx context.Context, p taglane.Publication) ([]taglane.Finding, error) {
	if err := stopped(ctx); err != nil {
		return nil, err
	}
	return append(look(p), s.lookAtPage(ctx, p)...), nil
}

// session is an upload under way. Whoever holds it still needs the Page's token.
type session struct {
	Video string `json:"video"`
	URL   string `json:"url"`
	Size  int64  `json:"size"` // bytes
}

func sessionOf(us platform.UploadSession) (session, error) {
	var up session
	if json.Unmarshal(us, &up) != nil || !digits.MatchString(up.Video) || up.URL == "" || up.Size <= 0 {
		return up, taglane.Errorf(taglane.NotFound, "This is not an upload to Facebook.")
	}
	return up, nil
}

// Open begins an empty video that nobody sees.
func (s *Service) Open(ctx context.Context, _ string, p taglane.Publication) (platform.UploadSession, error) {
	var begun struct {
		Video string `json:"video_id"`
		URL   string `json:"upload_url"`
	}
	err := s.post(ctx, "/"+s.page+"/video_reels", url.Values{"upload_phase": {"start"}}, false, &begun)
	if err != nil {
		return nil, err
	}
	up := session{begun.Video, begun.URL, p.Revision.Media.Size}
	us, err := json.Marshal(up)
	if err == nil {
		_, err = sessionOf(us)
	}
	if err != nil {
		return nil, taglane.Wrap(err, taglane.Later, "The answer of %s cannot be read.", brand)
	}
	return us, nil
}

// Status tells what the video's own phases say. NotFound: there is no such
// video. Invalid: it could not be processed. Refused: it will not be published.
func (s *Service) Status(ctx context.Context, us platform.UploadSession) (platform.Status, error) {
	up, err := sessionOf(us)
	if err != nil {
		return platform.Status{}, err
	}
	v, head, err := s.video(ctx, up.Video)
	if err != nil {
		return platform.Status{}, err
	}
	return s.told(up, v, head)
}

// told puts what a video says of itself into our words. A value nobody knows
// means not yet known: it is neither ready nor public nor failed.
func (s *Service) told(up session, v video, head http.Header) (st platform.Status, err error) {
	if err := v.Status.failure(); err != nil {
		return st, err
	}
	sent := v.Status.Uploading
	st.Offset = min(sent.bytes(), up.Size)
	if sent.Status == complete {
		st.Offset = up.Size
	}
	st.Complete = st.Offset == up.Size
	switch {
	case v.public():
		st.Post = &taglane.Post{ID: up.Video, Link: v.link()}
	case sent.Status == complete && v.untouched() && !s.late(up.Video):
		st.Ready = true
	case sent.Status == complete && v.draft() && s.draftFirst && !s.late(up.Video):
		st.Ready = true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !st.Complete || st.Ready || st.Post != nil {
		delete(s.polls, up.Video)
		return st, nil
	}
	if until := v.Due.Sub(dateOf(head)); v.scheduled() && !v.Due.IsZero() && !dateOf(head).IsZero() && until > 0 {
		st.Wait = until
		return st, nil
	}
	st.Wait = min(10*time.Second<<min(s.polls[up.Video], 3), time.Minute)
	if usage(head) >= 80 {
		st.Wait = time.Minute
	}
	s.polls[up.Video]++
	return st, nil
}

// late says whether Facebook said yes to the public call a while ago, so that
// a publishing phase which has not begun is still to come.
func (s *Service) late(video string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.acks[video] == 0 {
		return false
	}
	s.acks[video]--
	return true
}

// Send streams what is left of the clip. Facebook is asked first where the
// upload stands; Conflict: elsewhere than off. Invalid: n is not all the rest.
func (s *Service) Send(ctx context.Context, us platform.UploadSession, off int64, r io.ReadSeeker, n int64) (platform.UploadSession, error) {
	up, err := sessionOf(us)
	if err != nil {
		return us, err
	}
	st, err := s.Status(ctx, us)
	switch {
	case err != nil:
		return us, err
	case st.Offset != off || st.Complete:
		return us, taglane.Errorf(taglane.Conflict, "The upload to Facebook stands elsewhere than expected.")
	case off+n != up.Size:
		return us, taglane.Errorf(taglane.Invalid, "Facebook takes the rest of a clip in one piece, and this is not it.")
	}
	token, err := s.token(ctx)
	if err != nil {
		return us, err
	}
	var taken struct {
		Success *bool `json:"success"`
	}
	_, err = s.client.Do(ctx, httpx.Call{
		Method: http.MethodPost, URL: up.URL, Hosts: []string{s.upload}, Body: r, Length: n, Into: &taken,
		Header: http.Header{
			"Authorization": {"OAuth " + token},
			"offset":        {strconv.FormatInt(off, 10)},
			"file_size":     {strconv.FormatInt(up.Size, 10)},
			"Content-Type":  {"application/octet-stream"},
		},
	})
	if err == nil && (taken.Success == nil || !*taken.Success) {
		err = taglane.Errorf(taglane.Later, "Facebook did not take the clip's bytes; it is asked how far they came.")
	}
	return us, err
}

// Release asks for the public act, unless the video says that this was done
// before. Later: Facebook said yes and has not published yet; Status tells.
// With the publication's setting schedule_at Facebook itself publishes at that
// time; Invalid: it is too near.
func (s *Service) Release(ctx context.Context, us platform.UploadSession, p taglane.Publication) (taglane.Post, error) {
	up, err := sessionOf(us)
	if err != nil {
		return taglane.Post{}, err
	}
	v, head, err := s.video(ctx, up.Video)
	if err != nil {
		return taglane.Post{}, err
	}
	st, err := s.told(up, v, head)
	switch {
	case err != nil:
		return taglane.Post{}, err
	case st.Post != nil:
		return *st.Post, nil
	case !st.Complete:
		return taglane.Post{}, taglane.Errorf(taglane.Conflict, "The clip is not at Facebook as a whole yet.")
	case !st.Ready:
		return taglane.Post{}, publishing(v)
	}
	due, err := dueOf(p, head)
	if err != nil {
		return taglane.Post{}, err
	}
	covered := s.cover(ctx, up.Video, p.Revision.Cover)
	if s.draftFirst && !v.draft() && due.IsZero() {
		if err := s.draft(ctx, up, p); err != nil {
			return taglane.Post{}, err
		}
	}
	if err := s.finish(ctx, up, p, "PUBLISHED", due); err != nil {
		return taglane.Post{}, err
	}
	if !covered {
		defer s.cover(ctx, up.Video, p.Revision.Cover)
	}
	return s.acknowledged(ctx, up)
}

// acknowledged reads what became of a yes to the public call.
func (s *Service) acknowledged(ctx context.Context, up session) (taglane.Post, error) {
	s.mu.Lock()
	s.acks[up.Video] = patience
	s.mu.Unlock()
	v, head, err := s.video(ctx, up.Video)
	if err != nil {
		return taglane.Post{}, taglane.Wrap(err, taglane.Later, "Facebook took the Reel and is still publishing it.")
	}
	st, err := s.told(up, v, head)
	switch {
	case err != nil:
		return taglane.Post{}, err
	case st.Post == nil:
		return taglane.Post{}, publishing(v)
	}
	return *st.Post, nil
}

// publishing is why there is no post yet.
func publishing(v video) *taglane.Error {
	if v.scheduled() {
		e := taglane.Errorf(taglane.Later, "Facebook keeps the Reel and publishes it at its time.")
		e.Until = v.Due.Time
		return e
	}
	return taglane.Errorf(taglane.Later, "Facebook took the Reel and is still publishing it.")
}

// draft finishes the video as a draft and insists on reading that it is one.
func (s *Service) draft(ctx context.Context, up session, p taglane.Publication) error {
	if err := s.finish(ctx, up, p, "DRAFT", time.Time{}); err != nil {
		return err
	}
	v, _, err := s.video(ctx, up.Video)
	if err != nil {
		return err
	}
	if err := v.Status.failure(); err != nil {
		return err
	}
	if !v.draft() {
		return taglane.Errorf(taglane.Later, "Facebook has not kept the draft yet; it is asked again.")
	}
	return nil
}

// finish ends the upload in a state. Into PUBLISHED it is the public act, which
// is left to Facebook where it is due later.
func (s *Service) finish(ctx context.Context, up session, p taglane.Publication, state string, due time.Time) error {
	public := state == "PUBLISHED"
	clip := p.Revision.Draft.Clip
	form := url.Values{
		"upload_phase": {"finish"}, "video_id": {up.Video}, "video_state": {state},
		"description": {clip.Caption}, "title": {first(p.Settings["title"], clip.Heading())},
	}
	if !due.IsZero() {
		form.Set("video_state", "SCHEDULED")
		form.Set("scheduled_publish_time", strconv.FormatInt(due.Unix(), 10))
	}
	var said struct {
		Success *bool `json:"success"`
	}
	if err := s.post(ctx, "/"+s.page+"/video_reels", form, public, &said); err != nil {
		return err
	}
	if said.Success != nil && *said.Success {
		return nil
	}
	if public {
		return taglane.Errorf(taglane.Unsure, "Facebook did not say whether it took the Reel.")
	}
	return taglane.Errorf(taglane.Later, "Facebook has not kept the draft yet; it is asked again.")
}

func first(of ...string) string {
	for _, s := range of {
		if s = strings.TrimSpace(s); s != "" {
			return s
		}
	}
	return ""
}
