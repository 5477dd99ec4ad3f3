package instagram

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
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"taglane/app/platform/platformtest"
	"taglane/app/taglane"
)

const (
	me        = "17841400000000001"
	appSecret = "app_secret"
	token     = "EAAtoken-of-the-account"
)

// twin is Instagram as its reference describes it: two hosts, and a ledger of
// what was made, sent and published. Every request is held against the contract.
type twin struct {
	testing.TB
	c      *contract
	graph  *httptest.Server
	upload *httptest.Server

	mu         sync.Mutex
	now        time.Time
	containers map[string]*box
	media      map[string]*post
	order      []string
	calls      []string // templates, in order
	n          int

	total      int // quota_total; 0: config is not told
	used       int // beside our own posts
	ineligible bool
	catalog    []map[string]any
	granted    []string
	polls      int    // reads until a whole container is finished
	ends       string // status text of a container that fails
	typo       bool   // bytes_transfered
	uri        string // instead of the upload host
	header     http.Header
	fail       map[string]string // template → error body, once
	failAfter  bool              // it happens all the same
	invalid    []string          // metrics
	tokens     map[string]time.Time
	upError    string
	hidden     bool // pages stand only under the business
}

type box struct {
	form    url.Values
	bytes   []byte
	whole   bool
	made    time.Time
	reads   int
	posted  string
	forgot  bool
	posts   int
	uploads int
}

type post struct {
	box  *box
	tags []string
}

func newTwin(t testing.TB) *twin {
	w := &twin{TB: t, c: readContract(t), now: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC), total: 50,
		containers: map[string]*box{}, media: map[string]*post{}, fail: map[string]string{}, header: http.Header{}, tokens: map[string]time.Time{}}
	w.tokens[token] = w.now.AddDate(0, 0, 60)
	w.granted = slices.Concat(scopes, shopScopes)
	w.catalog = []map[string]any{
		{"product_id": json.Number("9007199254740993"), "product_name": "Mug, blue", "retailer_id": "MUG-1", "review_status": "approved"},
		{"product_id": "9007199254740995", "product_name": "Kettle", "retailer_id": "K", "review_status": "approved"},
	}
	w.graph = httptest.NewServer(http.HandlerFunc(w.serve))
	w.upload = httptest.NewServer(http.HandlerFunc(w.receive))
	t.Cleanup(w.graph.Close)
	t.Cleanup(w.upload.Close)
	return w
}

func (w *twin) account() taglane.Account {
	return taglane.Account{ID: "a", Service: "instagram", Settings: map[string]string{
		"ig_user_id": me, "base_url": w.graph.URL, "upload_base_url": w.upload.URL, "login_base_url": w.graph.URL}}
}

func (w *twin) secret() json.RawMessage {
	b, _ := json.Marshal(Secret{AppID: "app-1", AppSecret: appSecret, AccessToken: token, Expiry: w.now.AddDate(0, 0, 60)})
	return b
}

// service connects on the twin's own clock.
func (w *twin) service(t testing.TB, change ...func(a *taglane.Account, s *json.RawMessage)) *Service {
	t.Helper()
	a, secret := w.account(), w.secret()
	for _, f := range change {
		f(&a, &secret)
	}
	p, err := New(a, secret)
	if err != nil {
		t.Fatal(err)
	}
	s := p.(*Service)
	now := func() time.Time { w.mu.Lock(); defer w.mu.Unlock(); return w.now }
	s.client.Now, s.grant.Now = now, now
	return s
}

// template is a request's path with its ids left out, and the last id in it.
func (w *twin) template(path string) (string, string) {
	parts, id := strings.Split(strings.TrimPrefix(path, "/"), "/"), ""
	for i, p := range parts {
		switch {
		case i == 0 && versions.MatchString(p):
			parts[i] = "{version}"
		case number.MatchString(p):
			id = p
			switch {
			case p == me:
				parts[i] = "{ig-user-id}"
			case w.containers[p] != nil:
				parts[i] = "{ig-container-id}"
			case p == "777":
				parts[i] = "{business-id}"
			default:
				parts[i] = "{ig-media-id}"
			}
		}
	}
	return "/" + strings.Join(parts, "/"), id
}

