package forged

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// guessed is a request of the page's that does not know the secret.
func guessed(t Target, r *rand.Rand) Request {
	own := pick(r, t.Own)
	key := own.key()
	return own.keyed(key[:len(key)-2] + fmt.Sprintf("%02x", r.IntN(256)) + "0")
}

// headers are more than anybody needs, or none that can be read.
func headers(t Target, r *rand.Rand) forgery {
	own := guessed(t, r)
	raw := own.write(t.Address)
	more := ""
	switch r.IntN(8) {
	case 0:
		for i := range 100 + r.IntN(1500) {
			more += fmt.Sprintf("X-%d: %d\r\n", i, r.Uint32())
		}
	case 1:
		more = "X-Long: " + strings.Repeat("x", 16<<10+r.IntN(64<<10)) + "\r\n"
	case 2:
		more = strings.Repeat("X", 8<<10+r.IntN(64<<10)) + ": 1\r\n"
	case 3: // the last of many cookies would be the right one
		more = "Cookie: " + strings.Repeat("a=b; ", 3000) + "\r\n"
	case 4:
		own = pick(r, t.Own)
		bad := pick(r, []string{"X: a\x00b", "X : 1", ": 1", "X", "X\x01: 1", "Ünïcode: 1", "X: a\rb", "X:\x7f", "\x80: 1", "X: \x1b[2J"})
		return forgery{"headers", strings.Replace(own.with("Origin", "https://evil.example").write(t.Address), "\r\nConnection", "\r\n"+bad+"\r\nConnection", 1), false}
	case 5: // a header that goes on in the next line
		more = "X-Folded: a\r\n " + own.Key + ": " + pick(r, t.Own).key() + "\r\n\tHost: " + t.Address + "\r\n"
	case 6:
		more = strings.Repeat("Host: "+t.Address+"\r\n", 2+r.IntN(30))
	case 7: // guesses by the hundred in one request
		for range 200 {
			more += fmt.Sprintf("X-Token: %064x\r\n", r.Uint64())
		}
	}
	return forgery{"headers", strings.Replace(raw, "Connection: close\r\n", more+"Connection: close\r\n", 1), false}
}

// bodies are too long, too short, or not what they say.
func bodies(t Target, r *rand.Rand) forgery {
	own := guessed(t, r)
	own.Method, own.Body = pick(r, []string{"POST", "PUT", "GET", own.Method}), ""
	head := strings.TrimSuffix(own.write(t.Address), "\r\n")
	length := func(n any) string { return fmt.Sprintf("%sContent-Length: %v\r\n\r\n", head, n) }
	chunks := func(s string) string { return head + "Transfer-Encoding: chunked\r\n\r\n" + s }
	return forgery{"body", pick(r, []string{
		length(1<<62) + "[", length(-1) + "[]", length("9999999999999999999999") + "[]", length("0x10") + "[]", length("1e3") + "[]", length("+2") + "[]", length(" 2 ") + "[]", length("2, 2") + "[]", length(100) + "[]", length(0) + strings.Repeat("[", 4000),
		length(200_000) + strings.Repeat("[", 200_000), length(200_000) + strings.Repeat(`{"a":`, 40_000), length(40_000) + strings.Repeat("\x00", 40_000), length(2) + "\xff\xfe",
		chunks("2\r\n[]\r\n0\r\n\r\n"), chunks("ffffffffffffffff\r\n[]"), chunks("-2\r\n[]\r\n0\r\n\r\n"), chunks("2;" + strings.Repeat("x", 20_000) + "\r\n[]\r\n0\r\n\r\n"), chunks("zz\r\n[]"), chunks("2\n[]\n0\n\n"),
		chunks("2\r\n[]"), chunks("0\r\nX-Token: " + pick(r, t.Own).key() + "\r\n\r\n"), chunks("0002\r\n[]\r\n00\r\n\r\n"), chunks("2\r\n[]XX0\r\n\r\n"), chunks(strings.Repeat("1\r\n[\r\n", 3000) + "0\r\n\r\n"), chunks(" 2\r\n[]\r\n0\r\n\r\n"),
		head + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n[]", head + "Expect: 200-ok\r\nContent-Length: 2\r\n\r\n[]", head + "Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8b\x08\x00", head + "Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
	}), false}
}

