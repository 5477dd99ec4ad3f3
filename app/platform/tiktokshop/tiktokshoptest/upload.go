package tiktokshoptest

import (
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
)

// The limits of files, in bytes.
const (
	formMost  = 10_000_000
	videoMost = 100_000_000
	pieceMin  = 5_000_000
)

const targetPath = "[POST]/affiliate_creator/202505/videos"

// file is an upload that a post may name.
type file struct{ sha256 string }

// upload is a large file on its way.
type upload struct {
	size, chunks, got, seen int64
	sum                     hash.Hash
}

// formed is the file of a form; nil: the form is not as the page has it.
func (t *Twin) formed(r *http.Request, body []byte) []byte {
	_, kind, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	form := multipart.NewReader(strings.NewReader(string(body)), kind["boundary"])
	if err != nil {
		t.Note("%s: the form cannot be read", r.URL.Path)
		return nil
	}
	part, err := form.NextPart()
	if err != nil || part.FormName() != "data" || part.FileName() == "" {
		t.Note("%s: the form has no file named data", r.URL.Path)
		return nil
	}
	b, err := io.ReadAll(part)
	if err != nil {
		return nil
	}
	if len(b) == 0 || len(b) > formMost {
		t.Note("%s: a form with %d bytes", r.URL.Path, len(b))
		return nil
	}
	return b
}

func (t *Twin) takeVideo(r *http.Request, body []byte) (int64, any) {
	b := t.formed(r, body)
	if b == nil {
		return badRequest, nil
	}
	sum, id := md5.Sum(b), t.id("file")
	t.files[id] = file{hexOf(sha256.Sum256(b))}
	told := strings.ToUpper(hex.EncodeToString(sum[:8])) + hex.EncodeToString(sum[8:])
	if t.knobs.Damage {
		told = strings.Repeat("0", 32)
	}
	return 0, map[string]any{"video_file": map[string]any{"id": t.spell(id), "md5": told}}
}

func (t *Twin) takePhoto(r *http.Request, body []byte) (int64, any) {
	if t.formed(r, body) == nil {
		return badRequest, nil
	}
	uri := t.id("cover")
	t.covers[uri] = true
	if t.knobs.Photo {
		return 0, map[string]any{"photo_file": map[string]any{"photo_uri": uri}}
	}
	return 0, map[string]any{"cover_uri": uri}
}

func (t *Twin) begin(_ *http.Request, body []byte) (int64, any) {
	var a struct {
		Name   string `json:"file_name"`
		Type   string `json:"file_type"`
		Size   int64  `json:"file_size"`
		Chunks int64  `json:"total_chunk_count"`
		Target string `json:"target_path"`
	}
	if err := json.Unmarshal(body, &a); err != nil || a.Type != "video" || a.Target != targetPath || a.Name == "" ||
		a.Size <= formMost || a.Size > videoMost || a.Chunks < 1 || a.Chunks > a.Size/pieceMin {
		t.Note("a large file was announced as %s", body)
		return badRequest, nil
	}
	token := t.id("upload-token-secret")
	t.secrets = append(t.secrets, token)
	t.uploads[token] = &upload{size: a.Size, chunks: a.Chunks, sum: sha256.New()}
	return 0, map[string]any{"upload_url": t.Base + "/file/202512/upload?session=" + token, "upload_token": token}
}

// piece takes the next piece of a large file; pieces come in order, once.
func (t *Twin) piece(r *http.Request, body []byte) (int64, any) {
	u := t.uploads[r.Header.Get("X-Tts-Upload-Token")]
	var from, to, size int64
	_, err := fmt.Sscanf(r.Header.Get("Content-Range"), "bytes %d-%d/%d", &from, &to, &size)
	if u == nil || err != nil || size != u.size || from != u.got || to-from+1 != int64(len(body)) || to >= size {
		return badRequest, nil
	}
	_, _ = u.sum.Write(body)
	u.got += int64(len(body))
	if u.seen++; u.got < u.size {
		return 0, map[string]any{}
	}
	if u.seen != u.chunks {
		t.Note("%d pieces came where %d were announced", u.seen, u.chunks)
		return badRequest, nil
	}
	id, sum := t.id("resource"), hex.EncodeToString(u.sum.Sum(nil))
	if t.knobs.Bind {
		t.parts[id] = true
		t.files["bound-"+id] = file{sum}
	} else {
		t.files[id] = file{sum}
	}
	return 0, map[string]any{"resource_id": t.spell(id)}
}

func (t *Twin) bind(_ *http.Request, body []byte) (int64, any) {
	var a struct {
		Resource string `json:"resource_id"`
		Target   string `json:"target_path"`
	}
	if json.Unmarshal(body, &a) != nil || !t.parts[a.Resource] || a.Target != targetPath {
		return badRequest, nil
	}
	return 0, map[string]any{"file_id": "bound-" + a.Resource}
}

func hexOf(sum [sha256.Size]byte) string { return hex.EncodeToString(sum[:]) }
