// Package review shows a draft to somebody without the app and brings back what
// they say: the review room as one HTML file, and the answers that come of it.
//
// It refuses to know the library, how a film is made small and what a comment
// becomes: a page is handed to Room as values, and an answer is given back as a
// taglane.GuestSaid.
//
// The one surprising decision: a guest's words are named by a secret that only
// the guest's browser has. The library's name for a comment is made of the room,
// that secret and the guest's own name for it, so an answer cannot name anything
// that is there already, two guests can never meet, and the same answer twice
// names the same things twice.
//
// # The room behind a server
//
// The same page works with a server that stands behind it: Page.Live says so,
// and the page then talks to addresses relative to its own and to nothing else.
// All of it lies behind room/live.js, beside room/file.js which does the same
// without anybody. A server answers:
//
//	GET  ./           the page: Room(w, Page{Live: true, …}). The header carries Policy
//	                  of the same page and frame-ancestors 'none'.
//	GET  ./FILM       the film, by Page.Film.Beside, with ranges.
//	POST ./answer     one thing that a guest said: an answer as ReadAnswer takes it, with
//	                  one comment or a verdict in it, at most MostRemark bytes. It is
//	                  answered with 200 and {"ids":{"<own>":"<library's>"}} once it is
//	                  kept, also when it was kept before; otherwise with 4xx or 5xx and
//	                  {"message":"one sentence"}, in the guest's language where that is
//	                  known. 401 and 410 end it: the link is over. After others the page
//	                  tries again by itself, with growing pauses and the same ids.
//	POST ./news       {"guest":"<secret>","name":"…","after":"<cursor>","frame":n}: what is
//	                  new since. The server may let it wait up to 25 s. 200 and
//	                  {"cursor":"…","comments":[Comment…],"people":[Person…]}: comments
//	                  new or changed, each whole, with As where they are this guest's own
//	                  (OwnID tells); a comment that is gone comes with Deleted. people is
//	                  who else is here now. "" as cursor asks for everything.
//
// Both take Content-Type application/json and come with the cookie of the page's
// own origin; the page sends no other header and follows no redirect.
package review
