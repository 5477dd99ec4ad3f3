// Package words tells what the studio says in the person's language.
//
// It refuses to know who says something, and to whom: it is handed a
// taglane.Said and answers with text.
//
// The one surprising decision: the English sentence is the name of the
// sentence. A room says something in English, as before, and a catalog per
// language holds the same sentence in that language; a sentence that a catalog
// lacks is told in English rather than not at all. So nobody has to invent or
// look up names of messages, and a test that reads every room's source knows
// whether a catalog is whole. The terminal stays English: what it prints is
// read by programs as often as by people.
//
// A catalog is catalogs/<language>.json: the English format, then the sentence,
// in which %[2]s shows the second of the values that the format speaks of. Where
// a number decides, it is {"arg": 1, "one": …, "other": …} instead, by the forms
// that the language has; English has only these. What there is to translate,
// with the places where it is said, is written by
//
//	TAGLANE_FORMATS=/tmp/formats.json go test ./app/words -run Formats
package words
