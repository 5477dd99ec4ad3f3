package watch

import (
	"time"

	"taglane/app/taglane"
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
func (t trouble) sentence(b bounds, sweep time.Duration) taglane.Said {
	switch t {
	case none:
		return taglane.Said{}
	case closedBelow:
		return taglane.Say("Some of the folders in here may not be opened, so files in them are not seen.")
	case deaf:
		return taglane.Say("The system does not tell of every change in here, so Taglane looks for new files every %d seconds.", max(1, int(sweep.Round(time.Second)/time.Second)))
	case tooDeep:
		return taglane.Say("Folders more than %d levels down in here are not looked into.", b.depth)
	case tooMany:
		return taglane.Say("There are more than %d files in here, and those beyond are not seen; choose a smaller folder.", b.entries)
	case notAFolder:
		return taglane.Say("This is a file, not a folder.")
	case gone:
		return taglane.Say("This folder is not there; it is watched again as soon as it is back.")
	default:
		return taglane.Say("This folder cannot be opened; it is watched again as soon as it can.")
	}
}
