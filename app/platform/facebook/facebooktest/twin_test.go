package facebooktest

import (
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"
)

// asked asks the twin as the Page, and returns what it says.
func asked(t *testing.T, w *Twin, method, path string, v url.Values) string {
	t.Helper()
	says, err := w.Ask(method, path, PageToken, v)
	if err != nil {
		t.Fatal(err)
	}
	return says
}

// The ledger is worth what it catches: the thirty-first Reel of our own, a time
// that is too near, and a phase written in capitals.
func TestBreakingALimitIsSeen(t *testing.T) {
	w := New()
	defer w.Close()
	reel := func(more url.Values) string {
		asked(t, w, "POST", "/"+PageID+"/video_reels", url.Values{"upload_phase": {"start"}})
		id := w.Videos()[len(w.Videos())-1]
		w.Lock()
		w.Uploads[id].Bytes, w.Uploads[id].Size = []byte("clip"), 4
		w.Unlock()
		v := url.Values{"upload_phase": {"finish"}, "video_id": {id}, "video_state": {"PUBLISHED"}}
		for k := range more {
			v[k] = more[k]
		}
		return asked(t, w, "POST", "/"+PageID+"/video_reels", v)
	}
	for range PerDay {
		if got := reel(nil); !strings.Contains(got, "success") {
			t.Fatal(got)
		}
	}
	if len(w.Wrong()) != 0 || len(w.Posts()) != PerDay {
		t.Fatalf("%d posts; wrong: %v", len(w.Posts()), w.Wrong())
	}
	if got := reel(nil); !strings.Contains(got, "1390008") || len(w.Wrong()) != 1 {
		t.Errorf("the thirty-first: %s; wrong: %v", got, w.Wrong())
	}
	w.Clock.Pass(24 * time.Hour)
	soon := strconv.FormatInt(w.Clock.Now().Add(9*time.Minute).Unix(), 10)
	if reel(url.Values{"video_state": {"SCHEDULED"}, "scheduled_publish_time": {soon}}); len(w.Wrong()) != 2 {
		t.Errorf("wrong: %v", w.Wrong())
	}
	if got := asked(t, w, "POST", "/"+PageID+"/video_reels", url.Values{"upload_phase": {"START"}}); !strings.Contains(got, "video_id") || len(w.Wrong()) != 3 {
		t.Errorf("in capitals: %s; wrong: %v", got, w.Wrong())
	}
}
