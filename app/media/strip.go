package media

import (
	"context"
	"errors"
	"image"

	"taglane/app/taglane"
)

// sheet is a filmstrip in the making: tiles are copied row by row into one
// picture.
type sheet struct {
	tile   size
	most   int
	whole  *image.YCbCr
	frames []taglane.Frame
}

func newSheet(tile size, most int) *sheet {
	rows := (most + tilesInRow - 1) / tilesInRow
	m := image.NewYCbCr(image.Rect(0, 0, min(most, tilesInRow)*tile.w, rows*tile.h), image.YCbCrSubsampleRatio420)
	for i := range m.Cb {
		m.Cb[i], m.Cr[i] = 128, 128
	}
	return &sheet{tile: tile, most: most, whole: m}
}

// add appends the picture of frame f.
func (s *sheet) add(m *image.YCbCr, f taglane.Frame) {
	n := len(s.frames)
	x, y := n%tilesInRow*s.tile.w, n/tilesInRow*s.tile.h
	for row := range s.tile.h {
		copy(s.whole.Y[(y+row)*s.whole.YStride+x:], m.Y[row*m.YStride:row*m.YStride+s.tile.w])
	}
	for row := range s.tile.h / 2 {
		at := (y/2+row)*s.whole.CStride + x/2
		copy(s.whole.Cb[at:], m.Cb[row*m.CStride:row*m.CStride+s.tile.w/2])
		copy(s.whole.Cr[at:], m.Cr[row*m.CStride:row*m.CStride+s.tile.w/2])
	}
	s.frames = append(s.frames, f)
}

// strip describes the sheet as it will lie under name.
func (s *sheet) strip(name string) *Strip {
	columns := min(s.most, tilesInRow)
	return &Strip{Path: name, Columns: columns, Rows: s.whole.Rect.Dy() / s.tile.h, TileWidth: s.tile.w, TileHeight: s.tile.h, Frames: s.frames}
}

// When a rough filmstrip is worth its cost: the whole pass will take a while,
// and the pictures that can be decoded alone are few but not too few.
const (
	roughFrom   = 20_000_000 * 30 // pixels in the clip per …
	roughFewest = 5
	roughEvery  = 60 // frames from one to the next, on average, at least: more of them cost too large a part of the whole pass
)

// roughStrip shows the pictures that can be decoded alone, each labelled with
// its own frame, while the whole pass is still to come.
func (j *ingest) roughStrip(ctx context.Context) error {
	keys := j.src.keys
	pixels := int64(j.src.coded.w) * int64(j.src.coded.h) * int64(j.src.Frames)
	if j.made.Strip != nil || pixels < roughFrom || len(keys) < roughFewest || len(keys) > mostTiles || j.src.Frames < taglane.Frame(len(keys))*roughEvery {
		return nil
	}
	j.tell("strip", 0.02)
	t := j.src.tile()
	sheet := newSheet(t, len(keys))
	graph := j.src.input() + j.src.shape(t.w, t.h, "area") + "," + asJPEG + "[tiles]"
	_, err := j.decode(ctx, decoding{in: append([]string{"-threads", "1"}, keysOnly...), graph: graph, size: t, most: len(keys) + 1, limit: j.patience(), each: func(m *image.YCbCr) error {
		if len(sheet.frames) == len(keys) {
			return errors.New("more pictures than keys")
		}
		sheet.add(m, keys[len(sheet.frames)].frame)
		return nil
	}})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	// Where the decoder and the index disagree the labels would lie; the whole
	// pass will bring a true strip.
	if err != nil || len(sheet.frames) != len(keys) {
		return nil
	}
	return j.keepJPEG("rough.jpg", sheet.whole, 80, func(r *record) { r.Strip = sheet.strip("rough.jpg") })
}
