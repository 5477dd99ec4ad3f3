package graph

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// Version is the Graph's unless an account says another.
const Version = "v25.0"

// Meta's own hosts.
const (
	Host    = "https://graph.facebook.com"
	Uploads = "https://rupload.facebook.com"
	Dialog  = "https://www.facebook.com"
)

// Secret is what an account of either service signs in with.
type Secret struct {
	AppID       string    `json:"app_id,omitempty"`
	AppSecret   string    `json:"app_secret,omitempty"`
	AccessToken string    `json:"access_token,omitempty"` // the person's
	Expiry      time.Time `json:"expiry,omitzero"`        // of the person's; zero: unknown
	PageID      string    `json:"page_id,omitempty"`
	PageToken   string    `json:"page_access_token,omitempty"`
	IGUser      string    `json:"ig_user_id,omitempty"`
}

// ReadSecret reads what is kept of an account. Invalid: it is no such thing.
func ReadSecret(service string, b json.RawMessage) (s Secret, err error) {
	if len(b) > 0 && json.Unmarshal(b, &s) != nil {
		return s, taglane.Errorf(taglane.Invalid, "What %s signs in with cannot be read.", service)
	}
	return s, nil
}

// Where is where an account's calls go.
type Where struct {
	Base, Dialog, Upload string // addresses, without a slash at the end
	Version              string
}

var versions = regexp.MustCompile(`^v[0-9]{1,3}\.[0-9]{1,2}$`)

// WhereOf reads it from an account: its BaseURL or base_url stands in for all
// of Meta's hosts, upload_base_url and auth_base_url for one each, and
// graph_version is which Graph. Invalid otherwise.
func WhereOf(a taglane.Account, service, host string) (Where, error) {
	set := a.Settings
	base := First(a.BaseURL, set["base_url"])
	w := Where{
		Base: First(base, host), Dialog: First(set["auth_base_url"], base, Dialog),
		Upload: First(set["upload_base_url"], base, Uploads), Version: First(set["graph_version"], Version),
	}
	if !versions.MatchString(w.Version) {
		return w, taglane.Errorf(taglane.Invalid, "%q is not a version of Meta's interface, such as %s.", w.Version, Version)
	}
	for _, address := range []*string{&w.Base, &w.Dialog, &w.Upload} {
		if HostOf(*address) == "" {
			return w, taglane.Errorf(taglane.Invalid, "The address of %s is not one.", service)
		}
		*address = strings.TrimSuffix(*address, "/")
	}
	return w, nil
}

// HostOf is where an address leads, with its port; "" of what is no address.
func HostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}

// First is the first text that says something.
func First(texts ...string) string {
	for _, t := range texts {
		if t = strings.TrimSpace(t); t != "" {
			return t
		}
	}
	return ""
}

var digits = regexp.MustCompile(`^[0-9]{1,32}$`)

// IsID says whether a text may be an id of Meta's and so stand in a path. They
// are longer than a float holds, so they are texts everywhere.
func IsID(s string) bool { return digits.MatchString(s) }

// Kept is a secret as it is kept.
func (s Secret) Kept() (json.RawMessage, error) { return json.Marshal(s) }

// Client asks the Graph. All its fields are set before the first call.
type Client struct {
	HTTP  *httpx.Client
	Where Where
	Clock *httpx.Clock
	Pace  *Pace
	// AppSecret signs what is asked; "" for an app that does not insist on it.
	AppSecret string
}

// Open makes the client of an account, without a grant.
func Open(service string, w Where, s Secret, explain func(int, http.Header, []byte) error, most map[string]int) *Client {
	clock := &httpx.Clock{}
	return &Client{
		Where: w, Clock: clock, Pace: NewPace(clock, most), AppSecret: s.AppSecret,
		HTTP: &httpx.Client{
			Base: w.Base, Service: service, Explain: explain, Now: clock.Now,
			Secrets: httpx.NewSecrets(s.AppSecret, s.AccessToken, s.PageToken),
		},
	}
}

// Do asks below the version. A token stands instead of the client's own. Later:
// a header asked for a rest, and nothing was asked. The time in an error is this
// computer's.
func (c *Client) Do(ctx context.Context, token string, call httpx.Call, path ...string) (httpx.Answer, error) {
	if err := c.Pace.calls.Room(1); err != nil {
		return httpx.Answer{}, c.Clock.Told(err)
	}
	call.URL = "/" + c.Where.Version + "/" + strings.Join(path, "/")
	if token != "" {
		call.Header = http.Header{"Authorization": {"Bearer " + token}, "Content-Type": call.Header["Content-Type"]}
		if call.Header.Get("Content-Type") == "" {
			call.Header.Del("Content-Type")
		}
		call.Query = c.proven(call.Query, token)
	}
	a, err := c.HTTP.Do(ctx, call)
	c.Heard(a.Header)
	return a, c.Clock.Told(err)
}

// Heard takes from an answer what time it is and how near the limits it was.
func (c *Client) Heard(h http.Header) {
	if c.Clock.Hear(h) != 0 {
		c.Pace.corrected()
	}
	c.Pace.notice(h)
}

// Sign puts the account's own token into a request, with its proof.
func (c *Client) Sign(r *http.Request, t httpx.Token, _ []byte) error {
	r.Header.Set("Authorization", "Bearer "+t.Access)
	r.URL.RawQuery = c.proven(r.URL.Query(), t.Access).Encode()
	return nil
}

// proven adds that whoever asks also holds the app's secret.
func (c *Client) proven(q url.Values, token string) url.Values {
	out := url.Values{}
	for k, v := range q {
		out[k] = v
	}
	if c.AppSecret != "" {
		out.Set("appsecret_proof", Proof(c.AppSecret, token))
	}
	return out
}

// Proof is the signature of a token with the app's secret.
func Proof(appSecret, token string) string {
	h := hmac.New(sha256.New, []byte(appSecret))
	h.Write([]byte(token))
	return hex.EncodeToString(h.Sum(nil))
}
