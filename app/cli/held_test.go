package cli_test

import (
	"bytes"
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"taglane/app/media"
	"taglane/app/platform/facebook/facebooktest"
	"taglane/app/platform/twin"
	"taglane/app/platform/youtube/youtubetest"
)

// The whole program, over the services' twins: a product is kept back, the clip
// goes out, and not one call names it. As soon as it may be seen, the post says so.
func TestNothingKeptBackIsSent(t *testing.T) {
	if raced {
		t.Skip("many programs: the run without the race detector starts them")
	}
	if _, err := media.Find(); err != nil {
		t.Skip("ffmpeg is missing: ", err)
	}
	for service, c := range map[string]struct {
		open  func() standIn
		say   []string
		later bool // its posts name products and can be changed
	}{
		"youtube":  {func() standIn { return youtubetest.New() }, []string{"made_for_kids=false", "ai=false"}, true},
		"facebook": {func() standIn { return facebooktest.New() }, nil, false},
	} {
		t.Run(service, func(t *testing.T) {
			d, far := newDesk(t), c.open()
			defer far.Close()
			d.filmed()
			d.account(service, far)
			d.must("products", "add", "--title", "Zephyrine Quillotte", "--url", "https://lind.example/zephyrine?x=1", "--relation", "commission", "--price", "1289.50EUR")
			d.must("tag", "clip", "Zephyrine Quillotte", "--in", "f130", "--out", "f200")
			d.must("products", "embargo", "Zephyrine Quillotte", "--until", "2099-12-01T10:00", "--zone", "Europe/Berlin")
			say := []string{"variant", "clip", "--to", "Mine", "--set", "caption=A mug for slow sundays. https://lind.example/mug"}
			for _, pair := range c.say {
				say = append(say, "--set", pair)
			}
			d.must(say...)
			for range 10 {
				rule := d.mendable()
				if rule == "" {
					break
				}
				d.must("mend", "clip", rule, "--to", "Mine")
			}
			if code, _ := d.run("publish", "clip", "--to", "Mine"); code == 0 {
				t.Error("nobody looked at the picture, and it is queued")
			}
			if d.finds("drop.leak.visual") {
				d.must("leave", "clip", "drop.leak.visual", "--to", "Mine", "--reason", "Not in the picture.")
			}
			p := d.must("publish", "clip", "--to", "Mine")["publication"].(map[string]any)
			d.must("outbox", "run", "--until-idle")
			said, posts := told(t, far)
			if posts != 1 {
				t.Fatalf("there are %d posts: %v", posts, d.must("outbox", "show", p["id"].(string)))
			}
			for _, secret := range secretsOfTheDesk {
				if strings.Contains(said, secret) {
					t.Errorf("the service was told %q", secret)
				}
			}
			if !c.later {
				return
			}
			d.must("products", "embargo", "Zephyrine Quillotte", "--lift")
			d.must("outbox", "run", "--until-idle")
			if said, posts = told(t, far); posts != 1 || !strings.Contains(said, "zephyrine") {
				t.Errorf("it may be seen, and of %d posts none says so: %v", posts, d.must("outbox", "show", p["id"].(string)))
			}
		})
	}
}

var secretsOfTheDesk = []string{"zephyrine", "quillotte", "1289.50", "1289,50", "1,289.50", "1.289,50"}

// told is everything a stand-in was ever asked, read as a stranger would, and
// how many posts it has.
func told(t *testing.T, far standIn) (string, int) {
	t.Helper()
	w := far.(interface {
		Posts() []twin.Post
		Door() *twin.Door
	})
	var b bytes.Buffer
	for _, call := range w.Door().Calls() {
		head, err := json.Marshal([]any{call.Path, call.Query, call.Header})
		if err != nil {
			t.Fatal(err)
		}
		b.Write(head)
		b.Write(call.Body)
		if plain, err := url.QueryUnescape(string(call.Body)); err == nil {
			b.WriteString(plain)
		}
	}
	return strings.ToLower(b.String()), len(w.Posts())
}
