package tiktoktest_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"taglane/app/platform/tiktok/tiktoktest"
)

// The vector of the page: TikTok's challenge is hex, everybody else's is not.
const (
	verifier     = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
	challenge    = "13d31e961a1ad8ec2f16b10c4c982e0876a878ad6df144566ee1894acb70f9c3"
	rfcChallenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
	back         = "http://127.0.0.1:4000/callback/"
)

type far struct {
	*testing.T
	tw *tiktoktest.Twin
}

func stand(t *testing.T) far {
	tw := tiktoktest.New()
	t.Cleanup(tw.Close)
	return far{t, tw}
}

// send makes a request and reads its answer.
func (f far) send(method, address string, header http.Header, body string) (*http.Response, string) {
	f.Helper()
	if strings.HasPrefix(address, "/") {
		address = f.tw.Account().BaseURL + address
	}
	r, err := http.NewRequest(method, address, strings.NewReader(body))
	if err != nil {
		f.Fatal(err)
	}
	if header != nil {
		r.Header = header
	}
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		f.Fatal(err)
	}
	defer resp.Body.Close()
	b, _ := io.ReadAll(resp.Body)
	return resp, string(b)
}

func (f far) call(path, body string) (int, string) {
	f.Helper()
	var c map[string]string
	_ = json.Unmarshal(f.tw.Secret(), &c)
	resp, text := f.send("POST", path, http.Header{"Authorization": {"Bearer " + c["access_token"]}, "Content-Type": {"application/json; charset=UTF-8"}}, body)
	return resp.StatusCode, text
}

func (f far) form(path string, v url.Values) string {
	f.Helper()
	_, text := f.send("POST", path, http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, v.Encode())
	return text
}

func page(change func(url.Values)) string {
	q := url.Values{
		"client_key": {tiktoktest.AppKey}, "response_type": {"code"}, "scope": {"user.info.basic,video.upload"}, "redirect_uri": {back},
		"state": {"s"}, "code_challenge": {challenge}, "code_challenge_method": {"S256"},
	}
	change(q)
	return "/v2/auth/authorize/?" + q.Encode()
}

func TestOnlyTheDocumentedPageIsShown(t *testing.T) {
	f := stand(t)
	for name, change := range map[string]func(q url.Values){
		"base64 challenge": func(q url.Values) { q.Set("code_challenge", rfcChallenge) },
		"spaces":           func(q url.Values) { q.Set("scope", "user.info.basic video.upload") },
		"client_id":        func(q url.Values) { q.Set("client_id", tiktoktest.AppKey) },
		"no port":          func(q url.Values) { q.Set("redirect_uri", "http://127.0.0.1/callback/") },
		"no slash":         func(q url.Values) { q.Set("redirect_uri", "http://127.0.0.1:4000/callback") },
		"::1":              func(q url.Values) { q.Set("redirect_uri", "http://[::1]:4000/callback/") },
		"query":            func(q url.Values) { q.Set("redirect_uri", back+"?a=b") },
		"no state":         func(q url.Values) { q.Del("state") },
	} {
		before := len(f.tw.Wrong())
		if resp, _ := f.send("GET", page(change), nil, ""); resp.StatusCode != 400 || len(f.tw.Wrong()) != before+1 {
			t.Errorf("%s: %d", name, resp.StatusCode)
		}
	}
	resp, _ := f.send("GET", page(func(url.Values) {}), nil, "")
	to, err := resp.Location()
	if err != nil || resp.StatusCode != 302 || !strings.HasPrefix(to.String(), back+"?") || to.Query().Get("state") != "s" || to.Query().Get("scopes") != "user.info.basic,video.upload" {
		t.Fatalf("%d to %v, %v", resp.StatusCode, to, err)
	}
	redeem := url.Values{"client_key": {tiktoktest.AppKey}, "client_secret": {tiktoktest.AppSecret}, "code": {to.Query().Get("code")}, "grant_type": {"authorization_code"}, "redirect_uri": {back}, "code_verifier": {verifier}}
	if text := f.form("/v2/oauth/token/", redeem); !strings.Contains(text, `"access_token":"act.twin-access-1"`) || !strings.Contains(text, `"scope":"user.info.basic,video.upload"`) {
		t.Error(text)
	}
	if text := f.form("/v2/oauth/token/", redeem); !strings.Contains(text, "invalid_grant") {
		t.Errorf("a code serves twice: %s", text)
	}
}

const direct = `{"post_info":{"privacy_level":"PUBLIC_TO_EVERYONE","title":"t","disable_duet":true,"disable_stitch":true,"disable_comment":true,"brand_content_toggle":false,"brand_organic_toggle":false},"source_info":{"source":"FILE_UPLOAD","video_size":%d,"chunk_size":%d,"total_chunk_count":%d}}`

func TestInitIsHeldToTheDocumentation(t *testing.T) {
	f := stand(t)
	f.tw.Clock.Step = 11 * time.Second
	for body, fine := range map[string]bool{
		fmt.Sprintf(direct, 4_194_304, 4_194_304, 1):                                                                  true,
		fmt.Sprintf(direct, 50_000_123, 10_000_000, 5):                                                                true,
		fmt.Sprintf(direct, 50_000_123, 10_000_000, 6):                                                                false, // the last would be small
		fmt.Sprintf(direct, 64_000_001, 64_000_001, 1):                                                                false,
		fmt.Sprintf(direct, 20_000_000, 5_000_000, 4):                                                                 false, // below one reading of 5 MB
		strings.Replace(fmt.Sprintf(direct, 9, 9, 1), `"title"`, `"titel"`, 1):                                        false,
		strings.Replace(fmt.Sprintf(direct, 9, 9, 1), `"brand_content_toggle":false,`, ``, 1):                         false,
		strings.Replace(fmt.Sprintf(direct, 9, 9, 1), `"video_size"`, `"video_cover_timestamp_ms":1,"video_size"`, 1): false,
	} {
		before := len(f.tw.Wrong())
		if code, text := f.call("/v2/post/publish/video/init/", body); (code == 200) != fine || (len(f.tw.Wrong()) == before) != fine {
			t.Errorf("%s: %d %s", body, code, text)
		}
	}
}

