package media

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"taglane/app/taglane"
)

// write puts bytes into a file that is named like a clip.
func write(t *testing.T, name string, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// patched changes four bytes at an offset from the first occurrence of a name.
func patched(b []byte, name string, offset int, v uint32) []byte {
	b = append([]byte{}, b...)
	binary.BigEndian.PutUint32(b[strings.Index(string(b), name)+offset:], v)
	return b
}

// sized says another picture size in the track and in its description.
func sized(b []byte, w, h uint32) []byte {
	b = patched(b, "avc1\x00", 28, w<<16|h)
	return patched(patched(b, "tkhd", 80, w<<16), "tkhd", 84, h<<16)
}

func TestRefusals(t *testing.T) {
	plain := read(t, clipNamed(t, "plain.mp4").file(t))
	webm := read(t, clipNamed(t, "vp9.webm").file(t))
	noise := make([]byte, 5000)
	r := rand.New(rand.NewPCG(1, 2))
	for i := range noise {
		noise[i] = byte(r.Uint32())
	}
	silent := filepath.Join(t.TempDir(), "sound.mp4")
	ffmpeg(t, nil, "-v", "error", "-f", "lavfi", "-i", "sine=duration=0.2", "-c:a", "aac", silent)
	for name, c := range map[string]struct {
		bytes []byte
		say   string
	}{
		"empty":          {nil, "empty"},
		"playlist":       {[]byte("#EXTM3U\n#EXTINF:1,\n" + clipNamed(t, "plain.mp4").file(t) + "\n"), "playlist"},
		"concat":         {[]byte("ffconcat version 1.0\nfile plain.mp4\n"), "list of other files"},
		"text":           {[]byte("Dear diary, today I filmed a lamp."), "text"},
		"noise":          {noise, "not a video"},
		"picture":        {[]byte("\x89PNG\r\n\x1a\n............"), "picture"},
		"cut off":        {plain[:len(plain)/2], "index is missing"},
		"cut in index":   {plain[:len(plain)-20], "index is missing"},
		"disguised":      {append([]byte("\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp41"), "#EXTM3U\n/etc/passwd\n"...), "index is missing"},
		"sound alone":    {read(t, silent), "no picture"},
		"too wide":       {sized(plain, 20000, 240), "larger than"},
		"too many":       {sized(plain, 16000, 16000), "larger than"},
		"no size":        {sized(plain, 0, 240), "no size"},
		"too long":       {patched(plain, "stts", 16, 1<<31), "8 hours"},
		"webm cut early": {webm[:60], "damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Open(context.Background(), tool(t), write(t, "clip.mp4", c.bytes))
			if taglane.KindOf(err) != taglane.Invalid || !strings.Contains(taglane.MessageOf(err), c.say) {
				t.Errorf("%q, wanted %q", err, c.say)
			}
		})
	}
}

func TestOpenOnlyRegularFiles(t *testing.T) {
	x := tool(t)
	for path, kind := range map[string]taglane.Kind{
		t.TempDir():                          taglane.Invalid,
		filepath.Join(t.TempDir(), "nobody"): taglane.NotFound,
	} {
		if _, err := Open(context.Background(), x, path); taglane.KindOf(err) != kind {
			t.Error(path, err)
		}
	}
	if runtime.GOOS == "windows" {
		return
	}
	if _, err := Open(context.Background(), x, "/dev/null"); taglane.KindOf(err) != taglane.Invalid {
		t.Error("a device: ", err)
	}
	// A link a person chose is followed, and its end is what counts.
	target := clipNamed(t, "plain.mp4").file(t)
	link := filepath.Join(t.TempDir(), "-version.mp4")
	if err := os.Symlink(target, link); err != nil {
		t.Fatal(err)
	}
	if s := open(t, link); s.Path != target {
		t.Error("recorded ", s.Path)
	}
}

// TestProbeReadsNothingElse gives ffprobe and ffmpeg the disguised playlist
// that our own sniffing would have refused, under the flags every call carries.
func TestProbeReadsNothingElse(t *testing.T) {
	other := clipNamed(t, "plain.mp4").file(t)
	for _, list := range []string{"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:1,\n" + other + "\n#EXT-X-ENDLIST\n", "ffconcat version 1.0\nfile " + filepath.Base(other) + "\n"} {
		path := filepath.Join(filepath.Dir(other), fmt.Sprintf("list-%d.mp4", len(list)))
		if err := os.WriteFile(path, []byte(list), 0o644); err != nil {
			t.Fatal(err)
		}
		for _, demuxer := range []string{"mov", "matroska"} {
			if d, err := ask(context.Background(), tool(t), Source{Path: path, demuxer: demuxer}); err == nil && d.codec != "" {
				t.Errorf("%q was followed as %s: %+v", list, demuxer, d)
			}
		}
	}
}

// TestDamagedIndexes flips and cuts the index in many places: whatever comes
// out is a clip or an Invalid error, quickly and without a crash.
func TestDamagedIndexes(t *testing.T) {
	f, s, err := openFile(clipNamed(t, "bframes.mp4").file(t))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	whole := read(t, s.Path)
	at := strings.Index(string(whole), "moov")
	r := rand.New(rand.NewPCG(7, 7))
	taken := 0
	b := append([]byte{}, whole...)
	for range 2000 {
		copy(b[at:], whole[at:])
		for range 1 + r.IntN(4) {
			i := at + r.IntN(len(b)-at)
			b[i] = [...]byte{0, 0xff, 0x7f, 0x80, byte(r.Uint32())}[r.IntN(5)]
		}
		d, err := readBoxes(bytes.NewReader(b), Source{demuxer: "mov", Size: int64(len(b))})
		if err == nil {
			s := Source{demuxer: "mov"}
			if err = s.take(d); err == nil {
				taken++
				if s.Frames < 1 || !s.Rate.Valid() || s.Width < 1 || s.Height < 1 || s.Frames > 200_000_000 {
					t.Fatalf("a clip of %+v", s.Facts)
				}
				continue
			}
		}
		if !errors.Is(err, errUnsure) && taglane.KindOf(err) != taglane.Invalid {
			t.Fatal(err)
		}
	}
	if taken == 0 {
		t.Error("no damaged index was taken; the test does not reach far")
	}
}

func TestFingerprintTellsFilesApart(t *testing.T) {
	b := make([]byte, 1<<20)
	seen := map[string]int{}
	for i, at := range []int{-1, 0, 70_000_0 / 2, len(b)/3 + 30_000, len(b) - 1} {
		if at >= 0 {
			b[at]++
		}
		f, err := fingerprint(strings.NewReader(string(b)), int64(len(b)))
		if err != nil || !fingerprintForm.MatchString(f) {
			t.Fatal(f, err)
		}
		if before, ok := seen[f]; ok {
			t.Errorf("change %d gives the fingerprint of %d", i, before)
		}
		seen[f] = i
	}
}

func TestCacheTrustsNoFingerprint(t *testing.T) {
	dir := t.TempDir()
	out := filepath.Join(dir, "victim-"+edition)
	if err := os.MkdirAll(out, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := (record{Poster: "poster.jpg"}).write(out); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(out, "poster.jpg"), []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	if a := (Cache{filepath.Join(dir, "cache")}).Of("../victim"); a.Poster != "" {
		t.Error("a fingerprint led out of the cache: ", a.Poster)
	}
}
