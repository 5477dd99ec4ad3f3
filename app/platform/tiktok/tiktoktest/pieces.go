package tiktoktest

import (
	"fmt"
	"io"
	"net/http"
	"slices"
)

// take appends a piece; with the last one the clip is posted, or lies in the inbox.
func (t *Twin) take(u *upload, piece []byte) {
	_, _ = u.sum.Write(piece)
	if u.Got += int64(len(piece)); !u.whole() || u.fail != "" {
		return
	}
	u.there = t.Clock.Now()
	if u.Post != nil {
		t.publish(u)
	}
}

// publish makes the videos of an upload. Only one that everybody sees has ids,
// and they are larger than a float can hold.
func (t *Twin) publish(u *upload) {
	if !u.public.IsZero() {
		return
	}
	u.public = t.Clock.Now()
	if u.Post == nil || u.Post.Privacy == everybody {
		t.posted++
		u.Posts = []string{fmt.Sprint(7300000000000000000 + int64(t.posted)), fmt.Sprint(7400000000000000000 + int64(t.posted))}
	}
}

// put takes a piece at an upload address, which knows no token but its own.
func (t *Twin) put(w http.ResponseWriter, r *http.Request) {
	body, readErr := io.ReadAll(io.LimitReader(r.Body, max(r.ContentLength, 0)))
	t.mu.Lock()
	defer t.mu.Unlock()
	q := r.URL.Query()
	u := t.find(q.Get("upload_id"))
	var from, to, total int64
	ranged, err := fmt.Sscanf(r.Header.Get("Content-Range"), "bytes %d-%d/%d", &from, &to, &total)
	known := slices.Contains([]string{"video/mp4", "video/quicktime", "video/webm"}, r.Header.Get("Content-Type"))
	switch {
	case r.Header.Get("Authorization") != "":
		t.blame("a token went to the upload address")
		w.WriteHeader(http.StatusBadRequest)
	case r.Method != http.MethodPut || err != nil || ranged != 3 || !known || r.ContentLength <= 0 || to-from+1 != r.ContentLength:
		t.blame("%s with %q and %q of %d bytes is no piece", r.Method, r.Header.Get("Content-Range"), r.Header.Get("Content-Type"), r.ContentLength)
		w.WriteHeader(http.StatusBadRequest)
	case u == nil || q.Get("upload_token") != u.token:
		w.WriteHeader(http.StatusNotFound)
	case t.Clock.Now().Sub(u.at) > t.terms.UploadLife:
		w.WriteHeader(http.StatusForbidden)
	case len(t.terms.PieceAnswers) > 0:
		w.WriteHeader(t.terms.PieceAnswers[0])
		t.terms.PieceAnswers = t.terms.PieceAnswers[1:]
	case readErr != nil || int64(len(body)) != r.ContentLength: // the line broke; what came of a piece is thrown away
	case from != u.Got || total != u.Source.Size:
		w.Header().Set("Content-Range", fmt.Sprintf("bytes 0-%d/%d", u.Got, u.Source.Size))
		w.WriteHeader(http.StatusRequestedRangeNotSatisfiable)
	case !u.piece(to, int64(len(body))):
		t.blame("a piece of %d bytes was not announced", len(body))
		w.WriteHeader(http.StatusBadRequest)
	default:
		u.Pieces = append(u.Pieces, r.Header.Get("Content-Range"))
		t.take(u, body)
		w.Header().Set("Content-Range", fmt.Sprintf("bytes 0-%d/%d", u.Got, u.Source.Size))
		if u.whole() {
			w.WriteHeader(http.StatusCreated)
			return
		}
		w.WriteHeader(http.StatusPartialContent)
	}
}

// piece says whether this one was announced for its place.
func (u *upload) piece(to, n int64) bool {
	if at := int64(len(u.Pieces)) + 1; at < u.Source.Count {
		return n == u.Source.Chunk
	} else if at == u.Source.Count {
		return to+1 == u.Source.Size
	}
	return false
}
