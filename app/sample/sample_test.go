package sample

import (
	"bytes"
	"encoding/json"
	"image/jpeg"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"taglane/app/taglane"
)

func TestIsSmallEnoughToShip(t *testing.T) {
	total := len(Clip)
	for _, p := range Products() {
		b, err := p.Image()
		if err != nil {
			t.Fatal(err)
		}
		total += len(b)
	}
	if total > 3_000_000 {
		t.Errorf("clip and pictures weigh %d bytes, more than 3 MB", total)
	}
}

func TestPicturesDecode(t *testing.T) {
	for _, p := range Products() {
		b, err := p.Image()
		if err != nil {
			t.Fatal(err)
		}
		m, err := jpeg.Decode(bytes.NewReader(b))
		if err != nil {
			t.Fatalf("%s: %v", p.Picture, err)
		}
		if s := m.Bounds().Size(); s.X != 600 || s.Y != 600 {
			t.Errorf("%s is %v, want 600 × 600", p.Picture, s)
		}
	}
}

// draft is the sample as somebody would tag it.
func draft() taglane.Draft {
	d := taglane.Draft{Clip: taglane.Clip{ID: "clip", Title: Title, Facts: taglane.Facts{Frames: Frames, Rate: Rate}}}
	for _, p := range Products() {
		id := taglane.ID(p.Title)
		d.Products = append(d.Products, taglane.Product{ID: id, Title: p.Title, Brand: p.Brand, URL: p.URL, Relation: p.Relation})
		for _, tag := range p.Tags {
			d.Tags = append(d.Tags, taglane.Tag{Clip: "clip", Product: id, Span: tag.Span, Path: tag.Path})
		}
	}
	return d
}

func TestTagsHaveNothingToComplainAbout(t *testing.T) {
	for _, f := range taglane.Check(draft()) {
		t.Errorf("%s: %s", f.Rule, f.Message)
	}
}

func TestProductsAreVisibleForTwoSeconds(t *testing.T) {
	for _, p := range Products() {
		longest := taglane.Frame(0)
		for _, tag := range p.Tags {
			if len(tag.Keys) < 2 || tag.Keys[0].Frame != tag.In || tag.Keys[len(tag.Keys)-1].Frame != tag.Out-1 {
				t.Errorf("%s: the hotspot is not known from the first to the last frame of %v", p.Title, tag.Span)
			}
			longest = max(longest, tag.Len())
		}
		if Rate.Millis(longest) < 2000 {
			t.Errorf("%s is tagged for %d frames at most, less than 2 s", p.Title, longest)
		}
	}
}

func TestWordsAreFitToShow(t *testing.T) {
	relations := map[taglane.Relation]int{}
	titles := map[string]bool{}
	for _, p := range Products() {
		relations[p.Relation]++
		titles[p.Title] = true
		if err := taglane.CheckURL(p.URL); err != nil {
			t.Errorf("%s: %v", p.URL, err)
		}
		if u, err := url.Parse(p.URL); err != nil || !strings.HasSuffix(u.Hostname(), ".example") {
			t.Errorf("%s may be somebody's real site", p.URL)
		}
		if _, err := taglane.ParseMoney(p.Price); err != nil {
			t.Errorf("%s: %v", p.Title, err)
		}
		if p.Brand == "" {
			t.Errorf("%s has no brand", p.Title)
		}
	}
	if len(titles) != 5 {
		t.Errorf("the shelf holds %d different things, want 5", len(titles))
	}
	for _, r := range []taglane.Relation{taglane.Own, taglane.Commission, taglane.Gifted} {
		if relations[r] == 0 {
			t.Errorf("nothing on the shelf shows what %q looks like", r)
		}
	}
	if relations[taglane.Unset] > 0 {
		t.Error("a product without a relation would keep the page from being made")
	}
}

func TestClipIsWhatWeSay(t *testing.T) {
	if len(Clip) < 12 || string(Clip[4:8]) != "ftyp" {
		t.Fatal("the clip is not an MP4 file")
	}
	if head := bytes.Index(Clip, []byte("moov")); head < 0 || head > bytes.Index(Clip, []byte("mdat")) {
		t.Error("the clip's index must come before its pictures, so that it plays while it loads")
	}
	tool, err := exec.LookPath("ffprobe")
	if err != nil {
		t.Skip("ffprobe is not installed")
	}
	file := filepath.Join(t.TempDir(), "clip.mp4")
	if err := os.WriteFile(file, Clip, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(tool, "-v", "error", "-count_packets", "-show_streams", "-of", "json", file).Output()
	if err != nil {
		t.Fatal(err)
	}
	type stream struct {
		Name    string `json:"codec_name"`
		Width   int    `json:"width"`
		Height  int    `json:"height"`
		Pixels  string `json:"pix_fmt"`
		Space   string `json:"color_space"`
		Rate    string `json:"r_frame_rate"`
		Packets string `json:"nb_read_packets"`
	}
	var got struct{ Streams []stream }
	if err := json.Unmarshal(out, &got); err != nil || len(got.Streams) != 2 {
		t.Fatalf("want a picture and a sound, got %s (%v)", out, err)
	}
	if want := (stream{"h264", 720, 1280, "yuv420p", "bt709", Rate.String(), "420"}); got.Streams[0] != want {
		t.Errorf("picture is %+v, want %+v", got.Streams[0], want)
	}
	if got.Streams[1].Name != "aac" {
		t.Errorf("sound is %s, want aac", got.Streams[1].Name)
	}
}

func TestShelfDescribesThisClip(t *testing.T) {
	var s struct {
		Title  string
		Frames taglane.Frame
		Rate   taglane.Rate
	}
	if err := json.Unmarshal(shelf, &s); err != nil {
		t.Fatal(err)
	}
	if s.Title != Title || s.Frames != Frames || s.Rate != Rate {
		t.Errorf("shelf.json says %+v; the package says %s, %d frames at %s", s, Title, Frames, Rate)
	}
}
