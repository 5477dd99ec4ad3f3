package shopify

import (
	"slices"
	"strings"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/platformtest"
	"taglane/app/platform/shopify/shopifytest"
	"taglane/app/taglane"
)

type (
	terms = shopifytest.Terms
	goods = shopifytest.Stock
)

// acted is how often the public act was asked for.
func (f *field) acted() (n int) {
	for _, c := range f.Door().Calls() {
		if strings.Contains(string(c.Body), "fileCreate(") || strings.Contains(string(c.Body), "productUpdate(") {
			n++
		}
	}
	return n
}

// An act whose answer was lost is found by the name of its file, and nothing is
// asked for twice.
func TestLostAnswerIsFoundByName(t *testing.T) {
	for _, place := range []string{toFiles, toProduct} {
		t.Run(place, func(t *testing.T) {
			f := newField(t)
			s, p := f.connect(t, "place", place), f.publication(t)
			us := sent(t, s, p)
			f.wire.Break(platformtest.CutAfter, 2) // after the look for what is there
			_, err := s.Release(t.Context(), us, p)
			wantKind(t, err, taglane.Unsure)
			if st := status(t, f.connect(t, "place", place), us); st.Post == nil {
				t.Fatalf("%+v", st)
			}
			if post, err := s.Release(t.Context(), us, p); err != nil || post.ID != f.Posts()[0].ID || f.acted() != 1 {
				t.Errorf("%+v, %v after %d acts", post, err, f.acted())
			}
		})
	}
}

// Where the search does not know the file yet, silence is first waited out, and
// then the name itself answers: a second file of it is refused.
func TestSearchComesLate(t *testing.T) {
	f := newField(t)
	f.Set(func(k *terms, _ *goods) { k.Lag = 6 })
	s, p := f.connect(t), f.publication(t)
	us := sent(t, s, p)
	f.wire.Break(platformtest.CutAfter, 2)
	_, err := s.Release(t.Context(), us, p)
	wantKind(t, err, taglane.Unsure)
	for range silences {
		if st := status(t, s, us); st.Ready || st.Post != nil || st.Wait == 0 {
			t.Fatalf("%+v", st)
		}
	}
	if st := status(t, s, us); !st.Ready {
		t.Fatalf("%+v", st)
	}
	_, err = s.Release(t.Context(), us, p)
	wantKind(t, err, taglane.Later) // the name is taken, and the file is not shown yet
	var post *taglane.Post
	for range 8 {
		if st := status(t, s, us); st.Post != nil {
			post = st.Post
		}
	}
	if post == nil || len(f.Posts()) != 1 {
		t.Errorf("%v, %d posts", post, len(f.Posts()))
	}
}

// On a product the name may only be left in where the original lies.
func TestProductMediaAreFoundWithoutAName(t *testing.T) {
	f := newField(t)
	s, p := f.connect(t, "place", toProduct), f.publication(t)
	us, post, err := carry(t, s, p)
	if err != nil || post.Link != "https://lumen.example/products/mug" {
		t.Fatalf("%+v, %v", post, err)
	}
	if st := status(t, s, us); st.Post == nil || st.Post.ID != post.ID {
		t.Errorf("%+v", st)
	}
	f.Set(func(k *terms, _ *goods) { k.Nameless = true })
	if st := status(t, s, us); st.Post != nil || !st.Ready {
		t.Errorf("what has no name is nobody's: %+v", st)
	}
}

func TestProcessingIsWaitedFor(t *testing.T) {
	for _, place := range []string{toFiles, toProduct} {
		t.Run(place, func(t *testing.T) {
			f := newField(t)
			f.Set(func(k *terms, _ *goods) { k.Rounds = 7 })
			s, p := f.connect(t, "place", place), f.publication(t)
			us, _, err := carry(t, s, p)
			wantKind(t, err, taglane.Later)
			var waits []time.Duration
			for range 9 {
				st := status(t, s, us)
				if st.Post != nil {
					if st.Post.ID != f.Posts()[0].ID || st.Post.Link == "" {
						t.Errorf("%+v", st.Post)
					}
					break
				}
				if st.Ready || !st.Complete {
					t.Fatalf("%+v", st)
				}
				waits = append(waits, st.Wait)
			}
			if !slices.IsSorted(waits) || waits[len(waits)-1] != time.Minute || waits[0] > 4*time.Second {
				t.Errorf("waited %v", waits)
			}
		})
	}
}

