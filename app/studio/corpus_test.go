package studio

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io/fs"
	"maps"
	"math/rand/v2"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"taglane/app/access/accesstest"
	"taglane/app/catalog"
	"taglane/app/exchange"
	"taglane/app/media"
	"taglane/app/review"
	"taglane/app/taglane"
	"taglane/app/team"
)

// mostOfOne is what one file may take of one reader. A film is read at the pace
// of the machine, so it is given what its children are given.
const mostOfOne = 5 * time.Minute

// mostCorpusFile keeps disk images and the like out of readers that would hold
// all of them; none of ours is handed so much by a drop either.
const mostCorpusFile = 256 << 20

// reader is a door that a file can be dropped on.
type reader struct {
	name string
	read func(ctx context.Context, path string, b []byte) error
}

func readers(tool media.Tool, scratch func() string) []reader {
	shop := &url.URL{Scheme: "https", Host: "shop.example", Path: "/"}
	return []reader{
		{"film", func(ctx context.Context, path string, _ []byte) error {
			s, err := media.Open(ctx, tool, path)
			if err != nil {
				return err
			}
			dir := scratch()
			defer os.RemoveAll(dir)
			return media.Ingest(ctx, tool, media.Cache{Dir: dir}, s, media.Work{Threads: 1, NoProxy: true})
		}},
		{"picture", func(ctx context.Context, _ string, b []byte) error {
			_, err := media.Picture(ctx, bytes.NewReader(b))
			return err
		}},
		{"feed", func(_ context.Context, _ string, b []byte) error {
			_, err := catalog.Read(bytes.NewReader(b), catalog.Options{Now: time.Unix(1, 0)}, func(r catalog.Row) error { return nil })
			return err
		}},
		{"product page", func(_ context.Context, _ string, b []byte) error {
			_, err := catalog.Page(b[:min(len(b), catalog.MaxPage)], "", shop)
			return err
		}},
		{"timeline", func(_ context.Context, _ string, b []byte) error {
			_, err := exchange.Read(bytes.NewReader(b), "", exchange.Grid{Rate: taglane.Rate{Num: 30, Den: 1}, Frames: 900})
			return err
		}},
		{"bundle", func(ctx context.Context, _ string, b []byte) error {
			_, err := team.OpenBundle(ctx, bytes.NewReader(b), int64(len(b)))
			return err
		}},
		{"answer", func(_ context.Context, _ string, b []byte) error {
			_, err := review.ReadAnswer(b)
			return err
		}},
	}
}

// TestCorpus drops every file of a folder on every reader. Each is usable, or is
// refused by one named error with a sentence, within its time; the file stays as
// it was. TAGLANE_CORPUS names the folder; without it one is made that holds a
// little of everything. TAGLANE_SEED names the order.
func TestCorpus(t *testing.T) {
	needTools(t)
	tool, err := media.Find()
	if err != nil {
		t.Fatal(err)
	}
	dir := os.Getenv("TAGLANE_CORPUS")
	if dir == "" {
		dir = littleOfEverything(t)
	}
	files := filesOf(t, dir)
	c := &corpus{t: t, tool: tool, used: map[string]int{}, refused: map[string]map[string]int{}}
	base := t.TempDir()
	c.readers = readers(tool, func() string {
		made, err := os.MkdirTemp(base, "")
		if err != nil {
			t.Error(err)
		}
		return made
	})
	work := make(chan string)
	var wg sync.WaitGroup
	for range runtime.NumCPU() {
		wg.Go(func() {
			for path := range work {
				c.file(path)
			}
		})
	}
	for _, path := range files {
		work <- path
	}
	close(work)
	wg.Wait()
	c.print(len(files))
	if os.Getenv("TAGLANE_CORPUS") == "" {
		for _, name := range []string{"film", "picture", "feed", "product page", "timeline", "bundle", "answer"} {
			if c.used[name] == 0 || len(c.refused[name]) == 0 {
				t.Errorf("of the little of everything, %s used %d and refused %v", name, c.used[name], c.refused[name])
			}
		}
	}
}

// filesOf lists the files of a folder in an order that its seed names.
func filesOf(t *testing.T, dir string) (files []string) {
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			if info, e := d.Info(); e == nil && info.Size() <= mostCorpusFile {
				files = append(files, path)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(files)
	seed, err := strconv.ParseUint(os.Getenv("TAGLANE_SEED"), 10, 64)
	if err != nil {
		seed = 20
	}
	rand.New(rand.NewPCG(seed, 0)).Shuffle(len(files), func(i, j int) { files[i], files[j] = files[j], files[i] })
	return files
}

// corpus gathers what became of the files.
type corpus struct {
	t       *testing.T
	tool    media.Tool
	readers []reader

	sync.Mutex
	used    map[string]int            // by reader
	refused map[string]map[string]int // by reader and sentence
	slowest time.Duration
	slow    string
	films   int // that ffprobe opens or we do
	agree   int
	differ  []string
}

func (c *corpus) file(path string) {
	b, err := os.ReadFile(path)
	if err != nil {
		c.t.Errorf("%s: %v", path, err)
		return
	}
	for _, r := range c.readers {
		begun := time.Now()
		ctx, cancel := context.WithTimeout(context.Background(), mostOfOne)
		err := c.alive(r, ctx, path, bytes.Clone(b))
		cancel()
		spent := time.Since(begun)
		c.take(r.name, path, err, spent)
		if r.name == "film" {
			c.compare(path, err)
		}
	}
	if now, err := os.ReadFile(path); err != nil || !bytes.Equal(b, now) {
		c.t.Errorf("%s: the file changed: %v", path, err)
	}
}

// alive turns a panic into a failure, so that the others are tried all the same.
func (c *corpus) alive(r reader, ctx context.Context, path string, b []byte) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return r.read(ctx, path, b)
}

