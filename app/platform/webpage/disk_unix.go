//go:build !windows

package webpage

import "syscall"

// badName is what the system says of a name that its disk does not take.
var badName = []error{syscall.ENAMETOOLONG, syscall.EINVAL, syscall.EILSEQ}
