package shopify

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// session is an upload under way. Whoever holds it may put a file in the place
// of the clip, as long as the signed address lives.
type session struct {
	Target      target    `json:"target"`
	Size        int64     `json:"size"` // bytes
	SHA256      string    `json:"sha256"`
	Marker      string    `json:"marker"`
	Name        string    `json:"name"` // of the file, with the marker in it
	Mime        string    `json:"mime"`
	Product     string    `json:"product,omitempty"` // whose page it goes onto; "" for the shop's files
	At          time.Time `json:"at,omitzero"`       // when the product is to appear
	Publication string    `json:"publication,omitempty"`
	Sent        bool      `json:"sent,omitempty"` // every byte was taken
}

func sessionOf(us platform.UploadSession) (session, error) {
	var up session
	if json.Unmarshal(us, &up) != nil || up.Target.URL == "" || up.Target.Resource == "" || up.Size <= 0 || up.Name == "" {
		return up, taglane.Errorf(taglane.NotFound, "This is not an upload to Shopify.")
	}
	return up, nil
}

func (up session) kept() (platform.UploadSession, error) {
	b, err := json.Marshal(up)
	if err != nil {
		return nil, taglane.Wrap(err, taglane.Internal, "The upload could not be noted.")
	}
	return b, nil
}

var markerForm = regexp.MustCompile(`^[A-Za-z0-9_]{4,40}$`)

// markerOf is our key as it can stand in the name of a file.
func markerOf(key string) string {
	if markerForm.MatchString(key) {
		return key
	}
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:])[:20]
}

// kinds are the files that Shopify takes, by ending.
var kinds = map[string]string{".mp4": "video/mp4", ".m4v": "video/mp4", ".mov": "video/quicktime", ".webm": "video/webm"}

// nameOf is a file's name: readable, with our marker, and another one after a
// clip of this name came to nothing, since names are given once.
func nameOf(title, marker, path string, attempt int) (name, mime string) {
	end := strings.ToLower(filepath.Ext(path))
	if mime = kinds[end]; mime == "" {
		end, mime = ".mp4", kinds[".mp4"]
	}
	again := ""
	if attempt > 0 {
		again = "." + strconv.Itoa(attempt+1)
	}
	return slug(title) + "-" + marker + again + end, mime
}

// Open asks for a signed address. A clip of this key that is there already is
// not uploaded twice: the session then stands for it.
func (s *Service) Open(ctx context.Context, key string, p taglane.Publication) (platform.UploadSession, error) {
	media := p.Revision.Media
	up := session{Size: media.Size, SHA256: media.SHA256, Marker: markerOf(key)}
	if err := s.aim(ctx, &up, p); err != nil {
		return nil, err
	}
	had, err := s.ours(ctx, up)
	if err != nil {
		return nil, err
	}
	heading := p.Revision.Draft.Clip.Heading()
	up.Name, up.Mime = nameOf(heading, up.Marker, media.Path, len(had))
	for _, v := range had {
		if v.state() != failed {
			up.Name, up.Sent = v.Name, true
		}
	}
	if up.Target, err = s.stage(ctx, up); err != nil {
		return nil, err
	}
	return up.kept()
}

// stage asks for a fresh signed address.
func (s *Service) stage(ctx context.Context, up session) (t target, err error) {
	got, err := s.ask(ctx, stageDocument, map[string]any{"input": []any{map[string]any{
		"filename": up.Name, "mimeType": up.Mime, "resource": "VIDEO", "fileSize": strconv.FormatInt(up.Size, 10), "httpMethod": "POST",
	}}})
	if err != nil {
		return t, err
	}
	var staged struct {
		Targets []target    `json:"stagedTargets"`
		Errors  []userError `json:"userErrors"`
	}
	if _, err := got.into(stageDocument.root, &staged); err != nil {
		return t, err
	}
	if err := s.refusal("files", staged.Errors); err != nil {
		return t, err
	}
	if len(staged.Targets) != 1 || staged.Targets[0].URL == "" || staged.Targets[0].Resource == "" {
		return t, unreadable("%d signed addresses", len(staged.Targets))
	}
	t = staged.Targets[0]
	return t, s.trusted(t.URL)
}

// trusted refuses a signed address that is none to send a clip to: Shopify's own
// lie on the open internet. What stands in for Shopify is on this computer.
func (s *Service) trusted(address string) error {
	u, err := url.Parse(address)
	base, baseErr := url.Parse(s.admin.Base)
	if err != nil || baseErr != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && u.Host != base.Host {
		return taglane.Errorf(taglane.Refused, "%s named an address that is not its own, so nothing was sent there.", title)
	}
	return nil
}

// Send streams the clip to the signed address, as a form whose length is known
// before its first byte. An address that was sent to before is given up for a
// fresh one, since nobody knows how much arrived there. Conflict: off is not the
// beginning, or the clip is there already. Invalid: n is not all of it.
func (s *Service) Send(ctx context.Context, us platform.UploadSession, off int64, r io.ReadSeeker, n int64) (platform.UploadSession, error) {
	up, err := sessionOf(us)
	switch {
	case err != nil:
		return us, err
	case up.Sent || off != 0:
		return us, taglane.Errorf(taglane.Conflict, "Shopify takes a clip from its beginning only.")
	case n != up.Size:
		return us, taglane.Errorf(taglane.Invalid, "Shopify takes a clip in one piece, and this is not it.")
	}
	if ctx.Err() != nil {
		return us, taglane.Wrap(ctx.Err(), taglane.Later, "The call to %s was called off.", title)
	}
	if s.tally.spent(up.Target.URL) {
		if up.Target, err = s.stage(ctx, up); err != nil {
			return us, err
		}
		s.tally.spent(up.Target.URL)
	}
	if err := s.stream(ctx, up, r); err != nil {
		return us, err
	}
	up.Sent = true
	return up.kept()
}

