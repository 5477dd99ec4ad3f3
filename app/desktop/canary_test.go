package desktop_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"taglane/app/desktop"
	"taglane/app/media"
	_ "taglane/app/platform/all"
	"taglane/app/platform/facebook/facebooktest"
	"taglane/app/platform/instagram/instagramtest"
	"taglane/app/platform/tiktok/tiktoktest"
	"taglane/app/platform/tiktokshop/tiktokshoptest"
	"taglane/app/platform/twin"
	"taglane/app/platform/youtube/youtubetest"
	"taglane/app/sample"
	"taglane/app/studio"
	"taglane/app/taglane"
)

// far is a service that stands beside the program.
type far interface {
	Account(settings ...string) taglane.Account
	Secret() json.RawMessage
	Secrets() []string
	Posts() []twin.Post
	Door() *twin.Door
	Close()
}

// gossip stands before a service in trouble that says aloud all it was told:
// its next answers are errors that repeat the request. What a browser asks is
// answered as usual.
type gossip struct {
	service http.Handler
	next    atomic.Pointer[[]int] // statuses of the next answers
	told    atomic.Int64          // answers of that kind so far
}

// troubles are such answers: what goes by itself, what a person has to try
// again, what ends a login, and prose where data were promised.
var troubles = []int{500, 200, 503, 400, 429, 403, 401, 500, 400}

func (g *gossip) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	left := g.next.Load()
	if left == nil || len(*left) == 0 || r.Method == http.MethodGet && strings.Contains(r.URL.Path, "auth") {
		g.service.ServeHTTP(w, r)
		return
	}
	rest := (*left)[1:]
	if !g.next.CompareAndSwap(left, &rest) { // another call takes this one's place
		g.ServeHTTP(w, r)
		return
	}
	g.told.Add(1)
	body, _ := io.ReadAll(io.LimitReader(r.Body, 4<<10))
	_, _ = io.Copy(io.Discard, r.Body)
	var head bytes.Buffer
	_ = r.Header.Write(&head)
	text := fmt.Sprintf("%s %s\n%s\n%s", r.Method, r.URL, &head, strings.ToValidUTF8(string(body), ""))
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("WWW-Authenticate", strings.Join(strings.Fields(text), " "))
	w.WriteHeader((*left)[0])
	if (*left)[0] == http.StatusOK {
		_, _ = io.WriteString(w, text)
		return
	}
	_ = json.NewEncoder(w).Encode(map[string]any{
		"error": map[string]any{"code": (*left)[0], "message": text, "error_user_msg": text, "error_user_title": text, "log_id": text, "status": text, "errors": []any{map[string]any{"reason": "backendError " + text, "message": text}}},
		"code":  45101001, "message": text, "error_description": text, "request_id": text,
	})
}

// guest is one service with the account that a person has there.
type guest struct {
	far
	gossip *gossip
	id     taglane.ID
	over   map[string]string // said of a post there
	expire func()            // ends the access token: it has to be renewed
}

func guests(t *testing.T, at *haste) map[string]*guest {
	youtube, tiktok, shop := youtubetest.New(), tiktoktest.New(), tiktokshoptest.New()
	tiktok.Set(func(x *tiktoktest.Terms) { x.Audited = true })
	all := map[string]*guest{
		"youtube": {far: youtube, expire: youtube.ExpireTokens},
		"tiktok": {far: tiktok, expire: tiktok.Expire, over: map[string]string{
			"privacy": "PUBLIC_TO_EVERYONE", "consent": "yes", "comment": "true", "duet": "false", "stitch": "false", "ai": "false", "brand_organic": "true", "brand_content": "false"}},
		"tiktokshop": {far: shop, expire: shop.Expire},
		"facebook":   {far: facebooktest.New()},
		"instagram":  {far: instagramtest.New()},
	}
	for _, g := range all {
		t.Cleanup(g.Close)
		d := g.Door()
		g.gossip = &gossip{service: d.Handler}
		d.Handler = g.gossip
		d.Clock.Set(at.now())
		at.keepTime(d)
	}
	return all
}

