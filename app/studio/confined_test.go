package studio

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"taglane/app/media"
	"taglane/app/words"
)

// The doctor says what media found, and the remedy only where there is one.
func TestTheDoctorTellsOfConfinement(t *testing.T) {
	if _, err := exec.LookPath("ffmpeg"); err != nil {
		t.Skip("ffmpeg is missing: ", err)
	}
	got, ok := checked(Examine(ctx, options(filepath.Join(t.TempDir(), "library"))), "confinement")
	tool, err := media.Find()
	if err != nil {
		t.Fatal(err)
	}
	by, _ := tool.Confinement()
	if !ok || !got.OK || by != "limits only" && !strings.Contains(got.Detail, "no network ("+by) {
		t.Errorf("by %s it says %+v", by, got)
	}
	if runtime.GOOS != "linux" {
		return
	}
	// Programs that must start others get no further than their limits.
	dir := t.TempDir()
	for name, script := range map[string]string{"ffmpeg": "exec " + filepath.Join(dir, "real"), "ffprobe": "exec " + filepath.Join(dir, "real"), "real": "exit 0"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	loose := examineConfinement(media.Tool{FFmpeg: filepath.Join(dir, "ffmpeg"), FFprobe: filepath.Join(dir, "ffprobe")}, words.In(""))
	if !loose.OK || !strings.Contains(loose.Detail, "limits") || loose.Fix == "" {
		t.Errorf("of programs that cannot be confined it says %+v", loose)
	}
}
