//go:build linux && amd64

package faults_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// gateWord, as the first word, makes this test program the gate: it has every
// call that follows asked for at a descriptor, hands that over, and becomes
// the program that the other words name.
const gateWord = "taglane-gate"

// asked are the calls that the gate knows, with where each names its file: by
// a descriptor, or by a path.
var asked = map[int]where{
	unix.SYS_WRITE: {fd: 0, path: -1, name: "write"}, unix.SYS_PWRITE64: {fd: 0, path: -1, name: "pwrite64"}, unix.SYS_FSYNC: {fd: 0, path: -1, name: "fsync"}, unix.SYS_FDATASYNC: {fd: 0, path: -1, name: "fdatasync"},
	unix.SYS_READ: {fd: 0, path: -1, name: "read"}, unix.SYS_FTRUNCATE: {fd: 0, path: -1, name: "ftruncate"}, unix.SYS_MMAP: {fd: 4, path: -1, name: "mmap"}, unix.SYS_PREAD64: {fd: 0, path: -1, name: "pread64"}, unix.SYS_FCNTL: {fd: 0, path: -1, name: "fcntl"},
	unix.SYS_OPENAT: {fd: 0, path: 1, name: "openat"}, unix.SYS_MKDIRAT: {fd: 0, path: 1, name: "mkdirat"}, unix.SYS_UNLINKAT: {fd: 0, path: 1, name: "unlinkat"}, unix.SYS_RENAMEAT: {fd: 0, path: 1, name: "renameat"}, unix.SYS_RENAMEAT2: {fd: 0, path: 1, name: "renameat2"},
	unix.SYS_OPEN: {fd: -1, path: 0, name: "open"}, unix.SYS_MKDIR: {fd: -1, path: 0, name: "mkdir"}, unix.SYS_UNLINK: {fd: -1, path: 0, name: "unlink"}, unix.SYS_RENAME: {fd: -1, path: 0, name: "rename"},
	unix.SYS_COPY_FILE_RANGE: {fd: 2, path: -1, name: "copy_file_range"}, unix.SYS_FALLOCATE: {fd: 0, path: -1, name: "fallocate"},
}

type where struct {
	fd, path int // places among a call's arguments; −1: none
	name     string
}

func passGate(words []string) {
	runtime.LockOSThread()
	fail := func(err error) {
		fmt.Fprintln(os.Stderr, "the gate cannot be closed:", err)
		os.Exit(3)
	}
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		fail(err)
	}
	lines := filter()
	prog := unix.SockFprog{Len: uint16(len(lines)), Filter: &lines[0]}
	fd, _, e := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, unix.SECCOMP_FILTER_FLAG_NEW_LISTENER|unix.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV, uintptr(unsafe.Pointer(&prog)))
	if e != 0 {
		fail(e)
	}
	if err := unix.Sendmsg(3, []byte{1}, unix.UnixRights(int(fd)), nil, 0); err != nil {
		fail(err)
	}
	unix.CloseOnExec(3)
	unix.CloseOnExec(int(fd))
	fail(syscall.Exec(words[0], words, os.Environ()))
}

// filter is what the kernel looks at before each call.
func filter() []unix.SockFilter {
	load := func(at uint32) unix.SockFilter {
		return unix.SockFilter{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: at}
	}
	answer := func(k uint32) unix.SockFilter { return unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: k} }
	is := func(k uint32, yes, no uint8) unix.SockFilter {
		return unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, K: k, Jt: yes, Jf: no}
	}
	out := []unix.SockFilter{load(4), is(unix.AUDIT_ARCH_X86_64, 1, 0), answer(unix.SECCOMP_RET_ALLOW), load(0)}
	for nr := range asked {
		if nr != unix.SYS_MMAP {
			out = append(out, is(uint32(nr), 0, 1), answer(unix.SECCOMP_RET_USER_NOTIF))
		}
	}
	// Memory that is no file's is nobody's affair, and asked for often.
	return append(out, is(unix.SYS_MMAP, 0, 2), load(16+8*4), is(0xffffffff, 0, 1), answer(unix.SECCOMP_RET_ALLOW), answer(unix.SECCOMP_RET_USER_NOTIF))
}

// gate decides about the calls of one program on the files below one folder.
type gate struct {
	below string

	mu     sync.Mutex
	rule   *rule
	asleep bool
}

// rule is what happens to some calls.
type rule struct {
	calls   []int
	at      int // from 1; the one that fails
	forever bool
	err     syscall.Errno // 0: the program is killed instead
	seen    int           // calls so far
	struck  int           // of them that failed
	last    string        // where the last one that failed was
}

// notice is a call that is asked for; answer what becomes of it.
type notice struct {
	id    uint64
	pid   uint32
	flags uint32
	nr    int32
	arch  uint32
	ip    uint64
	args  [6]uint64
}

type answer struct {
	id    uint64
	val   int64
	err   int32
	flags uint32
}

// behind lets h start its programs behind a gate for the files below a folder.
// A program that starts is the gate's next one.
func (h *home) behind(below string) *gate {
	h.gate = &gate{below: below}
	return h.gate
}

