package tiktoktest

import (
	"bytes"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"
)

func say(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

// refuse is a no in the envelope of the data endpoints.
func refuse(w http.ResponseWriter, status int, code string) {
	say(w, status, map[string]any{"data": map[string]any{}, "error": map[string]string{"code": code, "message": "raw words of TikTok", "log_id": "20261126"}})
}

func answer(w http.ResponseWriter, data any) {
	say(w, http.StatusOK, map[string]any{"data": data, "error": map[string]string{"code": "ok", "message": "", "log_id": "20261126"}})
}

// flat is a no of the login's endpoints, told with a status of 200.
func flat(w http.ResponseWriter, code, text string) {
	say(w, http.StatusOK, map[string]string{"error": code, "error_description": text, "log_id": "20261126"})
}

// most is how often an endpoint may be called in a minute.
func (t *Twin) most(limit string) int {
	switch limit {
	case "init":
		return t.terms.InitPerMinute
	case "creator_info":
		return t.terms.CreatorPerMinute
	case "status":
		return t.terms.StatusPerMinute
	}
	return t.terms.DisplayPerMinute
}

// guard asks for the token and its permission, and counts calls in a sliding
// minute. The twin is locked while do answers.
func (t *Twin) guard(limit, scope string, do http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
		if err != nil {
			return // the line broke
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		t.mu.Lock()
		defer t.mu.Unlock()
		now := t.Clock.Now()
		switch {
		case !t.login.lives(r.Header.Get("Authorization"), now, t.terms.TokenLife):
			refuse(w, http.StatusUnauthorized, "access_token_invalid")
			return
		case scope != "" && !slices.Contains(strings.Split(t.login.scope, ","), scope):
			refuse(w, http.StatusUnauthorized, "scope_not_authorized")
			return
		}
		recent := slices.DeleteFunc(t.calls[limit], func(at time.Time) bool { return now.Sub(at) >= time.Minute })
		if t.calls[limit] = recent; len(recent) >= t.most(limit) {
			t.blame("%s was called more than %d times a minute", limit, t.most(limit))
			refuse(w, http.StatusTooManyRequests, "rate_limit_exceeded")
			return
		}
		t.calls[limit] = append(recent, now)
		if i := slices.IndexFunc(t.terms.Answers, func(a Answer) bool { return a.Path == r.URL.Path }); i >= 0 {
			told := t.terms.Answers[i]
			if t.terms.Answers = slices.Delete(t.terms.Answers, i, i+1); told.Code == "" {
				w.WriteHeader(told.Status)
				return
			}
			refuse(w, told.Status, told.Code)
			return
		}
		do(w, r)
	}
}

// read takes a JSON body that holds what the documentation knows and nothing
// else. Only creator_info may go without one.
func (t *Twin) read(r *http.Request, into any) bool {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	d := json.NewDecoder(r.Body)
	d.DisallowUnknownFields()
	switch err := d.Decode(into); {
	case kind != "application/json":
		t.blame("%s came as %q", r.URL.Path, r.Header.Get("Content-Type"))
	case err != nil && err != io.EOF:
		t.blame("%s: %v", r.URL.Path, err)
	case d.More():
		t.blame("%s has more than one body", r.URL.Path)
	default:
		return true
	}
	return false
}
