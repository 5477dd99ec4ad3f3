package forged

import (
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"net"
	"strconv"
	"strings"
)

func itoa(n int) string { return strconv.Itoa(n) }

// families are what may be wrong with a request that is well written.
var families = []struct {
	name string
	of   func(t Target, r *rand.Rand) forgery
}{
	{"host", hosts}, {"origin", origins}, {"site", sites}, {"token", tokens}, {"path", paths}, {"method", methods}, {"range", ranges},
	{"headers", headers}, {"body", bodies}, {"version", versions}, {"smuggled", smuggled}, {"noise", noise},
}

func hosts(t Target, r *rand.Rand) forgery {
	ip, port, _ := net.SplitHostPort(t.Address)
	name := pick(r, []string{
		"evil.example", "evil.example:" + port, "localhost:" + port, ip, ip + ":", ip + ":1", ip + ":0" + port, ip + ".:" + port, ip + ".nip.io:" + port, "2130706433:" + port, "0x7f000001:" + port,
		"127.1:" + port, "[::1]:" + port, "[::ffff:" + ip + "]:" + port, "me@" + t.Address, t.Address + "@evil.example", t.Address + ".evil.example", "evil.example#" + t.Address, "0.0.0.0:" + port, "wails.localhost",
		"１２７.0.0.1:" + port, "127。0。0。1:" + port, t.Address + "/", "evil.example, " + t.Address, fmt.Sprintf("%x.example:%s", r.Uint64(), port), "", t.Address + "\x00", strings.Repeat("a", 300) + ".example",
	})
	own := pick(r, t.Own)
	own.Head = append(own.Head, pick(r, []Line{{"X-Forwarded-Host", t.Address}, {"X-Host", t.Address}, {"Forwarded", "host=" + t.Address}, {"X-Original-Host", t.Address}, {"Accept", "*/*"}}))
	raw := own.write(t.Address)
	switch {
	case name == "":
		return forgery{"host", strings.Replace(raw, "Host: "+t.Address+"\r\n", "", 1), false}
	case r.IntN(6) == 0:
		return forgery{"host", strings.Replace(raw, "Host: ", "Host: "+name+"\r\nHost: ", 1), false}
	case r.IntN(6) == 0: // a whole address counts for more than the header
		return forgery{"host", strings.Replace(raw, " "+own.Path, " http://evil.example"+own.Path, 1), false}
	}
	return forgery{"host", strings.Replace(raw, "Host: "+t.Address, "Host: "+name, 1), false}
}

func origins(t Target, r *rand.Rand) forgery {
	own := pick(r, t.Own)
	_, port, _ := net.SplitHostPort(t.Address)
	from := pick(r, []string{
		"https://evil.example", "null", "file://", "http://localhost:" + port, "http://127.0.0.1", "http://127.0.0.1:1", "http://127.0.0.1:5173", "https://" + t.Address + ".evil.example", "http://" + t.Address + "@evil.example",
		t.Origin + "/", t.Origin + ".evil.example", strings.ToUpper(t.Origin), "evil" + t.Origin, t.Origin + ", https://evil.example", "https://evil.example, " + t.Origin, t.Origin + "\t.evil", "chrome-extension://" + strings.Repeat("a", 32),
		"wails://evil", "wails://wails.localhost", "http://wails.localhost.evil.example", "data:", "blob:" + t.Origin, "javascript:alert(1)", "*", "ws://" + t.Address, fmt.Sprintf("https://%x.example", r.Uint64()), strings.Repeat("o", 4000),
	})
	forged := own.with("Origin", from)
	if r.IntN(3) == 0 {
		forged = forged.with("Referer", t.Origin+"/")
	}
	return forgery{"origin", forged.write(t.Address), false}
}

func sites(t Target, r *rand.Rand) forgery {
	own := pick(r, t.Own)
	if !t.Strict { // the window itself is another site: there the Origin decides
		own = own.with("Origin", pick(r, []string{"", "null", "https://evil.example"}))
	}
	site := pick(r, []string{"cross-site", "same-site", "Same-Origin", "same-origin, cross-site", "cross-site, same-origin", "same-origin;", "none, cross-site", "?", "*", "self"})
	own = own.with("Sec-Fetch-Site", site)
	for _, more := range []Line{{"Sec-Fetch-Mode", pick(r, []string{"no-cors", "cors", "navigate", "websocket"})}, {"Sec-Fetch-Dest", pick(r, []string{"video", "image", "script", "iframe", "object", "document"})}} {
		own = own.with(more.Name, more.Value)
	}
	return forgery{"site", own.write(t.Address), false}
}

// tokens are guesses: next to the right one, and far from it.
func tokens(t Target, r *rand.Rand) forgery {
	own := pick(r, t.Own)
	right := own.key()
	at := r.IntN(len(right))
	other := pick(r, t.Own).key()
	guess := pick(r, []string{
		right[:at] + string("0123456789abcdef"[r.IntN(16)]) + "x" + right[min(at+2, len(right)):], right[:len(right)-1], right[1:], right + "0", right + right, right[:at], strings.ToUpper(right) + "x", "x" + right,
		right[:at] + "%00" + right[at:], right + "%20", strings.Repeat("0", len(right)), strings.Repeat("f", len(right)), fmt.Sprintf("%064x", r.Uint64()), "null", "undefined", "*", "..", strings.Repeat("a", 3000),
		base64.StdEncoding.EncodeToString([]byte(right)), "Bearer%20" + right, right + "," + right, "' OR 1=1 --", "[\"" + right + "\"]", reversed(right), right[:at] + "\u200b" + right[at:],
	})
	if guess == right || guess == "" || own.Key == "path" && strings.ContainsAny(guess, " #?") {
		guess = "0"
	}
	forged := own.keyed(guess)
	if other != right && r.IntN(4) == 0 { // the secret of another door
		forged = own.keyed(other)
	}
	switch r.IntN(6) {
	case 0: // the right one where it does not count
		forged = forged.with("Authorization", "Bearer "+right)
	case 1:
		forged = forged.with("Cookie", "token="+right+"; X-Token="+right)
	case 2:
		forged.Path += "?token=" + right + "&X-Token=" + right
	case 3:
		if own.Key != "path" {
			forged = own.with(own.Key, "")
		}
	}
	return forgery{"token", forged.write(t.Address), false}
}

