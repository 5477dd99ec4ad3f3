// Package edittest holds what must be true of any shared log, as properties
// that run over every way of keeping one: in memory, in SQLite.
//
// It refuses to know how a log is kept. It sees a Log: gestures and edits go
// in, a state comes out.
//
// The one surprising decision: a property is a function that returns an error
// instead of failing a test. The package's own test breaks the log on purpose,
// once for each rule, and fails when no property notices.
package edittest
