package tiktok

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"taglane/app/taglane"
)

const (
	appKey    = "twin-app-key"
	appSecret = "twin-app-secret-5f1c"
)

// twin is TikTok as its documentation has it: one account, its clock, its
// ledger of what became public and what waits in the inbox.
type twin struct {
	api, up *httptest.Server

	mu        sync.Mutex
	now       time.Time
	step      time.Duration // passes with every request
	life      time.Duration // of an access token; 0: for ever
	access    string
	granted   time.Time
	refresh   string
	scopes    string
	codes     map[string][2]string // login code → challenge, redirect
	rotated   int
	calls     map[string][]time.Time // by endpoint, for its limit
	seen      map[string]int
	creator   map[string]any
	code      string // creator_info's own error, told with 200
	audited   bool
	plan      plan
	polls     int    // how often it is still processing
	reason    string // how processing fails; "" if it does not
	hide      bool   // moderation tells no id yet
	broken    []int  // statuses the next pieces are answered with, before they are taken
	uploads   map[string]*upload
	made      int
	posted    int
	inits     []initBody
	pieces    []http.Header // of what came to upload addresses
	elsewhere string        // where upload addresses lead instead
}

type upload struct {
	id, token string
	at        time.Time
	size      int64
	chunk     int64
	count     int64
	pieces    int64
	bytes     []byte
	sum       string // of the whole, once it is delivered
	direct    bool
	asked     int
	posts     []string
	delivered time.Time // into the inbox or public
	finished  bool      // of the inbox: posted by its person
}

func newTwin(t testing.TB) *twin {
	w := &twin{
		now: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC), scopes: "user.info.basic,video.publish,video.upload,video.list",
		access: "act.twin-access-0", refresh: "rft.twin-refresh-0", codes: map[string][2]string{}, calls: map[string][]time.Time{}, seen: map[string]int{},
		creator: map[string]any{"creator_username": "ada", "creator_nickname": "Ada", "privacy_level_options": []string{everybody, friends, alone}, "max_video_post_duration_sec": 300},
		audited: true, plan: cut, uploads: map[string]*upload{},
	}
	w.granted = w.now
	api := http.NewServeMux()
	api.HandleFunc("POST /v2/oauth/token/", w.token)
	api.HandleFunc("POST /v2/oauth/revoke/", w.revoke)
	api.HandleFunc("POST /v2/post/publish/creator_info/query/", w.guard("video.publish", 20, w.creatorInfo))
	api.HandleFunc("POST /v2/post/publish/video/init/", w.guard("video.publish", 6, w.initDirect))
	api.HandleFunc("POST /v2/post/publish/inbox/video/init/", w.guard("video.upload", 6, w.initInbox))
	api.HandleFunc("POST /v2/post/publish/status/fetch/", w.guard("", 30, w.status))
	api.HandleFunc("POST /v2/video/query/", w.guard("video.list", 600, w.query))
	w.api = httptest.NewServer(w.dated(api))
	w.up = httptest.NewServer(w.dated(http.HandlerFunc(w.put)))
	t.Cleanup(w.api.Close)
	t.Cleanup(w.up.Close)
	return w
}

// account is a connection to the twin with a mode and more settings.
func (w *twin) account(settings ...string) taglane.Account {
	a := taglane.Account{ID: taglane.ID("account at " + w.api.URL), Service: "tiktok", Name: "Ada", BaseURL: w.api.URL, Settings: map[string]string{"upload_base_url": w.up.URL}}
	for i := 0; i < len(settings); i += 2 {
		a.Settings[settings[i]] = settings[i+1]
	}
	return a
}

func (w *twin) secret() json.RawMessage {
	b, _ := json.Marshal(credentials{ClientKey: appKey, ClientSecret: appSecret, Access: w.access, Refresh: w.refresh, OpenID: "open-1", Scope: w.scopes})
	return b
}

// pass lets time go by.
func (w *twin) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// with changes the twin between two requests.
func (w *twin) with(do func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	do()
}

