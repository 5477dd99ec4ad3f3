package serve

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/json"
	"errors"
	"html/template"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"taglane/app/taglane"
)

// mostEnter is how many bytes whoever comes in may send.
const mostEnter = 1 << 10

// ServeHTTP answers the few addresses that there are, as they are written: none
// is decoded or cleaned, so there is no other way to write one.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !s.begin() {
		return
	}
	defer s.asking.Done()
	guarded(w.Header())
	if r.Host != s.host { // a name that was bound to this address, to get at it from another site
		s.refuse(w, r, http.StatusMisdirectedRequest, taglane.Say("There is nothing here."))
		return
	}
	who := from(r.RemoteAddr)
	s.mu.Lock()
	may := s.paces.may(askPace, who, s.h.l.Now())
	s.mu.Unlock()
	switch page, what, ok := parsePath(r.RequestURI); {
	case !may:
		w.Header().Set("Retry-After", "5")
		s.refuse(w, r, http.StatusTooManyRequests, taglane.Say("That was too often. Wait a moment."))
	case !ok:
		s.refuse(w, r, http.StatusNotFound, taglane.Say("There is nothing here."))
	case !s.own(r, page == 0 && what == ""):
		s.refuse(w, r, http.StatusForbidden, taglane.Say("Another site asked for this, so it is refused."))
	case !asks(r, what):
		s.refuse(w, r, http.StatusMethodNotAllowed, taglane.Say("There is nothing here."))
	case page > 0:
		s.inside(w, r, page, what)
	case what == "enter":
		s.letIn(w, r, who)
	default:
		s.door(w, r)
	}
}

// guarded sets what every answer says. The policy is that of an answer which is
// no page; a page sets its own.
func guarded(h http.Header) {
	for name, value := range map[string]string{
		"Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
		"X-Content-Type-Options":  "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store",
		"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin", "X-Robots-Tag": "noindex",
		"Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=()",
	} {
		h.Set(name, value)
	}
}

var inRoom = regexp.MustCompile(`^/r/([1-9][0-9]?)/(|film|answer|news)$`)

// parsePath reads an address; page 0 is the door.
func parsePath(path string) (page int, what string, ok bool) {
	switch path {
	case "/r/":
		return 0, "", true
	case "/r/enter":
		return 0, "enter", true
	}
	m := inRoom.FindStringSubmatch(path)
	if m == nil {
		return 0, "", false
	}
	page, err := strconv.Atoi(m[1])
	return page, m[2], err == nil
}

// asks says whether a request comes the way that its address wants.
func asks(r *http.Request, what string) bool {
	if what == "" || what == "film" {
		return r.Method == http.MethodGet || r.Method == http.MethodHead
	}
	return r.Method == http.MethodPost
}

// own says whether this address's own page asks, or a person who follows the
// link to the door, wherever that link was. A browser says so by itself; what is
// no browser has no cookie to lend to another site.
func (s *server) own(r *http.Request, door bool) bool {
	site, origin := r.Header.Get("Sec-Fetch-Site"), r.Header.Get("Origin")
	if r.Method != http.MethodPost {
		return door || (site == "" || site == "same-origin" || site == "none") && (origin == "" || origin == "https://"+s.host)
	}
	return (site == "" || site == "same-origin") && origin == "https://"+s.host && r.Header.Get("Content-Type") == "application/json"
}

// refuse says no, to a page as JSON and to a person as a line.
func (s *server) refuse(w http.ResponseWriter, r *http.Request, code int, why taglane.Said) {
	s.turn(w, r, code, s.h.l.Tell(languageOf(r), why))
}

