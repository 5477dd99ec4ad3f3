package facebook

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"taglane/app/platform/graph"
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

// words are what is asked of a video's texts.
type words struct {
	Title       string `json:"title"`
	Description string `json:"description"`
}

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
		if m := graph.Sentence(d.Message); m != "" {
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
	head, err = s.get(ctx, url.Values{"fields": {videoFields}}, &v, id)
	return v, head, err
}

// get reads with the Page's token.
func (s *Service) get(ctx context.Context, q url.Values, into any, path ...string) (http.Header, error) {
	token, err := s.token(ctx)
	if err != nil {
		return nil, err
	}
	a, err := s.client.Do(ctx, token, httpx.Call{Query: q, Into: into}, path...)
	return a.Header, err
}

// post acts with the Page's token.
func (s *Service) post(ctx context.Context, form url.Values, once bool, into any, path ...string) error {
	token, err := s.token(ctx)
	if err != nil {
		return err
	}
	_, err = s.client.Do(ctx, token, httpx.Call{Method: http.MethodPost, Form: form, Once: once, Into: into}, path...)
	return err
}
