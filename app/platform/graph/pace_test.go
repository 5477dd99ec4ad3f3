package graph

import (
	"encoding/json"
	"errors"
	"net/http"
	"testing"
	"time"

	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

var noon = time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)

func headers(at time.Time, usage string) http.Header {
	h := http.Header{"Date": {at.Format(http.TimeFormat)}}
	if usage != "" {
		h.Set("X-App-Usage", usage)
	}
	return h
}

func TestPace(t *testing.T) {
	c := &httpx.Clock{Wall: func() time.Time { return noon }}
	p := NewPace(c, map[string]int{"posts": 2})
	for _, u := range []struct {
		usage string
		near  bool
		rests time.Duration
	}{
		{`{"call_count":79,"total_cputime":1,"total_time":2}`, false, 0},
		{`{"call_count":1,"total_cputime":80,"total_time":2}`, true, 0},
		{``, true, 0}, // says nothing, so nothing changes
		{`{"call_count":1,"total_cputime":1,"total_time":2}`, false, 0},
		{`{"call_count":1,"total_cputime":1,"total_time":100}`, true, rest},
	} {
		p.notice(headers(noon, u.usage))
		err := p.calls.Room(1)
		if p.Near() != u.near || (err != nil) != (u.rests > 0) {
			t.Errorf("%s: near %v, %v", u.usage, p.Near(), err)
		}
		if err != nil && !err.(*taglane.Error).Until.Equal(noon.Add(u.rests)) {
			t.Errorf("%s: until %v", u.usage, err.(*taglane.Error).Until)
		}
	}
	said := taglane.Say("Enough.")
	var kept json.RawMessage
	p.Restore(nil, func(state json.RawMessage) { kept = state })
	for range 2 {
		if err := p.Room("posts", said); err != nil {
			t.Fatal(err)
		}
		p.Note("posts")
	}
	again := NewPace(c, map[string]int{"posts": 2})
	again.Restore(kept, nil)
	err := again.Room("posts", said)
	if taglane.KindOf(err) != taglane.Later || taglane.MessageOf(err) != "Enough." || !err.(*taglane.Error).Until.Equal(noon.Add(24*time.Hour)) || again.Done("posts") != 2 {
		t.Errorf("after a restart: %v, %d done", err, again.Done("posts"))
	}
}

// What is told with Meta's time is waited for by this computer's.
func TestTheTimeInANoIsThisComputers(t *testing.T) {
	wall := time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC) // a day ahead
	c := &httpx.Clock{Wall: func() time.Time { return wall }}
	c.Hear(http.Header{"Date": {"Thu, 26 Nov 2026 12:00:00 GMT"}})
	p := NewPace(c, map[string]int{"posts": 1})
	p.Note("posts")
	var full *taglane.Error
	if err := p.Room("posts", taglane.Say("Full.")); !errors.As(err, &full) || !full.Until.Equal(wall.Add(24*time.Hour)) {
		t.Errorf("it waits for %v, and it is %v here", err, wall)
	}
	var kept json.RawMessage
	p.Restore(nil, func(b json.RawMessage) { kept = b })
	p.corrected()
	again := &httpx.Clock{Wall: c.Wall}
	NewPace(again, nil).Restore(kept, nil)
	if at := again.Now(); !at.Equal(noon) {
		t.Errorf("after a restart it is %v at Meta", at)
	}
}
