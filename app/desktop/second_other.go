//go:build !linux

package desktop

// handOver leaves it to the window, which hands over in time on these systems.
func handOver(string) bool { return false }
