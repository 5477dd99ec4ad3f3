package facebook

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

const (
	pageID    = "1002003004005"
	pageToken = "EAApageTOKENofTheKitchen"
	userToken = "EAAuserTOKENofMia"
	longToken = "EAAuserTOKENthatLasts"
	appSecret = "0123456789abcdefSECRET"
)

// twin is Facebook as its pages describe it, with a ledger of what is public.
type twin struct {
	t        testing.TB
	graph    *httptest.Server
	rupload  *httptest.Server
	wire     platformtest.Wire
	contract *contract

	mu     sync.Mutex
	clock  time.Time
	videos map[string]*reel
	order  []string
	posts  []platformtest.Posted
	asked  []string // method and path of every request, with the phase and state

	// What it does differently from a good day.
	spelling   string            // of the field with the bytes
	lag        int               // reads of the status after a finish before publishing_phase moves
	never      bool              // publishing_phase never moves
	again      string            // a second finish: "same", "post" or "error"
	outcome    string            // JSON of a status that overrules everything
	faults     map[string]answer // by "POST video_reels finish" and its like: answered instead
	usage      map[string]string // rate headers
	firms      bool              // the Page is listed under a business only
	cannotPost bool              // … and may not be posted to
	retired    map[string]bool   // metrics
	figures    map[string]string // JSON by metric
	reels      []time.Time       // made today
	coverFails bool
	foreign    bool // upload_url leads elsewhere
}

type reel struct {
	bytes     []byte
	size      int64
	state     string // "", DRAFT, SCHEDULED, PUBLISHED
	due       time.Time
	reads     int // of the status since the finish
	finishes  int
	published bool
	form      url.Values
	covers    [][]byte
}

type answer struct {
	status int
	body   string
	after  bool // it happens nevertheless
}

func newTwin(t testing.TB) *twin {
	w := &twin{t: t, clock: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC), videos: map[string]*reel{}, contract: readContract(t),
		spelling: "bytes_transferred", again: "same", faults: map[string]answer{}, usage: map[string]string{}, retired: map[string]bool{}, figures: map[string]string{}}
	w.graph = httptest.NewServer(http.HandlerFunc(w.serve))
	w.rupload = httptest.NewServer(http.HandlerFunc(w.receive))
	keep := http.DefaultTransport.(*http.Transport).Clone()
	w.wire.Base = keep
	t.Cleanup(func() {
		keep.CloseIdleConnections()
		w.graph.Close()
		w.rupload.Close()
	})
	return w
}

func (w *twin) account(more map[string]string) taglane.Account {
	set := map[string]string{"page_id": pageID, "base_url": w.graph.URL, "upload_base_url": w.rupload.URL}
	for k, v := range more {
		set[k] = v
	}
	return taglane.Account{ID: "a", Service: "facebook", Name: "Kitchen", Settings: set}
}

func (w *twin) connect(t testing.TB, more map[string]string, s secret) *Service {
	t.Helper()
	b, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	p, err := platform.Open(w.account(more), b)
	if err != nil {
		t.Fatal(err)
	}
	f := p.(*Service)
	f.client.HTTP = &http.Client{Transport: &w.wire}
	return f
}

func withPage() secret { return secret{PageToken: pageToken, AppSecret: appSecret} }

func (w *twin) publics() []platformtest.Posted {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]platformtest.Posted(nil), w.posts...)
}

func (w *twin) forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.videos = map[string]*reel{}
}

func (w *twin) requests(what string) (n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, a := range w.asked {
		if strings.Contains(a, what) {
			n++
		}
	}
	return n
}

