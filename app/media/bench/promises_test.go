//go:build unix

package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"taglane/app/media"
)

func TestMain(m *testing.M) {
	if path := os.Getenv(oneIngest); path != "" {
		os.Exit(ingestAndTell(path))
	}
	os.Exit(m.Run())
}

// lab is one run of the comparison.
type lab struct {
	*testing.B
	tool   media.Tool
	clips  string // where the films lie
	rounds int
	rows   []row
	notes  []string // figures that are no ratio of two costs
}

// BenchmarkPromises weighs media against other programs and prints a table. It
// fails when a tile shows another frame than its label, when fewer cuts are
// found than promised, when memory is exceeded, and when a promise of processor
// time is broken by more than its noise. Promises of wall time are only shown.
//
// TAGLANE_BENCH_ROUNDS is how often each contender works, 3 if unset.
// TAGLANE_BENCH_DIR keeps the films for the next run.
func BenchmarkPromises(b *testing.B) {
	l := begin(b)
	before := load()
	paths := map[string]string{}
	for _, f := range films {
		l.say("making " + f.name + ", unless it is there")
		path, err := f.file(l.tool.FFmpeg, l.clips)
		l.must(err)
		paths[f.name] = path
	}
	l.tilesAreTrue()
	for _, f := range films {
		l.weigh(f, paths[f.name])
	}
	l.pictures()
	l.memory(paths[large.name])
	l.cuts(paths)
	l.report(before)
	b.ReportMetric(0, "ns/op")
}

func begin(b *testing.B) *lab {
	tool, err := media.Find()
	if err != nil {
		b.Skip(err)
	}
	l := &lab{B: b, tool: tool, rounds: 3, clips: os.Getenv("TAGLANE_BENCH_DIR")}
	if s := os.Getenv("TAGLANE_BENCH_ROUNDS"); s != "" {
		if l.rounds, err = strconv.Atoi(s); err != nil || l.rounds < 1 {
			b.Fatal("TAGLANE_BENCH_ROUNDS is no number of rounds: ", s)
		}
	}
	if l.clips == "" {
		l.clips = b.TempDir()
	}
	l.must(os.MkdirAll(l.clips, 0o755))
	return l
}

func (l *lab) must(err error) {
	l.Helper()
	if err != nil {
		l.Fatal(err)
	}
}

// say tells how far the run is, which takes minutes.
func (l *lab) say(s string) { fmt.Fprintln(os.Stderr, "  "+s) }

func (l *lab) note(format string, args ...any) {
	l.notes = append(l.notes, fmt.Sprintf(format, args...))
}

// tilesAreTrue ends the run when a filmstrip lies. Peers are shown beside it.
func (l *lab) tilesAreTrue() {
	for _, one := range []struct {
		name string
		make func(ffmpeg, ffprobe, dir string) (coded, error)
	}{{"variable rate", darkPhone}, {"edit list", cutCopy}} {
		l.say("reading the labels of the clip with " + one.name)
		c, err := one.make(l.tool.FFmpeg, l.tool.FFprobe, l.clips)
		l.must(err)
		ours, err := ourLabels(l.tool, c, l.TempDir())
		l.must(err)
		stash, err := stashLabels(l.tool.FFmpeg, c)
		l.must(err)
		jellyfin, err := trickplayLabels(l.tool.FFmpeg, c, l.TempDir())
		l.must(err)
		l.note("labels, %s: ours %s", one.name, ours)
		l.note("labels, %s: stash %s; Jellyfin %s", one.name, stash, jellyfin)
		if ours.exact != ours.tiles || ours.tiles < 50 {
			l.Fatalf("On the clip with %s, %s. No speed counts while tiles lie.", one.name, ours)
		}
	}
}

// weigh lets all that is promised of a film work in turns.
func (l *lab) weigh(f film, path string) {
	const floor, plain, preview, poster = "decode", "ingest", "ingest with preview", "poster"
	const stash, lossless, jellyfin, thumbs = "stash's sprite of 81", "LosslessCut, 100 times", "Jellyfin's trickplay", "ffmpegthumbnailer"
	ffmpeg := l.tool.FFmpeg
	all := []contender{
		{name: floor, run: func() error { return decode(ffmpeg, path) }},
		{name: plain, run: func() error { _, _, err := derived(l.tool, path, l.TempDir()); return err }},
	}
	also := func(name string, slow bool, run func() error) { all = append(all, contender{name, slow, run}) }
	if f.name != dense.name {
		also(preview, false, func() error { return l.withPreview(path) })
		also(poster, false, func() error { return firstPoster(l.tool, path, l.TempDir()) })
		if hasThumbnailer() {
			also(thumbs, false, func() error { return thumbnailer(path, filepath.Join(l.TempDir(), "poster.jpg")) })
		}
	}
	if f.name == sparse.name || f.name == dense.name {
		also(stash, true, func() error { return stashSprite(ffmpeg, path, f.seconds(), filepath.Join(l.TempDir(), "sprite.jpg")) })
	}
	if f.name == sparse.name {
		also(lossless, true, func() error { return losslessCut(ffmpeg, path, f.seconds(), 100) })
		also(jellyfin, false, func() error {
			n, err := trickplay(ffmpeg, path, fps, f.seconds(), 100, l.TempDir())
			if err == nil && n < 100 {
				err = fmt.Errorf("only %d pictures", n)
			}
			return err
		})
	}
	took, err := turns(l.rounds, all, func(s string) { l.say(f.name + ", " + s) })
	l.must(err)
	fewer := promise{least: 6}
	if f.name == dense.name {
		fewer.least = 3
	}
	for _, r := range []struct {
		ours, theirs string
		promise      promise
	}{
		{plain, floor, promise{most: 1.2}},
		{preview, floor, promise{most: 1.7}},
		{plain, stash, fewer},
		{plain, lossless, fewer},
		{plain, jellyfin, promise{wall: true, most: 1}},
		{poster, thumbs, promise{wall: true, most: 2}},
	} {
		if took[r.ours] != nil && took[r.theirs] != nil {
			l.rows = append(l.rows, row{r.ours + " : " + r.theirs, f.name, took[r.ours], took[r.theirs], r.promise})
		}
	}
}

