package studio

import (
	"testing"

	"taglane/app/media"
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
		want  media.Rendition
		w, h  int // of what is made
	}{
		{"any place", platform.Fit{}, clip(1920, 1080, 30), media.Rendition{}, 1920, 1080},
		{"an odd picture", platform.Fit{}, clip(1081, 1921, 30), media.Rendition{}, 1080, 1920},
		{"too wide", platform.Fit{Width: 1080}, clip(2160, 3840, 30), media.Rendition{Width: 1080, Height: 3840, Fit: media.Inside}, 1080, 1920},
		{"too high", platform.Fit{Width: 1920, Height: 1920}, clip(2160, 3840, 30), media.Rendition{Width: 1920, Height: 1920, Fit: media.Inside}, 1080, 1920},
		{"lying, where upright is wanted", platform.Fit{Portrait: true}, clip(1920, 1080, 30), media.Rendition{Width: 1080, Height: 1920, Fit: media.Cover}, 1080, 1920},
		{"upright already", platform.Fit{Portrait: true}, clip(1080, 1920, 30), media.Rendition{}, 1080, 1920},
		{"lying, and smaller is wanted", platform.Fit{Portrait: true, Width: 720, Height: 1280}, clip(1920, 1080, 30), media.Rendition{Width: 720, Height: 1280, Fit: media.Cover}, 720, 1280},
		{"too fast", platform.Fit{Rate: 60}, clip(1080, 1920, 120), media.Rendition{MostRate: taglane.Rate{Num: 60, Den: 1}}, 1080, 1920},
		{"too heavy a second", platform.Fit{Bitrate: 5_000_000}, clip(1080, 1920, 30), media.Rendition{MostBits: 4_750_000}, 1080, 1920},
		{"too heavy in all", platform.Fit{Bytes: 5_000_000, Bitrate: 25_000_000}, clip(1080, 1920, 30), media.Rendition{MostBits: 3_640_000}, 1080, 1920},
		{"hevc first", platform.Fit{Codecs: []string{"vp9", "hevc", "h264"}}, clip(1080, 1920, 30), media.Rendition{Video: "hevc"}, 1080, 1920},
	} {
		got := renditionWithin(c.most, c.clip)
		want := c.want
		want.Container, want.Audio, want.AudioBits, want.Focus = "mp4", "aac", fitAudioBits, taglane.Point{X: .5, Y: .5}
		if want.Video == "" {
			want.Video = "h264"
		}
		if got.Container != want.Container || got.Video != want.Video || got.Width != want.Width || got.Height != want.Height || got.Fit != want.Fit ||
			got.MostRate != want.MostRate || got.MostBits != want.MostBits || got.Audio != want.Audio || got.Check() != nil {
			t.Errorf("%s: %+v, %v", c.about, got, got.Check())
		}
		f := form{Rendition: got}.facts(c.clip)
		if f.Width != c.w || f.Height != c.h {
			t.Errorf("%s: it is thought to become %d × %d", c.about, f.Width, f.Height)
		}
	}
	mute := clip(1080, 1920, 30)
	if mute.Audio = ""; renditionWithin(platform.Fit{}, mute).Audio != "" {
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
