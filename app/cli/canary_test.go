package cli_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"taglane/app/cli"
	"taglane/app/media"
	"taglane/app/platform/facebook/facebooktest"
	"taglane/app/platform/httpx"
	"taglane/app/platform/instagram/instagramtest"
	"taglane/app/platform/shopify/shopifytest"
	"taglane/app/platform/tiktok/tiktoktest"
	"taglane/app/platform/tiktokshop/tiktokshoptest"
	"taglane/app/platform/twin"
	"taglane/app/platform/youtube/youtubetest"
	"taglane/app/sample"
	"taglane/app/studio"
)

// house is a desk whose every file lies below one folder, and whose every word,
// log and all, is kept there.
type house struct {
	*desk
	root string
	said *os.File
}

func newHouse(t *testing.T) *house {
	d, root := newDesk(t), t.TempDir()
	for _, dir := range []string{"home", "tmp"} {
		if err := os.MkdirAll(filepath.Join(root, dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	said, err := os.Create(filepath.Join(root, "said.txt"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { said.Close() })
	d.library = filepath.Join(root, "library")
	t.Setenv("TMPDIR", filepath.Join(root, "tmp"))
	t.Setenv("HOME", filepath.Join(root, "home"))
	return &house{d, root, said}
}

// all runs a verb as people do and as programs do, and keeps what it says.
func (h *house) all(args ...string) {
	w := world()
	options := w.Options
	w.Stdout, w.Stderr = h.said, h.said
	w.Options = func(string) (studio.Options, error) {
		o, err := options(h.library)
		o.Keyring = h.keys
		o.Log = slog.New(slog.NewTextHandler(h.said, &slog.HandlerOptions{Level: slog.LevelDebug}))
		return o, err
	}
	for _, more := range [][]string{{"--json"}, nil} {
		_ = cli.Run(h.t.Context(), w, append(args[:len(args):len(args)], more...))
	}
}

// clip brings in a tagged clip.
func (h *house) clip() string {
	h.t.Helper()
	dir := h.t.TempDir()
	whole, file := filepath.Join(dir, "sample.mp4"), filepath.Join(dir, "clip.mp4")
	if err := os.WriteFile(whole, sample.Clip, 0o644); err != nil {
		h.t.Fatal(err)
	}
	if out, err := exec.Command("ffmpeg", "-v", "error", "-i", whole, "-c", "copy", "-use_editlist", "0", "-movflags", "+faststart", file).CombinedOutput(); err != nil {
		h.t.Fatalf("%v: %s", err, out)
	}
	id := h.must("import", file)["imported"].([]any)[0].(map[string]any)["id"].(string)
	product := h.must("products", "add", "--title", "Blue mug", "--url", "https://shop.tiktok.com/view/product/1729000000000000001?region=US", "--relation", "own")["product"].(map[string]any)["id"].(string)
	h.must("tag", id, product, "--in", "1.0", "--out", "3.0")
	return id
}

// guest is one service with what is said of a post there.
type guest struct {
	far interface {
		far
		Secrets() []string
	}
	login    bool // by the service's own page, not by a file
	settings []string
	set      []string
	trouble  func()
}

func guests() map[string]guest {
	youtube, tiktok := youtubetest.New(), tiktoktest.New()
	echo := func(w http.ResponseWriter, r *http.Request) { // a server that is broken and talks too much
		w.WriteHeader(http.StatusInternalServerError)
		fmt.Fprintf(w, `{"error":{"code":500,"message":"%s %s","errors":[{"reason":"backendError %s"}]}}`, r.Header.Get("Authorization"), r.URL, r.URL.RawQuery)
	}
	return map[string]guest{
		"youtube": {far: youtube, login: true, trouble: func() {
			youtube.ExpireTokens()
			youtube.Instead(func(r *http.Request) bool { return r.URL.Path != youtubetest.TokenPath }, 4, echo)
		}},
		"tiktok": {far: tiktok, login: true, settings: []string{"mode", "direct", "audited", "true"}, set: direct, trouble: func() {
			tiktok.Expire()
			tiktok.Set(func(x *tiktoktest.Terms) { x.PieceAnswers = []int{500, 503} })
		}},
		"tiktokshop": {far: tiktokshoptest.New()}, "facebook": {far: facebooktest.New()}, "instagram": {far: instagramtest.New()},
		"shopify": {far: shopifytest.New()},
	}
}

// connect adds the account of a guest.
func (h *house) connect(name string, g guest) {
	h.t.Helper()
	a, secret := g.far.Account(g.settings...), filepath.Join(h.t.TempDir(), "secret.json")
	if err := os.WriteFile(secret, g.far.Secret(), 0o600); err != nil {
		h.t.Fatal(err)
	}
	if g.login {
		secret = h.app(name, g.far.Secret())
	}
	add := []string{"accounts", "add", name, "--name", name, "--base-url", a.BaseURL, "--secret-file", secret}
	for key, value := range a.Settings {
		add = append(add, "--set", key+"="+value)
	}
	h.must(add...)
	if g.login {
		h.must("accounts", "connect", name)
	}
}

// Accounts of six services are connected, clips published, answers wrong,
// tokens renewed and everything shown: afterwards no secret is in any file, nor
// in any word that was said.
func TestCanary(t *testing.T) {
	if raced {
		t.Skip("many programs: the run without the race detector starts them")
	}
	if _, err := media.Find(); err != nil {
		t.Skip("ffmpeg is missing: ", err)
	}
	h, at := newHouse(t), &haste{speed: 240}
	at.began.Store(time.Now().UnixNano())
	t.Setenv(hasty, at.String())
	t.Cleanup(func() { httpx.SetWall(nil) })
	all, clip := guests(), h.clip()
	caption := filepath.Join(t.TempDir(), "caption.txt")
	if err := os.WriteFile(caption, []byte("Ad: what I use every morning."), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, g := range all {
		t.Cleanup(g.far.Close)
		at.keepTime(g.far.Door())
		h.connect(name, g)
		publish := []string{"publish", clip, "--to", name, "--caption-file", caption}
		for _, s := range g.set {
			publish = append(publish, "--set", s)
		}
		h.all("check", clip, "--to", name)
		h.must(publish...)
		if g.trouble != nil {
			g.trouble()
		}
	}
	var rows []any
	for at.now().Sub(noon) < 48*time.Hour {
		rows = h.must("outbox", "run", "--until-idle")["publications"].([]any)
		posts := 0
		for _, g := range all {
			posts += len(g.far.Posts())
		}
		if posts == len(all) {
			break
		}
		at.sleep(10 * time.Minute)
		t.Setenv(hasty, at.String())
	}
	for _, verb := range []string{"services", "accounts", "outbox", "doctor", "clips", "outbox run --until-idle"} {
		h.all(strings.Fields(verb)...)
	}
	for _, r := range rows {
		h.all("outbox", "show", r.(map[string]any)["id"].(string))
		h.all("sheet", r.(map[string]any)["id"].(string))
	}
	h.must("export-all", filepath.Join(h.root, "everything"), "--films")
	h.must("team", "export", filepath.Join(h.root, "team.taglane"))
	if n := all["youtube"].far.(*youtubetest.Twin).Renewed(); n < 2 {
		t.Errorf("YouTube's token was handed out %d times, and should have been renewed", n)
	}
	nets, calls := twin.Canaries{}, 0
	for name, g := range all {
		h.all("accounts", "health", name)
		if n := len(g.far.Posts()); n != 1 {
			t.Errorf("%s has %d posts", name, n)
		}
		calls += len(g.far.Door().Calls())
		h.all("accounts", "disconnect", name)
		for _, secret := range g.far.Secrets() {
			nets.Add(secret)
		}
	}
	_, _ = h.said.WriteString(h.heard.String())
	files := h.search(nets)
	t.Logf("%d requests, %d forms of secrets looked for in %d files", calls, len(nets), files)
	if len(nets) < 100 || files < 10 {
		t.Error("hardly anything was looked for, or hardly anywhere")
	}
}

// unpacked is what lies in an archive, names and all, or nothing of other files.
func unpacked(b []byte) (all []byte) {
	if r, err := gzip.NewReader(bytes.NewReader(b)); err == nil {
		all, _ = io.ReadAll(io.LimitReader(r, 64<<20))
	}
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return all
	}
	for _, f := range z.File {
		all = append(append(all, f.Name...), f.Comment...)
		if r, err := f.Open(); err == nil {
			inside, _ := io.ReadAll(io.LimitReader(r, 64<<20))
			all = append(all, inside...)
		}
	}
	return all
}

// A secret that was packed is found all the same.
func TestTheSearchUnpacks(t *testing.T) {
	var packed, zipped bytes.Buffer
	g, z := gzip.NewWriter(&packed), zip.NewWriter(&zipped)
	w, err := z.Create("manifest.json")
	for _, w := range []io.Writer{g, w} {
		if _, e := fmt.Fprint(w, strings.Repeat("kestrel-", 99)+"canary"); e != nil {
			t.Fatal(e)
		}
	}
	if err := errors.Join(err, g.Close(), z.Close()); err != nil {
		t.Fatal(err)
	}
	for _, b := range [][]byte{packed.Bytes(), zipped.Bytes()} {
		if bytes.Contains(b, []byte("kestrel-canary")) || !bytes.Contains(unpacked(b), []byte("kestrel-canary")) {
			t.Error("what is packed is not looked through")
		}
	}
}

// search looks for secrets in every file below the root, also in what is packed
// in one, and in their names.
func (h *house) search(nets twin.Canaries) (files int) {
	h.t.Helper()
	err := filepath.WalkDir(h.root, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		text := []byte(path)
		if e.Type().IsRegular() {
			files++
			b, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			text = append(append(text, b...), unpacked(b)...)
		}
		if found := nets.In(text); len(found) > 0 {
			h.t.Errorf("%s has a secret in it: %v", strings.TrimPrefix(path, h.root), found)
		}
		return nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return files
}
