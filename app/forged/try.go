package forged

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Told is what came of trying.
type Told struct {
	Tried    int
	Of       map[string]int // tried, by what was wrong
	Statuses map[int]int    // 0: closed without an answer
	Given    []string       // forgeries that were given something, each in a line
	Took     time.Duration
}

// workers is how many forgeries are under way at once.
const workers = 8

// A page waits until it is answered. A forgery is waited for ten times as long
// as the server took for its own page, within these bounds, and is then told that
// nothing more comes: many never end by themselves.
const (
	patient = 20 * time.Second
	hasty   = 100 * time.Millisecond
	slowest = 3 * time.Second
)

// knocks is how often a door that was shut before a word was said is tried
// again: a server may send away whoever has many connections open.
const knocks = 25

// longest is how much of an answer is read, in bytes.
const longest = 8 << 20

// Try sends n forgeries, the same ones for the same seed, each by a connection
// of its own. It fails when the server does not answer its own page, before,
// between and after: a server that is down gives nothing away either.
func Try(t Target, seed uint64, n int) (Told, error) {
	told := Told{Of: map[string]int{}, Statuses: map[int]int{}}
	began := time.Now()
	patience, err := t.alive()
	if err != nil {
		return told, err
	}
	var all []forgery
	r := rand.New(rand.NewPCG(seed, 8))
	for i := range n {
		all = append(all, families[i%len(families)].of(t, r))
	}
	for part := range slices.Chunk(all, 1000) {
		t.try(part, patience, &told)
		if patience, err = t.alive(); err != nil {
			return told, fmt.Errorf("after %d forgeries: %w", told.Tried, err)
		}
	}
	told.Took = time.Since(began)
	return told, nil
}

// alive asks as the page does, and says how long forgeries are to be waited for.
func (t Target) alive() (patience time.Duration, err error) {
	patience = hasty
	for _, own := range t.Own {
		if own.Mute {
			continue
		}
		began := time.Now()
		b, err := t.send(own.write(t.Address), patient)
		if err != nil {
			return 0, err
		}
		if !t.gives(b) && !(t.Film != nil && t.piece(b)) {
			return 0, fmt.Errorf("%s %s of its own page is answered with %.200q", own.Method, own.Path, b)
		}
		patience = min(slowest, max(patience, 10*time.Since(began)))
	}
	return patience, nil
}

func (t Target) gives(b []byte) bool {
	return slices.ContainsFunc(t.Secrets, func(s string) bool { return bytes.Contains(b, []byte(s)) })
}

func (t Target) try(all []forgery, patience time.Duration, told *Told) {
	var mu sync.Mutex
	var busy sync.WaitGroup
	next := make(chan forgery)
	for range workers {
		busy.Go(func() {
			for f := range next {
				b, err := t.send(f.bytes, patience)
				status, wrong := t.judge(f, b, err)
				mu.Lock()
				told.Tried++
				told.Of[f.family]++
				told.Statuses[status]++
				if wrong != "" {
					told.Given = append(told.Given, fmt.Sprintf("%s: %s: %.300q is answered with %.300q", f.family, wrong, f.bytes, b))
				}
				mu.Unlock()
			}
		})
	}
	for _, f := range all {
		next <- f
	}
	close(next)
	busy.Wait()
}

// judge says what was given that should not have been.
func (t Target) judge(f forgery, b []byte, err error) (status int, wrong string) {
	if err != nil { // nobody there, or not one end of the connection that was agreed on
		return 0, err.Error()
	}
	rest := bufio.NewReader(bytes.NewReader(b))
	for {
		res, err := http.ReadResponse(rest, &http.Request{Method: http.MethodGet})
		if err != nil {
			break
		}
		body, _ := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if status = res.StatusCode; f.film && status/100 == 2 {
			return status, t.exact(res, body)
		}
		if status/100 == 2 && !t.Public(strings.SplitN(f.bytes+"  ", " ", 3)[1], string(body)) {
			wrong = "something was answered"
		}
		if status >= 500 && status != http.StatusNotImplemented && status != http.StatusHTTPVersionNotSupported {
			wrong = "the server was hurt"
		}
		if a := res.Header.Get("Access-Control-Allow-Origin"); a != "" && a != t.Origin {
			wrong = "another site is let in"
		}
	}
	switch {
	case t.gives(b):
		wrong = "a secret was told"
	case t.Film != nil && t.piece(b):
		wrong = "a piece of the film was given"
	}
	return status, wrong
}

