package facebooktest

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"taglane/app/platform/graph/graphtest"
	"taglane/app/taglane"
)

// The Page that is posted to, another one of the person's, and what opens them.
const (
	PageID     = "1002003004005"
	PageToken  = "EAApageTOKENofTheKitchen"
	OtherPage  = "77"
	OtherToken = "EAApageTOKENofAnother"
)

// PerDay is how many Reels a Page may have in 24 hours.
const PerDay = 30

// Twin is Facebook as its page describes it. What it does differently from a
// good day is set between calls.
type Twin struct {
	*graphtest.Meta

	Lag        int             // readings of the status after a finish before the publishing phase moves
	Late       time.Duration   // … or how long it takes
	Never      bool            // it never moves
	Again      string          // a second finish: "same", "post" or "error"
	Outcome    string          // JSON of a status that overrules everything
	Retired    map[string]bool // metrics
	Figures    map[string]string
	Reels      []time.Time // of the Page, made by whomever
	CoverFails bool

	videos map[string]*reel
	order  []string
}

// reel is one video on its way.
type reel struct {
	state     string // "", DRAFT, SCHEDULED, PUBLISHED
	due       time.Time
	said      time.Time // when it was finished
	reads     int       // of the status since the finish
	published bool
	form      url.Values
	covers    [][]byte
}

// New stands up on this computer.
func New() *Twin {
	t := &Twin{Meta: graphtest.New(), Again: "same", Retired: map[string]bool{}, Figures: map[string]string{}, videos: map[string]*reel{}}
	t.Pages = []graphtest.Page{
		{ID: OtherPage, Name: "Other", Token: OtherToken},
		{ID: PageID, Name: "Kitchen", Token: PageToken},
	}
	t.Serve, t.Name, t.Word = t.serve, name, word
	return t
}

// Account is one of the Page, with further settings as key, value, key, value.
func (t *Twin) Account(settings ...string) taglane.Account {
	return t.AccountOf("facebook", "Kitchen", map[string]string{"page_id": PageID}, settings)
}

// Secret is a living login.
func (t *Twin) Secret() json.RawMessage {
	return t.SecretOf(map[string]string{"page_id": PageID, "page_access_token": PageToken})
}

// Forget loses every video. What is public stays public.
func (t *Twin) Forget() {
	t.Lock()
	defer t.Unlock()
	t.videos, t.Uploads = map[string]*reel{}, map[string]*graphtest.Upload{}
}

// Videos are the ids given out, in order.
func (t *Twin) Videos() []string {
	t.Lock()
	defer t.Unlock()
	return slices.Clone(t.order)
}

// Form is what a video was finished with, and Covers what was sent for it.
func (t *Twin) Form(video string) url.Values {
	t.Lock()
	defer t.Unlock()
	return t.videos[video].form
}

// Covers are the preferred pictures that were sent for a video.
func (t *Twin) Covers(video string) [][]byte {
	t.Lock()
	defer t.Unlock()
	return slices.Clone(t.videos[video].covers)
}

// name tells requests apart by what they are for.
func name(r *graphtest.Request) string {
	if len(r.Path) == 1 && strings.Trim(r.Path[0], "0123456789_") == "" {
		return r.Method + " video"
	}
	parts := []string{r.Method, r.Last(), r.Sent.Get("upload_phase"), r.Sent.Get("video_state"), r.Sent.Get("metric")}
	return strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
}

// word: a Page stands before its Reels and its figures, everything else is a video.
func word(_ string, path []string) string {
	if last := path[len(path)-1]; last == "video_reels" || last == "insights" {
		return "{page-id}"
	}
	return "{video-id}"
}

func (t *Twin) serve(r *graphtest.Request) {
	last := r.Last()
	v := t.videos[r.Path[0]]
	switch {
	case last == "video_reels" && (r.Path[0] != PageID || r.Token != PageToken):
		r.No(200, 0, "This Page is not yours")
	case last == "video_reels" && r.Method == "GET":
		t.list(r)
	case last == "video_reels" && strings.EqualFold(r.Sent.Get("upload_phase"), "start"):
		t.start(r)
	case last == "video_reels":
		t.finish(r)
	case last == "insights":
		t.insights(r)
	case r.Token != PageToken || v == nil:
		r.No(100, 33, "")
	case last == "thumbnails":
		t.thumbnails(r, v)
	default:
		t.tell(r, r.Path[0], v)
	}
}

func (t *Twin) start(r *graphtest.Request) {
	id := strconv.Itoa(900_000_000_000_001 + len(t.order))
	t.order = append(t.order, id)
	t.videos[id], t.Uploads[id] = &reel{}, &graphtest.Upload{}
	r.Yes(map[string]string{"video_id": id, "upload_url": t.Address("video-upload", id)})
}

