// Package conform is about a clip that was cut again: it finds which frames of
// the new cut are which of the old one, and carries what lay on the old ones
// over.
//
// It refuses to know tags, comments and files, and decides nothing: what it
// says is a proposal. A cut that runs at another speed is new footage to it.
//
// The one surprising decision: pictures are compared along diagonals alone. A
// new cut may leave out, bring in and move around, but a piece that stays runs
// on frame by frame; so a piece is a straight line, its place is certain to the
// frame even where the picture stands still, and no gap has to be guessed.
package conform
