package media

import (
	"slices"

	"taglane/app/taglane"
)

// describe tells of a video track. errUnsure when its tables are beyond what
// is read here.
func (t track) describe(d *said, movie int64) error {
	const entryHead = 86 // of a visual sample entry, before its own boxes
	if t.entry.name(4) == "encv" {
		return taglane.Errorf(taglane.Invalid, "This file is copy-protected.")
	}
	d.codec = t.codec
	d.coded = size{int(t.entry.u16(32)), int(t.entry.u16(34))}
	at := 40
	if t.head.u8(0) == 1 {
		at = 52
	}
	d.matrix = [4]int64{t.head.s32(at), t.head.s32(at + 4), t.head.s32(at + 12), t.head.s32(at + 16)}
	tw, th := t.head.u32(at+36)>>16, t.head.u32(at+40)>>16
	var config box
	var coloured, pasp bool
	each(t.entry.from(entryHead), func(name string, b box) {
		switch name {
		case "pasp":
			d.aspect, pasp = [2]int64{b.u32(0), b.u32(4)}, true
		case "colr":
			if kind := b.name(0); kind == "nclx" || kind == "nclc" {
				d.colour = colour{b.u16(4), b.u16(6), b.u16(8)}
				coloured = d.colour.matrix != unsaid
			}
		case "avcC", "hvcC":
			config = b
		}
	})
	switch t.codec { // others say it where this does not look
	case "h264":
		q, profile := readSequence(config), config.u8(1)
		d.plain = profile == 66 || profile == 77 || profile == 88 || profile == 100
		d.colour, coloured = q.colour.or(d.colour), coloured || d.plain
		d.disordered = q.reordered && t.ctts == nil
		if !pasp {
			d.aspect = q.aspect
		}
	case "mjpeg":
		d.colour, coloured = colour{matrix: 5}, true
	}
	odd := !pasp && (tw != int64(d.coded.w) || th != int64(d.coded.h))
	// A list of all pictures that stand alone is left out where all do. Few films
	// are like that; more often it is missing.
	keyless := t.stss == nil && t.samples > 1 && (t.codec == "h264" || t.codec == "hevc")
	if t.codec == "" || keyless || odd || !coloured || t.scale <= 0 || t.samples > mostSamples {
		return errUnsure
	}
	return t.times(d, movie)
}

// times lists when each sample is shown.
func (t track) times(d *said, movie int64) error {
	first, last, shift, err := t.edits(movie)
	if err != nil {
		return err
	}
	pts := make([]int64, 0, t.samples)
	var at, step int64
	for i := range min(t.stts.u32(4), int64(len(t.stts))/8) {
		n := t.stts.u32(int(8 + 8*i))
		step = t.stts.u32(int(12 + 8*i))
		for ; n > 0 && int64(len(pts)) < t.samples; n-- {
			pts = append(pts, at)
			at += step
		}
	}
	if int64(len(pts)) != t.samples {
		return errUnsure
	}
	done := 0
	for i := range min(t.ctts.u32(4), int64(len(t.ctts))/8) {
		for n := t.ctts.u32(int(8 + 8*i)); n > 0 && done < len(pts); n-- {
			pts[done] += t.ctts.s32(int(12 + 8*i))
			done++
		}
	}
	key := make([]bool, len(pts))
	for i := range min(t.stss.u32(4), int64(len(t.stss))/4) {
		if n := t.stss.u32(int(8 + 4*i)); n >= 1 && n <= int64(len(pts)) {
			key[n-1] = true
		}
	}
	met := len(pts) == 0
	d.time = timeline{scale: t.scale}
	for i, p := range pts {
		met = met || p == first
		if p < first || p >= last {
			d.trimmed = true
			continue
		}
		d.time.pts = append(d.time.pts, p+shift)
		if key[i] || t.stss == nil {
			d.time.keys = append(d.time.keys, p+shift)
		}
	}
	if t.elst == nil {
		met = true
	}
	if !met { // the edit begins between two pictures
		return errUnsure
	}
	if n := len(d.time.pts); n > 0 {
		d.time.end = slices.Max(d.time.pts) + step
	}
	return nil
}

// edits reads an edit list of at most one pause and one stretch: what is shown
// lies in [first, last) of the track's own time and is shown shift ticks later.
func (t track) edits(movie int64) (first, last, shift int64, err error) {
	const forever = 1 << 62
	if t.elst == nil {
		return -forever, forever, 0, nil
	}
	wide, stretches := t.elst.u8(0) == 1, 0
	last = forever
	for i := range min(t.elst.u32(4), 8) {
		at := int(8 + 12*i)
		length, from, speed := t.elst.u32(at), t.elst.s32(at+4), t.elst.u16(at+8)
		if wide {
			at = int(8 + 20*i)
			length, from, speed = t.elst.u64(at), t.elst.u64(at+8), t.elst.u16(at+16)
		}
		if movie <= 0 || speed != 1 || length < 0 || length > 1<<40 || stretches > 0 || t.scale > 1<<22 {
			return 0, 0, 0, errUnsure
		}
		length = length * t.scale / movie
		if from == -1 {
			shift += length
			continue
		}
		stretches++
		if first = from; length > 0 {
			last = first + length
		}
	}
	if stretches != 1 || first < 0 || t.elst.u32(4) > 8 {
		return 0, 0, 0, errUnsure
	}
	return first, last, shift - first, nil
}
