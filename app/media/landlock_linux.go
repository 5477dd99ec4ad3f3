package media

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"slices"
	"sync"
	"unsafe"

	"golang.org/x/sys/unix"
)

// landlockVersion is the version of Landlock that the kernel speaks; 0 for none.
var landlockVersion = sync.OnceValue(func() int {
	v, _, errno := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, 0, 0, unix.LANDLOCK_CREATE_RULESET_VERSION)
	if errno != 0 || int(v) < 1 {
		return 0
	}
	return int(v)
})

// What may be done to files, by kind of place.
const (
	mayRead  = unix.LANDLOCK_ACCESS_FS_READ_FILE | unix.LANDLOCK_ACCESS_FS_READ_DIR
	mayRun   = mayRead | unix.LANDLOCK_ACCESS_FS_EXECUTE
	mayWrite = mayRead | unix.LANDLOCK_ACCESS_FS_WRITE_FILE | unix.LANDLOCK_ACCESS_FS_TRUNCATE | unix.LANDLOCK_ACCESS_FS_MAKE_REG | unix.LANDLOCK_ACCESS_FS_REMOVE_FILE
	onFiles  = unix.LANDLOCK_ACCESS_FS_EXECUTE | unix.LANDLOCK_ACCESS_FS_WRITE_FILE | unix.LANDLOCK_ACCESS_FS_READ_FILE | unix.LANDLOCK_ACCESS_FS_TRUNCATE | unix.LANDLOCK_ACCESS_FS_IOCTL_DEV
)

// ruled is all that a version of Landlock can forbid.
func ruled(version int) unix.LandlockRulesetAttr {
	r := unix.LandlockRulesetAttr{Handled_access_fs: unix.LANDLOCK_ACCESS_FS_REFER - 1}
	for since, more := range map[int]uint64{2: unix.LANDLOCK_ACCESS_FS_REFER, 3: unix.LANDLOCK_ACCESS_FS_TRUNCATE, 5: unix.LANDLOCK_ACCESS_FS_IOCTL_DEV} {
		if version >= since {
			r.Handled_access_fs |= more
		}
	}
	if version >= 4 {
		r.Handled_access_net = unix.LANDLOCK_ACCESS_NET_BIND_TCP | unix.LANDLOCK_ACCESS_NET_CONNECT_TCP
	}
	if version >= 6 {
		// Not signals: early kernels of this version take those between the
		// threads of one program for strangers', and ours would lose some.
		r.Scoped = unix.LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET
	}
	return r
}

// confineThread keeps the calling thread, and what it starts, to the reach of a
// child for ever. The thread must end with its work: nothing frees it again.
func confineThread(c child) error {
	attr := ruled(landlockVersion())
	fd, _, errno := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, uintptr(unsafe.Pointer(&attr)), unsafe.Sizeof(attr), 0)
	if errno != 0 {
		return fmt.Errorf("landlock: %w", errno)
	}
	rules := ruleset{int(fd), attr.Handled_access_fs, nil}
	defer unix.Close(rules.fd)
	rules.allow(mayRun, homes...)
	rules.allow(mayRun, beside(c.program)...)
	rules.allow(mayRead, settings...)
	rules.allow(unix.LANDLOCK_ACCESS_FS_READ_FILE|unix.LANDLOCK_ACCESS_FS_WRITE_FILE, "/dev/null")
	rules.must(unix.LANDLOCK_ACCESS_FS_READ_FILE|unix.LANDLOCK_ACCESS_FS_EXECUTE, c.program)
	rules.must(unix.LANDLOCK_ACCESS_FS_READ_FILE, c.only.read...)
	if c.dir != "" && c.file > 0 {
		rules.must(mayWrite, c.dir)
	}
	if rules.err != nil {
		return rules.err
	}
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return fmt.Errorf("no new privileges: %w", err)
	}
	if _, _, errno := unix.Syscall(unix.SYS_LANDLOCK_RESTRICT_SELF, fd, 0, 0); errno != 0 {
		return fmt.Errorf("landlock: %w", errno)
	}
	return muteThread()
}

