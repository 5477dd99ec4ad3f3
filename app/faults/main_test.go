//go:build linux && amd64

package faults_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
)

// builtIn is where the program is that all of this is done to.
var builtIn string

// TestMain is several programs: the gate that a program is started behind, the
// program with a clock that can be put wrong, and the tests.
func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == gateWord {
		passGate(os.Args[2:]) // becomes the program
	}
	if os.Getenv(clockFile) != "" {
		os.Exit(underClock())
	}
	if os.Getenv("TAGLANE_FAULTS") == "" {
		fmt.Println("the fault suite is skipped: make test-faults runs it")
		os.Exit(0)
	}
	os.Exit(suite(m))
}

func suite(m *testing.M) (code int) {
	builtIn = os.Getenv("TAGLANE")
	if builtIn == "" {
		dir, err := os.MkdirTemp("", "taglane-faults-")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(dir)
		builtIn = filepath.Join(dir, "taglane")
		build := exec.Command("go", "build", "-tags", "sqlite_fts5", "-o", builtIn, "taglane")
		if out, err := build.CombinedOutput(); err != nil {
			fmt.Fprintf(os.Stderr, "the program cannot be built: %v\n%s", err, out)
			return 1
		}
	}
	code = m.Run()
	fmt.Print(told.String())
	return code
}

// ourselves is where these tests are: a command of them may run in any folder.
func ourselves() string {
	path, err := os.Executable()
	if err != nil {
		panic(err) // there is nothing that could be tried
	}
	return path
}

// full says whether as much is to be tried as is promised.
func full() bool { return os.Getenv("TAGLANE_FAULTS") == "full" }

// count is how often something is tried: what its own name in the environment
// says, or else a short run's number or the promised one.
func count(name string, short, promised int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	if full() {
		return promised
	}
	return short
}

// seed makes another run of chance: TAGLANE_SEED, or 0.
func seed() uint64 {
	n, _ := strconv.ParseUint(os.Getenv("TAGLANE_SEED"), 10, 64)
	return n
}
