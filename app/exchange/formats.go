package exchange

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"regexp"
	"strings"

	"taglane/app/taglane"
)

// Format names a way to write a timeline down; it is the word a person types.
type Format string

const (
	TimelineJSON Format = "json"
	WebVTT       Format = "webvtt"
	CSV          Format = "csv"
	OTIO         Format = "otio"
	EDL          Format = "edl"
	YouTube      Format = "youtube"
	Cloudinary   Format = "cloudinary"
	Cloudimage   Format = "cloudimage"
	LosslessCut  Format = "llc"
	Stash        Format = "stash"
)

// About is what a person needs to know of a format to choose it.
type About struct {
	ID        Format
	Name      taglane.Said
	Extension string       // with its dot
	Loses     taglane.Said // one sentence: what it cannot carry
	Reads     bool
	Writes    bool
	Counts    bool // its player counts down, so what is held back may announce itself there
}

// book is a row of the registry: what a format is, and how it is done.
type book struct {
	About
	write func(taglane.Draft, Stamp) ([]byte, []taglane.Loss, error)
	read  func([]byte, Grid) (Timeline, error)
}

var books = []book{
	{About{ID: TimelineJSON, Name: taglane.Say("Taglane timeline"), Extension: ".json", Loses: taglane.Say("It carries everything but your notes, your shelf and the pictures themselves.")},
		encode, func(b []byte, _ Grid) (Timeline, error) { return decode(b) }},
	{About{ID: WebVTT, Name: taglane.Say("WebVTT metadata track"), Extension: ".vtt", Loses: taglane.Say("It carries times, hotspots and names, but no links, prices or relations.")},
		func(d taglane.Draft, _ Stamp) ([]byte, []taglane.Loss, error) { return encodeVTT(d) },
		func(b []byte, g Grid) (Timeline, error) { return decodeVTT(bufio.NewScanner(bytes.NewReader(b)), g) }},
	{About{ID: CSV, Name: taglane.Say("Table (CSV)"), Extension: ".csv", Loses: taglane.Say("It carries everything but your notes, your shelf, pictures and products that no tag shows.")},
		encodeCSV, decodeCSV},
	{About{ID: OTIO, Name: taglane.Plain("OpenTimelineIO"), Extension: ".otio", Loses: taglane.Say("Editors show the markers and keep the rest unseen; notes, shelf and pictures stay here.")},
		encodeOTIO, decodeOTIO},
	{About{ID: EDL, Name: taglane.Say("Edit decision list (CMX 3600)"), Extension: ".edl", Loses: taglane.Say("It carries only times and product names.")},
		encodeEDL, decodeEDL},
	{About{ID: YouTube, Name: taglane.Say("YouTube chapters"), Extension: ".txt", Loses: taglane.Say("It carries only the second each tag begins at, and a name.")},
		encodeYouTube, nil},
	{About{ID: Cloudinary, Name: taglane.Say("Cloudinary shoppable video"), Extension: ".json", Loses: taglane.Say("It carries times, names, links and one still hotspot a tag; prices, codes and relations stay here.")},
		encodeCloudinary, decodeCloudinary},
	{About{ID: Cloudimage, Name: taglane.Say("Cloudimage video hotspots"), Extension: ".json", Counts: true, Loses: taglane.Say("It carries points that move, with names, links and prices; tags without a hotspot, sizes and relations stay here.")},
		encodeCloudimage, decodeCloudimage},
	{About{ID: LosslessCut, Name: taglane.Say("LosslessCut project"), Extension: ".llc", Loses: taglane.Say("It knows only segments and their names.")},
		nil, decodeLLC},
	{About{ID: Stash, Name: taglane.Say("Stash markers"), Extension: ".json", Loses: taglane.Say("It knows only moments and their names.")},
		nil, decodeStash},
}

// Formats lists the formats Taglane knows, best first.
func Formats() []Format {
	out := make([]Format, len(books))
	for i, b := range books {
		out[i] = b.ID
	}
	return out
}

func (f Format) book() book {
	for _, b := range books {
		if b.ID == f {
			b.Reads, b.Writes = b.read != nil, b.write != nil
			return b
		}
	}
	return book{}
}

// About describes the format; the zero About for one that does not exist.
func (f Format) About() About { return f.book().About }

// Reads says whether timelines can be read from the format.
func (f Format) Reads() bool { return f.book().read != nil }

// Writes says whether timelines can be written in the format.
func (f Format) Writes() bool { return f.book().write != nil }

// Write writes the tags of d and returns what the format cannot carry.
// Errors: Invalid when the draft breaks a rule of the format; Internal when w fails.
func Write(w io.Writer, f Format, d taglane.Draft, at Stamp) ([]taglane.Loss, error) {
	t := Timeline{Rate: d.Clip.Rate, Frames: d.Clip.Frames, Products: d.Products, Tags: d.Tags}
	if err := t.check(); err != nil {
		return nil, err
	}
	if !f.Writes() {
		return nil, taglane.Errorf(taglane.Invalid, "%s is not a format that timelines are written in.", quoted(taglane.ID(f)))
	}
	b, lost, err := f.book().write(d, at)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(b); err != nil {
		return nil, taglane.Wrap(err, taglane.Internal, "The timeline could not be written.")
	}
	return lost, nil
}