func reversed(s string) string {
	b := []byte(s)
	for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
	return string(b)
}

// steps lead out of a folder, in as many ways as we know to write that.
var steps = []string{"..", "%2e%2e", "%2E.", ".%2e", "..%2f", "..%5c", `..\`, "....//", "..;", "%252e%252e", "%c0%ae%c0%ae", "%u002e%u002e", "．．", "%ef%bc%8e%ef%bc%8e", "..%00", "%00..", "..%0d%0a", "\u2025", ".%00.", "//", "./", "%2f%2f", "..%c0%af", "…"}

// ends are what somebody would like to find there.
var ends = []string{"etc/passwd", "library.db", "library.db-wal", "vault", "clips/", "proc/self/environ", "%2fetc%2fpasswd", "C:%5cWindows%5cwin.ini", "index.html", "", ".git/config", "debug/pprof/", "NUL", "film.mp4", "%2e", "\u202egpj.exe", "?", "%", "%zz", "*", "~root/.ssh/id_ed25519", "file:%2f%2f%2fetc%2fpasswd", "CON", "aux.mp4", "a%00.mp4"}

func paths(t Target, r *rand.Rand) forgery {
	own := pick(r, t.Own)
	own.Path, _, _ = strings.Cut(own.Path, "?")
	base := own.Path[:strings.LastIndex(own.Path, "/")+1]
	if r.IntN(3) == 0 {
		base = pick(r, []string{"/", "/assets/", "//", "/m//", "/p/", "/verb/", "/r/"})
	}
	path := base
	for range 1 + r.IntN(7) {
		path += pick(r, steps) + pick(r, []string{"/", "%2f", "%5c", ""})
	}
	path += pick(r, ends)
	switch r.IntN(12) {
	case 0:
		path = "/" + own.Path
	case 1:
		path = own.Path + "/" + pick(r, steps) + "/" + pick(r, ends)
	case 2:
		path = own.Path + "%00" + pick(r, ends)
	case 3:
		path = base + strings.Repeat("a", 1+r.IntN(7000))
	case 4:
		path = "*"
	case 5:
		path = strings.TrimPrefix(own.Path, "/")
	}
	if strings.Trim(path, "/") == strings.Trim(own.Path, "/") {
		path += "x"
	}
	own.Path = strings.ReplaceAll(path, " ", "%20")
	return forgery{"path", own.write(t.Address), false}
}

func methods(t Target, r *rand.Rand) forgery {
	own := pick(r, t.Own)
	method := pick(r, []string{"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "MOVE", "get", "Get", "GETT", "GET/", "X", "PURGE", "HEAD\x00", strings.Repeat("G", 600), "LINK", "QUERY", "SEARCH"})
	if method == own.Method {
		method = "DELETE"
	}
	own.Method = method
	own = own.with(pick(r, []string{"X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method"}), "GET")
	return forgery{"method", own.write(t.Address), false}
}

// ranges ask as the page does, for odd pieces. What is sent must be the piece.
func ranges(t Target, r *rand.Rand) forgery {
	own := t.Own[0]
	n := len(t.Film)
	a, b := r.IntN(n), r.IntN(n)
	asked := pick(r, []string{
		fmt.Sprintf("bytes=%d-", n), fmt.Sprintf("bytes=%d-%d", n, 2*n), "bytes=-0", "bytes=-1", fmt.Sprintf("bytes=-%d", 10*n), "bytes=0-18446744073709551615", "bytes=9223372036854775807-", "bytes=-9223372036854775808", "bytes=18446744073709551616-",
		fmt.Sprintf("bytes=%d-%d", max(a, b), min(a, b)), fmt.Sprintf("bytes=%d-%d,%d-%d", a, a+9, a+5, a+20), "bytes=0-0,0-0,0-0", "bytes=" + strings.TrimSuffix(strings.Repeat("0-,", 500), ","), "bytes=0-,-1", "bytes=a-b", "bytes=", "bytes", "bytes=-", "bytes=0",
		"lines=0-10", "Bytes=0-10", "bytes = 0-10", "bytes=0x0-0x10", "bytes=+1-+2", "bytes=1-2-3", "bytes=--1", "bytes=1.5-2", "bytes=\u0661-\u0662", "none", "bytes=0-1\x00", "bytes=0-9;q=1", fmt.Sprintf("bytes=%d-%d", min(a, b), max(a, b)),
		fmt.Sprintf("bytes= %d - %d", min(a, b), max(a, b)), "bytes=,,,", "bytes=" + strings.Repeat("9", 4000) + "-", fmt.Sprintf("bytes=%d-%d", a, a),
	})
	own = own.with("Range", asked)
	if r.IntN(3) == 0 {
		own = own.with("If-Range", pick(r, []string{`"x"`, "W/\"x\"", "Thu, 01 Jan 1970 00:00:00 GMT", "now"}))
	}
	if r.IntN(2) == 0 { // and with a guess
		return forgery{"range", own.keyed(own.key()[1:] + "0").write(t.Address), false}
	}
	return forgery{"range", own.write(t.Address), true}
}
