//go:build race

package all_test

// thinned: what is carried here is bytes and time, and the race detector makes
// both many times as dear. The run without it does all of it.
const thinned = 6
