package studio

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"time"

	"taglane/app/media"
	"taglane/app/platform"
	"taglane/app/taglane"
	"taglane/app/work"
)

// form is how a clip's file is made anew so that a place takes it.
type form struct {
	media.Rendition
	words string // of the disclosure that is written on it; "" for none
	span  taglane.Span
}

// Shape and sound of what is made to fit.
const (
	uprightWidth, uprightHeight = 1080, 1920
	fitAudioBits                = 160_000
	spare                       = 95 // percent of the bytes allowed that are used
	fewestFitBits               = 200_000
)

// formOf is the form a wording asks for; wanted is false where the clip's own
// file goes out.
func formOf(service platform.Publisher, w wording) (f form, wanted bool) {
	fits, overlays := w.said[taglane.SaysFit] == "yes", w.said[taglane.SaysOverlay] == "yes"
	if !fits && !overlays {
		return form{}, false
	}
	c, most := w.draft.Clip, platform.Fit{}
	if fitting, ok := platform.As[platform.Fitting](service); ok && fits {
		most = fitting.Fit()
	}
	f.Rendition = renditionWithin(most, c)
	if c.Design != nil && c.Design.Focus != nil {
		f.Focus = *c.Design.Focus
	}
	if overlays {
		f.words, f.span = w.draft.Overlay()
	}
	return f, fits || f.words != ""
}

// renditionWithin is the form closest to the clip that a place takes.
func renditionWithin(most platform.Fit, c taglane.Clip) media.Rendition {
	r := media.Rendition{Container: "mp4", Video: "h264", Audio: "aac", AudioBits: fitAudioBits, Focus: taglane.Point{X: .5, Y: .5}}
	if i := slices.IndexFunc(most.Codecs, func(name string) bool { return name == "h264" || name == "hevc" }); i >= 0 {
		r.Video = most.Codecs[i]
	}
	if c.Audio == "" {
		r.Audio = ""
	}
	within := func(n, most int) int {
		if most > 0 {
			n = min(n, most)
		}
		return n &^ 1
	}
	switch {
	case most.Portrait && !upright(c):
		r.Width, r.Height, r.Fit = within(uprightWidth, most.Width), within(uprightHeight, most.Height), media.Cover
	case most.Width > 0 && c.Width > most.Width || most.Height > 0 && c.Height > most.Height:
		r.Width, r.Height, r.Fit = within(c.Width, most.Width), within(c.Height, most.Height), media.Inside
	}
	if most.Rate > 0 && c.Rate.Valid() && c.Rate.FPS() > most.Rate {
		r.MostRate = taglane.Rate{Num: int64(most.Rate), Den: 1}
	}
	if r.MostBits = most.Bitrate; r.MostBits > 0 {
		r.MostBits = max(fewestFitBits, r.MostBits*spare/100)
	}
	if c.Rate.Valid() && most.Bytes > 0 && c.Frames > 0 {
		bits := int64(float64(most.Bytes)*8*spare/100/c.Rate.Seconds(c.Frames)) - fitAudioBits
		if r.MostBits == 0 || bits < r.MostBits {
			r.MostBits = max(fewestFitBits, bits)
		}
	}
	r.MostBits = min(r.MostBits, 100_000_000)
	return r
}

// upright says whether a picture is 9:16, give or take a row of pixels.
func upright(c taglane.Clip) bool {
	off := float64(c.Width) / float64(max(1, c.Height)) / (9.0 / 16)
	return off > .99 && off < 1.01
}

// fittedFile is a file that was made to fit, as the library remembers it.
type fittedFile struct {
	SHA256 string        `json:"sha256"`
	Size   int64         `json:"size"`
	Facts  taglane.Facts `json:"facts"`
}