// Every code of a clip that came to nothing is told as what can be done.
func TestWhatFailedIsTold(t *testing.T) {
	for code, kind := range map[string]taglane.Kind{
		"VIDEO_MAX_DURATION_ERROR": taglane.Invalid, "VIDEO_INVALID_FILETYPE_ERROR": taglane.Invalid, "GENERIC_FILE_INVALID_SIZE": taglane.Invalid,
		"FILE_STORAGE_LIMIT_EXCEEDED": taglane.Refused, "DUPLICATE_FILENAME_ERROR": taglane.Conflict,
		"EXTERNAL_VIDEO_NOT_FOUND": taglane.Internal, "MODEL3D_PROCESSING_FAILURE": taglane.Internal, "IMAGE_PROCESSING_FAILURE": taglane.Invalid,
	} {
		t.Run(code, func(t *testing.T) {
			f := newField(t)
			f.Set(func(k *terms, _ *goods) { k.Fail = code })
			s, p := f.connect(t), f.publication(t)
			us, _, err := carry(t, s, p)
			wantKind(t, err, kind)
			_, err = s.Status(t.Context(), us)
			wantKind(t, err, kind)
			if len(f.Posts()) != 0 {
				t.Error("it is public")
			}
		})
	}
}

func TestUnknownIsAskedOnceMore(t *testing.T) {
	f := newField(t)
	f.Set(func(k *terms, _ *goods) { k.Fail = "UNKNOWN" })
	s, p := f.connect(t), f.publication(t)
	us, _, err := carry(t, s, p)
	wantKind(t, err, taglane.Later)
	_, err = s.Status(t.Context(), us)
	wantKind(t, err, taglane.Refused)
}

// What Shopify could not fetch is uploaded again under another name, since a
// name is given once and nothing is deleted.
func TestLostBytesAreSentAgain(t *testing.T) {
	for _, place := range []string{toFiles, toProduct} {
		t.Run(place, func(t *testing.T) {
			f := newField(t)
			s, p := f.connect(t, "place", place), f.publication(t)
			us := sent(t, s, p)
			f.Forget()
			_, err := s.Release(t.Context(), us, p)
			wantKind(t, err, taglane.Later)
			if st := status(t, s, us); !st.Dead || st.Complete || st.Post != nil {
				t.Fatalf("%+v", st)
			}
			again, post, err := carry(t, s, p)
			if err != nil || len(f.Posts()) != 1 || f.Posts()[0].SHA256 != p.Revision.Media.SHA256 {
				t.Fatalf("%v, %d posts", err, len(f.Posts()))
			}
			was, _ := sessionOf(us)
			now, _ := sessionOf(again)
			if was.Name == now.Name {
				t.Errorf("both are called %s", now.Name)
			}
			if got, err := s.Find(t.Context(), p.Key); err != nil || got.ID != post.ID {
				t.Errorf("%+v, %v", got, err)
			}
		})
	}
}

func TestRefusalsOfTheAct(t *testing.T) {
	for code, kind := range map[string]taglane.Kind{
		"UNACCEPTABLE_TRIAL_ASSET": taglane.Refused, "NON_IMAGE_MEDIA_PER_SHOP_LIMIT_EXCEEDED": taglane.Refused,
		"INVALID_FILENAME": taglane.Invalid, "ALT_VALUE_LIMIT_EXCEEDED": taglane.Invalid, "FILE_LOCKED": taglane.Later,
	} {
		f := newField(t)
		f.Set(func(k *terms, _ *goods) { k.FileError = code })
		s, p := f.connect(t), f.publication(t)
		_, _, err := carry(t, s, p)
		wantKind(t, err, kind)
		if taglane.MessageOf(err) == "" || len(f.Posts()) != 0 {
			t.Errorf("%s: %v", code, err)
		}
	}
}

// Without a word of the act itself nobody knows.
func TestAnswersThatSayNothingAreUnsure(t *testing.T) {
	for name, answer := range map[string]string{"empty": "{}", "no JSON": "<html>", "null": `{"data":{"fileCreate":null}}`,
		"trouble": `{"errors":[{"message":"x","extensions":{"code":"INTERNAL_SERVER_ERROR"}}]}`, "denied after the deed": `{"data":{"fileCreate":{"files":null,"userErrors":[]}},"errors":[{"message":"x","path":["fileCreate","files"],"extensions":{"code":"ACCESS_DENIED"}}]}`,
		"nothing made": `{"data":{"fileCreate":{"files":[],"userErrors":[]}}}`} {
		t.Run(name, func(t *testing.T) {
			f := newField(t)
			p := f.publication(t)
			us := sent(t, f.connect(t), p)
			s := f.connect(t)
			up, _ := sessionOf(us)
			f.Set(func(k *terms, _ *goods) { k.Errors = answer })
			wantKind(t, s.create(t.Context(), up, "alt"), taglane.Unsure)
		})
	}
}