// dress puts a command behind the gate. The returned function lets the gate
// work once the command has been started.
func (g *gate) dress(c *exec.Cmd) (started func() error, err error) {
	ends, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	theirs := os.NewFile(uintptr(ends[1]), "gate")
	c.Args = append([]string{ourselves(), gateWord}, c.Args...)
	c.Path = ourselves()
	c.ExtraFiles = []*os.File{theirs}
	return func() error {
		theirs.Close()
		defer unix.Close(ends[0])
		rights := make([]byte, unix.CmsgSpace(4))
		if err := unix.SetsockoptTimeval(ends[0], unix.SOL_SOCKET, unix.SO_RCVTIMEO, &unix.Timeval{Sec: 20}); err != nil {
			return err
		}
		_, n, _, _, err := unix.Recvmsg(ends[0], make([]byte, 1), rights, unix.MSG_CMSG_CLOEXEC)
		if err != nil {
			return err
		}
		messages, err := unix.ParseSocketControlMessage(rights[:n])
		if err != nil || len(messages) == 0 {
			return fmt.Errorf("this kernel has no gate: %w", err)
		}
		fds, err := unix.ParseUnixRights(&messages[0])
		if err != nil {
			return err
		}
		go g.serve(fds[0], c.Process.Pid)
		return nil
	}, nil
}

// serve answers until the program and all that it started have ended.
func (g *gate) serve(fd, pid int) {
	defer unix.Close(fd)
	for {
		ready := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}
		if _, err := unix.Poll(ready, -1); err == unix.EINTR {
			continue
		} else if err != nil || ready[0].Revents&unix.POLLIN == 0 {
			return
		}
		var n notice
		if _, _, e := unix.Syscall(unix.SYS_IOCTL, uintptr(fd), unix.SECCOMP_IOCTL_NOTIF_RECV, uintptr(unsafe.Pointer(&n))); e != 0 {
			continue // whoever asked is gone
		}
		a := answer{id: n.id, flags: unix.SECCOMP_USER_NOTIF_FLAG_CONTINUE}
		switch err, kill := g.judge(pid, &n); {
		case kill:
			_ = syscall.Kill(pid, syscall.SIGKILL)
		case err != 0:
			a.flags, a.err = 0, -int32(err)
		}
		_, _, _ = unix.Syscall(unix.SYS_IOCTL, uintptr(fd), unix.SECCOMP_IOCTL_NOTIF_SEND, uintptr(unsafe.Pointer(&a)))
	}
}

// judge says what becomes of a call.
func (g *gate) judge(pid int, n *notice) (err syscall.Errno, kill bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	r := g.rule
	if r == nil || g.asleep || !slices.Contains(r.calls, int(n.nr)) {
		return 0, false
	}
	at := asked[int(n.nr)]
	path := g.path(pid, n)
	if path != g.below && !strings.HasPrefix(path, g.below+"/") {
		return 0, false
	}
	if r.seen++; r.seen < r.at || r.seen > r.at && !r.forever {
		return 0, false
	}
	r.struck++
	r.last = at.name + " " + filepath.Base(path)
	return r.err, r.err == 0
}

// path is the file that a call of the program itself is about; "" for calls of
// what it has started.
func (g *gate) path(pid int, n *notice) string {
	proc := fmt.Sprintf("/proc/%d", pid)
	if _, err := os.Stat(fmt.Sprintf("%s/task/%d", proc, n.pid)); err != nil {
		return ""
	}
	at := asked[int(n.nr)]
	name := ""
	if at.path >= 0 {
		if name = textAt(int(n.pid), n.args[at.path]); filepath.IsAbs(name) {
			return filepath.Clean(name)
		}
	}
	link := proc + "/cwd"
	if at.fd >= 0 && int32(n.args[at.fd]) != unix.AT_FDCWD {
		link = fmt.Sprintf("%s/fd/%d", proc, int32(n.args[at.fd]))
	}
	folder, err := os.Readlink(link)
	if err != nil {
		return ""
	}
	return filepath.Join(strings.TrimSuffix(folder, " (deleted)"), name)
}

// textAt reads a text out of a program.
func textAt(pid int, at uint64) string {
	b := make([]byte, 4096)
	for len(b) > 0 { // what follows the text need not be there
		n, err := unix.ProcessVMReadv(pid, []unix.Iovec{{Base: &b[0], Len: uint64(len(b))}}, []unix.RemoteIovec{{Base: uintptr(at), Len: len(b)}}, 0)
		if err == nil && n > 0 {
			text, _, _ := bytes.Cut(b[:n], []byte{0})
			return string(text)
		}
		b = b[:len(b)/2]
	}
	return ""
}

// rest lets all calls pass, and counts none of them, until again. What an act
// needs beforehand meets no trouble.
func (g *gate) rest() { g.resting(true) }

func (g *gate) again() { g.resting(false) }

func (g *gate) resting(on bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.asleep = on
}

// set puts a rule; lift takes it away and says what it did.
func (g *gate) set(r *rule) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.rule = r
}

func (g *gate) lift() (seen, struck int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	r := g.rule
	g.rule = nil
	return r.seen, r.struck
}