func (t *Twin) finish(r *graphtest.Request) {
	id := r.Sent.Get("video_id")
	v, state := t.videos[id], r.Sent.Get("video_state")
	due, _ := strconv.ParseInt(r.Sent.Get("scheduled_publish_time"), 10, 64)
	at := time.Unix(due, 0)
	switch {
	case v == nil:
		r.No(100, 33, "")
	case !t.Uploads[id].Whole():
		r.No(100, 0, "The video has not been uploaded.")
	case v.state != "PUBLISHED" && t.Today(t.Reels) >= PerDay:
		if t.Published() >= PerDay {
			t.Say("a Reel beyond those of a day")
		}
		r.No(1390008, 0, "")
	case state == "SCHEDULED" && at.Sub(t.Clock.Now()) < 10*time.Minute:
		t.Say("a Reel for a time that is too near")
		r.No(100, 0, "The time is too near.")
	case v.state == "PUBLISHED":
		t.again(r, id, v)
	default:
		v.form, v.due, v.state, v.reads, v.said = r.Sent, at, state, 0, t.Clock.Now()
		t.settle(id, v)
		r.Yes(`{"success":true}`)
	}
}

// again is a second finish of a Reel that is public, of which nobody says what
// it does.
func (t *Twin) again(r *graphtest.Request, id string, v *reel) {
	switch {
	case t.Again == "error":
		r.No(100, 0, "The Reel is published.")
		return
	case t.Again == "post" && r.Sent.Get("video_state") == "PUBLISHED":
		t.post(id)
	}
	v.form = r.Sent
	r.Yes(`{"success":true}`)
}

// settle makes a Reel public once its time has come.
func (t *Twin) settle(id string, v *reel) {
	soon := v.state == "PUBLISHED" && v.reads >= t.Lag && t.Clock.Now().Sub(v.said) >= t.Late
	due := v.state == "SCHEDULED" && !t.Clock.Now().Before(v.due)
	if v.published || t.Never || !soon && !due {
		return
	}
	v.published = true
	t.post(id)
}

func (t *Twin) post(id string) {
	t.Publish(id, t.Uploads[id])
	t.Reels = append(t.Reels, t.Clock.Now())
}

// tell answers a question about a video.
func (t *Twin) tell(r *graphtest.Request, id string, v *reel) {
	if strings.Contains(r.Sent.Get("fields"), "status") && v.state != "" {
		t.settle(id, v)
		v.reads++
	}
	status, publish, more := "not_started", "", ""
	switch {
	case v.published:
		status, publish = "complete", `,"publish_status":"published","publish_time":"2026-11-26T12:00:00+0000"`
		more = `,"post_id":"555","permalink_url":"/reel/` + id + `/","views":12,"post_views":9`
	case v.state == "DRAFT":
		status, publish = "complete", `,"publish_status":"draft"`
	case v.state == "SCHEDULED":
		status, publish = "complete", `,"publish_status":"scheduled"`
		more = fmt.Sprintf(`,"scheduled_publish_time":%d`, v.due.Unix())
	}
	told := fmt.Sprintf(`{"video_status":"upload_complete","uploading_phase":%s,"processing_phase":{"status":"not_started"},"publishing_phase":{"status":%q%s}}`,
		t.Phase(t.Uploads[id]), status, publish)
	if t.Outcome != "" {
		told = t.Outcome
	}
	title, _ := json.Marshal(v.form.Get("title"))
	words, _ := json.Marshal(v.form.Get("description"))
	r.Yes(fmt.Sprintf(`{"id":%q,"status":%s,"published":%v,"title":%s,"description":%s%s}`, id, told, v.published, title, words, more))
}

func (t *Twin) thumbnails(r *graphtest.Request, v *reel) {
	switch {
	case r.Method != "POST":
		r.Yes(map[string]any{"data": []any{map[string]any{"id": "1", "is_preferred": len(v.covers) > 0}, map[string]any{"id": "2", "is_preferred": false}}})
	case t.CoverFails:
		r.No(2, 0, "")
	default:
		if r.Sent.Get("is_preferred") == "true" {
			v.covers = append(v.covers, r.File)
		}
		r.Yes(`{"success":true}`)
	}
}

func (t *Twin) list(r *graphtest.Request) {
	rows := []any{}
	for i, at := range t.Reels {
		rows = append(rows, map[string]string{"id": strconv.Itoa(i + 1), "created_time": at.Format("2006-01-02T15:04:05-0700")})
	}
	r.Yes(map[string]any{"data": rows})
}

func (t *Twin) insights(r *graphtest.Request) {
	metric := r.Sent.Get("metric")
	switch figure, ok := t.Figures[metric]; {
	case t.Retired[metric]:
		r.No(100, 0, "The value must be a valid insights metric")
	case ok:
		r.Yes(fmt.Sprintf(`{"data":[{"name":%q,"period":"lifetime","values":[{"value":%s}]}]}`, metric, figure))
	default:
		r.Yes(`{"data":[]}`)
	}
}
