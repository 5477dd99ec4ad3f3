//go:build !linux && !windows

package media

// restrain has nothing left to do: see command.
func restrain(int, limits) {}

func restrainSelf() {}

// command starts a child through a shell that sets its limits, for only Linux
// can limit a process from outside.
func (c child) command() (program string, argv []string) {
	return "/bin/sh", append([]string{"-c", c.limits().words() + `; exec "$0" "$@"`, c.program}, c.argv...)
}
