package facebook

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

const complete = "complete"

// video is what is asked of a video.
type video struct {
	Status    phases `json:"status"`
	Permalink string `json:"permalink_url"`
	PostID    string `json:"post_id"`
	Published *bool  `json:"published"` // nil: not told
	Due       moment `json:"scheduled_publish_time"`
}

const videoFields = "status,permalink_url,post_id,published,scheduled_publish_time"

type phases struct {
	Video      string `json:"video_status"`
	Uploading  phase  `json:"uploading_phase"`
	Processing phase  `json:"processing_phase"`
	Publishing phase  `json:"publishing_phase"`
}

type phase struct {
	Status        string   `json:"status"`
	PublishStatus string   `json:"publish_status"`
	Transferred   int64    `json:"bytes_transferred"`
	Transfered    int64    `json:"bytes_transfered"` // as it was seen in live answers
	Errors        []defect `json:"errors"`
}

type defect struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
}

func (p phase) bytes() int64 { return max(p.Transferred, p.Transfered) }

func (p phase) failed() bool { return p.Status == "error" }

// scheduled: Facebook keeps it until its time.
func (v video) scheduled() bool { return v.Status.Publishing.PublishStatus == "scheduled" }

// public: the publishing phase is over and nothing says that it ended hidden.
func (v video) public() bool {
	hidden := v.Published != nil && !*v.Published
	return v.Status.Publishing.Status == complete && !hidden && !v.draft() && !v.scheduled()
}

// untouched: nobody asked for the public act, or Facebook has not begun.
func (v video) untouched() bool {
	p := v.Status.Publishing
	return (p.Status == "" || p.Status == "not_started") && !v.draft() && !v.scheduled()
}

func (v video) draft() bool {
	return v.Status.Publishing.PublishStatus == "draft" && (v.Published == nil || !*v.Published)
}

// link is where people find the Reel; "" while Facebook does not say.
func (v video) link() string {
	if strings.HasPrefix(v.Permalink, "/") && !strings.HasPrefix(v.Permalink, "//") {
		return "https://www.facebook.com" + v.Permalink
	}
	if taglane.CheckURL(v.Permalink) != nil {
		return ""
	}
	return v.Permalink
}

// failure is the error of a video that came to grief, by the phase it was in.
func (p phases) failure() error {
	switch {
	case p.Publishing.failed() || p.Video == "error" && len(p.Publishing.Errors) > 0:
		return grief(p.Publishing, taglane.Refused)
	case p.Processing.failed() || p.Video == "error" && len(p.Processing.Errors) > 0:
		return grief(p.Processing, taglane.Invalid)
	case p.Uploading.failed() || p.Video == "error" && len(p.Uploading.Errors) > 0:
		return grief(p.Uploading, taglane.Invalid)
	case p.Video == "error":
		return taglane.Errorf(taglane.Invalid, "Facebook could not use the clip and does not say why.")
	}
	return nil
}

func grief(p phase, kind taglane.Kind) error {
	var said []string
	for _, d := range p.Errors {
		if m := sentence(d.Message); m != "" {
			said = append(said, m)
		}
	}
	why := strings.Join(said, " ")
	switch {
	case why == "" && kind == taglane.Refused:
		return taglane.Errorf(kind, "Facebook did not publish the Reel and does not say why.")
	case why == "":
		return taglane.Errorf(kind, "Facebook could not use the clip and does not say why.")
	case kind == taglane.Refused:
		return taglane.Errorf(kind, "Facebook did not publish the Reel: %s", why)
	}
	return taglane.Errorf(kind, "Facebook could not use the clip: %s", why)
}

// video asks a video about itself.
func (s *Service) video(ctx context.Context, id string) (v video, head http.Header, err error) {
	head, err = s.get(ctx, "/"+id, url.Values{"fields": {videoFields}}, &v)
	return v, head, err
}

// get reads with the Page's token.
func (s *Service) get(ctx context.Context, path string, q url.Values, into any) (http.Header, error) {
	token, err := s.token(ctx)
	if err != nil {
		return nil, err
	}
	return s.read(ctx, token, path, q, into)
}

func (s *Service) read(ctx context.Context, token, path string, q url.Values, into any) (http.Header, error) {
	if err := stopped(ctx); err != nil {
		return nil, err
	}
	a, err := s.client.Do(ctx, httpx.Call{URL: "/" + s.version + path, Query: s.signed(q, token), Into: into})
	return a.Header, err
}

// plain reads without any token of its own.
func (s *Service) plain(ctx context.Context, path string, q url.Values, into any) error {
	if err := stopped(ctx); err != nil {
		return err
	}
	_, err := s.client.Do(ctx, httpx.Call{URL: "/" + s.version + path, Query: q, Into: into})
	return err
}

// post acts with the Page's token.
func (s *Service) post(ctx context.Context, path string, form url.Values, once bool, into any) error {
	token, err := s.token(ctx)
	if err != nil {
		return err
	}
	if err := stopped(ctx); err != nil {
		return err
	}
	_, err = s.client.Do(ctx, httpx.Call{Method: http.MethodPost, URL: "/" + s.version + path, Form: s.signed(form, token), Once: once, Into: into})
	return err
}

// signed puts the token to the parameters, and the proof that we are the app
// it was given to, where the app's secret is known.
func (s *Service) signed(v url.Values, token string) url.Values {
	out := url.Values{"access_token": {token}}
	for k, values := range v {
		out[k] = values
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.secret.AppSecret != "" {
		out.Set("appsecret_proof", proof(s.secret.AppSecret, token))
	}
	return out
}

func proof(appSecret, token string) string {
	h := hmac.New(sha256.New, []byte(appSecret))
	h.Write([]byte(token))
	return hex.EncodeToString(h.Sum(nil))
}

func stopped(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return taglane.Wrap(err, taglane.Later, "The call to %s was called off.", brand)
	}
	return nil
}

// usage is how much of what Facebook allows is used, in percent.
func usage(h http.Header) (most float64) {
	for _, u := range usages(h) {
		most = max(most, u.Calls, u.CPU, u.Time)
	}
	return most
}

type used struct {
	Calls  float64 `json:"call_count"`
	CPU    float64 `json:"total_cputime"`
	Time   float64 `json:"total_time"`
	Regain float64 `json:"estimated_time_to_regain_access"` // minutes
}

func usages(h http.Header) (all []used) {
	var app used
	if json.Unmarshal([]byte(h.Get("X-App-Usage")), &app) == nil {
		all = append(all, app)
	}
	var business map[string][]used
	if json.Unmarshal([]byte(h.Get("X-Business-Use-Case-Usage")), &business) == nil {
		for _, us := range business {
			all = append(all, us...)
		}
	}
	return all
}
