//go:build linux && amd64

package faults_test

const clockFile = "TAGLANE_FAULTS_CLOCK"

func underClock() int { return 0 }
