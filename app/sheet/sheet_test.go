package sheet

import (
	"bytes"
	"context"
	"errors"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"taglane/app/taglane"
)

var ctx = context.Background()

func frames(_ context.Context, at taglane.Frame) (*image.NRGBA, error) {
	if at == 5 {
		return nil, taglane.Errorf(taglane.NotFound, "x")
	}
	return frame(int(at)), nil
}

func made(t testing.TB, s Sheet) []byte {
	t.Helper()
	b, err := PDF(ctx, s, frames)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// laid is the table's file, which several tests look at.
var laid = sync.OnceValues(func() ([]byte, error) { return PDF(ctx, table(), frames) })

func table() Sheet {
	return Sheet{Title: "Slow Sunday table (1)", About: "Comments: 4", Missing: "No picture", Notes: []Note{
		{Frame: 1, Author: "Mia Ågren", Colour: 5, Time: "00:18.06 – 00:21.00", State: "Assigned to Nora", Text: "Hold it half a second longer? 👍\n<script>alert(1)</script> ) Tj ET",
			Drawing: []taglane.Stroke{
				{Kind: taglane.StrokeArrow, Points: [][2]float64{{.2, .2}, {.6, .5}}}, {Kind: taglane.StrokeBox, Colour: 1, Points: [][2]float64{{.5, .5}, {.9, .8}}},
				{Kind: taglane.StrokeText, Text: "here", Points: [][2]float64{{.85, .3}}}, {Kind: taglane.StrokeFree, Colour: 4, Points: [][2]float64{{.1, .9}, {.3, .7}, {.5, .95}, {.8, .85}}},
				{Kind: taglane.StrokePoint, Colour: 6, Points: [][2]float64{{.3, .4}}}},
			Replies: []Note{{Author: "Nora", Colour: 2, Text: "See B."}}},
		{Frame: 2, Author: "美咲", Colour: 8, Time: "00:01.00", Text: "この場面をもう少し長くしてください。"},
		{Frame: 2, Author: "آ", Colour: 3, Time: "00:01.00", Text: "नमस्ते สวัสดี Ελληνικά кириллица"},
		{Frame: 5, Author: "Jo", Text: "No picture of this"},
	}}
}

// Every word of every script is read back from the file as it was said, each
// note has its frame, and its drawing lies over it.
func TestASheet(t *testing.T) {
	b, err := laid()
	if err != nil {
		t.Fatal(err)
	}
	r := opened(t, b)
	pages := r.pages()
	all, photos := "", []image.Image(nil)
	for _, p := range pages {
		all += r.text(p)
		photos = append(photos, r.photos(p)...)
	}
	for _, line := range []string{"Slow Sunday table (1)\n", "Comments: 4\n", "Mia Ågren\n00:18.06 – 00:21.00\nAssigned to Nora\nHold it half a second longer? 👍\n<script>alert(1)</script> ) Tj ET\nNora\nSee B.\n",
		"here\n", "美咲\n00:01.00\nこの場面をもう少し長くしてください。\n", "Ελληνικά кириллица", "No picture\nJo\nNo picture of this\n"} {
		if !strings.Contains(all, line) {
			t.Errorf("lacks %q:\n%s", line, all)
		}
	}
	// Where shapes are in another order than characters, the line is told whole.
	if content := string(r.stream(r.after(pages[0], "/Contents"))); strings.Contains(all, "नमस्ते") == strings.Contains(content, "ActualText <FEFF"+sixteen("नमस्ते")) {
		t.Error("a line of several scripts is not told as it is read")
	}
	if len(photos) != 2 { // a frame that two notes are about is in the file once
		t.Fatalf("%d pictures", len(photos))
	}
	for i, m := range photos {
		red, _, _, _ := m.At(m.Bounds().Dx()/2, m.Bounds().Dy()/2).RGBA()
		if got, want := int(red>>8), 40*(i+1); got < want-6 || got > want+6 || m.Bounds().Dx() > 400 {
			t.Errorf("picture %d: %d, want %d, %v", i, got, want, m.Bounds())
		}
	}
	content := string(r.stream(r.after(pages[0], "/Contents")))
	for _, form := range []string{"re S\n", "l S\n", "c S\n", "re W n\n", "0.937 0.541 0.510 RG"} {
		if !strings.Contains(content, form) {
			t.Errorf("the drawing lacks %q", form)
		}
	}
	if title := string(r.objects[r.info]); !strings.Contains(title, "FEFF"+sixteen("Slow Sunday table (1)")) {
		t.Errorf("its title: %s", title)
	}
	if !bytes.Equal(b, made(t, table())) {
		t.Error("the same notes make another file")
	}
}

// More than a page takes goes on on the next, and nothing of it is lost.
func TestALongSheet(t *testing.T) {
	s := Sheet{Title: "x"}
	for i := range 9 {
		s.Notes = append(s.Notes, Note{Frame: taglane.Frame(2 + i%3), Author: "Mia", Text: strings.Repeat("One more line of it.\n", 10*i) + "END" + strings.Repeat("e", 300)})
	}
	r := opened(t, made(t, s))
	pages := r.pages()
	all := ""
	for _, p := range pages {
		text, foot, _ := strings.Cut(r.text(p), " / ")
		all += text[:strings.LastIndex(text, "\n")+1]
		if foot != strconv.Itoa(len(pages))+"\n" {
			t.Errorf("its foot: %q", foot)
		}
	}
	if n := strings.Count(all, "One more line of it.\n"); n != 360 || len(pages) < 8 || strings.Count(strings.ReplaceAll(all, "\n", ""), "END"+strings.Repeat("e", 300)) != 9 {
		t.Errorf("%d lines on %d pages", n, len(pages))
	}
}

func TestASheetThatIsNotMade(t *testing.T) {
	broken := errors.New("broken")
	_, err := PDF(ctx, table(), func(context.Context, taglane.Frame) (*image.NRGBA, error) { return nil, broken })
	if !errors.Is(err, broken) {
		t.Error(err)
	}
	gone, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := PDF(gone, table(), frames); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if r := opened(t, made(t, Sheet{Title: "Nothing said", Notes: nil})); len(r.pages()) != 1 {
		t.Error("no note, no page")
	}
}

// Where programs of others are at hand, they read the same.
func TestOthersReadASheet(t *testing.T) {
	if _, err := exec.LookPath("pdftotext"); err != nil {
		t.Skip("pdftotext is not installed here")
	}
	path := filepath.Join(t.TempDir(), "a.pdf")
	b, err := laid()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	said, err := exec.Command("pdftotext", "-layout", path, "-").CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	for _, words := range []string{"Mia Ågren", "Hold it half a second longer?", "この場面をもう少し長くしてください。", "नमस्ते", "No picture of this"} {
		if !strings.Contains(string(said), words) {
			t.Errorf("lacks %q:\n%s", words, said)
		}
	}
	if strings.Contains(string(said), "Error") {
		t.Errorf("%s", said)
	}
}
