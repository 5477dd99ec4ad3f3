package tiktokshop

import (
	"net/http"
	"net/url"
	"testing"

	"taglane/app/platform/httpx"
	"taglane/app/platform/tiktokshop/tiktokshoptest"
)

// The vectors of the signing walkthrough and of a second implementation.
func TestSignatures(t *testing.T) {
	for _, v := range []struct {
		name, secret, path, query, body, want string
	}{
		{"a", "e59af819cc", "/authorization/202309/shops", "app_key=29a39d&timestamp=1623812664", "",
			"b596b73e0cc6de07ac26f036364178ab16b0a907af13d43f0a0cd2345f582dc8"},
		{"b", "app_secret", "/test-api", "foo=bar", "",
			"d3cb7fe11ecae942802ceeca67e7cf10120cc12f1517d45fbc1c8cfe5413c80f"},
		{"c", "e59af819cc", "/event/202309/webhooks", "app_key=68xu9ks5p4i8&shop_cipher=ROW_xkMbgAAAeVAQra0eZWebFQq5aIK&timestamp=1696909648",
			`{"address":"https://partner.tiktokshop.com","event_type":"PACKAGE_UPDATE"}`,
			"cd0d6268252f4ba293bf7ea4c0a2873bf9beec600d22530638564ab301435f7a"},
		{"d", "app_secret", "/affiliate_creator/202505/videos/video_files", "app_key=k1&timestamp=1700000000", "",
			"f5eb46e1fd161b0b9a0963899e1f39dc7fb82fdd791d78b68fafe80d094ee8f7"},
		{"e", "app_secret", "/affiliate_creator/202607/videos", "app_key=k1&timestamp=1700000000",
			`{"video_info":{"file_id":"f1","title":"t"},"product_link_info":{"product_id":"1729","title":"Blue mug"}}`,
			"02892db01a8c82731fc2825c9aa9347383f19706bb6e99ca244e6daabccee1b6"},
	} {
		q, err := url.ParseQuery(v.query)
		if err != nil {
			t.Fatal(err)
		}
		if got := Signature(v.secret, v.path, q, []byte(v.body)); got != v.want {
			t.Errorf("%s: %s, want %s", v.name, got, v.want)
		}
		// Neither an earlier signature nor the token is signed.
		q.Set("sign", "old")
		q.Set("access_token", "token")
		if got := Signature(v.secret, v.path, q, []byte(v.body)); got != v.want {
			t.Errorf("%s: the sign or the token is signed along", v.name)
		}
		if v.body != "" && Signature(v.secret, v.path, q, []byte(v.body+" ")) == v.want {
			t.Errorf("%s: the body is not signed to the byte", v.name)
		}
	}
}

// What a call is signed with: its own time, its path without the query's
// order, and no body where there is none to sign.
func TestWhatACallIsSignedWith(t *testing.T) {
	s := newTwin(t).connect(t)
	for method, body := range map[string]string{http.MethodGet: "", http.MethodPost: "{}"} {
		r, err := http.NewRequest(method, "https://open-api.tiktokglobalshop.com/a/b?z=1&a=2", nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.sign(r, httpx.Token{Access: "the-token"}, []byte("{}")); err != nil {
			t.Fatal(err)
		}
		q := r.URL.Query()
		if q.Get("sign") != tiktokshoptest.Sign(twinSecret, "/a/b", q, body) || q.Get("timestamp") != "1795694400" || q.Get("app_key") != twinKey || q.Get("shop_cipher") != "" || r.Header.Get("x-tts-access-token") != "the-token" {
			t.Errorf("%s: %v %v", method, r.URL, r.Header)
		}
	}
}
