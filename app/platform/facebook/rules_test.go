package facebook

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"taglane/app/platform/graph/graphtest"
	"taglane/app/platform/platformtest"
	"taglane/app/taglane"
)

func TestRulesAreDated(t *testing.T) {
	if _, err := time.Parse(time.DateOnly, book.CheckedOn); err != nil {
		t.Error(err)
	}
	for _, r := range book.Rules {
		if r.Rule == "" || r.Source == "" {
			t.Errorf("a rule without a name or a source: %+v", r)
		}
	}
}

// Each limit lets through what stands on it and stops what is one step beyond.
func TestLimits(t *testing.T) {
	plain := taglane.Clip{Caption: "Two things.", Facts: taglane.Facts{Frames: 600, Rate: taglane.Rate{Num: 30, Den: 1}, Width: 1080, Height: 1920, Codec: "h264", Audio: "aac"}}
	frames := func(n taglane.Frame) func(*taglane.Clip) { return func(c *taglane.Clip) { c.Frames = n } }
	size := func(w, h int) func(*taglane.Clip) { return func(c *taglane.Clip) { c.Width, c.Height = w, h } }
	rate := func(num, den int64) func(*taglane.Clip) {
		return func(c *taglane.Clip) {
			c.Rate = taglane.Rate{Num: num, Den: den}
			c.Frames = taglane.Frame(20 * num / den)
		}
	}
	for _, c := range []struct {
		name string
		make func(*taglane.Clip)
		want string
	}{
		{"plain", frames(600), ""},
		{"3 s", frames(90), "FB-DURATION warn"},
		{"under 3 s", frames(89), "FB-DURATION block"},
		{"4 s", frames(120), ""},
		{"60 s", frames(1800), ""},
		{"over 60 s", frames(1801), "FB-DURATION warn"},
		{"90 s", frames(2700), "FB-DURATION warn"},
		{"over 90 s", frames(2701), "FB-DURATION block"},
		{"540 × 960", size(540, 960), "FB-PIXELS warn"},
		{"539 × 958", size(539, 958), "FB-PIXELS block"},
		{"a row less", size(1080, 1919), "FB-PIXELS warn"},
		{"larger", size(2160, 3840), ""},
		{"4:5", size(1536, 1920), "FB-ASPECT block"},
		{"lying", size(1920, 1080), "FB-ASPECT block, FB-PIXELS warn"},
		{"23", rate(23, 1), "FB-FPS warn"},
		{"23.976", rate(24000, 1001), "FB-FPS warn"},
		{"22", rate(22, 1), "FB-FPS block"},
		{"24", rate(24, 1), ""},
		{"60", rate(60, 1), ""},
		{"61", rate(61, 1), "FB-FPS block"},
		{"HEVC", func(c *taglane.Clip) { c.Codec = "hevc" }, "FB-FORMAT warn"},
		{"other sound", func(c *taglane.Clip) { c.Audio = "opus" }, "FB-FORMAT warn"},
		{"no sound", func(c *taglane.Clip) { c.Audio = "" }, ""},
		{"unsteady", func(c *taglane.Clip) { c.VariableRate = true }, "FB-FORMAT warn"},
		{"nothing known", func(c *taglane.Clip) { c.Facts = taglane.Facts{} }, ""},
	} {
		p := taglane.Publication{}
		p.Revision.Draft.Clip, p.Revision.Media.Path = plain, "clip.MP4"
		c.make(&p.Revision.Draft.Clip)
		if got := told(look(p)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	p := taglane.Publication{}
	p.Revision.Draft.Clip, p.Revision.Media.Path = plain, "clip.mkv"
	if got := told(look(p)); got != "FB-FORMAT warn" {
		t.Errorf("MKV: %q", got)
	}
}

func told(fs []taglane.Finding) string {
	var out []string
	for _, f := range fs {
		out = append(out, f.Rule+" "+string(f.Level))
	}
	return strings.Join(out, ", ")
}

func TestWords(t *testing.T) {
	p := platformtest.Publication(t, t.TempDir())
	if got := told(look(p)); got != "FB-PIXELS warn, FB-TAGS warn" {
		t.Errorf("plain: %q", got)
	}
	for caption, want := range map[string]bool{
		"No link, no word.":                         false,
		"https://shop.example/mug":                  true,
		"Ad: https://shop.example/mug":              false,
		"I had an idea: https://shop.example/mug":   true,
		"Salad and bread https://shop.example/bowl": true,
		"https://shop.example/mug #ad":              false,
	} {
		p.Revision.Draft.Clip.Caption = caption
		if got := strings.Contains(told(look(p)), "FB-LINKS warn"); got != want {
			t.Errorf("%q: %v, want %v", caption, got, want)
		}
	}
	for path, want := range map[string]bool{"": true, "cover.webp": true, "cover.JPG": false} {
		p.Revision.Cover.Path = path
		if got := strings.Contains(told(look(p)), "FB-COVER warn"); got != want {
			t.Errorf("cover %q: %v, want %v", path, got, want)
		}
	}
}

// The Page's own list tells how many Reels it had, by Facebook's clock.
func TestCountOfTheDay(t *testing.T) {
	w := set(t, nil)
	for range 29 {
		w.far.Reels = append(w.far.Reels, w.far.Clock.Now().Add(-23*time.Hour))
	}
	w.far.Reels = append(w.far.Reels, w.far.Clock.Now().Add(-25*time.Hour))
	count := func() string { return told(w.s.lookAtPage(t.Context(), w.pub)) }
	if got := count(); got != "" {
		t.Errorf("29: %q", got)
	}
	w.far.Reels = slices.Insert(w.far.Reels, 0, w.far.Clock.Now())
	if got := count(); got != "FB-COUNT warn" {
		t.Errorf("30: %q", got)
	}
	w.far.Fault("GET video_reels", graphtest.Answer{Status: http.StatusBadGateway})
	if got := count(); got != "FB-COUNT info" {
		t.Errorf("no answer: %q", got)
	}
	w.far.Fault("GET video_reels", graphtest.Answer{Status: http.StatusBadRequest, Body: graphtest.Error(1404078, 0, "")})
	if got := count(); got != "FB-PAGE block" {
		t.Errorf("no permission: %q", got)
	}
}

// Ten minutes ahead by Facebook's clock, when it is queued and again when it
// is handed over.
func TestScheduledThere(t *testing.T) {
	w := set(t, map[string]string{"draft_first": "true"})
	w.send()
	at := func(d time.Duration) string { return w.far.Clock.Now().Add(d).Format(time.RFC3339) }
	for value, want := range map[string]string{at(599 * time.Second): "FB-SCHEDULE block", "tomorrow": "FB-SCHEDULE block", at(600 * time.Second): ""} {
		w.pub.Settings = map[string]string{"publish_at": value}
		if got := told(w.s.lookAtPage(t.Context(), w.pub)); got != want {
			t.Errorf("at %s: %q, want %q", value, got, want)
		}
	}
	due := w.far.Clock.Now().Add(time.Hour)
	w.pub.Settings = map[string]string{"publish_at": due.Format(time.RFC3339)}
	w.far.Clock.Pass(51 * time.Minute)
	_, err := w.release()
	w.want(err, taglane.Invalid, "10 minutes or more")
	w.far.Clock.Pass(-time.Minute)
	for range 2 {
		post, err := w.release()
		if err != nil || !post.PublicAt.Equal(due) || post.ID != w.far.Videos()[0] {
			t.Errorf("scheduled: %+v, %v", post, err)
		}
		w.s = w.far.connect(t, nil, withPage()) // a restart
	}
	if n := w.far.Count("finish"); n != 1 {
		t.Errorf("handed over %d times", n)
	}
	if st := w.status(); st.Ready || st.Post == nil || !st.Post.PublicAt.Equal(due) {
		t.Errorf("before its time: %+v", st)
	}
	w.wantPosts(0)
	w.far.Clock.Pass(10 * time.Minute)
	if st := w.status(); st.Post == nil || !st.Post.PublicAt.IsZero() || st.Post.Link == "" {
		t.Errorf("at its time: %+v", st)
	}
	w.wantPosts(1)
}
