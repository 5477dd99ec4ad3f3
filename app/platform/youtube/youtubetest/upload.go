package youtubetest

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// step is what a piece is a multiple of, and what is kept of one that broke
// off, in bytes.
const step = 256 << 10

// upload is one session.
type upload struct {
	body  map[string]any
	slug  string
	total int64
	until time.Time // zero: for ever

	mu    sync.Mutex // one piece at a time
	kept  int64
	sum   hash.Hash
	room  []byte // for what arrives
	video *Video
}

// whole is a request's body; what arrives in part was not asked.
func whole(r *http.Request) []byte {
	b, err := io.ReadAll(io.LimitReader(r.Body, 4<<20))
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	return b
}

func drain(r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) }

// begin opens a session; the caller holds the lock.
func (t *Twin) begin(w http.ResponseWriter, r *http.Request, body []byte) {
	size, err := strconv.ParseInt(r.Header.Get("X-Upload-Content-Length"), 10, 64)
	var v map[string]any
	kind := r.Header.Get("X-Upload-Content-Type")
	switch {
	case !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json"), r.ContentLength != int64(len(body)), json.Unmarshal(body, &v) != nil:
		t.refuse(w, "an upload that begins without JSON: %v", r.Header)
		return
	case err != nil, size <= 0, size > 274_877_906_944, !strings.HasPrefix(kind, "video/") && kind != "application/octet-stream":
		t.refuse(w, "an upload of %q bytes of %q", r.Header.Get("X-Upload-Content-Length"), kind)
		return
	}
	if why := checkBody(v, parts(r.URL.Query())); why != "" {
		t.refuse(w, "a video with %s", why)
		return
	}
	status := v["status"].(map[string]any)
	if status["privacyStatus"] != "private" {
		// Lawful, but nobody has seen yet what will be public.
		t.refuse(w, "a video that is created %v", status["privacyStatus"])
		return
	}
	if at, ok := status["publishAt"].(string); ok {
		if _, err := time.Parse(time.RFC3339, at); err != nil {
			fail(w, http.StatusBadRequest, "youtube.video", "invalidPublishAt")
			return
		}
	}
	up := &upload{body: v, slug: r.Header.Get("Slug"), total: size, sum: sha256.New()}
	if life := t.knobs.SessionLife; life > 0 {
		up.until = t.Clock.Now().Add(life)
	}
	id := "upload-" + strconv.Itoa(len(t.issued)+1) + "-secretsecret"
	t.issued = append(t.issued, id)
	t.sessions[id] = up
	w.Header().Set("Location", t.url+UploadPath+"?uploadType=resumable&upload_id="+id)
	w.WriteHeader(http.StatusOK)
}

func (t *Twin) refuse(w http.ResponseWriter, format string, args ...any) {
	t.note(format, args...)
	fail(w, http.StatusBadRequest, "global", "badRequest")
}

// session is the one that is spoken of; nil once it is gone.
func (t *Twin) session(r *http.Request) (*upload, Knobs) {
	t.mu.Lock()
	defer t.mu.Unlock()
	up := t.sessions[r.URL.Query().Get("upload_id")]
	if up != nil && !up.until.IsZero() && !t.Clock.Now().Before(up.until) {
		return nil, t.knobs
	}
	return up, t.knobs
}

var errSpan = errors.New("no Content-Range that is known")

// spanOf reads a Content-Range; first is -1 of a question.
func spanOf(text string) (first, last, total int64, err error) {
	if n, err := fmt.Sscanf(text, "bytes */%d", &total); err == nil && n == 1 {
		return -1, -1, total, nil
	}
	if n, err := fmt.Sscanf(text, "bytes %d-%d/%d", &first, &last, &total); err != nil || n != 3 || last < first || first < 0 {
		return 0, 0, 0, errSpan
	}
	return first, last, total, nil
}