func (w *twin) dated(h http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.mu.Lock()
		w.now = w.now.Add(w.step)
		w.seen[r.URL.Path]++
		rw.Header().Set("Date", w.now.Format(http.TimeFormat))
		w.mu.Unlock()
		h.ServeHTTP(rw, r)
	})
}

func say(rw http.ResponseWriter, status int, body any) {
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.WriteHeader(status)
	_ = json.NewEncoder(rw).Encode(body)
}

func refuse(rw http.ResponseWriter, status int, code string) {
	say(rw, status, map[string]any{"data": map[string]any{}, "error": map[string]string{"code": code, "message": "raw words of TikTok", "log_id": "20261123"}})
}

func answerData(rw http.ResponseWriter, data any) {
	say(rw, http.StatusOK, map[string]any{"data": data, "error": map[string]string{"code": "ok", "message": "", "log_id": "20261123"}})
}

// guard asks for the token and its permission, and counts calls in a sliding minute.
func (w *twin) guard(scope string, perMinute int, h http.HandlerFunc) http.HandlerFunc {
	return func(rw http.ResponseWriter, r *http.Request) {
		w.mu.Lock()
		defer w.mu.Unlock()
		token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
		switch {
		case token != w.access || w.life > 0 && w.now.Sub(w.granted) >= w.life:
			refuse(rw, http.StatusUnauthorized, "access_token_invalid")
			return
		case scope != "" && !slices.Contains(strings.Split(w.scopes, ","), scope):
			refuse(rw, http.StatusUnauthorized, "scope_not_authorized")
			return
		}
		recent := slices.DeleteFunc(w.calls[r.URL.Path], func(at time.Time) bool { return w.now.Sub(at) >= time.Minute })
		if len(recent) >= perMinute {
			refuse(rw, http.StatusTooManyRequests, "rate_limit_exceeded")
			return
		}
		w.calls[r.URL.Path] = append(recent, w.now)
		h(rw, r)
	}
}

// token answers flat, and tells its errors with 200.
func (w *twin) token(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	defer w.mu.Unlock()
	bad := func(code, text string) {
		say(rw, http.StatusOK, map[string]string{"error": code, "error_description": text, "log_id": "20261123"})
	}
	if err := r.ParseForm(); err != nil || r.PostForm.Get("client_key") != appKey || r.PostForm.Get("client_secret") != appSecret {
		bad("invalid_client", "Client key or secret is incorrect.")
		return
	}
	switch r.PostForm.Get("grant_type") {
	case "authorization_code":
		known, ok := w.codes[r.PostForm.Get("code")]
		delete(w.codes, r.PostForm.Get("code"))
		sum := sha256.Sum256([]byte(r.PostForm.Get("code_verifier")))
		switch {
		case !ok:
			bad("invalid_grant", "Authorization code is expired.")
			return
		case r.PostForm.Get("redirect_uri") != known[1]:
			bad("invalid_request", "Redirect_uri is not matched with the uri when requesting code.")
			return
		case hex.EncodeToString(sum[:]) != known[0]:
			bad("invalid_request", "Code verifier or code challenge is invalid.")
			return
		}
	case "refresh_token":
		if r.PostForm.Get("refresh_token") != w.refresh {
			bad("invalid_grant", "Refresh token is invalid or expired.")
			return
		}
	default:
		bad("unsupported_grant_type", "")
		return
	}
	w.rotated++
	w.access, w.refresh, w.granted = fmt.Sprint("act.twin-access-", w.rotated), fmt.Sprint("rft.twin-refresh-", w.rotated), w.now
	say(rw, http.StatusOK, map[string]any{
		"access_token": w.access, "expires_in": 86400, "open_id": "open-1", "refresh_expires_in": 31536000,
		"refresh_token": w.refresh, "scope": w.scopes, "token_type": "Bearer",
	})
}

func (w *twin) revoke(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if r.ParseForm() == nil && r.PostForm.Get("client_key") == appKey && r.PostForm.Get("client_secret") == appSecret && (r.PostForm.Get("token") == w.access || r.PostForm.Get("token") == w.refresh) {
		w.access, w.refresh = "", ""
	}
	say(rw, http.StatusOK, map[string]any{})
}