// versions are other protocols, and those that know no Host.
func versions(t Target, r *rand.Rand) forgery {
	own := pick(r, t.Own)
	raw := own.write(t.Address)
	hostless := strings.Replace(raw, "Host: "+t.Address+"\r\n", "", 1)
	as := func(raw, version string) string { return strings.Replace(raw, "HTTP/1.1", version, 1) }
	return forgery{"version", pick(r, []string{
		as(hostless, "HTTP/1.0"), hostless, own.Method + " " + own.Path + "\r\n", own.Method + " " + own.Path + "\r\n\r\n", as(raw, "HTTP/0.9"), as(raw, "HTTP/9.9"), as(raw, "HTTP/1.10"), as(raw, "http/1.1"), as(raw, "HTTP/1.1 "), as(raw, "HTTP/-1.1"), as(raw, "HTTP"), as(raw, "RTSP/1.0"),
		as(raw, "HTTP/2.0"), "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + strings.Repeat("x", 300), as(strings.Replace(raw, "Host: "+t.Address, "Host: evil.example", 1), "HTTP/1.0"),
		as(guessed(t, r).write(t.Address), "HTTP/1.0"), "SSH-2.0-x\r\n", "EHLO evil.example\r\n", "*1\r\n$4\r\nPING\r\n", "\x05\x01\x00",
	}), false}
}

// smuggled are requests that carry a second one, which is the page's own and
// right, where only a body can be: in that of a request that is refused. Those
// who disagree on where a body ends would answer it.
func smuggled(t Target, r *rand.Rand) forgery {
	outer, inner := guessed(t, r), pick(r, t.Own).write(t.Address)
	outer.Method, outer.Body = "POST", ""
	head := strings.Replace(strings.TrimSuffix(outer.write(t.Address), "\r\n"), "Connection: close\r\n", "", 1)
	sized := fmt.Sprintf("Content-Length: %d\r\n", len(inner))
	chunked := fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(inner), inner)
	return forgery{"smuggled", pick(r, []string{
		head + sized + "\r\n" + inner,
		head + "Transfer-Encoding: chunked\r\n\r\n" + chunked,
		head + sized + "Transfer-Encoding: identity\r\n\r\n" + inner,
		head + sized + "Transfer-Encoding: chunked, identity\r\n\r\n" + inner,
		head + sized + "Transfer-Encoding: xchunked\r\n\r\n" + inner,
		head + sized + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + inner,
		head + sized + "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n" + inner,
		head + sized + "X: y\nTransfer-Encoding: chunked, x\r\n\r\n" + inner,
		head + "Content-Length: 0\r\n" + sized + "\r\n" + inner,
		head + sized + "Content-Length: 5\r\n\r\n" + inner,
		head + "Content-Length: 4, " + fmt.Sprint(len(inner)) + "\r\n\r\n" + inner,
		head + "Transfer-Encoding: \x0bchunked\r\n" + sized + "\r\n" + inner,
		head + "Transfer-Encoding: chunked\r\n" + sized + "\r\n0\r\n\r\n" + inner,
		head + "Transfer-Encoding: chunked\r\n\r\n0;\n" + inner + "\r\n\r\n",
		head + "X: " + strings.ReplaceAll(inner, "\r\n", "\r") + "\r\n\r\n",
	}), false}
}

// noise is what is no request: cut short, with a bit turned over, or anything.
func noise(t Target, r *rand.Rand) forgery {
	raw := []byte(guessed(t, r).write(t.Address))
	switch r.IntN(3) {
	case 0:
		return forgery{"noise", string(raw[:r.IntN(len(raw))]), false}
	case 1:
		for range 1 + r.IntN(8) {
			raw[r.IntN(len(raw))] ^= byte(1 << r.IntN(8))
		}
	default:
		raw = make([]byte, 1+r.IntN(2000))
		for i := range raw {
			raw[i] = byte(r.Uint32())
		}
	}
	return forgery{"noise", string(raw), false}
}
