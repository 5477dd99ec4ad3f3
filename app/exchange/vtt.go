package exchange

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"taglane/app/taglane"
)

// payload is the one line of JSON in a cue. x2 and y2 are where the hotspot
// arrives at the cue's end; without them it stands still.
type payload struct {
	V             int      `json:"v"`
	Tag           string   `json:"tag"`
	Product       string   `json:"product"`
	Name          string   `json:"name,omitempty"`
	Label         string   `json:"label,omitempty"`
	Interpolation string   `json:"interpolation,omitempty"` // only where it is not a straight line
	X             *float64 `json:"x,omitempty"`
	Y             *float64 `json:"y,omitempty"`
	W             float64  `json:"w,omitempty"`
	H             float64  `json:"h,omitempty"`
	X2            *float64 `json:"x2,omitempty"`
	Y2            *float64 `json:"y2,omitempty"`
	W2            float64  `json:"w2,omitempty"`
	H2            float64  `json:"h2,omitempty"`
}

// stretch is a part of a tag that one cue can say.
type stretch struct {
	taglane.Span
	from, to *taglane.Spot // nil from: listed only; nil to: stands still
}

// stretches cuts a tag at its keys. Neighbours that stand at the same place
// stay one stretch.
func stretches(t taglane.Tag) []stretch {
	n := len(t.Keys)
	if n == 0 {
		return []stretch{{Span: t.Span}}
	}
	out := []stretch{{Span: taglane.Span{In: t.In, Out: t.Out}, from: &t.Keys[0].Spot}}
	for i, k := range t.Keys {
		last := &out[len(out)-1]
		moves := i+1 < n && t.Interpolation != taglane.Hold && (t.Interpolation == taglane.CatmullRom || t.Keys[i+1].Spot != k.Spot)
		if !moves && last.to == nil && *last.from == k.Spot {
			continue
		}
		if k.Frame > last.In {
			last.Out = k.Frame
		} else {
			out = out[:len(out)-1]
		}
		next := stretch{Span: taglane.Span{In: k.Frame, Out: t.Out}, from: &t.Keys[i].Spot}
		if moves {
			next.to = &t.Keys[i+1].Spot
		}
		out = append(out, next)
	}
	return out
}

type cue struct {
	start, end int64 // ms
	payload
}

func encodeVTT(d taglane.Draft) ([]byte, []taglane.Loss, error) {
	var cues []cue
	inexact := 0
	for _, t := range d.Tags {
		p, _ := d.Product(t.Product)
		base := payload{V: 1, Tag: clean(string(t.ID)), Product: clean(string(t.Product)), Name: clean(p.Title), Label: clean(t.Label)}
		if t.Interpolation == taglane.CatmullRom && len(t.Keys) > 1 {
			base.Interpolation = string(t.Interpolation)
		}
		for _, s := range stretches(t) {
			c := cue{start: d.Clip.Rate.Millis(s.In), end: d.Clip.Rate.Millis(s.Out), payload: base}
			if d.Clip.Rate.FrameAtMillis(c.start) != s.In || d.Clip.Rate.FrameAtMillis(c.end) != s.Out {
				inexact++
			}
			c.end = max(c.end, c.start+1)
			if s.from != nil {
				c.X, c.Y, c.W, c.H = &s.from.X, &s.from.Y, s.from.W, s.from.H
			}
			if s.to != nil {
				c.X2, c.Y2, c.W2, c.H2 = &s.to.X, &s.to.Y, s.to.W, s.to.H
			}
			cues = append(cues, c)
		}
	}
	slices.SortStableFunc(cues, func(a, b cue) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.Tag, b.Tag))
	})
	var b bytes.Buffer
	b.WriteString("WEBVTT\n\nNOTE taglane-timeline/1\n")
	for _, c := range cues {
		line, err := json.Marshal(c.payload) // one line; > leaves as \u003e
		if err != nil {
			return nil, nil, taglane.Wrap(err, taglane.Internal, "The track could not be put into words.")
		}
		b.WriteByte('\n')
		if id := cueID(c.Tag); id != "" {
			b.WriteString(id + "\n")
		}
		fmt.Fprintf(&b, "%s --> %s\n%s\n", clock(c.start), clock(c.end), line)
	}
	return b.Bytes(), vttLosses(d, inexact), nil
}