// stream sends the form: all fields in the order in which they were given, and
// the file last.
func (s *Service) stream(ctx context.Context, up session, file io.Reader) error {
	var head bytes.Buffer
	form := multipart.NewWriter(&head)
	for _, f := range up.Target.Fields {
		if err := form.WriteField(f.Name, f.Value); err != nil {
			return taglane.Wrap(err, taglane.Internal, "The upload could not be noted.")
		}
	}
	part := textproto.MIMEHeader{}
	part.Set("Content-Disposition", `form-data; name="file"; filename="`+up.Name+`"`)
	part.Set("Content-Type", up.Mime)
	if _, err := form.CreatePart(part); err != nil {
		return taglane.Wrap(err, taglane.Internal, "The upload could not be noted.")
	}
	tail := "\r\n--" + form.Boundary() + "--\r\n"
	to, err := url.Parse(up.Target.URL)
	if err != nil || s.trusted(up.Target.URL) != nil {
		return taglane.Errorf(taglane.NotFound, "This is not an upload to Shopify.")
	}
	c := &httpx.Client{
		Base: to.Scheme + "://" + to.Host, HTTP: s.via, Service: title, Explain: s.explainBucket,
		Secrets: s.hidden, Now: s.tally.clock.Now, Wait: s.wait, Log: s.admin.Log,
	}
	s.conceal(up.Target)
	a, err := c.Do(ctx, httpx.Call{
		Method: http.MethodPost, URL: up.Target.URL,
		Header: http.Header{"Content-Type": {form.FormDataContentType()}},
		Body:   io.MultiReader(&head, io.LimitReader(file, up.Size), strings.NewReader(tail)),
		Length: int64(head.Len()) + up.Size + int64(len(tail)),
	})
	if err != nil {
		return s.tally.clock.Told(err)
	}
	if a.Status >= 300 {
		return unreadable("the signed address answers with status %d", a.Status)
	}
	return nil
}

// conceal keeps a signed address and what goes with it out of every log.
func (s *Service) conceal(t target) {
	s.hidden.Add(t.URL)
	values := []string{}
	if u, err := url.Parse(t.URL); err == nil {
		for _, all := range u.Query() {
			values = append(values, all...)
		}
	}
	for _, f := range t.Fields {
		values = append(values, f.Value)
	}
	for _, v := range values {
		if len(v) >= 16 { // what is shorter is no signature
			s.hidden.Add(v)
		}
	}
}

// explainBucket reads a no of the store behind the signed address, which speaks
// XML. Only another size is final: everything else is tried with a fresh address.
func (s *Service) explainBucket(status int, _ http.Header, body []byte) error {
	var no struct {
		XMLName xml.Name
		Code    string `xml:"Code"`
	}
	_ = xml.Unmarshal(body, &no) // what is no XML has no code
	log := fmt.Errorf("status %d, %.60q", status, no.Code)
	switch {
	case no.Code == "EntityTooLarge", no.Code == "EntityTooSmall", status == http.StatusRequestEntityTooLarge:
		return taglane.Wrap(log, taglane.Invalid, "The clip's file has another size than when its upload began. Freeze it anew and publish again.")
	case status < 500 && status != http.StatusTooManyRequests:
		return taglane.Wrap(log, taglane.Later, "The address that Shopify gave for the clip is no longer valid; the next try gets a new one.")
	}
	return nil
}

// Status looks for the clip by the name of its file, for nothing else can be
// asked: a signed address does not tell how far it got. Refused and Invalid: the
// clip is there and came to nothing. Dead: it only has to be sent again.
func (s *Service) Status(ctx context.Context, us platform.UploadSession) (platform.Status, error) {
	up, err := sessionOf(us)
	if err != nil {
		return platform.Status{}, err
	}
	v, err := s.find(ctx, up)
	if err != nil {
		return platform.Status{}, err
	}
	if v != nil {
		return s.standing(up, *v)
	}
	st := platform.Status{}
	if up.Sent {
		st = platform.Status{Offset: up.Size, Complete: true, Ready: true}
	}
	if up.Sent && s.tally.late(up.Name) {
		st.Ready, st.Wait = false, s.silence
	}
	return st, nil
}

// standing is how a clip that was found stands.
func (s *Service) standing(up session, v found) (platform.Status, error) {
	st := platform.Status{Offset: up.Size, Complete: true}
	switch v.state() {
	case failed:
		again, err := s.grief(v.video)
		if again {
			return platform.Status{Dead: true}, nil
		}
		return platform.Status{}, err
	case ready:
		post := taglane.Post{ID: v.ID, Link: v.link(), PublicAt: up.At}
		st.Ready, st.Post = true, &post
	default:
		st.Wait = s.tally.poll(v.ID)
	}
	return st, nil
}
