// Package taglane is the vocabulary of the trade: clips, frames, tags,
// products, revisions, publications, and the rules that hold between them.
//
// It refuses to know where anything is kept, shown or sent: no files, no
// network, no clock, no database.
//
// The one surprising decision: time is never a number of seconds. It is an
// integer frame on a rational rate, and every span is half-open, so that two
// neighbouring tags never share a frame and no rounding ever moves one.
package taglane
