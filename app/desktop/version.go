package desktop

import (
	"runtime/debug"
	"strings"
)

// Number is the release this tree is, or is on its way to; wails.json says the
// same to the installers.
const Number = "0.8.0"

// Version says which build this is: its number, the commit and that one's day.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return Number
	}
	return version(info.Settings)
}

// version leaves out what a build outside a repository cannot know.
func version(settings []debug.BuildSetting) string {
	var commit, day, changed string
	for _, s := range settings {
		switch s.Key {
		case "vcs.revision":
			commit = s.Value[:min(12, len(s.Value))]
		case "vcs.time":
			day, _, _ = strings.Cut(s.Value, "T")
		case "vcs.modified":
			if s.Value == "true" {
				changed = " with changes"
			}
		}
	}
	if commit == "" {
		return Number
	}
	return Number + " (" + commit + changed + ", " + day + ")"
}
