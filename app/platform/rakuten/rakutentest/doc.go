// Package rakutentest is Rakuten Advertising as its API description and its
// pages have it, on this computer. Every request is compared with the
// description: a parameter that there is not, a word that is none of its list,
// or a missing one goes into the ledger. Every product list is compared with the
// schema of its XML before it is sent.
//
// It refuses to know the connector.
//
// The one surprising decision: where Rakuten contradicts itself (the header of
// a login, the wrapper of a list, the form of a yes) it does neither by itself;
// Terms say which, so that a test goes through both.
package rakutentest
