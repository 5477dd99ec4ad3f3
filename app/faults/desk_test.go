//go:build linux && amd64

package faults_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"

	"taglane/app/sample"
)

// look is a clip as its person sees it; what is compared.
type look struct {
	title, note string
	tags        map[string]mark // by product: each is tagged once at most
}

type mark struct {
	in, out int
	notes   string
}

func (l look) same(o look) bool {
	return l.title == o.title && l.note == o.note && maps.Equal(l.tags, o.tags)
}

func (l look) with(change func(*look)) look {
	l.tags = maps.Clone(l.tags)
	change(&l)
	return l
}

// desk is one clip in the hands of one person, who keeps their own journal of
// it: how it looks, how it looked before each step, and what was said about it.
type desk struct {
	clip     string
	products []string
	random   *rand.Rand

	is           look
	past, future []look
	ids          map[string]string // of the tags, by product
	said         map[string]bool   // what was said and acknowledged
	made         int               // texts so far, so that no two are the same
	done         int               // acknowledged steps

	doing *step // asked for and not answered
}

// step is one gesture, and what it leaves behind.
type step struct {
	verb string
	args []any
	then look
	kept func() // makes the journal say that it is done
	text string // of a comment; its step changes no look
}

const clipFrames = 105 // of the clips that are worked on: no service wants less

// kinds are how many kinds of gestures there are.
const kinds = 12

// next is a gesture that changes something, of a kind if that can be.
func (d *desk) next(kind int) *step {
	d.made++
	text := fmt.Sprintf("%s %d", d.clip[len(d.clip)-4:], d.made)
	forward := func(verb string, then look, args ...any) *step {
		return &step{verb: verb, args: args, then: then, kept: func() {
			d.past, d.future, d.is = append(d.past, d.is), nil, then
			if len(d.past) > 400 { // a little less than the program keeps
				d.past = d.past[1:]
			}
		}}
	}
	free := slices.DeleteFunc(slices.Clone(d.products), func(p string) bool { _, there := d.is.tags[p]; return there })
	tagged := slices.Sorted(maps.Keys(d.is.tags))
	in := d.random.IntN(clipFrames - 30)
	out := in + 10 + d.random.IntN(20)
	switch n := kind; {
	case n < 2 && len(free) > 0:
		p := free[d.random.IntN(len(free))]
		return forward("AddTag", d.is.with(func(l *look) { l.tags[p] = mark{in: in, out: out} }), d.clip, p, map[string]int{"in": in, "out": out}, nil)
	case n < 5 && len(tagged) > 0:
		p := tagged[d.random.IntN(len(tagged))]
		then := d.is.with(func(l *look) { m := l.tags[p]; m.in, m.out = in, out; l.tags[p] = m })
		if !then.same(d.is) {
			return forward("MoveTags", then, d.clip, []any{map[string]any{"tag": d.ids[p], "in": in, "out": out}}, "")
		}
	case n < 7 && len(tagged) > 0:
		p := tagged[d.random.IntN(len(tagged))]
		return forward("SetTag", d.is.with(func(l *look) { m := l.tags[p]; m.notes = text; l.tags[p] = m }), d.ids[p], map[string]string{"notes": text})
	case n == 7 && len(tagged) > 3:
		p := tagged[d.random.IntN(len(tagged))]
		return forward("RemoveTags", d.is.with(func(l *look) { delete(l.tags, p) }), d.clip, []string{d.ids[p]}, false)
	case n == 8 && len(d.past) > 0:
		then := d.past[len(d.past)-1]
		return &step{verb: "Undo", args: []any{d.clip}, then: then, kept: func() {
			d.past, d.future, d.is = d.past[:len(d.past)-1], append(d.future, d.is), then
		}}
	case n == 9 && len(d.future) > 0:
		then := d.future[len(d.future)-1]
		return &step{verb: "Redo", args: []any{d.clip}, then: then, kept: func() {
			d.future, d.past, d.is = d.future[:len(d.future)-1], append(d.past, d.is), then
		}}
	case n == 10:
		return &step{verb: "AddComment", args: []any{d.clip, map[string]any{"frame": in, "text": text}}, text: text, then: d.is, kept: func() { d.said[text] = true }}
	}
	return forward("SetClip", d.is.with(func(l *look) { l.title, l.note = text, text }), d.clip, map[string]string{"title": text, "note": text})
}

// work does one thing. After an error nobody knows whether it was done, until
// the desk is looked at.
func (d *desk) work(l *living) error { return d.take(l, d.next(d.random.IntN(kinds))) }

// take does one gesture.
func (d *desk) take(l *living, s *step) error {
	d.doing = s
	if err := l.ask(nil, d.doing.verb, d.doing.args...); err != nil {
		return err
	}
	d.doing.kept()
	d.doing = nil
	d.done++
	return d.learn(l)
}

