package shopify

import (
	"os"
	"testing"

	"taglane/app/platform"
	"taglane/app/platform/platformtest"
	"taglane/app/platform/shopify/shopifytest"
	"taglane/app/taglane"
)

func send(t testing.TB, s *Service, us platform.UploadSession, p taglane.Publication) (platform.UploadSession, error) {
	t.Helper()
	f, err := os.Open(p.Revision.Media.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	return s.Send(t.Context(), us, 0, f, p.Revision.Media.Size)
}

func TestStreamIsWhatTheSignatureSays(t *testing.T) {
	f := newField(t)
	s, p := f.connect(t), f.publication(t)
	us := sent(t, s, p)
	if st := status(t, s, us); !st.Complete || !st.Ready || st.Offset != p.Revision.Media.Size {
		t.Errorf("%+v", st)
	}
	calls := f.Door().Calls()
	last := calls[len(calls)-2]
	if last.Header.Get("X-Shopify-Access-Token") != "" || last.Header.Get("Authorization") != "" {
		t.Error("a token went to the store behind the address")
	}
	if n := last.Header.Get("Content-Length"); n == "" || len(last.Header.Values("Transfer-Encoding")) > 0 {
		t.Errorf("the length is %q", n)
	}
	if len(f.Posts()) != 0 {
		t.Error("it is public before its release")
	}
}

// A file of another size than was announced cannot be mended by trying again.
func TestAnotherSizeIsFinal(t *testing.T) {
	f := newField(t)
	f.Set(func(k *shopifytest.Terms, _ *shopifytest.Stock) { k.SizeOff = 5 })
	s, p := f.connect(t), f.publication(t)
	us, err := s.Open(t.Context(), p.Key, p)
	if err != nil {
		t.Fatal(err)
	}
	_, err = send(t, s, us, p)
	wantKind(t, err, taglane.Invalid)
}

// An address that expired, was lost, or broke is given up for a fresh one.
func TestABreakBeginsAgainWithAFreshAddress(t *testing.T) {
	for name, spoil := range map[string]func(f *field){
		"expired":    (*field).expire,
		"lost":       func(f *field) { f.Forget() },
		"cut midway": func(f *field) { f.wire.Break(platformtest.CutMidway, 1) },
		"cut after":  func(f *field) { f.wire.Break(platformtest.CutAfter, 1) },
	} {
		t.Run(name, func(t *testing.T) {
			f := newField(t)
			s, p := f.connect(t), f.publication(t)
			us, err := s.Open(t.Context(), p.Key, p)
			if err != nil {
				t.Fatal(err)
			}
			spoil(f)
			same, err := send(t, s, us, p)
			wantKind(t, err, taglane.Later)
			if st := status(t, s, same); st.Offset != 0 || st.Complete {
				t.Fatalf("%+v", st)
			}
			again, err := send(t, s, us, p)
			if err != nil {
				t.Fatal(err)
			}
			was, _ := sessionOf(us)
			now, _ := sessionOf(again)
			if was.Target.URL == now.Target.URL {
				t.Error("it was sent to the same address again")
			}
			if post, err := s.Release(t.Context(), again, p); err != nil || len(f.Posts()) != 1 || f.Posts()[0].ID != post.ID {
				t.Errorf("%+v, %v, %d posts", post, err, len(f.Posts()))
			}
		})
	}
}

func (f *field) expire() { f.Expire() }

// After a restart nothing is known of an address but what was kept.
func TestAFreshProcessSendsToTheOldAddress(t *testing.T) {
	f := newField(t)
	p := f.publication(t)
	us, err := f.connect(t).Open(t.Context(), p.Key, p)
	if err != nil {
		t.Fatal(err)
	}
	s := f.connect(t)
	s.tally = newTally()
	s.tally.clock.Wall = f.wall
	again, err := send(t, s, us, p)
	if err != nil {
		t.Fatal(err)
	}
	was, _ := sessionOf(us)
	now, _ := sessionOf(again)
	if was.Target.URL != now.Target.URL {
		t.Error("an address that nobody used was given up")
	}
}

func TestOnlyShopifysAddressesAreTrusted(t *testing.T) {
	f := newField(t)
	far, err := connect(taglane.Account{Settings: map[string]string{"shop": "lumen"}}, f.Secret(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for address, fine := range map[string]bool{
		"https://storage.googleapis.com/x?y=1": true,
		"http://storage.googleapis.com/x":      false,
		"http://127.0.0.1:80/x":                false,
		"https://user:word@host.example/x":     false,
		"file:///etc/passwd":                   false,
		"":                                     false,
	} {
		if err := far.trusted(address); (err == nil) != fine {
			t.Errorf("%q: %v", address, err)
		}
	}
}

func TestFileNamesCarryTheMarker(t *testing.T) {
	for _, c := range []struct {
		title, key, path string
		attempt          int
		want, mime       string
	}{
		{"My kitchen, take 2", "KEY0a1b", "/x/clip.mp4", 0, "my-kitchen-take-2-KEY0a1b.mp4", "video/mp4"},
		{"", "KEY0a1b", "/x/clip.MOV", 1, "clip-KEY0a1b.2.mov", "video/quicktime"},
		{"台所", "KEY0a1b", "/x/clip.webm", 0, "clip-KEY0a1b.webm", "video/webm"},
		{"A", "KEY0a1b", "/x/clip", 0, "a-KEY0a1b.mp4", "video/mp4"},
	} {
		name, mime := nameOf(c.title, markerOf(c.key), c.path, c.attempt)
		if name != c.want || mime != c.mime {
			t.Errorf("%q, %q", name, mime)
		}
		if !(video{Name: name}).marked(c.key) || (video{Name: name}).marked("KEY0a1") {
			t.Errorf("%s: the marker is not found, or another one is", name)
		}
	}
	if m := markerOf("a key/with: signs"); !markerForm.MatchString(m) || m != markerOf("a key/with: signs") {
		t.Error(m)
	}
}

// A clip that is there already is not uploaded once more.
func TestOpenFindsWhatIsThere(t *testing.T) {
	f := newField(t)
	s, p := f.connect(t), f.publication(t)
	_, post, err := carry(t, s, p)
	if err != nil {
		t.Fatal(err)
	}
	us, err := f.connect(t).Open(t.Context(), p.Key, p)
	if err != nil {
		t.Fatal(err)
	}
	if st := status(t, s, us); st.Post == nil || st.Post.ID != post.ID {
		t.Errorf("%+v", st)
	}
}
