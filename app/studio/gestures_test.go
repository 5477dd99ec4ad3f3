package studio

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"taglane/app/taglane"
)

const (
	gesturesPerSeed = 200
	seedsUsually    = 6 // each takes a second; a full run is TAGLANE_GESTURE_SEEDS=500
)

// TestEveryGestureIsTakenBackAndBroughtBack does 200 gestures of any kind that
// show, takes back one after the other and brings them back, and holds what the
// clip is after each step against what it was.
func TestEveryGestureIsTakenBackAndBroughtBack(t *testing.T) {
	seeds := seedsUsually
	if raced {
		seeds = 1
	}
	if s := os.Getenv("TAGLANE_GESTURE_SEEDS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatal(err)
		}
		seeds = n
	}
	s := newStudio(t)
	h := hand{s: s, products: []taglane.ID{addProduct(t, s, "Mug"), addProduct(t, s, "Kettle"), addProduct(t, s, "Lamp")}}
	for seed := range seeds {
		h.rand, h.clip, h.did = rand.New(rand.NewPCG(uint64(seed), 7)), addClip(t, s, 900), nil
		if err := h.thereAndBack(); err != nil {
			t.Fatalf("seed %d: %v\n%v", seed, err, h.did)
		}
	}
}

// hand is somebody at the timeline.
type hand struct {
	s        *Studio
	rand     *rand.Rand
	clip     taglane.ID
	products []taglane.ID
	now      ClipView
	did      []string
}

