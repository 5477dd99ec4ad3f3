package forged_test

import (
	"bytes"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"taglane/app/forged"
)

const key = "a7be3428890d1a2b3c4d5e6f7708192a"

// lax is a server that has every check but the named one.
func lax(without string, film []byte, self *string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		in, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/m/"), "/")
		checks := map[string]bool{
			"host": "http://"+r.Host == *self, "origin": r.Header.Get("Origin") == *self, "site": r.Header.Get("Sec-Fetch-Site") == "same-origin", "token": in == key,
			"method": r.Method == http.MethodGet, "path": r.URL.Path == "/m/"+in+"/film",
		}
		for name, holds := range checks {
			if !holds && name != without {
				w.Header().Set("Connection", "close")
				if without == "smuggled" {
					w.Header().Del("Connection")
				}
				http.Error(w, "refused", http.StatusForbidden)
				return
			}
		}
		if without == "range" && r.Header.Get("Range") != "" {
			w.Header().Set("Content-Range", "bytes 0-9/10")
			w.WriteHeader(http.StatusPartialContent)
			_, _ = io.WriteString(w, "something else")
			return
		}
		http.ServeContent(w, r, "film", time.Time{}, bytes.NewReader(film))
	}
}

// Trying is worth what it finds: a server without one check is found out by the
// forgeries that are for it, and one that has all is not accused.
func TestAServerWithoutACheckIsFoundOut(t *testing.T) {
	film := make([]byte, 4<<10)
	r := rand.New(rand.NewPCG(1, 1))
	for i := range film {
		film[i] = byte(r.Uint32())
	}
	for _, without := range []string{"", "host", "origin", "site", "token", "method", "path", "range", "smuggled"} {
		self := ""
		s := httptest.NewServer(lax(without, film, &self))
		self = s.URL
		told, err := forged.Try(forged.Target{Address: strings.TrimPrefix(s.URL, "http://"), Origin: s.URL, Film: film, Strict: true, Public: func(_, answer string) bool { return answer == "" },
			Own: []forged.Request{{Method: "GET", Path: "/m/" + key + "/film", Key: "path", Head: []forged.Line{{"Origin", s.URL}, {"Sec-Fetch-Site", "same-origin"}}}}}, 5, 96)
		s.Close()
		if err != nil || told.Tried != 96 {
			t.Errorf("without %q: %d tried, %v", without, told.Tried, err)
		}
		found := false
		for _, given := range told.Given {
			found = found || strings.HasPrefix(given, without+": ")
		}
		if found != (without != "") || without == "" && len(told.Given) > 0 {
			t.Errorf("without the check of %q: %.2000v", without, told.Given)
		}
	}
}

// A server that is down gives nothing away, and does not pass for that.
func TestAServerThatIsDownDoesNotPass(t *testing.T) {
	s := httptest.NewServer(http.NotFoundHandler())
	target := forged.Target{Address: strings.TrimPrefix(s.URL, "http://"), Own: []forged.Request{{Method: "GET", Path: "/m/" + key + "/film", Key: "path"}}, Secrets: []string{"secret"}, Public: func(string, string) bool { return true }}
	if _, err := forged.Try(target, 1, 12); err == nil {
		t.Error("it answers its own page with nothing, and passes")
	}
	s.Close()
	if _, err := forged.Try(target, 1, 12); err == nil {
		t.Error("nobody is there, and it passes")
	}
}