func (w *twin) say(rw http.ResponseWriter, status int, body any) {
	for k, v := range w.header {
		rw.Header()[k] = v
	}
	rw.Header().Set("Date", w.now.Format(http.TimeFormat))
	rw.WriteHeader(status)
	if text, ok := body.(string); ok {
		_, _ = io.WriteString(rw, text)
		return
	}
	_ = json.NewEncoder(rw).Encode(body)
}

// no is an error as the Graph writes it; most come as 400.
func no(code, sub int, transient bool) string {
	return fmt.Sprintf(`{"error":{"message":"(#%d) raw","type":"OAuthException","code":%d,"error_subcode":%d,"is_transient":%t,"error_user_msg":"What Meta says","fbtrace_id":"AbC"}}`, code, code, sub, transient)
}

func (w *twin) serve(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if r.ParseForm() != nil {
		return // it broke on the way: nobody heard of it
	}
	at, id := w.template(r.URL.Path)
	for _, wrong := range w.c.wrong(hostIn(at), at, r, r.Form) {
		w.Error(wrong)
	}
	w.calls = append(w.calls, r.Method+" "+at)
	if strings.HasSuffix(at, "/oauth/access_token") {
		w.exchange(rw, r)
		return
	}
	held := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	switch until, ok := w.tokens[held]; {
	case !ok:
		w.say(rw, 400, no(190, 467, false))
		return
	case !until.After(w.now):
		w.say(rw, 400, no(190, 463, false))
		return
	case r.Form.Get("appsecret_proof") != proof(appSecret, held):
		w.say(rw, 400, no(100, 0, false))
		return
	}
	if body, ok := w.fail[r.Method+" "+at]; ok {
		delete(w.fail, r.Method+" "+at)
		if w.failAfter {
			w.answer(httptest.NewRecorder(), r, at, id)
		}
		w.say(rw, 400, body)
		return
	}
	w.answer(rw, r, at, id)
}

func hostIn(template string) string {
	if strings.HasSuffix(template, "/dialog/oauth") {
		return "www.facebook.com"
	}
	return "graph.facebook.com"
}

func (w *twin) answer(rw http.ResponseWriter, r *http.Request, at, id string) {
	switch r.Method + " " + strings.TrimPrefix(at, "/{version}") {
	case "POST /{ig-user-id}/media":
		w.make(rw, r)
	case "GET /{ig-container-id}":
		w.look(rw, w.containers[id])
	case "POST /{ig-user-id}/media_publish":
		w.publish(rw, w.containers[r.Form.Get("creation_id")])
	case "GET /{ig-user-id}/content_publishing_limit":
		told := map[string]any{"quota_usage": w.used + len(w.media)}
		if w.total > 0 {
			told["config"] = map[string]any{"quota_total": w.total, "quota_duration": 86400}
		}
		w.say(rw, 200, map[string]any{"data": []any{told}})
	case "GET /{ig-user-id}":
		w.say(rw, 200, map[string]any{"id": me, "shopping_product_tag_eligibility": !w.ineligible})
	case "GET /{ig-user-id}/available_catalogs":
		w.say(rw, 200, map[string]any{"data": []any{map[string]any{"catalog_id": "555"}}})
	case "GET /{ig-user-id}/catalog_product_search":
		w.say(rw, 200, map[string]any{"data": w.search(r.Form.Get("q"))})
	case "GET /{ig-media-id}/product_tags", "POST /{ig-media-id}/product_tags":
		w.tag(rw, r, w.media[id])
	case "GET /{ig-media-id}":
		if w.media[id] == nil {
			w.say(rw, 400, no(100, 33, false))
			return
		}
		w.say(rw, 200, map[string]any{"id": id, "permalink": "https://www.instagram.com/reel/" + id + "/", "media_product_type": "REELS"})
	case "GET /{ig-media-id}/insights":
		w.insights(rw, r)
	case "GET /me/permissions":
		list := []any{}
		for _, p := range w.granted {
			list = append(list, map[string]string{"permission": p, "status": "granted"})
		}
		w.say(rw, 200, map[string]any{"data": list})
	case "GET /me/accounts", "GET /{business-id}/owned_pages", "GET /{business-id}/client_pages":
		w.pages(rw, at)
	case "GET /me/businesses":
		w.say(rw, 200, map[string]any{"data": []any{map[string]string{"id": "777", "name": "Studio"}}})
	default:
		w.Errorf("nobody answers %s %s", r.Method, at)
		w.say(rw, 404, "")
	}
}

