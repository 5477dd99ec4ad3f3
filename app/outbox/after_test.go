package outbox

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/taglane"
)

// rich is a connector whose posts can be changed and linked to, and may carry
// only some of the products. A nil func is done by the connector behind it, or
// does nothing.
type rich struct {
	platform.Publisher
	tag     func(n int, now []taglane.ID) ([]taglane.ID, error)
	kept    func(want []taglane.ID) ([]taglane.ID, map[taglane.ID]taglane.Said, error)
	link    func(n int, post taglane.Post) (taglane.Post, error)
	update  func(n int) ([]taglane.Loss, error)
	release func() error
	calls   map[string]int
	said    []string // revisions that Update and Tag were called with
}

func (r *rich) count(what string) int { r.calls[what]++; return r.calls[what] }

func (r *rich) Open(ctx context.Context, key string, p taglane.Publication) (platform.UploadSession, error) {
	r.count("open")
	return r.Publisher.Open(ctx, key, p)
}

func (r *rich) Release(ctx context.Context, s platform.UploadSession, p taglane.Publication) (taglane.Post, error) {
	r.count("release")
	if r.release != nil {
		if err := r.release(); err != nil {
			return taglane.Post{}, err
		}
	}
	return r.Publisher.Release(ctx, s, p)
}

func (r *rich) Tag(ctx context.Context, post taglane.Post, p taglane.Publication) ([]taglane.ID, error) {
	r.said = append(r.said, "tag "+p.Revision.Digest)
	now, err := r.Publisher.(platform.Tagger).Tag(ctx, post, p)
	if err == nil && r.tag != nil {
		return r.tag(r.count("tag"), now)
	}
	return now, err
}

func (r *rich) Kept(_ context.Context, _ taglane.Post, p taglane.Publication) ([]taglane.ID, map[taglane.ID]taglane.Said, error) {
	r.count("kept")
	var want []taglane.ID
	for _, t := range p.Revision.Draft.Tags {
		want = append(want, t.Product)
	}
	return r.kept(want)
}

func (r *rich) Link(_ context.Context, post taglane.Post) (taglane.Post, error) {
	return r.link(r.count("link"), post)
}

func (r *rich) Update(_ context.Context, _ taglane.Post, p taglane.Publication) ([]taglane.Loss, error) {
	r.said = append(r.said, "update "+p.Revision.Digest)
	if r.update == nil {
		return nil, nil
	}
	return r.update(r.count("update"))
}

// withoutKept is a rich connector of a platform that carries all or nothing.
type withoutKept struct {
	platform.Publisher
	platform.Tagger
	platform.Linker
	platform.Updater
}

// newRich plays with a rich connector. Its posts have an address at once where
// link is nil.
func newRich(t *testing.T, settings map[string]string, r *rich) *play {
	t.Helper()
	r.calls = map[string]int{}
	if r.link == nil {
		r.link = func(_ int, post taglane.Post) (taglane.Post, error) {
			post.Link = "https://video.example/" + post.ID
			return post, nil
		}
	}
	p := newPlay(t, settings, func(p platform.Publisher) platform.Publisher {
		r.Publisher = p
		if r.kept == nil {
			return withoutKept{r, r, r, r}
		}
		return r
	})
	p.Connect = func(_ context.Context, row Row) (platform.Publisher, taglane.Publication, error) {
		pub := p.pub
		pub.Revision.Digest = row.Due()
		return p.p, pub, nil
	}
	return p
}

func (p *play) last() Entry {
	all := p.shelf.Entries[p.pub.ID]
	return all[len(all)-1]
}

// The address of a post comes later than the post. That spends no try, and the
// receipt is written again when it is there.
func TestTheLinkMayFollow(t *testing.T) {
	r := &rich{link: func(n int, post taglane.Post) (taglane.Post, error) {
		switch n {
		case 1:
			return post, taglane.Errorf(taglane.NotFound, "There is no address yet.")
		case 2:
			return post, taglane.Errorf(taglane.Login, "Log in again.")
		case 3:
			return taglane.Post{}, nil
		}
		post.Link = "https://video.example/x"
		return post, nil
	}}
	p := newRich(t, nil, r)
	for p.row().Stage < Tagged {
		p.step()
	}
	if e := p.last(); !p.row().Linking || e.Outcome != "tagged" || e.Receipt == nil || e.Receipt.Post.Link != "" {
		t.Fatalf("tagged without an address: %+v, %+v", p.row(), e)
	}
	for range 3 {
		if row := p.step(); row.Wait != WaitsUntil || row.Tries != 0 || row.Post.ID == "" {
			t.Fatalf("waits %q after %d tries, %+v", row.Wait, row.Tries, row.Post)
		}
	}
	p.rest()
	if row := p.wantOnePost(Tagged); row.Post.Link != "https://video.example/x" || row.Linking {
		t.Errorf("%+v", row)
	}
	if e := p.last(); e.Outcome != "link" || e.Receipt == nil || e.Receipt.Post.Link == "" {
		t.Errorf("teammates are not told of the address: %+v", e)
	}
	if f := factsOf(t, p.Ledger, p.row().Key); f.post == nil || f.post.Link == "" {
		t.Errorf("the ledger knows %+v", f.post)
	}
}

