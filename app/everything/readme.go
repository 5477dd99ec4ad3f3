package everything

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"taglane/app/taglane"
)

// guide is what lies where.
var guide = []struct {
	files string
	what  taglane.Said
}{
	{"clips.csv", taglane.Say("every clip, and the folder of each")},
	{"clips/…/timeline.json", taglane.Say("its tags, with products and hotspots")},
	{"clips/…/tags.csv", taglane.Say("its tags as a table")},
	{"clips/…/tags.vtt", taglane.Say("its tags as a WebVTT track")},
	{"clips/…/comments.csv", taglane.Say("what was said about it")},
	{"clips/…/versions.csv", taglane.Say("its versions, where there are several")},
	{"captions.csv", taglane.Say("titles and captions, for every place")},
	{"products.csv, pictures", taglane.Say("every product, with its picture")},
	{"publications.csv", taglane.Say("what was published, where, and what waits")},
	{"publish-ledger.csv", taglane.Say("every step of publishing, as it was taken")},
	{"earnings.csv", taglane.Say("what was earned")},
	{"figures.csv", taglane.Say("views and other figures, as they were read")},
	{"links.csv", taglane.Say("every link that was made")},
	{"team.csv, places.csv", taglane.Say("who works on it, and where it is published")},
	{"settings.csv", taglane.Say("what you chose in the settings")},
	{"exact", taglane.Say("what Taglane makes the same library of again")},
	{"manifest.json", taglane.Say("every file with its SHA-256")},
}

// readme says to whoever finds the folder what it is.
func (w *writer) readme(tell func(taglane.Said) string, c Choice) error {
	films := taglane.Say("The films themselves are not in this folder; clips.csv says where each lies.")
	if c.Films {
		films = taglane.Say("Each clip's folder holds its film.")
	}
	private := taglane.Say("Your private notes are not in it.")
	if c.Private {
		private = taglane.Say("Your private notes are in it: do not give it to others, or export again without them.")
	}
	var b strings.Builder
	say := func(lines ...taglane.Said) {
		for _, s := range lines {
			b.WriteString(tell(s) + "\n")
		}
		b.WriteString("\n")
	}
	b.WriteString("Taglane\n\n")
	say(taglane.Say("This is everything from a library of Taglane, written on %s.", taglane.DayOf(w.made.Created.Local())),
		taglane.Say("You need no Taglane to read it. Tables (.csv) open in any spreadsheet, .vtt and .json in any editor."))
	for _, g := range guide {
		fmt.Fprintf(&b, "  %s%s  %s\n", g.files, strings.Repeat(" ", 24-utf8.RuneCountInString(g.files)), tell(g.what))
	}
	b.WriteString("\n")
	say(taglane.Say("The tables are for you: change them as you like, nothing reads them back. The files in the folder exact are for Taglane: leave them as they are."), films, private)
	say(taglane.Say("No password, token or key is in this folder. After bringing it back you log in to your accounts again, and the outbox rests until you let it go on."))
	say(taglane.Say("To bring it back where there is no library yet, type in a terminal: %s", taglane.Plain("taglane import-all FOLDER")),
		taglane.Say("Then go on with one of the two libraries, not with both."))
	return w.text("README.txt", []byte(b.String()))
}
