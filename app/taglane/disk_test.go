package taglane

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// Each system says in its own numbers that a disk is full or may not be written,
// or that too many files are open; a number of one means something else on another.
func TestWhatASystemSaysOfADisk(t *testing.T) {
	const windowsFull, windowsHandleFull, windowsQuota, windowsProtected = syscall.Errno(112), syscall.Errno(39), syscall.Errno(1295), syscall.Errno(19)
	for system, says := range map[string]struct{ full, readonly, files, none []syscall.Errno }{
		"linux": {[]syscall.Errno{syscall.ENOSPC, syscall.EDQUOT}, []syscall.Errno{syscall.EROFS}, []syscall.Errno{syscall.EMFILE, syscall.ENFILE},
			[]syscall.Errno{windowsFull, windowsHandleFull, windowsQuota, windowsProtected, 4, syscall.EIO, 0}},
		"windows": {[]syscall.Errno{windowsFull, windowsHandleFull, windowsQuota, syscall.ENOSPC}, []syscall.Errno{windowsProtected, syscall.EROFS}, []syscall.Errno{4, syscall.EMFILE},
			[]syscall.Errno{5, 32, 123, 0}},
	} {
		of := refusalsOf(system)
		for _, c := range []struct {
			numbers []syscall.Errno
			is      [3]bool // full, for reading, of files
		}{{says.full, [3]bool{true}}, {says.readonly, [3]bool{1: true}}, {says.files, [3]bool{2: true}}, {says.none, [3]bool{}}} {
			for _, e := range c.numbers {
				err := fmt.Errorf("kept: %w", &fs.PathError{Op: "write", Path: "x", Err: e})
				if got := [3]bool{anyOf(err, of.full), anyOf(err, of.readonly), anyOf(err, of.files)}; got != c.is {
					t.Errorf("%s, %d: full, for reading, of files: %v", system, e, got)
				}
			}
		}
	}
}

func TestWhatThisSystemSaysOfADisk(t *testing.T) {
	if err := (&os.SyscallError{Syscall: "write", Err: syscall.ENOSPC}); !DiskFull(err) || Unwritable(err) {
		t.Error(err)
	}
	if !Unwritable(fs.ErrPermission) || DiskFull(fs.ErrPermission) {
		t.Error("a right that lacks")
	}
	_, gone := os.Open(filepath.Join(t.TempDir(), "x"))
	for _, err := range []error{nil, gone, errors.New("disk full")} {
		if DiskFull(err) || Unwritable(err) || FilesOut(err) {
			t.Error(err)
		}
	}
}

// A folder, a file, a medium is not blamed for what comes of something else.
func TestWhatADiskRefusesIsSaid(t *testing.T) {
	for about, c := range map[string]struct {
		err  error
		kind Kind
		says string
	}{
		"full":       {&fs.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}, Later, "The disk is full. Make room and try again."},
		"open files": {errors.Join(io.ErrUnexpectedEOF, &fs.PathError{Op: "open", Path: "x", Err: syscall.EMFILE}), Later, "Too many files are open on this machine. Close other programs and try again."},
		"a right":    {fs.ErrPermission, NotFound, "x cannot be opened."},
		"nothing":    {nil, NotFound, "x cannot be opened."},
	} {
		got := OfDisk(c.err, NotFound, "%s cannot be opened.", "x")
		if got.Kind != c.kind || got.Message != c.says || c.err != nil && !errors.Is(got, c.err) {
			t.Errorf("%s: %s, %q, %v", about, got.Kind, got.Message, got.Err)
		}
	}
}
