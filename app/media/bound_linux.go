package media

import "syscall"

// bound lets a child die with the thread that starts it, and so with Taglane,
// even when that is killed. It does not reach what the child starts itself.
func bound(a *syscall.SysProcAttr) { a.Pdeathsig = syscall.SIGKILL }
