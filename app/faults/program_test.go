//go:build linux && amd64

package faults_test

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// home is a person's machine as far as the program sees it: a library, and
// what lies beside it.
type home struct {
	t       *testing.T
	dir     string
	library string
	state   string   // where the second copy of the publish ledger lies
	person  uint32   // who runs the program; 0: whoever runs the tests
	program string   // "" for the one that was built
	through []string // words before the program's own
	more    []string // of the environment
	gate    *gate    // that serve is started behind; nil for none
}

func newHome(t *testing.T) *home {
	t.Helper()
	return homeIn(t, t.TempDir())
}

// homeIn is a machine whose every file lies in dir.
func homeIn(t *testing.T, dir string) *home {
	return &home{t: t, dir: dir, library: filepath.Join(dir, "library"), state: filepath.Join(dir, "state")}
}

// passphrase is what opens the secrets of a library of the suite.
const passphrase = "a passphrase of the suite"

func (h *home) command(words ...string) *exec.Cmd {
	words = append(append(append([]string{}, h.through...), cmp.Or(h.program, builtIn)), words...)
	c := exec.Command(words[0], words[1:]...)
	c.Dir = "/"
	c.Env = append([]string{"PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8", "HOME=" + filepath.Join(h.dir, "home"), "TMPDIR=" + os.TempDir(),
		"TAGLANE_LIBRARY=" + h.library, "XDG_STATE_HOME=" + h.state, "TAGLANE_PASSPHRASE=" + passphrase}, h.more...)
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if h.person != 0 {
		c.SysProcAttr.Credential = &syscall.Credential{Uid: h.person, Gid: h.person}
	}
	return c
}

// refusal is what the program says of a verb that failed.
type refusal struct {
	Kind    string `json:"kind"`
	Message string `json:"message"`
}

func (r *refusal) Error() string { return r.Kind + ": " + r.Message }

// named says whether an error is one that a person can read: of a kind, in a
// sentence.
func named(err error) bool {
	var r *refusal
	return errors.As(err, &r) && r.Kind != "" && strings.HasSuffix(r.Message, ".") && len(r.Message) > 12
}

// cli runs one verb to its end; into is what its JSON answer becomes.
func (h *home) cli(into any, words ...string) error {
	c := h.command(append(words, "--json")...)
	var said, complaint bytes.Buffer
	c.Stdout, c.Stderr = &said, &complaint
	err := h.start(c)
	if err == nil {
		err = c.Wait()
	}
	var failed struct {
		Error *refusal
		Wrong []string // of what was done in part
	}
	if err != nil && json.Unmarshal(said.Bytes(), &failed) == nil {
		if failed.Error != nil {
			return failed.Error
		}
		if c.ProcessState != nil && c.ProcessState.ExitCode() == 3 && len(failed.Wrong) > 0 {
			return &refusal{Kind: "partly", Message: failed.Wrong[0]}
		}
	}
	if err == nil && into != nil {
		err = json.Unmarshal(said.Bytes(), into)
	}
	if err != nil {
		return fmt.Errorf("taglane %s: %w\n%s%s", strings.Join(words, " "), err, said.Bytes(), complaint.Bytes())
	}
	return nil
}

func (h *home) must(into any, words ...string) {
	h.t.Helper()
	if err := h.cli(into, words...); err != nil {
		h.t.Fatal(err)
	}
}

// living is the program as it runs, asked as a browser tab asks it.
type living struct {
	cmd       *exec.Cmd
	complaint *bytes.Buffer
	base      string
	token     string
	client    *http.Client
	started   time.Duration // until it answered
	ended     chan struct{}
	how       error // how it ended
}

// errEnded is what the program's end looks like to whoever asks it.
var errEnded = errors.New("the program has ended")

// launch starts the program and does not wait for it.
func (h *home) launch() (l *living, address <-chan string, err error) {
	l = &living{cmd: h.command("serve", "--json"), complaint: &bytes.Buffer{}, ended: make(chan struct{}),
		client: &http.Client{Timeout: 60 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 16}}}
	l.cmd.Stderr = l.complaint
	out, err := l.cmd.StdoutPipe()
	if err != nil {
		return nil, nil, err
	}
	if err := h.start(l.cmd); err != nil {
		return nil, nil, err
	}
	h.t.Cleanup(l.kill)
	first := make(chan string, 1)
	go func() {
		said := bufio.NewScanner(out)
		if said.Scan() {
			first <- said.Text()
		}
		close(first)
		_, _ = io.Copy(io.Discard, out)
		l.how = l.cmd.Wait()
		close(l.ended)
	}()
	return l, first, nil
}

