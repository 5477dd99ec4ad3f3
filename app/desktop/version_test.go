package desktop

import (
	"encoding/json"
	"os"
	"runtime/debug"
	"testing"
)

func TestAVersionSaysWhatItWasBuiltFrom(t *testing.T) {
	commit := debug.BuildSetting{Key: "vcs.revision", Value: "0123456789abcdef0123456789abcdef01234567"}
	day := debug.BuildSetting{Key: "vcs.time", Value: "2026-11-26T09:30:00Z"}
	for want, settings := range map[string][]debug.BuildSetting{
		Number:                                 nil, // from a tarball, or by `go test`
		Number + " (0123456789ab, 2026-11-26)": {commit, day, {Key: "vcs.modified", Value: "false"}},
		Number + " (0123456789ab with changes, 2026-11-26)": {commit, day, {Key: "vcs.modified", Value: "true"}},
	} {
		if got := version(settings); got != want {
			t.Errorf("says %q, want %q", got, want)
		}
	}
}

// Installers read the number from wails.json.
func TestOneNumber(t *testing.T) {
	text, err := os.ReadFile("../../wails.json")
	if err != nil {
		t.Fatal(err)
	}
	var wails struct {
		Info struct{ ProductVersion string }
	}
	if err := json.Unmarshal(text, &wails); err != nil || wails.Info.ProductVersion != Number {
		t.Errorf("wails.json says %q (%v), the program %q", wails.Info.ProductVersion, err, Number)
	}
}
