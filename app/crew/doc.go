// Package crew holds the verbs about working with others: joining a place where
// a team leaves what it did, staying in step with it, bundles, and what happened
// meanwhile.
//
// It refuses to know how lines travel, what an edit means, and any screen.
//
// The one surprising decision: nothing waits for it. Every gesture is done here
// first, and is sent when somebody can be reached; so being offline is not a
// state of the program but a sentence in one corner.
package crew
