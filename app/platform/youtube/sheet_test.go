package youtube

import (
	"strings"
	"testing"

	"taglane/app/platform/youtube/youtubetest"
	"taglane/app/taglane"
)

func TestTheSheetForYouTubeStudio(t *testing.T) {
	tr := begin(t, 1000)
	tr.p.Revision.Draft.Clip.Priority = []taglane.ID{"product-2"}
	post := tr.open().sendAll().release()
	sheet := tr.s.Sheet(post, tr.p)
	if sheet.Where != "https://studio.youtube.com/video/"+post.ID+"/edit" {
		t.Error(sheet.Where)
	}
	if got := tr.s.Sheet(taglane.Post{}, tr.p).Where; got != "https://studio.youtube.com" {
		t.Error(got)
	}
	want := []struct{ begins, copy, tag string }{
		{"Look whether the description", describe(tr.p.Revision), ""},
		{"1. Search for this product", "Kettle", "tag-2"},
		{"If several look alike", "4006381333931", "tag-2"},
		{"If the search does not find it", "https://shop.example/kettle", "tag-2"},
		{"2. Search for this product", "Lumen Blue mug", "tag-1"},
		{"If several look alike", "MUG-1", "tag-1"},
		{"If the search does not find it", "https://shop.example/mug?sku=1", "tag-1"},
		{"Save, then look at the Short", "", ""},
	}
	if len(sheet.Steps) != len(want) {
		t.Fatalf("%d steps: %+v", len(sheet.Steps), sheet.Steps)
	}
	for i, w := range want {
		if s := sheet.Steps[i]; !strings.HasPrefix(s.Text.String(), w.begins) || s.Copy != w.copy || string(s.Tag) != w.tag {
			t.Errorf("step %d is %q %q %q, want %+v", i, s.Text, s.Copy, s.Tag, w)
		}
	}
	if !strings.HasPrefix(sheet.Steps[0].Copy, "Ad · paid links\n") {
		t.Error("the disclosure is not the first line")
	}
	if !strings.HasSuffix(sheet.Steps[4].Text.String(), "seen at 0:01.") {
		t.Error(sheet.Steps[4].Text)
	}
}

func TestNothingIsLeftByHandWhereNothingCanBe(t *testing.T) {
	tr := begin(t, 1000)
	post := tr.open().sendAll().release()
	for name, change := range map[string]func(){
		"made for kids": func() { tr.p.Settings = map[string]string{"made_for_kids": "true"} },
		"no products":   func() { tr.p.Settings, tr.p.Revision.Draft.Tags = nil, nil },
	} {
		change()
		if s := tr.s.Sheet(post, tr.p).Steps; len(s) != 0 {
			t.Errorf("%s: %+v", name, s)
		}
	}
	// Who may only upload publishes by hand.
	tr.Leave(mayUpload + " " + mayRead)
	tr.p.Settings = map[string]string{"privacy": "private"}
	s := openFar(t, tr.Twin, nil).Sheet(post, tr.p).Steps
	if len(s) != 1 || !strings.HasPrefix(s[0].Text.String(), "Make the video public") {
		t.Errorf("%+v", s)
	}
	tr.Leave(youtubetest.Everything)
	if s := openFar(t, tr.Twin, nil).Sheet(post, tr.p).Steps; len(s) != 0 {
		t.Errorf("%+v", s)
	}
}