// cueID is a tag id as a cue may carry it: one line, no arrow. The payload
// holds the true one.
func cueID(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == '\u2028' || r == '\u2029' || r == 0x7f {
			return -1
		}
		return r
	}, s)
	for strings.Contains(s, "-->") {
		s = strings.ReplaceAll(s, "-->", "")
	}
	s = strings.TrimSpace(s)
	if strings.HasPrefix(s, "NOTE") || strings.HasPrefix(s, "STYLE") || strings.HasPrefix(s, "REGION") {
		return "" // would begin another kind of block
	}
	return s
}

func clock(ms int64) string {
	return fmt.Sprintf("%02d:%02d:%02d.%03d", ms/3_600_000, ms/60_000%60, ms/1000%60, ms%1000)
}

var timing = regexp.MustCompile(`^(?:(\d{2,6}):)?([0-5]\d):([0-5]\d)\.(\d{3})[ \t]+-->[ \t]+(?:(\d{2,6}):)?([0-5]\d):([0-5]\d)\.(\d{3})(?:[ \t].*)?$`)

func decodeVTT(lines *bufio.Scanner, grid Grid) (Timeline, error) {
	if !grid.Rate.Valid() || grid.Frames < 1 {
		return Timeline{}, taglane.Errorf(taglane.Invalid, "A WebVTT track says nothing of frames. Choose the clip it belongs to first.")
	}
	lines.Buffer(nil, 1<<20)
	cues, err := readCues(lines)
	if err != nil {
		return Timeline{}, err
	}
	t := Timeline{Rate: grid.Rate, Frames: grid.Frames}
	byTag, order := map[string][]cue{}, []string{}
	products := map[string]bool{}
	for _, c := range cues {
		if c.Product == "" {
			c.Product = c.Tag // a bare track: each tag shows a thing of its own
		}
		if !products[c.Product] {
			products[c.Product] = true
			t.Products = append(t.Products, taglane.Product{ID: taglane.ID(c.Product), Title: cmp.Or(c.Name, c.Label, c.Product)})
		}
		if byTag[c.Tag] == nil {
			order = append(order, c.Tag)
		}
		byTag[c.Tag] = append(byTag[c.Tag], c)
	}
	if len(order) > MaxTags {
		return Timeline{}, taglane.Errorf(taglane.Invalid, "A timeline may hold 10,000 tags at most.")
	}
	for _, id := range order {
		g, err := joined(grid.Rate, byTag[id])
		if err != nil {
			return Timeline{}, err
		}
		t.Tags = append(t.Tags, g)
	}
	return t, nil
}

func readCues(lines *bufio.Scanner) ([]cue, error) {
	if !lines.Scan() || !regexp.MustCompile(`^WEBVTT([ \t].*)?$`).MatchString(strings.TrimSuffix(lines.Text(), "\r")) {
		return nil, taglane.Errorf(taglane.Invalid, "This is not a WebVTT track: it does not start with WEBVTT.")
	}
	var cues []cue
	var block []string
	flush := func() error {
		c, ok, err := readCue(block)
		block = block[:0]
		if err == nil && ok {
			cues = append(cues, c)
		}
		if len(cues) > MaxSpots {
			err = taglane.Errorf(taglane.Invalid, "The track holds more cues than a clip can have.")
		}
		return err
	}
	for lines.Scan() {
		line := strings.TrimSuffix(lines.Text(), "\r")
		if line != "" {
			block = append(block, line)
			continue
		}
		if err := flush(); err != nil {
			return nil, err
		}
	}
	if err := lines.Err(); err != nil {
		return nil, taglane.Wrap(err, taglane.Invalid, "The track has a line too long to be one of a tag track.")
	}
	return cues, flush()
}

