package tiktokshoptest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"path"
	"strings"
	"time"
	"unicode"
	"unicode/utf16"
)

// Video is a post with all that was said of it.
type Video struct {
	ID, File, SHA256    string
	Title, Cover, Music string
	Product, Anchor     string
	CoverMS             *int64
	AI                  *bool
	State               string // what is told in the end: SUCCESS, FAIL, or PROCESSING for ever
	At                  time.Time
}

// precheck begins a look at a clip that nobody sees yet.
func (t *Twin) precheck(_ *http.Request, body []byte) (int64, any) {
	a := read(body)
	if _, known := t.files[a.Video.File]; !known {
		return 170001040, nil
	}
	if code := anchored(a.Link.Title); code != 0 {
		return code, nil
	}
	if t.knobs.LooksDaily > 0 && t.today(t.looks) >= t.knobs.LooksDaily {
		return 170001019, nil
	}
	t.looks = append(t.looks, t.Clock.Now())
	id := t.id("task")
	t.tasks[id] = t.knobs.Looks
	return 0, map[string]any{"precheck": map[string]any{"task_id": t.spell(id)}}
}

// today is how many of some times lie within the last 24 hours.
func (t *Twin) today(times []time.Time) (n int) {
	for _, at := range times {
		if t.Clock.Now().Sub(at) < 24*time.Hour {
			n++
		}
	}
	return n
}

func (t *Twin) looked(r *http.Request, _ []byte) (int64, any) {
	id := path.Base(r.URL.Path)
	left, known := t.tasks[id]
	if !known {
		return badRequest, nil
	}
	violations, quality := verdict(t.knobs.Look, "risk", "Unverified health claim"), verdict(t.knobs.Quality, "code", "Too dark")
	if left > 0 {
		t.tasks[id]--
		violations, quality = verdict("PROCESSING", "", ""), verdict("PROCESSING", "", "")
	}
	data := map[string]any{"violation_check_result": violations, "good_quality_check_result": quality}
	switch {
	case t.knobs.Flat:
		return 0, map[string]any{"result": violations}
	case t.knobs.Nested:
		data["id"] = id
		return 0, map[string]any{"precheck_task": data}
	}
	return 0, data
}

func verdict(status, name, issue string) map[string]any {
	v := map[string]any{"status": status}
	if status == "FAIL" {
		v["issues"] = []any{map[string]any{name: issue, "suggestions": []string{"Leave it out"}}}
	}
	return v
}

// posting is what a post and a look are asked for with.
type posting struct {
	Video struct {
		File  string `json:"file_id"`
		Title string `json:"title"`
		Cover string `json:"cover_uri"`
		Music string `json:"music_id"`
		AtMS  *int64 `json:"cover_timestamp_ms"`
		AI    *bool  `json:"is_ai_generated"`
	} `json:"video_info"`
	Link struct {
		Product string `json:"product_id"`
		Title   string `json:"title"`
	} `json:"product_link_info"`
}

// read is for a body whose shape was looked at before.
func read(body []byte) (a posting) {
	_ = json.Unmarshal(body, &a)
	return a
}

// anchored is the code of what is wrong with the words on a product link.
func anchored(title string) int64 {
	switch {
	case title == "" || len([]rune(title)) >= 30:
		return 16011007
	case strings.ContainsFunc(title, func(r rune) bool { return unicode.IsPunct(r) || unicode.IsSymbol(r) }):
		return 16011069
	}
	return 0
}

// post makes a clip public.
func (t *Twin) post(_ *http.Request, body []byte) (int64, any) {
	a := read(body)
	known, ok := t.files[a.Video.File]
	n := len(utf16.Encode([]rune(a.Video.Title)))
	switch code := anchored(a.Link.Title); {
	case !ok:
		return 170001040, nil
	case n < 1 || n > 4000:
		return 16011007, nil
	case code != 0:
		return code, nil
	case strings.Trim(a.Link.Product, "0123456789") != "" || a.Link.Product == "":
		return 170001011, nil
	case a.Video.Cover != "" && (a.Video.AtMS != nil || !t.covers[a.Video.Cover]):
		t.Note("a post names a cover that is none, or two")
		return badRequest, nil
	case a.Video.AtMS != nil && *a.Video.AtMS < 0:
		return 170001024, nil
	}
	var times []time.Time
	for _, v := range t.videos {
		times = append(times, v.At)
	}
	data := map[string]any{}
	if t.knobs.PerDay > 0 {
		if t.today(times) >= t.knobs.PerDay {
			t.Note("a post was asked for although %d/day was told", t.knobs.PerDay)
			return 170001062, nil
		}
		data["quota"] = fmt.Sprintf("%d/day", t.knobs.PerDay)
	}
	id := t.id("video")
	t.pending[id] = t.knobs.Processing
	t.videos = append(t.videos, Video{ID: id, File: a.Video.File, SHA256: known.sha256, Title: a.Video.Title, Cover: a.Video.Cover, Music: a.Video.Music,
		Product: a.Link.Product, Anchor: a.Link.Title, CoverMS: a.Video.AtMS, AI: a.Video.AI, State: t.knobs.State, At: t.Clock.Now()})
	data["video"] = map[string]any{"id": t.spell(id)}
	return 0, data
}

// status tells what became of a post.
func (t *Twin) status(r *http.Request, _ []byte) (int64, any) {
	id := path.Base(path.Dir(r.URL.Path))
	for _, v := range t.videos {
		if v.ID != id {
			continue
		}
		told := map[string]any{"id": t.spell(id), "post_status": v.State}
		if t.pending[id] > 0 {
			t.pending[id]--
			told["post_status"] = "PROCESSING"
		}
		if told["post_status"] == "SUCCESS" {
			told["post_time"] = v.At.Unix()
		}
		return 0, map[string]any{"video": told}
	}
	return 170001016, nil
}
