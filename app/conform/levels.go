package conform

import "slices"

// alike is from how many places on two looks no longer speak for a pair, out of
// 512, where nothing else is known. Footage that was written again at a very low
// rate differs from itself in as many; how much that is can be seen from what
// looks best beside what looks like anything.
const alike = 110

// asked is how many frames of the new cut are asked for how they look best.
const asked = 64

// alike is that number for these two cuts.
func (a *aligner) alike() float32 {
	best, usual := a.levels()
	if best > usual*4/5 {
		return alike // nothing of it is known, or everything looks the same
	}
	return max(alike, float32(best)+0.45*float32(usual-best))
}

// levels are in how many places a frame of the new cut differs from the old one
// that looks most like it, where that is well known, and from any.
func (a *aligner) levels() (best, usual int) {
	var most, any []int
	old := max(1, len(a.old.Looks)/1024)
	for i := 0; i < len(a.new.Looks); i += max(1, len(a.new.Looks)/asked) {
		var d []int
		for j := 0; j < len(a.old.Looks); j += old {
			d = append(d, a.new.Looks[i].apart(&a.old.Looks[j]))
		}
		if len(d) > 0 {
			slices.Sort(d)
			most, any = append(most, d[0]), append(any, d[len(d)/2])
		}
	}
	if len(most) == 0 {
		return 0, 0
	}
	slices.Sort(most)
	slices.Sort(any)
	return most[len(most)*3/10], any[len(any)/2]
}
