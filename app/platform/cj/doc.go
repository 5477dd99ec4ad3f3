// Package cj is about CJ Affiliate from a publisher's side: what its shops sell,
// links that pay the account, the programmes a person joined, and what every
// sale earned.
//
// It refuses to know where products and rows are kept, how a sub-id is made,
// and whether a link is followed: it only asks, and nothing of CJ is changed.
//
// The one surprising decision: a link is ours only if the account's own number
// stands in it. CJ hands out addresses that pay other publishers, so whatever
// it calls a destination is never kept, and what it calls a click address only
// after it was taken apart.
package cj
