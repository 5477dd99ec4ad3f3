// Package accesstest is a service with a login that runs inside a test: the
// Host answers as its authorization server and its API, the Guestbook is its
// connector, and a Ring is the keyring of a computer.
//
// It refuses to know who lets people in: it is asked like any other service, by
// its name "guestbook", which importing this package registers.
//
// The one surprising decision: every secret that it ever gives has the Canary
// in it, so that whoever tells one, in a log, an event, an error or a file, is
// found by looking for one word.
package accesstest
