package sight

import (
	"math"

	"taglane/app/taglane"
)

// Bounds of a path that a person can still edit.
const (
	mostKeys  = 24
	tolerance = 0.01 // of the picture's width
)

// simplify keeps the keys without which the hotspot would stray by more than
// the tolerance; always the first, the last and the one numbered home. tall is
// the picture's height over its width.
func simplify(keys []taglane.Key, home int, tall float64) []taglane.Key {
	for allowed := tolerance; ; allowed *= 1.3 {
		kept := make([]bool, len(keys))
		kept[0], kept[home], kept[len(keys)-1] = true, true, true
		thin(keys, kept, 0, home, allowed, tall)
		thin(keys, kept, home, len(keys)-1, allowed, tall)
		var out []taglane.Key
		for i, k := range keys {
			if kept[i] {
				out = append(out, k)
			}
		}
		if len(out) <= mostKeys {
			return out
		}
	}
}

// thin keeps, between two keys that are kept, the one the straight way between
// them strays from most, as long as that is too much (Douglas and Peucker, with
// the distance taken at the same frame).
func thin(keys []taglane.Key, kept []bool, a, b int, allowed, tall float64) {
	way := taglane.Path{Keys: []taglane.Key{keys[a], keys[b]}}
	worst, most := 0, allowed
	for i := a + 1; i < b; i++ {
		on, _ := way.At(keys[i].Frame)
		if d := stray(on, keys[i].Spot, tall); d > most {
			worst, most = i, d
		}
	}
	if worst > 0 {
		kept[worst] = true
		thin(keys, kept, a, worst, allowed, tall)
		thin(keys, kept, worst, b, allowed, tall)
	}
}

// stray is how far two spots lie apart, in picture widths; sizes count half, for
// an edge moves by half of what a size grows.
func stray(a, b taglane.Spot, tall float64) float64 {
	return max(math.Hypot(a.X-b.X, (a.Y-b.Y)*tall), math.Abs(a.W-b.W)/2, math.Abs(a.H-b.H)/2*tall)
}
