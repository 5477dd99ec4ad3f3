package cover

import (
	"strings"
	"testing"
)

// Lines are no wider than asked, none of their text is lost, and each says which
// way it is read.
func TestRunningText(t *testing.T) {
	p, err := NewPress()
	if err != nil {
		t.Fatal(err)
	}
	for text, right := range map[string]bool{
		"The carafe leaves the table before its tag does. Hold it half a second longer?": false,
		strings.Repeat("e", 200): false, "Один, два, три, четыре, пять, шесть, семь": false,
		"שלום, זה טוב מאוד, ואפילו קצת יותר ארוך": true,
	} {
		lines, err := p.Set(text, 20, false)
		if err != nil || len(lines) < 2 {
			t.Fatalf("%q: %d lines, %v", text, len(lines), err)
		}
		whole := ""
		for _, l := range lines {
			if whole += l.Text; l.Width > 20.01 || l.Right != right {
				t.Errorf("%q: %.2f wide, %v", l.Text, l.Width, l.Right)
			}
			told := 0
			for _, g := range l.Glyphs {
				told += len(g.Text)
				if g.Shape != nil && len(g.Shape.Steps) == 0 {
					t.Errorf("%q has a shape of nothing", g.Text)
				}
			}
			if told != len(l.Text) {
				t.Errorf("%q: its shapes tell %d of %d bytes", l.Text, told, len(l.Text))
			}
		}
		if strings.ReplaceAll(whole, " ", "") != strings.ReplaceAll(text, " ", "") {
			t.Errorf("%q became %q", text, whole)
		}
	}
	lines, err := p.Set("one\n\x07two\n\nthree", 20, true)
	if err != nil || len(lines) != 4 || lines[1].Text != "two" || lines[2].Width != 0 {
		t.Errorf("%+v %v", lines, err)
	}
	// A shape is kept once, so that whoever writes it down can.
	again, err := p.Set("oo", 20, true)
	if err != nil || again[0].Glyphs[0].Shape != again[0].Glyphs[1].Shape || again[0].Glyphs[0].Shape != lines[0].Glyphs[0].Shape {
		t.Error("a shape is another each time", err)
	}
}
