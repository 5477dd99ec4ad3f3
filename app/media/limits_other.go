//go:build !linux

package media

import "time"

// restrain does nothing here: only Linux can limit a process from outside.
func restrain(int, time.Duration) {}

func restrainSelf() {}
