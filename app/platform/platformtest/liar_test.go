package platformtest_test

import (
	"context"
	"errors"
	"io"
	"os"
	"sync"
	"testing"

	"taglane/app/platform"
	"taglane/app/platform/memory"
	"taglane/app/platform/platformtest"
	"taglane/app/taglane"
)

// liar is a connector with one fault.
type liar struct {
	platform.Publisher
	lie   string
	known *sync.Map // sessions of this instance
	cut   *bool     // the next answer to Release is lost
}

const secret = "token-7f3a"

func (l liar) Capabilities() platform.Capabilities {
	c := l.Publisher.Capabilities()
	if l.lie == "posts twice" {
		c.ReleaseRepeat = platform.RepeatSets
	}
	return c
}

func (l liar) Check(ctx context.Context, p taglane.Publication) ([]taglane.Finding, error) {
	if l.lie == "no limits" {
		return nil, nil
	}
	return l.Publisher.Check(ctx, p)
}

func (l liar) Open(ctx context.Context, key string, p taglane.Publication) (platform.UploadSession, error) {
	if l.lie == "ignores cancel" {
		ctx = context.WithoutCancel(ctx)
	}
	s, err := l.Publisher.Open(ctx, key, p)
	l.known.Store(string(s), true)
	return s, err
}

func (l liar) Status(ctx context.Context, s platform.UploadSession) (platform.Status, error) {
	st, err := l.Publisher.Status(ctx, s)
	switch _, known := l.known.Load(string(s)); {
	case l.lie == "remembers in memory" && !known:
		return platform.Status{}, taglane.Errorf(taglane.NotFound, "There is no such upload.")
	case l.lie == "tells secrets" && err != nil:
		return st, taglane.Wrap(errors.New("Bearer "+secret), taglane.NotFound, "There is no such upload.")
	case l.lie == "raw errors" && err != nil:
		return st, errors.New("dial tcp: lookup failed")
	case l.lie == "complete too early":
		st.Complete = st.Offset > 0
	case l.lie == "forgets the post":
		st.Post = nil
	case l.lie == "counts too far" && st.Offset > 0:
		st.Offset++
	case l.lie == "revives the dead":
		st.Dead = false
	}
	return st, err
}

func (l liar) Send(ctx context.Context, s platform.UploadSession, off int64, r io.ReadSeeker, n int64) (platform.UploadSession, error) {
	switch l.lie {
	case "ignores cancel":
		ctx = context.WithoutCancel(ctx)
	case "takes any offset":
		if st, err := l.Publisher.Status(ctx, s); err == nil && st.Offset != off {
			return s, nil
		}
	case "refuses cuts":
		us, err := l.Publisher.Send(ctx, s, off, r, n)
		if err != nil && ctx.Err() != nil {
			return us, nil
		}
		return us, err
	}
	return l.Publisher.Send(ctx, s, off, r, n)
}

func (l liar) Release(ctx context.Context, s platform.UploadSession, p taglane.Publication) (taglane.Post, error) {
	post, err := l.Publisher.Release(ctx, s, p)
	switch {
	case l.lie == "invents a post":
		return taglane.Post{ID: "post-99"}, nil
	case l.lie == "calls a no busy" && err != nil:
		return post, taglane.Errorf(taglane.Later, "Too many calls.")
	case *l.cut && err == nil:
		kind := taglane.Unsure
		if l.lie == "calls a post refused" {
			kind = taglane.Refused
		}
		return taglane.Post{}, taglane.Errorf(kind, "The answer was lost.")
	}
	return post, err
}

func (l liar) Link(_ context.Context, post taglane.Post) (taglane.Post, error) {
	post.Link = "https://memory.example/" + post.ID
	if l.lie == "links to another" {
		post.ID = "post-99"
	}
	return post, nil
}

func (l liar) Update(ctx context.Context, post taglane.Post, p taglane.Publication) ([]taglane.Loss, error) {
	if l.lie == "posts a change" {
		l.known.Range(func(s, _ any) bool {
			_, err := l.Publisher.Release(ctx, platform.UploadSession(s.(string)), p)
			return err != nil
		})
	}
	return l.Publisher.(platform.Updater).Update(ctx, post, p)
}

