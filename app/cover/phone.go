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
	Name    string `json:"name"`
	Checked string `json:"checked"`
	Shapes  []struct {
		Part string  `json:"part"`
		X    float64 `json:"x"`
		Y    float64 `json:"y"`
		W    float64 `json:"w"`
		H    float64 `json:"h"`
	} `json:"shapes"`
}

type rulePack struct {
	Picture struct{ Width, Height float64 } `json:"picture"`
	Phones  []phone                         `json:"phones"`
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
	taglane.Say("the tabs"), taglane.Say("the title"), taglane.Say("Shoppable page"),
}
