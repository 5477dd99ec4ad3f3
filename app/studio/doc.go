// Package studio is the application without a face: every verb a person has is
// one method here, and the window, the browser twin and the command line call
// the same one.
//
// It refuses to know how anything is shown, and which connector is behind an
// account.
//
// The one surprising decision: a verb never changes what a screen shows. It
// commits one edit and says that something changed; the screen asks again. So
// a gesture made here and one that arrives from elsewhere look the same.
//
// Every sentence it hands out is told in the person's language, which the
// setting "speaks" names; errors are told by Sentence and Fault. What is kept
// stays as it was written: the label of a gesture in history, the name of an
// account. The terminal opens a studio that does not speak, and is English.
package studio
