package wording

import (
	"testing"

	"taglane/app/platform"
	"taglane/app/taglane"
)

func TestTheFormClosestToTheClip(t *testing.T) {
	clip := func(w, h int, fps int64) taglane.Clip {
		return taglane.Clip{Facts: taglane.Facts{Frames: taglane.Frame(10 * fps), Rate: taglane.Rate{Num: fps, Den: 1}, Width: w, Height: h, Audio: "aac"}}
	}
	for _, c := range []struct {
		about string
		most  platform.Fit
		clip  taglane.Clip
		want  Form
		w, h  int // of what is made
	}{
		{"any place", platform.Fit{}, clip(1920, 1080, 30), Form{}, 1920, 1080},
		{"an odd picture", platform.Fit{}, clip(1081, 1921, 30), Form{}, 1080, 1920},
		{"too wide", platform.Fit{Width: 1080}, clip(2160, 3840, 30), Form{Width: 1080, Height: 3840}, 1080, 1920},
		{"too high", platform.Fit{Width: 1920, Height: 1920}, clip(2160, 3840, 30), Form{Width: 1920, Height: 1920}, 1080, 1920},
		{"lying, where upright is wanted", platform.Fit{Portrait: true}, clip(1920, 1080, 30), Form{Width: 1080, Height: 1920, Fills: true}, 1080, 1920},
		{"upright already", platform.Fit{Portrait: true}, clip(1080, 1920, 30), Form{}, 1080, 1920},
		{"lying, and smaller is wanted", platform.Fit{Portrait: true, Width: 720, Height: 1280}, clip(1920, 1080, 30), Form{Width: 720, Height: 1280, Fills: true}, 720, 1280},
		{"too fast", platform.Fit{Rate: 60}, clip(1080, 1920, 120), Form{MostRate: taglane.Rate{Num: 60, Den: 1}}, 1080, 1920},
		{"too heavy a second", platform.Fit{Bitrate: 5_000_000}, clip(1080, 1920, 30), Form{MostBits: 4_750_000}, 1080, 1920},
		{"too heavy in all", platform.Fit{Bytes: 5_000_000, Bitrate: 25_000_000}, clip(1080, 1920, 30), Form{MostBits: 3_640_000}, 1080, 1920},
		{"hevc first", platform.Fit{Codecs: []string{"vp9", "hevc", "h264"}}, clip(1080, 1920, 30), Form{Codec: "hevc"}, 1080, 1920},
	} {
		got := formWithin(c.most, c.clip)
		want := c.want
		want.Audio, want.AudioBits, want.Focus = "aac", audioBits, taglane.Point{X: .5, Y: .5}
		if want.Codec == "" {
			want.Codec = "h264"
		}
		if got != want {
			t.Errorf("%s: %+v, want %+v", c.about, got, want)
		}
		f := got.facts(c.clip)
		if f.Width != c.w || f.Height != c.h {
			t.Errorf("%s: it is thought to become %d × %d", c.about, f.Width, f.Height)
		}
	}
	mute := clip(1080, 1920, 30)
	if mute.Audio = ""; formWithin(platform.Fit{}, mute).Audio != "" {
		t.Error("sound out of nothing")
	}
}

// A button is offered only where pressing it may help.
func TestWhereAFileMadeAnewHelps(t *testing.T) {
	small := taglane.Clip{Facts: taglane.Facts{Rate: taglane.Rate{Num: 24, Den: 1}, Width: 720, Height: 1280}}
	large := taglane.Clip{Facts: taglane.Facts{Rate: taglane.Rate{Num: 120, Den: 1}, Width: 3840, Height: 2160}}
	most := platform.Fit{Width: 1080, Height: 1920, Rate: 60, Bytes: 1 << 20, Portrait: true}
	for rule, helps := range map[string][3]bool{ // a small upright clip, a large lying one, and a service that says nothing
		"IG-CONTAINER": {true, true, true}, "YT-MOV": {true, true, true}, "FB-PIXELS": {false, true, false}, "IG-WIDTH": {false, true, false},
		"FB-FPS": {false, true, false}, "FB-ASPECT": {false, true, false}, "TT-SIZE": {true, true, false}, "FB-DURATION": {false, false, false}, "YT-SHORT": {false, false, false},
	} {
		got := [3]bool{fitHelps(rule, small, most), fitHelps(rule, large, most), fitHelps(rule, large, platform.Fit{})}
		if got != helps {
			t.Errorf("%s: %v, want %v", rule, got, helps)
		}
	}
}

// Frames are those of the file that goes out.
func TestADraftOnAnotherFile(t *testing.T) {
	d := aDraft()
	at := taglane.Frame(299)
	d.Clip.Cover = &at
	on := On(d, taglane.Facts{Frames: 150, Rate: taglane.Rate{Num: 15, Den: 1}, Width: 360, Height: 640})
	if on.Tags[0].Out != 30 || *on.Clip.Cover != 149 || on.Clip.Width != 360 || d.Tags[0].Out != 60 || *d.Clip.Cover != 299 {
		t.Errorf("%+v of %+v", on, d)
	}
}

// The same form of the same clip has one name; anything else has another.
func TestFormsHaveNames(t *testing.T) {
	d := aDraft()
	d.Clip.Width = 3840
	service := place{account: anAccount()}
	names := map[string]string{}
	for about, answers := range map[string][]string{"fit": {"fit", "yes"}, "words": {"overlay", "yes"}, "both": {"fit", "yes", "overlay", "yes"}} {
		w := told(t, d, anAccount(), answers...)
		f, wanted := w.Form(service)
		if other, twice := names[f.Name("fp")]; !wanted || twice {
			t.Error(about, "is named as", other)
		}
		if names[f.Name("fp")] = about; f.Name("fp") == f.Name("fq") {
			t.Error("two clips have one file")
		}
		captioned := w.with(map[string]string{"caption": "Another."})
		if again, _ := captioned.Form(service); again.Name("fp") != f.Name("fp") {
			t.Error("another caption is another file")
		}
	}
	d.Products[0].Relation = taglane.None // nothing has to be written on it
	if _, wanted := told(t, d, anAccount(), "overlay", "yes").Form(service); wanted {
		t.Error("a file without a difference is made")
	}
}
