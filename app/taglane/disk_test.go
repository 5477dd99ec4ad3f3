package taglane

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// Each system says in its own numbers that a disk is full or may not be written,
// and a number of one means something else on another.
func TestWhatASystemSaysOfADisk(t *testing.T) {
	const windowsFull, windowsHandleFull, windowsQuota, windowsProtected = syscall.Errno(112), syscall.Errno(39), syscall.Errno(1295), syscall.Errno(19)
	for system, says := range map[string]struct{ full, readonly, neither []syscall.Errno }{
		"linux":   {[]syscall.Errno{syscall.ENOSPC, syscall.EDQUOT}, []syscall.Errno{syscall.EROFS}, []syscall.Errno{windowsFull, windowsHandleFull, windowsQuota, windowsProtected, syscall.EIO, 0}},
		"windows": {[]syscall.Errno{windowsFull, windowsHandleFull, windowsQuota, syscall.ENOSPC}, []syscall.Errno{windowsProtected, syscall.EROFS}, []syscall.Errno{5, 32, 123, 0}},
	} {
		of := refusalsOf(system)
		told := func(e syscall.Errno) (full, readonly bool) {
			err := fmt.Errorf("kept: %w", &fs.PathError{Op: "write", Path: "x", Err: e})
			return anyOf(err, of.full), anyOf(err, of.readonly)
		}
		for _, e := range says.full {
			if full, readonly := told(e); !full || readonly {
				t.Errorf("%s, %d: full %t, for reading %t", system, e, full, readonly)
			}
		}
		for _, e := range says.readonly {
			if full, readonly := told(e); full || !readonly {
				t.Errorf("%s, %d: full %t, for reading %t", system, e, full, readonly)
			}
		}
		for _, e := range says.neither {
			if full, readonly := told(e); full || readonly {
				t.Errorf("%s, %d: full %t, for reading %t", system, e, full, readonly)
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
		if DiskFull(err) || Unwritable(err) {
			t.Error(err)
		}
	}
}
