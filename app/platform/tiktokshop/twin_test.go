package tiktokshop

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sort"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"
	"unicode/utf16"

	"taglane/app/platform"
	"taglane/app/platform/platformtest"
	"taglane/app/taglane"
)

const (
	twinKey    = "twin-app-key"
	twinSecret = "twin-app-secret-0123456789"
)

// noon is the twin's time; a signature may be five minutes off.
var noon = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

// twin is TikTok Shop as its pages describe it, with a ledger of its own.
type twin struct {
	*httptest.Server
	wire *platformtest.Wire

	mu       sync.Mutex
	n        int
	access   string // the token that is taken
	refresh  string
	userType int
	scopes   []string
	region   string
	stock    bool
	files    map[string]string // id → SHA-256
	covers   map[string]bool
	uploads  map[string]*twinUpload
	tasks    map[string]int // id → how often it still says PROCESSING
	pending  int            // what new tasks begin with
	look     string         // what a look says in the end
	flat     bool           // the look is told by the older version
	states   map[string]string
	posts    []twinPost
	codes    map[string][]int64 // path → codes of the next calls
	raw      map[string]string  // path → an answer that is told instead, after it happened
	status   int                // of an answer with such a code; 0: 200
	late     bool               // the code is told although it happened
	bind     bool               // a resource becomes a file only when bound
	damage   bool               // MD5 of what arrived is another
	numbers  bool               // ids are numbers
	calls    map[string]int
	headers  []http.Header
	wrong    []string // what the twin refused because of the caller's manners
}

type twinUpload struct {
	size, chunks, seen int64
	bytes              []byte
}

type twinPost struct {
	ID, File, SHA256, Title, Cover, Product, Anchor string
	AtMS                                            *int64
	AI                                              *bool
}

func newTwin(t testing.TB) *twin {
	w := &twin{access: "access-token-1", refresh: "refresh-token-1", userType: 1, scopes: []string{scopePost}, region: "US", stock: true,
		files: map[string]string{}, covers: map[string]bool{}, uploads: map[string]*twinUpload{}, tasks: map[string]int{}, look: "SUCCESS",
		states: map[string]string{}, codes: map[string][]int64{}, calls: map[string]int{}}
	w.Server = httptest.NewServer(http.HandlerFunc(w.serve))
	t.Cleanup(w.Close)
	w.wire = &platformtest.Wire{Base: w.Client().Transport}
	return w
}

// connect is a connector after a restart.
func (w *twin) connect(t testing.TB) *Service {
	t.Helper()
	secret, _ := json.Marshal(map[string]any{"app_key": twinKey, "app_secret": twinSecret, "access_token": w.access, "refresh_token": w.refresh, "expiry": noon.Add(30 * 24 * time.Hour)})
	p, err := platform.Open(taglane.Account{ID: "a", Service: "tiktokshop", Settings: map[string]string{"base_url": w.URL, "auth_base_url": w.URL}}, secret)
	if err != nil {
		t.Fatal(err)
	}
	s := p.(*Service)
	s.now, s.pause = func() time.Time { return noon }, time.Millisecond
	s.through(&http.Client{Transport: w.wire})
	return s
}

func (w *twin) id(kind string) string {
	w.n++
	if w.numbers {
		return fmt.Sprint(9007199254740993 + int64(w.n)) // more than a float can hold
	}
	return fmt.Sprint(kind, "-", w.n)
}

// signed is the sum as the page describes it, written a second time.
func signed(path string, q url.Values, body string) string {
	var pairs []string
	for k, v := range q {
		if k != "sign" && k != "access_token" {
			pairs = append(pairs, k+v[0])
		}
	}
	sort.Strings(pairs)
	m := hmac.New(sha256.New, []byte(twinSecret))
	io.WriteString(m, twinSecret+path+strings.Join(pairs, "")+body+twinSecret)
	return fmt.Sprintf("%x", m.Sum(nil))
}

func (w *twin) serve(rw http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // half a request is none
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.calls[r.URL.Path]++
	w.headers = append(w.headers, r.Header.Clone())
	code, data := w.answer(r, body)
	rw.Header().Set("Content-Type", "application/json")
	if code != 0 && w.status != 0 {
		rw.WriteHeader(w.status)
	}
	if text, ok := w.raw[r.URL.Path]; ok {
		io.WriteString(rw, text)
		return
	}
	json.NewEncoder(rw).Encode(map[string]any{"code": code, "message": "told as " + fmt.Sprint(code), "request_id": "2026REQ" + fmt.Sprint(w.n), "data": data})
}

