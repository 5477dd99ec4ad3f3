package cli_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"taglane/app/media"
	"taglane/app/platform/facebook/facebooktest"
	"taglane/app/platform/instagram/instagramtest"
	"taglane/app/platform/tiktok/tiktoktest"
	"taglane/app/platform/twin"
	"taglane/app/platform/youtube/youtubetest"
	"taglane/app/sample"
)

// What Taglane can mend by itself is mended with one word each; a person says
// the rest, and the clip goes out.
func TestFromFindingsToAPost(t *testing.T) {
	if raced {
		t.Skip("many programs: the run without the race detector starts them")
	}
	if _, err := media.Find(); err != nil {
		t.Skip("ffmpeg is missing: ", err)
	}
	for service, c := range map[string]struct {
		open  func() standIn
		say   []string // what only a person can say
		wants string   // a rule that the sample breaks there
	}{
		"youtube":   {func() standIn { return youtubetest.New() }, []string{"made_for_kids=false", "ai=false"}, "disc.eu.dsa"},
		"tiktok":    {func() standIn { return tiktoktest.New() }, []string{"privacy=PUBLIC_TO_EVERYONE", "consent=yes"}, "disc.words.pass"},
		"instagram": {func() standIn { return instagramtest.New() }, nil, "IG-CONTAINER"},
		"facebook":  {func() standIn { return facebooktest.New() }, nil, "disc.words.pass"},
	} {
		t.Run(service, func(t *testing.T) {
			d, far := newDesk(t), c.open()
			defer far.Close()
			d.filmed()
			d.account(service, far)
			say := []string{"variant", "clip", "--to", "Mine", "--set", "caption=A mug for slow sundays. https://lind.example/mug"}
			for _, pair := range c.say {
				say = append(say, "--set", pair)
			}
			d.must(say...)
			if !d.finds(c.wants) {
				t.Errorf("%s is not found", c.wants)
			}
			for range 10 {
				rule := d.mendable()
				if rule == "" {
					break
				}
				d.must("mend", "clip", rule, "--to", "Mine")
			}
			p := d.must("publish", "clip", "--to", "Mine")["publication"].(map[string]any)
			d.must("outbox", "run", "--until-idle")
			p = d.must("outbox", "show", p["id"].(string))["publication"].(map[string]any)
			posts := far.(interface{ Posts() []twin.Post }).Posts()
			if p["stage"] != "tagged" && p["stage"] != "live" || len(posts) != 1 {
				t.Errorf("it stands at %v, %v: %v; %d posts", p["stage"], p["wait"], p["message"], len(posts))
			}
			if wrong := far.Wrong(); len(wrong) > 0 {
				t.Errorf("the service was asked what it does not know: %v", wrong)
			}
			d.must("sheet", p["id"].(string))
		})
	}
}

// filmed puts the sample clip into the library and tags a product that earns a commission.
func (d *desk) filmed() {
	d.t.Helper()
	path := filepath.Join(d.t.TempDir(), "clip.mp4")
	if err := os.WriteFile(path, sample.Clip, 0o600); err != nil {
		d.t.Fatal(err)
	}
	d.must("import", path)
	d.must("products", "add", "--title", "Mug", "--url", "https://lind.example/mug", "--relation", "commission")
	d.must("tag", "clip", "Mug", "--in", "f30", "--out", "f120")
}

// account adds an account at a stand-in that is logged in already.
func (d *desk) account(service string, far standIn) {
	d.t.Helper()
	a, file := far.Account("mode", "direct", "audited", "true", "audience", "US GB DE IT"), filepath.Join(d.t.TempDir(), "secret.json")
	if err := os.WriteFile(file, far.Secret(), 0o600); err != nil {
		d.t.Fatal(err)
	}
	add := []string{"accounts", "add", service, "--name", "Mine", "--base-url", a.BaseURL, "--secret-file", file}
	for key, value := range a.Settings {
		add = append(add, "--set", key+"="+value)
	}
	d.must(add...)
}

type found struct {
	Rule  string `json:"rule"`
	Level string `json:"level"`
	Mend  bool   `json:"mend"`
}

func (d *desk) findings() (out []found) {
	d.t.Helper()
	_, answer := d.run("check", "clip", "--to", "Mine")
	b, err := json.Marshal(answer["findings"])
	if err == nil {
		err = json.Unmarshal(b, &out)
	}
	if err != nil {
		d.t.Fatal(err)
	}
	return out
}

func (d *desk) finds(rule string) bool {
	d.t.Helper()
	for _, f := range d.findings() {
		if f.Rule == rule {
			return true
		}
	}
	return false
}

// mendable is the next rule that Taglane mends, of those that stand in the way
// or are a warning; "" for none.
func (d *desk) mendable() string {
	d.t.Helper()
	for _, f := range d.findings() {
		if f.Mend && f.Level != "info" {
			return f.Rule
		}
	}
	return ""
}

// What the law finds may be left as it is by who says why; what the platform
// refuses may not.
func TestFindingsAreLeft(t *testing.T) {
	if raced {
		t.Skip("many programs: the run without the race detector starts them")
	}
	if _, err := media.Find(); err != nil {
		t.Skip("ffmpeg is missing: ", err)
	}
	d, far := newDesk(t), facebooktest.New()
	defer far.Close()
	d.filmed()
	d.account("facebook", far)
	d.must("variant", "clip", "--to", "Mine", "--set", "caption=A mug.")
	level := func(rule string) string {
		t.Helper()
		for _, f := range d.findings() {
			if f.Rule == rule {
				return f.Level
			}
		}
		return ""
	}
	if got := level("disc.words.pass"); got != "block" {
		t.Fatal(got)
	}
	d.must("leave", "clip", "disc.words.pass", "--to", "Mine", "--reason", "It is said in the film.")
	if got := level("disc.words.pass"); got != "info" {
		t.Errorf("left, it is of level %q", got)
	}
	d.must("leave", "clip", "disc.words.pass", "--to", "Mine", "--raise")
	if got := level("disc.words.pass"); got != "block" {
		t.Errorf("raised again, it is of level %q", got)
	}
	theirs := 0
	for _, f := range d.findings() {
		if !strings.HasPrefix(f.Rule, "FB-") {
			continue
		}
		theirs++
		if code, _ := d.run("leave", "clip", f.Rule, "--to", "Mine", "--reason", "I want to."); code == 0 {
			t.Errorf("%s was left", f.Rule)
		}
	}
	if theirs == 0 {
		t.Error("the platform refuses nothing")
	}
}
