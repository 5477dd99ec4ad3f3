package media

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// child is one run of another program over untrusted bytes: limited in time,
// memory and output, kept to the files it is about where the system can do that,
// and killed with all it started. Where the system has a way to say so it also
// ends when Taglane does, however that comes about.
type child struct {
	program string
	argv    []string
	only    reach                 // what it may touch besides its working directory
	dir     string                // working directory; "" is ours, which it may not touch
	file    int64                 // bytes a file in dir may have; 0: it writes none
	env     []string              // in addition to the few words it inherits
	stdin   io.Reader             // nil for none
	limit   time.Duration         // wall time, without what it rests
	most    int64                 // bytes it may print
	memory  uint64                // bytes of address space; 0: what decoders need
	out     func(io.Reader) error // reads what it prints; nil drops it
	by      means                 // undecided: the system's best
}

// errTooLong says that a child printed more than it may.
var errTooLong = errors.New("output too long")

// run starts the child and waits for it. complaints are the lines it wrote to
// its error output. err is ctx's own error when that ended it.
func (c child) run(ctx context.Context) (complaints []string, err error) {
	timed, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	if c.by == undecided {
		c.by = c.only.means(c.program)
	}
	hold := holdOf(ctx)
	defer hold.expire(c.limit, func() { cancel(errLate) })()
	program, argv := c.command()
	cmd := exec.CommandContext(timed, program, argv...)
	cmd.Dir, cmd.Env, cmd.Stdin = c.dir, append(inherited(), c.env...), c.stdin
	var said tail
	cmd.Stderr = &said
	ownGroup(cmd)
	cmd.Cancel = func() error { return killGroup(cmd) }
	cmd.WaitDelay = 500 * time.Millisecond
	var pipe io.ReadCloser
	if c.out != nil {
		if pipe, err = cmd.StdoutPipe(); err != nil {
			return nil, fmt.Errorf("start %s: %w", c.program, err)
		}
	}
	wait, err := c.begin(cmd)
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", c.program, err)
	}
	restrain(cmd.Process.Pid, c.limits())
	hold.join(cmd.Process.Pid)
	var read error
	if c.out != nil {
		if read = c.out(&capped{pipe, c.most}); read != nil {
			cancel(read)
		}
	}
	err = wait()
	hold.leave(cmd.Process.Pid)
	switch {
	case ctx.Err() != nil:
		return said.lines(), ctx.Err()
	case read != nil:
		err = read
	case errors.Is(context.Cause(timed), errLate):
		err = fmt.Errorf("no answer after %s", c.limit)
	case err != nil:
		err = fmt.Errorf("%w: %s", err, said.last())
	}
	return said.lines(), err
}

// errLate says that a child took longer than it may.
var errLate = errors.New("too late")

// begin starts a program from a thread of its own, which lasts until wait has
// returned: Linux ends a child that is bound to its parent when the thread that
// started it ends. A child of Landlock is born confined because that thread is,
// which therefore ends with it. wait must be called, once all that it printed
// is read.
func (c child) begin(cmd *exec.Cmd) (wait func() error, err error) {
	started, read, ended := make(chan error), make(chan struct{}), make(chan error, 1)
	onThread(func() {
		var err error
		if c.by == landlock {
			err = confineThread(c)
		} else {
			defer runtime.UnlockOSThread()
		}
		if err == nil {
			err = cmd.Start()
		}
		if err == nil {
			bind(cmd.Process.Pid)
		}
		if started <- err; err == nil {
			<-read
			ended <- cmd.Wait()
		}
	})
	if err := <-started; err != nil {
		return nil, err
	}
	return func() error { close(read); return <-ended }, nil
}

// onThread calls work on a thread that is its own until it unlocks it, and never
// on the one the program began on, which must not end before the program does.
func onThread(work func()) {
	go func() {
		runtime.LockOSThread()
		if !firstThread() {
			work()
			return
		}
		other := make(chan struct{})
		go func() { // cannot be here, which is taken
			runtime.LockOSThread()
			close(other)
			work()
		}()
		<-other
		runtime.UnlockOSThread()
	}()
}

// collect runs a child and returns what it printed.
func collect(ctx context.Context, c child) ([]byte, error) {
	var b bytes.Buffer
	c.out = func(r io.Reader) error { _, err := b.ReadFrom(r); return err }
	_, err := c.run(ctx)
	return b.Bytes(), err
}

// inherited is the part of our environment a child may see: enough to start,
// nothing that makes it write reports or load other settings.
func inherited() (env []string) {
	for _, k := range []string{"PATH", "HOME", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SystemRoot", "TEMP", "TMP", "TMPDIR"} {
		if v, ok := os.LookupEnv(k); ok {
			env = append(env, k+"="+v)
		}
	}
	return append(env, "LC_ALL=C", "MALLOC_ARENA_MAX=4")
}

// capped fails once more than left bytes have come.
type capped struct {
	r    io.Reader
	left int64
}

func (c *capped) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	if c.left -= int64(n); c.left < 0 {
		return n, errTooLong
	}
	return n, err
}

// tail keeps the beginning of what a child complains about.
type tail struct{ b bytes.Buffer }

func (t *tail) Write(p []byte) (int, error) {
	if room := 64<<10 - t.b.Len(); room > 0 {
		t.b.Write(p[:min(len(p), room)])
	}
	return len(p), nil
}

func (t *tail) lines() (out []string) {
	for s := bufio.NewScanner(bytes.NewReader(t.b.Bytes())); s.Scan(); {
		out = append(out, s.Text())
	}
	return out
}

func (t *tail) last() string {
	if l := t.lines(); len(l) > 0 {
		return l[len(l)-1]
	}
	return ""
}

// diskFull turns complaints about a full disk into the sentence for it.
func diskFull(complaints []string, err error) error {
	for _, l := range complaints {
		if strings.Contains(l, "No space left") {
			return unwritable(errors.Join(syscall.ENOSPC, err))
		}
	}
	return nil
}
