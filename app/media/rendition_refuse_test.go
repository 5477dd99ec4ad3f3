package media

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"taglane/app/taglane"
)

func TestRenditionCheck(t *testing.T) {
	mark := func(change func(*Mark)) func(*Rendition) {
		return func(r *Rendition) {
			m := Mark{Picture: disc(4, 4, 9), Span: taglane.Span{Out: 3}, At: still(taglane.Point{})}
			change(&m)
			r.Marks = append(r.Marks, m)
		}
	}
	if err := posted.Check(); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(*Rendition)
		say    string
	}{
		"container":     {func(r *Rendition) { r.Container = "avi" }, "mp4, mov or webm"},
		"no codec":      {func(r *Rendition) { r.Video = "" }, "kept as h264"},
		"vp9 in mp4":    {func(r *Rendition) { r.Video = "vp9" }, "kept as h264"},
		"opus in mp4":   {func(r *Rendition) { r.Audio = "opus" }, "kept as aac"},
		"odd width":     {func(r *Rendition) { r.Width, r.Height = 1081, 1920 }, "even numbers"},
		"one side":      {func(r *Rendition) { r.Width = 1080 }, "even numbers"},
		"negative":      {func(r *Rendition) { r.Width, r.Height = -2, -2 }, "even numbers"},
		"huge":          {func(r *Rendition) { r.Width, r.Height = 10000, 10000 }, "even numbers"},
		"fit":           {func(r *Rendition) { r.Fit = "stretch" }, "not a way"},
		"focus":         {func(r *Rendition) { r.Focus.X = math.NaN() }, "focus"},
		"rate":          {func(r *Rendition) { r.MostRate = taglane.Rate{Num: -1, Den: 1} }, "frame rate"},
		"fine rate":     {func(r *Rendition) { r.MostRate = taglane.Rate{Num: 30_000_001, Den: 1_000_000} }, "frame rate"},
		"quality":       {func(r *Rendition) { r.Quality = 52 }, "51"},
		"bits":          {func(r *Rendition) { r.MostBits = 3 }, "bits a second"},
		"sound bits":    {func(r *Rendition) { r.AudioBits = -1 }, "bits a second"},
		"loudness":      {func(r *Rendition) { r.Loudness = 3 }, "LUFS"},
		"no number":     {func(r *Rendition) { r.Loudness = math.NaN() }, "LUFS"},
		"no picture":    {mark(func(m *Mark) { m.Picture = nil }), "Mark 1 cannot be laid over the video: it has no picture."},
		"no pixels":     {mark(func(m *Mark) { m.Picture = disc(0, 4, 0) }), "no picture"},
		"no frames":     {mark(func(m *Mark) { m.Out = 0 }), "no frames"},
		"no place":      {mark(func(m *Mark) { m.At = nil }), "no place"},
		"width":         {mark(func(m *Mark) { m.Width = math.Inf(1) }), "wider"},
		"many":          {func(r *Rendition) { r.Marks = make([]Mark, mostMarks+1) }, "at most 60"},
		"nothing asked": {func(r *Rendition) { *r = Rendition{} }, "mp4, mov or webm"},
	} {
		r := posted
		c.change(&r)
		if err := r.Check(); taglane.KindOf(err) != taglane.Invalid || !strings.Contains(taglane.MessageOf(err), c.say) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// refusal asks for an error of a kind with a sentence, and for a folder in
// which nothing has changed.
func refusal(t *testing.T, ctx context.Context, x Tool, s Source, r Rendition, to string, progress func(Progress), kind taglane.Kind, say string) {
	t.Helper()
	before, _ := os.ReadDir(filepath.Dir(to))
	_, err := Render(ctx, x, s, r, to, progress)
	if taglane.KindOf(err) != kind || !strings.Contains(taglane.MessageOf(err), say) {
		t.Errorf("%v", err)
	}
	if after, _ := os.ReadDir(filepath.Dir(to)); len(after) != len(before) {
		t.Error("it leaves ", after)
	}
}

func TestRenditionRefusals(t *testing.T) {
	ctx := context.Background()
	path := clipNamed(t, "plain.mp4").file(t)
	s, x := open(t, path), tool(t)
	dir := t.TempDir()
	new := filepath.Join(dir, "new.mp4")
	before := stampOf(t, path)
	refusal(t, ctx, x, s, posted, path, nil, taglane.Conflict, "never written over the clip")
	link := filepath.Join(dir, "link.mp4")
	if err := os.Symlink(path, link); err == nil {
		refusal(t, ctx, x, s, posted, link, nil, taglane.Conflict, "already a file")
	}
	if stampOf(t, path) != before {
		t.Error("the clip has changed")
	}
	taken := write(t, "taken.mp4", []byte("mine"))
	refusal(t, ctx, x, s, posted, taken, nil, taglane.Conflict, `already a file named "taken.mp4"`)
	// Somebody takes the name while the video is being written.
	late := filepath.Join(t.TempDir(), "late.mp4")
	_, err := Render(ctx, x, s, posted, late, func(Progress) { os.WriteFile(late, []byte("mine"), 0o644) })
	if taglane.KindOf(err) != taglane.Conflict {
		t.Error(err)
	}
	if left, _ := os.ReadDir(filepath.Dir(late)); string(read(t, taken)) != "mine" || string(read(t, late)) != "mine" || len(left) != 1 {
		t.Error("a file that was there was touched: ", left)
	}
	refusal(t, ctx, x, s, posted, filepath.Join(dir, "no", "such", "folder.mp4"), nil, taglane.NotFound, "folder")
	refusal(t, ctx, x, s, Rendition{}, new, nil, taglane.Invalid, "mp4, mov or webm")
	other := s
	other.Size++
	refusal(t, ctx, x, other, posted, new, nil, taglane.Conflict, "changed")
	missing := x
	missing.FFmpeg = filepath.Join(dir, "no-ffmpeg")
	refusal(t, ctx, missing, s, posted, new, nil, taglane.Invalid, "cannot be written")
	narrow := s
	narrow.Width, narrow.Height = 10, 4000
	refusal(t, ctx, x, narrow, Rendition{Container: "mp4", Video: "h264", Width: 1920, Height: 1080, Fit: Cover}, new, nil, taglane.Invalid, "10 × 4000")
	tall := Mark{Picture: disc(1, 4000, 9), Span: taglane.Span{Out: 3}, At: still(taglane.Point{}), Width: 1}
	refusal(t, ctx, x, s, Rendition{Container: "mp4", Video: "h264", Marks: []Mark{tall}}, new, nil, taglane.Invalid, "too tall")
}

// TestRenditionOfDamage writes what can only be read in part: nothing.
func TestRenditionOfDamage(t *testing.T) {
	t.Parallel()
	fast := filepath.Join(t.TempDir(), "fast.mp4")
	ffmpeg(t, nil, "-v", "error", "-i", clipNamed(t, "plain.mp4").file(t), "-c", "copy", "-movflags", "+faststart", fast)
	b := read(t, fast)
	s := open(t, write(t, "short.mp4", b[:len(b)*2/3]))
	refusal(t, context.Background(), tool(t), s, posted, filepath.Join(t.TempDir(), "out.mp4"), nil, taglane.Invalid, "can be read only up to")
}

func TestRenditionCancelled(t *testing.T) {
	t.Parallel()
	s := open(t, clipNamed(t, "plain.mp4").file(t))
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	to := filepath.Join(t.TempDir(), "out.mp4")
	if _, err := Render(ctx, tool(t), s, posted, to, func(Progress) { cancel() }); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if left, _ := os.ReadDir(filepath.Dir(to)); len(left) != 0 {
		t.Error("it leaves ", left)
	}
}

// TestRenditionFailures asks for the right words when the program fails on cue.
func TestRenditionFailures(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the failing program is a script")
	}
	t.Parallel()
	s := open(t, clipNamed(t, "plain.mp4").file(t))
	for _, c := range []struct {
		script, say string
		kind        taglane.Kind
	}{
		{"echo 'av_interleaved_write_frame(): No space left on device' >&2; exit 1", "disk is full", taglane.Later},
		{"echo 'Error writing trailer: No space left on device' >&2; exit 0", "disk is full", taglane.Later},
		{"echo \"Unknown encoder 'libx264'\" >&2; exit 1", "lacks a part", taglane.NotFound},
		{"exit 0", "thrown away", taglane.Invalid},
		{"echo gibberish > video.mp4", "thrown away", taglane.Invalid},
		{"cp '" + clipNamed(t, "turned.mp4").file(t) + "' video.mp4", "can be read only up to", taglane.Invalid},
		{"cp '" + s.Path + "' video.mp4", "thrown away", taglane.Invalid}, // right in all but its index at the end
	} {
		fake := filepath.Join(t.TempDir(), "ffmpeg")
		if err := os.WriteFile(fake, []byte("#!/bin/sh\n"+c.script+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
		x := tool(t)
		x.FFmpeg, x.free = fake, true // it brings the files of others
		refusal(t, context.Background(), x, s, posted, filepath.Join(t.TempDir(), "out.mp4"), nil, c.kind, c.say)
	}
}

// TestRenditionTwice asks that a path is written once at a time, and that what
// a killed program left behind is cleared.
func TestRenditionTwice(t *testing.T) {
	t.Parallel()
	s := open(t, clipNamed(t, "short.mp4").file(t))
	to := filepath.Join(t.TempDir(), "out.mp4")
	twice := errors.New("never tried")
	var desk string
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	_, err := Render(ctx, tool(t), s, posted, to, func(p Progress) {
		if entries, _ := os.ReadDir(filepath.Dir(to)); len(entries) == 1 && desk == "" {
			desk = filepath.Join(filepath.Dir(to), entries[0].Name())
			_, twice = Render(context.Background(), tool(t), s, posted, to, nil)
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) || taglane.KindOf(twice) != taglane.Conflict || !strings.Contains(taglane.MessageOf(twice), "being written") {
		t.Fatal(err, twice)
	}
	if err := errors.Join(os.Mkdir(desk, 0o700), os.WriteFile(filepath.Join(desk, "video.mp4"), []byte("half"), 0o600)); err != nil {
		t.Fatal(err)
	}
	if _, err := Render(context.Background(), tool(t), s, posted, to, nil); err != nil {
		t.Fatal(err)
	}
	if left, _ := os.ReadDir(filepath.Dir(to)); len(left) != 1 {
		t.Error("the folder holds ", left)
	}
}
