package taglane

import (
	"errors"
	"io/fs"
	"runtime"
	"syscall"
)

// refusals are what a system says of a disk, by what a person can do about it.
// Windows numbers its errors anew, and Go's own names there are of its making:
// they stand for what was found by other means.
type refusals struct{ full, readonly, files []syscall.Errno }

func refusalsOf(system string) refusals {
	r := refusals{[]syscall.Errno{syscall.ENOSPC, syscall.EDQUOT}, []syscall.Errno{syscall.EROFS}, []syscall.Errno{syscall.EMFILE, syscall.ENFILE}}
	if system == "windows" {
		r.full = append(r.full, 112, 39, 1295) // ERROR_DISK_FULL, ERROR_HANDLE_DISK_FULL, ERROR_DISK_QUOTA_EXCEEDED
		r.readonly = append(r.readonly, 19)    // ERROR_WRITE_PROTECT
		r.files = append(r.files, 4)           // ERROR_TOO_MANY_OPEN_FILES
	}
	return r
}

var here = refusalsOf(runtime.GOOS)

// DiskFull says whether an error comes of a disk that is full, or of a person's
// share of it.
func DiskFull(err error) bool { return anyOf(err, here.full) }

// Unwritable says whether an error comes of a file, a folder or a medium that
// may not be written.
func Unwritable(err error) bool { return errors.Is(err, fs.ErrPermission) || anyOf(err, here.readonly) }

// FilesOut says whether an error comes of too many files that are open, here or
// on the whole machine.
func FilesOut(err error) bool { return anyOf(err, here.files) }

// OfDisk is Wrap for what came of a file. Where its disk is full, or too many
// files are open, that is said instead, and Later: nothing is wrong with the file
// or its folder.
func OfDisk(err error, k Kind, format string, args ...any) *Error {
	switch {
	case DiskFull(err):
		return Wrap(err, Later, "The disk is full. Make room and try again.")
	case FilesOut(err):
		return Wrap(err, Later, "Too many files are open on this machine. Close other programs and try again.")
	}
	return Wrap(err, k, format, args...)
}

func anyOf(err error, all []syscall.Errno) bool {
	for _, e := range all {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}
