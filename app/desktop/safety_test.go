package desktop

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"taglane/app/studio"
	"taglane/app/taglane"
)

// run serves a library until the test, or stop, ends it.
func run(t *testing.T, library string) (say func(verb string, into any, args ...any) *studio.Fault, base, token string, stop func()) {
	t.Helper()
	t.Setenv("HOME", t.TempDir())
	t.Setenv("XDG_STATE_HOME", "")
	ctx, cancel := context.WithCancel(context.Background())
	out, in := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := Serve(ctx, Config{Frontend: fstest.MapFS{"index.html": {Data: []byte("hello")}}, Library: library, Log: quiet}, ServeOptions{Addr: "127.0.0.1:0", Out: in})
		in.CloseWithError(err)
		ended <- err
	}()
	stopped := false
	stop = func() {
		if !stopped {
			stopped = true
			cancel()
			if err := <-ended; err != nil {
				t.Error(err)
			}
		}
	}
	t.Cleanup(stop)
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	base, token, _ = strings.Cut(strings.TrimSpace(line), "/#")
	return func(verb string, into any, args ...any) *studio.Fault {
		t.Helper()
		body, _ := json.Marshal(append([]any{}, args...))
		_, answer, _ := ask{method: "POST", path: "/verb/" + verb, body: string(body), header: map[string]string{"X-Token": token}}.do(t, base)
		r := struct {
			Result any           `json:"result"`
			Error  *studio.Fault `json:"error"`
		}{Result: into}
		if err := json.Unmarshal([]byte(answer), &r); err != nil {
			t.Fatalf("%s: %v in %.200s", verb, err, answer)
		}
		return r.Error
	}, base, token, stop
}

func titles(t *testing.T, say func(string, any, ...any) *studio.Fault) (all []string) {
	t.Helper()
	var products []studio.Product
	if f := say("Products", &products, ""); f != nil {
		t.Fatal(f)
	}
	for _, p := range products {
		all = append(all, p.Title)
	}
	return all
}

func add(t *testing.T, say func(string, any, ...any) *studio.Fault, title string) {
	t.Helper()
	if f := say("AddProduct", nil, map[string]string{"title": title, "url": "https://lind.example/" + title, "relation": "own"}); f != nil {
		t.Fatal(f)
	}
}

// A snapshot takes the library's place while the page stays, and the page is
// told to ask for everything again. Media keeps its address.
func TestASnapshotIsPutBackUnderAnOpenPage(t *testing.T) {
	say, base, token, _ := run(t, t.TempDir())
	add(t, say, "mug")
	var taken studio.SnapshotTaken
	if f := say("TakeSnapshot", &taken); f != nil || !taken.Fresh || !taken.Snapshot.Verified {
		t.Fatal(f, taken)
	}
	if f := say("TakeSnapshot", &taken); f != nil || taken.Fresh {
		t.Fatalf("a snapshot of nothing new: %v %+v", f, taken)
	}
	add(t, say, "cup")
	media := ""
	say("MediaBase", &media)
	heard := resynced(t, base, token)
	var done studio.Restored
	if f := say("RestoreSnapshot", &done, taken.Snapshot.ID); f != nil || !done.Again {
		t.Fatal(f, done)
	}
	if got := titles(t, say); len(got) != 2 {
		t.Fatal("the library changed before it was closed: ", got)
	}
	if f := say("StartAgain", nil); f != nil {
		t.Fatal(f)
	}
	if got := titles(t, say); len(got) != 1 || got[0] != "mug" {
		t.Fatal("the snapshot was not put back: ", got)
	}
	if line := <-heard; line != "event: resync" {
		t.Error("the page was not told: ", line)
	}
	again := ""
	if say("MediaBase", &again); again != media {
		t.Error("media has another address")
	}
	var all studio.Snapshots
	if f := say("Snapshots", &all); f != nil || all.Restored == nil || all.Restored.Snapshot.ID != taken.Snapshot.ID {
		t.Fatalf("%v %+v", f, all)
	}
	if len(all.All) != 2 || all.All[0].Why != "restore" {
		t.Fatalf("the library as it was is no snapshot: %+v", all.All)
	}
	if f := say("RestoreSnapshot", nil, "../x"); f == nil || f.Kind != taglane.NotFound {
		t.Error(f)
	}
	if f := say("StartEmpty", nil); f == nil || f.Kind != taglane.Refused {
		t.Error("a whole library can be thrown away: ", f)
	}
}

// resynced listens to events as a page does, and comes again where the line
// ends, until it is told to ask for everything again.
func resynced(t *testing.T, base, token string) <-chan string {
	t.Helper()
	heard, listening := make(chan string, 1), make(chan bool, 2)
	go func() {
		after := "9007199254740991"
		for lives := 0; lives < 5; lives++ {
			r, _ := http.NewRequestWithContext(t.Context(), "GET", base+"/events?after="+after, nil)
			r.Header.Set("X-Token", token)
			res, err := http.DefaultClient.Do(r)
			if err != nil {
				heard <- err.Error()
				return
			}
			listening <- true
			lines := bufio.NewScanner(res.Body)
			for first := lives == 0; lines.Scan(); {
				if seq, ok := strings.CutPrefix(lines.Text(), `data: {"seq":`); ok && first {
					first, after = false, strings.TrimSuffix(seq, "}")
				} else if lines.Text() == "event: resync" && !first {
					res.Body.Close()
					heard <- lines.Text()
					return
				}
			}
			res.Body.Close()
		}
		heard <- "nothing"
	}()
	<-listening
	return heard
}

