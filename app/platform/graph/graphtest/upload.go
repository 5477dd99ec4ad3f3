package graphtest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// Upload is a place for the bytes of one clip.
type Upload struct {
	Bytes []byte
	Size  int64 // as its sender announced it; 0: not yet
}

// Whole says whether every byte is there.
func (u *Upload) Whole() bool { return u.Size > 0 && int64(len(u.Bytes)) == u.Size }

// Sum is of the bytes so far, in hex.
func (u *Upload) Sum() string {
	sum := sha256.Sum256(u.Bytes)
	return hex.EncodeToString(sum[:])
}

// Phase tells how far an upload is, as Meta does.
func (m *Meta) Phase(u *Upload) string {
	status := "not_started"
	switch {
	case u.Whole():
		status = "complete"
	case len(u.Bytes) > 0:
		status = "in_progress"
	}
	spelling := m.Spelling
	if spelling == "" {
		spelling = "bytes_transferred"
	}
	return fmt.Sprintf(`{"status":%q,%q:%d,"source_file_size":%d}`, status, spelling, len(u.Bytes), u.Size)
}

// Address is where the bytes of an upload go; under the lock.
func (m *Meta) Address(kind, id string) string {
	host := m.base
	if m.Apart {
		host = m.other
	}
	if m.UploadTo != "" {
		host = m.UploadTo
	}
	return host + "/" + kind + "/" + Version + "/" + id
}

const misplaced = `{"debug_info":{"retriable":true,"type":"OffsetInvalidError","message":"The offset is not where the file ends"}}`

// receive takes bytes from where the upload ends, and keeps what arrived
// before a cut. A stream that finds another one's bytes before it is refused.
func (m *Meta) receive(w http.ResponseWriter, r *http.Request, path []string) {
	id := path[len(path)-1]
	at, _ := strconv.ParseInt(r.Header.Get("offset"), 10, 64)
	size, _ := strconv.ParseInt(r.Header.Get("file_size"), 10, 64)
	if status, no := m.admit(r, path, at, size); no != "" {
		_, _ = io.Copy(io.Discard, r.Body)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, no)
		return
	}
	m.streams.Add(1)
	defer m.streams.Done()
	b := make([]byte, 32<<10)
	for {
		n, err := r.Body.Read(b)
		if n > 0 && !m.keep(id, at, b[:n]) {
			_, _ = io.Copy(io.Discard, r.Body)
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, misplaced)
			return
		}
		at += int64(n)
		if err == io.EOF {
			_, _ = io.WriteString(w, `{"success":true,"message":"Upload successful."}`)
			return
		}
		if err != nil {
			return
		}
	}
}

// Settle waits until the streams that have begun are over.
func (m *Meta) Settle() { m.streams.Wait() }

// admit looks at the head of a stream; "" lets it in.
func (m *Meta) admit(r *http.Request, path []string, at, size int64) (int, string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.asked = append(m.asked, "UPLOAD offset "+r.Header.Get("offset"))
	template := "/" + path[0] + "/{version}/" + map[string]string{"video-upload": "{video-id}", "ig-api-upload": "{ig-container-id}"}[path[0]]
	m.Say(m.contract.Breaches(r.Method, template, r.Header, r.URL.Query())...)
	if f, ok := m.Faults["UPLOAD"]; ok {
		return f.Status, f.Body
	}
	u := m.Uploads[path[len(path)-1]]
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "OAuth ")
	switch {
	case m.refusal(token) != 0:
		return http.StatusUnauthorized, Error(190, m.refusal(token), "")
	case u == nil:
		return http.StatusNotFound, ""
	case at != int64(len(u.Bytes)) || u.Size != 0 && u.Size != size || size <= 0 || r.ContentLength != size-at:
		return http.StatusBadRequest, misplaced
	}
	u.Size = size
	return 0, ""
}

// keep appends what arrived, if it belongs at the end of what is there.
func (m *Meta) keep(id string, at int64, b []byte) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	u := m.Uploads[id]
	if u == nil || int64(len(u.Bytes)) != at {
		return false
	}
	u.Bytes = append(u.Bytes, b...)
	return true
}
