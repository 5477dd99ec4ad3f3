//go:build race

package catalog

// racing says that every access is looked at, which takes ten times as long:
// what one thread does with much is left to the plain run.
const racing = true
