// Package crash is about what went wrong badly enough to end something: it is
// written down on this machine, for its person to read.
//
// It refuses to know the network: nothing here is ever sent. It knows no verbs
// and no library either, so that it works when neither does.
//
// The one surprising decision: the program promises its own end. A run leaves a
// note when it begins and takes it away when it ends well; a note that is still
// there tells the next start that the last run did not, and holds what the
// runtime wrote while it went down.
package crash
