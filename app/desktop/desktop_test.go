package desktop

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"taglane/app/media"
	_ "taglane/app/platform/memory"
	"taglane/app/studio"
	"taglane/app/taglane"
)

func TestMain(m *testing.M) {
	if handled, code := media.WorkerMain(os.Args[1:], os.Stdin, os.Stdout); handled {
		os.Exit(code)
	}
	os.Exit(m.Run())
}

var quiet = slog.New(slog.DiscardHandler)

func TestGuardSurvivesWhatWouldEndTheWindow(t *testing.T) {
	for name, do := range map[string]func() (any, error){
		"panic":   func() (any, error) { panic("boom") },
		"nil":     func() (any, error) { var c *taglane.Clip; return c.Name, nil },
		"NaN":     func() (any, error) { return math.NaN(), nil },
		"channel": func() (any, error) { return make(chan int), nil },
		"plain":   func() (any, error) { return nil, io.ErrUnexpectedEOF },
	} {
		if _, err := guard(&Bridge{log: quiet}, do); taglane.KindOf(err) != taglane.Internal {
			t.Errorf("%s: %v", name, err)
		}
	}
	got, err := guard(&Bridge{log: quiet}, func() (int, error) { return 7, nil })
	if got != 7 || err != nil {
		t.Error(got, err)
	}
}

// A library that is open elsewhere is said by every verb, and asked for again.
func TestGuardSaysWhyTheLibraryIsShut(t *testing.T) {
	shut := true
	b := &Bridge{log: quiet, wake: func() error {
		if shut {
			return taglane.Errorf(taglane.Conflict, "Open elsewhere.")
		}
		return nil
	}}
	ran := 0
	run := func() error { _, err := guard(b, func() (int, error) { ran++; return ran, nil }); return err }
	if err := run(); taglane.KindOf(err) != taglane.Conflict || ran != 0 {
		t.Fatal(err, ran)
	}
	shut = false
	if err := run(); err != nil || ran != 1 {
		t.Fatal(err, ran)
	}
	shut = true // once open, it is not asked again
	if err := run(); err != nil || ran != 2 {
		t.Fatal(err, ran)
	}
}

func TestErrorsCrossAsText(t *testing.T) {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		t.Setenv(name, "")
	}
	later := taglane.Errorf(taglane.Later, "At eight.")
	later.Until = time.Date(2026, 11, 25, 8, 0, 0, 0, time.UTC)
	for want, err := range map[string]error{
		`{"kind":"Invalid","message":"No."}`:                                                               taglane.Wrap(io.EOF, taglane.Invalid, "No."),
		`{"kind":"Later","message":"At eight.","until":"2026-11-25T08:00:00Z"}`:                            later,
		`{"kind":"Internal","message":"Something went wrong inside Taglane. The details are in the log."}`: fmt.Errorf("secret"),
	} {
		if got := new(Bridge).crossing(err); got != want {
			t.Errorf("crossed as %s, want %s", got, want)
		}
	}
	t.Setenv("LC_ALL", "de_AT.UTF-8") // what the system speaks, while no library says otherwise
	if got := new(Bridge).fault(fmt.Errorf("secret")).Message; !strings.Contains(got, "schiefgegangen") {
		t.Errorf("a person of German is told %q", got)
	}
}

// Shapes the window's bridge cannot carry hang a call or lose a value.
func TestBridgeShapes(t *testing.T) {
	b := reflect.TypeFor[*Bridge]()
	for i := range b.NumMethod() {
		m := b.Method(i)
		out := m.Type.NumOut()
		if out == 0 || out > 2 || m.Type.Out(out-1) != reflect.TypeFor[error]() || m.Type.IsVariadic() {
			t.Errorf("%s must return (T, error) or error and take a fixed number of values", m.Name)
		}
		for j := 1; j < m.Type.NumIn(); j++ {
			if m.Type.In(j) == reflect.TypeFor[context.Context]() {
				t.Errorf("%s takes a context, which the window does not fill in", m.Name)
			}
		}
	}
}