func (w *twin) answer(r *http.Request, body []byte) (int64, any) {
	path, q := r.URL.Path, r.URL.Query()
	if strings.HasPrefix(path, "/api/v2/token/") {
		return w.tokens(path, q)
	}
	if path == "/file/202512/upload" {
		return w.piece(r, body)
	}
	if code := w.manners(r, q, string(body)); code != 0 {
		return code, nil
	}
	var code int64
	if list := w.codes[path]; len(list) > 0 {
		code, w.codes[path] = list[0], list[1:]
		if !w.late {
			return code, nil
		}
	}
	got, data := w.route(r, path, body)
	if code != 0 {
		return code, nil
	}
	return got, data
}

// manners looks at what every call must have.
func (w *twin) manners(r *http.Request, q url.Values, body string) int64 {
	if r.Method == http.MethodGet || strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		body = ""
	}
	at, _ := time.Parse(time.RFC3339, "2026-11-25T12:00:00Z")
	switch {
	case q.Get("app_key") != twinKey, q.Get("sign") != signed(r.URL.Path, q, body):
		w.wrong = append(w.wrong, "sign of "+r.URL.Path)
		return 106001
	case q.Get("timestamp") != fmt.Sprint(at.Unix()):
		w.wrong = append(w.wrong, "timestamp of "+r.URL.Path)
		return 106002
	case q.Get("shop_cipher") != "":
		w.wrong = append(w.wrong, "shop_cipher at "+r.URL.Path)
		return 36009004
	case r.Header.Get("x-tts-access-token") != w.access:
		return 105002
	case w.userType != 1 && r.URL.Path != pathProfile:
		return 105005
	}
	return 0
}

func (w *twin) tokens(path string, q url.Values) (int64, any) {
	if q.Get("app_key") != twinKey || q.Get("app_secret") != twinSecret {
		return 36004004, nil
	}
	switch {
	case path == "/api/v2/token/get" && q.Get("grant_type") == "authorized_code" && q.Get("auth_code") == "good-code-123":
	case path == "/api/v2/token/refresh" && q.Get("grant_type") == "refresh_token" && q.Get("refresh_token") == w.refresh:
	default:
		return 36004003, nil
	}
	w.n++
	w.access, w.refresh = fmt.Sprint("access-token-", w.n+1), fmt.Sprint("refresh-token-", w.n+1)
	return 0, map[string]any{"access_token": w.access, "refresh_token": w.refresh, "open_id": "open-1", "user_type": w.userType,
		"granted_scopes": w.scopes, "access_token_expire_in": noon.Add(7 * 24 * time.Hour).Unix(), "refresh_token_expire_in": noon.Add(90 * 24 * time.Hour).Unix()}
}

func (w *twin) route(r *http.Request, path string, body []byte) (int64, any) {
	switch {
	case r.Method == "GET" && path == "/affiliate_creator/202508/profiles":
		return 0, map[string]any{"username": "lumen", "selection_region": w.region, "user_type": w.userType, "permissions": []string{"POST"}}
	case r.Method == "POST" && path == "/affiliate_creator/202505/videos/video_files":
		return w.form(r, body, 10_000_000, func(b []byte) any {
			sum, id := md5.Sum(b), w.id("file")
			w.files[id] = hexSHA(b)
			text := strings.ToUpper(hex.EncodeToString(sum[:]))
			if w.damage {
				text = strings.Repeat("0", 32)
			}
			return map[string]any{"video_file": map[string]any{"id": w.spell(id), "md5": text}}
		})
	case r.Method == "POST" && path == "/affiliate_creator/202511/photos/photo_files":
		return w.form(r, body, 10_000_000, func([]byte) any {
			uri := w.id("cover")
			w.covers[uri] = true
			return map[string]any{"cover_uri": uri}
		})
	case r.Method == "POST" && path == "/open/202512/file/init":
		return w.begin(body)
	case r.Method == "POST" && path == "/open/202512/file/bind":
		return w.bound(body)
	case r.Method == "POST" && path == "/affiliate_creator/202511/videos/precheck_task":
		id := w.id("task")
		w.tasks[id] = w.pending
		return 0, map[string]any{"precheck": map[string]any{"task_id": id}}
	case r.Method == "GET" && strings.HasPrefix(path, "/affiliate_creator/202601/videos/precheck_tasks/"):
		return w.looked(strings.TrimPrefix(path, "/affiliate_creator/202601/videos/precheck_tasks/"))
	case r.Method == "POST" && path == "/affiliate_creator/202607/videos":
		return w.post(body)
	case r.Method == "GET" && strings.HasPrefix(path, "/affiliate_creator/202509/videos/") && strings.HasSuffix(path, "/status"):
		id := strings.TrimSuffix(strings.TrimPrefix(path, "/affiliate_creator/202509/videos/"), "/status")
		if w.states[id] == "" {
			return 170001016, nil
		}
		return 0, map[string]any{"video": map[string]any{"id": id, "post_status": w.states[id], "post_time": noon.Unix()}}
	}
	return w.goods(r, path, body)
}