func TestNobodyTellsTheLink(t *testing.T) {
	r := &rich{link: func(_ int, post taglane.Post) (taglane.Post, error) {
		return post, taglane.Errorf(taglane.NotFound, "There is no address yet.")
	}}
	p := newRich(t, nil, r)
	p.rest()
	row := p.wantOnePost(Tagged)
	if waited := p.clock.Sub(start); row.Linking || row.Post.Link != "" || waited < 20*time.Hour || waited > 48*time.Hour {
		t.Errorf("after %v: %+v", waited, row)
	}
	if e := p.last(); e.Outcome != "linkless" || e.Detail.Format == "" {
		t.Errorf("the end of the search is told as %+v", e)
	}
}

// A platform that publishes by itself has the post long before anybody sees it.
func TestAPlatformPublishesAtItsOwnTime(t *testing.T) {
	at := start.Add(24 * time.Hour)
	s := &scripted{release: func(_ int, do func() (taglane.Post, error)) (taglane.Post, error) {
		post, err := do()
		post.PublicAt = at
		return post, err
	}}
	p := newPlay(t, nil, script(s))
	p.rest()
	row := p.wantOnePost(Tagged)
	if !row.Post.PublicAt.Equal(at) || !p.last().Receipt.Post.PublicAt.Equal(at) {
		t.Errorf("the row has %+v, teammates read %+v", row.Post, p.last().Receipt.Post)
	}
	if f := factsOf(t, p.Ledger, row.Key); !f.post.PublicAt.Equal(at) {
		t.Errorf("the ledger knows %+v", f.post)
	}
	for _, e := range p.shelf.Entries[p.pub.ID] {
		if (e.Outcome == "live" || e.Outcome == "tagged") && !strings.HasPrefix(e.Detail.String(), "Uploaded, private. ") {
			t.Errorf("%q is told as %s", e.Outcome, e.Detail)
		}
	}
	private, public := row.Sentence("YouTube", p.clock).String(), row.Sentence("YouTube", at).String()
	if !strings.HasPrefix(private, "Uploaded, private. YouTube makes it public on ") || !strings.HasPrefix(public, "It is public.") {
		t.Errorf("before: %s\nthen: %s", private, public)
	}
}

// An account that is gone is no reason to call a public post refused.
func TestALinkIsNotWorthARefusal(t *testing.T) {
	p := newRich(t, nil, &rich{})
	for p.row().Stage < Tagged {
		p.step()
	}
	p.Connect = func(context.Context, Row) (platform.Publisher, taglane.Publication, error) {
		return nil, taglane.Publication{}, taglane.Errorf(taglane.NotFound, "There is no such account.")
	}
	if row := p.rest(); row.Wait != NotWaiting || row.Linking {
		t.Errorf("waits %q, %+v", row.Wait, row)
	}
}

// A platform that publishes under a name it tells later is asked for name and
// address, also where it takes no tags.
func TestTheNameMayFollow(t *testing.T) {
	untold := 4
	s := &scripted{status: func(_ int, st platform.Status, err error) (platform.Status, error) {
		if st.Post != nil {
			st.Post.Link = "https://video.example/x"
			if untold--; untold > 0 {
				st.Post = &taglane.Post{}
			}
		}
		return st, err
	}}
	p := newPlay(t, map[string]string{"fused": "yes", "repeat": "answers"}, func(p platform.Publisher) platform.Publisher {
		return struct{ platform.Publisher }{script(s)(p)} // no Tagger
	})
	p.rest()
	if row := p.wantOnePost(Tagged); row.Post.ID != "post-1" || row.Post.Link == "" {
		t.Errorf("%+v", row.Post)
	}
}

