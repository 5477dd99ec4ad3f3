package taglane

import "strings"

// Design is what is put on the frame of a cover. The frame, the cut and the
// words are kept apart from each other, so that one design serves every shape.
type Design struct {
	Focus   *Point `json:"focus,omitempty"`   // what every cut keeps in sight, in fractions of the frame; nil: the middle
	Title   *Words `json:"title,omitempty"`   // nil for none
	Sticker *Words `json:"sticker,omitempty"` // a price on a plate of its own; nil for none
}

// Point is a place in fractions 0..1 of a picture's width and height.
type Point struct {
	X float64 `json:"x"`
	Y float64 `json:"y"`
}

// Words are words on a cover.
type Words struct {
	Text  string  `json:"text"`            // lines end with \n
	At    Point   `json:"at"`              // their middle, in fractions of each cut
	Size  float64 `json:"size"`            // height of a line in fractions of the cut's shorter side
	Face  string  `json:"face,omitempty"`  // name of a typeface; "" for the first there is
	Ink   string  `json:"ink"`             // #rrggbb
	Plate string  `json:"plate,omitempty"` // #rrggbb behind the words; "" for none
}

// Bounds of the words on a cover.
const (
	mostTitle    = 120  // characters
	mostSticker  = 24   // characters
	smallestText = 0.02 // of the shorter side
	largestText  = 0.30
)

// Check refuses a design that could not be drawn. Invalid says what is wrong.
func (d Design) Check() error {
	if d.Focus != nil && !d.Focus.inside() {
		return Errorf(Invalid, "The point of focus lies outside the frame.")
	}
	for _, w := range []struct {
		name string
		most int
		*Words
	}{{"cover's title", mostTitle, d.Title}, {"cover's sticker", mostSticker, d.Sticker}} {
		if w.Words == nil {
			continue
		}
		if err := w.check(w.name, w.most); err != nil {
			return err
		}
	}
	return nil
}

func (w Words) check(name string, most int) error {
	switch {
	case strings.TrimSpace(w.Text) == "":
		return Errorf(Invalid, "The %s has no words.", fieldSaid(name))
	case !w.At.inside():
		return Errorf(Invalid, "The %s lies outside the picture.", fieldSaid(name))
	case !(w.Size >= smallestText && w.Size <= largestText):
		return Errorf(Invalid, "The %s must be between 2 and 30 percent of the picture high.", fieldSaid(name))
	case !isColour(w.Ink) || w.Plate != "" && !isColour(w.Plate):
		return Errorf(Invalid, "The %s has a colour that is not written as #rrggbb.", fieldSaid(name))
	}
	return CheckText(name, w.Text, most)
}

func (p Point) inside() bool { return p.X >= 0 && p.X <= 1 && p.Y >= 0 && p.Y <= 1 }

func isColour(s string) bool {
	return len(s) == 7 && s[0] == '#' && strings.Trim(s[1:], "0123456789abcdefABCDEF") == ""
}
