package httpx_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"log"
)

func zipped(b []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = w.Write(b)
	_ = w.Close()
	return out.Bytes()
}

func quietLog() *log.Logger { return log.New(io.Discard, "", 0) }
