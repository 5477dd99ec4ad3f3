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

func TestStandsAreApart(t *testing.T) {
	hello := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") })
	one, two := twin.Open("shop", hello), twin.Open("shop", hello)
	defer two.Close()
	if one.Base == two.Base || one.ID == two.ID || !strings.HasPrefix(one.Base, "http://127.0.0.1:") {
		t.Errorf("%+v and %+v", one, two)
	}
	one.Close()
	for _, v := range []struct {
		base  string
		there bool
	}{{one.Base, false}, {two.Base, true}} {
		resp, err := http.Get(v.base)
		if (err == nil) != v.there {
			t.Errorf("%s: %v", v.base, err)
		}
		if err == nil {
			resp.Body.Close()
		}
	}
}

func TestListsGoWrongOnCue(t *testing.T) {
	var l twin.Lists
	asked := func() (out [3][2]bool) {
		for i := range out {
			out[i][0], out[i][1] = l.Listed()
		}
		return out
	}
	if got := asked(); got != [3][2]bool{} {
		t.Error(got)
	}
	l.Hollow(2)
	l.Repeat()
	if got := asked(); got != [3][2]bool{{false, true}, {true, true}, {false, true}} {
		t.Error(got)
	}
	l.Hollow(1)
	l.Hollow(0)
	if empty, _ := l.Listed(); empty {
		t.Error("none is empty any more")
	}
}

func TestALedgerKeepsWhatWasWrong(t *testing.T) {
	var l twin.Ledger
	l.Note("call %d", 26)
	told := l.Wrong()
	l.Note("once more")
	if len(told) != 1 || told[0] != "call 26" || len(l.Wrong()) != 2 {
		t.Errorf("%q", l.Wrong())
	}
	if set := twin.With(map[string]string{"a": "1", "b": "2"}, "b", "3", "c"); len(set) != 2 || set["b"] != "3" {
		t.Errorf("%v", set)
	}
}
