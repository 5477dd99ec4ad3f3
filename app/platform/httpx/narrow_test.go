package httpx_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// What is streamed waits piece by piece; what is small and in memory does not.
func TestANarrowWayIsAskedForEveryPiece(t *testing.T) {
	clip := bytes.Repeat([]byte("clip"), 25_000)
	var came []byte
	far := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { came, _ = io.ReadAll(r.Body) }))
	defer far.Close()
	asked, most := 0, 0
	c := &httpx.Client{Base: far.URL, Wait: func(_ context.Context, n int) error {
		asked, most = asked+n, max(most, n)
		return nil
	}}
	if _, err := c.Do(t.Context(), httpx.Call{Method: "PUT", URL: "/", Body: bytes.NewReader(clip), Length: 99_999}); err != nil {
		t.Fatal(err)
	}
	if asked != 99_999 || most > 16<<10 || !bytes.Equal(came, clip[:99_999]) {
		t.Errorf("asked for %d bytes, %d at most; %d came", asked, most, len(came))
	}
	if _, err := c.Do(t.Context(), httpx.Call{Method: "POST", URL: "/", JSON: "words"}); err != nil || asked != 99_999 || string(came) != `"words"` {
		t.Errorf("%v, %d, %q", err, asked, came)
	}
}

// Whoever calls an upload off does not wait for the way to become free.
func TestANarrowWayCanBeLeft(t *testing.T) {
	far := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) }))
	defer far.Close()
	waiting := make(chan struct{})
	c := &httpx.Client{Base: far.URL, Wait: func(ctx context.Context, _ int) error {
		close(waiting)
		<-ctx.Done()
		return context.Cause(ctx)
	}}
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-waiting; cancel() }()
	began := time.Now()
	_, err := c.Do(ctx, httpx.Call{Method: "PUT", URL: "/", Body: bytes.NewReader(make([]byte, 99_999)), Length: 99_999})
	if taglane.KindOf(err) != taglane.Later || !errors.Is(err, context.Canceled) || time.Since(began) > time.Second {
		t.Errorf("%v after %v", err, time.Since(began))
	}
}
