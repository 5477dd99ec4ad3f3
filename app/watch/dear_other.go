//go:build !(darwin || freebsd || netbsd || openbsd || dragonfly)

package watch

// dearest is 0 where listening to a folder costs the same whatever is in it.
const dearest = 0
