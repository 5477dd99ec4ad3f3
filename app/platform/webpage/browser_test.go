package webpage

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"taglane/app/taglane"
)

// TestPageInBrowser opens the page from disk in Chromium. It needs node,
// chromium, java and frontend/node_modules; TAGLANE_NEED_BROWSER=1 makes a
// missing one a failure.
func TestPageInBrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: a browser takes its time")
	}
	chromium := need(t)
	base := ""
	look := func(p taglane.Publication, parts string) {
		t.Helper()
		dir := publish(t, map[string]string{"dir": t.TempDir(), "base_address": base}, p)
		cmd := exec.Command("node", "testdata/browser/page.mjs", dir, expected(t, p), parts)
		cmd.Env = append(os.Environ(), "TAGLANE_CHROMIUM="+chromium)
		out, err := cmd.CombinedOutput()
		if t.Log(string(out)); err != nil {
			t.Error(err)
		}
	}
	look(sunday(t), "frames,plays,keyboard,plain,fragments,calm,reachable,embedded,countless,valid")
	single := sunday(t)
	single.Settings["single_file"], single.Settings["impressions"] = "true", "true"
	look(single, "plain,counts")
	look(paying(t), "followed,plain")
	base = "https://nora.example/"
	look(dropping(t), "soon,wrong,reachable,plain,valid")
}

func need(t *testing.T) (chromium string) {
	t.Helper()
	var missing []string
	for _, tool := range []string{"node", "java"} {
		if _, err := exec.LookPath(tool); err != nil {
			missing = append(missing, tool)
		}
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil && chromium == "" {
			chromium = path
		}
	}
	if chromium == "" {
		missing = append(missing, "chromium")
	}
	for _, dir := range []string{"playwright-core", "axe-core", "vnu-jar", "webvtt-parser"} {
		if _, err := os.Stat(filepath.Join("../../../frontend/node_modules", dir)); err != nil {
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

// expected says in a file where every marker must stand, by the app's own sums.
func expected(t *testing.T, p taglane.Publication) string {
	t.Helper()
	d := p.Revision.Draft
	type mark struct {
		N       int                     `json:"n"`
		In, Out taglane.Frame           `json:"-"`
		At      map[string]taglane.Spot `json:"at"`
	}
	var marks []map[string]any
	for _, tag := range d.Tags {
		if len(tag.Keys) == 0 {
			continue
		}
		m := mark{At: map[string]taglane.Spot{}}
		for i, q := range d.Products {
			if q.ID == tag.Product {
				m.N = i + 1
			}
		}
		for f := tag.In; f < tag.Out; f += 13 {
			m.At[fmt.Sprint(f)], _ = tag.Path.At(f)
		}
		marks = append(marks, map[string]any{"n": m.N, "in": tag.In, "out": tag.Out, "at": m.At, "link": d.LinkOf(tag), "soon": tag.Coming != nil})
	}
	links := 0
	for _, q := range d.Products {
		if sells(d, q) {
			links++
		}
	}
	b, err := json.Marshal(map[string]any{"tags": marks, "products": len(d.Products), "links": links, "name": name(d), "soon": opens, "heard": "Fri 10:00 CET: Now. Reload the page",
		"rate": map[string]int64{"num": d.Clip.Rate.Num, "den": d.Clip.Rate.Den}})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "expect.json")
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// name is what a screen reader says of the marker that is looked at.
func name(d taglane.Draft) string {
	if slices.ContainsFunc(d.Tags, func(t taglane.Tag) bool { return t.Coming != nil }) {
		return "2, Fri 10:00 CET, opens card"
	}
	return "1, Stoneware mug, €24.00, opens card"
}
