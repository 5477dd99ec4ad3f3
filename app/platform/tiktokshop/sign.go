package tiktokshop

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"taglane/app/platform/httpx"
)

// Signature is what a request to TikTok Shop is signed with: lowercase hex over
// the path, the query without sign and access_token, and the bytes of the body.
// body is nil for a multipart form and for GET.
func Signature(secret, path string, query url.Values, body []byte) string {
	keys := make([]string, 0, len(query))
	for k := range query {
		if k != "sign" && k != "access_token" && k != "x-tts-access-token" {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	var text strings.Builder
	text.WriteString(secret + path)
	for _, k := range keys {
		text.WriteString(k + query.Get(k))
	}
	text.Write(body)
	text.WriteString(secret)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(text.String()))
	return hex.EncodeToString(mac.Sum(nil))
}

// sign puts the app, the time and the signature into a request.
func (s *Service) sign(r *http.Request, t httpx.Token, body []byte) error {
	if r.Method == http.MethodGet {
		body = nil
	}
	q := r.URL.Query()
	q.Set("app_key", s.secret.AppKey)
	q.Set("timestamp", strconv.FormatInt(s.now().Unix(), 10))
	q.Set("sign", Signature(s.secret.AppSecret, r.URL.Path, q, body))
	r.URL.RawQuery = q.Encode()
	r.Header.Set("X-Tts-Access-Token", t.Access)
	return nil
}
