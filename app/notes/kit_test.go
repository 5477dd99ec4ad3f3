package notes

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"fmt"
	"testing"
	"time"

	"taglane/app/edit"
	"taglane/app/store"
	"taglane/app/taglane"
)

var (
	ctx   = context.Background()
	start = time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)
)

// desk is somebody's library, with a clip of which others have the same.
type desk struct {
	*Notes
	t     testing.TB
	store *store.Store
	key   ed25519.PrivateKey // nil: the vault is locked
	now   time.Time
	did   []edit.Edit
	heard []taglane.ID // clips of which something new was said
}

func newDesk(t testing.TB, person string) *desk {
	t.Helper()
	d := &desk{t: t, now: start, key: ed25519.NewKeyFromSeed(bytes.Repeat([]byte(person[:1]), 32))}
	n := 0
	name := func() taglane.ID { n++; return taglane.ID(fmt.Sprintf("%s%03d", person, n)) }
	var err error
	if d.store, err = store.Open(ctx, store.Options{Dir: t.TempDir(), Now: func() time.Time { d.now = d.now.Add(time.Second); return d.now }, NewID: name}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.store.Close() })
	back := func(do func(context.Context, string, string) (store.Undone, error)) func(context.Context, string) (string, error) {
		return func(ctx context.Context, scope string) (string, error) {
			u, err := do(ctx, scope, person)
			if err == nil {
				d.did = append(d.did, u.Edit)
			}
			return u.Edit.Label, err
		}
	}
	d.Notes = New(Lent{
		Store: d.store, Now: func() time.Time { return d.now }, NewID: name, Person: person, Draft: d.draft,
		Commit: func(ctx context.Context, scope, label string, writes ...edit.Write) error {
			e, err := d.store.Do(ctx, edit.Draft{By: person, Scope: scope, Label: label, Writes: writes})
			if err == nil {
				d.did = append(d.did, e)
			}
			return err
		},
		Undo: back(d.store.Undo), Redo: back(d.store.Redo),
		Tell: func(s taglane.Said) string { return s.String() },
		Emit: func(_ string, data any) { d.heard = append(d.heard, data.(Event).Clip) },
		Key: func(context.Context) (ed25519.PrivateKey, error) {
			if d.key == nil {
				return nil, taglane.Errorf(taglane.Login, "The vault is locked.")
			}
			return d.key, nil
		},
	})
	return d
}

func (d *desk) draft(ctx context.Context, clip taglane.ID) (taglane.Draft, error) {
	c, err := d.store.Clip(ctx, clip)
	if err != nil {
		return taglane.Draft{}, err
	}
	tags, err := d.store.Tags(ctx, clip)
	return taglane.Draft{Clip: c, Tags: tags}, err
}

// write is an edit of something else in the library.
func (d *desk) write(writes ...edit.Write) {
	d.t.Helper()
	if err := d.l.Commit(ctx, "", "x", writes...); err != nil {
		d.t.Fatal(err)
	}
}

// film brings in the clip that everybody has, with a tag.
func (d *desk) film() {
	d.t.Helper()
	d.write(store.ClipWrites(taglane.Clip{ID: "c", Name: "mug.mp4", Fingerprint: "f", Facts: taglane.Facts{Frames: 300, Rate: taglane.Rate{Num: 30, Den: 1}}, AddedAt: start})...)
	d.write(store.TagWrites(taglane.Tag{ID: "t", Clip: "c", Product: "p", Span: taglane.Span{In: 0, Out: 60}})...)
}

// hears takes in what others did, the last first and twice.
func (d *desk) hears(from ...*desk) {
	d.t.Helper()
	for range 2 {
		for _, f := range from {
			for i := range f.did {
				if _, err := d.store.Merge(ctx, f.did[len(f.did)-1-i]); err != nil {
					d.t.Fatal(err)
				}
			}
		}
	}
}

// meet lets desks have everything of each other.
func meet(all ...*desk) {
	for _, d := range all {
		d.hears(all...)
	}
}

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func (d *desk) says(frame taglane.Frame, text string) Comment {
	d.t.Helper()
	return must[Comment](d.t)(d.AddComment(ctx, "c", CommentFields{Frame: &frame, Text: &text}))
}

func (d *desk) threads() []Comment {
	d.t.Helper()
	return must[[]Comment](d.t)(d.Comments(ctx, "c"))
}

func (d *desk) stands() Approval {
	d.t.Helper()
	return must[Approval](d.t)(d.Approval(ctx, "c"))
}

func (d *desk) answers(a taglane.Answer) Approval {
	d.t.Helper()
	return must[Approval](d.t)(d.GiveVerdict(ctx, "c", d.stands().Digest, a, ""))
}

// knows compares the keys of others.
func (d *desk) knows(others ...*desk) {
	d.t.Helper()
	for _, o := range others {
		me := must[[]Member](d.t)(o.Members(ctx))[0]
		must[[]Member](d.t)(d.KnowMember(ctx, me.ID, me.Fingerprint))
	}
}

func wants(t testing.TB, kind taglane.Kind, err error) {
	t.Helper()
	if taglane.KindOf(err) != kind {
		t.Errorf("%v, want %s", err, kind)
	}
}

// stranger is an edit that somebody wrote by hand into the shared folder.
func (d *desk) stranger(seq uint64, writes ...edit.Write) edit.Edit {
	return edit.Edit{ID: edit.ID{Device: "stranger", Seq: seq}, At: edit.Time{Millis: start.Add(time.Hour).UnixMilli() + int64(seq), Device: "stranger"}, By: "Eve", Writes: writes}
}
