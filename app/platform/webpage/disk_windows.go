package webpage

import "syscall"

// badName is what the system says of a name that its disk does not take.
var badName = []error{syscall.Errno(123), syscall.Errno(206), syscall.Errno(161)} // bad name, too long, bad path
