package media

import (
	"context"
	"errors"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
)

// reach is what a child may touch besides the programs and libraries of the
// system: it reads these files, writes into its working folder where it has one,
// and speaks to nobody. The zero reach is what pipes alone need.
type reach struct {
	read []string // absolute
	free bool     // what a test puts in a tool's place may write down that it ran
}

// only is the reach of a child of the tool that reads these files.
func (t Tool) only(read ...string) reach { return reach{read, t.free} }

// means is how a child is kept to its reach. Its limits hold with any of them.
type means int

const (
	undecided  means = iota
	landlock         // by the kernel, in the thread that starts the child
	bubblewrap       // by a program around the child, in namespaces of its own
	limitsOnly
)

func (m means) String() string {
	return [...]string{"undecided", "Landlock", "bubblewrap", "limits only"}[m]
}

// Confinement is by what the programs that read strangers' files are kept to
// the file at hand: "Landlock" with the version the kernel speaks, "bubblewrap",
// or "limits only" where the system knows neither or the programs need more of
// it than either lets them have.
func (t Tool) Confinement() (by string, version int) {
	m := max(t.only().means(t.FFmpeg), t.only().means(t.FFprobe))
	if m == landlock {
		version = landlockVersion()
	}
	return m.String(), version
}

// means decides how a program is kept to a reach.
func (r reach) means(program string) means {
	m := systemMeans()
	if r.free {
		return limitsOnly
	}
	if m != limitsOnly && !ofSystem(program) && !startsWithin(program, m) {
		return limitsOnly
	}
	return m
}

// homes are the folders where a system keeps programs and what they are made of.
var homes = []string{"/usr", "/lib", "/lib64", "/lib32", "/bin", "/sbin", "/nix/store", "/gnu/store"}

// settings are what libraries read before a program begins. Nothing of a person
// is in them.
var settings = []string{
	"/etc/ld.so.cache", "/etc/ld.so.preload", "/etc/alternatives", "/etc/fonts", "/etc/crypto-policies", "/etc/gnutls", "/etc/ssl/openssl.cnf", "/etc/pki/tls/openssl.cnf",
	"/proc/cpuinfo", "/proc/meminfo", "/proc/sys/crypto", "/sys/devices/system/cpu", "/sys/devices/system/node", "/dev/urandom", "/dev/random", "/dev/zero",
}

// ofSystem says whether a program, links resolved, lies where all of it can be read.
func ofSystem(program string) bool {
	real, err := filepath.EvalSymlinks(program)
	for _, home := range homes {
		if err == nil && strings.HasPrefix(real, home+"/") {
			return true
		}
	}
	return false
}

// beside are the folders of libraries that a program of another place may bring.
func beside(program string) (folders []string) {
	real, err := filepath.EvalSymlinks(program)
	if err != nil || ofSystem(program) {
		return nil
	}
	if root := filepath.Dir(filepath.Dir(real)); filepath.Base(filepath.Dir(real)) == "bin" {
		folders = append(folders, filepath.Join(root, "lib"), filepath.Join(root, "lib64"))
	}
	return folders
}

// tried remembers which programs of other places start within their reach.
var tried sync.Map // program → func() bool

// startsWithin starts a program once to see whether it finds its parts within
// the reach of one that reads nothing. One that does not is only limited, which
// Confinement tells.
func startsWithin(program string, by means) bool {
	once, _ := tried.LoadOrStore(program, sync.OnceValue(func() bool {
		_, err := collect(context.Background(), child{program: program, argv: []string{"-version"}, dir: "/", by: by, limit: probeLimit, most: 1 << 20})
		var ended *exec.ExitError
		if errors.As(err, &ended) {
			return ended.ExitCode() < 126 && !strings.Contains(err.Error(), "loading shared librar")
		}
		return err == nil || errors.Is(err, errTooLong)
	}))
	return once.(func() bool)()
}

// mostFile is how many bytes a file may have that is made from so many seconds:
// more than any form that is written takes.
func mostFile(seconds float64) int64 { return 64<<20 + int64(seconds*80e6) }
