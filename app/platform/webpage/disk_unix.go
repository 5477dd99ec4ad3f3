//go:build !windows

package webpage

import "syscall"

// What the system says, by what can be done about it.
var (
	readOnly = []error{syscall.EROFS}
	full     = []error{syscall.ENOSPC, syscall.EDQUOT}
	badName  = []error{syscall.ENAMETOOLONG, syscall.EINVAL, syscall.EILSEQ}
)
