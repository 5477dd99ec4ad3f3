package taglane

import "sort"

// Join merges each changed tag with every tag of the same product whose frames
// it shares, again and again until nothing overlaps. The tag that starts first
// keeps its id and words; hotspot keys of all are kept. It returns the tags
// that end up different and the ids that are absorbed.
func Join(tags []Tag, changed map[ID]bool) (altered []Tag, absorbed []ID) {
	left := append([]Tag(nil), tags...)
	sort.SliceStable(left, func(i, j int) bool {
		a, b := left[i], left[j]
		return a.In < b.In || a.In == b.In && a.ID < b.ID
	})
	hot := map[ID]bool{} // changed, or grown by a union
	for id, is := range changed {
		hot[id] = is
	}
	for i, j, ok := meeting(left, hot); ok; i, j, ok = meeting(left, hot) {
		absorbed = append(absorbed, left[j].ID)
		left[i] = union(left[i], left[j])
		hot[left[i].ID] = true
		left = append(left[:j], left[j+1:]...)
	}
	for _, t := range left {
		if hot[t.ID] {
			altered = append(altered, t)
		}
	}
	return altered, absorbed
}

// meeting finds two tags of one product that share frames, one of them hot.
func meeting(tags []Tag, hot map[ID]bool) (i, j int, ok bool) {
	for i, a := range tags {
		for j, b := range tags[i+1:] {
			if a.Product == b.Product && a.Overlaps(b.Span) && (hot[a.ID] || hot[b.ID]) {
				return i, i + 1 + j, true
			}
		}
	}
	return 0, 0, false
}

// union is a over both spans, with the keys of both; a's win on a shared frame.
func union(a, b Tag) Tag {
	keys := append([]Key(nil), a.Keys...)
	for _, k := range b.Keys {
		if !a.Path.has(k.Frame) {
			keys = append(keys, k)
		}
	}
	sort.Slice(keys, func(i, j int) bool { return keys[i].Frame < keys[j].Frame })
	a.Keys = keys
	a.In, a.Out = min(a.In, b.In), max(a.Out, b.Out)
	return a
}
