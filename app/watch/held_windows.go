package watch

import (
	"errors"

	"golang.org/x/sys/windows"
)

// held says whether somebody has the file open for writing: Windows gives the
// whole size to a file before it is copied, so standing still proves nothing. A
// handle that tolerates no writer is refused while there is one.
func held(path string) bool {
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return false
	}
	h, err := windows.CreateFile(name, windows.GENERIC_READ, windows.FILE_SHARE_READ|windows.FILE_SHARE_DELETE,
		nil, windows.OPEN_EXISTING, windows.FILE_FLAG_OPEN_REPARSE_POINT, 0)
	if err == nil {
		windows.CloseHandle(h)
	}
	return errors.Is(err, windows.ERROR_SHARING_VIOLATION)
}
