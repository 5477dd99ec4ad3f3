package media

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// ingestUntilKilled is what this test program does when it is started to be
// killed: it derives, says what it is at, and stops for ever in the pass.
func ingestUntilKilled(dir string) {
	t, err := Find()
	if err == nil {
		var s Source
		if s, err = Open(context.Background(), t, os.Getenv("TAGLANE_TEST_CLIP")); err == nil {
			err = Ingest(context.Background(), t, Cache{dir}, s, Work{Progress: func(p Progress) {
				if p.Doing == "proxy" {
					fmt.Println("passing")
					select {}
				}
			}})
		}
	}
	fmt.Println("ended", err)
	os.Exit(1)
}

// workUntilKilled is what this test program does when it is started to be
// killed: it lets ffmpeg work for ever.
func workUntilKilled() {
	t, err := Find()
	if err == nil {
		_, err = child{program: t.FFmpeg, argv: []string{"-nostdin", "-v", "error", "-f", "lavfi", "-i", "testsrc2=s=64x64", "-f", "null", "-"}, limit: time.Hour}.run(context.Background())
	}
	fmt.Println("ended", err)
	os.Exit(1)
}

// stamp is what must not change in a file that is only read.
type stamp struct {
	sum  string
	time time.Time
}

func stampOf(t *testing.T, path string) stamp {
	t.Helper()
	sum, _, err := Sum(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return stamp{sum, info.ModTime()}
}

func TestKilledIngestGoesOn(t *testing.T) {
	path := clipNamed(t, "plain.mp4").file(t)
	before := stampOf(t, path)
	dir := t.TempDir()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "TAGLANE_TEST_INGEST="+dir, "TAGLANE_TEST_CLIP="+path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, _ := bufio.NewReader(out).ReadString('\n')
	if err := cmd.Process.Kill(); err != nil {
		t.Error(err)
	}
	if cmd.Wait() == nil || line != "passing\n" {
		t.Fatalf("the victim said %q", line)
	}
	s, cache := open(t, path), Cache{dir}
	half := cache.Load(s)
	if half.Poster == "" || half.Waveform == "" || half.Strip != nil || half.Proxy != "" {
		t.Fatalf("killed in the pass, this stands: %+v", half)
	}
	poster := stampOf(t, half.Poster)
	if err := Ingest(context.Background(), tool(t), cache, s, Work{}); err != nil {
		t.Fatal(err)
	}
	c := clipNamed(t, "plain.mp4")
	whole := cache.Load(s)
	checkStrip(t, c, s, whole)
	checkProxy(t, c, s, whole)
	if stampOf(t, whole.Poster) != poster {
		t.Error("a finished poster was made again")
	}
	if left := leftIn(t, dir); !slices.Equal(left, []string{"made.json", "poster.jpg", "proxy.mp4", "sound.png", "strip.jpg"}) {
		t.Error("in the folder: ", left)
	}
	if stampOf(t, path) != before {
		t.Error("the source was touched")
	}
}

func leftIn(t *testing.T, dir string) (names []string) {
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, d.Name())
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	return names
}

// wrapped is a tool whose ffmpeg is a shell script around the real one.
func wrapped(t *testing.T, script string) Tool {
	t.Helper()
	x := tool(t)
	path := filepath.Join(t.TempDir(), "ffmpeg")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script+"\nexec "+x.FFmpeg+" \"$@\"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	x.FFmpeg, x.free = path, true // it may write elsewhere that it ran
	return x
}

func TestCancelEndsEverythingWithinASecond(t *testing.T) {
	t.Parallel()
	alive := filepath.Join(t.TempDir(), "alive")
	slow := wrapped(t, `case "$*" in *scdet*) sleep 60 & echo $! > `+alive+`; wait;; esac`)
	s, cache := open(t, clipNamed(t, "short.mp4").file(t)), Cache{t.TempDir()}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- Ingest(ctx, slow, cache, s, Work{}) }()
	var pid string
	for deadline := time.Now().Add(20 * time.Second); pid == "" && time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		b, _ := os.ReadFile(alive)
		pid = strings.TrimSpace(string(b))
	}
	begun := time.Now()
	cancel()
	err := <-done
	if took := time.Since(begun); took > time.Second || !errors.Is(err, context.Canceled) {
		t.Errorf("it ended after %s with %v", took, err)
	}
	if b, err := os.ReadFile("/proc/" + pid + "/stat"); err == nil && !strings.Contains(string(b), ") Z ") {
		t.Error("what the child had started lives on")
	}
	if a := cache.Load(s); a.Poster == "" || a.Strip != nil {
		t.Errorf("after cancelling: %+v", a)
	}
}

// TestDecodesOnce counts the runs that decode the whole picture track.
func TestDecodesOnce(t *testing.T) {
	t.Parallel()
	log := filepath.Join(t.TempDir(), "log")
	recording := wrapped(t, `printf '%s\n' "$*" >> `+log)
	s, cache := open(t, clipNamed(t, "plain.mp4").file(t)), Cache{t.TempDir()}
	made := 0
	var shares []float64
	work := Work{Made: func() { made++ }, Progress: func(p Progress) { shares = append(shares, p.Share) }}
	if err := Ingest(context.Background(), recording, cache, s, work); err != nil {
		t.Fatal(err)
	}
	whole, sprite, cuts, proxy := 0, 0, 0, 0
	b, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	for run := range strings.Lines(string(b)) {
		if !strings.Contains(run, " -vn ") && !strings.Contains(run, "-frames:v 1 ") {
			whole++
		}
		sprite += strings.Count(run, "select='gt")
		cuts += strings.Count(run, "scdet")
		proxy += strings.Count(run, "libx264")
	}
	if whole != 1 || sprite != 1 || cuts != 1 || proxy != 1 {
		t.Errorf("%d decodes, %d filmstrips, %d cut searches, %d previews in\n%s", whole, sprite, cuts, proxy, b)
	}
	if made != 4 || len(shares) == 0 || shares[len(shares)-1] != 1 || !slices.IsSorted(shares) {
		t.Errorf("told of %d artefacts and of shares %v", made, shares)
	}
	// All is there: nothing runs again.
	if err := Ingest(context.Background(), recording, cache, s, Work{}); err != nil {
		t.Fatal(err)
	}
	if again, _ := os.ReadFile(log); len(again) != len(b) {
		t.Errorf("a finished clip was read again: %s", again[len(b):])
	}
}

// TestProxyLater asks for the preview after everything else stands.
func TestProxyLater(t *testing.T) {
	t.Parallel()
	c := clipNamed(t, "dark.mp4")
	s, cache := open(t, c.file(t)), Cache{t.TempDir()}
	if err := Ingest(context.Background(), tool(t), cache, s, Work{NoProxy: true}); err != nil {
		t.Fatal(err)
	}
	a := cache.Load(s)
	checkStrip(t, c, s, a)
	if a.Proxy != "" {
		t.Fatal("a preview nobody asked for")
	}
	strip := stampOf(t, a.Strip.Path)
	if err := Ingest(context.Background(), tool(t), cache, s, Work{}); err != nil {
		t.Fatal(err)
	}
	a = cache.Load(s)
	checkProxy(t, c, s, a)
	if stampOf(t, a.Strip.Path) != strip {
		t.Error("the filmstrip was made again")
	}
}
