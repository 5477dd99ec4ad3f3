//go:build !race

package outbox

// thinned: every schedule runs.
const thinned = 1
