package youtube

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/platformtest"
	"taglane/app/taglane"
)

// twin answers like YouTube as far as its documentation tells, and refuses
// whatever that does not know. It keeps its own ledger.
type twin struct {
	t    testing.TB
	http *httptest.Server

	mu       sync.Mutex
	access   string // the one token that is good
	scopes   string
	renewed  int
	channel  string
	sessions map[string]*arriving
	videos   []*kept
	units    int // of the shared quota
	inserts  int
	asked    []string // every request, in short
	wrong    []string // what no documentation knows

	// step, if set, may answer instead; it says whether it did.
	step func(w http.ResponseWriter, r *http.Request) bool
	// unlisted hides videos from the playlist, as its lag does.
	unlisted bool
	// stores is how many bytes of the next piece are stored; 0: all.
	stores int
	// processing is how often a video is found under way.
	processing int
	// made changes a video as it comes to be.
	made func(v *kept)
}

type arriving struct {
	body  map[string]any
	total int64
	bytes []byte
	video *kept
}

// kept is one video of the channel.
type kept struct {
	ID            string
	Snippet       map[string]any
	Status        map[string]any
	Paid          map[string]any
	Bytes         []byte
	Size, Millis  int64
	Polls         int
	Stage, Reason string
	Stats         map[string]any
}

const (
	secretToken   = "ya29.first-access"
	secretRefresh = "1//refresh-of-the-channel"
	allScopes     = "https://www.googleapis.com/auth/youtube.upload https://www.googleapis.com/auth/youtube.force-ssl"
)

func newTwin(t testing.TB) *twin {
	w := &twin{t: t, access: secretToken, scopes: allScopes, channel: "UCtwin", sessions: map[string]*arriving{}}
	w.http = httptest.NewServer(w)
	t.Cleanup(func() {
		w.http.Close()
		for _, text := range w.wrong {
			t.Errorf("YouTube's documentation does not know this: %s", text)
		}
	})
	return w
}

func (w *twin) account() taglane.Account {
	return taglane.Account{ID: "account-1", Service: "youtube", Name: "Twin", Settings: map[string]string{
		"base_url": w.http.URL, "token_base_url": w.http.URL, "channel_id": "UCtwin", "made_for_kids": "false", "ai": "false",
	}}
}

// open makes a connector, over a wire if there is one.
func (w *twin) open(t testing.TB, wire *platformtest.Wire) *Service {
	t.Helper()
	secret, _ := json.Marshal(map[string]string{
		"client_id": "client-1", "client_secret": "GOCSPX-secret", "access_token": secretToken,
		"refresh_token": secretRefresh, "token_type": "Bearer", "scope": w.scopes, "expiry": "2126-01-01T00:00:00Z",
	})
	p, err := platform.Open(w.account(), secret)
	if err != nil {
		t.Fatal(err)
	}
	s := p.(*Service)
	if wire != nil {
		s.client.HTTP = &http.Client{Transport: wire}
	}
	return s
}

func (w *twin) posts() (out []platformtest.Posted) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, v := range w.videos {
		if v.Status["privacyStatus"] == "public" {
			sum := sha256.Sum256(v.Bytes)
			out = append(out, platformtest.Posted{ID: v.ID, SHA256: hex.EncodeToString(sum[:])})
		}
	}
	return out
}

func (w *twin) forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sessions = map[string]*arriving{}
}

func (w *twin) requests() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]string{}, w.asked...)
}

func fail(rw http.ResponseWriter, code int, domain, reason string) {
	rw.Header().Set("Content-Type", "application/json; charset=UTF-8")
	rw.WriteHeader(code)
	fmt.Fprintf(rw, `{"error":{"code":%d,"message":"The request failed: <a href=\"/x\">%s</a>","errors":[{"domain":%q,"reason":%q,"message":"x"}]}}`, code, reason, domain, reason)
}

func give(rw http.ResponseWriter, code int, body any) {
	rw.Header().Set("Content-Type", "application/json; charset=UTF-8")
	b, _ := json.Marshal(body)
	rw.WriteHeader(code)
	_, _ = rw.Write(b)
}

func (w *twin) unknown(rw http.ResponseWriter, format string, args ...any) {
	w.wrong = append(w.wrong, fmt.Sprintf(format, args...))
	fail(rw, 400, "global", "badRequest")
}