// Products that a post will never carry end in "tagged" with a sentence each,
// those that only lag are waited for without a try.
func TestTagsInPart(t *testing.T) {
	for name, c := range map[string]struct {
		never map[taglane.ID]taglane.Said
		late  int // how often Kept says less than it will
		want  []string
	}{
		"one is never carried": {map[taglane.ID]taglane.Said{"product-2": taglane.Plain("it is not in the catalog")}, 0, []string{"Kettle: it is not in the catalog."}},
		"it only lags":         {nil, 3, nil},
		"it never comes":       {nil, 1000, []string{"Kettle: the platform did not attach it within a day."}},
	} {
		t.Run(name, func(t *testing.T) {
			r := &rich{tag: func(_ int, now []taglane.ID) ([]taglane.ID, error) { return now[:1], nil }}
			late := c.late
			r.kept = func(want []taglane.ID) ([]taglane.ID, map[taglane.ID]taglane.Said, error) {
				if late--; late < 0 && c.never == nil {
					return want, nil, nil
				}
				return want[:1], c.never, nil
			}
			p := newRich(t, nil, r)
			for row := p.row(); !row.Resting(); row = p.step() {
				if row.Tries != 0 {
					t.Fatal("what lags spent a try")
				}
			}
			row := p.wantOnePost(Tagged)
			var got []string
			for _, l := range row.Losses {
				got = append(got, l.String())
			}
			var kept []string
			for _, e := range p.shelf.Entries[p.pub.ID] {
				if e.Outcome == "tagged" {
					for _, l := range e.Losses {
						kept = append(kept, l.String())
					}
				}
			}
			if !slices.Equal(got, c.want) || !slices.Equal(kept, c.want) {
				t.Errorf("the row has %q, the entry %q, want %q", got, kept, c.want)
			}
			if len(c.want) > 0 && !strings.Contains(row.Sentence("Memory", p.clock).String(), c.want[0]) {
				t.Errorf("the sentence says nothing of it: %s", row.Sentence("Memory", p.clock))
			}
		})
	}
}

// A platform that still works on a public post is not a fault.
func TestTagsWaitWhileThePlatformWorks(t *testing.T) {
	later := taglane.Errorf(taglane.Later, "The clip is still being looked at.")
	later.Until = start.Add(100 * time.Hour)
	r := &rich{tag: func(n int, now []taglane.ID) ([]taglane.ID, error) {
		if n <= 40 {
			return nil, later
		}
		return now, nil
	}}
	p := newRich(t, nil, r)
	for p.row().Stage < Live {
		p.step()
	}
	if row := p.step(); !row.Until.Equal(later.Until) {
		t.Errorf("waits until %v, the platform said %v", row.Until, later.Until)
	}
	for row := p.row(); !row.Resting(); row = p.step() {
		if row.Tries != 0 {
			t.Fatal("waiting spent a try")
		}
	}
	p.wantOnePost(Tagged)
	if n := tally(p.shelf.outcomes(p.pub.ID), "waiting"); n != 40 {
		t.Errorf("%d waits", n)
	}
}

func TestAPublicPostIsChanged(t *testing.T) {
	r := &rich{update: func(n int) ([]taglane.Loss, error) {
		if n == 1 {
			return nil, taglane.Errorf(taglane.Later, "The platform did not answer in time.")
		}
		return []taglane.Loss{taglane.NewLoss(taglane.Plain("Memory"), taglane.Plain("the cover"), taglane.Plain("it is fixed"))}, nil
	}}
	p := newRich(t, nil, r)
	if _, err := p.Update(t.Context(), p.pub.ID, "another"); taglane.KindOf(err) != taglane.Conflict {
		t.Errorf("before it is public: %v", err)
	}
	p.rest()
	first := p.row()
	if _, err := p.Update(t.Context(), p.pub.ID, first.Revision); taglane.KindOf(err) != taglane.Conflict {
		t.Errorf("to what it is: %v", err)
	}
	if _, err := p.Update(t.Context(), p.pub.ID, ""); taglane.KindOf(err) != taglane.Invalid {
		t.Errorf("to nothing: %v", err)
	}
	row, err := p.Update(t.Context(), p.pub.ID, "another")
	if err != nil || row.Wanted != "another" || row.Due() != "another" || row.Carried() != first.Revision || row.Resting() {
		t.Fatalf("%+v, %v", row, err)
	}
	r.said = nil
	p.rest()
	row = p.wantOnePost(Tagged)
	if row.Wanted != "" || row.Carried() != "another" || row.Due() != "another" || row.Key != first.Key || row.Revision != first.Revision || row.Post != first.Post {
		t.Errorf("%+v", row)
	}
	if want := []string{"update another", "update another", "tag another"}; !slices.Equal(r.said, want) {
		t.Errorf("%q, want %q", r.said, want)
	}
	if r.calls["open"] != 1 || r.calls["release"] != 1 {
		t.Errorf("a change opened or released: %v", r.calls)
	}
	e := p.last()
	if e.Receipt == nil || e.Receipt.Revision != "another" || len(e.Losses) != 1 || len(row.Losses) != 1 {
		t.Errorf("%+v", e)
	}
	// Back to the first one: what could not be changed then is no loss now.
	r.update = nil
	if _, err := p.Update(t.Context(), p.pub.ID, first.Revision); err != nil {
		t.Fatal(err)
	}
	p.rest()
	if row := p.wantOnePost(Tagged); row.Carried() != first.Revision || len(row.Losses) != 0 {
		t.Errorf("%+v", row)
	}
}