// arrive takes a piece, or a question about how much there is.
func (t *Twin) arrive(w http.ResponseWriter, r *http.Request) {
	up, k := t.session(r)
	if up == nil {
		drain(r)
		w.WriteHeader(k.Gone)
		return
	}
	up.mu.Lock()
	defer up.mu.Unlock()
	first, last, total, err := spanOf(r.Header.Get("Content-Range"))
	why := ""
	switch {
	case err != nil:
		why = "Content-Range " + r.Header.Get("Content-Range")
	case first < 0 && r.ContentLength != 0:
		why = "a question with a body"
	case first >= 0 && r.ContentLength != last-first+1:
		why = "a piece whose length is not what it says"
	case total != up.total, last >= total:
		why = "a piece of another whole"
	case up.video == nil && first >= 0 && last+1 < total && (last-first+1)%step != 0:
		why = "a piece that is no multiple of 256 KiB"
	}
	if why != "" {
		drain(r)
		t.mu.Lock()
		defer t.mu.Unlock()
		t.refuse(w, "%s", why)
		return
	}
	if first >= 0 && up.video == nil && first <= up.kept && last >= up.kept {
		if err := up.take(r.Body, up.kept-first, last-first+1, t.storing(k)); err != nil {
			panic(http.ErrAbortHandler)
		}
	}
	drain(r)
	t.tell(w, up, k)
}

// storing is how much of the next piece is kept; the knob is for one piece.
func (t *Twin) storing(k Knobs) int64 {
	if k.Stores == 0 {
		return 1 << 62
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.knobs.Stores = 0
	return int64(k.Stores)
}

// take keeps what arrives after the bytes that are known already, up to most.
// Of a piece that breaks off, whole steps are kept.
func (up *upload) take(r io.Reader, known, length, most int64) error {
	if _, err := io.CopyN(io.Discard, r, known); err != nil {
		return err
	}
	if up.room == nil {
		up.room = make([]byte, step)
	}
	for left := min(length-known, most); left > 0; {
		n, err := io.ReadFull(r, up.room[:min(left, step)])
		if err != nil {
			return err
		}
		up.sum.Write(up.room[:n])
		up.kept += int64(n)
		left -= int64(n)
	}
	return nil
}

// tell says how far a session is.
func (t *Twin) tell(w http.ResponseWriter, up *upload, k Knobs) {
	if up.kept < up.total {
		if up.kept > 0 {
			w.Header().Set("Range", fmt.Sprintf("bytes=0-%d", up.kept-1))
		}
		if k.Hint308 {
			w.Header().Set("X-HTTP-Status-Code-Override", "308")
			w.WriteHeader(http.StatusOK)
			return
		}
		w.WriteHeader(http.StatusPermanentRedirect)
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	code := http.StatusOK
	if up.video == nil {
		code, up.video = http.StatusCreated, t.create(up)
	}
	if k.Nameless {
		w.WriteHeader(code)
		return
	}
	give(w, code, up.video.shown([]string{"snippet", "status", "paidProductPlacementDetails"}))
}

// create makes the video of a whole upload; the caller holds the lock.
func (t *Twin) create(up *upload) *Video {
	v := &Video{
		ID: fmt.Sprintf("video-%05d", len(t.videos)+1), SHA256: hex.EncodeToString(up.sum.Sum(nil)), Size: up.total,
		FileName: up.slug, Polls: t.knobs.Processing, Stage: "processed", PublishedAt: t.Clock.Now(),
		Snippet: copied(up.body["snippet"]), Status: copied(up.body["status"]), Paid: copied(up.body["paidProductPlacementDetails"]),
		Stats: map[string]any{"viewCount": "0", "likeCount": "0", "commentCount": "0"},
	}
	for field, value := range map[string]any{"license": "youtube", "embeddable": true, "publicStatsViewable": true} {
		if _, said := v.Status[field]; !said {
			v.Status[field] = value
		}
	}
	if t.knobs.Made != nil {
		t.knobs.Made(v)
	}
	t.videos = append(t.videos, v)
	return v
}
