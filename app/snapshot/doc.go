// Package snapshot keeps copies of a library, gives one back when the library is
// lost, and moves a damaged library aside.
//
// It refuses to know what is in a library, who asks, and what was published
// since: whoever opens what was put back replays the publish ledger, or a
// backup would be a way to post twice.
//
// The one surprising decision: nothing is put back at once. What a person
// chose is noted in the library's folder, and done under its lock when it is
// opened next, one step at a time, each of which may be done twice. So it does
// not matter when the lights go out: there is always the old library or the
// other one, and never an empty folder in which a new library would be begun.
//
//	chosen ─Open→ taken as it stands ─→ copied beside ─→ old one moved aside ─→ renamed into place ─→ note removed
package snapshot
