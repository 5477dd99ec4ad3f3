//go:build !race

package studio

// raced: everything is done as often as promised.
const raced = false
