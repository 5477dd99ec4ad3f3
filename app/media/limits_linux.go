package media

import (
	"runtime"
	"time"

	"golang.org/x/sys/unix"
)

// mostMemory is the address space a child may take, in bytes. Decoders keep
// pictures for each core.
var mostMemory = 4<<30 + uint64(runtime.NumCPU())<<27

// restrain limits a child that has just started and puts it behind the person's
// own work. A child that is gone already needs no limits.
func restrain(pid int, limit time.Duration) {
	cpu := uint64(limit/time.Second+1) * uint64(runtime.NumCPU())
	for what, most := range map[int]uint64{unix.RLIMIT_AS: mostMemory, unix.RLIMIT_CPU: cpu, unix.RLIMIT_CORE: 0, unix.RLIMIT_NOFILE: 64} {
		_ = unix.Prlimit(pid, what, &unix.Rlimit{Cur: most, Max: most}, nil)
	}
	_ = unix.Setpriority(unix.PRIO_PGRP, pid, 10)
}

// restrainSelf limits this process, which is about to read untrusted bytes.
func restrainSelf() {
	for what, most := range map[int]uint64{unix.RLIMIT_AS: mostMemory, unix.RLIMIT_CPU: 60, unix.RLIMIT_CORE: 0, unix.RLIMIT_FSIZE: 0} {
		_ = unix.Setrlimit(what, &unix.Rlimit{Cur: most, Max: most})
	}
}