// studio.ts is written by hand: each of its verbs must be answered here.
func TestBridgeAnswersEveryVerbOfTheScreen(t *testing.T) {
	src, err := os.ReadFile("../../frontend/src/studio/studio.ts")
	if err != nil {
		t.Fatal(err)
	}
	_, body, _ := strings.Cut(string(src), "export interface Studio ")
	notVerbs := map[string]bool{"on": true, "onResync": true, "onDrop": true, "importFile": true}
	found := 0
	for _, m := range regexp.MustCompile(`(?m)^  ([a-zA-Z]+)(<[^(]*)?\(`).FindAllStringSubmatch(body, -1) {
		if notVerbs[m[1]] {
			continue
		}
		found++
		name := strings.ToUpper(m[1][:1]) + m[1][1:]
		if _, ok := reflect.TypeFor[*Bridge]().MethodByName(name); !ok {
			t.Errorf("the screen calls %s, which the bridge does not have", name)
		}
	}
	if found < 30 {
		t.Fatalf("only %d verbs were found in studio.ts", found)
	}
	events, _, _ := strings.Cut(string(src)[strings.Index(string(src), "export interface Events {"):], "\n}")
	for _, name := range studio.EventNames {
		if !regexp.MustCompile(`(?m)^  ` + name + `:`).MatchString(events) {
			t.Errorf("studio.ts does not know the event %s", name)
		}
	}
}

// What a shell says by itself stands in no interface; it must be answered too.
func TestBridgeAnswersWhatTheShellsSay(t *testing.T) {
	for file, names := range map[string]string{"wails.ts": `Bridge\['([A-Za-z]+)'\]`, "http.ts": `\bcall\('([A-Za-z]+)'`} {
		src, err := os.ReadFile("../../frontend/src/studio/" + file)
		if err != nil {
			t.Fatal(err)
		}
		said := regexp.MustCompile(names).FindAllStringSubmatch(string(src), -1)
		if len(said) == 0 {
			t.Errorf("%s says nothing", file)
		}
		for _, m := range said {
			if _, ok := reflect.TypeFor[*Bridge]().MethodByName(m[1]); !ok {
				t.Errorf("%s says %s, which the bridge does not have", file, m[1])
			}
		}
	}
}

func TestOnlyThisMachineIsServed(t *testing.T) {
	for _, addr := range []string{"0.0.0.0:0", ":0", "192.168.0.1:0", "localhost:0", "[::]:0", "x"} {
		if l, err := listen(addr); taglane.KindOf(err) != taglane.Refused {
			if l != nil {
				l.Close()
			}
			t.Errorf("%s: %v", addr, err)
		}
	}
}

// served starts the twin on a library and returns its address and token.
func served(t *testing.T) (base, token, library string) {
	t.Helper()
	library = t.TempDir()
	t.Setenv("HOME", t.TempDir())
	t.Setenv("XDG_STATE_HOME", "")
	ctx, cancel := context.WithCancel(context.Background())
	out, in := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		ended <- Serve(ctx, Config{Frontend: fstest.MapFS{"index.html": {Data: []byte("<!doctype html>hello")}}, Library: library, Log: quiet},
			ServeOptions{Addr: "127.0.0.1:0", Out: in})
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	base, token, _ = strings.Cut(strings.TrimSpace(line), "/#")
	return base, token, library
}

type ask struct {
	method, path, body string
	header             map[string]string
	host               string
}