// withPreview derives all there is of a clip.
func (l *lab) withPreview(path string) error {
	src, err := media.Open(context.Background(), l.tool, path)
	if err != nil {
		return err
	}
	cache := media.Cache{Dir: l.TempDir()}
	if err := media.Ingest(context.Background(), l.tool, cache, src, media.Work{}); err != nil {
		return err
	}
	if cache.Load(src).Proxy == "" {
		return errors.New("no preview was made")
	}
	return nil
}

// firstPoster works from the drop of a file until its poster can be shown.
func firstPoster(tool media.Tool, path, dir string) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	src, err := media.Open(ctx, tool, path)
	if err != nil {
		return err
	}
	cache := media.Cache{Dir: dir}
	err = media.Ingest(ctx, tool, cache, src, media.Work{Made: func() {
		if cache.Load(src).Poster != "" {
			cancel()
		}
	}})
	if cache.Load(src).Poster == "" {
		return fmt.Errorf("no poster: %w", err)
	}
	return nil
}

// cuts holds the cuts found in the films against those drawn into them.
func (l *lab) cuts(paths map[string]string) {
	var ours, theirs hits
	for _, f := range films {
		l.say("looking for the cuts of " + f.name)
		var there, found []float64
		for _, at := range f.cuts() {
			there = append(there, float64(at)/fps)
		}
		src, made, err := derived(l.tool, paths[f.name], l.TempDir())
		l.must(err)
		for _, at := range made.Cuts {
			found = append(found, src.Rate.Seconds(at))
		}
		ours.compare(there, found)
		found, err = losslessCuts(l.tool.FFmpeg, paths[f.name])
		l.must(err)
		theirs.compare(there, found)
	}
	l.note("scene cuts: ours %s; LosslessCut at 0.3 %s", ours, theirs)
	if ours.f1() < 0.95 || ours.f1() < theirs.f1() {
		l.Errorf("Scene cuts: ours %s, promised at least 0.95 and as good as %s.", ours, theirs)
	}
}

// report prints what was found and fails for what was promised and not kept.
func (l *lab) report(before string) {
	version, err := l.tool.Version(context.Background())
	l.must(err)
	fmt.Printf("\nffmpeg %s, %s, %d cores, %s/%s, %d rounds, load %s at the beginning and %s at the end\n", version, processor(), runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, l.rounds, before, load())
	fmt.Print("Medians. Ours makes poster, filmstrip of 100, waveform and cuts; stash and Jellyfin a filmstrip alone, LosslessCut pictures alone.\n\n")
	print(os.Stdout, l.rows)
	if path := os.Getenv("TAGLANE_FIGURES"); path != "" {
		f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
		l.must(err)
		l.must(figures(f, l.rows))
		l.must(f.Close())
	}
	fmt.Println()
	for _, n := range l.notes {
		fmt.Println(n)
	}
	if !hasThumbnailer() {
		fmt.Println("poster: not compared, for ffmpegthumbnailer is not installed.")
	}
	for _, r := range l.rows {
		if r.verdict() == broken {
			l.Errorf("%s, %s: %s, promised %s.", r.what, r.clip, r.ratio(cpus), r.promise)
		}
	}
}

// load is the machine's load averages, where it tells.
func load() string {
	b, err := os.ReadFile("/proc/loadavg")
	if f := strings.Fields(string(b)); err == nil && len(f) > 2 {
		return strings.Join(f[:3], " ")
	}
	return "unknown"
}

// processor is the name of the processor, where the machine tells.
func processor() string {
	b, _ := os.ReadFile("/proc/cpuinfo") // elsewhere there is none
	for line := range strings.Lines(string(b)) {
		if k, v, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(k) == "model name" {
			return strings.TrimSpace(v)
		}
	}
	return "unknown processor"
}
