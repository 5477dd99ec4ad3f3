// Package youtubetest is a stand-in for YouTube and for Google's login, made
// from their documentation alone: resumable uploads that keep only what they
// say they keep, videos that are processed, covers, the person's leave with its
// tokens, and the quota of a day, counted to the unit.
//
// It refuses to know how Taglane asks. A call that no documentation knows, or
// that spends more than a day has, is answered as YouTube would and noted in
// Wrong.
//
// The one surprising decision: a clip's bytes are not kept, only their hash as
// they arrive, so that an upload of any size may be tried on a small computer.
package youtubetest
