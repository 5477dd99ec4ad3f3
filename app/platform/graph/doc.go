// Package graph is how Meta's Graph wants to be asked: in one version, with a
// proof that whoever asks also holds the app's secret, with a login whose token
// is exchanged for one that lasts, and no more often than its headers allow.
//
// It refuses to know what is published through it, and which of Meta's numbers
// is whose fault: that is told by the two connectors that share it.
//
// The one surprising decision: time is Meta's own. Each answer carries it, and
// what is counted per day is counted by it, so that a computer whose clock is
// wrong neither posts too much nor waits for nothing.
package graph
