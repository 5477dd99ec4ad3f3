//go:build race

package outbox

// thinned: the race detector is slow, and the model has one goroutine.
const thinned = 16