// serve answers as graph.facebook.com.
func (w *twin) serve(rw http.ResponseWriter, r *http.Request) {
	sent, file, err := paramsOf(r)
	if err != nil {
		w.no(rw, http.StatusBadRequest, 1, 0, "")
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, wrong := range w.contract.breaches(r.Method, r.URL.Path, sent) {
		w.t.Errorf("%s", wrong)
	}
	rw.Header().Set("Date", w.clock.Format(http.TimeFormat))
	for k, v := range w.usage {
		rw.Header().Set(k, v)
	}
	parts := strings.Split(strings.TrimPrefix(r.URL.Path, "/"), "/")[1:]
	what := strings.TrimSpace(strings.Join([]string{r.Method, parts[len(parts)-1], sent.Get("upload_phase"), sent.Get("video_state"), sent.Get("metric")}, " "))
	if len(parts) == 1 {
		what = r.Method + " video"
	}
	w.asked = append(w.asked, what)
	out := http.ResponseWriter(rw)
	if f, ok := w.faults[what]; ok {
		rw.WriteHeader(f.status)
		_, _ = io.WriteString(rw, f.body)
		if !f.after {
			return
		}
		out = httptest.NewRecorder()
	}
	if !w.known(sent, parts) {
		w.no(out, http.StatusBadRequest, 190, 463, "Log in again.")
		return
	}
	w.route(out, r.Method, parts, sent, file)
}

// known says whether the token is one of those given out for this.
func (w *twin) known(sent url.Values, parts []string) bool {
	token := sent.Get("access_token")
	if parts[0] == "oauth" {
		return sent.Get("client_secret") == appSecret && sent.Get("fb_exchange_token") == userToken
	}
	if p := sent.Get("appsecret_proof"); p != "" && p != proof(appSecret, token) {
		return false
	}
	if parts[0] == "me" || strings.HasSuffix(parts[len(parts)-1], "_pages") {
		return token == userToken || token == longToken
	}
	return token == pageToken
}

func (w *twin) route(rw http.ResponseWriter, method string, parts []string, sent url.Values, file []byte) {
	last := parts[len(parts)-1]
	switch {
	case last == "access_token":
		w.yes(rw, `{"access_token":%q,"token_type":"bearer"}`, longToken)
	case last == "accounts" && w.firms:
		w.yes(rw, `{"data":[{"id":"77","name":"Other","access_token":"EAAotherToken"}]}`)
	case last == "accounts" && sent.Get("after") == "":
		w.yes(rw, `{"data":[{"id":"77","name":"Other","access_token":"EAAotherToken"}],"paging":{"cursors":{"after":"MTAx"},"next":"https://graph.facebook.com/next"}}`)
	case last == "accounts":
		w.yes(rw, `{"data":[{"id":%q,"name":"Kitchen","access_token":%q}]}`, pageID, pageToken)
	case last == "businesses":
		w.yes(rw, `{"data":[{"id":"500","name":"Lumen"}]}`)
	case last == "owned_pages":
		w.yes(rw, `{"data":[]}`)
	case last == "client_pages":
		w.yes(rw, `{"data":[{"id":%q,"name":"Kitchen","access_token":%q,"can_post":%v}]}`, pageID, pageToken, !w.cannotPost)
	case last == "video_reels" && parts[0] != pageID:
		w.no(rw, http.StatusForbidden, 200, 0, "")
	case last == "video_reels" && method == http.MethodGet:
		w.listReels(rw)
	case last == "video_reels" && strings.EqualFold(sent.Get("upload_phase"), "start"):
		w.start(rw)
	case last == "video_reels":
		w.finish(rw, sent)
	case last == "insights":
		w.insights(rw, sent.Get("metric"))
	case w.videos[parts[0]] == nil:
		w.no(rw, http.StatusBadRequest, 100, 33, "")
	case last == "thumbnails":
		w.thumbnails(rw, method, w.videos[parts[0]], sent, file)
	default:
		w.tell(rw, parts[0], w.videos[parts[0]])
	}
}

func (w *twin) yes(rw http.ResponseWriter, format string, args ...any) {
	rw.Header().Set("Content-Type", "application/json")
	fmt.Fprintf(rw, format, args...)
}

func (w *twin) no(rw http.ResponseWriter, status, code, subcode int, person string) {
	rw.WriteHeader(status)
	_, _ = io.WriteString(rw, fails(code, subcode, person))
}

// fails is an error as Facebook tells it.
func fails(code, subcode int, person string) string {
	b, _ := json.Marshal(map[string]any{"error": map[string]any{"message": "(#" + strconv.Itoa(code) + ") raw words", "type": "OAuthException",
		"code": code, "error_subcode": subcode, "error_user_msg": person, "fbtrace_id": "AbCdEf"}})
	return string(b)
}

func (w *twin) start(rw http.ResponseWriter) {
	id := strconv.Itoa(900_000_000_000_001 + len(w.order))
	w.order = append(w.order, id)
	w.videos[id] = &reel{}
	host := w.rupload.URL
	if w.foreign {
		host = "http://127.0.0.1:9"
	}
	w.yes(rw, `{"video_id":%q,"upload_url":"%s/video-upload/v25.0/%s"}`, id, host, id)
}

func (w *twin) finish(rw http.ResponseWriter, sent url.Values) {
	v := w.videos[sent.Get("video_id")]
	switch {
	case v == nil:
		w.no(rw, http.StatusBadRequest, 100, 33, "")
		return
	case int64(len(v.bytes)) != v.size || v.size == 0:
		w.no(rw, http.StatusBadRequest, 100, 0, "The video has not been uploaded.")
		return
	case w.today() >= 30:
		w.no(rw, http.StatusBadRequest, 1390008, 0, "")
		return
	}
	state := sent.Get("video_state")
	due, _ := strconv.ParseInt(sent.Get("scheduled_publish_time"), 10, 64)
	v.due = time.Unix(due, 0)
	if (state == "SCHEDULED") != sent.Has("scheduled_publish_time") || state == "SCHEDULED" && v.due.Sub(w.clock) < 10*time.Minute {
		w.no(rw, http.StatusBadRequest, 100, 0, "The time is too near.")
		return
	}
	v.form, v.finishes = sent, v.finishes+1
	if v.state == "PUBLISHED" {
		if w.again == "error" {
			w.no(rw, http.StatusBadRequest, 100, 0, "The Reel is published.")
			return
		}
		if w.again == "post" && state == "PUBLISHED" {
			w.post(sent.Get("video_id"), v)
		}
		w.yes(rw, `{"success":true}`)
		return
	}
	v.state, v.reads = state, 0
	if w.lag == 0 && !w.never {
		w.settle(sent.Get("video_id"), v)
	}
	w.yes(rw, `{"success":true}`)
}

// today is how many Reels the Page had in the last 24 hours.
func (w *twin) today() (n int) {
	for _, at := range w.reels {
		if w.clock.Sub(at) < 24*time.Hour {
			n++
		}
	}
	return n
}

// pass lets time go by.
func (w *twin) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.clock = w.clock.Add(d)
}