func (a ask) do(t *testing.T, base string) (int, string, http.Header) {
	t.Helper()
	r, err := http.NewRequest(a.method, base+a.path, strings.NewReader(a.body))
	if err != nil {
		t.Fatal(err)
	}
	for k, v := range a.header {
		r.Header.Set(k, v)
	}
	if a.host != "" {
		r.Host = a.host
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, _ := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	return res.StatusCode, string(b), res.Header
}

func TestTwinLetsOnlyItsPageIn(t *testing.T) {
	base, token, _ := served(t)
	with := func(more ...string) map[string]string {
		h := map[string]string{"X-Token": token}
		for i := 0; i < len(more); i += 2 {
			h[more[i]] = more[i+1]
		}
		return h
	}
	for name, c := range map[string]struct {
		ask
		status int
	}{
		"the page itself":     {ask{"GET", "/", "", nil, ""}, 200},
		"a verb":              {ask{"POST", "/verb/Clips", `[""]`, with(), ""}, 200},
		"own origin":          {ask{"POST", "/verb/Clips", `[""]`, with("Origin", base), ""}, 200},
		"no token":            {ask{"POST", "/verb/Clips", `[""]`, nil, ""}, 403},
		"wrong token":         {ask{"POST", "/verb/Clips", `[""]`, map[string]string{"X-Token": token[1:] + "0"}, ""}, 403},
		"another origin":      {ask{"POST", "/verb/Clips", `[""]`, with("Origin", "https://evil.example"), ""}, 403},
		"null origin":         {ask{"POST", "/verb/Clips", `[""]`, with("Origin", "null"), ""}, 403},
		"a rebound name":      {ask{"POST", "/verb/Clips", `[""]`, with(), "evil.example"}, 403},
		"a rebound page":      {ask{"GET", "/", "", nil, "evil.example:80"}, 403},
		"wrong method":        {ask{"GET", "/verb/Clips", "", with(), ""}, 405},
		"events need a token": {ask{"GET", "/events", "", nil, ""}, 403},
		"media needs a token": {ask{"GET", "/m/" + strings.Repeat("0", 64) + "/poster-x", "", nil, ""}, 404},
		"uploads too":         {ask{"PUT", "/in?verb=ImportFile&name=a.mp4", "x", nil, ""}, 403},
	} {
		if got, body, _ := c.do(t, base); got != c.status {
			t.Errorf("%s: %d, want %d (%.80s)", name, got, c.status, body)
		}
	}
	_, _, h := ask{"GET", "/", "", nil, ""}.do(t, base)
	if p := h.Get("Content-Security-Policy"); !strings.Contains(p, "default-src 'none'") || strings.Contains(p, "unsafe") {
		t.Errorf("policy: %s", p)
	}
}

func TestTwinAnswersInOneForm(t *testing.T) {
	base, token, _ := served(t)
	kind := func(path, body string) string {
		_, got, _ := ask{"POST", path, body, map[string]string{"X-Token": token}, ""}.do(t, base)
		var r struct {
			Result any
			Error  *studio.Fault
		}
		if err := json.Unmarshal([]byte(got), &r); err != nil {
			t.Fatalf("%s %s answered %q", path, body, got)
		}
		if r.Error == nil {
			return "ok"
		}
		return string(r.Error.Kind)
	}
	for _, c := range [][3]string{
		{"/verb/Accounts", `[]`, "ok"},
		{"/verb/Accounts", `[1]`, "Invalid"},
		{"/verb/Clips", `[]`, "Invalid"},
		{"/verb/Clips", `[7]`, "Invalid"},
		{"/verb/Clips", `{"a":1}`, "Invalid"},
		{"/verb/Clips", `not json`, "Invalid"},
		{"/verb/Nothing", `[]`, "NotFound"},
		{"/verb/Clip", `["nobody"]`, "NotFound"},
		{"/verb/ImportPaths", `[["/etc/passwd"]]`, "Refused"},
		{"/verb/OpenDropped", `["/etc/passwd"]`, "Refused"},
		{"/verb/AddTag", `["c","p",{"in":0,"out":5},{"spots":[{"frame":0,"x":1e999,"y":0}]}]`, "Invalid"},
	} {
		if got := kind(c[0], c[1]); got != c[2] {
			t.Errorf("%s %s: %s, want %s", c[0], c[1], got, c[2])
		}
	}
}

func TestTwinTellsEventsInOrder(t *testing.T) {
	base, token, _ := served(t)
	r, _ := http.NewRequest("GET", base+"/events?after=0", nil)
	r.Header.Set("X-Token", token)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	ask{"POST", "/verb/AddProduct", `[{"title":"Mug"}]`, map[string]string{"X-Token": token}, ""}.do(t, base)
	lines := bufio.NewScanner(res.Body)
	last := 0
	for lines.Scan() {
		if id, ok := strings.CutPrefix(lines.Text(), "id: "); ok {
			var n int
			fmt.Sscan(id, &n)
			if n != last+1 {
				t.Fatalf("event %d after %d", n, last)
			}
			last = n
		}
		if lines.Text() == "event: products" {
			return
		}
	}
	t.Fatal("the stream ended without the event")
}

func TestEventsSayWhenSomethingIsMissed(t *testing.T) {
	e := &events{}
	for i := range kept + 10 {
		e.emit("clip", studio.ClipEvent{ID: taglane.ID(fmt.Sprint(i))})
	}
	if _, lost, _ := e.since(5); !lost {
		t.Error("a reader that missed events is not told")
	}
	if evs, lost, _ := e.since(kept + 8); lost || len(evs) != 2 {
		t.Error("a reader that kept up gets", len(evs), lost)
	}
	if _, lost, _ := e.since(1 << 40); !lost {
		t.Error("a reader from before a restart is not told")
	}
}

func TestMediaServerKnowsIdsNotPaths(t *testing.T) {
	dir := t.TempDir()
	clip := filepath.Join(dir, "a.mp4")
	os.WriteFile(clip, bytes.Repeat([]byte("0123456789"), 100), 0o600)
	m := &mediaServer{token: newToken(), origin: "wails://wails", file: func(_ context.Context, id string) (string, string, error) {
		switch id {
		case "proxy-1":
			return clip, "video/mp4", nil
		case "dir":
			return dir, "video/mp4", nil
		}
		return "", "", taglane.Errorf(taglane.NotFound, "no")
	}}
	l, err := listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	m.host = l.Addr().String()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go serveOn(ctx, l, m)
	own := map[string]string{"Origin": "wails://wails", "Sec-Fetch-Site": "cross-site"}
	get := func(path string, h map[string]string) (int, string, http.Header) {
		return ask{"GET", "/m/" + path, "", h, ""}.do(t, "http://"+m.host)
	}
	code, body, h := get(m.token+"/proxy-1", map[string]string{"Origin": "wails://wails", "Range": "bytes=10-19"})
	if code != 206 || body != "0123456789" || h.Get("Access-Control-Allow-Origin") != "wails://wails" || h.Get("Content-Type") != "video/mp4" {
		t.Errorf("a range: %d %q %v", code, body, h)
	}
	for _, path := range []string{"dir", "nobody", "..%2f..%2fetc%2fpasswd", clip, "proxy-1/../../x"} {
		if code, _, _ := get(m.token+"/"+path, own); code != 404 {
			t.Errorf("%s: %d", path, code)
		}
	}
	for _, h := range []map[string]string{nil, {"Origin": "https://evil.example"}, {"Origin": "null"}} {
		if code, _, _ := get(m.token+"/proxy-1", h); code != 403 {
			t.Errorf("%v: %d", h, code)
		}
	}
	if code, _, _ := get(m.token+"/proxy-1", map[string]string{"Origin": "wails://wails", "Range": "bytes=0-1,5-6"}); code == 206 {
		t.Error("several ranges in one request were answered")
	}
	if code, _, _ := (ask{"POST", "/m/" + m.token + "/proxy-1", "", own, ""}).do(t, "http://"+m.host); code != 405 {
		t.Error("a POST to media:", code)
	}
	if code, _, _ := (ask{"GET", "/m/" + m.token + "/proxy-1", "", own, "evil.example"}).do(t, "http://"+m.host); code != 403 {
		t.Error("a rebound name reached media:", code)
	}
}

func TestUploadsKeepPlainNames(t *testing.T) {
	for in, want := range map[string]string{
		"clip.mp4": "clip.mp4", "../../etc/passwd": "passwd", `C:\x\y.mov`: "y.mov", "": "clip.mp4", "..": "clip.mp4",
		"a\x00b\n.mp4": "a_b_.mp4", strings.Repeat("x", 300): "clip.mp4", ".hidden": "hidden", "你好.mp4": "你好.mp4",
	} {
		if got := plainName(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}

func TestUploadOfWhatIsNoClipLeavesNothing(t *testing.T) {
	base, token, library := served(t)
	_, body, _ := ask{"PUT", "/in?verb=ImportFile&name=clip.mp4", "#EXTM3U\n/etc/passwd\n", map[string]string{"X-Token": token}, ""}.do(t, base)
	if !strings.Contains(body, `"refused":[{"path":"clip.mp4"`) {
		t.Fatalf("answer: %s", body)
	}
	left, _ := os.ReadDir(filepath.Join(library, "clips"))
	if len(left) != 0 {
		t.Fatalf("left behind: %v", left)
	}
}