func (w *twin) make(rw http.ResponseWriter, r *http.Request) {
	w.n++
	id := strconv.Itoa(18000000000000000 + w.n)
	w.containers[id] = &box{form: r.Form, made: w.now}
	uri := w.upload.URL
	if w.uri != "" {
		uri = w.uri
	}
	w.say(rw, 200, map[string]string{"id": id, "uri": uri + "/ig-api-upload/" + version + "/" + id})
}

func (w *twin) look(rw http.ResponseWriter, b *box) {
	if b.forgot {
		w.say(rw, 400, no(24, 2207006, false))
		return
	}
	code, status := inProgress, "In Progress"
	switch {
	case b.posted != "":
		code = published
	case w.now.Sub(b.made) >= life:
		code = expired
	case b.whole && w.ends != "":
		code, status = failed, w.ends
	case b.whole:
		if b.reads++; b.reads > w.polls {
			code = finished
		}
	}
	spelled := "bytes_transferred"
	if w.typo {
		spelled = "bytes_transfered"
	}
	w.say(rw, 200, map[string]any{"status_code": code, "status": status,
		"video_status": map[string]any{"uploading_phase": map[string]any{"status": "in_progress", spelled: len(b.bytes)}}})
}

// publish is the public act; what a second one does is written nowhere, so the
// ledger counts each.
func (w *twin) publish(rw http.ResponseWriter, b *box) {
	if b == nil || b.forgot || !b.whole || b.reads <= w.polls || b.posted == "" && w.now.Sub(b.made) >= life {
		w.say(rw, 400, no(9007, 2207027, false))
		return
	}
	if most := max(w.total, 25); w.used+len(w.media) >= most {
		w.say(rw, 400, no(9, 2207042, false))
		return
	}
	w.n++
	b.posted = strconv.Itoa(17900000000000000 + w.n)
	b.posts++
	w.media[b.posted] = &post{box: b}
	w.order = append(w.order, b.posted)
	w.say(rw, 200, map[string]string{"id": b.posted})
}

func (w *twin) search(q string) []any {
	out := []any{}
	for _, p := range w.catalog {
		if strings.Contains(strings.ToLower(fmt.Sprint(p["product_name"])), strings.ToLower(q)) || p["retailer_id"] == q {
			out = append(out, p)
		}
	}
	return out
}

func (w *twin) tag(rw http.ResponseWriter, r *http.Request, p *post) {
	if p == nil {
		w.say(rw, 400, no(100, 33, false))
		return
	}
	if r.Method == http.MethodPost {
		var list []map[string]any
		_ = json.Unmarshal([]byte(r.Form.Get("updated_tags")), &list)
		for _, one := range list {
			if one["x"] != nil || one["y"] != nil {
				w.say(rw, 400, no(100, 2207035, false))
				return
			}
			if id := fmt.Sprint(one["product_id"]); !slices.Contains(p.tags, id) {
				p.tags = append(p.tags, id)
			}
		}
		if len(p.tags) > 30 {
			p.tags = nil
			w.say(rw, 400, no(100, 2207040, false))
			return
		}
	}
	list := []any{}
	for _, id := range p.tags {
		list = append(list, map[string]any{"product_id": json.Number(id), "review_status": "approved"})
	}
	w.say(rw, 200, map[string]any{"data": list})
}

