package graphtest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

const businessID = "500"

// leave is what a token opens.
type leave struct {
	until  time.Time // zero: it does not end by time
	scopes []string  // nil: all that a test does not speak of
	sub    int       // the subcode it is refused with; 0: it is not
	gone   bool      // taken back
}

// login is a code on its way.
type login struct {
	redirect string
	scopes   []string
}

// AllScopes are what a living token is taken to have where nothing else was said.
var AllScopes = []string{
	"pages_show_list", "pages_read_engagement", "pages_manage_posts", "read_insights", "business_management",
	"instagram_basic", "instagram_content_publish", "instagram_manage_insights", "instagram_shopping_tag_products", "catalog_management",
}

// Sign is the proof that somebody holds the app's secret.
func Sign(secret, token string) string {
	h := hmac.New(sha256.New, []byte(secret))
	h.Write([]byte(token))
	return hex.EncodeToString(h.Sum(nil))
}

// EndTokens refuses every token from now on: subcode 463 for one that ended,
// 458 for an app that was removed, and so on.
func (m *Meta) EndTokens(subcode int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, p := range m.Pages {
		m.of(p.Token)
	}
	for _, l := range m.tokens {
		l.sub = subcode
	}
}

// TokenEnd is when a token ends, or was taken back; ok is false for one never given out.
func (m *Meta) TokenEnd(token string) (at time.Time, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	l := m.of(token)
	if l == nil {
		return time.Time{}, false
	}
	return l.until, true
}

// SetEnd changes when a token ends.
func (m *Meta) SetEnd(token string, at time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.of(token).until = at
}

// Grant says what a token may do from now on.
func (m *Meta) Grant(token string, scopes ...string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.of(token).scopes = append([]string{}, scopes...)
}

// of is what a token opens; nil for one that was never given out.
func (m *Meta) of(token string) *leave {
	if l := m.tokens[token]; l != nil {
		return l
	}
	for _, p := range m.Pages {
		if p.Token != "" && p.Token == token {
			l := &leave{}
			m.tokens[token] = l
			return l
		}
	}
	return nil
}

// refusal is the subcode that a token is refused with; 0: it is not.
func (m *Meta) refusal(token string) int {
	switch l := m.of(token); {
	case l == nil:
		return 467
	case l.sub != 0:
		return l.sub
	case l.gone:
		return 458
	case !l.until.IsZero() && !l.until.After(m.Clock.Now()):
		return 463
	}
	return 0
}

func (m *Meta) pageOf(token string) *Page {
	for i, p := range m.Pages {
		if p.Token == token {
			return &m.Pages[i]
		}
	}
	return nil
}

// known lets a request in whose token is one of those given out for it.
func (m *Meta) known(r *Request) bool {
	if r.Path[0] == "debug_token" && r.Token == AppID+"|"+AppSecret {
		return true
	}
	if sub := m.refusal(r.Token); sub != 0 {
		r.No(190, sub, "What Meta says")
		return false
	}
	if sent := r.Sent.Get("appsecret_proof"); sent != Sign(AppSecret, r.Token) && (sent != "" || !m.NoProof) {
		r.No(100, 0, "The proof of the app is missing or wrong")
		return false
	}
	persons := r.Path[0] == "me" || r.Path[0] == businessID
	if persons && m.pageOf(r.Token) != nil {
		r.No(190, 0, "This is the token of a Page")
		return false
	}
	return true
}

// login answers what is asked before there is a token.
func (m *Meta) login(r *Request, raw *http.Request) bool {
	switch strings.Join(r.Path, "/") {
	case "dialog/oauth":
		m.dialog(r, raw)
	case "oauth/access_token":
		m.exchange(r)
	default:
		return false
	}
	return true
}

// returns says whether Facebook sends people back there: to this computer, as
// in development, or to its own page for apps without an address.
func returns(redirect string) bool {
	u, err := url.Parse(redirect)
	return err == nil && (u.Scheme == "http" && u.Hostname() == "localhost" || redirect == "https://www.facebook.com/connect/login_success.html")
}

// dialog is a person who allows it at once.
func (m *Meta) dialog(r *Request, raw *http.Request) {
	to, err := url.Parse(r.Sent.Get("redirect_uri"))
	if err != nil || !returns(r.Sent.Get("redirect_uri")) || r.Sent.Get("client_id") != AppID {
		m.Say("a login that Facebook would not begin")
		r.No(100, 0, "The address to return to is not one of the app's")
		return
	}
	code := "code-" + Sign("", r.Sent.Get("state"))[:16]
	scopes := slices.DeleteFunc(strings.Split(r.Sent.Get("scope"), ","), func(s string) bool { return slices.Contains(m.Declined, s) })
	m.codes[code] = login{r.Sent.Get("redirect_uri"), scopes}
	to.RawQuery = url.Values{"code": {code}, "state": {r.Sent.Get("state")}}.Encode()
	http.Redirect(r.out, raw, to.String(), http.StatusFound)
}

