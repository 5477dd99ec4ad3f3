package exchange

import (
	"bytes"
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"taglane/app/taglane"
)

// locators are the colours an edit list knows; each product keeps one.
var locators = []string{"RED", "GREEN", "BLUE", "CYAN", "MAGENTA", "YELLOW", "WHITE", "BLACK"}

// encodeEDL writes the clip as one event and each tag as a locator on it. The
// length stands behind the name, as editors that know lengths write it.
func encodeEDL(d taglane.Draft, at Stamp) ([]byte, []taglane.Loss, error) {
	tc := timecodeOf(d.Clip.Rate, at.DropFrame)
	mode := "NON-DROP FRAME"
	if tc.drop > 0 {
		mode = "DROP FRAME"
	}
	var b bytes.Buffer
	first, last := tc.text(0), tc.text(d.Clip.Frames)
	fmt.Fprintf(&b, "TITLE: %s\nFCM: %s\n\n", cmp.Or(oneLine(d.Clip.Heading()), "Untitled"), mode)
	fmt.Fprintf(&b, "001  AX       V     C        %s %s %s %s\n", first, last, first, last)
	fmt.Fprintf(&b, "* FROM CLIP NAME: %s\n", cmp.Or(oneLine(d.Clip.Name), "Untitled"))
	colour := map[taglane.ID]string{}
	for i, p := range d.Products {
		colour[p.ID] = locators[i%len(locators)]
	}
	for _, t := range inOrder(d.Tags) {
		p, _ := d.Product(t.Product)
		fmt.Fprintf(&b, "* LOC: %s %-7s %s |D:%d\n", tc.text(t.In), colour[t.Product], lineName(p), t.Len())
	}
	return b.Bytes(), varies(timesOnly(d, EDL), EDL, d), nil
}

// lineName is a product's title on one line; its id stands in for none.
func lineName(p taglane.Product) string {
	return cmp.Or(oneLine(p.Title), oneLine(string(p.ID)), "Product")
}

// inOrder is the tags by their start.
func inOrder(tags []taglane.Tag) []taglane.Tag {
	tags = slices.Clone(tags)
	slices.SortStableFunc(tags, func(a, b taglane.Tag) int { return cmp.Compare(a.In, b.In) })
	return tags
}

var (
	eventForm   = regexp.MustCompile(`^[0-9]{3,6}[ \t]+\S+[ \t]+\S+[ \t]+\S+(?:[ \t]+[0-9]{1,4})?[ \t]+(\S+)[ \t]+(\S+)[ \t]+(\S+)[ \t]+(\S+)[ \t]*$`)
	locatorForm = regexp.MustCompile(`^\*[ \t]*LOC:[ \t]+(\S+)[ \t]+([A-Z]+)(?:[ \t]+(.*))?$`)
	lengthForm  = regexp.MustCompile(`^(.*?)[ \t]*\|D:([0-9]{1,9})[ \t]*$`)
	markerForm  = regexp.MustCompile(`\|M:(.*?)[ \t]*\|D:([0-9]{1,9})[ \t]*$`)
)

// mark is a remark of an edit list before its clock is known.
type mark struct {
	at     taglane.Frame
	length taglane.Frame // 0: not said
	name   string
}

// decodeEDL reads locators, and the markers some editors write behind events.
// A list without either gives a tag for each event, named after its clip.
func decodeEDL(b []byte, grid Grid) (Timeline, error) {
	in := newIntake(grid, taglane.Say("Marker"))
	l := edlReader{rate: grid.Rate, zero: -1}
	n := 0
	for line := range bytes.Lines(b) {
		if n++; n > 4*MaxTags || len(line) > 1<<16 {
			return Timeline{}, taglane.Errorf(taglane.Invalid, "The edit list is longer than one of a clip can be.")
		}
		if err := l.line(strings.TrimRight(string(line), "\r\n")); err != nil {
			return Timeline{}, err
		}
	}
	if l.zero < 0 {
		return Timeline{}, taglane.Errorf(taglane.Invalid, "This is not an edit list: it has no events.")
	}
	marks := l.marks
	if len(marks) == 0 { // an event over the whole clip is the clip itself
		marks = slices.DeleteFunc(l.events, func(m mark) bool { return m.at == l.hour() && m.length >= grid.Frames })
	}
	for i, m := range marks {
		start := m.at - l.hour()
		length := m.length
		if length == 0 {
			length = max(1, min(grid.Rate.FrameAtMillis(pointMillis), grid.Frames-start))
		}
		in.takeNamed(i+1, m.name, taglane.Span{In: start, Out: start + length})
	}
	return in.done()
}

// edlReader is what is known of an edit list so far.
type edlReader struct {
	rate   taglane.Rate
	drop   bool
	zero   taglane.Frame // the earliest event; -1 for none
	marks  []mark
	events []mark
}

// hour is where the list's clock starts: at the last full hour before its
// first event, since editors begin at 01:00:00:00.
func (l *edlReader) hour() taglane.Frame {
	tc := timecodeOf(l.rate, l.drop)
	hour := taglane.Frame(3600*tc.base - 54*tc.drop)
	return l.zero / hour * hour
}

func (l *edlReader) line(s string) error {
	switch {
	case strings.HasPrefix(s, "FCM:"):
		l.drop = strings.TrimSpace(s[4:]) == "DROP FRAME"
	case eventForm.MatchString(s):
		m := eventForm.FindStringSubmatch(s)
		first, err := readTimecode(m[3], l.rate, l.drop)
		last, bad := readTimecode(m[4], l.rate, l.drop)
		if err := firstError(err, bad); err != nil {
			return err
		}
		if l.zero < 0 || first < l.zero {
			l.zero = first
		}
		l.events = append(l.events, mark{at: first, length: max(1, last-first)})
	case strings.HasPrefix(s, "* FROM CLIP NAME:") && len(l.events) > 0:
		l.events[len(l.events)-1].name = strings.TrimSpace(strings.TrimPrefix(s, "* FROM CLIP NAME:"))
	case locatorForm.MatchString(s):
		m := locatorForm.FindStringSubmatch(s)
		f, err := readTimecode(m[1], l.rate, l.drop)
		if err != nil {
			return err
		}
		k := mark{at: f, name: m[3]}
		if with := lengthForm.FindStringSubmatch(m[3]); with != nil {
			k.name, k.length = with[1], frames(with[2])
		}
		l.marks = append(l.marks, k)
	case strings.Contains(s, "|M:") && len(l.events) > 0:
		if m := markerForm.FindStringSubmatch(s); m != nil {
			l.marks = append(l.marks, mark{at: l.events[len(l.events)-1].at, length: frames(m[2]), name: m[1]})
		}
	}
	return nil
}

// frames reads digits that a pattern has let through.
func frames(s string) taglane.Frame {
	n, _ := strconv.ParseInt(s, 10, 64)
	return taglane.Frame(n)
}
