// Package team is about getting edits from one laptop to another.
//
// It carries lines and files and never changes them; what a line means, whether
// it is merged and who is told are its caller's. It refuses to know the library
// it carries for.
//
// The one surprising decision: a device's files are reckoned from its log, byte
// for byte, so whoever writes them never has to trust what lies there. Lines
// that were lost are written again, half a line is cut off, and a library that
// is older than its own lines is told so before it writes over them.
package team
