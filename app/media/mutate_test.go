//go:build unix

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
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
	"unicode"

	"taglane/app/taglane"
)

// What one damaged file may cost at most.
const (
	mutantTime   = 15 * time.Second
	mutantMemory = 2 << 30 // of one child, in bytes
)

// seeds are small files of every kind that are damaged.
var seeds = map[string][]string{
	"plain.mp4":     x264("-g", "6", "-bf", "0", "-c:a", "aac"),
	"bframes.mov":   {"-an", "-c:v", "libx264", "-preset", "veryfast", "-bf", "2", "-pix_fmt", "yuv420p"},
	"front.mp4":     x264("-g", "6", "-c:a", "aac", "-movflags", "faststart"),
	"fragments.mp4": x264("-g", "4", "-an", "-movflags", "frag_keyframe+empty_moov"),
	"varying.mp4":   x264("-an", "-vf", `setpts=if(lt(N\,6)\,N\,6+(N-6)*2)/25/TB`, "-fps_mode", "passthrough"),
	"hevc.mov":      {"-an", "-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none", "-tag:v", "hvc1", "-color_primaries", "bt2020", "-color_trc", "arib-std-b67", "-colorspace", "bt2020nc", "-pix_fmt", "yuv420p10le"},
	"vp9.webm":      {"-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-c:a", "libopus"},
	"film.mkv":      x264("-g", "6", "-bf", "2", "-c:a", "aac"),
}

// Which damaged files are tried: TAGLANE_MUTANTS of them from the number
// TAGLANE_MUTANT, of the order that TAGLANE_SEED names. A failure says its
// number, so that it can be repeated alone.
func asked(name string, usual int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return usual
}

// TestMutants damages files in every way a disk, a cable or a stranger does. Each
// is a clip that can be used in part at least, or is refused in a sentence:
// quickly, in little memory, and without a change to the file.
func TestMutants(t *testing.T) {
	t.Parallel()
	names, whole := seedFiles(t)
	var wg sync.WaitGroup
	work, seed := make(chan int), uint64(asked("TAGLANE_SEED", 20))
	tally := newTally()
	for range runtime.NumCPU() {
		wg.Go(func() {
			for n := range work {
				name := names[n%len(names)]
				r := rand.New(rand.NewPCG(seed, uint64(n)))
				b, how := mutant(r, whole[name])
				what := fmt.Sprintf("mutant %d, %s of %s", n, how, name)
				keep(t, fmt.Sprintf("%d-%s", n, name), b)
				spent := tryMutant(t, tally, what, name, b, strings.Split(how, ", ")...)
				if spent < mutantTime {
					continue
				}
				// Where all is slow because others use the machine, it is not the file.
				if sound := tryMutant(t, newTally(), "a sound "+name, name, whole[name]); spent > 30*sound {
					t.Errorf("%s: took %s, a sound file %s", what, spent, sound)
				}
			}
		})
	}
	from, usual := asked("TAGLANE_MUTANT", -1), 60
	if from >= 0 {
		usual = 1
	}
	for n := range asked("TAGLANE_MUTANTS", usual) {
		work <- max(0, from) + n
	}
	close(work)
	wg.Wait()
	tally.print(t)
	if got := greatestChild(); got > mutantMemory {
		t.Errorf("a child took %d MB", got>>20)
	}
	if tally.tried >= 60 && (tally.used < tally.tried/10 || len(tally.refused) < 3) {
		t.Errorf("the damage reaches no depth: %+v", tally)
	}
}

// tally counts what became of the files.
type tally struct {
	sync.Mutex
	tried   int
	used    int
	refused map[string]int    // by sentence
	damage  map[string][2]int // tried and used, by damage
	slowest time.Duration
	slow    string
}

func newTally() *tally { return &tally{refused: map[string]int{}, damage: map[string][2]int{}} }

func seedFiles(t *testing.T) (names []string, whole map[string][]byte) {
	t.Helper()
	dir := t.TempDir()
	whole = map[string][]byte{}
	for name, args := range seeds {
		path := filepath.Join(dir, name)
		in := []string{"-v", "error", "-f", "lavfi", "-i", "testsrc2=s=96x64:r=25:d=0.48", "-f", "lavfi", "-i", "sine=duration=0.4"}
		ffmpeg(t, nil, append(append(in, args...), path)...)
		names, whole[name] = append(names, name), read(t, path)
	}
	slices.Sort(names)
	return names, whole
}