func (w *twin) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	w.asked = append(w.asked, strings.TrimSpace(r.Method+" "+r.URL.Path+" "+r.Header.Get("Content-Range")))
	step := w.step
	w.mu.Unlock()
	if step != nil && step(rw, r) {
		return
	}
	body, err := io.ReadAll(r.Body)
	w.mu.Lock()
	defer w.mu.Unlock()
	if r.URL.Path == "/token" {
		w.token(rw, body)
		return
	}
	if r.Header.Get("Authorization") != "Bearer "+w.access {
		fail(rw, 401, "global", "authError")
		return
	}
	call := r.Method + " " + r.URL.Path
	if err != nil && call != "PUT "+uploadPath {
		panic(http.ErrAbortHandler) // what arrives in part was not asked
	}
	f, ok := facts[call]
	if !ok {
		w.unknown(rw, "%s", call)
		return
	}
	if why := f.check(r.URL.Query(), w.scopes); why != "" {
		w.unknown(rw, "%s: %s", call, why)
		return
	}
	w.units += f.units
	switch call {
	case "POST " + uploadPath:
		w.initiate(rw, r, body)
	case "PUT " + uploadPath:
		w.arrive(rw, r, body, err)
	case "GET " + channelsPath:
		give(rw, 200, map[string]any{"items": []any{map[string]any{"id": w.channel, "contentDetails": map[string]any{"relatedPlaylists": map[string]any{"uploads": "UUtwin"}}}}})
	case "GET " + itemsPath:
		w.playlist(rw, r.URL.Query())
	case "GET " + videosPath:
		w.list(rw, r.URL.Query())
	case "PUT " + videosPath:
		w.update(rw, r.URL.Query(), body)
	}
}

func (w *twin) token(rw http.ResponseWriter, body []byte) {
	v, _ := url.ParseQuery(string(body))
	if v.Get("grant_type") != "refresh_token" || v.Get("refresh_token") != secretRefresh || v.Get("client_id") != "client-1" || v.Get("client_secret") != "GOCSPX-secret" {
		give(rw, 400, map[string]string{"error": "invalid_grant"})
		return
	}
	w.renewed++
	w.access = "ya29.renewed-" + strconv.Itoa(w.renewed)
	give(rw, 200, map[string]any{"access_token": w.access, "expires_in": 3600, "token_type": "Bearer", "scope": w.scopes})
}

func (w *twin) initiate(rw http.ResponseWriter, r *http.Request, body []byte) {
	size, err := strconv.ParseInt(r.Header.Get("X-Upload-Content-Length"), 10, 64)
	var v map[string]any
	switch kind := r.Header.Get("X-Upload-Content-Type"); {
	case r.Header.Get("Content-Type") != "application/json; charset=UTF-8", err != nil || size <= 0,
		!strings.HasPrefix(kind, "video/") && kind != "application/octet-stream", json.Unmarshal(body, &v) != nil:
		w.unknown(rw, "an upload that begins with %v", r.Header)
		return
	}
	if why := checkBody(v, r.URL.Query().Get("part")); why != "" {
		w.unknown(rw, "%s", why)
		return
	}
	if s := v["status"].(map[string]any); s["privacyStatus"] != "private" {
		w.unknown(rw, "a video that is created %v", s["privacyStatus"])
		return
	}
	w.inserts++
	id := "up" + strconv.Itoa(len(w.sessions)) + strconv.Itoa(w.inserts) + "secretsecret"
	w.sessions[id] = &arriving{body: v, total: size}
	rw.Header().Set("Location", w.http.URL+uploadPath+"?uploadType=resumable&upload_id="+id)
}

func (w *twin) arrive(rw http.ResponseWriter, r *http.Request, body []byte, broken error) {
	up := w.sessions[r.URL.Query().Get("upload_id")]
	if up == nil {
		rw.WriteHeader(404)
		return
	}
	span := r.Header.Get("Content-Range")
	var first, last, total int64
	if n, err := fmt.Sscanf(span, "bytes */%d", &total); err == nil && n == 1 {
		first, last = -1, -1
	} else if n, err := fmt.Sscanf(span, "bytes %d-%d/%d", &first, &last, &total); err != nil || n != 3 || last < first {
		w.unknown(rw, "Content-Range %q", span)
		return
	}
	switch {
	case total != up.total, up.video == nil && first >= 0 && last+1 < total && (last-first+1)%chunkStep != 0:
		fail(rw, 400, "global", "badRequest")
		return
	case first < 0 && r.ContentLength != 0:
		w.unknown(rw, "a question with a body")
		return
	}
	if have := int64(len(up.bytes)); first >= 0 && up.video == nil && first <= have && last >= have {
		piece := body[min(have-first, int64(len(body))):]
		if broken != nil {
			piece = piece[:len(piece)/chunkStep*chunkStep]
		}
		if w.stores > 0 {
			piece, w.stores = piece[:min(len(piece), w.stores)], 0
		}
		up.bytes = append(up.bytes, piece...)
	}
	if broken != nil {
		panic(http.ErrAbortHandler)
	}
	if int64(len(up.bytes)) < up.total {
		if len(up.bytes) > 0 {
			rw.Header().Set("Range", fmt.Sprintf("bytes=0-%d", len(up.bytes)-1))
		}
		rw.WriteHeader(308)
		return
	}
	code := 200
	if up.video == nil {
		code, up.video = 201, w.create(up)
	}
	give(rw, code, up.video.shown("snippet,status"))
}

