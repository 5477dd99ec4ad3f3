package cover

import (
	_ "embed"
	"encoding/json"
	"slices"
	"sync"

	"taglane/app/taglane"
)

// phonesJSON is the rule pack that the studio's preview draws from: what apps
// lay over an upright picture, each of the day it names in "checked".
//
//go:embed phones.json
var phonesJSON []byte

type phone struct {
	ID      string  `json:"id"`
	Name    string  `json:"name"`
	Checked string  `json:"checked"`
	Margins margins `json:"margins"`
	Shapes  []shape `json:"shapes"`
}

// shape is a piece of furniture, in pixels of the pack's picture.
type shape struct {
	Side string  `json:"side"` // it belongs to
	Part string  `json:"part"`
	X    float64 `json:"x"`
	Y    float64 `json:"y"`
	W    float64 `json:"w"`
	H    float64 `json:"h"`
}

// margins are how far furniture reaches in from each side, as shares of the picture.
type margins map[string]float64

var sides = []string{"top", "right", "bottom", "left"}

type rulePack struct {
	Picture struct{ Width, Height float64 } `json:"picture"`
	Phones  []phone                         `json:"phones"`
}

// Phones are what lies over an upright cover.
type Phones struct{ pack rulePack }

// mostMargin is the furthest furniture reaches; two sides never meet.
const mostMargin = 0.45

// PhonesWith are the phones of the rule pack with the margins a person chose,
// {"reels": {"top": 0.2, …}, …} as the studio keeps them. What is broken in
// them counts as not said.
func PhonesWith(chosen string) Phones {
	pack, err := furniture()
	if err != nil {
		return Phones{}
	}
	var own map[string]map[string]any
	if json.Unmarshal([]byte(chosen), &own) != nil {
		return Phones{pack}
	}
	pack.Phones = slices.Clone(pack.Phones)
	for i, p := range pack.Phones {
		wanted := margins{}
		for _, side := range sides {
			wanted[side] = p.Margins[side]
			if m, ok := own[p.ID][side].(float64); ok && m >= 0 && m <= mostMargin {
				wanted[side] = m
			}
		}
		pack.Phones[i] = pack.drawnOut(p, wanted)
	}
	return Phones{pack}
}

// drawnOut is a phone whose furniture reaches as far as other margins say. A
// side that has none gets a plain band.
func (p rulePack) drawnOut(of phone, to margins) phone {
	var shapes []shape
	for _, side := range sides {
		own := slices.DeleteFunc(slices.Clone(of.Shapes), func(s shape) bool { return s.Side != side })
		by := to[side]
		switch {
		case by == of.Margins[side]:
			shapes = append(shapes, own...)
		case by <= 0:
		case len(own) == 0:
			shapes = append(shapes, p.band(side, by))
		default:
			for _, s := range own {
				shapes = append(shapes, p.grown(s, by/p.reach(own, side)))
			}
		}
	}
	of.Margins, of.Shapes = to, shapes
	return of
}

// reach is how far shapes of one side come in, as a share of the picture.
func (p rulePack) reach(own []shape, side string) (far float64) {
	for _, s := range own {
		far = max(far, map[string]float64{
			"top": (s.Y + s.H) / p.Picture.Height, "bottom": 1 - s.Y/p.Picture.Height,
			"left": (s.X + s.W) / p.Picture.Width, "right": 1 - s.X/p.Picture.Width,
		}[side])
	}
	return far
}

// grown is a shape drawn out from its side; along that side it stays where it is.
func (p rulePack) grown(s shape, by float64) shape {
	switch s.Side {
	case "left", "right":
		from := 0.0
		if s.Side == "right" {
			from = p.Picture.Width
		}
		s.X, s.W = from+(s.X-from)*by, s.W*by
	default:
		from := 0.0
		if s.Side == "bottom" {
			from = p.Picture.Height
		}
		s.Y, s.H = from+(s.Y-from)*by, s.H*by
	}
	return s
}

func (p rulePack) band(side string, by float64) shape {
	s := shape{Side: side, Part: "your margin", W: p.Picture.Width, H: p.Picture.Height}
	switch side {
	case "left", "right":
		s.W *= by
	default:
		s.H *= by
	}
	if side == "right" {
		s.X = p.Picture.Width - s.W
	}
	if side == "bottom" {
		s.Y = p.Picture.Height - s.H
	}
	return s
}

var furniture = sync.OnceValues(func() (p rulePack, err error) {
	err = json.Unmarshal(phonesJSON, &p)
	return p, err
})

// over names what lies over boxes on a cut of w × h pixels: the parts, and the
// phones that have any of them, each in the pack's order and once.
func (p rulePack) over(boxes []box, w, h int) (parts, phones []string) {
	for _, ph := range p.Phones {
		for _, s := range ph.Shapes {
			x, y := float64(w)/p.Picture.Width, float64(h)/p.Picture.Height
			at := box{s.X * x, s.Y * y, (s.X + s.W) * x, (s.Y + s.H) * y}
			for _, b := range boxes {
				if b.meets(at) {
					parts, phones = withName(parts, s.Part), withName(phones, ph.Name)
				}
			}
		}
	}
	return parts, phones
}

func withName(names []string, name string) []string {
	if slices.Contains(names, name) {
		return names
	}
	return append(names, name)
}

// called is what a sentence calls parts and phones of the pack.
func called(names []string) []taglane.Said {
	out := make([]taglane.Said, 0, len(names))
	for _, n := range names {
		said := taglane.Plain(n)
		for _, p := range overlaid {
			if p.Format == n {
				said = p
			}
		}
		out = append(out, said)
	}
	return out
}

// overlaid are the words among them; the rest are names of apps.
var overlaid = []taglane.Said{
	taglane.Say("the account"), taglane.Say("the back button"), taglane.Say("the button rail"), taglane.Say("the camera button"),
	taglane.Say("the caption"), taglane.Say("the comment field"), taglane.Say("the menu button"), taglane.Say("the progress bar"),
	taglane.Say("the record"), taglane.Say("the search button"), taglane.Say("the sound"), taglane.Say("the tab bar"),
	taglane.Say("the tabs"), taglane.Say("the title"), taglane.Say("Shoppable page"), taglane.Say("your margin"),
}
