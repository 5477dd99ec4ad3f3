package tiktokshoptest_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"taglane/app/platform/tiktokshop/tiktokshoptest"
)

// The vectors of the signing walkthrough and of a second implementation.
func TestTheSignThatIsWanted(t *testing.T) {
	for want, v := range map[string][4]string{
		"b596b73e0cc6de07ac26f036364178ab16b0a907af13d43f0a0cd2345f582dc8": {"e59af819cc", "/authorization/202309/shops", "app_key=29a39d&timestamp=1623812664", ""},
		"d3cb7fe11ecae942802ceeca67e7cf10120cc12f1517d45fbc1c8cfe5413c80f": {"app_secret", "/test-api", "foo=bar", ""},
		"cd0d6268252f4ba293bf7ea4c0a2873bf9beec600d22530638564ab301435f7a": {"e59af819cc", "/event/202309/webhooks",
			"app_key=68xu9ks5p4i8&shop_cipher=ROW_xkMbgAAAeVAQra0eZWebFQq5aIK&timestamp=1696909648", `{"address":"https://partner.tiktokshop.com","event_type":"PACKAGE_UPDATE"}`},
		"f5eb46e1fd161b0b9a0963899e1f39dc7fb82fdd791d78b68fafe80d094ee8f7": {"app_secret", "/affiliate_creator/202505/videos/video_files", "app_key=k1&timestamp=1700000000&sign=old&access_token=t", ""},
		"02892db01a8c82731fc2825c9aa9347383f19706bb6e99ca244e6daabccee1b6": {"app_secret", "/affiliate_creator/202607/videos", "app_key=k1&timestamp=1700000000",
			`{"video_info":{"file_id":"f1","title":"t"},"product_link_info":{"product_id":"1729","title":"Blue mug"}}`},
	} {
		q, err := url.ParseQuery(v[2])
		if err != nil {
			t.Fatal(err)
		}
		if got := tiktokshoptest.Sign(v[0], v[1], q, v[3]); got != want {
			t.Errorf("%s: %s", v[1], got)
		}
	}
}

// caller is a client that is made by hand, so that it can be wrong.
type caller struct {
	*testing.T
	*tiktokshoptest.Twin
	skew   time.Duration
	secret string
	token  string
}

func newCaller(t *testing.T) *caller {
	w := tiktokshoptest.New()
	t.Cleanup(w.Close)
	return &caller{t, w, 0, tiktokshoptest.AppSecret, w.Access()}
}

// call is the code of an answer and its data.
func (c *caller) call(method, path, query, body string) (int64, string) {
	c.Helper()
	q, err := url.ParseQuery(query)
	if err != nil {
		c.Fatal(err)
	}
	q.Set("app_key", tiktokshoptest.AppKey)
	q.Set("timestamp", strconv.FormatInt(c.Clock.Now().Add(c.skew).Unix(), 10))
	q.Set("sign", tiktokshoptest.Sign(c.secret, path, q, body))
	r, err := http.NewRequest(method, c.URL()+path+"?"+q.Encode(), bytes.NewReader([]byte(body)))
	if err != nil {
		c.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	r.Header.Set("X-Tts-Access-Token", c.token)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		c.Fatal(err)
	}
	defer resp.Body.Close()
	var e struct {
		Code int64
		Data json.RawMessage
	}
	if err := json.NewDecoder(resp.Body).Decode(&e); err != nil {
		c.Fatal(err)
	}
	return e.Code, string(e.Data)
}

const profiles = "/affiliate_creator/202508/profiles"