// start starts a command, behind the gate where there is one.
func (h *home) start(c *exec.Cmd) error {
	if h.gate == nil {
		return c.Start()
	}
	started, err := h.gate.dress(c)
	if err != nil {
		return err
	}
	if err := c.Start(); err != nil {
		return err
	}
	return started()
}

// live starts the program and waits until the library is open. An error is
// what it says of a library that does not open; the program has ended then.
func (h *home) live() (*living, error) {
	began := time.Now()
	l, address, err := h.launch()
	if err != nil {
		return nil, err
	}
	if err := l.meet(address); err != nil {
		l.kill()
		return nil, err
	}
	var facts json.RawMessage
	if err := l.ask(&facts, "Library"); err != nil {
		l.kill()
		return nil, err
	}
	l.started = time.Since(began)
	return l, nil
}

func (l *living) meet(address <-chan string) error {
	select {
	case line, ok := <-address:
		var v struct {
			URL   string
			Error *refusal
		}
		if !ok || json.Unmarshal([]byte(line), &v) != nil || v.URL == "" {
			<-l.ended
			if v.Error != nil {
				return v.Error
			}
			return fmt.Errorf("%w at its start: %v: %s", errEnded, l.how, l.complaint)
		}
		l.base, l.token, _ = strings.Cut(v.URL, "#")
		return nil
	case <-time.After(60 * time.Second):
		return errors.New("the program says nothing for a minute")
	}
}

// ask calls one verb. A refusal is the program's own; errEnded means that
// nobody knows whether it was done. into may be nil.
func (l *living) ask(into any, verb string, args ...any) error {
	body, err := json.Marshal(args)
	if err != nil {
		return err
	}
	if args == nil {
		body = []byte("[]")
	}
	return l.send(into, http.MethodPost, "verb/"+verb, bytes.NewReader(body))
}

// put hands a file to a verb, as a drop into the tab does.
func (l *living) put(into any, verb, name string, file []byte) error {
	return l.send(into, http.MethodPut, "in?verb="+verb+"&name="+url.QueryEscape(name), bytes.NewReader(file))
}

func (l *living) send(into any, method, path string, body io.Reader) error {
	r, err := http.NewRequest(method, l.base+path, body)
	if err != nil {
		return err
	}
	r.Header.Set("X-Token", l.token)
	resp, err := l.client.Do(r)
	if err != nil {
		return fmt.Errorf("%w: %v", errEnded, err)
	}
	defer resp.Body.Close()
	answer := struct {
		Result any      `json:"result"`
		Error  *refusal `json:"error"`
	}{Result: into}
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		return fmt.Errorf("%w: %v", errEnded, err)
	}
	if answer.Error != nil {
		return answer.Error
	}
	return nil
}

// kill ends it as a power switch would, with all that it had started.
func (l *living) kill() {
	if !l.alive() {
		return
	}
	_ = l.cmd.Process.Kill()
	_ = syscall.Kill(-l.cmd.Process.Pid, syscall.SIGKILL)
	<-l.ended
	l.client.CloseIdleConnections()
}

// leave asks it to end, as a person does.
func (l *living) leave() error {
	_ = l.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-l.ended:
	case <-time.After(20 * time.Second):
		l.kill()
		return errors.New("the program does not end when it is asked to")
	}
	l.client.CloseIdleConnections()
	if l.how != nil {
		return fmt.Errorf("%w: %s", l.how, l.complaint)
	}
	return nil
}

// rests waits until the program has made all that it makes by itself.
func (l *living) rests() error {
	for range 600 {
		var jobs []json.RawMessage
		if err := l.ask(&jobs, "Jobs"); err != nil || len(jobs) == 0 {
			return err
		}
		time.Sleep(100 * time.Millisecond)
	}
	return errors.New("the program never rests")
}

// alive says whether it still runs.
func (l *living) alive() bool {
	select {
	case <-l.ended:
		return false
	default:
		return true
	}
}

// panicked says whether a verb panicked, which the program survives and a
// person would not notice.
func (l *living) panicked() bool {
	return strings.Contains(l.complaint.String(), "panicked") || strings.Contains(l.complaint.String(), "goroutine ")
}

// atOnce runs all of some things at the same time.
func atOnce(n int, do func(i int)) {
	var wait sync.WaitGroup
	for i := range n {
		wait.Go(func() { do(i) })
	}
	wait.Wait()
}
