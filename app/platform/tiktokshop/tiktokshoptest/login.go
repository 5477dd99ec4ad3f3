package tiktokshoptest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"
)

// The permissions of the pages.
const (
	scopePost     = "creator.video.write"
	scopeInfo     = "creator.affiliate.info"
	scopeGoods    = "creator.affiliate_collaboration.read"
	scopeShowcase = "creator.showcase.read"
	scopeShare    = "creator.affiliate.share_link.read"
)

// Codes that no page names are told as these.
const (
	badSign     = 106001
	badTime     = 106002
	badRequest  = 36009010
	unknownPath = 36009009
	deniedApp   = 36004004
	deniedCode  = 36004003
)

const (
	openID      = "open-1"
	accessLife  = 7 * 24 * time.Hour
	refreshLife = 90 * 24 * time.Hour
	// skewMost is how far the time of a signature may be off.
	skewMost = 5 * time.Minute
	// returnPath is where the login ends: a page whose address a person copies.
	returnPath = "/partner/after-login"
)

// Sign is what a request must carry as sign, by the rule of the pages: the
// query in order, behind the path, before the body, between two secrets.
func Sign(secret, path string, query url.Values, body string) string {
	var pairs []string
	for k, v := range query {
		if k != "sign" && k != "access_token" && k != "x-tts-access-token" {
			pairs = append(pairs, k+v[0])
		}
	}
	sort.Strings(pairs)
	m := hmac.New(sha256.New, []byte(secret))
	_, _ = io.WriteString(m, secret+path+strings.Join(pairs, "")+body+secret)
	return hex.EncodeToString(m.Sum(nil))
}

// signed looks at what every call must carry before anything else is asked.
func (t *Twin) signed(r *http.Request, body []byte) int64 {
	q, text := r.URL.Query(), string(body)
	if r.Method == http.MethodGet || strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		text = ""
	}
	if q.Get("app_key") != AppKey || q.Get("sign") != Sign(AppSecret, r.URL.Path, q, text) {
		t.Note("%s %s is not signed by the rule", r.Method, r.URL.Path)
		return badSign
	}
	seconds, err := strconv.ParseInt(q.Get("timestamp"), 10, 64)
	if off := t.Clock.Now().Sub(time.Unix(seconds, 0)).Abs(); err != nil || off > skewMost {
		t.Note("%s %s was signed at another time: %q", r.Method, r.URL.Path, q.Get("timestamp"))
		return badTime
	}
	return 0
}

// allowed looks at the login that a call comes with.
func (t *Twin) allowed(r *http.Request, op *operation) int64 {
	token := r.Header.Get("X-Tts-Access-Token")
	switch {
	case token == "":
		return 105001
	case token != t.leave.access || !t.Clock.Now().Before(t.leave.ends):
		return 105002
	case t.knobs.UserType != 1 && r.URL.Path != "/affiliate_creator/202508/profiles":
		return 105005
	case len(op.scopes) > 0 && !slices.ContainsFunc(op.scopes, func(s string) bool { return slices.Contains(t.knobs.Scopes, s) }):
		return 105005
	}
	return 0
}

// person is a creator who gives leave at once, and the page they end on.
func (t *Twin) person(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if r.URL.Path == returnPath {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, "<!doctype html><title>TikTok Shop</title><p>Copy the address of this page.\n")
		return
	}
	if r.Method != http.MethodGet || r.URL.Path != "/alliance/creator/auth" || q.Get("app_key") != AppKey || q.Get("state") == "" || len(q) != 2 {
		t.Note("the login page was opened with %v", q)
		http.Error(w, "There is no such page.", http.StatusBadRequest)
		return
	}
	t.n++
	code := fmt.Sprint("ROW_login-code-", t.n)
	t.codes[code] = true
	t.secrets = append(t.secrets, code)
	http.Redirect(w, r, t.Base+returnPath+"?"+url.Values{"app_key": {AppKey}, "code": {code}, "state": {q.Get("state")}}.Encode(), http.StatusFound)
}

// issue makes the tokens that are taken from now on.
func (t *Twin) issue() {
	t.n++
	now := t.Clock.Now()
	t.leave = leave{fmt.Sprint("access-token-", t.n), fmt.Sprint("refresh-token-", t.n), now.Add(accessLife), now.Add(refreshLife)}
	t.secrets = append(t.secrets, t.leave.access, t.leave.refresh)
}

// tokens redeems a code, once, or renews a login with its newest refresh token.
func (t *Twin) tokens(r *http.Request, _ []byte) (int64, any) {
	q := r.URL.Query()
	if q.Get("app_key") != AppKey || q.Get("app_secret") != AppSecret {
		return deniedApp, nil
	}
	switch code := q.Get("auth_code"); {
	case r.URL.Path == "/api/v2/token/get" && q.Get("grant_type") == "authorized_code" && t.codes[code]:
		delete(t.codes, code)
	case r.URL.Path == "/api/v2/token/refresh" && q.Get("grant_type") == "refresh_token" && q.Get("refresh_token") == t.leave.refresh && t.Clock.Now().Before(t.leave.last):
	default:
		return deniedCode, nil
	}
	t.issue()
	return 0, map[string]any{"access_token": t.leave.access, "refresh_token": t.leave.refresh, "open_id": openID, "user_type": t.knobs.UserType,
		"granted_scopes": t.knobs.Scopes, "access_token_expire_in": t.leave.ends.Unix(), "refresh_token_expire_in": t.leave.last.Unix()}
}

// profile is who the login is of.
func (t *Twin) profile(*http.Request, []byte) (int64, any) {
	return 0, map[string]any{"username": t.knobs.Username, "selection_region": t.knobs.Region, "register_region": t.knobs.Region,
		"user_type": t.knobs.UserType, "permissions": []string{"POST"}, "creator_user_open_id": t.knobs.Creator}
}
