// Package platformtest holds the questions every connector must answer the
// same way, and a wire that breaks on cue.
//
// It refuses to know any one service: a connector's test hands over a World,
// which is the connector and its far side (an HTTP twin, a folder, memory), or a
// Market where it sells or pays, and the Grammar of its links.
//
// The one surprising decision: there are no skips. What a connector cannot do
// is said in its Capabilities, in Exceptions by the name of the question and
// with a reason, and the suite reads it there.
//
// A connector's whole conformance test is:
//
//	func TestConformance(t *testing.T) {
//		platformtest.Run(t, func(t *testing.T) platformtest.World {
//			far := newFarSide(t)
//			return platformtest.World{New: far.connect, Account: far.account, Posts: far.posts}
//		})
//	}
package platformtest
