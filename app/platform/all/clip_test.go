package all_test

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"math/rand/v2"
	"os"

	"taglane/app/taglane"
)

// makeClip writes a file that begins as a clip does and goes on with what
// cannot be squeezed.
func makeClip(path string, size int64) (taglane.File, error) {
	out, err := os.Create(path)
	if err != nil {
		return taglane.File{}, err
	}
	defer out.Close()
	sum := sha256.New()
	w := bufio.NewWriterSize(io.MultiWriter(out, sum), 1<<20)
	const head = "\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"
	_, err = w.WriteString(head)
	if err == nil {
		_, err = io.CopyN(w, rand.NewChaCha8([32]byte{7}), size-int64(len(head)))
	}
	if err == nil {
		err = w.Flush()
	}
	return taglane.File{Path: path, SHA256: hex.EncodeToString(sum.Sum(nil)), Size: size}, err
}
