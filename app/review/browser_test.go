package review

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"taglane/app/taglane"
)

// TestRoomInBrowser opens rooms from disk in Chromium, does what a guest does and
// reads what comes back. It needs node, chromium and frontend/node_modules;
// TAGLANE_NEED_BROWSER=1 makes a missing one a failure.
func TestRoomInBrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: a browser takes its time")
	}
	chromium := need(t)
	dir := rooms(t)
	cmd := exec.Command("node", "testdata/browser/room.mjs", dir, "guest,phone,many,forgetful,hostile,elsewhere,live")
	cmd.Env = append(os.Environ(), "TAGLANE_CHROMIUM="+chromium)
	out, err := cmd.CombinedOutput()
	if t.Log(string(out)); err != nil {
		t.Fatal(err)
	}
	file, text := answered(t, dir, "answer.json"), answered(t, dir, "answer.txt")
	if !reflect.DeepEqual(file, text) {
		t.Errorf("the file says %+v, the text %+v", file, text)
	}
	said, err := file.Said(sunday(t).Room, made.AddDate(1, 0, 0))
	if err != nil || said.Guest.Name != "Jonas Berg" || len(said.Comments) != 3 || said.Verdict.Answer != taglane.Approves || said.Verdict.Note != "Lovely." {
		t.Fatalf("%+v, %v", said, err)
	}
	for _, c := range said.Comments {
		kinds := ""
		for _, s := range c.Drawing {
			kinds += " " + string(s.Kind)
		}
		switch text := c.Texts[0].Text; {
		case text == "Warmer, please. <b>not bold</b>" && c.Reply == "" && c.Frame > 0 && c.Out == c.Frame && kinds == "":
		case text == "" && c.Frame == 0 && c.Out == 10 && kinds == " arrow free box text" && c.Drawing[3].Text == "here":
		case text == "I see it too." && c.Reply == "c3" && c.Frame == 200 && kinds == "":
		default:
			t.Errorf("%+v", c)
		}
	}
}

func answered(t *testing.T, dir, name string) Answer {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	a, err := ReadAnswer(b)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return a
}

// rooms writes the rooms that are looked at, and what must be seen in them.
func rooms(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	lay := func(name string, b []byte) {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	lay("room.review.html", []byte(written(t, sunday(t))))
	many := sunday(t)
	many.Comments = nil
	for i := range 1000 {
		many.Comments = append(many.Comments, Comment{ID: taglane.ID(fmt.Sprint("c", i)), Frame: taglane.Frame(i * 359 / 1000), Out: taglane.Frame(i * 359 / 1000), Name: "Mia", Colour: i%8 + 1, At: made.Add(time.Duration(i) * time.Second).Format(time.RFC3339), Text: strings.Repeat("Look at this. ", i%9+1)})
	}
	lay("many.review.html", []byte(written(t, many)))
	bad := sunday(t)
	const words = `<script>alert(1)</script><img src=x onerror="pwned=1">`
	bad.Title, bad.Note, bad.Room.By, bad.Room.Rights = words, words, words, taglane.Rights{}
	bad.Comments[0].Text, bad.Comments[0].Name, bad.Draft.Products[0].Title, bad.Draft.Tags[0].Label = words, words, words, words
	lay("hostile.review.html", []byte(written(t, bad)))
	beside, bare := sunday(t), sunday(t)
	beside.Film.Open, beside.Film.Beside, bare.Film.Open = nil, "./clip.mp4", nil
	lay("beside.review.html", []byte(written(t, beside)))
	lay("bare.review.html", []byte(written(t, bare)))
	live := sunday(t)
	live.Live, live.Film.Open, live.Film.Beside, live.Comments = true, nil, "film", nil
	lay("live.html", []byte(written(t, live)))
	clip, err := os.ReadFile(clipFile)
	if err != nil {
		t.Fatal(err)
	}
	lay("clip.mp4", clip)
	at := map[string]taglane.Spot{}
	for _, f := range []taglane.Frame{37, 80} {
		at[fmt.Sprint(f)], _ = sunday(t).Draft.Tags[0].Path.At(f)
	}
	b, err := json.Marshal(map[string]any{"at": at})
	if err != nil {
		t.Fatal(err)
	}
	lay("expect.json", b)
	return dir
}

func need(t *testing.T) (chromium string) {
	t.Helper()
	var missing []string
	if _, err := exec.LookPath("node"); err != nil {
		missing = append(missing, "node")
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil && chromium == "" {
			chromium = path
		}
	}
	if chromium == "" {
		missing = append(missing, "chromium")
	}
	for _, dir := range []string{"playwright-core", "axe-core"} {
		if _, err := os.Stat(filepath.Join("../../frontend/node_modules", dir)); err != nil {
			missing = append(missing, "frontend/node_modules/"+dir)
		}
	}
	if len(missing) > 0 {
		if os.Getenv("TAGLANE_NEED_BROWSER") == "1" {
			t.Fatal("missing: " + strings.Join(missing, ", "))
		}
		t.Skip("missing: " + strings.Join(missing, ", "))
	}
	return chromium
}
