package instagram

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"taglane/app/platform/graph/graphtest"
	"taglane/app/platform/instagram/instagramtest"
	"taglane/app/platform/platformtest"
	"taglane/app/platform/twin"
	"taglane/app/taglane"
)

func TestWhatCanBeChangedAfterwards(t *testing.T) {
	w := newField(t)
	s := w.service(t)
	post, p := live(t, w, s)
	says := func() string {
		got, err := s.Update(t.Context(), post, p)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, l := range got {
			out = append(out, l.What)
		}
		return strings.Join(out, ", ")
	}
	for range 2 {
		if got := says(); got != "places and times of the tags" {
			t.Errorf("as it is: %q", got)
		}
	}
	if got := fmt.Sprint(w.Tags(post.ID)); got != "[9007199254740993 9007199254740995]" {
		t.Error("it carries", got)
	}
	frame := taglane.Frame(3)
	p.Revision.Draft.Clip.Caption, p.Revision.Draft.Clip.Cover = "Another one.", &frame
	p.Revision.Draft.Tags = p.Revision.Draft.Tags[:1]
	if got := says(); got != "changes of the caption, changes of the cover, taking off 1 products, places and times of the tags" {
		t.Errorf("changed: %q", got)
	}
	if len(w.posted()) != 1 {
		t.Error("it was posted again")
	}
}

func TestWhatIsLeftToThePerson(t *testing.T) {
	w := newField(t)
	s := w.service(t)
	p := ownGoods(t, w.Account())
	post := taglane.Post{ID: "1", Link: "https://www.instagram.com/reel/1/"}
	if sheet := s.Sheet(post, p); len(sheet.Steps) != 0 {
		t.Errorf("of the creator's own products: %+v", sheet)
	}
	p.Revision.Draft.Products[1].Relation = taglane.Commission
	sheet := s.Sheet(post, p)
	if len(sheet.Steps) != 2 || sheet.Steps[0].Tag != "" || sheet.Steps[1].Tag != "product-2" || sheet.Steps[1].Copy != "https://shop.example/kettle" || sheet.Where != post.Link {
		t.Errorf("%+v", sheet)
	}
	p.Settings = map[string]string{"paid_partnership": "true"}
	if sheet := s.Sheet(post, p); len(sheet.Steps) != 1 || sheet.Steps[0].Tag != "product-2" {
		t.Errorf("of a Reel with the label: %+v", sheet)
	}
	if f := s.Fit(); f.Seconds != 900 || f.Bytes != 300_000_000 || f.Codecs[0] != "h264" || f.Rate != 60 || f.Portrait {
		t.Errorf("%+v", f)
	}
}

// A Reel carries the label of a paid partnership where its person said so, and
// nowhere else.
func TestThePaidPartnershipIsSaid(t *testing.T) {
	for _, said := range []string{"true", "false", ""} {
		w := newField(t)
		s, p := w.service(t), ownGoods(t, w.Account())
		p.Settings = map[string]string{"paid_partnership": said}
		us, err := s.Open(t.Context(), p.Key, p)
		if err != nil {
			t.Fatal(err)
		}
		if err := send(t, s, us, p, 0); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Status(t.Context(), us); err != nil {
			t.Fatal(err)
		}
		post, err := s.Release(t.Context(), us, p)
		if err != nil || w.Paid(post.ID) != (said == "true") {
			t.Errorf("said %q: the label stands: %v, %v", said, w.Paid(post.ID), err)
		}
	}
}

