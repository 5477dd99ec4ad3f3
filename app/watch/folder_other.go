//go:build !unix

package watch

import "os"

// openFolder leaves it to reading to find out that this is no folder.
func openFolder(path string, follow bool) (*os.File, error) { return os.Open(path) }