// ruleset gathers what is allowed. err is the first that was needed and failed.
type ruleset struct {
	fd    int
	ruled uint64
	err   error
}

// allow lets these places be used, as far as they exist.
func (r *ruleset) allow(rights uint64, paths ...string) {
	for _, path := range paths {
		if err := r.add(rights, path); err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrPermission) {
			r.err = errors.Join(r.err, err)
		}
	}
}

// must lets these places be used, all of which there have to be.
func (r *ruleset) must(rights uint64, paths ...string) {
	for _, path := range paths {
		r.err = errors.Join(r.err, r.add(rights, path))
	}
}

func (r *ruleset) add(rights uint64, path string) error {
	at, err := unix.Open(path, unix.O_PATH|unix.O_CLOEXEC, 0)
	if err != nil {
		return &fs.PathError{Op: "landlock", Path: path, Err: err}
	}
	defer unix.Close(at)
	var info unix.Stat_t
	if err := unix.Fstat(at, &info); err != nil {
		return &fs.PathError{Op: "landlock", Path: path, Err: err}
	}
	if info.Mode&unix.S_IFMT != unix.S_IFDIR {
		rights &= onFiles
	}
	rule := unix.LandlockPathBeneathAttr{Allowed_access: rights & r.ruled, Parent_fd: int32(at)}
	if _, _, errno := unix.Syscall6(unix.SYS_LANDLOCK_ADD_RULE, uintptr(r.fd), unix.LANDLOCK_RULE_PATH_BENEATH, uintptr(unsafe.Pointer(&rule)), 0, 0, 0); errno != 0 {
		return &fs.PathError{Op: "landlock", Path: path, Err: errno}
	}
	return nil
}

// machines are what the kernel calls the processors we have a filter for.
var machines = map[string]uint32{"amd64": unix.AUDIT_ARCH_X86_64, "arm64": unix.AUDIT_ARCH_AARCH64}

// silent are the calls that open a way to others: sockets of every kind, and
// what would go round a filter or into another process.
var silent = []uint32{
	unix.SYS_SOCKET, unix.SYS_IO_URING_SETUP, unix.SYS_PTRACE, unix.SYS_PROCESS_VM_READV, unix.SYS_PROCESS_VM_WRITEV,
	unix.SYS_BPF, unix.SYS_USERFAULTFD, unix.SYS_KEYCTL, unix.SYS_ADD_KEY, unix.SYS_REQUEST_KEY,
}

// muteThread lets the calling thread, and what it starts, open no socket for
// ever: Landlock itself knows TCP alone. Where the kernel has no filters, or
// ours does not know the processor, that is what remains.
func muteThread() error {
	machine := machines[runtime.GOARCH]
	if machine == 0 {
		return nil
	}
	const load, equal, atLeast, answer = unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, unix.BPF_JMP | unix.BPF_JGE | unix.BPF_K, unix.BPF_RET | unix.BPF_K
	const refuse = unix.SECCOMP_RET_ERRNO | uint32(unix.EACCES)
	filter := []unix.SockFilter{
		{Code: load, K: 4}, // for which processor the call is made
		{Code: equal, K: machine, Jt: 1},
		{Code: answer, K: refuse},
		{Code: load, K: 0},                 // which call it is
		{Code: atLeast, K: 1 << 30, Jf: 1}, // another way of numbering them
		{Code: answer, K: refuse},
	}
	for _, call := range silent {
		filter = append(filter, unix.SockFilter{Code: equal, K: call, Jf: 1}, unix.SockFilter{Code: answer, K: refuse})
	}
	filter = append(filter, unix.SockFilter{Code: answer, K: unix.SECCOMP_RET_ALLOW})
	program := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	_, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, unix.SECCOMP_FILTER_FLAG_SPEC_ALLOW, uintptr(unsafe.Pointer(&program)))
	runtime.KeepAlive(filter)
	if errno != 0 && !slices.Contains([]unix.Errno{unix.ENOSYS, unix.EINVAL}, errno) {
		return fmt.Errorf("seccomp: %w", errno)
	}
	return nil
}

// firstThread says whether the calling thread is the one the program began on.
func firstThread() bool { return unix.Gettid() == os.Getpid() }
