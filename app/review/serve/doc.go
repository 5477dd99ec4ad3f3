// Package serve lets people in the same network look at a draft while this
// machine shows it to them: the review room over TLS, behind a link and a PIN.
//
// It refuses to know the library, how a film is made small, how anything is kept
// and what a comment becomes: all of that is lent. It sends nothing that was not
// asked for with a cookie of its own, never a clip's own file, and takes no file.
//
// The surprising decision: the link alone opens nothing. What it carries is in
// its fragment, which no browser sends and no log keeps; a page without any
// content exchanges it, together with a PIN that was told apart from it, for a
// cookie that only this address gets back. Whoever finds the address, the link
// or the PIN alone has found nothing.
//
// The link also names the certificate, because nobody vouches for a machine in a
// living room: a browser warns, and shows the same fingerprint as the window.
//
// What it answers:
//
//	GET  /r/          the door: asks for the PIN, shows nothing
//	POST /r/enter     {"cap","pin"} → a cookie, and where to go
//	GET  /r/1/        the room of the link's first clip; see package review
//	GET  /r/1/film    its small film, with ranges
//	POST /r/1/answer  one thing that the guest said
//	POST /r/1/news    what is new, and who is here
//
// Everything else is not there. Nothing listens before a person says where, and
// nothing does once the library is closed.
package serve
