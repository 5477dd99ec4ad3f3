package watch

import "strings"

// halfDone are the endings browsers, copiers and downloaders give to a file
// until it is whole; they rename it then, and the new name is what counts.
var halfDone = []string{".part", ".partial", ".crdownload", ".opdownload", ".download", ".filepart", ".tmp", ".temp", "~"}

// neverEntered are folders in which systems keep what people threw away or
// never made themselves.
var neverEntered = []string{"$RECYCLE.BIN", "System Volume Information", "#recycle", "@eaDir", "lost+found"}

// hidden covers the trash of Linux and macOS too, whose names begin with a dot.
func hidden(name string) bool { return strings.HasPrefix(name, ".") }

// closed says whether a folder of this name is left alone.
func closed(name string) bool {
	for _, never := range neverEntered {
		if strings.EqualFold(name, never) {
			return true
		}
	}
	return hidden(name)
}

// counts says whether a file of this name is worth a look.
func (o *Options) counts(name string) bool {
	if hidden(name) {
		return false
	}
	lower := strings.ToLower(name)
	for _, end := range halfDone {
		if strings.HasSuffix(lower, end) {
			return false
		}
	}
	return o.Wants == nil || o.Wants(name)
}
