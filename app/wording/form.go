package wording

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"

	"taglane/app/platform"
	"taglane/app/taglane"
)

// Form is how a clip's file is made anew so that a place takes it: an mp4.
type Form struct {
	Codec         string        `json:"codec"`     // of the picture: h264 or hevc
	Audio         string        `json:"audio"`     // aac; "" where the clip has no sound
	AudioBits     int64         `json:"audioBits"` // a second
	Width, Height int           // the most it may measure; 0, 0: as the clip
	Fills         bool          `json:"fills"` // exactly that size, cut around Focus; otherwise in its own shape
	Focus         taglane.Point `json:"focus"`
	MostRate      taglane.Rate  `json:"mostRate"` // frames a second; zero: the clip's own
	MostBits      int64         `json:"mostBits"` // of the picture a second; 0: any
	Words         string        `json:"words"`    // of the disclosure that is written on it; "" for none
	Span          taglane.Span  `json:"span"`     // when they stand there
}

// Shape and sound of what is made to fit.
const (
	uprightWidth, uprightHeight = 1080, 1920
	audioBits                   = 160_000
	spare                       = 95 // percent of the bytes allowed that are used
	fewestBits                  = 200_000
	mostBits                    = 100_000_000
)

// fitOf is what a service takes of a file, as far as it says.
func fitOf(service platform.Publisher) (most platform.Fit) {
	if fitting, ok := platform.As[platform.Fitting](service); ok {
		most = fitting.Fit()
	}
	return most
}

// Form is the form the wording asks for; wanted is false where the clip's own
// file goes out.
func (w Wording) Form(service platform.Publisher) (f Form, wanted bool) {
	fits, overlays := w.Said[taglane.SaysFit] == "yes", w.Said[taglane.SaysOverlay] == "yes"
	if !fits && !overlays {
		return Form{}, false
	}
	c, most := w.Draft.Clip, platform.Fit{}
	if fits {
		most = fitOf(service)
	}
	f = formWithin(most, c)
	if c.Design != nil && c.Design.Focus != nil {
		f.Focus = *c.Design.Focus
	}
	if overlays {
		f.Words, f.Span = w.Draft.Overlay()
	}
	return f, fits || f.Words != ""
}

// formWithin is the form closest to the clip that a place takes.
func formWithin(most platform.Fit, c taglane.Clip) Form {
	f := Form{Codec: "h264", Audio: "aac", AudioBits: audioBits, Focus: taglane.Point{X: .5, Y: .5}}
	if i := slices.IndexFunc(most.Codecs, func(name string) bool { return name == "h264" || name == "hevc" }); i >= 0 {
		f.Codec = most.Codecs[i]
	}
	if c.Audio == "" {
		f.Audio = ""
	}
	within := func(n, most int) int {
		if most > 0 {
			n = min(n, most)
		}
		return n &^ 1
	}
	switch {
	case most.Portrait && !upright(c):
		f.Width, f.Height, f.Fills = within(uprightWidth, most.Width), within(uprightHeight, most.Height), true
	case most.Width > 0 && c.Width > most.Width || most.Height > 0 && c.Height > most.Height:
		f.Width, f.Height = within(c.Width, most.Width), within(c.Height, most.Height)
	}
	if most.Rate > 0 && c.Rate.Valid() && c.Rate.FPS() > most.Rate {
		f.MostRate = taglane.Rate{Num: int64(most.Rate), Den: 1}
	}
	f.MostBits = bitsWithin(most, c)
	return f
}

// bitsWithin is how many bits a second of the picture may have; 0 for any.
func bitsWithin(most platform.Fit, c taglane.Clip) (bits int64) {
	if bits = most.Bitrate; bits > 0 {
		bits = max(fewestBits, bits*spare/100)
	}
	if c.Rate.Valid() && most.Bytes > 0 && c.Frames > 0 {
		whole := int64(float64(most.Bytes)*8*spare/100/c.Rate.Seconds(c.Frames)) - audioBits
		if bits == 0 || whole < bits {
			bits = max(fewestBits, whole)
		}
	}
	return min(bits, mostBits)
}

// upright says whether a picture is 9:16, give or take a row of pixels.
func upright(c taglane.Clip) bool {
	off := float64(c.Width) / float64(max(1, c.Height)) / (9.0 / 16)
	return off > .99 && off < 1.01
}

// Name is the same for the same form of the same clip.
func (f Form) Name(fingerprint string) string {
	b, err := json.Marshal([]any{"taglane-fit/2", fingerprint, f})
	if err != nil {
		panic("wording: a form cannot fail to encode: " + err.Error())
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// facts are what the file will be, before it is made.
func (f Form) facts(c taglane.Clip) taglane.Facts {
	out := taglane.Facts{Frames: c.Frames, Rate: c.Rate, Width: c.Width &^ 1, Height: c.Height &^ 1, Codec: f.Codec, Audio: f.Audio}
	switch {
	case f.Width == 0 || c.Width == 0 || c.Height == 0:
	case f.Fills:
		out.Width, out.Height = f.Width, f.Height
	default:
		share := min(float64(f.Width)/float64(c.Width), float64(f.Height)/float64(c.Height))
		out.Width, out.Height = int(float64(c.Width)*share)&^1, int(float64(c.Height)*share)&^1
	}
	if f.MostRate.Valid() && c.Rate.Valid() {
		out.Frames, out.Rate = c.Rate.Convert(c.Frames, f.MostRate), f.MostRate
	}
	return out
}

// Made is a file that was made in a form.
type Made struct {
	File  taglane.File  `json:"file"`
	Facts taglane.Facts `json:"facts"`
}

// asMade is what goes out of a draft once the wording's file is made: as it is,
// where it is made already.
func (t Trial) asMade(w Wording, f Form, d taglane.Draft) (taglane.File, taglane.Draft) {
	if m, ok := t.Film.Made(f); ok {
		return m.File, On(d, m.Facts)
	}
	c := w.Draft.Clip
	size := c.Size
	if f.MostBits > 0 && c.Rate.Valid() {
		size = min(size, int64(float64(f.MostBits+audioBits)*c.Rate.Seconds(c.Frames)/8))
	}
	return taglane.File{Path: "to-be-made.mp4", Size: size}, On(d, f.facts(c))
}

// On is a draft as it lies on another file of its clip: its frames are those of
// the file.
func On(d taglane.Draft, to taglane.Facts) taglane.Draft {
	from := d.Clip.Facts
	d.Clip.Facts = to
	if !from.Rate.Valid() || from.Rate == to.Rate {
		return d
	}
	tags := make([]taglane.Tag, 0, len(d.Tags))
	for _, t := range d.Tags {
		tags = append(tags, t.On(from.Rate, to.Rate, to.Frames))
	}
	d.Tags = tags
	if d.Clip.Cover != nil {
		at := min(from.Rate.Convert(*d.Clip.Cover, to.Rate), to.Frames-1)
		d.Clip.Cover = &at
	}
	return d
}