func (l liar) Narrow(wait func(context.Context, int) error) {
	if l.lie != "sends at full speed" {
		l.Publisher.(platform.Narrow).Narrow(wait)
	}
}

func (l liar) Find(ctx context.Context, key string) (taglane.Post, error) {
	if l.lie == "finds the latest" {
		return taglane.Post{ID: "post-1"}, nil
	}
	return l.Publisher.(platform.Finder).Find(ctx, key)
}

func (l liar) Tag(ctx context.Context, post taglane.Post, p taglane.Publication) ([]taglane.ID, error) {
	now, err := l.Publisher.(platform.Tagger).Tag(ctx, post, p)
	if l.lie == "forgets a product" && len(now) > 0 {
		return now[1:], err
	}
	return now, err
}

// liarWorld is a far side with a lying connector in front of it.
func liarWorld(lie string) func(t *testing.T) platformtest.World {
	return func(t *testing.T) platformtest.World {
		settings := map[string]string{}
		switch lie {
		case "posts twice", "posts a change":
			settings["repeat"] = "unknown"
		case "calls a post refused":
			settings["repeat"], settings["finds"] = "blind", "no"
		}
		cut := false
		account := taglane.Account{ID: taglane.ID(t.Name()), Service: "memory", Settings: settings}
		var breaks []platformtest.How
		if lie == "calls a post refused" {
			breaks = []platformtest.How{platformtest.CutAfter}
		}
		return platformtest.World{
			Breaks: breaks, Account: account, Secrets: []string{secret},
			Break: func(how platformtest.How, nth int) { cut = how == platformtest.CutAfter && nth == 1 },
			Expire: func() {
				if err := memory.Expire(account); err != nil {
					t.Fatal(err)
				}
			},
			Refuse: func() {
				if err := memory.Refuse(account); err != nil {
					t.Fatal(err)
				}
			},
			New: func(t testing.TB) platform.Publisher {
				p, err := memory.New(account, nil)
				if err != nil {
					t.Fatal(err)
				}
				return liar{p, lie, &sync.Map{}, &cut}
			},
			Posts: func() (out []platformtest.Posted) {
				posts, err := memory.Posts(account)
				if err != nil {
					t.Fatal(err)
				}
				for _, p := range posts {
					if lie == "spoils the bytes" {
						p.SHA256 = "00"
					}
					out = append(out, platformtest.Posted{Key: p.Key, ID: p.ID, SHA256: p.SHA256})
				}
				return out
			},
		}
	}
}

// TestLiar is what TestTheSuiteCatchesLiars runs in another process, where it may fail.
func TestLiar(t *testing.T) {
	lie := os.Getenv("PLATFORMTEST_LIE")
	if lie == "" {
		lie = "nothing" // an honest connector passes
	}
	platformtest.Run(t, liarWorld(lie))
}

// Each fault is caught by the question that is there for it.
func TestTheSuiteCatchesLiars(t *testing.T) {
	for lie, question := range map[string]string{
		"posts twice": "ReleaseTwice", "no limits": "CaptionLimitHolds", "remembers in memory": "AnotherInstanceContinues",
		"tells secrets": "ErrorsAreSentences", "raw errors": "ErrorsAreSentences", "complete too early": "StatusFollowsEveryChunk",
		"forgets the post": "StatusTellsOfThePost", "counts too far": "StatusFollowsEveryChunk", "ignores cancel": "CancelledBeforeChangesNothing",
		"takes any offset": "WrongOffsetIsConflict", "refuses cuts": "CancelledSendReturnsSoon", "invents a post": "CarriedWholeIsPostedOnce",
		"finds the latest": "FindIsSilentOtherwise", "forgets a product": "TagSetsTheWholeList", "spoils the bytes": "BytesAreTheSource",
		"calls a post refused": "BlindNoIsCertain", "posts a change": "UpdateMakesNoPost", "sends at full speed": "NarrowIsObeyed",
		"links to another": "LinkLeadsToThePost", "revives the dead": "DeadUploadIsTold", "calls a no busy": "PlainNoIsTold",
	} {
		t.Run(lie, func(t *testing.T) { caught(t, lie, "TestLiar/"+question) })
	}
}
