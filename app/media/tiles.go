package media

import (
	"bytes"
	"image"
	"image/jpeg"
	"os"

	"taglane/app/taglane"
)

// Tile is one picture of the filmstrip.
type Tile struct {
	Frame   taglane.Frame
	Picture *image.YCbCr // a part of the whole sheet; not to be written to
}

// Tiles reads the filmstrip's pictures, in the order of their frames. NotFound:
// there is no filmstrip, or its file is gone. Internal: the file is damaged;
// making the filmstrip again mends it.
func Tiles(made Artefacts) ([]Tile, error) {
	if made.Strip == nil {
		return nil, taglane.Errorf(taglane.NotFound, "The clip's filmstrip is not made yet.")
	}
	s := made.Strip
	if s.Columns < 1 || s.TileWidth < 1 || s.TileHeight < 1 {
		return nil, taglane.Errorf(taglane.Internal, "The clip's filmstrip cannot be read.")
	}
	sheet, err := readSheet(s.Path)
	if err != nil {
		return nil, err
	}
	out := make([]Tile, 0, len(s.Frames))
	for i, f := range s.Frames {
		r := tileAt(s, i)
		if !r.In(sheet.Rect) {
			break
		}
		out = append(out, Tile{f, sheet.SubImage(r).(*image.YCbCr)})
	}
	return out, nil
}

// mostSheet is how many pixels a sheet may have; ours have at most a tenth.
const mostSheet = 100_000_000

func readSheet(path string) (*image.YCbCr, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, taglane.Wrap(err, taglane.NotFound, "The clip's filmstrip is gone.")
	}
	is, err := jpeg.DecodeConfig(bytes.NewReader(b))
	if err == nil && is.Width*is.Height <= mostSheet {
		var img image.Image
		if img, err = jpeg.Decode(bytes.NewReader(b)); err == nil {
			if sheet, ok := img.(*image.YCbCr); ok {
				return sheet, nil
			}
		}
	}
	return nil, taglane.Wrap(err, taglane.Internal, "The clip's filmstrip cannot be read.")
}

func tileAt(s *Strip, i int) image.Rectangle {
	x, y := i%s.Columns*s.TileWidth, i/s.Columns*s.TileHeight
	return image.Rect(x, y, x+s.TileWidth, y+s.TileHeight)
}
