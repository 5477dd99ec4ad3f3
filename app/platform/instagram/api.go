package instagram

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// digits is an id that Instagram may have given: longer than 2^53, so it is
// kept as text, and nothing else may stand in a path.
type digits string

func (d *digits) UnmarshalJSON(b []byte) error {
	*d = digits(strings.Trim(string(b), `"`))
	return nil
}

var number = regexp.MustCompile(`^[0-9]{1,30}$`)

func (d digits) valid() bool { return number.MatchString(string(d)) }

// container is what Instagram says of one: status is free text with the number
// of an error in it.
type container struct {
	Code   string `json:"status_code"`
	Status string `json:"status"`
	Video  struct {
		Uploading struct {
			Status string `json:"status"`
			Bytes  digits `json:"bytes_transferred"`
			Bytes1 digits `json:"bytes_transfered"` // as it is spelled in places
		} `json:"uploading_phase"`
	} `json:"video_status"`
}

// What a container's status_code can be.
const (
	inProgress = "IN_PROGRESS"
	finished   = "FINISHED"
	failed     = "ERROR"
	expired    = "EXPIRED"
	published  = "PUBLISHED"
)

func (c container) bytes() int64 {
	text := c.Video.Uploading.Bytes
	if text == "" {
		text = c.Video.Uploading.Bytes1
	}
	n, _ := strconv.ParseInt(string(text), 10, 64)
	return n
}

type limit struct {
	Data []struct {
		Used   int `json:"quota_usage"`
		Config struct {
			Total int `json:"quota_total"`
		} `json:"config"`
	} `json:"data"`
}

type catalogs struct {
	Data []struct {
		ID digits `json:"catalog_id"`
	} `json:"data"`
}

// good is a product as a catalog or a post has it.
type good struct {
	ID       digits `json:"product_id"`
	Name     string `json:"product_name"`
	Retailer string `json:"retailer_id"`
	Review   string `json:"review_status"`
}

type goods struct {
	Data []good `json:"data"`
}

// ask makes one call below the version of the Graph, and notes how near the
// limits it came.
func (s *Service) ask(ctx context.Context, call httpx.Call, path ...string) (httpx.Answer, error) {
	call.URL = "/" + s.version + "/" + strings.Join(path, "/")
	a, err := s.client.Do(ctx, call)
	s.notice(a.Header)
	return a, err
}

// sign puts the token where the two hosts want it. The proof says that the
// caller also holds the app's secret, for apps that insist on it.
func (s *Service) sign(r *http.Request, t httpx.Token, _ []byte) error {
	if r.Header.Get("file_size") != "" {
		r.Header.Set("Authorization", "OAuth "+t.Access)
		return nil
	}
	r.Header.Set("Authorization", "Bearer "+t.Access)
	if s.secret.AppSecret != "" && s.login != viaInstagram {
		q := r.URL.Query()
		q.Set("appsecret_proof", proof(s.secret.AppSecret, t.Access))
		r.URL.RawQuery = q.Encode()
	}
	return nil
}

func proof(secret, token string) string {
	m := hmac.New(sha256.New, []byte(secret))
	m.Write([]byte(token))
	return hex.EncodeToString(m.Sum(nil))
}

// usage is how much of an hour's or a day's calls is spent, in percent.
type usage struct {
	Calls  float64 `json:"call_count"`
	CPU    float64 `json:"total_cputime"`
	Time   float64 `json:"total_time"`
	Regain float64 `json:"estimated_time_to_regain_access"` // minutes
}

// usages reads both headers in which Meta tells it.
func usages(h http.Header) (out []usage) {
	var app usage
	if json.Unmarshal([]byte(h.Get("X-App-Usage")), &app) == nil {
		out = append(out, app)
	}
	var business map[string][]usage
	if json.Unmarshal([]byte(h.Get("X-Business-Use-Case-Usage")), &business) == nil {
		for _, of := range business {
			out = append(out, of...)
		}
	}
	return out
}

// near is the share of the limit above which we ask less often, in percent.
const near = 80

func (s *Service) notice(h http.Header) {
	all := usages(h)
	if len(all) == 0 {
		return
	}
	slow := false
	for _, u := range all {
		slow = slow || max(u.Calls, u.CPU, u.Time) >= near
	}
	s.mu.Lock()
	s.slow = slow
	s.mu.Unlock()
}

// regained is when calls are allowed again; zero where nobody says.
func regained(h http.Header) time.Time {
	minutes := 0.0
	for _, u := range usages(h) {
		minutes = max(minutes, u.Regain)
	}
	return after(h, time.Duration(minutes*float64(time.Minute)))
}

// after is a time from now, by the far side's own clock.
func after(h http.Header, d time.Duration) time.Time {
	at, err := http.ParseTime(h.Get("Date"))
	if err != nil || d <= 0 {
		return time.Time{}
	}
	return at.Add(d)
}

// hostOf is where an address leads, with its port.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}

// unreadable refuses an id that may not stand in a path; "" is an account whose
// login has not found its id yet.
func unreadable(id string) error {
	switch {
	case digits(id).valid():
		return nil
	case id == "":
		return taglane.Refuse(taglane.Login, login)
	}
	return taglane.Errorf(taglane.Invalid, "%q is not an id of Instagram.", id)
}

// named refuses a post whose name nobody knows.
func named(post taglane.Post) error {
	if post.ID == "" {
		return taglane.Refuse(taglane.NotFound, gone)
	}
	return unreadable(post.ID)
}
