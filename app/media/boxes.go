package media

import (
	"encoding/binary"
	"io"

	"taglane/app/taglane"
)

// The boxes of an MP4 or MOV are read here and not by a library: the ones at
// hand drop the display matrix and reserve whatever memory a damaged count asks
// for. Every slice below is a part of the movie box, which is bounded.

const (
	mostMovie   = 64 << 20 // bytes of index that are read
	mostBoxes   = 4096     // boxes beside one another
	mostSamples = 4 << 20  // pictures
)

// readBoxes reads an MP4 or MOV by its index alone. errUnsure when that does
// not tell enough; Invalid when the index is missing.
func readBoxes(f io.ReaderAt, s Source) (said, error) {
	if s.demuxer != "mov" {
		return said{}, errUnsure
	}
	index, err := findIndex(f, s.Size)
	if err != nil {
		return said{}, err
	}
	d, unsure := said{incomplete: index.short, stream: -1}, index.fragments
	var movie int64
	var tracks []track
	var seen, heard bool
	each(index.movie, func(name string, b box) {
		switch name {
		case "mvhd":
			movie = b.timescale()
		case "trak":
			tracks = append(tracks, readTrack(b))
		case "mvex":
			unsure = true
		}
	})
	for _, t := range tracks { // the first of its kind counts
		switch {
		case t.kind == "soun" && !heard:
			heard, d.audio = true, t.codec
			unsure = unsure || t.codec == ""
		case t.kind == "vide" && !seen:
			seen = true
			if err := t.describe(&d, movie); err != nil {
				return said{}, err
			}
		case t.kind != "vide" && t.kind != "soun":
			// What it holds is neither by its name but by its samples: the name is damaged.
			unsure = unsure || videoCodecs[t.entry.name(4)] != "" || audioCodec(t.entry) != ""
		}
	}
	// That there is no picture is for a reader to say that forgives more than this
	// one, which stops at a box of a wrong size.
	if unsure || !seen {
		return said{}, errUnsure
	}
	return d, nil
}

// index is the movie box of a file and what the walk to it showed.
type index struct {
	movie     box
	at        int64 // where the inside of the movie box begins
	short     bool  // the file ends inside a box
	fragments bool
}

// findIndex walks the outermost boxes.
func findIndex(f io.ReaderAt, size int64) (x index, err error) {
	missing := taglane.Errorf(taglane.Invalid, "This file is cut off: its index is missing. Copy it again from the camera.")
	at := int64(0)
	for range mostBoxes {
		var h [16]byte
		if n, err := f.ReadAt(h[:], at); n < 8 {
			if err != nil && err != io.EOF {
				return x, unreadable(err)
			}
			break
		}
		n, head, name := int64(binary.BigEndian.Uint32(h[:])), int64(8), string(h[4:8])
		if n == 1 {
			n, head = int64(binary.BigEndian.Uint64(h[8:])), 16
		} else if n == 0 {
			n = size - at
		}
		cut := n < head || n > size-at
		switch {
		case name == "moov" && cut:
			return x, missing
		case name == "moov" && n > mostMovie:
			return x, errUnsure
		case name == "moov":
			x.movie, x.at = make(box, n-head), at+head
			if _, err := f.ReadAt(x.movie, x.at); err != nil {
				return x, unreadable(err)
			}
		case name == "moof":
			x.fragments = true
		}
		if cut {
			x.short = n > size-at
			break
		}
		at += n
	}
	if x.movie == nil {
		return x, missing
	}
	return x, nil
}

// box is the inside of a box. Its readers give zero past its end.
type box []byte

func (b box) u8(at int) int64 {
	if at < 0 || at >= len(b) {
		return 0
	}
	return int64(b[at])
}
func (b box) u16(at int) int64 { return b.u8(at)<<8 | b.u8(at+1) }
func (b box) u32(at int) int64 { return b.u16(at)<<16 | b.u16(at+2) }
func (b box) s32(at int) int64 { return int64(int32(b.u32(at))) }
func (b box) u64(at int) int64 { return b.u32(at)<<32 | b.u32(at+4) }

