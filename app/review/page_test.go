package review

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"flag"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"taglane/app/forged"
)

var keep = flag.String("keep", "", "write the sample rooms into this folder, to look at them")

func TestKeep(t *testing.T) {
	if *keep == "" {
		t.Skip("only to look at rooms: -keep DIR")
	}
	for name, p := range map[string]Page{"room": sunday(t)} {
		if err := os.WriteFile(filepath.Join(*keep, name+".review.html"), []byte(written(t, p)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// The film lies in the page byte for byte, in pieces that can each be read alone.
func TestTheFilmLiesInTheRoom(t *testing.T) {
	for _, size := range []int{0, 1, piece, piece + 1} {
		p := sunday(t)
		want := bytes.Repeat([]byte("taglane"), size/7+1)[:size]
		p.Film.Open = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(want)), nil }
		var got []byte
		for _, rest := range strings.Split(written(t, p), `<script type="text/plain" class="film">`)[1:] {
			text, _, _ := strings.Cut(rest, "</script>")
			b, err := base64.StdEncoding.DecodeString(text)
			if err != nil {
				t.Fatalf("%d bytes: %v", size, err)
			}
			got = append(got, b...)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("of %d bytes %d came through", size, len(got))
		}
	}
}

// Whatever people and products are called, the page has the scripts it was
// written with, says nothing by itself and has all of it as text.
func TestNothingBreaksOutOfTheRoom(t *testing.T) {
	const bad = "</script><script>alert(1)</script><!--<script>\u2028<img src=x onerror=alert(1)>&quot;'\"`${x}"
	p := sunday(t)
	p.Title, p.Note, p.Room.By, p.Film.Name = bad, bad, bad, bad
	p.Comments[0].Text, p.Comments[0].Name, p.Comments[0].Drawing[0].Text = bad, bad, bad
	p.Draft.Products[0].Title, p.Draft.Products[0].Brand, p.Draft.Tags[0].Label = bad, bad, bad
	got, plain := written(t, p), written(t, sunday(t))
	for _, tag := range []string{"<script", "</script", "<!--", "<img", "onerror=alert"} {
		if a, b := strings.Count(got, tag), strings.Count(plain, tag); tag != "onerror=alert" && a != b || strings.Contains(got, "<img src=x") {
			t.Errorf("%s is there %d times, without bad words %d", tag, a, b)
		}
	}
	m := regexp.MustCompile(`(?s)<script type="application/json" id="data">(.*?)</script>`).FindStringSubmatch(got)
	var d data
	if err := json.Unmarshal([]byte(m[1]), &d); err != nil || d.Comments[0].Text != bad || d.Title != bad || d.Note != bad {
		t.Errorf("the words do not come through: %v", err)
	}
	if strings.Contains(strings.ReplaceAll(plain, "http://www.w3.org/2000/svg", ""), "://") {
		t.Error("the room has an address in it")
	}
}

// A room without a server may ask nobody; one with a server only that.
func TestPolicy(t *testing.T) {
	file, live := Policy(false), Policy(true)
	for _, p := range []string{file, live} {
		if weak := forged.Weak(p); len(weak) > 0 {
			t.Errorf("%s: %v", p, weak)
		}
		for _, must := range []string{"default-src 'none'", "script-src 'sha256-", "style-src 'sha256-", "base-uri 'none'", "form-action 'none'"} {
			if !strings.Contains(p, must) {
				t.Errorf("%s lacks %s", p, must)
			}
		}
		if strings.Contains(p, "unsafe") || strings.Contains(p, "*") || strings.Contains(p, "http") {
			t.Error(p)
		}
	}
	if !strings.Contains(file, "connect-src 'none'") || !strings.Contains(live, "connect-src 'self'") {
		t.Error(file, live)
	}
	if !strings.Contains(written(t, sunday(t)), `content="`+file+`"`) {
		t.Error("the room does not carry its policy")
	}
}