// What is turned away at the door was not done, and is told apart from silence.
func TestTurnedAwayIsUnasked(t *testing.T) {
	denied := `{"data":{"fileCreate":null},"errors":[{"message":"x","path":["fileCreate"],"extensions":{"code":"ACCESS_DENIED"}}]}`
	for name, c := range map[string]struct {
		how  func(k *terms)
		kind taglane.Kind
	}{
		"throttled":  {func(k *terms) { k.Throttled = 1 }, taglane.Later},
		"denied":     {func(k *terms) { k.Errors = denied }, taglane.Refused},
		"not let in": {func(k *terms) { k.Status = 401 }, taglane.Login},
		"too many":   {func(k *terms) { k.Status = 429 }, taglane.Later},
		"forbidden":  {func(k *terms) { k.Status = 403 }, taglane.Refused},
	} {
		t.Run(name, func(t *testing.T) {
			f := newField(t)
			s, p := f.connect(t), f.publication(t)
			up, _ := sessionOf(sent(t, s, p))
			f.Set(func(k *terms, _ *goods) { c.how(k) })
			err := s.create(t.Context(), up, "alt")
			wantKind(t, err, c.kind)
			if !platform.IsUnasked(err) {
				t.Errorf("%v is no proof", err)
			}
		})
	}
}

// An error of a question after the act is no proof of anything.
func TestAfterTheActNothingIsUnasked(t *testing.T) {
	for _, how := range []platformtest.How{platformtest.Busy, platformtest.CutAfter, platformtest.ErrorAfter} {
		for _, place := range []string{toFiles, toProduct} {
			f := newField(t)
			s, p := f.connect(t, "place", place), f.publication(t)
			us := sent(t, s, p)
			f.wire.Break(how, 3) // the look, the act, and the look after it
			_, err := s.Release(t.Context(), us, p)
			if wantKind(t, err, taglane.Later); platform.IsUnasked(err) || f.acted() != 1 {
				t.Errorf("%s, %s: %v after %d acts", how, place, err, f.acted())
			}
		}
	}
}

// What comes before the act is told apart from it.
func TestBeforeTheActIsUnasked(t *testing.T) {
	f := newField(t)
	s, p := f.connect(t), f.publication(t)
	us := sent(t, s, p)
	f.wire.Break(platformtest.CutAfter, 1)
	_, err := s.Release(t.Context(), us, p)
	if !platform.IsUnasked(err) || f.acted() != 0 {
		t.Errorf("%v after %d acts", err, f.acted())
	}
}

func TestAltAndUpdate(t *testing.T) {
	f := newField(t)
	s, p := f.connect(t), f.publication(t, "alt", "A hand\npours <tea>.")
	_, post, err := carry(t, s, p)
	if err != nil || f.Alts()[0] != "A hand pours ‹tea›." {
		t.Fatalf("%q, %v", f.Alts(), err)
	}
	p.Settings = nil
	losses, err := s.Update(t.Context(), post, p)
	if err != nil || f.Alts()[0] != p.Revision.Draft.Clip.Title || len(losses) != 2 {
		t.Errorf("%q, %v, %v", f.Alts(), losses, err)
	}
	f.Set(func(k *terms, _ *goods) { k.AltError = "FILE_DOES_NOT_EXIST" })
	p.Settings = map[string]string{"alt": "Tea"}
	_, err = s.Update(t.Context(), post, p)
	wantKind(t, err, taglane.NotFound)
	_, err = s.Update(t.Context(), taglane.Post{ID: "gid://shopify/Video/1"}, p)
	wantKind(t, err, taglane.NotFound)
}

func TestFindIsByMarker(t *testing.T) {
	f := newField(t)
	f.Set(func(k *terms, _ *goods) { k.Rounds = 3 })
	s, p := f.connect(t), f.publication(t)
	_, _, err := carry(t, s, p)
	wantKind(t, err, taglane.Later)
	_, err = s.Find(t.Context(), p.Key)
	wantKind(t, err, taglane.NotFound) // it is not ready yet
	for range 3 {
		_, _ = s.Find(t.Context(), p.Key)
	}
	if post, err := s.Find(t.Context(), p.Key); err != nil || !strings.HasSuffix(post.Link, ".mp4") || strings.HasSuffix(post.Link, "-s.mp4") {
		t.Errorf("%+v, %v", post, err)
	}
	_, err = s.Find(t.Context(), p.Key[:len(p.Key)-1])
	wantKind(t, err, taglane.NotFound)
}