func TestWhatIsWrongIsNoted(t *testing.T) {
	const videos = "/affiliate_creator/202607/videos"
	for name, v := range map[string]struct {
		make                      func(*caller)
		method, path, query, body string
		code                      int64
		wrong                     string
	}{
		"all is well":      {nil, "GET", profiles, "", "", 0, ""},
		"four minutes off": {func(c *caller) { c.skew = -4 * time.Minute }, "GET", profiles, "", "", 0, ""},
		"six minutes off":  {func(c *caller) { c.skew = 6 * time.Minute }, "GET", profiles, "", "", 106002, "another time"},
		"another secret":   {func(c *caller) { c.secret = "another" }, "GET", profiles, "", "", 106001, "not signed"},
		"an ended token":   {func(c *caller) { c.Expire() }, "GET", profiles, "", "", 105002, ""},
		"no token":         {func(c *caller) { c.token = "" }, "GET", profiles, "", "", 105001, ""},
		"a seller":         {func(c *caller) { c.Turn(func(k *tiktokshoptest.Knobs) { k.UserType = 0 }) }, "GET", "/affiliate_creator/202509/videos/v/status", "", "", 105005, ""},
		"a missing scope": {func(c *caller) {
			c.Turn(func(k *tiktokshoptest.Knobs) { k.Scopes = []string{"creator.affiliate.info"} })
		}, "GET", "/affiliate_creator/202509/videos/v/status", "", "", 105005, ""},
		"a shop's cipher":  {nil, "GET", profiles, "shop_cipher=x", "", 36009010, `"shop_cipher"`},
		"no such call":     {nil, "GET", "/affiliate_creator/202301/videos", "", "", 36009009, "on no page"},
		"a field too many": {nil, "POST", videos, "", `{"video_info":{"file_id":"f","title":"t","privacy":"x"},"product_link_info":{"product_id":"1","title":"a"}}`, 36009010, `"video_info.privacy"`},
		"a field too few":  {nil, "POST", videos, "", `{"video_info":{"file_id":"f"},"product_link_info":{"product_id":"1","title":"a"}}`, 36009010, `"video_info.title" is missing`},
		"a wrong kind":     {nil, "POST", videos, "", `{"video_info":{"file_id":"f","title":"t","is_ai_generated":"yes"},"product_link_info":{"product_id":"1","title":"a"}}`, 36009010, "true or false"},
		"two products":     {nil, "POST", videos, "", `{"video_info":{"file_id":"f","title":"t"},"product_link_info":[{"product_id":"1","title":"a"}]}`, 36009010, "no object"},
		"no such file":     {nil, "POST", videos, "", `{"video_info":{"file_id":"f","title":"t"},"product_link_info":{"product_id":"1","title":"a"}}`, 170001040, ""},
		"a page too large": {nil, "GET", "/affiliate_creator/202405/showcases/products", "page_size=21&origin=SHOWCASE", "", 36009010, "page_size"},
		"another origin":   {nil, "GET", "/affiliate_creator/202405/showcases/products", "page_size=20&origin=SHOP", "", 36009010, `"SHOP"`},
		"too many words": {nil, "POST", "/affiliate_creator/202405/open_collaborations/products/search", "page_size=20",
			`{"title_keywords":["` + strings.Repeat(`a","`, 20) + `b"]}`, 36009010, "21 words"},
		"a page of nobody": {nil, "POST", "/affiliate_creator/202410/orders/search", "page_size=100&page_token=x", "{}", 36009010, ""},
		"too many orders":  {nil, "POST", "/affiliate_creator/202410/orders/search", "page_size=101", "{}", 36009010, "page_size"},
		"back in time": {nil, "POST", "/affiliate_creator/202410/orders/search", "page_size=100",
			`{"create_time_ge":5,"create_time_lt":4}`, 36009010, "from 5 to 4"},
		"a link to a sale": {nil, "POST", "/affiliate_creator/202501/affiliate_sharing_links/generate_batch", "", `{"material":{"type":"CAMPAIGN"}}`, 36009010, `"CAMPAIGN"`},
		"no leave for links": {func(c *caller) {
			c.Turn(func(k *tiktokshoptest.Knobs) { k.Scopes = []string{"creator.video.write"} })
		}, "POST", "/affiliate_creator/202501/affiliate_sharing_links/generate_batch", "", `{"material":{"type":"PRODUCT","id":"1"}}`, 105005, ""},
		"another's post": {nil, "GET", "/affiliate_creator/202509/videos/v/status", "", "", 170001016, ""},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCaller(t)
			if v.make != nil {
				v.make(c)
			}
			code, _ := c.call(v.method, v.path, v.query, v.body)
			if wrong := strings.Join(c.Wrong(), "; "); code != v.code || (wrong == "") != (v.wrong == "") || !strings.Contains(wrong, v.wrong) {
				t.Errorf("code %d, wrong: %s", code, wrong)
			}
		})
	}
}

func get(t *testing.T, address string) (status int, ended *url.URL, body string) {
	t.Helper()
	resp, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, resp.Request.URL, string(b)
}

// A creator allows it, ends on a page, and its address carries a code that is
// good for one login.
func TestALogin(t *testing.T) {
	c := newCaller(t)
	status, ended, _ := get(t, c.URL()+"/alliance/creator/auth?app_key="+tiktokshoptest.AppKey+"&state=s%261")
	code := ended.Query().Get("code")
	if status != 200 || code == "" || ended.Query().Get("state") != "s&1" {
		t.Fatalf("%d at %s", status, ended)
	}
	ask := c.URL() + "/api/v2/token/get?" + url.Values{"app_key": {tiktokshoptest.AppKey}, "app_secret": {tiktokshoptest.AppSecret},
		"auth_code": {code}, "grant_type": {"authorized_code"}}.Encode()
	if _, _, body := get(t, ask); !strings.Contains(body, c.Access()) || !strings.Contains(body, "creator.video.write") {
		t.Error(body)
	}
	if _, _, body := get(t, ask); !strings.Contains(body, "36004003") {
		t.Errorf("the code is good twice: %s", body)
	}
	if status, _, _ := get(t, c.URL()+"/alliance/creator/auth?app_key="+tiktokshoptest.AppKey); status != 400 || len(c.Wrong()) != 1 {
		t.Errorf("a login without a state: %d", status)
	}
}

// Programs in other processes sign with the real time.
func TestTheRealTime(t *testing.T) {
	c := newCaller(t)
	c.Follow()
	time.Sleep(time.Millisecond)
	if code, _ := c.call("GET", profiles, "", ""); code != 0 {
		t.Error(code)
	}
	resp, err := http.Get(c.URL())
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if at, err := http.ParseTime(resp.Header.Get("Date")); err != nil || time.Since(at).Abs() > time.Minute {
		t.Errorf("the date told is %v, %v", at, err)
	}
}