func (h *hand) thereAndBack() error {
	view, err := h.s.View(ctx, h.clip)
	if err != nil {
		return err
	}
	h.now = view
	states := []string{stateOf(view)}
	for len(states) <= gesturesPerSeed {
		name, change, err := h.gesture()
		if k := taglane.KindOf(err); err != nil && k != taglane.Invalid {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err != nil {
			if v, err := h.s.View(ctx, h.clip); err != nil || stateOf(v) != states[len(states)-1] {
				return fmt.Errorf("%s was refused and left a trace: %v", name, err)
			}
			continue
		}
		h.now = change.Clip
		if after := stateOf(change.Clip); after != states[len(states)-1] {
			states, h.did = append(states, after), append(h.did, name)
		}
	}
	for i := len(states) - 2; i >= 0; i-- {
		if err := h.step(h.s.Undo, states[i]); err != nil {
			return fmt.Errorf("undo of gesture %d, %s: %w", i, h.did[i], err)
		}
	}
	for i := 1; i < len(states); i++ {
		if err := h.step(h.s.Redo, states[i]); err != nil {
			return fmt.Errorf("redo of gesture %d, %s: %w", i-1, h.did[i-1], err)
		}
	}
	return nil
}

func (h *hand) step(do func(context.Context, taglane.ID) (Change, error), want string) error {
	c, err := do(ctx, h.clip)
	if err != nil {
		return err
	}
	if got := stateOf(c.Clip); got != want {
		return fmt.Errorf("is\n%s\nwas\n%s", got, want)
	}
	return nil
}

// stateOf is everything of a clip that a gesture can change.
func stateOf(v ClipView) string {
	text, err := json.Marshal([]any{v.Tags, v.Markers, v.Card.Title, v.Caption})
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// gesture does one thing that can be done at the timeline.
func (h *hand) gesture() (string, Change, error) {
	if len(h.now.Tags) == 0 || h.rand.IntN(5) == 0 {
		c, err := h.add()
		return "add", c, err
	}
	tag := h.now.Tags[h.rand.IntN(len(h.now.Tags))]
	kinds := []struct {
		name string
		do   func(taglane.Tag) (Change, error)
	}{
		{"move", h.move}, {"drop on its like", h.drop}, {"trim the start", h.trimIn}, {"trim the end", h.trimOut}, {"nudge", h.nudge},
		{"split", h.split}, {"remove", h.remove}, {"remove and close up", h.closeUp}, {"duplicate", h.duplicate},
		{"place the hotspot", h.place}, {"write", h.write}, {"change many", h.many}, {"mark", h.mark}, {"move or remove a marker", h.unmark},
	}
	k := kinds[h.rand.IntN(len(kinds))]
	c, err := k.do(tag)
	return k.name, c, err
}

func (h *hand) frame(from, below taglane.Frame) taglane.Frame {
	return from + taglane.Frame(h.rand.IntN(int(max(1, below-from))))
}

func (h *hand) moved(t taglane.Tag, in, out taglane.Frame) (Change, error) {
	return h.s.MoveTags(ctx, h.clip, []Move{{t.ID, taglane.Span{In: in, Out: out}}}, "")
}

func (h *hand) add() (Change, error) {
	in := h.frame(0, 890)
	span := taglane.Span{In: in, Out: min(900, in+h.frame(1, 80))}
	if h.rand.IntN(2) == 0 {
		return h.s.AddTag(ctx, h.clip, h.products[h.rand.IntN(len(h.products))], span, nil)
	}
	at := taglane.Path{Keys: []taglane.Key{{Frame: in, Spot: taglane.Spot{X: h.rand.Float64(), Y: .5}}}}
	return h.s.AddTag(ctx, h.clip, h.products[h.rand.IntN(len(h.products))], span, &at)
}

func (h *hand) move(t taglane.Tag) (Change, error) {
	in := h.frame(0, 900-t.Len()+1)
	return h.moved(t, in, in+t.Len())
}

// drop lays a tag over another one of its product, where there is one: they merge.
func (h *hand) drop(t taglane.Tag) (Change, error) {
	for _, o := range h.now.Tags {
		if o.ID != t.ID && o.Product == t.Product {
			in := min(o.Out-1, 900-t.Len())
			return h.moved(t, in, in+t.Len())
		}
	}
	return h.duplicate(t)
}

func (h *hand) trimIn(t taglane.Tag) (Change, error)  { return h.moved(t, h.frame(0, t.Out), t.Out) }
func (h *hand) trimOut(t taglane.Tag) (Change, error) { return h.moved(t, t.In, h.frame(t.In+1, 901)) }

// nudge moves some tags together by a few frames; past an end of the clip it is refused.
func (h *hand) nudge(taglane.Tag) (Change, error) {
	by := h.frame(-10, 11)
	var moves []Move
	for _, t := range h.now.Tags {
		if h.rand.IntN(3) == 0 {
			moves = append(moves, Move{t.ID, taglane.Span{In: t.In + by, Out: t.Out + by}})
		}
	}
	return h.s.MoveTags(ctx, h.clip, moves, "")
}

func (h *hand) split(t taglane.Tag) (Change, error) {
	return h.s.SplitTags(ctx, h.clip, []taglane.ID{t.ID}, h.frame(t.In, t.Out))
}

func (h *hand) remove(t taglane.Tag) (Change, error) {
	return h.s.RemoveTags(ctx, h.clip, []taglane.ID{t.ID}, false)
}

func (h *hand) closeUp(t taglane.Tag) (Change, error) {
	return h.s.RemoveTags(ctx, h.clip, []taglane.ID{t.ID, h.now.Tags[0].ID}, true)
}

func (h *hand) duplicate(t taglane.Tag) (Change, error) {
	return h.s.DuplicateTags(ctx, h.clip, []taglane.ID{t.ID, h.now.Tags[0].ID}, h.frame(0, 900))
}

func (h *hand) place(t taglane.Tag) (Change, error) {
	at := taglane.Key{Frame: h.frame(t.In, t.Out), Spot: taglane.Spot{X: h.rand.Float64(), Y: h.rand.Float64()}}
	return h.s.SetPath(ctx, t.ID, taglane.Path{Keys: []taglane.Key{at}})
}

func (h *hand) write(t taglane.Tag) (Change, error) {
	text := fmt.Sprint("words ", h.rand.IntN(4))
	if h.rand.IntN(2) == 0 {
		return h.s.SetTag(ctx, t.ID, TagFields{Product: &h.products[h.rand.IntN(len(h.products))]})
	}
	return h.s.SetTag(ctx, t.ID, TagFields{Label: &text})
}

// many adds some tags at once, or writes into all there are.
func (h *hand) many(t taglane.Tag) (Change, error) {
	if h.rand.IntN(2) == 0 {
		in := h.frame(0, 860)
		p := h.products[h.rand.IntN(len(h.products))]
		return h.s.AddTags(ctx, h.clip, []NewTag{{Product: p, Span: taglane.Span{In: in, Out: in + 9}}, {Product: t.Product, Span: taglane.Span{In: in + 20, Out: in + 30}}}, "Paste 2 tags")
	}
	note := fmt.Sprint("note ", h.rand.IntN(4))
	var all []TagChange
	for _, t := range h.now.Tags {
		all = append(all, TagChange{Tag: t.ID, TagFields: TagFields{Notes: &note}})
	}
	return h.s.SetTags(ctx, h.clip, all, "Write notes")
}

func (h *hand) mark(taglane.Tag) (Change, error) {
	at := h.frame(0, 880)
	return h.s.SetMarker(ctx, h.clip, taglane.Marker{Frame: at, Out: at + h.frame(0, 2)*10, Text: "here"})
}

func (h *hand) unmark(t taglane.Tag) (Change, error) {
	if len(h.now.Markers) == 0 {
		return h.mark(t)
	}
	m := h.now.Markers[h.rand.IntN(len(h.now.Markers))]
	if h.rand.IntN(2) == 0 {
		return h.s.RemoveMarkers(ctx, h.clip, []taglane.ID{m.ID})
	}
	m.Frame = h.frame(0, 900)
	m.Out = m.Frame
	return h.s.SetMarker(ctx, h.clip, m)
}
