package media

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"testing"

	"taglane/app/taglane"
)

// The sheet is our own file, but a disk may have lost a part of it.
func TestTiles(t *testing.T) {
	const w, h = 32, 48
	sheet := image.NewRGBA(image.Rect(0, 0, 3*w, 2*h))
	for y := range 2 * h {
		for x := range 3 * w {
			sheet.Set(x, y, color.Gray{uint8(20 + 40*(x/w+3*(y/h)))})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, sheet, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	path := write(t, "strip.jpg", b.Bytes())
	strip := Strip{Path: path, Columns: 3, Rows: 2, TileWidth: w, TileHeight: h, Frames: []taglane.Frame{0, 9, 18, 27, 36}}
	got, err := Tiles(Artefacts{Strip: &strip})
	if err != nil || len(got) != 5 {
		t.Fatal(len(got), err)
	}
	for i, tile := range got {
		p := tile.Picture
		if tile.Frame != strip.Frames[i] || p.Rect.Dx() != w || p.Rect.Dy() != h {
			t.Errorf("tile %d is frame %d of %v", i, tile.Frame, p.Rect)
		}
		if y := p.YCbCrAt(p.Rect.Min.X+w/2, p.Rect.Min.Y+h/2).Y; int(y) < 15+40*i || int(y) > 25+40*i {
			t.Errorf("tile %d shows %d", i, y)
		}
	}

	long := strip
	long.Frames = append(long.Frames, 45, 54, 63, 72) // more than the sheet holds
	if got, err := Tiles(Artefacts{Strip: &long}); err != nil || len(got) != 6 {
		t.Errorf("%d tiles of a sheet of six, %v", len(got), err)
	}
	half := strip
	half.Path = write(t, "half.jpg", b.Bytes()[:b.Len()/2])
	huge := strip
	huge.Path = write(t, "huge.jpg", []byte("\xff\xd8\xff\xc0\x00\x11\x08\xff\xff\xff\xff\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01"))
	odd := strip
	odd.Columns = 0
	gone := strip
	gone.Path += "x"
	for name, c := range map[string]struct {
		strip *Strip
		want  taglane.Kind
	}{"none": {nil, taglane.NotFound}, "gone": {&gone, taglane.NotFound}, "half a file": {&half, taglane.Internal}, "4 billion pixels": {&huge, taglane.Internal}, "no columns": {&odd, taglane.Internal}} {
		if _, err := Tiles(Artefacts{Strip: c.strip}); taglane.KindOf(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}
