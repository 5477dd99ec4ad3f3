// Package twin is what the stand-ins of services have in common: a port to stand
// at, a clock that can be moved, a door that notes every call and can lose one
// on cue, a ledger of what was asked wrongly, lists that have holes on cue, the
// shape in which a stand-in tells what became public, and the nets in which a
// test looks for the secrets that it handed out.
//
// It refuses to know any one service, and what is asked of a stand-in: each is
// made from its service's page alone, in the connector's own folder, and knows
// the connector no better than the service would.
//
// The one surprising decision: it ships no test and imports no testing, so that
// the same stand-in serves a unit test, a process that is killed, and a person
// who wants to try publishing without an account.
package twin
