package watch

import (
	"errors"

	"golang.org/x/sys/unix"
)

// held says whether somebody has the file open for writing. Linux gives a read
// lease only where nobody has; it is handed back at once. Where a lease cannot
// be had for another reason (somebody else's file, some network drives), the
// answer is no.
func held(path string) bool {
	fd, err := unix.Open(path, unix.O_RDONLY|unix.O_NOFOLLOW|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return false
	}
	defer unix.Close(fd)
	if _, err = unix.FcntlInt(uintptr(fd), unix.F_SETLEASE, unix.F_RDLCK); err == nil {
		unix.FcntlInt(uintptr(fd), unix.F_SETLEASE, unix.F_UNLCK)
	}
	return errors.Is(err, unix.EAGAIN)
}
