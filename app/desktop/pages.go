package desktop

import (
	"context"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"

	"taglane/app/studio"
	"taglane/app/taglane"
)

// pages shows published pages to the person's browser over loopback. It has a
// port of its own, so that a page never shares an origin with the studio.
type pages struct {
	index func(ctx context.Context, publication taglane.ID) (string, error) // the file that its page opens with
	host  string
	token string
}

// pageTypes are the only types a page consists of.
var pageTypes = map[string]string{
	".html": "text/html; charset=utf-8", ".mp4": "video/mp4", ".mov": "video/quicktime", ".webm": "video/webm", ".mkv": "video/x-matroska",
	".jpg": "image/jpeg", ".json": "application/json", ".vtt": "text/vtt; charset=utf-8", ".txt": "text/plain; charset=utf-8",
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
}

func (p *pages) address(publication taglane.ID) string {
	return "http://" + p.host + "/p/" + p.token + "/" + url.PathEscape(string(publication)) + "/"
}

func (p *pages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	token, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/p/"), "/")
	id, name, _ := strings.Cut(rest, "/")
	if r.Host != p.host || !strings.HasPrefix(r.URL.Path, "/p/") || !same(token, p.token) || !p.admits(r, name) || r.Method != http.MethodGet && r.Method != http.MethodHead {
		refuse(w, http.StatusNotFound)
		return
	}
	admit(w, r)
	leave, waits := slot(w, r)
	if !waits {
		return
	}
	defer leave()
	index, err := p.index(r.Context(), taglane.ID(id))
	if err != nil {
		http.NotFound(w, r)
		return
	}
	root, err := os.OpenRoot(filepath.Dir(index))
	if err != nil {
		http.NotFound(w, r)
		return
	}
	defer root.Close()
	if name == "" {
		name = filepath.Base(index)
	}
	mime := pageTypes[strings.ToLower(path.Ext(name))]
	if mime == "" {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", mime)
	w.Header().Set("Referrer-Policy", "no-referrer")
	sendFile(w, r, name, root.Open)
}

// admits lets in who follows the link to a page, and the page itself.
func (p *pages) admits(r *http.Request, name string) bool {
	site, origin := r.Header.Get("Sec-Fetch-Site"), r.Header.Get("Origin")
	follows := name == "" && r.Header.Get("Sec-Fetch-Mode") == "navigate" && r.Header.Get("Sec-Fetch-Dest") == "document"
	return (follows || site == "" || site == "same-origin" || site == "none") && (origin == "" || origin == "http://"+p.host)
}

// indexOf is the file a publication's page opens with; NotFound when it did
// not go to a folder on this machine.
func indexOf(ctx context.Context, s *studio.Studio, id taglane.ID) (string, error) {
	post, err := s.Publication(ctx, id)
	if err != nil {
		return "", err
	}
	u, err := url.Parse(post.Link)
	if err != nil || u.Scheme != "file" || u.Path == "" {
		return "", taglane.Errorf(taglane.NotFound, "There is no page on this machine.")
	}
	return filepath.FromSlash(u.Path), nil
}

// Opened says where a post is shown.
type Opened struct {
	URL string `json:"url"`
}

func openPost(b *Bridge, id taglane.ID) (Opened, error) {
	post, err := b.studio.Publication(b.ctx(), id)
	if err != nil {
		return Opened{}, err
	}
	if post.Link == "" {
		return Opened{}, taglane.Errorf(taglane.NotFound, "Nothing is public yet.")
	}
	if _, err := indexOf(b.ctx(), b.studio, id); err != nil { // a post elsewhere
		if err := taglane.CheckURL(post.Link); err != nil {
			return Opened{}, err
		}
		return Opened{post.Link}, b.shell.show(post.Link)
	}
	address := b.pages.address(id)
	return Opened{address}, b.shell.show(address)
}