// creatorInfo tells its refusals with a status of 200.
func (w *twin) creatorInfo(rw http.ResponseWriter, _ *http.Request) {
	if w.code != "" {
		refuse(rw, http.StatusOK, w.code)
		return
	}
	answerData(rw, w.creator)
}

func (w *twin) initDirect(rw http.ResponseWriter, r *http.Request) { w.init(rw, r, true) }
func (w *twin) initInbox(rw http.ResponseWriter, r *http.Request)  { w.init(rw, r, false) }

func (w *twin) init(rw http.ResponseWriter, r *http.Request, direct bool) {
	var b initBody
	d := json.NewDecoder(r.Body)
	d.DisallowUnknownFields()
	if d.Decode(&b) != nil || !w.planned(b.Source) || direct != (b.Post != nil) {
		refuse(rw, http.StatusBadRequest, "invalid_param")
		return
	}
	w.inits = append(w.inits, b)
	day := 0
	for _, u := range w.uploads {
		if u.direct == direct && !u.finished && w.now.Sub(u.at) < 24*time.Hour {
			day++
		}
	}
	options, _ := w.creator["privacy_level_options"].([]string)
	switch {
	case !direct && day >= 5:
		refuse(rw, http.StatusForbidden, "spam_risk_too_many_pending_share")
		return
	case direct && day >= 15:
		refuse(rw, http.StatusForbidden, "spam_risk_too_many_posts")
		return
	case direct && !slices.Contains(options, b.Post.Privacy):
		refuse(rw, http.StatusForbidden, "privacy_level_option_mismatch")
		return
	case direct && !w.audited && (b.Post.Privacy != alone || slices.Contains(options, everybody)):
		refuse(rw, http.StatusForbidden, "unaudited_client_can_only_post_to_private_accounts")
		return
	}
	w.made++
	u := &upload{id: fmt.Sprintf("v_inbox_file~v2-1.%d", w.made), token: fmt.Sprintf("upload-secret-%d", w.made), at: w.now, bytes: make([]byte, 0, b.Source.Size), size: b.Source.Size, chunk: b.Source.Chunk, count: b.Source.Count, direct: direct}
	if direct {
		u.id = fmt.Sprintf("v_pub_file~v2-1.%d", w.made)
	}
	w.uploads[u.id] = u
	to := w.up.URL
	if w.elsewhere != "" {
		to = w.elsewhere
	}
	answerData(rw, map[string]string{"publish_id": u.id, "upload_url": to + "/video/?" + url.Values{"upload_id": {u.id}, "upload_token": {u.token}}.Encode()})
}

// planned holds the announced pieces to the rules of the reference, with a
// megabyte read either way.
func (w *twin) planned(s sourceInfo) bool {
	if s.Source != "FILE_UPLOAD" || s.Size <= 0 || s.Chunk <= 0 || s.Count != s.Size/s.Chunk || s.Count < 1 || s.Count > 1000 {
		return false
	}
	last := s.Size - (s.Count-1)*s.Chunk
	if s.Count == 1 {
		return s.Chunk == s.Size && s.Size <= w.plan.most
	}
	return s.Chunk >= w.plan.least && s.Chunk <= w.plan.most && last <= w.plan.lastMost
}

func (w *twin) status(rw http.ResponseWriter, r *http.Request) {
	var b struct {
		PublishID string `json:"publish_id"`
	}
	if json.NewDecoder(r.Body).Decode(&b) != nil {
		refuse(rw, http.StatusBadRequest, "invalid_param")
		return
	}
	u := w.uploads[b.PublishID]
	if u == nil {
		refuse(rw, http.StatusBadRequest, "invalid_publish_id")
		return
	}
	d := map[string]any{"status": "PROCESSING_UPLOAD", "uploaded_bytes": len(u.bytes)}
	if int64(len(u.bytes)) == u.size {
		u.asked++
		switch {
		case u.asked <= w.polls:
		case w.reason != "":
			d["status"], d["fail_reason"] = "FAILED", w.reason
		case !u.direct && !u.finished:
			d["status"] = "SEND_TO_USER_INBOX"
			u.deliver(w)
		default:
			d["status"] = "PUBLISH_COMPLETE"
			u.deliver(w)
			if !w.hide {
				ids := []json.RawMessage{}
				for _, id := range u.posts {
					ids = append(ids, json.RawMessage(id))
				}
				d["publicaly_available_post_id"] = ids
			}
		}
	}
	answerData(rw, d)
}

