package forged

import (
	"bytes"
	"math/rand/v2"
	"net"
	"slices"
	"strings"
)

// Line is one header.
type Line struct{ Name, Value string }

// Request is one as it is written.
type Request struct {
	Method, Path string
	Head         []Line // without Host
	Body         string
	Mute         bool   // its answer has no secret in it, or no end
	Key          string // where in this request the secret is that lets it in: the name of a header, "path", or "" for nowhere
}

// Target is a server and what its own page asks of it.
type Target struct {
	Address string // host:port, and the only Host
	Origin  string // of its own page
	Dial    func() (net.Conn, error)
	Own     []Request // each that is not Mute is answered with the film or a secret; the first with the film
	Film    []byte    // what Own requests with a Range are for; it is random, so that a piece of it is known again
	Secrets []string  // may be in no answer to a forgery
	// Public says that anybody may read this address, and what is answered there.
	Public func(path, answer string) bool
	// Heavy is an address that anybody may read and that much is behind; "" is none.
	Heavy string
	// Strict says that what asks from another site is refused by Sec-Fetch-Site.
	Strict bool
	// Before is called before each request; nil is nothing.
	Before func()
}

// forgery is a request with something wrong.
type forgery struct {
	family string
	bytes  string
	film   bool // may be answered with the film, or with a piece of it
}

// write is the request as it is sent; its answer ends the connection.
func (r Request) write(address string, more ...Line) string {
	var b strings.Builder
	b.WriteString(r.Method + " " + r.Path + " HTTP/1.1\r\nHost: " + address + "\r\n")
	for _, l := range append(slices.Clone(r.Head), more...) {
		b.WriteString(l.Name + ": " + l.Value + "\r\n")
	}
	b.WriteString("Connection: close\r\n")
	if r.Body != "" {
		b.WriteString("Content-Length: " + itoa(len(r.Body)) + "\r\n")
	}
	b.WriteString("\r\n" + r.Body)
	return b.String()
}

// with sets a header; "" takes it away.
func (r Request) with(name, value string) Request {
	r.Head = slices.DeleteFunc(slices.Clone(r.Head), func(l Line) bool { return strings.EqualFold(l.Name, name) })
	if value != "" {
		r.Head = append(r.Head, Line{name, value})
	}
	return r
}

// key is the secret that lets the request in.
func (r Request) key() string {
	if r.Key == "path" {
		return strings.Split(r.Path, "/")[2]
	}
	for _, l := range r.Head {
		if l.Name == r.Key {
			return l.Value
		}
	}
	return ""
}

// keyed is the request with another secret.
func (r Request) keyed(key string) Request {
	if r.Key == "path" {
		r.Path = strings.Replace(r.Path, r.key(), key, 1)
		return r
	}
	return r.with(r.Key, key)
}

func pick[T any](r *rand.Rand, of []T) T { return of[r.IntN(len(of))] }

// piece says whether an answer has a piece of the film in it.
func (t Target) piece(answer []byte) bool {
	for at := 0; at+16 <= len(t.Film); at += 8 {
		if bytes.Contains(answer, t.Film[at:at+16]) {
			return true
		}
	}
	return false
}
