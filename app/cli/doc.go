// Package cli is the studio behind a prompt: the same verbs, for scripts and
// for tests.
//
// It refuses to decide anything: a verb reads its words, calls one method of
// the studio and prints the answer. It speaks English whatever language the
// window speaks, because programs read it as often as people do.
//
// The one surprising decision: with --json standard output holds exactly one
// JSON document, also when a verb fails, so that a script never has to parse
// a sentence.
package cli
