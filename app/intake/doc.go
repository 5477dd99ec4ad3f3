// Package intake is about how the files of clips come in and stay found: files
// and folders that are named, folders that are watched, files that were moved
// or went away and come back.
//
// It refuses to know what is kept of a clip and what is made of its file. It
// asks for the library through an interface of its own and says what happened;
// edits, previews and sentences are its caller's.
//
// The one surprising decision: a file is known by its content, never by its
// name. One that comes in and that a clip misses is that clip's, with its tags,
// wherever it lies now; so a search, an import and a watched folder all mend a
// library in the same way.
package intake