// A library is put back to before a post was changed: the change is not undone.
func TestARestoreDoesNotUndoAChange(t *testing.T) {
	for _, stage := range []Stage{Ready, Live, Tagged} {
		t.Run(stage.String(), func(t *testing.T) {
			r := &rich{}
			p := newRich(t, nil, r)
			for p.row().Stage < stage {
				p.step()
			}
			old := p.row()
			p.rest()
			if _, err := p.Update(t.Context(), p.pub.ID, "another"); err != nil {
				t.Fatal(err)
			}
			p.rest()
			r.said = nil
			p.shelf.Rows[old.ID] = old
			if n, err := p.Replay(t.Context(), []Row{old}); err != nil || n != 1 {
				t.Errorf("%d rows are behind, %v", n, err)
			}
			p.rest()
			row := p.wantOnePost(Tagged)
			if row.Carried() != "another" || len(row.Losses) != 1 || len(r.said) != 0 {
				t.Errorf("the row thinks the post carries %s, and did %q: %v", row.Carried(), r.said, row.Losses)
			}
			if n, err := p.Replay(t.Context(), []Row{row}); err != nil || n != 0 {
				t.Errorf("%d rows are behind after all was kept, %v", n, err)
			}
			if _, err := p.Update(t.Context(), p.pub.ID, row.Revision); err != nil {
				t.Fatal(err)
			}
			p.rest()
			if row := p.wantOnePost(Tagged); row.Carried() != row.Revision || len(row.Losses) != 0 {
				t.Errorf("%+v", row)
			}
		})
	}
}

func TestAChangeThatIsRefused(t *testing.T) {
	r := &rich{update: func(int) ([]taglane.Loss, error) {
		return nil, taglane.Errorf(taglane.Refused, "The title is not allowed.")
	}}
	p := newRich(t, nil, r)
	p.rest()
	if _, err := p.Update(t.Context(), p.pub.ID, "another"); err != nil {
		t.Fatal(err)
	}
	row := p.rest()
	if row.Wait != WaitsRefused || row.Stage != Tagged || !row.CanCancel() || !strings.Contains(row.Sentence("Memory", p.clock).String(), "as it was") {
		t.Fatalf("%s waits %q: %s", row.Stage, row.Wait, row.Sentence("Memory", p.clock))
	}
	if _, err := p.Retry(t.Context(), p.pub.ID); err != nil || p.rest().Wait != WaitsRefused || r.calls["update"] != 2 {
		t.Errorf("tried again: %v, %d calls", err, r.calls["update"])
	}
	if row, err := p.Cancel(t.Context(), p.pub.ID); err != nil || row.Wanted != "" || row.Wait != NotWaiting || row.CanCancel() || row.Carried() != row.Revision {
		t.Errorf("%+v, %v", row, err)
	}
	p.wantOnePost(Tagged)
}

func TestSomePostsCannotBeChanged(t *testing.T) {
	p := newPlay(t, nil, func(p platform.Publisher) platform.Publisher { return struct{ platform.Publisher }{p} })
	p.rest()
	if row, err := p.Update(t.Context(), p.pub.ID, "another"); taglane.KindOf(err) != taglane.Refused || row.Wanted != "" || p.row().Wanted != "" {
		t.Errorf("%+v, %v", row, err)
	}
	q := newRich(t, nil, &rich{})
	q.rest()
	row := q.row()
	row.Post = taglane.Post{}
	q.shelf.Rows[row.ID] = row
	if _, err := q.Update(t.Context(), q.pub.ID, "another"); taglane.KindOf(err) != taglane.Refused {
		t.Errorf("a post without a name: %v", err)
	}
}
