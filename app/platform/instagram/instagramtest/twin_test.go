package instagramtest

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"taglane/app/platform/graph/graphtest"
)

// asked asks the twin as its account, and returns what it says.
func asked(t *testing.T, w *Twin, method, path string, v url.Values) string {
	t.Helper()
	says, err := w.Ask(method, path, graphtest.UserToken, v)
	if err != nil {
		t.Fatal(err)
	}
	return says
}

// The ledger is worth what it catches: whoever publishes twice is told off,
// whatever the second time does.
func TestPublishingTwiceIsSeen(t *testing.T) {
	for again, says := range map[string]string{"same": `"id":`, "error": "2207027"} {
		w := New()
		w.Again = again
		var made struct{ ID string }
		if err := json.Unmarshal([]byte(asked(t, w, "POST", "/"+User+"/media", url.Values{"media_type": {"REELS"}, "upload_type": {"resumable"}})), &made); err != nil {
			t.Fatal(err)
		}
		publish := func() string {
			return asked(t, w, "POST", "/"+User+"/media_publish", url.Values{"creation_id": {made.ID}})
		}
		if got := publish(); !strings.Contains(got, "2207027") {
			t.Errorf("an empty container: %s", got)
		}
		w.Put(made.ID, []byte("clip"), 4)
		if got := asked(t, w, "GET", "/"+made.ID, url.Values{"fields": {"status_code"}}); !strings.Contains(got, "FINISHED") {
			t.Errorf("a whole one: %s", got)
		}
		one, two := publish(), publish()
		if !strings.Contains(one, `"id":`) || !strings.Contains(two, says) || len(w.Posts()) != 1 || len(w.Wrong()) != 1 {
			t.Errorf("%s: %s, then %s; %d posts; wrong: %v", again, one, two, len(w.Posts()), w.Wrong())
		}
		w.Close()
	}
}

func TestWhatNoPageKnowsIsSeen(t *testing.T) {
	w := New()
	defer w.Close()
	asked(t, w, "GET", "/"+User, url.Values{"metadata": {"1"}})
	asked(t, w, "DELETE", "/"+User, url.Values{})
	if len(w.Wrong()) < 2 {
		t.Errorf("seen: %v", w.Wrong())
	}
}