// settle makes a Reel public once its time has come.
func (w *twin) settle(id string, v *reel) {
	if v.published || v.state != "PUBLISHED" && (v.state != "SCHEDULED" || w.clock.Before(v.due)) {
		return
	}
	v.published = true
	w.post(id, v)
}

func (w *twin) post(id string, v *reel) {
	sum := sha256.Sum256(v.bytes)
	w.posts = append(w.posts, platformtest.Posted{ID: id, SHA256: hex.EncodeToString(sum[:])})
	w.reels = append(w.reels, w.clock)
}

// tell answers a question about a video.
func (w *twin) tell(rw http.ResponseWriter, id string, v *reel) {
	v.reads++
	if v.state != "" && v.reads > w.lag && !w.never {
		w.settle(id, v)
	}
	up, out := "not_started", "not_started"
	switch n := int64(len(v.bytes)); {
	case n > 0 && n == v.size:
		up = "complete"
	case n > 0:
		up = "in_progress"
	}
	more := ""
	switch {
	case v.published:
		out, more = "complete", `,"publish_status":"published","publish_time":"2026-11-23T12:00:00+0000"`
	case v.state == "DRAFT":
		out, more = "complete", `,"publish_status":"draft"`
	case v.state == "SCHEDULED":
		out, more = "complete", `,"publish_status":"scheduled"`
	}
	status := fmt.Sprintf(`{"video_status":"upload_complete","uploading_phase":{"status":%q,%q:%d,"source_file_size":%d},"processing_phase":{"status":"not_started"},"publishing_phase":{"status":%q%s}}`,
		up, w.spelling, len(v.bytes), v.size, out, more)
	if w.outcome != "" {
		status = w.outcome
	}
	post := ""
	if v.state == "SCHEDULED" {
		post = fmt.Sprintf(`,"scheduled_publish_time":%d`, v.due.Unix())
	}
	if v.published {
		post += `,"post_id":"555","permalink_url":"/reel/` + id + `/","views":12,"post_views":9`
	}
	w.yes(rw, `{"id":%q,"status":%s,"published":%v%s}`, id, status, v.published, post)
}

