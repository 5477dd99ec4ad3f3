package exchange

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"taglane/app/taglane"
)

// Remark is what somebody said of a clip, as other tools are told.
type Remark struct {
	Frame, Out              taglane.Frame // Out is the first frame after it; Frame itself for a point
	Author, Text, At        string
	Replies                 []Remark // Author and Text
	Colour                  int      // 1–8, the author's
	Resolved, Done, Private bool
	Assignee                string // "" for nobody
}

// whole is a remark with its answers, a line or more for each.
func (r Remark) whole() string {
	lines := []string{r.Text}
	for _, a := range r.Replies {
		lines = append(lines, a.Author+": "+a.Text)
	}
	return strings.Join(lines, "\n")
}

// span is never empty, as a marker in an editor is not.
func (r Remark) span() taglane.Span { return taglane.Span{In: r.Frame, Out: max(r.Out, r.Frame+1)} }

// Remarks writes remarks on a clip as CSV, EDL or OTIO. Invalid: another format.
func Remarks(f Format, c taglane.Clip, all []Remark) ([]byte, error) {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b Remark) int { return cmp.Compare(a.Frame, b.Frame) })
	switch f {
	case CSV:
		return remarksCSV(c, all), nil
	case EDL:
		return remarksEDL(c, all), nil
	case OTIO:
		return remarksOTIO(c, all)
	}
	return nil, taglane.Errorf(taglane.Invalid, "Comments are written as csv, edl or otio, or on pages as pdf.")
}

// remarkColumns of the table. No cell is computed by a spreadsheet that opens it.
var remarkColumns = []string{"frame", "timecode", "out", "author", "text", "replies", "resolved", "assignee", "done", "at", "private"}

func remarksCSV(c taglane.Clip, all []Remark) []byte {
	tc := timecodeOf(c.Rate, false)
	b := bytes.NewBufferString("\ufeff") // without it, spreadsheets guess the letters
	w := csv.NewWriter(b)
	_ = w.Write(remarkColumns) // a buffer takes everything
	for _, r := range all {
		answers := make([]string, 0, len(r.Replies))
		for _, a := range r.Replies {
			answers = append(answers, a.Author+": "+a.Text)
		}
		cells := []string{strconv.FormatInt(int64(r.Frame), 10), tc.text(r.Frame), strconv.FormatInt(int64(r.Out), 10), r.Author, r.Text, strings.Join(answers, "\n"),
			yes(r.Resolved), r.Assignee, yes(r.Done), r.At, yes(r.Private)}
		for i, cell := range cells {
			cells[i] = guarded(clean(cell))
		}
		_ = w.Write(cells)
	}
	w.Flush()
	return b.Bytes()
}

func yes(is bool) string {
	if is {
		return "yes"
	}
	return ""
}

func remarksEDL(c taglane.Clip, all []Remark) []byte {
	tc := timecodeOf(c.Rate, false)
	var b bytes.Buffer
	first, last := tc.text(0), tc.text(c.Frames)
	fmt.Fprintf(&b, "TITLE: %s\nFCM: NON-DROP FRAME\n\n", cmp.Or(oneLine(c.Heading()), "Untitled"))
	fmt.Fprintf(&b, "001  AX       V     C        %s %s %s %s\n", first, last, first, last)
	fmt.Fprintf(&b, "* FROM CLIP NAME: %s\n", cmp.Or(oneLine(c.Name), "Untitled"))
	for _, r := range all {
		said := oneLine(r.Author + ": " + strings.ReplaceAll(r.whole(), "\n", " / "))
		fmt.Fprintf(&b, "* LOC: %s %-7s %s |D:%d\n", tc.text(r.Frame), locators[max(r.Colour-1, 0)%len(locators)], said, r.span().Len())
	}
	return b.Bytes()
}

// otioRemark is a marker with a comment, as the format has had one since 0.16.
type otioRemark struct {
	Schema   string         `json:"OTIO_SCHEMA"`
	Metadata map[string]any `json:"metadata"`
	Name     string         `json:"name"`
	Color    string         `json:"color"`
	Comment  string         `json:"comment"`
	Marked   otioRange      `json:"marked_range"`
}

func remarksOTIO(c taglane.Clip, all []Remark) ([]byte, error) {
	markers := []otioRemark{}
	for _, r := range all {
		// Under a name of its own, so that it is never taken for a tag of ours.
		about := map[string]any{"resolved": r.Resolved, "done": r.Done, "assignee": clean(r.Assignee), "at": r.At}
		markers = append(markers, otioRemark{Schema: "Marker.2", Name: oneLine(r.Author), Color: otioColours[max(r.Colour-1, 0)%len(otioColours)],
			Comment: clean(r.whole()), Marked: otioSpan(c.Rate, r.span()), Metadata: map[string]any{"taglane_comment": about}})
	}
	return otioDocument(c, "", markers)
}
