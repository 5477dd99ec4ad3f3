package taglane

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Bounds of what people say. What came from elsewhere is cut to them, what is
// written here is refused beyond them.
const (
	MostComment = 5000 // characters of a comment
	MostName    = 60   // characters of a person's name
	mostStrokes = 64   // of one drawing
	mostNamed   = 50   // members that one text mentions
	mostPoints  = 10_000
)

// Comment is what somebody said about a clip, at a frame or over some.
type Comment struct {
	ID     ID        `json:"id"`
	Clip   ID        `json:"clip"`
	Frame  Frame     `json:"frame"`
	Out    Frame     `json:"out"` // the first frame after it; Frame itself for a point
	Author ID        `json:"author"`
	Name   string    `json:"name"` // as the author was called then
	At     time.Time `json:"at"`
	Reply  ID        `json:"reply,omitempty"` // what it answers; "" begins a thread
	// Version is the cut it was made on, on which Frame and Out count; "" where
	// the clip had but one. Carried is where it lies on others.
	Version ID               `json:"version,omitempty"`
	Carried map[ID]CarriedTo `json:"carried,omitempty"`
	// Drawing lies over the picture at Frame.
	Drawing []Stroke `json:"drawing,omitempty"`
	// Texts are what nobody has written over: one, or more where several people
	// changed it without knowing of each other; the latest first.
	Texts    []Text    `json:"texts"`
	Edited   bool      `json:"edited,omitempty"`
	Resolved *Resolved `json:"resolved,omitempty"`
	Deleted  bool      `json:"deleted,omitempty"` // its place is kept for those who answered it
	// Assignee is the member whom the thread waits for; "" for nobody. That they
	// are done is apart from whether the thread is resolved.
	Assignee  ID         `json:"assignee,omitempty"`
	Done      *Done      `json:"done,omitempty"`
	Reactions []Reaction `json:"reactions,omitempty"`
	// Private is a note that stays on the machine it was written on.
	Private bool `json:"private,omitempty"`
}

// Done says who marked as done what a comment asks for.
type Done struct {
	By   ID        `json:"by"`
	Name string    `json:"name"`
	At   time.Time `json:"at"`
}

// Emojis are those a member may react with, in the order they are shown in.
var Emojis = []string{"👍", "🎉", "😍", "😄", "👀", "🤔"}

// Reaction is a member's emoji at a comment.
type Reaction struct {
	Emoji  string `json:"emoji"`
	Member ID     `json:"member"`
}

// Mention is a member that a text names, by "@" and what they were called then.
type Mention struct {
	Member ID     `json:"member"`
	Name   string `json:"name"`
}

// Text is one wording of a comment. It names those it was written over, so that
// two that were written without knowing of each other both stay.
type Text struct {
	ID   ID        `json:"id"`
	Text string    `json:"text"`
	By   string    `json:"by"`
	At   time.Time `json:"at"`
	Over []ID      `json:"over,omitempty"`
	// Mentions are the members it names.
	Mentions []Mention `json:"mentions,omitempty"`
}

// Resolved says who closed a thread, and which texts of it they had before them:
// a text they had not opens it again.
type Resolved struct {
	By   ID        `json:"by"`
	Name string    `json:"name"`
	At   time.Time `json:"at"`
	Saw  []ID      `json:"saw"`
}

// StrokeKind is a form that is drawn on a picture.
type StrokeKind string

const (
	StrokeArrow StrokeKind = "arrow" // from its first point to its last
	StrokeBox   StrokeKind = "box"   // two corners
	StrokeFree  StrokeKind = "free"  // a line by hand
	StrokeText  StrokeKind = "text"  // Text at one point
	StrokePoint StrokeKind = "point" // one point
)

// Stroke is one form of a drawing. Points are fractions 0..1 of the picture as
// displayed, origin at the top left.
type Stroke struct {
	Kind   StrokeKind   `json:"kind"`
	Points [][2]float64 `json:"points"`
	Colour int          `json:"colour,omitempty"` // 1–8; 0: its author's
	Text   string       `json:"text,omitempty"`
}

