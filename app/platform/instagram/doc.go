// Package instagram carries one frozen revision to an Instagram account as a
// Reel: a private container, one stream of the clip's own bytes, the public act,
// and then the products of the account's own shop.
//
// It refuses to know when to ask again, what a person decides about a post
// nobody is sure of, and any address of a clip on the internet: only bytes of
// this computer are sent.
//
// The one surprising decision: a published container is told as a post without
// a name. Instagram names the post only in the answer to publishing; where that
// answer was lost, the newest post of the account could be somebody else's, so
// it is never looked up and never guessed.
package instagram
