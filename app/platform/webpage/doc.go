// Package webpage writes a clip with its tags as a page in a folder: it opens
// by double click, plays without a network, and can be put on any web server.
// It needs no account and is the default place for a clip to go.
//
// It refuses to know the network. The page names nothing outside its folder
// but the links a visitor clicks, and nothing about the visitor leaves it.
//
// The one surprising decision: the folder is built beside its final name and
// becomes public by one rename, and what it contains follows from the revision
// alone, to the byte. So a crash at any point leaves either no page, the old
// page or the new one, and asking again is always safe.
//
// A target folder during an upload:
//
//	target/
//	  .taglane-<marker>.partial/   upload.json, clip.mp4 growing
//	  .taglane-<marker>.old/       the replaced page, between two renames
//	  slow-sunday/                 public
package webpage
