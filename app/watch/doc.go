// Package watch sees files arrive in folders and finds files that moved.
//
// It refuses to know what a clip is: what counts is told by the caller, by name
// alone, and no file is opened to look inside. It keeps no memory on disk
// either. Whatever lies in a folder when watching begins is told like anything
// that comes later; the caller knows which it has.
//
// The one surprising decision: the system's events are never believed. An event
// only marks a path to be looked at; what is true is what the folder says when
// it is looked at, a moment later. Lost events, events in the wrong order and
// drives that send none therefore cost time and nothing else: the sweep walks
// every folder again and finds the same.
//
// A file is told when its size and time have stood still for a while and nobody
// holds it open for writing, where the system can say so. There is no clock
// here: time passes in ticks of a quarter of Options.Quiet.
package watch
