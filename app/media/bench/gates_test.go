//go:build unix

package bench

import (
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"math"
	"os"
	"path/filepath"
	"slices"

	"taglane/app/media"
)

// labels counts the tiles that show the picture a player shows at the time they
// are labelled with.
type labels struct {
	tiles, exact int
	sum, worst   float64 // seconds by which the others are wrong
}

func (l *labels) add(c coded, number int, seconds float64) {
	l.tiles++
	if number == c.at(seconds) {
		l.exact++
		return
	}
	off := c.away(number, seconds)
	l.sum, l.worst = l.sum+off, max(l.worst, off)
}

func (l labels) String() string {
	return fmt.Sprintf("%d of %d exact, mean error %.3f s, at most %.3f s", l.exact, l.tiles, l.sum/float64(max(1, l.tiles)), l.worst)
}

// ourLabels reads the filmstrip that media made of a coded clip.
func ourLabels(tool media.Tool, c coded, dir string) (l labels, err error) {
	src, made, err := derived(tool, c.path, dir)
	if err != nil || made.Strip == nil {
		return l, fmt.Errorf("no filmstrip of %s: %w", c.path, err)
	}
	sheet, err := readJPEG(made.Strip.Path)
	if err != nil {
		return l, err
	}
	for i, f := range made.Strip.Frames {
		x, y := i%made.Strip.Columns*made.Strip.TileWidth, i/made.Strip.Columns*made.Strip.TileHeight
		l.add(c, codeOf(sheet, image.Rect(x, y, x+made.Strip.TileWidth, y+made.Strip.TileHeight)), src.Rate.Seconds(f))
	}
	return l, nil
}

// derived makes everything but the preview of a clip.
func derived(tool media.Tool, path, dir string) (media.Source, media.Artefacts, error) {
	src, err := media.Open(context.Background(), tool, path)
	if err != nil {
		return src, media.Artefacts{}, err
	}
	cache := media.Cache{Dir: dir}
	err = media.Ingest(context.Background(), tool, cache, src, media.Work{NoProxy: true})
	return src, cache.Load(src), err
}

func readJPEG(path string) (image.Image, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return jpeg.Decode(f)
}

// stashLabels holds stash's sprite against its own list of times: pictures are
// taken at i × D/81, yet listed at steps of whole frames of a constant rate
// (internal/manager/generator.go and generator_sprite.go).
func stashLabels(ffmpeg string, c coded) (l labels, err error) {
	frames := len(c.shown)
	step := float64(frames/spriteTiles) / (float64(frames) / c.end)
	for i := range spriteTiles {
		m, err := stashTile(ffmpeg, c.path, i, c.end)
		if err != nil {
			return l, err
		}
		l.add(c, codeOf(m, m.Bounds()), float64(i)*step)
	}
	return l, nil
}

// trickplayLabels holds Jellyfin's pictures against the times its player gives
// them: number × interval.
func trickplayLabels(ffmpeg string, c coded, dir string) (l labels, err error) {
	const tiles = 100
	n, err := trickplay(ffmpeg, c.path, float64(len(c.shown))/c.end, c.end, tiles, dir)
	for i := range n {
		m, e := readJPEG(filepath.Join(dir, fmt.Sprintf("%08d.jpg", i+1)))
		if e != nil {
			return l, e
		}
		l.add(c, codeOf(m, m.Bounds()), float64(i)*c.end/tiles)
	}
	return l, err
}

// hits compares cuts found with cuts there are.
type hits struct{ there, found, right int }

// compare pairs each cut with at most one finding within 60 ms.
func (h *hits) compare(there, found []float64) {
	h.there, h.found = h.there+len(there), h.found+len(found)
	left := slices.Clone(found)
	for _, t := range there {
		if i := slices.IndexFunc(left, func(f float64) bool { return math.Abs(f-t) <= 0.06 }); i >= 0 {
			left = slices.Delete(left, i, i+1)
			h.right++
		}
	}
}

// f1 is the harmonic mean of recall and precision, 0 to 1.
func (h hits) f1() float64 {
	if h.there+h.found == 0 {
		return 1
	}
	return 2 * float64(h.right) / float64(h.there+h.found)
}

func (h hits) String() string {
	return fmt.Sprintf("F1 %.2f (%d of %d cuts, %d false)", h.f1(), h.right, h.there, h.found-h.right)
}
