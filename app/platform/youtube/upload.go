package youtube

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"taglane/app/platform"
	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// session is what the outbox keeps for us between two calls. Whoever has the
// URI may upload.
type session struct {
	URI    string `json:"uri"`
	Key    string `json:"key"`
	Size   int64  `json:"size"`   // bytes
	Millis int64  `json:"millis"` // of the clip; 0: unknown
	Short  bool   `json:"short,omitempty"`
	Next   int64  `json:"next"`            // bytes YouTube has surely kept
	Video  string `json:"video,omitempty"` // its id, once known
	Goal   goal   `json:"goal"`
	Early  bool   `json:"early,omitempty"` // YouTube was told of Goal.At at the beginning
}

type goal struct {
	Privacy string `json:"privacy"`
	At      string `json:"at,omitempty"` // RFC 3339: YouTube publishes by itself
}

func (up session) kept() (platform.UploadSession, error) { return json.Marshal(up) }

// read takes a session apart; NotFound when it is not one of ours.
func (s *Service) read(us platform.UploadSession) (up session, err error) {
	if json.Unmarshal(us, &up) != nil || up.Size <= 0 || !s.ours(up.URI) {
		return session{}, taglane.Errorf(taglane.NotFound, "That is not an upload of this platform.")
	}
	u, _ := url.Parse(up.URI)
	s.client.Secrets.Add(up.URI, u.Query().Get("upload_id"))
	return up, nil
}

// ours says whether an address may be sent the token and the clip: YouTube's
// upload, on the host that was chosen or on the other one of Google's.
func (s *Service) ours(address string) bool {
	u, err := url.Parse(address)
	base, berr := url.Parse(s.client.Base)
	if err != nil || berr != nil || u.User != nil || u.Scheme != base.Scheme {
		return false
	}
	below := strings.TrimSuffix(base.Path, "/")
	if u.Host != base.Host {
		if !slices.Contains(hosts, u.Host) || !slices.Contains(hosts, base.Host) {
			return false
		}
		below = ""
	}
	p := strings.TrimPrefix(u.Path, below)
	return p == uploadPath || p == "/resumable"+uploadPath
}

var hosts = []string{"www.googleapis.com", "youtube.googleapis.com"}

// put speaks to the upload session. For n of 0 it asks how far it got.
func (s *Service) put(ctx context.Context, up session, off int64, r io.Reader, n int64) (reply, error) {
	span := "bytes */" + decimal(up.Size)
	h := http.Header{}
	if n > 0 {
		span = "bytes " + decimal(off) + "-" + decimal(off+n-1) + "/" + decimal(up.Size)
		h.Set("Content-Type", "video/*")
	}
	h.Set("Content-Range", span)
	answer, err := s.client.Do(ctx, httpx.Call{Method: http.MethodPut, URL: up.URI, Hosts: hosts, Header: h, Body: r, Length: n})
	if err != nil {
		return reply{}, err
	}
	return readReply(answer, up.Size)
}

// reply is what YouTube says of an upload session.
type reply struct {
	Kept  int64 // bytes
	Whole bool
	Video string // "" where a whole upload was confirmed without saying which video it is
}

func readReply(a httpx.Answer, size int64) (reply, error) {
	if a.Status == http.StatusPermanentRedirect || a.Header.Get("X-HTTP-Status-Code-Override") == "308" {
		kept, ok := stored(a.Header.Get("Range"))
		if !ok || kept > size {
			return reply{}, taglane.Errorf(taglane.Internal, "YouTube says something impossible about how much it has of the clip.")
		}
		return reply{Kept: kept}, nil
	}
	if a.Status >= 300 {
		return reply{}, taglane.Errorf(taglane.Internal, "The answer of %s cannot be read.", taglane.Plain("YouTube"))
	}
	var v video
	if len(a.Body) > 0 && json.Unmarshal(a.Body, &v) != nil {
		return reply{}, taglane.Errorf(taglane.Internal, "The answer of %s cannot be read.", taglane.Plain("YouTube"))
	}
	return reply{Kept: size, Whole: true, Video: v.ID}, nil
}

