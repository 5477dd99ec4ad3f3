package studio

import (
	"context"
	"mime"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"taglane/app/intake"
	"taglane/app/taglane"
)

// mediaID names a derived file of a clip to the loopback server; "" while
// there is no such file.
func mediaID(what string, clip taglane.ID, path string) string {
	if path == "" {
		return ""
	}
	return what + "-" + string(clip)
}

// mimes are the only types the loopback server ever sends.
var mimes = map[string]string{
	".jpg": "image/jpeg", ".png": "image/png", ".webp": "image/webp", ".mp4": "video/mp4", ".m4v": "video/mp4",
	".mov": "video/quicktime", ".webm": "video/webm", ".mkv": "video/x-matroska", ".3gp": "video/3gpp",
}

// MediaFile resolves a media id to a file and its type. A path never comes
// from the outside: ids are looked up here.
func (s *Studio) MediaFile(ctx context.Context, id string) (path, mimeType string, err error) {
	none := taglane.Errorf(taglane.NotFound, "There is no such picture or clip.")
	what, name, ok := strings.Cut(id, "-")
	if !ok {
		return "", "", none
	}
	if what == "picture" {
		if !isSum(name) {
			return "", "", none
		}
		return s.own.At(name, ".jpg"), "image/jpeg", nil
	}
	if what == "export" {
		return s.exportFile(name)
	}
	c, err := s.store.Clip(ctx, taglane.ID(name))
	if err != nil {
		return "", "", err
	}
	made := s.made(ctx, c, intake.Gone(c.Path))
	kind, detail, _ := strings.Cut(what, ".")
	switch kind {
	case "cover":
		if path, err = s.coverFile(ctx, c); err != nil {
			path = made.Poster // better than nothing while the source is away
		}
	case "still":
		if at, err := strconv.ParseInt(detail, 10, 64); err == nil {
			if path, err = s.stillFile(ctx, c, taglane.Frame(at)); err != nil {
				return "", "", err
			}
		}
	case "poster":
		path = made.Poster
	case "face": // of any footage of the clip
		path = s.cache.Of(detail).Poster
	case "film":
		if path, err = s.Film(ctx, c.ID, detail); err != nil {
			return "", "", err
		}
	case "sound":
		path = made.Waveform
	case "strip":
		if made.Strip != nil {
			path = made.Strip.Path
		}
	case "proxy":
		if path = made.Proxy; path == "" && made.PlaysSource {
			path = c.Path
		}
	}
	if path == "" {
		return "", "", none
	}
	mimeType = mimes[strings.ToLower(filepath.Ext(path))]
	if mimeType == "" {
		mimeType = "video/mp4" // only a playable source has another ending
	}
	return path, mime.FormatMediaType(mimeType, nil), nil
}

// exportFile is a file that was exported into the library's own folder.
func (s *Studio) exportFile(name string) (path, mimeType string, err error) {
	mimeType = mimes[strings.ToLower(filepath.Ext(name))]
	path = filepath.Join(s.o.Exports, name)
	info, err := os.Lstat(path)
	if err != nil || mimeType == "" || filepath.Base(name) != name || !info.Mode().IsRegular() {
		return "", "", taglane.Errorf(taglane.NotFound, "There is no such picture or clip.")
	}
	return path, mimeType, nil
}

func isSum(s string) bool {
	return len(s) == 64 && strings.Trim(s, "0123456789abcdef") == ""
}
