package serve

import (
	"crypto/sha256"
	"crypto/tls"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"taglane/app/forged"
)

// forgeries is how many are tried: few in the usual check, as many as
// TAGLANE_FORGED says in `make test-attacks`.
func forgeries() int {
	n, err := strconv.Atoi(os.Getenv("TAGLANE_FORGED"))
	if err != nil {
		n = 100
	}
	return n
}

// report writes a row of the table that `make test-attacks` prints.
func report(name string, what any) {
	if to := os.Getenv("TAGLANE_TABLE"); to != "" {
		if f, err := os.OpenFile(to, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600); err == nil {
			fmt.Fprintf(f, "| %s | %v |\n", name, what)
			f.Close()
		}
	}
}

// noise is a film of which every piece is known again.
func noise(t *testing.T, w *hosted) []byte {
	b := make([]byte, 64<<10)
	r := rand.New(rand.NewPCG(1, 2))
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	if err := os.WriteFile(w.film, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return b
}

// dial connects from an address of this machine: 127.0.0.1 is the guest's, and
// those who attack have others.
func (w *hosted) dial(from string) (net.Conn, error) {
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}, Timeout: 10 * time.Second}
	return tls.DialWithDialer(&d, "tcp", w.at(), &tls.Config{InsecureSkipVerify: true}) // the guest's own test looks at the certificate
}

// target is what the served page asks of it.
func (w *hosted) target(t *testing.T, g *guest) forged.Target {
	head := []forged.Line{{Name: "Cookie", Value: cookie + "=" + g.cookie}, {Name: "Sec-Fetch-Site", Value: "same-origin"}}
	says := append(slices.Clone(head), forged.Line{Name: "Origin", Value: w.served.Address}, forged.Line{Name: "Content-Type", Value: "application/json"})
	return forged.Target{
		Address: w.at(), Origin: w.served.Address, Film: noise(t, w), Secrets: []string{hidden, g.cookie, g.link.PIN, g.link.capability(), "Softer here"}, Strict: true,
		Public: func(path, answer string) bool {
			return strings.HasPrefix(path, "/r/") && strings.Contains(answer, "Enter the PIN")
		},
		Before: func() { w.pass(10 * time.Second) }, // how often somebody may ask has a test of its own
		Dial:   func() (net.Conn, error) { return w.dial("127.0.0.1") },
		Own: []forged.Request{
			{Method: "GET", Path: "/r/1/film", Key: "Cookie", Head: head},
			{Method: "GET", Path: "/r/1/", Key: "Cookie", Head: head},
			{Method: "POST", Path: "/r/1/answer", Key: "Cookie", Head: says, Body: g.answering(), Mute: true},
			{Method: "POST", Path: "/r/1/news", Key: "Cookie", Head: says, Body: `{"guest":"` + keyB + `","name":"Jo"}`},
		},
	}
}

// A request that the served page does not send is told nothing, and nothing of
// it is kept.
func TestForgedRequestsAreToldNothing(t *testing.T) {
	w := host(t, all, "clip1")
	g := w.guest(t, w.served.Links[0]).comesIn()
	if a := g.says(); a.code != 200 {
		t.Fatalf("said: %d", a.code)
	}
	kept := w.taken()
	// Time is made to pass, so the link has to be good for long.
	w.h.running().ways[sha256.Sum256([]byte(g.link.capability()))].Until = w.now().AddDate(10, 0, 0)
	told, err := forged.Try(w.target(t, g), 1, forgeries())
	if err != nil {
		t.Error(err)
	}
	for _, given := range told.Given[:min(10, len(told.Given))] {
		t.Error(given)
	}
	if w.taken() != kept {
		t.Errorf("%d things were said by nobody", w.taken()-kept)
	}
	report("LAN review page", told)
}

