package exchange

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"

	"taglane/app/taglane"
)

func remarks() (taglane.Clip, []Remark) {
	c := taglane.Clip{ID: "c", Name: "mug.mp4", Facts: taglane.Facts{Frames: 900, Rate: taglane.Rate{Num: 30, Den: 1}, Width: 1080, Height: 1920}}
	return c, []Remark{
		{Frame: 60, Out: 90, Author: "Mia", Text: "Softer,\n\"please\"", Colour: 1, At: "2026-11-26T09:00:00Z", Assignee: "Bo", Done: true,
			Replies: []Remark{{Author: "Bo", Text: "Done | here"}, {Author: "美咲", Text: "はい"}}},
		{Frame: 10, Out: 10, Author: "=cmd|' /C calc'!A0", Text: "=HYPERLINK(\"https://evil.example\",\"x\")", Colour: 2, Resolved: true, Assignee: "@SUM(1)", Replies: []Remark{{Author: "+1", Text: "-2\n=3"}}},
	}
}

func TestRemarksAsATable(t *testing.T) {
	c, all := remarks()
	b, err := Remarks(CSV, c, all)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(b, []byte("\ufeff")))).ReadAll()
	if err != nil || len(rows) != 3 || strings.Join(rows[0], ",") != "frame,timecode,out,author,text,replies,resolved,assignee,done,at,private" {
		t.Fatalf("%q %v", rows, err)
	}
	want := []string{"60", "00:00:02:00", "90", "Mia", "Softer,\n\"please\"", "Bo: Done | here\n美咲: はい", "", "Bo", "yes", "2026-11-26T09:00:00Z", ""}
	if got := rows[2]; strings.Join(got, "·") != strings.Join(want, "·") {
		t.Errorf("%q", got)
	}
	// By frame, and nothing of it is a formula: neither a cell nor a line in one.
	if rows[1][0] != "10" || rows[1][6] != "yes" {
		t.Errorf("%q", rows[1])
	}
	for _, cell := range rows[1] {
		for line := range strings.SplitSeq(cell, "\n") {
			if opensFormula(line) && line[0] != '\'' {
				t.Errorf("a spreadsheet would run %q", line)
			}
		}
	}
}

func TestRemarksAsMarkers(t *testing.T) {
	c, all := remarks()
	b, err := Remarks(EDL, c, all)
	if err != nil {
		t.Fatal(err)
	}
	edl := string(b)
	for _, line := range []string{
		"001  AX       V     C        00:00:00:00 00:00:30:00 00:00:00:00 00:00:30:00\n",
		"* LOC: 00:00:02:00 RED     Mia: Softer, / \"please\" / Bo: Done | here / 美咲: はい |D:30\n",
		"* LOC: 00:00:00:10 GREEN   ",
		" |D:1\n",
	} {
		if !strings.Contains(edl, line) {
			t.Errorf("lacks %q:\n%s", line, edl)
		}
	}
	// Whoever reads markers finds them at their frames.
	if b, err = Remarks(OTIO, c, all); err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Tracks struct {
			Children []struct {
				Children []struct {
					Markers []struct {
						Name, Comment, Color string
						Marked               otioRange `json:"marked_range"`
						Metadata             map[string]map[string]any
					}
				}
			}
		}
	}
	if err := json.Unmarshal(b, &doc); err != nil {
		t.Fatal(err)
	}
	m := doc.Tracks.Children[0].Children[0].Markers
	if len(m) != 2 || m[1].Name != "Mia" || m[1].Comment != "Softer,\n\"please\"\nBo: Done | here\n美咲: はい" || m[1].Color != "RED" || m[1].Marked.Start.Value != 60 || m[1].Marked.Duration.Value != 30 ||
		m[1].Metadata["taglane_comment"]["assignee"] != "Bo" || m[0].Marked.Duration.Value != 1 || m[0].Metadata["taglane_comment"]["resolved"] != true {
		t.Errorf("%+v", m)
	}
	for format, text := range map[Format][]byte{OTIO: b, EDL: []byte(edl)} {
		got, err := Read(bytes.NewReader(text), format, Grid{c.Rate, c.Frames})
		if err != nil || len(got.Tags) != 2 {
			t.Errorf("%s: %+v %v", format, got, err)
			continue
		}
		if last := got.Tags[len(got.Tags)-1]; last.Span != (taglane.Span{In: 60, Out: 90}) {
			t.Errorf("%s: %+v", format, got.Tags)
		}
	}
	if _, err := Remarks("pdf", c, all); taglane.KindOf(err) != taglane.Invalid {
		t.Error(err)
	}
}