func (c *corpus) take(name, path string, err error, spent time.Duration) {
	var said *taglane.Error
	sound := err == nil || errors.As(err, &said) && said.Kind != taglane.Internal && said.Kind != "" && strings.HasSuffix(said.Message, ".") && !strings.ContainsAny(said.Message, "\n\x00")
	if !sound || spent > mostOfOne {
		c.t.Errorf("%s, as %s: after %s %v", path, name, spent.Round(time.Millisecond), err)
	}
	c.Lock()
	defer c.Unlock()
	if spent > c.slowest {
		c.slowest, c.slow = spent, path+" as "+name
	}
	if err == nil {
		c.used[name]++
		return
	}
	if c.refused[name] == nil {
		c.refused[name] = map[string]int{}
	}
	c.refused[name][string(taglane.KindOf(err))+": "+taglane.MessageOf(err)]++
}

// compare asks ffprobe, held to the containers that we read, whether a picture
// can be decoded, and counts where it and we say the same.
func (c *corpus) compare(path string, ours error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, c.tool.FFprobe, "-v", "error", "-protocol_whitelist", "file", "-format_whitelist", "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm", "-max_streams", "16",
		"-select_streams", "V:0", "-count_frames", "-show_entries", "stream=codec_name,nb_read_frames", "-of", "csv=p=0", "file:"+path).Output()
	name, frames, _ := strings.Cut(strings.TrimSpace(string(out)), ",")
	theirs := err == nil && name != "" && name != "unknown" && frames != "N/A" && frames != "0" && frames != ""
	if theirs && ours != nil { // it counts pictures that were never decoded too
		shown, err := exec.CommandContext(ctx, c.tool.FFmpeg, "-nostdin", "-v", "quiet", "-protocol_whitelist", "file", "-i", "file:"+path, "-map", "0:V:0", "-frames:v", "1", "-vf", "scale=8:8", "-f", "rawvideo", "-").Output()
		theirs = err == nil && len(shown) > 0
	}
	c.Lock()
	defer c.Unlock()
	if !theirs && ours != nil {
		return
	}
	c.films++
	if theirs == (ours == nil) {
		c.agree++
	} else {
		c.differ = append(c.differ, fmt.Sprintf("%s: ffprobe says %q %v; we say %v", filepath.Base(path), strings.TrimSpace(string(out)), err, ours))
	}
}

func (c *corpus) print(files int) {
	c.t.Logf("%d files by %d readers; the slowest took %s (%s)", files, len(c.readers), c.slowest.Round(time.Millisecond), c.slow)
	for _, r := range c.readers {
		all := 0
		for _, n := range c.refused[r.name] {
			all += n
		}
		c.t.Logf("%-13s %6d used, %6d refused", r.name, c.used[r.name], all)
		for _, said := range slices.SortedFunc(maps.Keys(c.refused[r.name]), func(a, b string) int { return c.refused[r.name][b] - c.refused[r.name][a] }) {
			c.t.Logf("%15s%6d %s", "", c.refused[r.name][said], said)
		}
	}
	if c.films > 0 {
		c.t.Logf("of %d films of which ffmpeg or we show a picture, both do of %d (%.1f %%)", c.films, c.agree, 100*float64(c.agree)/float64(c.films))
	}
	for _, d := range c.differ[:min(40, len(c.differ))] {
		c.t.Log(d)
	}
}

// littleOfEverything is a folder with something for each reader.
func littleOfEverything(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	o := options(filepath.Join(t.TempDir(), "library"))
	o.Keyring = &accesstest.Ring{}
	s, err := Open(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	addClip(t, s, 300)
	bundle, err := os.ReadFile(exported(t, s))
	var drawn bytes.Buffer
	if err = errors.Join(err, png.Encode(&drawn, image.NewGray(image.Rect(0, 0, 40, 30)))); err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{
		"film.mp4":    shortFilm(),
		"half.mp4":    shortFilm()[:len(shortFilm())/2],
		"picture.png": drawn.Bytes(),
		"feed.csv":    []byte("id,title,price,link\n1,Mug,12 EUR,https://shop.example/mug\n"),
		"page.html":   []byte(`<!doctype html><title>Mug</title><script type="application/ld+json">{"@type":"Product","name":"Mug","offers":{"price":"12","priceCurrency":"EUR"}}</script>`),
		"cut.llc":     []byte("{\n  version: 1,\n  mediaFileName: 'a.mp4',\n  cutSegments: [{ start: 1, end: 2, name: 'Mug' }],\n}\n"),
		"a.taglane":   bundle,
		"b.review":    fmt.Appendf(nil, `{"format":"taglane-review-1","room":"r","clip":"c","digest":%q,"guest":"00112233445566778899aabbccddeeff","name":"Mia","comments":[],"verdict":null}`, strings.Repeat("ab", 32)),
		"list.mp4":    []byte("#EXTM3U\n#EXTINF:1,\nfilm.mp4\n"),
		"empty":       nil,
		"noise":       bytes.Repeat([]byte{0, 255, 13, 10, '<', '{'}, 999),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
