// Package forged makes requests that no page of ours sends, and looks at
// whether one of them was given anything.
//
// It refuses to know what a server is for. It is told what the server's own page
// asks, what may be read by anybody, and which bytes may never be in an answer.
//
// The one surprising decision: most forgeries know the right token. Each is a
// request that would be answered, with one thing wrong, so that it meets the
// check for that thing and no other; what a server owes to its token alone is
// tried by those that guess it. Some wrong things make no difference to who is
// asking, such as a range that is odd: those may be answered, and then by exactly
// what was asked for.
package forged
