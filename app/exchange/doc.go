// Package exchange writes and reads tag timelines in formats other tools
// understand: our own document, a WebVTT metadata track, tables, what editors
// exchange (OpenTimelineIO, edit lists), what players show (chapters,
// Cloudinary, Cloudimage), and the files of LosslessCut and Stash.
//
// It refuses to know files, clocks and libraries: a caller hands it a stream,
// a draft and the facts it cannot know, and gets back what the format could
// not carry.
//
// The one surprising decision: a reader trusts nothing and invents nothing.
// What it returns has passed the rules that hold between frames, spots and
// products, so that a stranger's file can be laid on a clip as it is. Our own
// document is taken whole or not at all; of the files of others each row is
// judged alone, and what is left out is named. What has no home in our
// vocabulary is dropped or, where silence would hurt, written into the tag's
// notes.
package exchange
