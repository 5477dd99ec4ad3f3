package media

import (
	"bytes"
	"os"
	"strconv"
	"time"

	"golang.org/x/sys/unix"
)

// spare is how many processes and threads there may be at most beyond those
// that run when a child begins.
const spare = 1024

// restrain limits a child that has just started, long before it reads its first
// byte of a stranger's, and puts it behind the person's own work. A child that
// is gone already needs no limits.
func restrain(pid int, l limits) {
	for what, most := range l.each() {
		_ = unix.Prlimit(pid, what, &unix.Rlimit{Cur: most, Max: most}, nil)
	}
	_ = unix.Setpriority(unix.PRIO_PGRP, pid, 10)
}

func (l limits) each() map[int]uint64 {
	all := map[int]uint64{
		unix.RLIMIT_AS: l.memory, unix.RLIMIT_CPU: uint64(l.cpu / time.Second), unix.RLIMIT_FSIZE: uint64(l.file),
		unix.RLIMIT_NOFILE: l.handles, unix.RLIMIT_CORE: 0,
	}
	if n := running(); n > 0 {
		all[unix.RLIMIT_NPROC] = n + spare
	}
	return all
}

// running counts the threads of everybody: the system counts only those of one
// person against a limit, but to count them costs more than to start a child.
func running() uint64 {
	b, _ := os.ReadFile("/proc/loadavg")
	if f := bytes.Fields(b); len(f) > 3 {
		_, all, _ := bytes.Cut(f[3], []byte("/"))
		n, _ := strconv.ParseUint(string(all), 10, 32)
		return n
	}
	return 0
}

// restrainSelf limits this process, which is about to read untrusted bytes.
func restrainSelf() {
	own := child{limit: pictureLimit}.limits()
	own.cpu = 3 * pictureLimit
	for what, most := range own.each() {
		_ = unix.Setrlimit(what, &unix.Rlimit{Cur: most, Max: most})
	}
}