// add adds the account of a service with what a person enters beforehand.
func (v *tab) add(service string, g *guest) {
	v.t.Helper()
	settings := []string{}
	if service == "tiktok" {
		settings = []string{"mode", "direct", "audited", "true"}
	}
	a := g.Account(settings...)
	set := map[string]string{"base_url": a.BaseURL}
	for key, value := range a.Settings {
		set[key] = value
	}
	var whole map[string]any
	if err := json.Unmarshal(g.Secret(), &whole); err != nil {
		v.t.Fatal(err)
	}
	var services []studio.Service
	v.must("Services", &services)
	app := map[string]string{}
	for _, s := range services {
		for _, need := range s.Needs {
			if s.Service == service && whole[need.Key] != nil {
				app[need.Key] = fmt.Sprint(whole[need.Key])
			}
		}
	}
	var made taglane.Account
	v.must("AddAccount", &made, service, service, set, app)
	g.id = made.ID
}

// clip brings in a tagged clip that every service takes.
func (v *tab) clip() taglane.ID {
	v.t.Helper()
	dir := v.t.TempDir()
	whole, file := filepath.Join(dir, "sample.mp4"), filepath.Join(dir, "clip.mp4")
	if err := os.WriteFile(whole, sample.Clip, 0o644); err != nil {
		v.t.Fatal(err)
	}
	if out, err := exec.Command("ffmpeg", "-v", "error", "-i", whole, "-c", "copy", "-use_editlist", "0", "-movflags", "+faststart", file).CombinedOutput(); err != nil {
		v.t.Fatalf("%v: %s", err, out)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		v.t.Fatal(err)
	}
	var brought studio.ImportReport
	if fault := v.ask(http.MethodPut, "/in?verb=ImportFile&name=clip.mp4", bytes.NewReader(b), &brought); fault != nil || len(brought.Imported) != 1 {
		v.t.Fatalf("the clip was not taken: %+v %+v", brought, fault)
	}
	var mug studio.Product
	v.must("AddProduct", &mug, map[string]string{"title": "Blue mug", "url": "https://shop.tiktok.com/view/product/1729000000000000001?region=US", "relation": "own"})
	id := brought.Imported[0].ID
	v.must("AddTag", nil, id, mug.ID, taglane.Span{In: 30, Out: 90}, nil)
	v.must("SetClip", nil, id, map[string]string{"caption": "Ad: what I use every morning."})
	return id
}

// publish logs in everywhere and publishes a clip, which it returns. The
// trouble begins when everybody is asked for the first byte.
func (v *tab) publish(all map[string]*guest) (clip taglane.ID) {
	v.t.Helper()
	for service, g := range all {
		v.add(service, g)
		if failed := v.logIn(g.id); failed != "" {
			v.t.Fatalf("the login to %s failed: %s", service, failed)
		}
	}
	clip = v.clip()
	v.must("PauseOutbox", nil, true)
	for _, g := range all {
		v.must("Check", nil, clip, g.id, g.over, "")
		v.must("Publish", nil, clip, g.id, g.over, "")
		if g.expire != nil {
			g.expire()
		}
		g.gossip.next.Store(&troubles)
	}
	v.must("PauseOutbox", nil, false)
	v.carry(all)
	return clip
}

// carry does what a person does until everything is public.
func (v *tab) carry(all map[string]*guest) {
	v.t.Helper()
	for end := time.Now().Add(40 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		var rows []studio.Publication
		v.must("Outbox", &rows)
		open := len(all)
		for _, r := range rows {
			g := all[r.Service]
			switch {
			case r.Stage == "tagged":
				open--
			case r.Wait == "refused", r.Wait == "until" && r.Tries > 0: // why wait?
				v.try("RetryPublication", nil, r.ID) // it may have gone on meanwhile
			case r.Wait == "unsure":
				v.try("Answer", nil, r.ID, len(g.Posts()) > 0, "")
			case r.Wait == "login":
				_ = v.logIn(g.id) // the service may be in trouble still
			}
		}
		if open == 0 {
			return
		}
	}
	told := v.answers.all()
	v.t.Fatalf("not all became public: %s", told[max(0, len(told)-4000):])
}

