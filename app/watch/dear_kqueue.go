//go:build darwin || freebsd || netbsd || openbsd || dragonfly

package watch

// dearest is how many files may lie in folders that are listened to. These
// systems keep every one of them open, and the library needs open files too.
const dearest = 2000
