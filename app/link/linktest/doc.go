// Package linktest is a way to be walked: shops, networks and shorteners under
// names of their own, all on this computer, that send on, lose what they were
// told, go round in circles, wait for ever and are not there.
//
// It refuses to know who walks: it imports nothing of the program, so that it
// cannot agree with its mistakes.
//
// The one surprising decision: its names are met over https without a
// certificate. Reach leads a client's connections to these names, and no
// others, here; everything else still goes through the client's own dialer, so
// that a step into a private network is refused as in earnest.
package linktest