// goods are the calls of the catalog.
func (w *twin) goods(r *http.Request, path string, body []byte) (int64, any) {
	q := r.URL.Query()
	switch {
	case r.Method == "POST" && path == "/affiliate_creator/202405/open_collaborations/products/search":
		var a struct {
			Words []string `json:"title_keywords"`
		}
		if json.Unmarshal(body, &a) != nil || len(a.Words) > 20 || q.Get("page_size") == "" {
			return 36009010, nil
		}
		return 0, map[string]any{"products": []any{w.product("1729000000000000001", strings.Join(a.Words, " "))}, "next_page_token": "page-2", "total_count": 41}
	case r.Method == "POST" && path == "/affiliate_creator/202509/open_collaborations/products":
		var ids []string
		if json.Unmarshal([]byte(q.Get("product_ids")), &ids) != nil || len(ids) == 0 {
			return 36009010, nil
		}
		return 0, map[string]any{"products": []any{w.product(ids[0], "Blue mug")}}
	}
	w.wrong = append(w.wrong, r.Method+" "+path)
	return 36009009, nil
}

func (w *twin) product(id, title string) any {
	return map[string]any{"id": id, "title": title, "has_inventory": w.stock, "sale_region": "US", "units_sold": 12, "detail_link": "https://shop.tiktok.com/view/product/" + id,
		"shop": map[string]any{"name": "Lumen"}, "commission": map[string]any{"rate": 1500, "amount": "1.20", "currency": "USD"},
		"sales_price": map[string]any{"minimum_amount": "8.00", "maximum_amount": "9.50", "currency": "USD"}}
}

func (w *twin) spell(id string) any {
	if w.numbers {
		return json.Number(id)
	}
	return id
}

func (w *twin) form(r *http.Request, body []byte, most int, take func([]byte) any) (int64, any) {
	r.Body = io.NopCloser(strings.NewReader(string(body)))
	f, _, err := r.FormFile("data")
	if err != nil {
		w.wrong = append(w.wrong, "a form without data")
		return 36009010, nil
	}
	b, _ := io.ReadAll(f)
	if len(b) == 0 || len(b) > most {
		return 36009011, nil
	}
	return 0, take(b)
}

func (w *twin) begin(body []byte) (int64, any) {
	var a map[string]any
	json.Unmarshal(body, &a)
	size, _ := a["file_size"].(float64)
	chunks, _ := a["total_chunk_count"].(float64)
	if a["file_type"] != "video" || a["target_path"] != "[POST]/affiliate_creator/202505/videos" || a["file_name"] == "" || size <= 10_000_000 || size > 100_000_000 || chunks < 1 {
		return 36009010, nil
	}
	token := w.id("upload-token-secret")
	w.uploads[token] = &twinUpload{size: int64(size), chunks: int64(chunks)}
	return 0, map[string]any{"upload_url": w.URL + "/file/202512/upload?session=" + token, "upload_token": token}
}

