package twin_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"taglane/app/platform/twin"
)

func TestADoorNotesAndLosesCalls(t *testing.T) {
	var happened atomic.Int64
	clock := twin.NewClock(time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC))
	clock.Step = time.Second
	door := &twin.Door{Clock: clock, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		happened.Add(1)
		w.WriteHeader(http.StatusCreated)
	})}
	server := httptest.NewServer(door)
	defer server.Close()
	door.Lose(func(n int, _ *http.Request) twin.Loss {
		return []twin.Loss{twin.Nothing, twin.Before, twin.After}[(n-1)%3]
	})
	for i, want := range []struct {
		answered bool
		happened int64
	}{{true, 1}, {false, 1}, {false, 2}} {
		resp, err := http.Post(server.URL+"/a?b=c", "text/plain", strings.NewReader("words"))
		if (err == nil) != want.answered || happened.Load() != want.happened {
			t.Errorf("call %d: %v, happened %d times", i+1, err, happened.Load())
		}
		if err == nil {
			resp.Body.Close()
		}
	}
	calls := door.Calls()
	if len(calls) != 2 || calls[0].Status != 201 || calls[1].Status != 0 || string(calls[1].Body) != "words" || calls[0].Query.Get("b") != "c" {
		t.Errorf("%+v", calls)
	}
	if got := calls[1].At; got != time.Date(2026, 11, 26, 12, 0, 2, 0, time.UTC) {
		t.Error(got)
	}
}
