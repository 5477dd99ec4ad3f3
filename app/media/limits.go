package media

import (
	"cmp"
	"fmt"
	"runtime"
	"time"
)

// limits are what a child may take at most.
type limits struct {
	memory  uint64        // bytes of address space
	cpu     time.Duration // of all its threads together
	file    int64         // bytes of a file it writes
	handles uint64        // open files
}

// limits gives a child processor time for its whole wall time on all cores.
// Decoders keep pictures for each core.
func (c child) limits() limits {
	cores := runtime.NumCPU()
	return limits{cmp.Or(c.memory, 4<<30+uint64(cores)<<27), (c.limit + time.Second) * time.Duration(cores), c.file, 64}
}

// words sets the limits in a shell, for systems and programs that nobody can
// limit from outside. Those a shell does not know stay as they are.
func (l limits) words() string {
	return fmt.Sprintf("ulimit -c 0; ulimit -t %d; ulimit -v %d 2>/dev/null; ulimit -f %d; ulimit -n %d",
		int64(l.cpu/time.Second), l.memory>>10, (l.file+511)/512, l.handles)
}