// A damaged library is shown as what it is. The person has the newest whole
// snapshot put back, or begins anew; what was there is kept either way.
func TestADamagedLibraryIsRecovered(t *testing.T) {
	dir := t.TempDir()
	say, _, _, stop := run(t, dir)
	add(t, say, "mug")
	if f := say("TakeSnapshot", nil); f != nil {
		t.Fatal(f)
	}
	stop()
	damaged := damage(t, dir)

	say, _, _, stop = run(t, dir)
	if f := say("Products", nil, ""); f == nil || f.Kind != taglane.Internal {
		t.Fatal("a damaged library answers: ", f)
	}
	var r studio.Recovery
	if f := say("Recovery", &r); f != nil || r.State != "damaged" || r.Message == "" || r.Offered == nil || r.Folder != dir {
		t.Fatalf("%v %+v", f, r)
	}
	var done studio.Restored
	if f := say("RestoreSnapshot", &done, r.Offered.ID); f != nil || done.Again || done.Aside == "" {
		t.Fatalf("%v %+v", f, done)
	}
	if got := titles(t, say); len(got) != 1 {
		t.Fatal(got)
	}
	if kept, err := os.ReadFile(filepath.Join(done.Aside, "library.db")); err != nil || !bytes.Equal(kept, damaged) {
		t.Error("what was there was not kept: ", err)
	}
	if f := say("Recovery", &r); f != nil || r.State != "open" {
		t.Errorf("%v %+v", f, r)
	}
	stop()

	damage(t, dir)
	say, _, _, _ = run(t, dir)
	if f := say("StartEmpty", &done); f != nil || done.Snapshot != nil || done.Aside == "" {
		t.Fatalf("%v %+v", f, done)
	}
	if got := titles(t, say); len(got) != 0 {
		t.Error(got)
	}
}

// damage writes over the middle of a library that was let go in the midst of
// something.
func damage(t *testing.T, dir string) []byte {
	t.Helper()
	path := filepath.Join(dir, "library.db")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := 5000; i < 9000; i++ {
		b[i] ^= 0x5a
	}
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "running"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	return b
}

// A library that a newer Taglane made is told with what it needs. It may be
// looked at and exported as far as it is known here; nothing in it changes.
func TestANewerLibraryIsOnlyShown(t *testing.T) {
	dir := t.TempDir()
	say, _, _, stop := run(t, dir)
	add(t, say, "mug")
	stop()
	path := filepath.Join(dir, "library.db")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	b[60], b[62] = 0, 0x27 // user_version in the header
	was := bytes.Clone(b)
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "sums")); err != nil { // another wrote
		t.Fatal(err)
	}

	say, _, _, stop = run(t, dir)
	if f := say("Products", nil, ""); f == nil || f.Kind != taglane.Refused {
		t.Fatal("a newer library answers: ", f)
	}
	var r studio.Recovery
	if f := say("Recovery", &r); f != nil || r.State != "newer" {
		t.Fatalf("%v %+v", f, r)
	}
	var s studio.Standing
	if f := say("ViewLibrary", &s); f != nil || s.Viewed == "" || s.Full != "" {
		t.Fatalf("%v %+v", f, s)
	}
	if got := titles(t, say); len(got) != 1 || got[0] != "mug" {
		t.Error(got)
	}
	if f := say("AddProduct", nil, map[string]string{"title": "cup", "url": "https://lind.example/", "relation": "own"}); f == nil || f.Kind != taglane.Refused || !strings.Contains(f.Message, "only shown") {
		t.Error("it can be changed: ", f)
	}
	if f := say("SetSetting", nil, "look", "dark"); f != nil {
		t.Error("how it is shown cannot be chosen: ", f)
	}
	var kept map[string]string
	if f := say("Settings", &kept); f != nil || kept["look"] != "dark" {
		t.Error(f, kept)
	}
	if f := say("ViewLibrary", nil); f == nil || f.Kind != taglane.Refused {
		t.Error("it is opened twice: ", f)
	}
	if f := say("ExportEverything", nil, map[string]bool{}, ""); f != nil {
		t.Error(f)
	}
	if made := written(t, filepath.Join(dir, "exports")); !strings.Contains(made, "mug") {
		t.Error("it was not exported: ", made)
	}
	stop()
	if is, err := os.ReadFile(path); err != nil || !bytes.Equal(is, was) {
		t.Error("the library was changed: ", err)
	}
}

// written waits for the table of products in an export.
func written(t *testing.T, exports string) string {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if found, _ := filepath.Glob(filepath.Join(exports, "*", "products.csv")); len(found) > 0 {
			b, err := os.ReadFile(found[0])
			if err != nil {
				t.Fatal(err)
			}
			return string(b)
		}
	}
	return ""
}
