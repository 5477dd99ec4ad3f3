//go:build !unix

package catalog

import "time"

var began = time.Now()

// busy is the clock on the wall where the system does not tell more.
func busy() time.Duration { return time.Since(began) }