// exchange gives a token for a code, once, or a longer one for one that lives.
func (m *Meta) exchange(r *Request) {
	if r.Sent.Get("client_id") != AppID || r.Sent.Get("client_secret") != AppSecret {
		r.No(101, 0, "The app is not known")
		return
	}
	was, within := r.Sent.Get("fb_exchange_token"), 60*24*time.Hour
	var scopes []string
	switch {
	case was == "":
		l, ok := m.codes[r.Sent.Get("code")]
		if delete(m.codes, r.Sent.Get("code")); !ok || l.redirect != r.Sent.Get("redirect_uri") {
			r.No(100, 36009, "This code was used before, or it is another login's")
			return
		}
		scopes, within = l.scopes, time.Hour
	case m.refusal(was) != 0:
		r.No(190, m.refusal(was), "")
		return
	default:
		scopes = m.of(was).scopes
	}
	token := LongToken
	if was != UserToken {
		token = "EAAtokenNumber" + Sign("", strconv.Itoa(m.Next()))[:24]
	}
	m.tokens[token] = &leave{until: m.Clock.Now().Add(within), scopes: scopes}
	r.Yes(map[string]any{"access_token": token, "token_type": "bearer", "expires_in": int(within / time.Second)})
}

// person answers what is asked about whoever is logged in.
func (m *Meta) person(r *Request) bool {
	switch what := r.Method + " " + strings.Join(r.Path, "/"); what {
	case "GET me/permissions":
		r.Yes(map[string]any{"data": m.permissions(r.Token)})
	case "DELETE me/permissions":
		for _, p := range m.Pages {
			m.of(p.Token)
		}
		for _, l := range m.tokens {
			l.gone = true
		}
		r.Yes(`{"success":true}`)
	case "GET debug_token":
		m.debug(r)
	case "GET me/businesses":
		r.Yes(map[string]any{"data": []any{map[string]string{"id": businessID, "name": "Lumen"}}})
	case "GET me/accounts":
		m.list(r, func(p Page) bool { return !p.Firm }, false)
	case "GET " + businessID + "/owned_pages":
		m.list(r, func(Page) bool { return false }, true)
	case "GET " + businessID + "/client_pages":
		m.list(r, func(p Page) bool { return p.Firm }, true)
	default:
		return false
	}
	return true
}

func (m *Meta) scopesOf(token string) []string {
	if l := m.of(token); l != nil && l.scopes != nil {
		return l.scopes
	}
	return AllScopes
}

func (m *Meta) permissions(token string) []any {
	out := []any{}
	for _, s := range AllScopes {
		status := "declined"
		if slices.Contains(m.scopesOf(token), s) {
			status = "granted"
		}
		out = append(out, map[string]string{"permission": s, "status": status})
	}
	return out
}

// debug tells of a token: when it ends, and when the data behind it does.
func (m *Meta) debug(r *Request) {
	asked := r.Sent.Get("input_token")
	told := map[string]any{"app_id": AppID, "is_valid": m.refusal(asked) == 0, "scopes": m.scopesOf(asked),
		"expires_at": 0, "data_access_expires_at": m.Clock.Now().AddDate(0, 0, 90).Unix(), "type": "USER"}
	if l := m.of(asked); l != nil && !l.until.IsZero() {
		told["expires_at"] = l.until.Unix()
	}
	if m.pageOf(asked) != nil {
		told["type"] = "PAGE"
	}
	r.Yes(map[string]any{"data": told})
}

// list tells of Pages, the first on a sheet of its own.
func (m *Meta) list(r *Request, which func(Page) bool, posts bool) {
	rows := []any{}
	for _, p := range m.Pages {
		if !which(p) {
			continue
		}
		row := map[string]any{"id": p.ID, "name": p.Name, "access_token": p.Token}
		if posts {
			row["can_post"] = !p.CannotPost
		}
		if p.IGUser != "" {
			row["instagram_business_account"] = map[string]string{"id": p.IGUser, "username": p.IGUsername}
		}
		rows = append(rows, row)
	}
	from := 0
	if r.Sent.Get("after") == "MTAx" {
		from = min(1, len(rows))
	}
	answer := map[string]any{"data": rows[from:]}
	if from == 0 && len(rows) > 1 {
		answer["data"] = rows[:1]
		answer["paging"] = map[string]any{"cursors": map[string]string{"after": "MTAx"}, "next": m.base + "/next"}
	}
	r.Yes(answer)
}
