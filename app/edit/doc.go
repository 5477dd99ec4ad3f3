// Package edit is the shared log: what people did, merged without conflicts
// and taken back safely.
//
// A gesture is one Edit: a few cells of JSON written together. The state of a
// cell is the write with the greatest stamp, so any two logs, merged in any
// order and any number of times, give the same state.
//
// It refuses to know what a cell means; clips and tags are somebody else's
// words. It also refuses to judge clocks: a laptop with the wrong date is
// merged like any other.
//
// The one surprising decision: undo is a new edit, and what it may touch is
// decided by who owns the value shown now, not by who wrote last. That is what
// lets undo, undo, redo, redo walk back through the same states while never
// overwriting a peer.
package edit