// CheckDrawing refuses forms that no picture could show. Invalid says why.
func CheckDrawing(all []Stroke) error {
	if len(all) > mostStrokes {
		return Errorf(Invalid, "A drawing has at most %d forms.", mostStrokes)
	}
	points := 0
	for _, s := range all {
		points += len(s.Points)
		if !s.whole() || points > mostPoints {
			return Errorf(Invalid, "The drawing has a form that cannot be shown.")
		}
		if err := CheckText("note", s.Text, MostName); err != nil {
			return err
		}
	}
	return nil
}

func (s Stroke) whole() bool {
	least, most := 2, 2
	switch s.Kind {
	case StrokeArrow, StrokeBox:
	case StrokeFree:
		most = mostPoints
	case StrokeText, StrokePoint:
		least, most = 1, 1
	default:
		return false
	}
	if len(s.Points) < least || len(s.Points) > most || s.Colour < 0 || s.Colour > 8 || (s.Kind == StrokeText) != (s.Text != "") {
		return false
	}
	for _, p := range s.Points {
		for _, v := range p {
			if math.IsNaN(v) || v < 0 || v > 1 {
				return false
			}
		}
	}
	return true
}

// Tidied is a text as it is kept and shown: lines end alike, blanks around it
// are gone, and so is every character that is none but steers how others look:
// controls, and those that turn the direction of what follows. What is longer
// than most characters is cut.
func Tidied(s string, most int) string {
	s = strings.ToValidUTF8(strings.ReplaceAll(s, "\r\n", "\n"), "")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\r' || r == '\u2028' || r == '\u2029':
			return '\n'
		case unicode.IsControl(r), r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069', r == '\ufeff', r >= 0xe0000 && r <= 0xe007f:
			return -1
		}
		return r
	}, s)
	s = strings.TrimSpace(s)
	if utf8.RuneCountInString(s) > most {
		s = strings.TrimSpace(string([]rune(s)[:most]))
	}
	return s
}

// OneLine is Tidied for what has to stay on one line, such as a name.
func OneLine(s string, most int) string {
	return Tidied(strings.Join(strings.Fields(Tidied(s, 4*most)), " "), most)
}

// Standing are the texts that nothing was written over, the latest first; among
// equals the greater id, so that all machines agree. Those that name each other
// in a circle all stand.
func Standing(all []Text) []Text {
	over := map[ID]Text{}
	for _, t := range all {
		over[t.ID] = t
	}
	covered := map[ID]bool{}
	for _, t := range all {
		for _, id := range t.Over {
			if below, have := over[id]; have && id != t.ID && !slices.Contains(below.Over, t.ID) {
				covered[id] = true
			}
		}
	}
	out := slices.DeleteFunc(slices.Clone(all), func(t Text) bool { return covered[t.ID] })
	if len(out) == 0 {
		out = slices.Clone(all)
	}
	slices.SortFunc(out, func(a, b Text) int {
		return cmp.Or(b.At.Compare(a.At), cmp.Compare(b.ID, a.ID))
	})
	return out
}

// Tamed is a comment whose parts are within bounds, whoever wrote them.
func (c Comment) Tamed() Comment {
	c.Name = OneLine(c.Name, MostName)
	c.Frame = max(c.Frame, 0)
	c.Out = max(c.Out, c.Frame)
	if CheckDrawing(c.Drawing) != nil {
		c.Drawing = nil
	}
	c.Drawing = slices.Clone(c.Drawing)
	for i := range c.Drawing {
		c.Drawing[i].Text = OneLine(c.Drawing[i].Text, MostName)
	}
	c.Texts = slices.Clone(c.Texts)
	for i := range c.Texts {
		t := &c.Texts[i]
		t.Text, t.By = Tidied(t.Text, MostComment), OneLine(t.By, MostName)
		t.Mentions = slices.Clone(t.Mentions[:min(len(t.Mentions), mostNamed)])
		for j := range t.Mentions {
			t.Mentions[j].Name = OneLine(t.Mentions[j].Name, MostName)
		}
	}
	if c.Resolved != nil {
		r := *c.Resolved
		r.Name = OneLine(r.Name, MostName)
		c.Resolved = &r
	}
	if c.Done != nil {
		d := *c.Done
		d.Name = OneLine(d.Name, MostName)
		c.Done = &d
	}
	return c
}