// Lost says, one line each, what of this draft the format cannot carry and
// why, or why it cannot be written at all; nil when nothing is lost.
func Lost(f Format, d taglane.Draft) []taglane.Said {
	lost, err := Write(io.Discard, f, d, Stamp{})
	if err != nil {
		return []taglane.Said{taglane.SaidOf(err)}
	}
	var out []taglane.Said
	for _, l := range lost {
		out = append(out, l.Said())
	}
	return out
}

// Read reads a timeline; f "" recognises the format. The document names its
// own frames; all other formats need grid, and their times are laid on it.
// Every tag returned lies inside the clip, its spots inside the tag and rising,
// its product exists and ids are unique. What could be left out is named in
// Refused. Errors: Invalid, with a sentence that says what is wrong.
func Read(r io.Reader, f Format, grid Grid) (Timeline, error) {
	b, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return Timeline{}, taglane.Wrap(err, taglane.Internal, "The timeline could not be read.")
	}
	if len(b) > MaxBytes {
		return Timeline{}, taglane.Errorf(taglane.Invalid, "A timeline may be 16 MB at most.")
	}
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	if f == "" {
		f = recognise(b)
	}
	if !f.Reads() {
		return Timeline{}, taglane.Errorf(taglane.Invalid, "This is not a tag timeline Taglane can read.")
	}
	if f != TimelineJSON && (!grid.Rate.Valid() || grid.Frames < 1) {
		return Timeline{}, taglane.Errorf(taglane.Invalid, "A file of this kind does not say enough of its frames. Choose the clip it belongs to first.")
	}
	t, err := f.book().read(b, grid)
	if err == nil {
		err = t.check()
	}
	if err != nil {
		return Timeline{}, err
	}
	return t, nil
}

var (
	// scriptKeys find a name in what is written as a script rather than as JSON.
	scriptKeys = []struct {
		f   Format
		key *regexp.Regexp
	}{{LosslessCut, scriptKey("cutSegments")}, {Cloudinary, scriptKey("shoppable")}, {Cloudimage, scriptKey("hotspots")}}
	edlLine = regexp.MustCompile(`(?m)^(?:TITLE:|FCM:|[0-9]{3,6}[ \t]+\S+[ \t]+\S+[ \t]+C[ \t])`)
)

func scriptKey(name string) *regexp.Regexp {
	return regexp.MustCompile(`(?:^|[{,\s])["']?` + name + `["']?\s*:`)
}

func recognise(b []byte) Format {
	head := bytes.TrimLeft(b, " \t\r\n")
	switch {
	case bytes.HasPrefix(head, []byte("{")), bytes.HasPrefix(head, []byte("[")), bytes.HasPrefix(head, []byte("//")), bytes.HasPrefix(head, []byte("/*")):
		return recogniseJSON(head)
	case bytes.HasPrefix(head, []byte("WEBVTT")):
		return WebVTT
	case edlLine.Match(head[:min(len(head), 4096)]):
		return EDL
	case isTable(head):
		return CSV
	}
	return ""
}

// recogniseJSON looks at the outermost names only: a title may say anything.
func recogniseJSON(b []byte) Format {
	if shallow(b) != nil {
		return TimelineJSON // whose reader says what is wrong
	}
	var top map[string]json.RawMessage
	if err := json.Unmarshal(b, &top); err != nil {
		if b[0] == '[' && json.Valid(b) {
			return recogniseList(b)
		}
		for _, k := range scriptKeys {
			if k.key.Match(b) {
				return k.f
			}
		}
		return TimelineJSON
	}
	for _, k := range []struct {
		key string
		f   Format
	}{{"format", TimelineJSON}, {"OTIO_SCHEMA", OTIO}, {"cutSegments", LosslessCut}, {"shoppable", Cloudinary}, {"hotspots", Cloudimage}, {"markers", Stash}, {"scene_markers", Stash}, {"data", Stash}} {
		if _, ok := top[k.key]; ok {
			return k.f
		}
	}
	return TimelineJSON
}

// oneLine is s as formats of one line a name hold it.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, clean(s))
	return strings.TrimSpace(s)
}

// recogniseList looks at what the first item of a bare list says of itself.
func recogniseList(b []byte) Format {
	var list []map[string]json.RawMessage
	if json.Unmarshal(b, &list) != nil || len(list) == 0 {
		return Stash
	}
	has := func(key string) bool { _, ok := list[0][key]; return ok }
	switch {
	case has("productName") || has("productId"):
		return Cloudinary
	case has("startTime"):
		return Cloudimage
	}
	return Stash
}
