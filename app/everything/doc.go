// Package everything is about a library as a folder that a person without
// Taglane can use, and that makes the same library again.
//
// It refuses to know what is shown to people while that goes on, and how a
// snapshot of the same library on the same machine is kept.
//
// The one surprising decision: what is read by people is never read back. Tables,
// timelines and captions lie in the folder for their eyes and their other tools;
// beside them, under "exact", lie the log of every edit and the rows that are kept
// beside it, and only from these is a library made. So a table that somebody
// sorted and saved can spoil nothing, and nothing is lost in a format that could
// not carry it.
package everything
