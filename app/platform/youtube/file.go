package youtube

import (
	"bytes"
	"encoding/binary"
	"image"
	"io"
	"os"
	"slices"

	"taglane/app/taglane"
)

// codecs are the pictures' codings that YouTube is known to read.
var codecs = []string{"h264", "hevc", "vp8", "vp9", "av1", "mpeg4", "mpeg2video", "prores", "dnxhd", "mjpeg"}

// layout is how an MP4 or MOV file is laid out.
type layout struct {
	late  bool // what is needed to play it stands behind the pictures
	edits bool // it is put together of several pieces by a list of edits
}

// moovMost is how much of a file's index is looked through, in bytes.
const moovMost = 8 << 20

// layoutOf reads the boxes of a file from above. A file of another kind, or
// one that cannot be read, has nothing to be said of.
func layoutOf(path string) (l layout) {
	f, err := os.Open(path)
	if err != nil {
		return l
	}
	defer f.Close()
	media := false
	for at, n := int64(0), 0; n < 64; n++ {
		name, head, size := box(f, at)
		switch {
		case name == "" || n == 0 && name != "ftyp":
			return layout{}
		case name == "mdat":
			media = true
		case name == "moov":
			l.late, l.edits = media, edited(io.NewSectionReader(f, at+head, min(size-head, moovMost)))
			return l
		}
		at += size
	}
	return layout{}
}

// box is the one that begins at a place: its name, and the size of its head
// and of the whole; "" where there is none.
func box(f io.ReaderAt, at int64) (name string, head, size int64) {
	var b [16]byte
	if n, _ := f.ReadAt(b[:], at); n < 8 {
		return "", 0, 0
	}
	head, size = 8, int64(binary.BigEndian.Uint32(b[:]))
	if size == 1 {
		head, size = 16, int64(binary.BigEndian.Uint64(b[8:]))
	}
	if size < head || slices.ContainsFunc(b[4:8], func(c byte) bool { return c < ' ' || c > '~' }) {
		return "", 0, 0
	}
	return string(b[4:8]), head, size
}

// edited says whether a track is put together of several pieces. A list of one
// piece is how many a recorder writes where the sound begins.
func edited(r io.Reader) bool {
	b, _ := io.ReadAll(r)
	for {
		i := bytes.Index(b, []byte("elst"))
		if i < 0 || i+12 > len(b) {
			return false
		}
		if binary.BigEndian.Uint32(b[i+8:]) > 1 {
			return true
		}
		b = b[i+4:]
	}
}

// file looks at the clip's own file, so that YouTube has nothing to say of it
// afterwards.
func (l *looking) file() {
	d := l.p.Revision.Draft
	if d.Clip.Codec != "" && !slices.Contains(codecs, d.Clip.Codec) {
		l.find("YT-MOV", "clip", taglane.Say("YouTube may not read pictures coded as %s.", d.Clip.Codec), taglane.Said{})
	}
	switch has := layoutOf(l.p.Revision.Media.Path); {
	case has.late:
		l.find("YT-MOV", "clip", taglane.Say("The file's index stands at its end, so YouTube takes longer to process it."), taglane.Said{})
	case has.edits:
		l.find("YT-MOV", "clip", taglane.Say("The file has a list of edits, which YouTube may not follow."), taglane.Said{})
	}
}

// cover looks at the picture that goes with the clip.
func (l *looking) cover() {
	c := l.p.Revision.Cover
	if c.Path == "" {
		return
	}
	f, err := os.Open(c.Path)
	if err != nil {
		return // a draft's cover is made when it is queued
	}
	defer f.Close()
	is, kind, err := image.DecodeConfig(f)
	switch most := ruled.most("YT-COVER"); {
	case err != nil || kind != "jpeg" && kind != "png":
		l.find("YT-COVER", "cover", taglane.Say("YouTube takes a cover as JPEG or PNG only."), taglane.Said{})
	case c.Size > most:
		l.find("YT-COVER", "cover", taglane.Say("The cover has %d bytes, and there is room for %d.", c.Size, most), taglane.Said{})
	case short(l.p.Revision.Draft.Clip) && is.Width*16 != is.Height*9:
		l.find("YT-COVER-SHAPE", "cover", taglane.Say("The cover of a Short is upright, 9 to 16."), taglane.Said{})
	}
}
