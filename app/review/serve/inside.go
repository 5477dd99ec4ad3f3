package serve

import (
	"bytes"
	"net/http"
	"os"
	"strings"
	"time"

	"taglane/app/review"
	"taglane/app/taglane"
)

// inside answers those who came in.
func (s *server) inside(w http.ResponseWriter, r *http.Request, page int, what string) {
	g, over := s.session(r)
	switch {
	case over:
		s.fail(w, r, errOver())
		return
	case g == nil && what == "" && r.Method != http.MethodPost:
		w.Header().Set("Connection", "close")
		http.Redirect(w, r, "/r/", http.StatusSeeOther) // the door says what is missing
		return
	case g == nil:
		s.fail(w, r, taglane.Errorf(taglane.Login, "You are not let in any more. Open the link once more, as it was sent to you."))
		return
	case page > len(g.way.Clips):
		s.refuse(w, r, http.StatusNotFound, taglane.Say("There is nothing here."))
		return
	}
	cameIn(r)
	clip := g.way.Clips[page-1]
	switch what {
	case "":
		s.page(w, r, g, clip)
	case "film":
		s.film(w, r, g, clip)
	case "answer":
		s.answer(w, r, g, clip)
	case "news":
		s.news(w, r, g, clip)
	}
}

// page is the room as the clip stands now. What is answered later may be about
// this draft, even where the clip was changed meanwhile.
func (s *server) page(w http.ResponseWriter, r *http.Request, g *session, clip taglane.ID) {
	p, err := s.h.l.Page(r.Context(), g.way.room(clip))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	_, mime, err := s.h.l.Film(r.Context(), clip)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.mu.Lock()
	if g.digest[clip] == nil {
		g.digest[clip] = map[string]bool{}
	}
	if len(g.digest[clip]) < mostDigests {
		g.digest[clip][p.Room.Digest] = true
	}
	s.mu.Unlock()
	p.Live, p.Film.Type, p.Film.Open, p.Film.Beside, p.Comments = true, mime, nil, "film", nil // they come as news
	var b bytes.Buffer
	if err := review.Room(&b, p); err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Security-Policy", review.Policy(true)+"; frame-ancestors 'none'")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(b.Bytes()))
}

// film sends the small film of a clip, whole or one range of it. Who may not
// have it as a file is sent it as moving picture only, as far as a browser says
// for what it asks; whoever sees something can always keep it somehow.
func (s *server) film(w http.ResponseWriter, r *http.Request, g *session, clip taglane.ID) {
	dest := r.Header.Get("Sec-Fetch-Dest")
	if dest != "" && dest != "video" && !g.way.Rights.Download {
		s.refuse(w, r, http.StatusForbidden, taglane.Say("This review may be looked at, and not saved."))
		return
	}
	path, mime, err := s.h.l.Film(r.Context(), clip)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	f, err := os.Open(path)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() || !strings.HasPrefix(mime, "video/") || strings.Contains(r.Header.Get("Range"), ",") {
		s.refuse(w, r, http.StatusNotFound, taglane.Say("There is nothing here."))
		return
	}
	w.Header().Set("Content-Type", mime)
	if g.way.Rights.Download && dest != "video" {
		w.Header().Set("Content-Disposition", "attachment")
	}
	out := http.NewResponseController(w)
	out.SetReadDeadline(time.Time{}) // nothing more is read; a film takes as long as it takes
	http.ServeContent(&piecewise{ResponseWriter: w, out: out, s: s, g: g}, r, "", info.ModTime(), f)
}

// piecewise sends a film in pieces, each within its own time, and none once the
// link has ended.
type piecewise struct {
	http.ResponseWriter
	out *http.ResponseController
	s   *server
	g   *session
}

func (p *piecewise) Write(b []byte) (int, error) {
	if !p.s.good(p.g) {
		return 0, errOver()
	}
	if err := p.out.SetWriteDeadline(time.Now().Add(p.s.pauses.write)); err != nil {
		return 0, err
	}
	return p.ResponseWriter.Write(b)
}

// WriteHeader says again that nothing is to be kept: http takes it away where it
// refuses a range.
func (p *piecewise) WriteHeader(code int) {
	p.Header().Set("Cache-Control", "no-store")
	p.ResponseWriter.WriteHeader(code)
}
