package media

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestPosterTakesOneChild counts the programs that run until the poster of a
// usual clip is there: one, and none to ask about the file.
func TestPosterTakesOneChild(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the counting is done by a shell")
	}
	t.Parallel()
	dir, x := t.TempDir(), tool(t)
	log := filepath.Join(dir, "log")
	counted := Tool{FFmpeg: filepath.Join(dir, "ffmpeg"), FFprobe: filepath.Join(dir, "ffprobe"), free: true}
	for at, real := range map[string]string{counted.FFmpeg: x.FFmpeg, counted.FFprobe: x.FFprobe} {
		script := fmt.Sprintf("#!/bin/sh\necho \"$@\" >> '%s'\nexec '%s' \"$@\"\n", log, real)
		if err := os.WriteFile(at, []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"bframes.mp4", "turned.mp4", "hevc10.mov", "dark.mp4"} {
		os.Remove(log) // of the clip before
		s, err := Open(context.Background(), counted, clipNamed(t, name).file(t))
		if err != nil {
			t.Fatal(err)
		}
		cache := Cache{t.TempDir()}
		ctx, stop := context.WithCancel(context.Background())
		made := func() {
			if cache.Load(s).Poster != "" {
				stop()
			}
		}
		if err := Ingest(ctx, counted, cache, s, Work{NoProxy: true, Made: made}); err == nil {
			t.Error("the poster was the end of it")
		}
		stop()
		if ran := strings.Count(string(read(t, log)), "\n"); ran != 1 || cache.Load(s).Poster == "" {
			t.Errorf("%s: %d children for a poster", name, ran)
		}
	}
}
