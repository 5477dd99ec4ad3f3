//go:build race

package cli_test

// raced: programs that are started hundreds of times cost many times as much
// under the race detector, which sees nothing in them that a verb's own story
// does not show it. The run without it starts them all.
const raced = true