func (w *twin) insights(rw http.ResponseWriter, r *http.Request) {
	list := []any{}
	for i, m := range strings.Split(r.Form.Get("metric"), ",") {
		if slices.Contains(w.invalid, m) {
			w.say(rw, 400, no(100, 0, false))
			return
		}
		told := map[string]any{"name": m, "values": []any{map[string]int{"value": i + 7}}}
		if m == "reach" {
			told = map[string]any{"name": m, "total_value": map[string]float64{"value": 12.5}}
		}
		list = append(list, told)
	}
	w.say(rw, 200, map[string]any{"data": list})
}

func (w *twin) pages(rw http.ResponseWriter, at string) {
	list := []any{}
	if strings.HasSuffix(at, "/accounts") == !w.hidden {
		list = append(list, map[string]any{"id": "42", "name": "Kitchen", "instagram_business_account": map[string]string{"id": me, "username": "kitchen"}},
			map[string]any{"id": "43", "name": "No account"})
	}
	w.say(rw, 200, map[string]any{"data": list})
}

func (w *twin) exchange(rw http.ResponseWriter, r *http.Request) {
	w.n++
	short := fmt.Sprint("EAAtoken-number-", w.n)
	switch old, living := w.tokens[r.Form.Get("fb_exchange_token")]; {
	case r.Form.Get("code") == "the-code" && strings.HasPrefix(r.Form.Get("redirect_uri"), "http://localhost:"):
		w.tokens[short] = w.now.Add(time.Hour)
		w.say(rw, 200, map[string]any{"access_token": short, "token_type": "bearer", "expires_in": 3600})
	case living && old.After(w.now):
		w.tokens[short] = w.now.AddDate(0, 0, 60)
		w.say(rw, 200, map[string]any{"access_token": short, "token_type": "bearer", "expires_in": 60 * 86400})
	default:
		w.say(rw, 400, no(190, 463, false))
	}
}

// receive is the upload host: one stream from where it stopped.
func (w *twin) receive(rw http.ResponseWriter, r *http.Request) {
	parts := strings.Split(r.URL.Path, "/")
	w.mu.Lock()
	b := w.containers[parts[len(parts)-1]]
	for _, wrong := range w.c.wrong("rupload.facebook.com", "/ig-api-upload/{version}/{ig-container-id}", r, r.URL.Query()) {
		w.Error(wrong)
	}
	_, known := w.tokens[strings.TrimPrefix(r.Header.Get("Authorization"), "OAuth ")]
	off, _ := strconv.Atoi(r.Header.Get("offset"))
	size, _ := strconv.Atoi(r.Header.Get("file_size"))
	bad := b == nil || b.forgot || !known || off != len(b.bytes) || int64(size-off) != r.ContentLength
	refusal := w.upError
	w.mu.Unlock()
	if bad || refusal != "" {
		_, _ = io.Copy(io.Discard, r.Body)
		if refusal == "" {
			refusal = `{"debug_info":{"retriable":false,"type":"OffsetInvalid","message":"Wrong request"}}`
		}
		w.say(rw, 400, refusal)
		return
	}
	got, err := io.ReadAll(r.Body)
	w.mu.Lock()
	defer w.mu.Unlock()
	b.bytes = append(b.bytes, got...)
	b.uploads++
	if err != nil {
		return
	}
	b.whole = len(b.bytes) == size
	w.say(rw, 200, map[string]any{"success": true, "message": "Upload successful."})
}

// posted lists what is public, each as often as it was published.
func (w *twin) posted() (out []platformtest.Posted) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, id := range w.order {
		sum := sha256.Sum256(w.media[id].box.bytes)
		out = append(out, platformtest.Posted{ID: id, SHA256: hex.EncodeToString(sum[:])})
	}
	return out
}
