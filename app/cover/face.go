package cover

import (
	"bytes"
	"sync"

	"github.com/go-text/typesetting/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gomedium"
	"golang.org/x/image/font/gofont/gomonobold"
	"golang.org/x/image/font/gofont/gosmallcaps"

	"taglane/app/taglane"
)

// bundled are the typefaces every copy of the program carries, so that a cover
// in Latin, Greek or Cyrillic letters looks the same on every computer.
var bundled = []struct {
	name string
	bold bool
	font func() (*font.Font, error)
}{
	{"Bold", true, once(gobold.TTF)},
	{"Medium", false, once(gomedium.TTF)},
	{"Mono", true, once(gomonobold.TTF)},
	{"Small caps", false, once(gosmallcaps.TTF)},
}

func once(ttf []byte) func() (*font.Font, error) {
	return sync.OnceValues(func() (*font.Font, error) {
		f, err := font.ParseTTF(bytes.NewReader(ttf))
		if err != nil {
			return nil, taglane.Wrap(err, taglane.Internal, "A typeface of the program cannot be read.")
		}
		return f.Font, nil
	})
}

// Faces are the names of the typefaces; the first is used where a design names
// none, or one that is not known here.
func Faces() []string {
	names := make([]string, len(bundled))
	for i, b := range bundled {
		names[i] = b.name
	}
	return names
}

// known is a typeface's place among the bundled ones.
func known(name string) (at int, ok bool) {
	for i, b := range bundled {
		if b.name == name || name == "" {
			return i, true
		}
	}
	return 0, false
}

// chooser picks a face for each character: the design's own where it can, or
// else one of this computer's. It serves one set of words and is not shared.
type chooser struct {
	main    *font.Face
	zero    font.GID // its zero
	shelf   *shelf
	faces   map[*font.Font]*font.Face
	missing []rune // what no face can draw, once each, in order
}

func newChooser(main *font.Font, s *shelf) *chooser {
	face := font.NewFace(main)
	zero, _ := face.NominalGlyph('0')
	return &chooser{main: face, zero: zero, shelf: s, faces: map[*font.Font]*font.Face{main: face}}
}

// ResolveFace is asked for each character by the segmenter.
func (c *chooser) ResolveFace(r rune) *font.Face {
	if _, ok := c.main.NominalGlyph(r); ok {
		return c.main
	}
	found := c.shelf.find(r)
	if found == nil {
		c.missing = append(c.missing, r)
		return c.main
	}
	if c.faces[found] == nil {
		c.faces[found] = font.NewFace(found)
	}
	return c.faces[found]
}

// capital is how high the main typeface's capitals are, in our units.
func (c *chooser) capital() float64 {
	return float64(c.main.LineMetric(font.CapHeight)) / float64(c.main.Upem()) * unitsPerEm
}
