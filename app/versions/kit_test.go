package versions_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"taglane/app/edit"
	"taglane/app/media"
	"taglane/app/store"
	"taglane/app/taglane"
	"taglane/app/versions"
)

var bg = context.Background()

var start = time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)

// films is where films lie that several tests use.
var films string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "taglane-films-*")
	if err != nil {
		panic(err)
	}
	films = dir
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// desk is a library with its cuts, whose clock and names count.
type desk struct {
	*versions.Cuts
	t       testing.TB
	store   *store.Store
	tool    media.Tool
	n       int
	sayings []versions.Saying
	read    []taglane.Clip // what was asked to be read
	told    []string       // events
}

func newDesk(t testing.TB) *desk {
	t.Helper()
	return newDeskFrom(t, 0)
}

// newDeskFrom is one whose clock and names count from a number, so that two
// desks have names of their own.
func newDeskFrom(t testing.TB, n int) *desk {
	t.Helper()
	tool, err := media.Find()
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t, tool: tool, n: n}
	now := func() time.Time { d.n++; return start.Add(time.Duration(d.n) * time.Second) }
	id := func() taglane.ID { d.n++; return taglane.ID(fmt.Sprintf("id%04d", d.n)) }
	dir := t.TempDir()
	if d.store, err = store.Open(bg, store.Options{Dir: dir, Now: now, NewID: id}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.store.Close() })
	d.Cuts = versions.New(versions.Lent{
		Store: d.store, Now: now, NewID: id, Person: "Nora",
		Tell: taglane.Said.String, Emit: func(event string, _ any) { d.told = append(d.told, event) },
		Tool: func() (media.Tool, error) { return tool, nil }, Cache: media.Cache{Dir: filepath.Join(dir, "cache")},
		Read: func(c taglane.Clip) { d.read = append(d.read, c) },
		Lane: func(p taglane.Product) int { return max(p.Colour, 1) },
		Commit: func(ctx context.Context, clip taglane.ID, label string, writes ...edit.Write) error {
			_, err := d.store.Do(ctx, edit.Draft{By: "Nora", Scope: string(clip), Label: label, Writes: writes})
			return err
		},
		Sayings: func(context.Context, taglane.ID) ([]versions.Saying, error) { return d.sayings, nil },
	})
	return d
}

// do writes as somebody who works beside, on no undo list.
func (d *desk) do(writes ...edit.Write) {
	d.t.Helper()
	if _, err := d.store.Do(bg, edit.Draft{By: "Mia", Label: "beside", Writes: writes}); err != nil {
		d.t.Fatal(err)
	}
}

// hears takes in all that another desk knows.
func (d *desk) hears(other *desk) {
	d.t.Helper()
	seen, err := other.store.Seen(bg)
	if err != nil {
		d.t.Fatal(err)
	}
	for device := range seen {
		edits, err := other.store.EditsOf(bg, device, 0, 10_000)
		if err != nil {
			d.t.Fatal(err)
		}
		if _, err := d.store.Merge(bg, edits...); err != nil {
			d.t.Fatal(err)
		}
	}
}

// clip brings a file in as a clip.
func (d *desk) clip(id taglane.ID, path string) taglane.Clip {
	d.t.Helper()
	src, err := media.Open(bg, d.tool, path)
	if err != nil {
		d.t.Fatal(err)
	}
	c := taglane.Clip{ID: id, Name: "Slow Sunday", Path: src.Path, Size: src.Size, Fingerprint: src.Fingerprint, Facts: src.Facts, Language: "en", AddedAt: start}
	d.do(store.ClipWrites(c)...)
	return c
}

func (d *desk) tag(id, clip taglane.ID, in, out taglane.Frame, keys ...taglane.Key) {
	d.t.Helper()
	d.do(store.TagWrites(taglane.Tag{ID: id, Clip: clip, Product: "mug", Span: taglane.Span{In: in, Out: out}, Path: taglane.Path{Keys: keys}, Label: string(id)})...)
}

func (d *desk) comment(id, clip taglane.ID, in, out taglane.Frame) {
	d.t.Helper()
	d.do(store.CommentWrites(taglane.Comment{ID: id, Clip: clip, Frame: in, Out: out, Author: "mia", Name: "Mia", At: start,
		Texts: []taglane.Text{{ID: id + "/1", Text: "About " + string(id), At: start}}})...)
}

func (d *desk) must(s versions.Stack, err error) versions.Stack {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
	return s
}

func (d *desk) tags(clip taglane.ID) map[taglane.ID]taglane.Tag {
	d.t.Helper()
	all, err := d.store.Tags(bg, clip)
	if err != nil {
		d.t.Fatal(err)
	}
	out := map[taglane.ID]taglane.Tag{}
	for _, t := range all {
		out[t.ID] = t
	}
	return out
}

// ffmpeg makes a file for a test.
func ffmpeg(t testing.TB, args ...string) {
	t.Helper()
	b, err := exec.Command("ffmpeg", append([]string{"-v", "error", "-y", "-nostdin"}, args...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("ffmpeg %v: %v\n%s", args, err, b)
	}
}

// film is a file of some seconds whose picture and sound are always others.
func film(t testing.TB, dir string, of source) string {
	t.Helper()
	path := filepath.Join(dir, of.name+".mp4")
	if _, err := os.Stat(path); err == nil {
		return path
	}
	args := of.in
	if of.in == nil {
		args = []string{"-f", "lavfi", "-i", of.picture}
	}
	if of.sound != "" {
		args = append(args, "-f", "lavfi", "-i", of.sound)
	}
	args = append(args, "-t", fmt.Sprint(of.seconds), "-map", "0:v", "-c:v", "libx264", "-preset", "ultrafast", "-crf", "20", "-pix_fmt", "yuv420p", "-g", "30")
	switch {
	case of.sound == "" && of.in == nil:
		args = append(args, "-an")
	case of.in == nil:
		args = append(args, "-map", "1:a", "-c:a", "aac")
	default:
		args = append(args, "-map", "0:a", "-c:a", "aac")
	}
	if of.filter != "" {
		args = append(args, "-vf", of.filter)
	}
	ffmpeg(t, append(args, path)...)
	return path
}

// source is how a film for tests is made.
type source struct {
	name, picture, sound, filter string
	in                           []string
	seconds                      int
}