// readCue reads one block; ok is false for a note, a style or nothing.
func readCue(block []string) (c cue, ok bool, err error) {
	if len(block) > 0 && !strings.Contains(block[0], "-->") {
		block = block[1:] // the id; the payload holds the true one
	}
	if len(block) == 0 || !strings.Contains(block[0], "-->") {
		return c, false, nil
	}
	m := timing.FindStringSubmatch(block[0])
	if m == nil {
		return c, false, taglane.Errorf(taglane.Invalid, "A cue of the track has times that are not readable.")
	}
	c.start, c.end = millis(m[1:5]), millis(m[5:9])
	text := []byte(strings.Join(block[1:], "\n"))
	if err := shallow(text); err != nil {
		return c, false, err
	}
	if err := json.Unmarshal(text, &c.payload); err != nil || c.Tag == "" {
		return c, false, taglane.Wrap(err, taglane.Invalid, "The track holds cues that are not tags: perhaps it is a subtitle.")
	}
	if c.V != 1 {
		return c, false, taglane.Errorf(taglane.Invalid, "This track is of another version. This Taglane reads version 1.")
	}
	c.Tag, c.Product, c.Name, c.Label = clean(c.Tag), clean(c.Product), clean(c.Name), clean(c.Label)
	if (c.X == nil) != (c.Y == nil) || (c.X2 == nil) != (c.Y2 == nil) || c.X2 != nil && c.X == nil {
		return c, false, taglane.Errorf(taglane.Invalid, "A hotspot of the track has half a place.")
	}
	return c, true, nil
}

func millis(hmsm []string) int64 {
	var v [4]int64
	for i, s := range hmsm {
		v[i], _ = strconv.ParseInt(cmp.Or(s, "0"), 10, 64) // digits only, by the pattern
	}
	return ((v[0]*60+v[1])*60+v[2])*1000 + v[3]
}

// joined makes one tag of its cues. They must follow one another without a
// gap, since a tag is one span.
func joined(rate taglane.Rate, cues []cue) (taglane.Tag, error) {
	slices.SortStableFunc(cues, func(a, b cue) int { return cmp.Compare(a.start, b.start) })
	first := cues[0]
	g := taglane.Tag{ID: taglane.ID(first.Tag), Product: taglane.ID(first.Product), Label: first.Label}
	g.In, g.Out = rate.FrameAtMillis(first.start), rate.FrameAtMillis(first.start)
	moves, places := false, 0
	for _, c := range cues {
		in, out := rate.FrameAtMillis(c.start), rate.FrameAtMillis(c.end)
		if in > g.Out || c.Product != first.Product || (c.X == nil) != (first.X == nil) {
			return g, taglane.Errorf(taglane.Invalid, "Tag %s comes and goes in the track. Give each appearance its own id.", quoted(g.ID))
		}
		g.Out = max(g.Out, out)
		moves = moves || c.X2 != nil
		if c.X != nil {
			places++
		}
	}
	switch {
	case places == 0:
		return g, nil
	case first.Interpolation != "":
		g.Interpolation = taglane.Interpolation(first.Interpolation)
	case !moves && places > 1:
		g.Interpolation = taglane.Hold
	}
	for i, c := range cues {
		if i == 0 && g.Interpolation == taglane.CatmullRom && c.X2 == nil && len(cues) > 1 {
			continue // waits for its first key; one more key would bend the curve
		}
		push(&g, rate.FrameAtMillis(c.start), taglane.Spot{X: *c.X, Y: *c.Y, W: c.W, H: c.H})
		arrives := taglane.Spot{X: *c.X, Y: *c.Y, W: c.W, H: c.H}
		if c.X2 != nil {
			arrives = taglane.Spot{X: *c.X2, Y: *c.Y2, W: c.W2, H: c.H2}
		}
		last := i == len(cues)-1
		if moves && (last && c.X2 != nil || !last && jumps(arrives, cues[i+1])) {
			push(&g, rate.FrameAtMillis(c.end)-1, arrives)
		}
	}
	return g, nil
}

func jumps(from taglane.Spot, next cue) bool {
	return from != taglane.Spot{X: *next.X, Y: *next.Y, W: next.W, H: next.H}
}

// push appends a key unless its frame is taken.
func push(g *taglane.Tag, f taglane.Frame, s taglane.Spot) {
	if n := len(g.Keys); n == 0 || g.Keys[n-1].Frame < f {
		g.Keys = append(g.Keys, taglane.Key{Frame: f, Spot: s})
	}
}
