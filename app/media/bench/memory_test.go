//go:build unix

package bench

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"

	"taglane/app/media"
)

const (
	oneIngest  = "TAGLANE_BENCH_INGEST" // names a clip: this process derives from it and ends
	mostMemory = 350.0                  // MB the largest child may take, for a clip in 4K
)

// memory tells how much the largest child took while media derived all there is
// of a clip. The system remembers the largest child of a process only, so that
// a process of its own does it.
func (l *lab) memory(path string) {
	l.say("weighing the memory of a clip in 4K")
	self, err := os.Executable()
	l.must(err)
	cmd := exec.Command(self)
	cmd.Env, cmd.Stderr = append(os.Environ(), oneIngest+"="+path), os.Stderr
	out, err := cmd.Output()
	l.must(err)
	mb, err := strconv.ParseFloat(strings.TrimSpace(string(out)), 64)
	l.must(err)
	l.note("memory: the largest child on %s took %.0f MB, promised at most %.0f", large.name, mb, mostMemory)
	if mb > mostMemory {
		l.Errorf("The largest child took %.0f MB, promised at most %.0f.", mb, mostMemory)
	}
}

// ingestAndTell derives from a clip and prints the largest child's resident
// memory in MB.
func ingestAndTell(path string) (code int) {
	tool, err := media.Find()
	if err == nil {
		var src media.Source
		if src, err = media.Open(context.Background(), tool, path); err == nil {
			var dir string
			if dir, err = os.MkdirTemp("", "taglane-bench-"); err == nil {
				defer os.RemoveAll(dir)
				err = media.Ingest(context.Background(), tool, media.Cache{Dir: dir}, src, media.Work{})
			}
		}
	}
	var r syscall.Rusage
	if err == nil {
		err = syscall.Getrusage(syscall.RUSAGE_CHILDREN, &r)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	unit := 1024.0 // Linux and others count in KiB
	if runtime.GOOS == "darwin" {
		unit = 1
	}
	fmt.Println(float64(r.Maxrss) * unit / 1e6)
	return 0
}