// tryMutant opens and ingests one file, which may run beside others, and says
// how long that took.
func tryMutant(t *testing.T, tally *tally, what, name string, b []byte, how ...string) (spent time.Duration) {
	defer func() {
		if p := recover(); p != nil {
			t.Errorf("%s: panic %v\n%s", what, p, debug.Stack())
		}
	}()
	dir, err := os.MkdirTemp("", "taglane-mutant-")
	if err != nil {
		t.Error(err)
		return 0
	}
	defer os.RemoveAll(dir)
	path, cache := filepath.Join(dir, name), Cache{filepath.Join(dir, "cache")}
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Error(err)
		return 0
	}
	begun := time.Now()
	s, err := Open(context.Background(), tool(t), path)
	if err == nil {
		if err = Ingest(context.Background(), tool(t), cache, s, Work{Threads: 1, NoProxy: true}); err == nil {
			usable(t, what, s, cache.Load(s))
		}
	}
	spent = time.Since(begun)
	if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, b) {
		t.Errorf("%s: the file was written into: %v", what, err)
	}
	tally.Lock()
	defer tally.Unlock()
	if spent > tally.slowest {
		tally.slowest, tally.slow = spent, what
	}
	if tally.tried++; tally.tried%1000 == 0 { // whoever stops it knows how far it came
		t.Logf("%d files so far, %d used", tally.tried, tally.used)
	}
	for _, h := range how {
		n := tally.damage[h]
		if n[0]++; err == nil {
			n[1]++
		}
		tally.damage[h] = n
	}
	if err == nil {
		tally.used++
		return spent
	}
	tally.refused[taglane.MessageOf(err)]++
	var said *taglane.Error
	if !errors.As(err, &said) || said.Kind == taglane.Internal || !sentence(said.Message) {
		t.Errorf("%s: refused by %#v", what, err)
	}
	return spent
}

// usable says that a clip has what a screen needs of it.
func usable(t *testing.T, what string, s Source, a Artefacts) {
	if s.Frames < 1 || !s.Rate.Valid() || s.Width < 1 || s.Height < 1 || s.Duration <= 0 {
		t.Errorf("%s: a clip of %+v", what, s.Facts)
	}
	if a.Poster == "" || a.Strip == nil || len(a.Strip.Frames) == 0 || a.Strip.Frames[len(a.Strip.Frames)-1] >= s.Frames {
		t.Errorf("%s: of a clip came %+v", what, a)
	}
}

func sentence(s string) bool {
	return len(s) > 10 && unicode.IsUpper([]rune(s)[0]) && strings.HasSuffix(s, ".") && !strings.ContainsAny(s, "\n\r") && !strings.Contains(s, "/tmp")
}

// greatestChild is the most memory that any child so far has held, in bytes.
func greatestChild() int64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_CHILDREN, &u); err != nil {
		return 0
	}
	if runtime.GOOS == "darwin" {
		return int64(u.Maxrss)
	}
	return int64(u.Maxrss) << 10
}

// mutant damages a file in one to three ways.
func mutant(r *rand.Rand, whole []byte) (b []byte, how string) {
	b = slices.Clone(whole)
	for i := range 1 + r.IntN(3) {
		if i > 0 {
			how += ", "
		}
		var did string
		b, did = damage(r, b)
		how += did
	}
	return b, how
}

func damage(r *rand.Rand, b []byte) ([]byte, string) {
	if len(b) < 64 {
		return b, "nothing"
	}
	boxes := boxesOf(b)
	box := boxes[r.IntN(len(boxes))]
	from := r.IntN(len(b))
	run := b[from:min(len(b), from+1+r.IntN(200))]
	switch r.IntN(12) {
	case 0:
		for range 1 + r.IntN(64) {
			b[r.IntN(len(b))] ^= 1 << r.IntN(8)
		}
		return b, "flips"
	case 1: // in the index, where they tell most
		for range 1 + r.IntN(4) {
			b[box[0]+r.IntN(max(1, min(box[1], 300)))] ^= 1 << r.IntN(8)
		}
		return b, "flips in a box"
	case 2:
		return b[:from], "cut"
	case 3:
		n := [...]uint32{0, 1, 7, 8, 9, 0x7fffffff, 0xffffffff, uint32(box[1] + 1), uint32(box[1] * 2), uint32(box[1] / 2), r.Uint32()}[r.IntN(11)]
		binary.BigEndian.PutUint32(b[box[0]:], n)
		return b, "size of a box"
	case 4:
		other := boxes[r.IntN(len(boxes))]
		copy(b[box[0]+4:box[0]+8], b[other[0]+4:other[0]+8])
		return b, "name of a box"
	case 5:
		clear(run)
		return b, "zeros"
	case 6:
		for i := range run {
			run[i] = byte(r.Uint32())
		}
		return b, "noise"
	case 7, 8:
		return absurd(r, b, boxes), "absurd number"
	case 9:
		return swapped(r, b, boxes)
	case 10:
		return masked(r, b), "wrong magic"
	}
	end := min(len(b), box[0]+box[1])
	return slices.Insert(b, end, slices.Clone(b[box[0]:end])...), "doubled box"
}

// boxesOf lists the beginnings and lengths of boxes. Other containers have
// places that only look so, which do as well.
func boxesOf(b []byte) (out [][2]int) {
	var walk func(at, end, depth int)
	walk = func(at, end, depth int) {
		for at+8 <= end && len(out) < 500 {
			n := int(binary.BigEndian.Uint32(b[at:]))
			if n < 8 || n > end-at {
				return
			}
			out = append(out, [2]int{at, n})
			switch string(b[at+4 : at+8]) {
			case "moov", "trak", "mdia", "minf", "stbl", "edts", "moof", "traf", "mvex", "dinf":
				walk(at+8, at+n, depth+1)
			case "stsd":
				walk(at+16, at+n, depth+1)
			case "avc1", "hvc1":
				walk(at+86, at+n, depth+1)
			}
			at += n
		}
	}
	walk(0, len(b), 0)
	for i := 0; len(out) < 8; i++ {
		out = append(out, [2]int{i * 5, 40})
	}
	return out
}
