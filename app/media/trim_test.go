package media

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// stocked is a cache of three clips, the first looked at longest ago, each with
// 100 bytes of pictures and a preview of 1,000, and of two loose pictures of 10.
func stocked(t *testing.T) (Cache, []string) {
	c := Cache{t.TempDir()}
	var prints []string
	put := func(path string, bytes int, at time.Time) {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, make([]byte, bytes), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 3 {
		print := strings.Repeat(fmt.Sprint(i+1), 40)
		prints = append(prints, print)
		dir, _ := c.folder(print)
		at := time.Date(2026, 11, 20+i, 0, 0, 0, 0, time.UTC)
		put(filepath.Join(dir, "poster.jpg"), 60, at)
		put(filepath.Join(dir, recordFile), 40, at)
		put(filepath.Join(dir, proxyFile), 1000, at)
	}
	for i := range 2 {
		put(filepath.Join(c.Pictures(), fmt.Sprint(i, ".jpg")), 10, time.Date(2026, 11, 24, i, 0, 0, 0, time.UTC))
	}
	return c, prints
}

// left says what of the cache is there: P a preview, f the rest of a clip's folder.
func left(c Cache, prints []string) (out string) {
	for _, p := range prints {
		dir, _ := c.folder(p)
		if _, err := os.Stat(filepath.Join(dir, proxyFile)); err == nil {
			out += "P"
		}
		if _, err := os.Stat(filepath.Join(dir, "poster.jpg")); err == nil {
			out += "f"
		}
		out += " "
	}
	loose, _ := os.ReadDir(c.Pictures())
	return out + fmt.Sprint(len(loose))
}

func TestTrimLetsGoWhatWasNotLookedAtForLongest(t *testing.T) {
	for _, k := range []struct {
		limit int64
		used  []int // looked at again just now
		want  string
	}{
		{4000, nil, "Pf Pf Pf 2"},
		{3315, nil, "Pf Pf Pf 1"},
		{3300, nil, "Pf Pf Pf 0"},
		{3299, nil, "f Pf Pf 0"},
		{2000, nil, "f f Pf 0"},
		{2000, []int{0}, "Pf f f 0"},
		{300, nil, "f f f 0"},
		{250, nil, " f f 0"},
		{250, []int{0}, "f  f 0"},
		{0, nil, "   0"},
	} {
		c, prints := stocked(t)
		for _, i := range k.used {
			c.Used(prints[i], time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC))
		}
		bytes, err := c.Trim(context.Background(), k.limit, nil)
		if got := left(c, prints); err != nil || got != k.want || bytes > k.limit {
			t.Errorf("to %d, used %v: %q of %d bytes, want %q, %v", k.limit, k.used, got, bytes, k.want, err)
		}
		if size, err := c.Size(context.Background()); err != nil || size != bytes {
			t.Errorf("it says %d and has %d, %v", bytes, size, err)
		}
	}
}

func TestTrimLeavesWhatIsBeingMade(t *testing.T) {
	c, prints := stocked(t)
	dir, _ := c.folder(prints[0])
	unlock := busy.lock(dir)
	if bytes, err := c.Trim(context.Background(), 0, nil); err != nil || bytes != 1100 || left(c, prints) != "Pf   0" {
		t.Errorf("%d %v %q", bytes, err, left(c, prints))
	}
	unlock()
	if bytes, _ := c.Trim(context.Background(), 0, nil); bytes != 0 {
		t.Errorf("%d bytes stay", bytes)
	}
	if n := len(busy.locks); n != 0 {
		t.Errorf("%d locks are kept that nobody wants", n)
	}
}

// The pictures of a clip whose file is away cannot be made again.
func TestTrimLeavesWhatIsDear(t *testing.T) {
	c, prints := stocked(t)
	if err := os.WriteFile(filepath.Join(c.Pictures(), prints[1]+"-12.jpg"), make([]byte, 10), 0o644); err != nil {
		t.Fatal(err)
	}
	bytes, err := c.Trim(context.Background(), 0, map[string]bool{prints[1]: true})
	if got := left(c, prints); err != nil || got != " Pf  1" || bytes != 1110 {
		t.Errorf("%q of %d bytes, %v", got, bytes, err)
	}
}

// What was deleted is made again, and nothing else is.
func TestAfterTrimOnlyThePreviewIsMadeAgain(t *testing.T) {
	x := tool(t)
	s := open(t, clipNamed(t, "plain.mp4").file(t))
	c := Cache{t.TempDir()}
	if err := Ingest(context.Background(), x, c, s, Work{}); err != nil {
		t.Fatal(err)
	}
	made := c.Load(s)
	before := map[string]time.Time{}
	for _, path := range []string{made.Poster, made.Strip.Path, made.Waveform} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		before[path] = info.ModTime()
	}
	size, _ := c.Size(context.Background())
	if _, err := c.Trim(context.Background(), size-1, nil); err != nil {
		t.Fatal(err)
	}
	if gone := c.Load(s); gone.Proxy != "" || gone.Poster == "" || gone.Ready() {
		t.Fatalf("%+v", gone)
	}
	var doing []string
	if err := Ingest(context.Background(), x, c, s, Work{Progress: func(p Progress) { doing = append(doing, p.Doing) }}); err != nil {
		t.Fatal(err)
	}
	if again := c.Load(s); !again.Ready() {
		t.Errorf("%+v", again)
	}
	for path, at := range before {
		if info, err := os.Stat(path); err != nil || !info.ModTime().Equal(at) {
			t.Errorf("%s was made again, %v", filepath.Base(path), err)
		}
	}
	if slices.ContainsFunc(doing, func(s string) bool { return s != "proxy" }) {
		t.Errorf("it did %v", doing)
	}
}