// stored reads the Range of an answer: the bytes kept, counted from 0. None at
// all means that nothing was kept.
func stored(text string) (int64, bool) {
	if text == "" {
		return 0, true
	}
	last, ok := strings.CutPrefix(strings.TrimPrefix(text, "bytes="), "0-")
	n, err := strconv.ParseInt(last, 10, 64)
	return n + 1, ok && err == nil && n >= 0
}

// Send sends one piece. Conflict: YouTube kept another number of bytes than
// this leads to, so its Status says where to go on.
func (s *Service) Send(ctx context.Context, us platform.UploadSession, off int64, r io.ReadSeeker, n int64) (platform.UploadSession, error) {
	up, err := s.read(us)
	switch {
	case err != nil:
		return nil, err
	case n <= 0 || off < 0 || n > chunkMost || off+n > up.Size, off+n < up.Size && n%chunkStep != 0:
		return nil, taglane.Errorf(taglane.Invalid, "That piece does not fit the upload.")
	case up.Video != "":
		return nil, misplaced()
	}
	if off < up.Next {
		// A piece twice would be skipped in silence; only YouTube's own word
		// lets us begin again before what it had confirmed.
		if now, err := s.put(ctx, up, 0, nil, 0); err != nil || now.Kept != off {
			return nil, gone(err, misplaced())
		}
	}
	last := off+n == up.Size
	if last {
		s.flying(up, 1)
	}
	got, err := s.put(ctx, up, off, s.narrowed(ctx, r), n)
	switch {
	case err == nil && (!got.Whole || got.Video != ""):
		s.flying(up, 0)
	case last && taglane.KindOf(err) == taglane.NotFound:
		s.flying(up, -1) // it was answered: this one was not taken
	}
	switch {
	case err != nil:
		return nil, gone(err, err)
	case got.Whole && !last, !got.Whole && got.Kept != off+n:
		return nil, misplaced()
	case got.Whole && got.Video == "", last && !got.Whole:
		return nil, taglane.Errorf(taglane.Later, "YouTube did not say what became of the last piece.")
	}
	up.Next, up.Video = got.Kept, got.Video
	return up.kept()
}

func misplaced() error {
	return taglane.Errorf(taglane.Conflict, "The upload stands elsewhere than expected.")
}

// gone tells of a session that is not known while a piece was sent: whether
// the video exists all the same is for Status to find out.
func gone(err, otherwise error) error {
	if taglane.KindOf(err) == taglane.NotFound {
		return taglane.Wrap(err, taglane.Conflict, "The upload stands elsewhere than expected.")
	}
	if err != nil {
		return err
	}
	return otherwise
}

// flying notes that a last piece is on its way (1), was turned away (-1), or
// that the session told how far it is (0). It is kept before the piece leaves,
// so that it is still known after a crash.
func (s *Service) flying(up session, n int) {
	name := up.name()
	if n <= 0 && !s.flown(up) {
		return
	}
	s.memory.remember(func(now *notes) {
		if now.Flying == nil {
			now.Flying = map[string]int{}
		}
		if now.Flying[name] += n; n == 0 || now.Flying[name] <= 0 {
			delete(now.Flying, name)
		}
		for old := range now.Flying {
			if len(now.Flying) > notesMost && old != name {
				delete(now.Flying, old)
			}
		}
	})
}

func (s *Service) flown(up session) (is bool) {
	s.memory.know(func(n notes) { is = n.Flying[up.name()] > 0 })
	return is
}

// name is what a session is called where its address may not stand.
func (up session) name() string {
	sum := sha256.Sum256([]byte(up.URI))
	return hex.EncodeToString(sum[:8])
}

func decimal(n int64) string { return strconv.FormatInt(n, 10) }

// query makes a query of names and values in turn.
func query(pairs ...string) url.Values {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		q.Set(pairs[i], pairs[i+1])
	}
	return q
}
