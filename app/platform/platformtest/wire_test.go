package platformtest

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// Each way to break is seen from both ends: what the far side did, and what
// the caller heard.
func TestWireBreaksOnCue(t *testing.T) {
	const body = "0123456789"
	for how, want := range map[How]struct {
		done int32 // requests the far side took whole
		code int   // 0: an error
	}{
		BreakNothing: {3, 200}, CutBefore: {2, 0}, CutAfter: {3, 0}, CutMidway: {2, 0},
		Truncate: {3, 0}, ErrorAfter: {3, 502}, Busy: {2, 429},
	} {
		t.Run(string(how), func(t *testing.T) {
			var done atomic.Int32
			twin := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				got, err := io.ReadAll(r.Body)
				if err != nil || string(got) != body {
					return
				}
				done.Add(1)
				_, _ = io.WriteString(w, "accepted whole")
			}))
			defer twin.Close()
			wire := &Wire{}
			client := http.Client{Transport: wire}
			wire.Break(how, 2)
			for i := 1; i <= 3; i++ {
				code, heard := 0, ""
				resp, err := client.Post(twin.URL, "text/plain", strings.NewReader(body))
				if err == nil {
					var b []byte
					b, err = io.ReadAll(resp.Body)
					resp.Body.Close()
					code, heard = resp.StatusCode, string(b)
				}
				if err != nil {
					code = 0
				}
				if i == 2 && code != want.code || i != 2 && (code != 200 || heard != "accepted whole") {
					t.Errorf("request %d: %d %q %v", i, code, heard, err)
				}
			}
			if done.Load() != want.done || wire.Requests() != 3 {
				t.Errorf("the far side took %d of %d requests, want %d", done.Load(), wire.Requests(), want.done)
			}
		})
	}
}

func TestWireStallsUntilTheCallerGivesUp(t *testing.T) {
	wire := &Wire{}
	wire.Break(Stall, 1)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://127.0.0.1:9/", nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := wire.RoundTrip(r); err == nil || ctx.Err() == nil {
		t.Errorf("returned %v before the caller gave up", err)
	}
}
