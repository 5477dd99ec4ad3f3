//go:build !unix

package media

const openNow = 0
