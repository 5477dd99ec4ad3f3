package media

import (
	"errors"
	"math"

	"taglane/app/taglane"
)

// errUnsure says that the boxes alone do not tell enough.
var errUnsure = errors.New("unsure")

// said is what a file says of its first video track and its sound, whoever
// read it.
type said struct {
	codec, audio string
	coded        size
	aspect       [2]int64 // of one sample; zero for square
	matrix       [4]int64 // a b c d of the display matrix, in 65536ths
	colour       colour
	time         timeline
	plain        bool // 8 bits, 4:2:0
	trimmed      bool // an edit list hides pictures
	fragmented   bool
	incomplete   bool
	disordered   bool // pictures are stored out of order, and their order is lost
	stream       int  // index of the video stream; −1 for the first one
}

// take checks what the file says and fills in the source.
func (s *Source) take(d said) error {
	w, h := d.coded.w, d.coded.h
	switch {
	case d.codec == "":
		return taglane.Errorf(taglane.Invalid, "There is no picture in this file, only sound or data.")
	case w <= 0 || h <= 0:
		return taglane.Errorf(taglane.Invalid, "The picture in this file has no size.")
	case w > mostSide || h > mostSide || w*h > mostPixels:
		return taglane.Errorf(taglane.Invalid, "The picture is %d × %d, larger than Taglane reads.", w, h)
	case len(d.time.pts) == 0 || d.time.scale <= 0:
		return taglane.Errorf(taglane.Invalid, "This file holds no frame that can be shown.")
	}
	d.time.tidy()
	if seconds := float64(d.time.end-d.time.pts[0]) / float64(d.time.scale); seconds > mostSeconds || seconds < 0 {
		return taglane.Errorf(taglane.Invalid, "This file is longer than 8 hours.")
	}
	s.Codec, s.Audio, s.HDR, s.video, s.Incomplete = d.codec, d.audio, d.colour.hdr(), d.stream, d.incomplete
	s.gamut, s.weights = d.colour.gamut(), d.colour.weights(d.coded)
	s.disordered = d.disordered
	s.coded, s.shown = d.coded, shownSize(d.coded, d.aspect)
	if s.shown.w > mostSide || s.shown.h > mostSide || s.shown.w*s.shown.h > mostPixels {
		return taglane.Errorf(taglane.Invalid, "The picture is %d × %d, larger than Taglane reads.", s.shown.w, s.shown.h)
	}
	s.turn = turnOf(d.matrix)
	s.Rotation = s.turn.degrees
	s.Width, s.Height = s.shown.w, s.shown.h
	if s.turn.swaps {
		s.Width, s.Height = s.Height, s.Width
	}
	s.lay(d.time)
	s.ScrubsWell = s.scrubs(d)
	return nil
}

// shownSize widens or heightens the stored picture so that samples are square.
func shownSize(c size, aspect [2]int64) size {
	num, den := aspect[0], aspect[1]
	switch {
	case num <= 0 || den <= 0 || num == den:
	case num > den:
		c.w = int(math.Round(float64(c.w) * min(64, float64(num)/float64(den))))
	default:
		c.h = int(math.Round(float64(c.h) * min(64, float64(den)/float64(num))))
	}
	return c
}

// scrubs says whether a player finds every frame of the source quickly and by
// its number alone, so that no preview is needed.
func (s *Source) scrubs(d said) bool {
	const shortGroup = 15
	if d.codec != "h264" || !d.plain || d.trimmed || d.fragmented || d.incomplete || s.HDR != "" || s.gamut != "" || s.demuxer != "mov" ||
		!s.even || s.start != 0 || min(s.Width, s.Height) > 720 || s.turn.mirrors || s.shown != s.coded || len(s.keys) == 0 {
		return false
	}
	switch d.audio {
	case "", "aac", "mp3":
	default:
		return false
	}
	next := s.Frames
	for i := len(s.keys) - 1; i >= 0; i-- {
		if next-s.keys[i].frame > shortGroup {
			return false
		}
		next = s.keys[i].frame
	}
	return next == 0
}

// turn is how the stored picture is turned and mirrored for display.
type turn struct {
	degrees int  // clockwise
	swaps   bool // width and height change places
	mirrors bool
	filter  string // what does it; "" for nothing
}

// turnOf reads the display matrix x' = ax + cy, y' = bx + dy. A matrix that is
// no quarter turn is ignored, as players do.
func turnOf(m [4]int64) turn {
	sign := func(v int64) int {
		switch {
		case v > 0:
			return 1
		case v < 0:
			return -1
		}
		return 0
	}
	switch [4]int{sign(m[0]), sign(m[1]), sign(m[2]), sign(m[3])} {
	case [4]int{0, 1, -1, 0}:
		return turn{degrees: 90, swaps: true, filter: "transpose=clock"}
	case [4]int{-1, 0, 0, -1}:
		return turn{degrees: 180, filter: "hflip,vflip"}
	case [4]int{0, -1, 1, 0}:
		return turn{degrees: 270, swaps: true, filter: "transpose=cclock"}
	case [4]int{-1, 0, 0, 1}:
		return turn{mirrors: true, filter: "hflip"}
	case [4]int{1, 0, 0, -1}:
		return turn{degrees: 180, mirrors: true, filter: "vflip"}
	case [4]int{0, 1, 1, 0}:
		return turn{degrees: 90, swaps: true, mirrors: true, filter: "transpose=cclock_flip"}
	case [4]int{0, -1, -1, 0}:
		return turn{degrees: 270, swaps: true, mirrors: true, filter: "transpose=clock_flip"}
	}
	return turn{}
}
