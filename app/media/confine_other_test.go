//go:build !linux

package media

// touchAll shows nothing where no child is confined.
func touchAll(string) {}
