package media

import (
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"testing"

	"taglane/app/taglane"
)

// A sheet of four tiles: black, a sharp colourful one, nearly the same again,
// and a dull one with another shape.
func TestCandidatesPreferWhatCanBeSeen(t *testing.T) {
	const w, h = 80, 128
	sheet := image.NewRGBA(image.Rect(0, 0, 4*w, h))
	for y := range h {
		for x := range w {
			sheet.Set(x, y, color.Black)
			c := color.RGBA{200, 60, 40, 255}
			if (x/10+y/16)%2 == 0 {
				c = color.RGBA{40, 160, 190, 255}
			}
			sheet.Set(w+x, y, c)
			sheet.Set(2*w+x, y, color.RGBA{c.R - 4, c.G, c.B, 255})
			sheet.Set(3*w+x, y, color.Gray{uint8(90 + 40*y/h + 20*x/w)})
		}
	}
	path := filepath.Join(t.TempDir(), "strip.jpg")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := jpeg.Encode(f, sheet, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	strip := &Strip{Path: path, Columns: 4, Rows: 1, TileWidth: w, TileHeight: h, Frames: []taglane.Frame{0, 30, 60, 90}}
	got, err := Candidates(Artefacts{Strip: strip}, 6)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) < 2 || got[0].Frame != 30 && got[0].Frame != 60 || got[0].Score > 1 || got[0].Score <= got[len(got)-1].Score {
		t.Fatalf("ranked %v", got)
	}
	seen := map[taglane.Frame]bool{}
	for _, c := range got {
		seen[c.Frame] = true
	}
	if seen[30] && seen[60] {
		t.Error("two pictures that look alike are both offered")
	}
	if got[len(got)-1].Frame == got[0].Frame || got[0].Frame == 0 {
		t.Error("black is offered first")
	}
	if few, _ := Candidates(Artefacts{Strip: strip}, 1); len(few) != 1 {
		t.Error("more candidates than asked for")
	}
	if _, err := Candidates(Artefacts{}, 1); taglane.KindOf(err) != taglane.NotFound {
		t.Error(err)
	}
}