// exact says whether what was sent is the piece that the answer says it is.
func (t Target) exact(res *http.Response, body []byte) string {
	want := t.Film
	if res.StatusCode == http.StatusPartialContent {
		from, to, ok := strings.Cut(strings.TrimPrefix(res.Header.Get("Content-Range"), "bytes "), "-")
		to, _, _ = strings.Cut(to, "/")
		a, errA := strconv.Atoi(from)
		b, errB := strconv.Atoi(to)
		if !ok || errA != nil || errB != nil || a < 0 || a > b+1 || b >= len(t.Film) {
			return "a piece without its place"
		}
		want = t.Film[a : b+1]
	}
	if !bytes.Equal(body, want) {
		return "not the piece that was asked for"
	}
	return ""
}

// send writes bytes and reads whatever comes. After its patience it says that it
// sends no more.
func (t Target) send(raw string, patience time.Duration) ([]byte, error) {
	if t.Before != nil {
		t.Before()
	}
	c, err := t.dial()
	for knock := 1; err != nil && knock < knocks; knock++ {
		time.Sleep(40 * time.Millisecond)
		c, err = t.dial()
	}
	if err != nil {
		return nil, err
	}
	defer c.Close()
	_ = c.SetWriteDeadline(time.Now().Add(10 * time.Second))
	wrote := make(chan struct{})
	go func() { // a server may answer, and hang up, before it was told everything
		defer close(wrote)
		_, _ = io.WriteString(c, raw)
	}()
	defer func() { c.Close(); <-wrote }()
	var all bytes.Buffer
	in := bufio.NewReader(io.TeeReader(io.LimitReader(c, longest), &all))
	// Who waits for more than was sent is told that there is none.
	_ = c.SetReadDeadline(time.Now().Add(patience))
	if _, err := io.Copy(io.Discard, in); isTimeout(err) {
		if half, can := c.(interface{ CloseWrite() error }); can {
			_ = c.SetWriteDeadline(time.Now())
			<-wrote
			_ = half.CloseWrite()
		}
		_ = c.SetReadDeadline(time.Now().Add(10 * time.Second))
		if _, err = io.Copy(io.Discard, in); isTimeout(err) {
			return all.Bytes(), fmt.Errorf("the connection was never closed: %w", err)
		}
	}
	return all.Bytes(), nil
}

// Ask sends one request as it is, by a connection of its own.
func Ask(t Target, r Request) (answer string, err error) {
	b, err := t.send(r.write(t.Address), patient)
	return string(b), err
}

func isTimeout(err error) bool {
	wait, is := errors.AsType[net.Error](err)
	return is && wait.Timeout()
}

func (t Target) dial() (net.Conn, error) {
	if t.Dial != nil {
		return t.Dial()
	}
	return net.Dial("tcp", t.Address)
}

// String is a row of a table: what was tried, and how it was answered.
func (t Told) String() string {
	out := fmt.Sprintf("%d forged requests in %.1f s, %d given something;", t.Tried, t.Took.Seconds(), len(t.Given))
	for _, f := range families {
		out += fmt.Sprintf(" %s %d", f.name, t.Of[f.name])
	}
	codes := []int{}
	for code := range t.Statuses {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	out += "; answered"
	for _, code := range codes {
		out += fmt.Sprintf(" %d×%d", t.Statuses[code], code)
	}
	return out
}
