package media

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"taglane/app/taglane"
)

// Tool is where the two programs lie that decode video. They are separate
// programs of the person's machine; nothing of them is linked.
type Tool struct {
	FFmpeg, FFprobe string // absolute paths

	free bool // see reach
}

// Find looks for ffmpeg and ffprobe in the directory TAGLANE_FFMPEG names, or
// else in a folder "ffmpeg" beside the program, then on the PATH. NotFound says
// the one command that installs them.
func Find() (Tool, error) {
	var t Tool
	for _, p := range []struct {
		name string
		at   *string
	}{{"ffmpeg", &t.FFmpeg}, {"ffprobe", &t.FFprobe}} {
		found, err := look(p.name)
		if err == nil {
			found, err = filepath.Abs(found)
		}
		if err != nil {
			return Tool{}, taglane.Wrap(err, taglane.NotFound, "Taglane needs %s to read video. Install it with: %s", p.name, Install())
		}
		*p.at = found
	}
	return t, nil
}

// self is the file this program runs from; tests put another in its place.
var self = os.Executable

// formulas is where a Mac's package managers put programs. A window there is
// started with a PATH that lacks them.
var formulas = map[string][]string{"darwin": {"/opt/homebrew/bin", "/usr/local/bin", "/opt/local/bin"}}

func look(name string) (string, error) {
	if dir := os.Getenv("TAGLANE_FFMPEG"); dir != "" {
		return exec.LookPath(filepath.Join(dir, name))
	}
	if at, err := self(); err == nil {
		if found, err := exec.LookPath(filepath.Join(filepath.Dir(at), "ffmpeg", name)); err == nil {
			return found, nil
		}
	}
	found, err := exec.LookPath(name)
	for _, dir := range formulas[runtime.GOOS] {
		if err == nil {
			break
		}
		found, err = exec.LookPath(filepath.Join(dir, name))
	}
	return found, err
}

// Install is the one command that installs ffmpeg on this kind of machine.
func Install() string {
	switch runtime.GOOS {
	case "darwin":
		return "brew install ffmpeg"
	case "windows":
		return "winget install ffmpeg"
	}
	return "sudo apt-get install -y ffmpeg"
}

// InstallConfiner is the command that brings what keeps children to one file,
// where the system itself cannot; "" where there is none.
func InstallConfiner() string {
	if runtime.GOOS != "linux" {
		return ""
	}
	return "sudo apt-get install -y bubblewrap ffmpeg"
}

// Version is ffmpeg's own name for itself, such as "5.1.9". NotFound when the
// program cannot be started.
func (t Tool) Version(ctx context.Context) (string, error) {
	out, err := collect(ctx, child{program: t.FFmpeg, argv: []string{"-version"}, only: t.only(), limit: probeLimit, most: 1 << 16})
	if err != nil {
		return "", taglane.Wrap(err, taglane.NotFound, "ffmpeg cannot be started. Install it again with: %s", Install())
	}
	words := strings.Fields(string(out))
	if len(words) < 3 || words[0] != "ffmpeg" {
		return "", taglane.Errorf(taglane.NotFound, "The program at %s is not ffmpeg.", t.FFmpeg)
	}
	return words[2], nil
}

// How long a child may take: answering a question, and showing one frame.
const (
	probeLimit = 10 * time.Second
	stillLimit = 15 * time.Second
)