// query tells the counters of public videos.
func (w *twin) query(rw http.ResponseWriter, r *http.Request) {
	var b struct {
		Filters struct {
			IDs []string `json:"video_ids"`
		} `json:"filters"`
	}
	if json.NewDecoder(r.Body).Decode(&b) != nil || len(b.Filters.IDs) > 20 || r.URL.Query().Get("fields") == "" {
		refuse(rw, http.StatusBadRequest, "invalid_params")
		return
	}
	found := []map[string]any{}
	for _, u := range w.uploads {
		for _, id := range u.posts {
			if slices.Contains(b.Filters.IDs, id) {
				found = append(found, map[string]any{"id": id, "like_count": 12, "comment_count": 3, "share_count": 2, "view_count": 4500})
			}
		}
	}
	answerData(rw, map[string]any{"videos": found})
}

// deliver makes the post, or puts the clip into the inbox, once.
func (u *upload) deliver(w *twin) {
	if u.delivered.IsZero() {
		sum := sha256.Sum256(u.bytes)
		u.delivered, u.sum = w.now, hex.EncodeToString(sum[:])
	}
	if (u.direct || u.finished) && len(u.posts) == 0 {
		w.posted++
		u.posts = []string{fmt.Sprint(7300000000000000000 + int64(w.posted)), fmt.Sprint(7400000000000000000 + int64(w.posted))}
	}
}

// put takes a piece at the upload address, which knows no token but its own.
func (w *twin) put(rw http.ResponseWriter, r *http.Request) {
	body := make([]byte, max(r.ContentLength, 0))
	_, readErr := io.ReadFull(r.Body, body)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.pieces = append(w.pieces, r.Header.Clone())
	q := r.URL.Query()
	u := w.uploads[q.Get("upload_id")]
	var from, to, total int64
	_, err := fmt.Sscanf(r.Header.Get("Content-Range"), "bytes %d-%d/%d", &from, &to, &total)
	known := slices.Contains([]string{"video/mp4", "video/quicktime", "video/webm"}, r.Header.Get("Content-Type"))
	switch {
	case u == nil || q.Get("upload_token") != u.token:
		rw.WriteHeader(http.StatusNotFound)
	case w.now.Sub(u.at) > time.Hour:
		rw.WriteHeader(http.StatusForbidden)
	case r.Method != http.MethodPut || err != nil || !known || r.Header.Get("Authorization") != "":
		rw.WriteHeader(http.StatusBadRequest)
	case len(w.broken) > 0:
		rw.WriteHeader(w.broken[0])
		w.broken = w.broken[1:]
	case readErr != nil: // the line broke; what came of a piece is thrown away
	case from != int64(len(u.bytes)) || total != u.size:
		rw.Header().Set("Content-Range", fmt.Sprintf("bytes 0-%d/%d", len(u.bytes), u.size))
		rw.WriteHeader(http.StatusRequestedRangeNotSatisfiable)
	case to-from+1 != int64(len(body)) || r.ContentLength != int64(len(body)) || !u.planned(to, int64(len(body))):
		rw.WriteHeader(http.StatusBadRequest)
	default:
		u.bytes = append(u.bytes, body...)
		u.pieces++
		rw.Header().Set("Content-Range", fmt.Sprintf("bytes 0-%d/%d", len(u.bytes), u.size))
		if int64(len(u.bytes)) < u.size {
			rw.WriteHeader(http.StatusPartialContent)
			return
		}
		if w.reason == "" && w.polls == 0 {
			u.deliver(w)
		}
		rw.WriteHeader(http.StatusCreated)
	}
}

// planned says whether the piece is the one that was announced for its place.
func (u *upload) planned(to, n int64) bool {
	if u.pieces+1 < u.count {
		return n == u.chunk
	}
	return u.pieces+1 == u.count && to+1 == u.size
}