// Guesses of a link's secret are limited, and hopeless without a limit.
func TestGuessesAreLimited(t *testing.T) {
	w := host(t, all, "clip1")
	g := w.guest(t, w.served.Links[0])
	n, codes := min(forgeries(), 1000), map[int]int{}
	for range n {
		w.pass(100 * time.Millisecond)
		said := g.enter(secret(), "123456")
		for try := 0; said.code == 0 && try < 5; try++ { // there was no connection to be had
			said = g.enter(secret(), "123456")
		}
		codes[said.code]++
	}
	if codes[404] > 10+n/60+1 || codes[404]+codes[429] != n {
		t.Errorf("guesses are answered with %v", codes)
	}
	report("guesses of a link", fmt.Sprintf("%d in %d s of one address: %d compared, %d refused; limited to 10 a minute, a PIN to 5 in ten minutes", n, n/10, codes[404], codes[429]))
}

// Who holds connections from one address, or from many, keeps no guest from
// looking on.
func TestSlowConnectionsDoNotStopAGuest(t *testing.T) {
	n, looks := 200, 300*time.Millisecond
	if forgeries() > 1000 {
		n, looks = 1000, 12*time.Second
	}
	for name, of := range map[string]int{"one address": 1, "sixty addresses": 60} {
		if of > 1 && n < 1000 {
			continue
		}
		w := host(t, all, "clip1")
		w.h.StopServing(ctx)
		w.h.pauses = patience
		w.link(t, all, "clip1")
		g := w.guest(t, w.served.Links[0]).comesIn()
		target := w.target(t, g)
		attackers, at := target, make(chan int, 1)
		at <- 0
		attackers.Before = nil
		attackers.Dial = func() (net.Conn, error) {
			i := <-at
			at <- i + 1
			d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 1, byte(1+i%of))}, Timeout: 10 * time.Second}
			if i%2 == 0 { // half of them do not even say hello
				return d.Dial("tcp", w.at())
			}
			return tls.DialWithDialer(&d, "tcp", w.at(), &tls.Config{InsecureSkipVerify: true})
		}
		alone := time.Duration(0)
		for range 5 {
			began := time.Now()
			if _, err := forged.Ask(target, target.Own[0]); err != nil {
				t.Fatal(err)
			}
			alone = max(alone, time.Since(began))
		}
		held, stop := forged.Slow(attackers, n)
		for end := time.Now().Add(looks); held() < mostOfOne && time.Now().Before(end); { // no more are let stay
			time.Sleep(5 * time.Millisecond)
		}
		took := []time.Duration{}
		for end := time.Now().Add(looks); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
			began := time.Now()
			at := len(took) * 997 % 60000
			look := target.Own[0]
			look.Head = append(slices.Clone(look.Head), forged.Line{Name: "Range", Value: fmt.Sprintf("bytes=%d-%d", at, at+4095)})
			answer, err := forged.Ask(target, look)
			if took = append(took, time.Since(began)); err != nil || !strings.HasSuffix(answer, string(target.Film[at:at+4096])) {
				t.Fatalf("%s: after %d slow connections the film is answered with %.100q (%v)", name, held(), answer, err)
			}
		}
		slices.Sort(took)
		if worst := took[len(took)-1]; worst > 5*time.Second && worst > 30*alone { // where all is slow because others use the machine, it is not the server
			t.Errorf("%s: a piece of the film took %v", name, worst)
		}
		report("LAN review page, slow connections of "+name, fmt.Sprintf("%d tried to stay; %d pieces of a film meanwhile, median %v, slowest %v", n, len(took), took[len(took)/2].Round(time.Microsecond), took[len(took)-1].Round(time.Microsecond)))
		stop()
	}
}

// Every answer has a policy under which markup that came in as a text is dead.
func TestPoliciesAreStrict(t *testing.T) {
	w := host(t, all, "clip1")
	for who, g := range map[string]*guest{"a guest": w.guest(t, w.served.Links[0]).comesIn(), "a stranger": w.guest(t, w.served.Links[0])} {
		for _, path := range []string{"/r/", "/r/1/", "/r/1/film", "/r/1/news", "/nothing"} {
			p := g.ask("GET", path, "").head.Get("Content-Security-Policy")
			if weak := forged.Weak(p); len(weak) > 0 || !strings.Contains(p, "frame-ancestors 'none'") {
				t.Errorf("%s, %s: %q: %v", who, path, p, weak)
			}
		}
	}
}
