//go:build !race

package cli_test

// raced: every program is started.
const raced = false
