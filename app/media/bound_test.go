//go:build linux

package media

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// childrenOf are the runs of ffmpeg that a process has started, with when they
// began, so that a later process of the same number is not taken for one.
func childrenOf(t *testing.T, parent int) (found map[string]string) {
	t.Helper()
	all, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	found = map[string]string{}
	for _, path := range all {
		if by, began, state := lifeOf(path); by == strconv.Itoa(parent) && state != "Z" && nameOf(path) == "ffmpeg" {
			found[path] = began
		}
	}
	return found
}

func nameOf(path string) string {
	b, _ := os.ReadFile(filepath.Join(filepath.Dir(path), "comm"))
	return strings.TrimSpace(string(b))
}

// lifeOf tells a process's parent, when it began and what it does; nothing of
// one that is gone.
func lifeOf(path string) (parent, began, state string) {
	b, err := os.ReadFile(path)
	if err != nil {
		return "", "", ""
	}
	f := strings.Fields(string(b[strings.LastIndexByte(string(b), ')')+1:]))
	return f[1], f[19], f[0]
}

func TestFFmpegDiesWithAProgramThatIsKilled(t *testing.T) {
	tool(t)
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "TAGLANE_TEST_WORK=1")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var works map[string]string
	for end := time.Now().Add(20 * time.Second); len(works) == 0 && time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		works = childrenOf(t, cmd.Process.Pid)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Error(err)
	}
	killed := time.Now()
	if cmd.Wait() == nil || len(works) == 0 {
		t.Fatalf("the victim ended by itself, with %v at work", works)
	}
	for path, began := range works {
		for {
			_, at, state := lifeOf(path)
			if at != began || state == "Z" {
				break
			}
			if time.Since(killed) > 2*time.Second {
				t.Errorf("%s still runs", path)
				pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(path)))
				if p, err := os.FindProcess(pid); err == nil {
					_ = p.Kill()
				}
				break
			}
			time.Sleep(5 * time.Millisecond)
		}
	}
}

// Threads come and go in a program; a child dies with the program alone.
func TestAChildOutlivesOtherThreads(t *testing.T) {
	printed := ""
	c := child{program: "/bin/sh", argv: []string{"-c", "echo begun; sleep 0.4; echo done"}, limit: time.Minute, most: 100, out: func(r io.Reader) error {
		b := make([]byte, 100)
		n, err := r.Read(b)
		var gone sync.WaitGroup
		for range 64 { // each takes a thread with it, that of whoever waits for the child too
			gone.Go(func() { runtime.LockOSThread(); time.Sleep(time.Millisecond) })
		}
		gone.Wait()
		rest, last := io.ReadAll(r)
		printed = string(b[:n]) + string(rest)
		return errors.Join(err, last)
	}}
	if _, err := c.run(context.Background()); err != nil || printed != "begun\ndone\n" {
		t.Errorf("it printed %q and ended with %v", printed, err)
	}
}
