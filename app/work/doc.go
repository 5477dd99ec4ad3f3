// Package work does long things in the background: the most pressing first, a
// few at a time, resting while the person plays a clip or has paused it.
//
// It refuses to know what is done: a Task is a name and steps, and each step is
// somebody else's function.
//
// The one surprising decision: a task is not run to its end. After every step
// it goes back among the others with the rank of its next step, so that of
// forty clips dropped at once all get their picture before any gets its preview.
package work
