// Package faults is the fault suite: the real program is killed, its disk is
// cut, filled, broken and taken away, its clock is put wrong, and each time it
// is asked whether it still has all that it said was done. `make test-faults`
// runs it and prints what was tried and what was lost.
//
// It refuses to know how the program keeps its promise. It sees the library
// only through the program's own verbs, and the file in it through SQLite's own
// check. What must be there is in a journal that the suite keeps outside.
//
// The one surprising decision: the faults of system calls do not come from
// strace, which counts the calls of each thread apart, but from a gate of our
// own (seccomp's notices) that counts the calls of the whole program on the
// whole library. So "the Nth call" is the same one in every run, a fault can be
// lifted while the program goes on, and a run costs next to nothing.
//
// There is no code here but tests, which are skipped unless TAGLANE_FAULTS is
// set: 1 for short runs, full for what is promised. What needs root, a loop
// device or a tool says so where it is skipped.
package faults
