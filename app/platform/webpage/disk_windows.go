package webpage

import "syscall"

// What the system says, by what can be done about it.
var (
	readOnly = []error{syscall.Errno(19)}                                          // write protected
	full     = []error{syscall.Errno(39), syscall.Errno(112), syscall.Errno(1295)} // disk full, quota
	badName  = []error{syscall.Errno(123), syscall.Errno(206), syscall.Errno(161)} // bad name, too long, bad path
)
