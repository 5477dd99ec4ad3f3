package httpx_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"log"
	"net/http"
)

func zipped(b []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = w.Write(b)
	_ = w.Close()
	return out.Bytes()
}

func quietLog() *log.Logger { return log.New(io.Discard, "", 0) }

func ioReadFull(r *http.Request, b []byte) (int, error) { return io.ReadFull(r.Body, b) }
