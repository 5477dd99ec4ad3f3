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
	studio *studio.Studio
	host   string
	token  string
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
	rest, ok := strings.CutPrefix(r.URL.Path, "/p/"+p.token+"/")
	id, name, _ := strings.Cut(rest, "/")
	if r.Host != p.host || !ok || r.Method != http.MethodGet && r.Method != http.MethodHead {
		http.NotFound(w, r)
		return
	}
	index, err := indexOf(r.Context(), p.studio, taglane.ID(id))
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
