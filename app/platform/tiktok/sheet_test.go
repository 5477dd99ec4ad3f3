package tiktok

import (
	"slices"
	"strings"
	"testing"

	"taglane/app/platform"
	"taglane/app/taglane"
)

func steps(s platform.Sheet) (out []string) {
	for _, st := range s.Steps {
		line := st.Text.String()
		if st.Copy != "" {
			line += " [" + st.Copy + "]"
		}
		out = append(out, line)
	}
	return out
}

// What is left to do for a clip in the inbox, in order.
func TestTheSheetLeadsThroughTikToksApp(t *testing.T) {
	w := stand(t)
	p := sized(t, w, 1000, "ai", "yes", "duet", "true")
	cover := taglane.Frame(90)
	p.Revision.Draft.Clip.Cover = &cover
	sheet := dialed(t, w).Sheet(taglane.Post{ID: "v_inbox_file~v2-1.1"}, p)
	want := []string{
		"Open TikTok's app, go to your inbox and tap the notification about the new clip.",
		"Paste the caption. [Ad · paid links\nTwo things I use every morning.]",
		"Choose the picture at second 3.0 as the cover.",
		"Add the product as the link of the post: Blue mug, number MUG-1. [Blue mug]",
		"TikTok links one product with a video, so this one has no link: Kettle. [Kettle]",
		"Switch on that the post promotes something.",
		"Below that, choose “Branded content”; such a post cannot be for yourself alone.",
		"Switch on that the clip was made with AI.",
		"Allow this: duets.",
		"Choose who can see the post, and post it.",
	}
	if got := steps(sheet); !slices.Equal(got, want) {
		t.Errorf("it says\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if sheet.Steps[3].Tag != "product-1" || sheet.Steps[4].Tag != "product-2" || !strings.HasPrefix(sheet.Where, "https://www.tiktok.com") || sheet.Title.String() == "" {
		t.Errorf("%+v", sheet)
	}
	if direct := dialed(t, w, "mode", "direct").Sheet(taglane.Post{ID: "1"}, p); len(direct.Steps) != 0 {
		t.Errorf("a post that was made leaves %v", steps(direct))
	}
}

func TestTheSheetOfOnesOwnProducts(t *testing.T) {
	w := stand(t)
	p := sized(t, w, 1000)
	d := &p.Revision.Draft
	for i := range d.Products {
		d.Products[i].Relation = taglane.Own
	}
	got := strings.Join(steps(dialed(t, w).Sheet(taglane.Post{}, p)), "\n")
	if !strings.Contains(got, "“Your brand”") || strings.Contains(got, "“Branded content”") || !strings.Contains(got, "[Ad\nTwo things") {
		t.Errorf("of one's own products it says\n%s", got)
	}
	for i := range d.Products {
		d.Products[i].Relation = taglane.None
	}
	got = strings.Join(steps(dialed(t, w).Sheet(taglane.Post{}, p)), "\n")
	if strings.Contains(got, "promotes") || !strings.Contains(got, "[Two things I use every morning.]") {
		t.Errorf("without a tie it says\n%s", got)
	}
	d.Clip.Caption, d.Products, d.Tags = "", nil, nil
	if got := steps(dialed(t, w).Sheet(taglane.Post{}, p)); len(got) != 2 {
		t.Errorf("of nothing but a clip it says %v", got)
	}
}

// A caption that already begins with what the law wants stays as it is.
func TestACaptionIsNotDisclosedTwice(t *testing.T) {
	w := stand(t)
	p := sized(t, w, 1000)
	for caption, want := range map[string]string{
		"Ad · Two things I use every morning.":  "Ad · Two things I use every morning.",
		"#ad Two things I use every morning.":   "#ad Two things I use every morning.",
		"#adorable things I use every morning.": "Ad · paid links\n#adorable things I use every morning.",
	} {
		p.Revision.Draft.Clip.Caption = caption
		if got := captionOf(p); got != want {
			t.Errorf("%q becomes %q", caption, got)
		}
	}
}
