package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"taglane/app/cli"
	"taglane/app/platform/facebook/facebooktest"
	"taglane/app/platform/instagram/instagramtest"
	"taglane/app/platform/shopify/shopifytest"
	"taglane/app/platform/tiktok/tiktoktest"
	"taglane/app/platform/tiktokshop/tiktokshoptest"
	"taglane/app/platform/youtube/youtubetest"
	"taglane/app/studio"
	"taglane/app/taglane"
)

// browses names the address that this program visits instead of running tests:
// it is then the browser that a login opens.
const browses = "TAGLANE_TEST_BROWSES"

func init() {
	if os.Getenv(browses) == "" || len(os.Args) != 2 || !strings.HasPrefix(os.Args[1], "http") {
		return
	}
	if r, err := http.Get(os.Args[1]); err == nil {
		r.Body.Close()
	}
	os.Exit(0)
}

// standIn is what every service's twin offers.
type standIn interface {
	Account(settings ...string) taglane.Account
	Secret() json.RawMessage
	Secrets() []string
	Wrong() []string
	Close()
}

// terminal is a person at a prompt: they take the first of what they may
// choose, and paste the address where their browser ended.
type terminal struct {
	mu     sync.Mutex
	said   strings.Builder
	typing *io.PipeWriter
}

var address = regexp.MustCompile(`https?://\S+`)

func (p *terminal) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.said.Write(b)
	switch {
	case bytes.Contains(b, []byte("\n  1  ")):
		go io.WriteString(p.typing, "1\n")
	case bytes.Contains(b, []byte("Paste the address")):
		shown := address.FindAllString(p.said.String(), -1)
		go func() {
			stay := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
			r, err := stay.Get(shown[len(shown)-1])
			if err != nil {
				p.typing.CloseWithError(err)
				return
			}
			r.Body.Close()
			io.WriteString(p.typing, r.Header.Get("Location")+"\n")
		}()
	}
	return len(b), nil
}

// desk runs verbs on one library and hears everything they say.
type desk struct {
	t       *testing.T
	library string
	keys    ring
	heard   strings.Builder
}

// ring is a keyring in memory.
type ring map[string][]byte

func (r ring) Get(service, user string) ([]byte, error) {
	if key, ok := r[service+user]; ok {
		return bytes.Clone(key), nil
	}
	return nil, taglane.Errorf(taglane.NotFound, "There is no such key.")
}

func (r ring) Set(service, user string, key []byte) error {
	r[service+user] = bytes.Clone(key)
	return nil
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("TAGLANE_OPENER", self)
	t.Setenv(browses, "yes")
	return &desk{t: t, library: filepath.Join(t.TempDir(), "library"), keys: ring{}}
}

// run runs a verb with --json and returns its exit code and its answer.
func (d *desk) run(args ...string) (code int, answer map[string]any) {
	d.t.Helper()
	ctx, cancel := context.WithTimeout(d.t.Context(), time.Minute)
	defer cancel()
	w := world()
	options := w.Options
	w.Options = func(string) (studio.Options, error) {
		o, err := options(d.library)
		o.Keyring = d.keys
		return o, err
	}
	var out bytes.Buffer
	in, typing := io.Pipe()
	defer typing.Close()
	person := &terminal{typing: typing}
	w.Stdin, w.Stdout, w.Stderr = in, &out, person
	code = cli.Run(ctx, w, append(args, "--json"))
	if err := json.Unmarshal(out.Bytes(), &answer); err != nil {
		d.t.Fatalf("taglane %v answers %q (%v)", args, out.String(), err)
	}
	person.mu.Lock()
	defer person.mu.Unlock()
	d.heard.WriteString(out.String() + "\n" + person.said.String() + "\n")
	return code, answer
}

// must runs a verb that has to end well.
func (d *desk) must(args ...string) map[string]any {
	d.t.Helper()
	code, answer := d.run(args...)
	if code != 0 {
		d.t.Fatalf("taglane %v ends with %d: %v", args, code, answer)
	}
	return answer
}