func (w *twin) thumbnails(rw http.ResponseWriter, method string, v *reel, sent url.Values, file []byte) {
	if method == http.MethodPost {
		if w.coverFails {
			w.no(rw, http.StatusInternalServerError, 2, 0, "")
			return
		}
		if sent.Get("is_preferred") == "true" {
			v.covers = append(v.covers, file)
		}
		w.yes(rw, `{"success":true}`)
		return
	}
	w.yes(rw, `{"data":[{"id":"1","is_preferred":%v},{"id":"2","is_preferred":false}]}`, len(v.covers) > 0)
}

func (w *twin) listReels(rw http.ResponseWriter) {
	var rows []string
	for i, at := range w.reels {
		rows = append(rows, fmt.Sprintf(`{"id":"%d","created_time":%q}`, i+1, at.Format("2006-01-02T15:04:05-0700")))
	}
	w.yes(rw, `{"data":[%s]}`, strings.Join(rows, ","))
}

func (w *twin) insights(rw http.ResponseWriter, metric string) {
	if w.retired[metric] {
		w.no(rw, http.StatusBadRequest, 100, 0, "The value must be a valid insights metric")
		return
	}
	if v, ok := w.figures[metric]; ok {
		w.yes(rw, `{"data":[{"name":%q,"period":"lifetime","values":[{"value":%s}]}]}`, metric, v)
		return
	}
	w.yes(rw, `{"data":[]}`)
}

// receive answers as rupload.facebook.com. What arrived before a cut is kept.
func (w *twin) receive(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, wrong := range w.contract.uploadBreaches(r) {
		w.t.Errorf("%s", wrong)
	}
	w.asked = append(w.asked, "UPLOAD offset "+r.Header.Get("offset"))
	if f, ok := w.faults["UPLOAD"]; ok {
		rw.WriteHeader(f.status)
		_, _ = io.WriteString(rw, f.body)
		return
	}
	parts := strings.Split(r.URL.Path, "/")
	v := w.videos[parts[len(parts)-1]]
	off, _ := strconv.ParseInt(r.Header.Get("offset"), 10, 64)
	size, _ := strconv.ParseInt(r.Header.Get("file_size"), 10, 64)
	switch {
	case r.Header.Get("Authorization") != "OAuth "+pageToken:
		w.no(rw, http.StatusUnauthorized, 190, 467, "")
		return
	case v == nil:
		rw.WriteHeader(http.StatusNotFound)
		return
	case v.size != 0 && v.size != size, off != int64(len(v.bytes)), r.ContentLength != size-off:
		rw.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(rw, `{"debug_info":{"retriable":true,"type":"OffsetInvalidError","message":"offset"}}`)
		return
	}
	v.size = size
	b, err := io.ReadAll(r.Body)
	v.bytes = append(v.bytes, b...)
	if err == nil {
		w.yes(rw, `{"success":true}`)
	}
}