func (b box) from(at int) box {
	if at >= len(b) {
		return nil
	}
	return b[at:]
}

func (b box) name(at int) string {
	if at+4 > len(b) {
		return ""
	}
	return string(b[at : at+4])
}

// timescale is that of an mvhd or mdhd box.
func (b box) timescale() int64 {
	if b.u8(0) == 1 {
		return b.u32(20)
	}
	return b.u32(12)
}

// each visits the boxes inside b until one does not fit.
func each(b box, visit func(name string, inside box)) {
	for range mostBoxes {
		n := b.u32(0)
		if n == 0 && len(b) >= 8 {
			n = int64(len(b))
		}
		if len(b) < 8 || n < 8 || n > int64(len(b)) {
			return
		}
		visit(b.name(4), b[8:n])
		b = b[n:]
	}
}

// track is what one track says of itself.
type track struct {
	kind, codec            string
	scale                  int64
	head                   box // tkhd
	entry                  box // first sample description
	stts, ctts, stss, elst box
	samples                int64
}

func readTrack(b box) (t track) {
	each(b, func(name string, b box) {
		switch name {
		case "tkhd":
			t.head = b
		case "edts":
			each(b, func(name string, b box) {
				if name == "elst" {
					t.elst = b
				}
			})
		case "mdia":
			each(b, t.media)
		}
	})
	switch t.kind {
	case "vide":
		t.codec = videoCodecs[t.entry.name(4)]
	case "soun":
		t.codec = audioCodec(t.entry)
	}
	return t
}

func (t *track) media(name string, b box) {
	switch name {
	case "mdhd":
		t.scale = b.timescale()
	case "hdlr":
		if t.kind == "" { // QuickTime has another one further in
			t.kind = b.name(8)
		}
	case "minf", "stbl":
		each(b, t.media)
	case "stsd":
		t.entry = b.from(8)
		if n := t.entry.u32(0); n >= 8 && n <= int64(len(t.entry)) {
			t.entry = t.entry[:n]
		}
	case "stts":
		t.stts = b
	case "ctts":
		t.ctts = b
	case "stss":
		t.stss = b
	case "stsz":
		t.samples = b.u32(8)
	}
}

var videoCodecs = map[string]string{
	"avc1": "h264", "avc3": "h264", "hvc1": "hevc", "hev1": "hevc", "dvh1": "hevc", "dvhe": "hevc",
	"vp08": "vp8", "vp09": "vp9", "av01": "av1", "jpeg": "mjpeg", "mjpa": "mjpeg",
	"apch": "prores", "apcn": "prores", "apcs": "prores", "apco": "prores", "ap4h": "prores", "ap4x": "prores",
}

var audioCodecs = map[string]string{
	"alac": "alac", "Opus": "opus", "fLaC": "flac", "ac-3": "ac3", "ec-3": "eac3", ".mp3": "mp3", "samr": "amr",
	"sowt": "pcm", "twos": "pcm", "lpcm": "pcm", "in24": "pcm", "in32": "pcm", "fl32": "pcm", "ipcm": "pcm",
}

// audioCodec is "" for a sample entry that needs a closer look.
func audioCodec(entry box) string {
	if name := entry.name(4); name != "mp4a" {
		return audioCodecs[name]
	}
	// The object type stands in an esds box that QuickTime wraps deeper, so the
	// entry is searched for it: a decoder description is tag 4, its length in
	// one to four bytes, and the type.
	for i := 0; i+4 <= len(entry); i++ {
		if entry.name(i) != "esds" {
			continue
		}
		for j := i + 8; j+6 < len(entry) && j < i+32; j++ {
			if entry[j] != 4 {
				continue
			}
			for j++; j < len(entry)-1 && entry[j]&0x80 != 0; j++ {
			}
			switch entry.u8(j + 1) {
			case 0x40, 0x66, 0x67, 0x68:
				return "aac"
			case 0x69, 0x6b:
				return "mp3"
			}
		}
	}
	return ""
}