func (w *twin) piece(r *http.Request, body []byte) (int64, any) {
	u := w.uploads[r.Header.Get("X-Tts-Upload-Token")]
	var from, to, size int64
	_, err := fmt.Sscanf(r.Header.Get("Content-Range"), "bytes %d-%d/%d", &from, &to, &size)
	switch {
	case r.Header.Get("x-tts-access-token") != "" || r.Header.Get("Authorization") != "" || r.URL.Query().Get("sign") != "":
		w.wrong = append(w.wrong, "the account's token at the upload server")
		return 36009010, nil
	case u == nil || err != nil || r.Method != "PUT" || size != u.size || from != int64(len(u.bytes)) || to-from+1 != int64(len(body)) || to >= size:
		return 36009012, nil
	}
	u.bytes = append(u.bytes, body...)
	u.seen++
	if int64(len(u.bytes)) < u.size {
		return 0, map[string]any{}
	}
	if u.seen != u.chunks {
		return 36009013, nil
	}
	id := w.id("resource")
	if sum := hexSHA(u.bytes); w.bind {
		w.covers["resource "+id] = true
		w.files["bound-"+id] = sum
	} else {
		w.files[id] = sum
	}
	return 0, map[string]any{"resource_id": w.spell(id)}
}

func (w *twin) bound(body []byte) (int64, any) {
	var a map[string]string
	json.Unmarshal(body, &a)
	if !w.covers["resource "+a["resource_id"]] {
		return 36009010, nil
	}
	return 0, map[string]any{"file_id": "bound-" + a["resource_id"]}
}

func (w *twin) looked(id string) (int64, any) {
	left, ok := w.tasks[id]
	if !ok {
		return 36009010, nil
	}
	state := w.look
	if left > 0 {
		w.tasks[id]--
		state = "PROCESSING"
	}
	v := map[string]any{"status": state}
	if state == "FAIL" {
		v["issues"] = []any{map[string]any{"risk": "Unverified health claim", "suggestions": []string{"Leave it out"}}}
	}
	if w.flat {
		return 0, map[string]any{"result": v}
	}
	return 0, map[string]any{"violation_check_result": v, "good_quality_check_result": map[string]any{"status": "SUCCESS"}}
}

func (w *twin) post(body []byte) (int64, any) {
	var a struct {
		Video struct {
			File  string `json:"file_id"`
			Title string `json:"title"`
			Cover string `json:"cover_uri"`
			AtMS  *int64 `json:"cover_timestamp_ms"`
			AI    *bool  `json:"is_ai_generated"`
		} `json:"video_info"`
		Link struct {
			Product string `json:"product_id"`
			Title   string `json:"title"`
		} `json:"product_link_info"`
	}
	strict := json.NewDecoder(strings.NewReader(string(body)))
	if strict.DisallowUnknownFields(); strict.Decode(&a) != nil {
		w.wrong = append(w.wrong, "a post with fields that there are not")
		return 36009010, nil
	}
	sum, known := w.files[a.Video.File]
	switch {
	case !known:
		return 170001040, nil
	case len(utf16.Encode([]rune(a.Video.Title))) < 1 || len(utf16.Encode([]rune(a.Video.Title))) > 4000 || len([]rune(a.Link.Title)) >= 30 || a.Link.Title == "":
		return 16011007, nil
	case strings.ContainsFunc(a.Link.Title, func(r rune) bool { return unicode.IsPunct(r) || unicode.IsSymbol(r) }):
		return 16011069, nil
	case a.Link.Product == "":
		return 170001011, nil
	case a.Video.Cover != "" && (a.Video.AtMS != nil || !w.covers[a.Video.Cover]):
		return 36009010, nil
	}
	id := w.id("video")
	w.states[id] = "PROCESSING"
	w.posts = append(w.posts, twinPost{id, a.Video.File, sum, a.Video.Title, a.Video.Cover, a.Link.Product, a.Link.Title, a.Video.AtMS, a.Video.AI})
	return 0, map[string]any{"video": map[string]any{"id": w.spell(id)}, "quota": "3/day"}
}

// posted is the ledger as the suite wants it.
func (w *twin) posted() (out []platformtest.Posted) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, p := range w.posts {
		out = append(out, platformtest.Posted{ID: p.ID, SHA256: p.SHA256})
	}
	return out
}

// set changes the twin between two calls.
func (w *twin) set(f func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	f()
}

func hexSHA(b []byte) string { return fmt.Sprintf("%x", sha256.Sum256(b)) }