func (w *twin) create(up *arriving) *kept {
	v := &kept{
		ID: fmt.Sprintf("video-%05d", len(w.videos)+1), Bytes: up.bytes, Size: up.total, Polls: w.processing,
		Snippet: up.body["snippet"].(map[string]any), Status: up.body["status"].(map[string]any),
		Stage: "processed", Stats: map[string]any{"viewCount": "0", "likeCount": "0", "commentCount": "0"},
	}
	v.Paid, _ = up.body["paidProductPlacementDetails"].(map[string]any)
	for field, value := range map[string]any{"license": "youtube", "embeddable": true, "publicStatsViewable": true} {
		v.Status[field] = value
	}
	if w.made != nil {
		w.made(v)
	}
	w.videos = append(w.videos, v)
	return v
}

func (w *twin) playlist(rw http.ResponseWriter, q url.Values) {
	if q.Get("playlistId") != "UUtwin" {
		fail(rw, 404, "youtube.playlistItem", "playlistNotFound")
		return
	}
	from, _ := strconv.Atoi(q.Get("pageToken"))
	most, _ := strconv.Atoi(q.Get("maxResults"))
	items := []any{}
	for i := len(w.videos) - 1 - from; i >= 0 && len(items) < most && !w.unlisted; i-- {
		items = append(items, map[string]any{"contentDetails": map[string]any{"videoId": w.videos[i].ID}})
	}
	out := map[string]any{"items": items}
	if from+len(items) < len(w.videos) && len(items) > 0 {
		out["nextPageToken"] = strconv.Itoa(from + len(items))
	}
	give(rw, 200, out)
}

func (w *twin) list(rw http.ResponseWriter, q url.Values) {
	ids := strings.Split(q.Get("id"), ",")
	if len(ids) > 50 {
		w.unknown(rw, "%d ids", len(ids))
		return
	}
	items := []any{}
	for _, id := range ids {
		for _, v := range w.videos {
			if v.ID != id {
				continue
			}
			items = append(items, v.shown(q.Get("part")))
			if strings.Contains(q.Get("part"), "processingDetails") && v.Polls > 0 {
				v.Polls--
			}
		}
	}
	give(rw, 200, map[string]any{"items": items})
}

// update replaces the whole part: what is left out falls back to its default.
func (w *twin) update(rw http.ResponseWriter, q url.Values, body []byte) {
	var in map[string]any
	if json.Unmarshal(body, &in) != nil {
		w.unknown(rw, "an update that is not JSON")
		return
	}
	if why := checkBody(in, q.Get("part")); why != "" {
		w.unknown(rw, "%s", why)
		return
	}
	for _, v := range w.videos {
		if v.ID != in["id"] {
			continue
		}
		next := map[string]any{"privacyStatus": "public", "license": "youtube", "embeddable": true, "publicStatsViewable": true}
		for field, value := range in["status"].(map[string]any) {
			next[field] = value
		}
		if at, ok := next["publishAt"].(string); ok {
			if when, err := time.Parse(time.RFC3339, at); err != nil || next["privacyStatus"] != "private" || v.Status["privacyStatus"] == "public" || when.IsZero() {
				fail(rw, 400, "youtube.video", "invalidPublishAt")
				return
			}
		}
		v.Status = next
		give(rw, 200, v.shown("status"))
		return
	}
	fail(rw, 404, "youtube.video", "videoNotFound")
}

// shown are the parts of a video as its owner sees them.
func (v *kept) shown(parts string) map[string]any {
	out := map[string]any{"kind": "youtube#video", "id": v.ID}
	busy := v.Polls > 0
	for _, part := range strings.Split(parts, ",") {
		switch part {
		case "snippet":
			out[part] = v.Snippet
		case "status":
			s := map[string]any{"uploadStatus": v.Stage, "madeForKids": v.Status["selfDeclaredMadeForKids"] == true}
			for field, value := range v.Status {
				s[field] = value
			}
			if busy {
				s["uploadStatus"] = "uploaded"
			}
			if v.Reason != "" {
				s[map[string]string{"failed": "failureReason", "rejected": "rejectionReason"}[v.Stage]] = v.Reason
			}
			out[part] = s
		case "processingDetails":
			out[part] = map[string]any{"processingStatus": "succeeded"}
			if busy {
				out[part] = map[string]any{"processingStatus": "processing", "processingProgress": map[string]any{"timeLeftMs": "25000", "partsTotal": "10", "partsProcessed": "3"}}
			}
		case "fileDetails":
			f := map[string]any{"fileName": "x.mp4", "fileSize": strconv.FormatInt(v.Size, 10)}
			if v.Millis > 0 {
				f["durationMs"] = strconv.FormatInt(v.Millis, 10)
			}
			out[part] = f
		case "statistics":
			out[part] = v.Stats
		}
	}
	return out
}