func TestLimitsAreKeptByTheMinuteAndTheDay(t *testing.T) {
	f := stand(t)
	for path, most := range map[string]int{"/v2/post/publish/video/init/": 6, "/v2/post/publish/creator_info/query/": 20, "/v2/post/publish/status/fetch/": 30} {
		body := map[string]string{"/v2/post/publish/video/init/": fmt.Sprintf(direct, 9, 9, 1), "/v2/post/publish/status/fetch/": `{"publish_id":"v"}`}[path]
		for n := 1; n <= most+1; n++ {
			code, _ := f.call(path, body)
			if (code == 429) != (n > most) || (len(f.tw.Wrong()) > 0) != (n > most) && n <= most {
				t.Fatalf("call %d of %s: %d", n, path, code)
			}
		}
		f = stand(t)
	}
	f.tw.Clock.Step = 11 * time.Second
	inbox := `{"source_info":{"source":"FILE_UPLOAD","video_size":9,"chunk_size":9,"total_chunk_count":1}}`
	for n := 1; n <= 6; n++ {
		if code, text := f.call("/v2/post/publish/inbox/video/init/", inbox); (code != 200) != (n > 5) || n > 5 && !strings.Contains(text, "spam_risk_too_many_pending_share") {
			t.Errorf("share %d: %d %s", n, code, text)
		}
	}
}

func TestPiecesMakeOnePost(t *testing.T) {
	f := stand(t)
	f.tw.Set(func(k *tiktoktest.Terms) { k.PieceLeast, k.PieceMost, k.Rounds = 4, 8, 1 })
	_, text := f.call("/v2/post/publish/video/init/", fmt.Sprintf(direct, 10, 4, 2))
	var a struct{ Data map[string]string }
	if json.Unmarshal([]byte(text), &a) != nil || a.Data["publish_id"] == "" {
		t.Fatal(text)
	}
	put := func(at string, body string, more ...string) (int, string) {
		h := http.Header{"Content-Type": {"video/mp4"}, "Content-Range": {at}}
		if len(more) > 0 {
			h.Set("Authorization", more[0])
		}
		resp, _ := f.send("PUT", a.Data["upload_url"], h, body)
		return resp.StatusCode, resp.Header.Get("Content-Range")
	}
	for _, v := range []struct {
		at, body, auth string
		code           int
		stands         string
	}{
		{"bytes 4-9/10", "456789", "", 416, "bytes 0-0/10"},
		{"bytes 0-3/10", "0123", "Bearer x", 400, ""},
		{"bytes 0-4/10", "0123", "", 400, ""},
		{"bytes 0-3/10", "0123", "", 206, "bytes 0-4/10"},
		{"bytes 0-3/10", "0123", "", 416, "bytes 0-4/10"},
		{"bytes 4-9/10", "456789", "", 201, "bytes 0-10/10"},
	} {
		var more []string
		if v.auth != "" {
			more = []string{v.auth}
		}
		if code, stands := put(v.at, v.body, more...); code != v.code || stands != v.stands {
			t.Errorf("%+v: %d %q", v, code, stands)
		}
	}
	posts := f.tw.Posts()
	if len(posts) != 1 || posts[0].SHA256 != "84d89877f0d4041efb6bf91a16f0248f2fd573e6af05c19f96bedb9f882f7882" {
		t.Errorf("%+v", posts)
	}
	ask := `{"publish_id":"` + a.Data["publish_id"] + `"}`
	if _, text := f.call("/v2/post/publish/status/fetch/", ask); !strings.Contains(text, "PROCESSING_UPLOAD") {
		t.Error(text)
	}
	if _, text := f.call("/v2/post/publish/status/fetch/", ask); !strings.Contains(text, `"publicaly_available_post_id":[7300000000000000001,7400000000000000001]`) {
		t.Error(text)
	}
	f.tw.Clock.Pass(61 * time.Minute)
	if code, _ := put("bytes 0-3/10", "0123"); code != 403 {
		t.Errorf("after an hour the address says %d", code)
	}
	for _, secret := range f.tw.Secrets() {
		if strings.Contains(a.Data["upload_url"], secret) {
			return
		}
	}
	t.Error("the address is not among the secrets")
}

func TestWhatNobodyKnowsIsKept(t *testing.T) {
	f := stand(t)
	if resp, _ := f.send("GET", "/v2/oauth/token/", nil, ""); resp.StatusCode != 404 || len(f.tw.Wrong()) != 1 {
		t.Errorf("%d, %v", resp.StatusCode, f.tw.Wrong())
	}
	f.form("/v2/oauth/token/", url.Values{"client_key": {"k"}, "client_secret": {"s"}, "grant_type": {"refresh_token"}, "refresh_token": {"r"}, "more": {"m"}})
	if !strings.Contains(strings.Join(f.tw.Wrong(), "\n"), "more fields") {
		t.Error(f.tw.Wrong())
	}
}
