// Package exchange writes and reads tag timelines in formats other tools
// understand: our own taglane-timeline/1 document, and a WebVTT metadata track.
//
// It refuses to know files, clocks and libraries: a caller hands it a stream,
// a draft and the facts it cannot know, and gets back what the format could
// not carry.
//
// The one surprising decision: a reader trusts nothing and invents nothing.
// What it returns has passed the rules that hold between frames, spots and
// products, so that a stranger's file can be laid on a clip as it is, and what
// has no home in our vocabulary is left out or, where silence would hurt,
// written into the tag's notes.
package exchange
