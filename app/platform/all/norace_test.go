//go:build !race

package all_test

// thinned: every schedule runs.
const thinned = 1