// everything calls every verb that fits with every id there is, so that each
// answer and each error has been told.
func (v *tab) everything(fits func(name string) bool, ids ...taglane.ID) (called int) {
	v.t.Helper()
	b := reflect.TypeFor[*desktop.Bridge]()
	for i := range b.NumMethod() {
		m := b.Method(i)
		if slow[m.Name] || !fits(m.Name) {
			continue
		}
		for n, id := range ids {
			args := []any{}
			for i := 1; i < m.Type.NumIn(); i++ {
				args = append(args, argument(m.Type.In(i), id))
			}
			if n > 0 && !slices.ContainsFunc(args, func(a any) bool { return a == id }) {
				break // it would be asked the same again
			}
			called++
			_ = v.try(m.Name, nil, args...)
		}
	}
	return called
}

// slow verbs look through a clip's pictures for seconds, and know no account.
var slow = map[string]bool{"CoverCandidates": true, "CoverPreview": true}

// takesAway says whether a verb takes something away that another may ask about.
func takesAway(name string) bool {
	return strings.HasPrefix(name, "Remove") || strings.HasPrefix(name, "Disconnect")
}

func argument(of reflect.Type, id taglane.ID) any {
	switch {
	case of == reflect.TypeFor[taglane.ID]():
		return id
	case of.Kind() == reflect.Slice:
		return []any{}
	case of.Kind() == reflect.Bool:
		return true
	}
	return reflect.Zero(of).Interface()
}

const passphrase = "kestrel-over-the-canary-3391"

// A person adds accounts of five services, logs in, publishes while all five
// are in trouble and repeat aloud what they were told, renews, asks everything
// there is to ask and leaves: no byte that the browser was sent, and none of
// the log, has a secret in it.
func TestNoSecretCrosses(t *testing.T) {
	if _, err := media.Find(); err != nil {
		t.Skip("ffmpeg is missing: ", err)
	}
	at := newHaste(t)
	all, v := guests(t, at), newTab(t, at)
	v.must("ChooseVault", nil, "passphrase", passphrase)
	ids, calls := []taglane.ID{v.publish(all)}, 0
	nets := twin.Canaries{}
	nets.Add(passphrase)
	var rows []studio.Publication
	v.must("Outbox", &rows)
	for _, r := range rows {
		ids = append(ids, r.ID)
	}
	for service, g := range all {
		if n := len(g.Posts()); n != 1 {
			t.Errorf("%s has %d posts", service, n)
		}
		if n := g.gossip.told.Load(); int(n) != len(troubles) {
			t.Errorf("%s was in trouble %d times only", service, n)
		}
		v.must("AccountHealth", nil, g.id, true)
		g.gossip.next.Store(&troubles)
		v.try("AccountHealth", nil, g.id, true)
		ids = append(ids, g.id)
	}
	v.must("SetClip", nil, ids[0], map[string]string{"caption": "Ad: what I use every evening."}) // a post that can be changed is
	asked := v.everything(func(name string) bool { return !takesAway(name) }, ids...)
	for _, g := range all {
		calls += len(g.Door().Calls())
		g.gossip.next.Store(&troubles)
		v.try("DisconnectAccount", nil, g.id)
		for _, secret := range g.Secrets() {
			nets.Add(secret)
		}
	}
	asked += v.everything(takesAway, ids...)
	v.search(nets)
	t.Logf("%d requests, %d verbs asked, %d forms of secrets looked for in %d, %d and %d bytes of answers, events and log",
		calls, asked, len(nets), len(v.answers.all()), len(v.events.all()), len(v.logs.all()))
}

// search looks for secrets in all that was told.
func (v *tab) search(nets twin.Canaries) {
	v.t.Helper()
	if len(nets) < 100 {
		v.t.Errorf("only %d forms of secrets are looked for", len(nets))
	}
	for where, h := range map[string]*heard{"what the program said": &v.said, "an answer": &v.answers, "an event": &v.events, "the log": &v.logs} {
		text := h.all()
		if len(text) == 0 && h != &v.logs { // no news is good news there
			v.t.Errorf("%s: nothing was heard", where)
		}
		if found := nets.In(text); len(found) > 0 {
			v.t.Errorf("%s has a secret in it: %v", where, found)
		}
	}
}
