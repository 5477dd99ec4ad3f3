package tiktokshop

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// precheckPause is how long TikTok Shop is given before it is asked again.
const precheckPause = 5 * time.Second

// look asks TikTok Shop to look at a clip that nobody sees yet. It is a courtesy
// with a daily quota: where it is not to be had, the way goes on without, and
// the post itself will tell.
func (s *Service) look(ctx context.Context, file string, link productLink) string {
	var got precheckStarted
	if err := s.call(ctx, httpx.Call{Method: http.MethodPost, URL: pathPrecheck, JSON: posting{videoInfo{File: file}, link}}, &got); err != nil {
		return ""
	}
	return string(got.Precheck.Task)
}

// precheck is what TikTok Shop found so far. One version of the service tells a
// flat result, which counts as its violations.
func (s *Service) precheck(ctx context.Context, task string) (prechecked, error) {
	var got struct {
		prechecked
		Task   prechecked `json:"precheck_task"`
		Result *verdict   `json:"result"`
	}
	err := s.call(ctx, httpx.Call{URL: pathPrechecks + escaped(task)}, &got)
	if got.Violations.Status == "" && got.Task.Violations.Status != "" {
		got.prechecked = got.Task
	}
	if got.Violations.Status == "" && got.Result != nil {
		got.Violations = *got.Result
	}
	return got.prechecked, err
}

// Precheck tells as findings what TikTok Shop thinks of an upload whose every
// byte is there. Later: it is still looking. Its words are TikTok's own.
func (s *Service) Precheck(ctx context.Context, us json.RawMessage) ([]taglane.Finding, error) {
	up, err := known(us)
	if err != nil {
		return nil, err
	}
	if up.Task == "" {
		return []taglane.Finding{finding("TS-PRECHECK", taglane.Warn, taglane.Say("TikTok Shop could not look at the clip beforehand; it looks when the clip is posted."), taglane.Said{}, "clip")}, nil
	}
	r, err := s.precheck(ctx, up.Task)
	if err != nil {
		return nil, err
	}
	if r.Violations.Status == "PROCESSING" || r.Quality.Status == "PROCESSING" {
		e := taglane.Errorf(taglane.Later, "TikTok Shop is still looking at the clip.")
		e.Until = s.clock.Wall().Add(s.pause)
		return nil, e
	}
	var out []taglane.Finding
	if r.Violations.Status == "FAIL" {
		out = append(out, finding("TS-PRECHECK", taglane.Block, taglane.SaidOf(violation(r)), taglane.Said{}, "clip"))
	}
	if r.Quality.Status == "FAIL" {
		out = append(out, finding("TS-PRECHECK", taglane.Warn, taglane.Say("TikTok Shop would show this clip to fewer people: %s.", issuesOf(r.Quality)), taglane.Said{}, "clip"))
	}
	return out, nil
}

// violation is the no of a clip that would break a rule of TikTok's.
func violation(r prechecked) error {
	return taglane.Errorf(taglane.Refused, "TikTok Shop would not show this clip: %s.", issuesOf(r.Violations))
}

// issuesOf are the risks by TikTok's names, without anything that could be an
// address to click on.
func issuesOf(v verdict) string {
	var out []string
	for _, i := range v.Issues {
		text := strings.Join(strings.Fields(strings.Map(harmless, or(i.Risk, i.Quality))), " ")
		if text = strings.Trim(cut(strings.ToValidUTF8(text, "")), " .,;:"); text != "" && !strings.Contains(text, "://") && len(out) < 5 {
			out = append(out, text)
		}
	}
	if len(out) == 0 {
		return "?"
	}
	return strings.ToValidUTF8(strings.Join(out, "; "), "")
}

func harmless(r rune) rune {
	if r < ' ' || strings.ContainsRune("{}<>\u202e\u202d\u2066\u2067\u2068\u2069", r) {
		return ' '
	}
	return r
}
