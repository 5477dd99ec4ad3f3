package facebook

import (
	"context"
	"encoding/json"
	"io"
	"net/url"
	"strconv"
	"sync"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/graph"
	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

const (
	// oneStream is a least piece larger than any clip: what is left of a clip
	// goes out in one piece.
	oneStream = 1 << 50
	// patience is how often, after a yes to the public call, a publishing phase
	// that has not begun is still taken for a late one: about 20 minutes.
	patience = 24
	// reelsOfTheDay names the acts that are counted.
	reelsOfTheDay = "reels"
)

// title is Facebook's name inside a sentence: the same in every language.
const title = "Facebook"

// brand is the title where a sentence takes it.
var brand = taglane.Plain(title)

// Service publishes to one Page. It may be used by many at once.
type Service struct {
	client     *graph.Client
	account    taglane.Account
	page       string
	draftFirst bool

	mu     sync.Mutex
	secret graph.Secret
	keep   func(json.RawMessage) error
	polls  map[string]int // by video: questions in a row
	acks   map[string]int // by video: how often lateness is still forgiven
}

var _ graph.Connector = (*Service)(nil)

func init() {
	platform.Register("facebook", New)
	platform.Describe("facebook", profile())
}

// Capabilities says what was found on the day of checking. What a second
// public call does is not documented, so it is unknown, but for accounts that
// go by way of a draft.
func (s *Service) Capabilities() platform.Capabilities {
	c := platform.Capabilities{
		Service: "facebook", Title: "Facebook Reels", CheckedOn: checkedOn(),
		ChunkMin: oneStream, ReleaseRepeat: platform.RepeatUnknown, TagModel: platform.NoTags,
		Cover: true, Schedules: true, PerDay: reelsPerDay,
	}
	if s.draftFirst {
		c.ReleaseRepeat = platform.RepeatAnswers
	}
	return c
}

// New opens the account of a Page. Settings: page_id, unless the credentials
// name it; draft_first=true; and those of graph.WhereOf. Invalid otherwise.
func New(account taglane.Account, credentials json.RawMessage) (platform.Publisher, error) {
	s, err := open(account, credentials)
	if err != nil {
		return nil, err
	}
	if s.page == "" {
		return nil, taglane.Errorf(taglane.Invalid, "Say which Page of Facebook is meant: its id is a number.")
	}
	return s, nil
}

// open is New for whoever has not chosen a Page yet.
func open(account taglane.Account, credentials json.RawMessage) (*Service, error) {
	secret, err := graph.ReadSecret(title, credentials)
	if err != nil {
		return nil, err
	}
	where, err := graph.WhereOf(account, title, graph.Host)
	if err != nil {
		return nil, err
	}
	s := &Service{account: account, secret: secret, polls: map[string]int{}, acks: map[string]int{}}
	s.page = graph.First(account.Settings["page_id"], secret.PageID)
	s.draftFirst = account.Settings["draft_first"] == "true"
	if s.page != "" && !graph.IsID(s.page) {
		return nil, taglane.Errorf(taglane.Invalid, "Say which Page of Facebook is meant: its id is a number.")
	}
	s.client = graph.Open(title, where, secret, explain, map[string]int{reelsOfTheDay: reelsPerDay})
	return s, nil
}

// Check looks at the clip, its words, and how many Reels the Page has had.
func (s *Service) Check(ctx context.Context, p taglane.Publication) ([]taglane.Finding, error) {
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
	if json.Unmarshal(us, &up) != nil || !graph.IsID(up.Video) || up.URL == "" || up.Size <= 0 {
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
	err := s.post(ctx, url.Values{"upload_phase": {"start"}}, false, &begun, s.page, "video_reels")
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
	v, _, err := s.video(ctx, up.Video)
	if err != nil {
		return platform.Status{}, err
	}
	return s.told(up, v)
}

// told puts what a video says of itself into our words. A value nobody knows
// means not yet known: it is neither ready nor public nor failed.
func (s *Service) told(up session, v video) (st platform.Status, err error) {
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
	case sent.Status == complete && v.scheduled() && !v.Due.IsZero():
		st.Post = &taglane.Post{ID: up.Video, Link: v.link(), PublicAt: v.Due.UTC()}
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
	st.Wait = min(10*time.Second<<min(s.polls[up.Video], 3), time.Minute)
	if s.client.Pace.Near() {
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
		return us, graph.Elsewhere(title)
	case off+n != up.Size:
		return us, taglane.Errorf(taglane.Invalid, "Facebook takes the rest of a clip in one piece, and this is not it.")
	}
	token, err := s.token(ctx)
	if err != nil {
		return us, err
	}
	rest := graph.Rest{URL: up.URL, Hosts: []string{graph.HostOf(s.client.Where.Upload)}, Token: token, Off: off, Size: up.Size, Body: r}
	return us, s.client.Send(ctx, rest, func() (int64, error) {
		st, err := s.Status(ctx, us)
		return st.Offset, err
	})
}

// Release asks for the public act, unless the video says that this was done
// before. Later: Facebook said yes and has not published yet; Status tells.
// With the publication's setting publish_at Facebook itself publishes at that
// time, and the post says when; Invalid: it is too near.
func (s *Service) Release(ctx context.Context, us platform.UploadSession, p taglane.Publication) (taglane.Post, error) {
	up, err := sessionOf(us)
	if err != nil {
		return taglane.Post{}, err
	}
	v, head, err := s.video(ctx, up.Video)
	if err != nil {
		return taglane.Post{}, platform.Unasked(err)
	}
	st, err := s.told(up, v)
	switch {
	case err != nil:
		return taglane.Post{}, err
	case st.Post != nil:
		return *st.Post, nil
	case !st.Complete:
		return taglane.Post{}, taglane.Errorf(taglane.Conflict, "The clip is not at Facebook as a whole yet.")
	case !st.Ready:
		return taglane.Post{}, publishing()
	}
	due, err := dueOf(p, httpx.DateOf(head))
	if err != nil {
		return taglane.Post{}, platform.Unasked(err)
	}
	if err := s.Room(ctx); err != nil {
		return taglane.Post{}, platform.Unasked(err)
	}
	covered := s.cover(ctx, up.Video, p.Revision.Cover)
	if s.draftFirst && !v.draft() && due.IsZero() {
		if err := s.draft(ctx, up, p); err != nil {
			return taglane.Post{}, err
		}
	}
	err = s.finish(ctx, up, p, "PUBLISHED", due)
	if err == nil || taglane.KindOf(err) == taglane.Unsure {
		s.client.Pace.Note(reelsOfTheDay)
	}
	if err != nil {
		return s.doubt(ctx, up, err)
	}
	if !covered {
		defer s.cover(ctx, up.Video, p.Revision.Cover)
	}
	return s.acknowledged(ctx, up)
}

// Room says with Later until when a Page has as many Reels as it may.
func (s *Service) Room(context.Context) error {
	return s.client.Pace.Room(reelsOfTheDay, taglane.Say("Facebook takes %d Reels of a Page within 24 hours; this one waits until there is room.", reelsPerDay))
}

// doubt asks the video what became of a no, for Reels went live under one
// before. A refusal is not believed while nothing but silence confirms it.
func (s *Service) doubt(ctx context.Context, up session, no error) (taglane.Post, error) {
	kind := taglane.KindOf(no)
	if kind != taglane.Refused && kind != taglane.Later {
		return taglane.Post{}, no
	}
	if v, _, err := s.video(ctx, up.Video); err == nil && v.public() {
		s.client.Pace.Note(reelsOfTheDay)
		return taglane.Post{ID: up.Video, Link: v.link()}, nil
	}
	if kind == taglane.Refused {
		s.client.Pace.Note(reelsOfTheDay)
		no = taglane.Wrap(no, taglane.Unsure, "Facebook did not say yes, and the Reel may be public all the same.")
	}
	return taglane.Post{}, no
}

// acknowledged reads what became of a yes to the public call.
func (s *Service) acknowledged(ctx context.Context, up session) (taglane.Post, error) {
	s.mu.Lock()
	s.acks[up.Video] = patience
	s.mu.Unlock()
	v, _, err := s.video(ctx, up.Video)
	if err != nil {
		return taglane.Post{}, taglane.Wrap(err, taglane.Later, "Facebook took the Reel and is still publishing it.")
	}
	st, err := s.told(up, v)
	switch {
	case err != nil:
		return taglane.Post{}, err
	case st.Post == nil:
		return taglane.Post{}, publishing()
	}
	return *st.Post, nil
}

// publishing is why there is no post yet.
func publishing() *taglane.Error {
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
		"description": {clip.Caption}, "title": {headingOf(p)},
	}
	if !due.IsZero() {
		form.Set("video_state", "SCHEDULED")
		form.Set("scheduled_publish_time", strconv.FormatInt(due.Unix(), 10))
	}
	var said struct {
		Success *bool `json:"success"`
	}
	if err := s.post(ctx, form, public, &said, s.page, "video_reels"); err != nil {
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

func headingOf(p taglane.Publication) string {
	return graph.First(p.Settings["title"], p.Revision.Draft.Clip.Heading())
}