// turn says no and listens no further: whatever else the connection carries, as
// a second request inside the first one's body, is not read.
func (s *server) turn(w http.ResponseWriter, r *http.Request, code int, text string) {
	w.Header().Set("Connection", "close")
	if r.Method == http.MethodPost {
		answer(w, code, map[string]string{"message": text})
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(code)
	io.WriteString(w, text+"\n")
}

func answer(w http.ResponseWriter, code int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	json.NewEncoder(w).Encode(v) // a broken connection is the guest's affair
}

// codes are how a page is told of a failure; see package review. What is no
// guest's fault is tried again.
var codes = map[taglane.Kind]int{
	taglane.Invalid: http.StatusBadRequest, taglane.NotFound: http.StatusNotFound, taglane.Refused: http.StatusForbidden, taglane.Login: http.StatusUnauthorized,
	taglane.Conflict: http.StatusConflict, taglane.Later: http.StatusTooManyRequests,
}

func (s *server) fail(w http.ResponseWriter, r *http.Request, err error) {
	code := codes[taglane.KindOf(err)]
	if code == 0 {
		s.refuse(w, r, http.StatusServiceUnavailable, taglane.Say("This does not work right now. Try again in a moment."))
		return
	}
	s.turn(w, r, code, s.h.l.Tell(languageOf(r), taglane.SaidOf(err)))
}

// body reads what was sent, if it is not too much.
func (s *server) body(w http.ResponseWriter, r *http.Request, most int64) ([]byte, bool) {
	b, err := io.ReadAll(http.MaxBytesReader(w, r.Body, most))
	if err == nil {
		return b, true
	}
	if _, much := errors.AsType[*http.MaxBytesError](err); much {
		s.refuse(w, r, http.StatusRequestEntityTooLarge, taglane.Say("That is too long."))
	} else {
		s.refuse(w, r, http.StatusRequestTimeout, taglane.Say("This did not arrive whole. Try again."))
	}
	return nil, false
}

// letIn takes a link's secret and a PIN for a cookie.
func (s *server) letIn(w http.ResponseWriter, r *http.Request, who string) {
	b, ok := s.body(w, r, mostEnter)
	if !ok {
		return
	}
	var said struct{ Cap, PIN string }
	if json.Unmarshal(b, &said) != nil {
		s.refuse(w, r, http.StatusBadRequest, taglane.Say("There is no such review. Ask for a new link."))
		return
	}
	token, err := s.enter(who, said.Cap, said.PIN)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	http.SetCookie(w, &http.Cookie{Name: cookie, Value: token, Path: "/", Secure: true, HttpOnly: true, SameSite: http.SameSiteStrictMode})
	answer(w, http.StatusOK, map[string]string{"to": "1/"})
}

//go:embed door
var doorFiles embed.FS

var (
	doorPage                = template.Must(template.ParseFS(doorFiles, "door/door.html"))
	doorStyle, doorScript   = doorFile("door.css"), doorFile("door.js")
	doorPolicy              = "default-src 'none'; connect-src 'self'; style-src '" + sum(doorStyle) + "'; script-src '" + sum(doorScript) + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
	languages               = []string{"en", "de", "es", "ja", "zh-Hans"}
	languagesByTheirOldName = map[string]string{"zh": "zh-Hans"}
)

func doorFile(name string) string {
	b, err := doorFiles.ReadFile("door/" + name)
	if err != nil {
		panic("serve: embedded file missing: " + name)
	}
	return string(b)
}

func sum(s string) string {
	b := sha256.Sum256([]byte(s))
	return "sha256-" + base64.StdEncoding.EncodeToString(b[:])
}

// door is the page before the PIN: the same for every link, since the server
// does not know yet which it is.
func (s *server) door(w http.ResponseWriter, r *http.Request) {
	language := languageOf(r)
	say := func(said taglane.Said) string { return s.h.l.Tell(language, said) }
	var b bytes.Buffer
	err := doorPage.Execute(&b, map[string]any{
		"Language": language, "Style": template.CSS(doorStyle), "Script": template.JS(doorScript),
		"Title": say(taglane.Say("Review")), "Ask": say(taglane.Say("Enter the PIN")), "Why": say(taglane.Say("Whoever sent you the link tells you its six digits.")),
		"Open": say(taglane.Say("Open the review")), "Lost": say(taglane.Say("The address is not whole. Open the link once more, as it was sent to you.")),
		"Broken": say(taglane.Say("Nobody answers. Ask whether the review is still shown.")),
	})
	if err != nil {
		s.refuse(w, r, http.StatusInternalServerError, taglane.Say("This does not work right now. Try again in a moment."))
		return
	}
	w.Header().Set("Content-Security-Policy", doorPolicy)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(b.Bytes()))
}

// languageOf is the first language of a guest's browser that is spoken here.
func languageOf(r *http.Request) string {
	wanted := r.Header.Get("Accept-Language")
	for part := range strings.SplitSeq(wanted[:min(len(wanted), 200)], ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		base, _, _ := strings.Cut(strings.ToLower(tag), "-")
		for _, l := range languages {
			if base == l || languagesByTheirOldName[base] == l {
				return l
			}
		}
	}
	return languages[0]
}