// The rest of a stream that broke may come in after Instagram was asked how far
// it got. What is refused then is no bad clip: it is asked about again.
func TestALateRestIsNoBadClip(t *testing.T) {
	for _, says := range []string{"true", "false"} {
		w := newField(t)
		s, p := w.service(t), ownGoods(t, w.Account())
		us, err := s.Open(t.Context(), p.Key, p)
		if err != nil {
			t.Fatal(err)
		}
		up, _ := read(us)
		w.Door().Lose(func(_ int, r *http.Request) twin.Loss {
			if r.Header.Get("file_size") != "" {
				w.Put(up.Container, make([]byte, 7), up.Size)
				w.Fault("UPLOAD", graphtest.Answer{Status: 400, Body: `{"debug_info":{"retriable":` + says + `,"type":"Any","message":"raw"}}`})
			}
			return twin.Nothing
		})
		wantKind(t, send(t, s, us, p, 0), taglane.Conflict)
		if st, err := s.Status(t.Context(), us); err != nil || st.Offset != 7 {
			t.Errorf("%+v, %v", st, err)
		}
	}
}

// Bytes that go to another address than everything else arrive all the same.
func TestBytesMayHaveTheirOwnAddress(t *testing.T) {
	w := newField(t)
	w.Apart = true
	s := w.service(t)
	us, _ := sent(t, w, s)
	if up, _ := read(us); !strings.HasPrefix(up.URI, w.Other()) {
		t.Errorf("sent to %s", up.URI)
	}
	if st, err := s.Status(t.Context(), us); err != nil || !st.Ready {
		t.Errorf("%+v, %v", st, err)
	}
}

// As many posts as the account may have and no more, also across restarts. The
// figure is read once it could matter, and not before.
func TestTheDayIsKept(t *testing.T) {
	w := newField(t)
	w.Total = 27
	var kept json.RawMessage
	for n := range 28 {
		s := w.service(t)
		s.Pace(kept, func(state json.RawMessage) { kept = state })
		us, p := sent(t, w, s)
		if _, err := s.Status(t.Context(), us); err != nil {
			t.Fatal(err)
		}
		_, err := s.Release(t.Context(), us, p)
		if n < 27 && err != nil {
			t.Fatalf("post %d: %v", n+1, err)
		}
		if n == 27 {
			wantKind(t, err, taglane.Later)
			if until := platformtest.ErrorOf(err).Until; !until.After(w.Clock.Now()) {
				t.Errorf("until %v", until)
			}
		}
		w.Clock.Pass(time.Minute)
	}
	if len(w.posted()) != 27 || w.Count("media_publish") != 27 || w.Count("content_publishing_limit") != 3 {
		t.Errorf("%d posts, asked to publish %d times and for the limit %d times", len(w.posted()), w.Count("media_publish"), w.Count("content_publishing_limit"))
	}
}

func TestUploadsAndTagsOfADay(t *testing.T) {
	w := newField(t)
	s := w.service(t)
	p := ownGoods(t, w.Account())
	for range instagramtest.ContainersPerDay {
		if _, err := s.Open(t.Context(), p.Key, p); err != nil {
			t.Fatal(err)
		}
	}
	_, err := s.Open(t.Context(), p.Key, p)
	wantKind(t, err, taglane.Later)
	w.Clock.Pass(24 * time.Hour)
	if _, err := s.Open(t.Context(), p.Key, p); err != nil {
		t.Error(err)
	}
	w.Clock.Pass(24 * time.Hour)
	w.Total = 100
	for n := range instagramtest.TaggedPerDay + 1 {
		post, p := live(t, w, s)
		_, err := s.Tag(t.Context(), post, p)
		if n < instagramtest.TaggedPerDay && err != nil {
			t.Fatal(err)
		}
		if n == instagramtest.TaggedPerDay {
			wantKind(t, err, taglane.Later)
		}
	}
}

func TestTheWayCanBeNarrow(t *testing.T) {
	w := newField(t)
	s := w.service(t)
	var bytes atomic.Int64
	s.Narrow(func(_ context.Context, n int) error {
		bytes.Add(int64(n))
		return nil
	})
	_, p := sent(t, w, s)
	if got := bytes.Load(); got < p.Revision.Media.Size {
		t.Errorf("%d bytes were let through of %d", got, p.Revision.Media.Size)
	}
}
