package watch

import (
	"fmt"
	"time"
)

// trouble is what is wrong with a folder, the worse the greater; a folder shows
// its worst.
type trouble int

const (
	none         trouble = iota
	closedBelow          // some folder inside cannot be read
	deaf                 // the system sends no events for some folder inside
	tooDeep              // there are folders below the deepest that is looked into
	tooMany              // there are more entries than are looked at
	unreadable           // the folder itself cannot be read
	notAFolder           // there is something else by that name
	gone                 // there is nothing by that name
	worstInReach = tooMany
)

// sentence is what a creator reads.
func (t trouble) sentence(b bounds, sweep time.Duration) string {
	switch t {
	case none:
		return ""
	case closedBelow:
		return "Some of the folders in here may not be opened, so files in them are not seen."
	case deaf:
		return fmt.Sprintf("The system does not tell of every change in here, so Taglane looks for new files every %s.", every(sweep))
	case tooDeep:
		return fmt.Sprintf("Folders more than %d levels down in here are not looked into.", b.depth)
	case tooMany:
		return fmt.Sprintf("There are more than %s files in here, and those beyond are not seen; choose a smaller folder.", count(b.entries))
	case notAFolder:
		return "This is a file, not a folder."
	case gone:
		return "This folder is not there; it is watched again as soon as it is back."
	default:
		return "This folder cannot be opened; it is watched again as soon as it can."
	}
}

// every says a pause in words: "60 seconds".
func every(d time.Duration) string {
	if s := int(d.Round(time.Second) / time.Second); s > 1 {
		return fmt.Sprintf("%d seconds", s)
	}
	return "second"
}

// count writes a number as people read it: "100,000".
func count(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", count(n/1000), n%1000)
}