// learn asks which ids the tags have; a step that brings one needs them.
func (d *desk) learn(l *living) error {
	now, ids, err := d.see(l)
	if err != nil {
		return err
	}
	if d.ids = ids; !now.same(d.is) {
		return fmt.Errorf("the clip looks like %+v, and was left as %+v", now, d.is)
	}
	return nil
}

// see is how the clip looks now.
func (d *desk) see(l *living) (now look, ids map[string]string, err error) {
	var v struct {
		Card struct{ Title string }
		Note string
		Tags []struct {
			ID, Product, Notes string
			In, Out            int
		}
	}
	if err := l.ask(&v, "Clip", d.clip); err != nil {
		return now, nil, err
	}
	now, ids = look{title: v.Card.Title, note: v.Note, tags: map[string]mark{}}, map[string]string{}
	for _, t := range v.Tags {
		if _, twice := now.tags[t.Product]; twice {
			return now, nil, fmt.Errorf("a product is tagged twice: %+v", v.Tags)
		}
		now.tags[t.Product], ids[t.Product] = mark{t.In, t.Out, t.Notes}, t.ID
	}
	return now, ids, nil
}

// settle looks at the desk after a fault. What was acknowledged is there; what
// was under way is done whole or not at all.
func (d *desk) settle(l *living, r *row) error {
	now, ids, err := d.see(l)
	if err != nil {
		return err
	}
	if d.ids == nil { // the first look at it
		d.is = now
	}
	var notes []struct{ Text string }
	if err := l.ask(&notes, "Comments", d.clip); err != nil {
		return err
	}
	there := map[string]bool{}
	for _, n := range notes {
		there[n.Text] = true
	}
	was := d.is
	switch doing := d.doing; {
	case doing != nil && doing.text != "" && there[doing.text], doing != nil && doing.text == "" && now.same(doing.then):
		doing.kept()
	}
	d.doing, d.ids = nil, ids
	var wrong []error
	if !now.same(d.is) {
		r.add(&r.mixed, 1)
		wrong = append(wrong, fmt.Errorf("the clip looks like %+v, was left as %+v", now, was))
		d.is, d.past, d.future = now, nil, nil
	}
	for text := range d.said {
		if !there[text] {
			r.add(&r.lost, 1)
			wrong = append(wrong, fmt.Errorf("what was said is lost: %q", text))
			delete(d.said, text)
		}
	}
	return errors.Join(wrong...)
}

// shortClip is the beginning of the sample, a little over three seconds.
var shortClip = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "taglane-faults-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	whole, short := filepath.Join(dir, "whole.mp4"), filepath.Join(dir, "short.mp4")
	if err := os.WriteFile(whole, sample.Clip, 0o600); err != nil {
		return nil, err
	}
	cut := exec.Command("ffmpeg", "-v", "error", "-i", whole, "-c", "copy", "-use_editlist", "0", "-frames:v", strconv.Itoa(clipFrames), "-shortest", "-movflags", "+faststart", short)
	if out, err := cut.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("ffmpeg: %w: %s", err, out)
	}
	return os.ReadFile(short)
})

// clipFile writes a short clip that no other clip is the same as.
func clipFile(t *testing.T, path string, n int) {
	t.Helper()
	short, err := shortClip()
	if err != nil {
		t.Fatal(err)
	}
	b := binary.BigEndian.AppendUint32(slices.Clone(short), 16)
	b = append(b, "free"...)
	b = binary.BigEndian.AppendUint64(b, uint64(n))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
}

// desks makes a library with clips to work on.
func (h *home) desks(n int, random *rand.Rand) (out []*desk) {
	h.t.Helper()
	var products []string
	for i := range 6 {
		var made struct{ Product struct{ ID string } }
		h.must(&made, "products", "add", "--title", fmt.Sprintf("Mug %d", i), "--url", fmt.Sprintf("https://shop.example/mug/%d", i), "--relation", "own")
		products = append(products, made.Product.ID)
	}
	for i := range n {
		file := filepath.Join(h.dir, "films", fmt.Sprintf("film %d.mp4", i))
		clipFile(h.t, file, i+1)
		var brought struct{ Imported []struct{ ID string } }
		h.must(&brought, "import", file)
		if len(brought.Imported) != 1 {
			h.t.Fatalf("%d clips came in of one file", len(brought.Imported))
		}
		d := &desk{clip: brought.Imported[0].ID, products: products, random: rand.New(rand.NewPCG(random.Uint64(), 7)), said: map[string]bool{}}
		out = append(out, d)
	}
	l, err := h.live()
	if err == nil {
		err = errors.Join(l.rests(), l.leave())
	}
	if err != nil {
		h.t.Fatal(err)
	}
	return out
}
