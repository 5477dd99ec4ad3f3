package media

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
)

// systemMeans is the best this system has. Bubblewrap costs a few milliseconds a
// start, so it is for kernels without Landlock.
func systemMeans() means {
	switch {
	case landlockVersion() > 0:
		return landlock
	case wraps():
		return bubblewrap
	}
	return limitsOnly
}

// wrapper is where bubblewrap lies; "" where it does not.
var wrapper = sync.OnceValue(func() string {
	found, err := exec.LookPath("bwrap")
	if err == nil {
		found, err = filepath.Abs(found)
	}
	if err != nil {
		return ""
	}
	return found
})

var wrapping struct {
	sync.Once
	works bool
}

// wraps says whether bubblewrap may make its namespaces here.
func wraps() bool {
	wrapping.Do(func() {
		if wrapper() != "" {
			_, err := collect(context.Background(), child{program: "/bin/sh", argv: []string{"-c", "exit 0"}, by: bubblewrap, limit: probeLimit, most: 1 << 10})
			wrapping.works = err == nil
		}
	})
	return wrapping.works
}

// command is what is started for a child. Bubblewrap starts others, which would
// be gone before a limit reached them from outside: a shell sets those within.
func (c child) command() (program string, argv []string) {
	if c.by != bubblewrap {
		return c.program, c.argv
	}
	argv = []string{"--unshare-all", "--die-with-parent", "--new-session", "--dev", "/dev"}
	bind := func(how, path string) { argv = append(argv, how, path, path) }
	for _, home := range homes {
		// Where a folder is a link into another, so must it be inside.
		if to, err := os.Readlink(home); err == nil {
			argv = append(argv, "--symlink", to, home)
		} else {
			bind("--ro-bind-try", home)
		}
	}
	for _, path := range append(beside(c.program), settings...) {
		if !strings.HasPrefix(path, "/dev/") && !strings.HasPrefix(path, "/proc/") {
			bind("--ro-bind-try", path)
		}
	}
	if !ofSystem(c.program) {
		bind("--ro-bind", c.program)
	}
	for _, path := range c.only.read {
		bind("--ro-bind", path)
	}
	switch {
	case c.dir != "" && c.file > 0:
		bind("--bind", c.dir)
		argv = append(argv, "--chdir", c.dir)
	default:
		argv = append(argv, "--chdir", "/")
	}
	argv = append(argv, "--remount-ro", "/", "--", "/bin/sh", "-c", c.limits().words()+`; exec "$0" "$@"`, c.program)
	return wrapper(), append(argv, c.argv...)
}