// offers says whether this build has a service.
func (d *desk) offers(service string) bool {
	return slices.ContainsFunc(d.must("services")["services"].([]any), func(v any) bool { return v.(map[string]any)["service"] == service })
}

// app writes the part of a login's credentials that a person enters beforehand.
func (d *desk) app(service string, whole json.RawMessage) string {
	d.t.Helper()
	var all, part map[string]any = nil, map[string]any{}
	if err := json.Unmarshal(whole, &all); err != nil {
		d.t.Fatal(err)
	}
	for _, v := range d.must("services")["services"].([]any) {
		if v := v.(map[string]any); v["service"] == service {
			for _, n := range v["needs"].([]any) {
				key := n.(map[string]any)["key"].(string)
				part[key] = all[key]
			}
		}
	}
	b, err := json.Marshal(part)
	if err != nil {
		d.t.Fatal(err)
	}
	file := filepath.Join(d.t.TempDir(), "app.json")
	if err := os.WriteFile(file, b, 0o600); err != nil {
		d.t.Fatal(err)
	}
	return file
}

// A person connects an account of every service from a terminal, hears how it
// stands and leaves; and nobody hears a secret.
func TestALoginFromTheTerminal(t *testing.T) {
	for service, open := range map[string]func() standIn{
		"youtube": func() standIn { return youtubetest.New() },
		"tiktok":  func() standIn { return tiktoktest.New() },
		"tiktokshop": func() standIn {
			t := tiktokshoptest.New()
			t.Clock.Set(time.Now()) // each of its calls is signed with the time
			return t
		},
		"instagram": func() standIn { return instagramtest.New() },
		"facebook":  func() standIn { return facebooktest.New() },
		"shopify":   func() standIn { return shopifytest.New() },
	} {
		t.Run(service, func(t *testing.T) {
			d, twin := newDesk(t), open()
			defer twin.Close()
			if !d.offers(service) {
				t.Fatal("this build has no ", service)
			}
			a := twin.Account()
			add := []string{"accounts", "add", service, "--name", "Mine", "--base-url", a.BaseURL, "--secret-file", d.app(service, twin.Secret())}
			for key, value := range a.Settings {
				add = append(add, "--set", key+"="+value)
			}
			if got := d.must(add...)["account"].(map[string]any); got["sealed"] != nil {
				t.Errorf("connected before anybody logged in: %v", got)
			}
			if code, got := d.run("accounts", "health", "Mine"); code != 6 {
				t.Errorf("before the login it ends with %d: %v", code, got)
			}
			got := d.must("accounts", "connect", "Mine")["account"].(map[string]any)
			if got["sealed"] != true || len(got["settings"].(map[string]any)) == 0 {
				t.Errorf("after the login the account is %v", got)
			}
			if health := d.must("accounts", "health", "Mine")["health"].(map[string]any); health["state"] != "ok" || health["name"] == "" {
				t.Errorf("it stands at %v", health)
			}
			if left := d.must("accounts", "disconnect", "Mine"); left["account"].(map[string]any)["sealed"] != nil {
				t.Errorf("still connected: %v", left)
			}
			d.must("accounts", "connect", "Mine") // what it began with is still there
			d.must("accounts", "remove", "Mine")
			if wrong := twin.Wrong(); len(wrong) > 0 {
				t.Errorf("the service was asked what it does not know: %v", wrong)
			}
			d.tellsNothing(twin.Secrets())
		})
	}
}

// tellsNothing looks for secrets in all that was said and in every file.
func (d *desk) tellsNothing(secrets []string) {
	d.t.Helper()
	secrets = slices.DeleteFunc(secrets, func(s string) bool { return len(s) < 6 })
	if len(secrets) == 0 {
		d.t.Error("there is no secret to look for")
	}
	look := func(where, text string) {
		for _, s := range secrets {
			if strings.Contains(text, s) {
				d.t.Errorf("%s has a secret in it", where)
			}
		}
	}
	look("what was said", d.heard.String())
	for _, dir := range []string{d.library, d.library + "-state"} {
		err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			b, err := os.ReadFile(path)
			look(path, string(b))
			return err
		})
		if err != nil {
			d.t.Error(err)
		}
	}
}
