// Package wording is about what one clip says at one account, and whether it
// may go there like that: which answers count, what the text comes to, what
// stands in the way, what mends it, what a person leaves as it is, and the form
// in which the clip's file is taken there.
//
// It refuses to know the library, the queue and the disk. It is handed values
// and gives back values; who asked commits them, makes the files and tells the
// sentences.
//
// The one surprising decision: nobody who mends has to be right. Rules are known
// by what they are about, for services name them alike, and a change that was
// worked out is looked at with the eyes of Check before anybody keeps it: what
// leaves as much in the way as before is refused and never seen in history.
package wording
