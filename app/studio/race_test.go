//go:build race

package studio

// raced: what is drawn, done or killed hundreds of times costs many times as
// much under the race detector, which sees no more in it than in a few. The run
// without it does it all.
const raced = true