// name is the same for the same form of the same clip.
func (f form) name(fingerprint string) string {
	b, err := json.Marshal([]any{"taglane-fit/1", fingerprint, f.Rendition, f.words, f.span})
	if err != nil {
		panic("studio: a form without marks cannot fail to encode: " + err.Error())
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// facts are what the file will be, before it is made.
func (f form) facts(c taglane.Clip) taglane.Facts {
	out := taglane.Facts{Frames: c.Frames, Rate: c.Rate, Width: c.Width &^ 1, Height: c.Height &^ 1, Codec: f.Video, Audio: f.Audio}
	switch {
	case f.Width == 0 || c.Width == 0 || c.Height == 0:
	case f.Fit == media.Cover:
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

// draft is a draft as it lies on the file that was made: its frames are those
// of the file.
func (m fittedFile) draft(d taglane.Draft) taglane.Draft { return onFacts(d, m.Facts) }

func onFacts(d taglane.Draft, to taglane.Facts) taglane.Draft {
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

func (m fittedFile) file(s *Studio) taglane.File {
	return taglane.File{Path: s.owned(m.SHA256, ".mp4"), SHA256: m.SHA256, Size: m.Size}
}

// asFitted is what the wording will be once its file is made: as it is, where
// it is made already.
func (s *Studio) asFitted(ctx context.Context, w wording, f form) (taglane.File, taglane.Draft) {
	if m, ok := s.alreadyMade(ctx, w, f); ok {
		return m.file(s), m.draft(w.draft)
	}
	c := w.draft.Clip
	size := c.Size
	if f.MostBits > 0 && c.Rate.Valid() {
		size = min(size, int64(float64(f.MostBits+fitAudioBits)*c.Rate.Seconds(c.Frames)/8))
	}
	return taglane.File{Path: "to-be-made.mp4", Size: size}, onFacts(w.draft, f.facts(c))
}

const fitSetting = "fit."

func (s *Studio) alreadyMade(ctx context.Context, w wording, f form) (m fittedFile, ok bool) {
	text, err := s.store.Setting(ctx, fitSetting+f.name(w.draft.Clip.Fingerprint))
	if err != nil || text == "" || json.Unmarshal([]byte(text), &m) != nil {
		return fittedFile{}, false
	}
	info, err := os.Stat(m.file(s).Path)
	return m, err == nil && info.Size() == m.Size
}

// howOften a file that is being made is looked for.
const howOften = 50 * time.Millisecond

// fitted is the file of that form, made in the background if it is not there
// yet. It returns when it is, or when its job was called off or failed.
func (s *Studio) fitted(ctx context.Context, w wording, f form) (fittedFile, error) {
	if m, ok := s.alreadyMade(ctx, w, f); ok {
		return m, nil
	}
	of := s.startFit(w, f)
	tick := time.NewTicker(howOften)
	defer tick.Stop()
	for {
		x, there := s.work.Of(of)
		switch {
		case !there:
			if m, ok := s.alreadyMade(ctx, w, f); ok {
				return m, nil
			}
			return fittedFile{}, taglane.Errorf(taglane.Refused, "The file that fits was not made, so nothing is queued.")
		case x.Failed != "":
			return fittedFile{}, taglane.Refuse(taglane.Refused, taglane.Plain(x.Failed))
		}
		select {
		case <-ctx.Done():
			return fittedFile{}, ctx.Err()
		case <-s.life.Done():
			return fittedFile{}, s.life.Err()
		case <-tick.C:
		}
	}
}

// startFit begins the job that makes the file, unless it is under way.
func (s *Studio) startFit(w wording, f form) (of taglane.ID) {
	of = taglane.ID("fit-" + f.name(w.draft.Clip.Fingerprint))
	s.work.Add(work.Task{ID: s.o.NewID(), Of: of, Name: w.draft.Clip.Heading(), Doing: "export", Steps: []work.Step{{Rank: rankExport, Yields: true, Do: func(ctx context.Context, d *work.Desk) error {
		return s.makeFit(under(ctx, d), w, f, func(p media.Progress) { d.Progress("export", p.Share, p.Left) })
	}}}})
	return of
}

// makeFit writes the file, names it by its content, and remembers it.
func (s *Studio) makeFit(ctx context.Context, w wording, f form, progress func(media.Progress)) error {
	src, tool, err := s.source(ctx, w.draft.Clip)
	if err != nil {
		return err
	}
	r := f.Rendition
	if r.Marks, err = marksOf(w.draft, Burn{Disclosure: f.words != ""}); err != nil {
		return err
	}
	name := f.name(w.draft.Clip.Fingerprint)
	path := filepath.Join(s.o.Dir, "media", "."+name+".mp4")
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return taglane.Wrap(err, taglane.Refused, "The library's folder cannot be written.")
	}
	if err := os.Remove(path); err != nil && !os.IsNotExist(err) { // what a killed program left
		return taglane.Wrap(err, taglane.Refused, "The library's folder cannot be written.")
	}
	done, err := media.Render(ctx, tool, src, r, path, progress)
	if err != nil {
		return err
	}
	m := fittedFile{Facts: taglane.Facts{Frames: done.Frames, Rate: done.Rate, Width: done.Width, Height: done.Height, Codec: r.Video, Audio: r.Audio}}
	if m.SHA256, m.Size, err = media.Sum(ctx, path); err != nil {
		return err
	}
	if err := os.Rename(path, m.file(s).Path); err != nil {
		return taglane.Wrap(err, taglane.Refused, "The library's folder cannot be written.")
	}
	if err := syncDir(filepath.Dir(path)); err != nil {
		return taglane.Wrap(err, taglane.Internal, "The library's folder cannot be written.")
	}
	text, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return s.store.SetSetting(ctx, fitSetting+name, string(text))
}
