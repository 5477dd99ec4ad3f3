// Package trade holds the verbs about what is sold: products and what sources
// offer of them, the links that pay, when something may be seen, and what every
// tag brought in.
//
// It refuses to know clips' files, how a post is carried, and any screen: a
// clip is a name to it, and what a verb returns is plain data.
//
// The one surprising decision: Trade is a part of studio.Studio, not a room
// below it that studio forwards to. Its methods are the studio's own, so that a
// verb is written once.
package trade
