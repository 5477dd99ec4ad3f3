//go:build !race

package catalog

const racing = false
