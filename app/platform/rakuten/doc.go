// Package rakuten is about Rakuten Advertising from a publisher's side: what its
// shops sell, links that pay the account, the programmes a person joined, and
// what every sale earned.
//
// It refuses to know where products and rows are kept, how a sub-id is made, and
// whether a link is followed. Nothing of Rakuten is changed, so no answer that
// is lost can leave anything half done.
//
// The one surprising decision: nothing that Rakuten reports is called earned. It
// tells sales and their corrections, and never that one is locked, so each of
// its rows may still change.
package rakuten
