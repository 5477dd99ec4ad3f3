package team

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
)

// sumHex is how long the sum at the end of a bundle is.
const sumHex = 2 * sha256.Size

// summed writes an archive on and keeps back its last two bytes: they say how
// long the comment is, which is written in the end, when the sum is known.
type summed struct {
	w    io.Writer
	sum  hash.Hash
	back []byte
}

func (s *summed) Write(p []byte) (int, error) {
	all := append(s.back, p...)
	on := all[:max(0, len(all)-2)]
	s.back = append([]byte(nil), all[len(on):]...)
	s.sum.Write(on)
	if _, err := s.w.Write(on); err != nil {
		return 0, err
	}
	return len(p), nil
}

func (s *summed) end() error {
	if len(s.back) != 2 || s.back[0] != 0 || s.back[1] != 0 {
		return errors.New("team: an archive that ends in a comment already")
	}
	_, err := s.w.Write(append([]byte{sumHex, 0}, hex.EncodeToString(s.sum.Sum(nil))...))
	return err
}

// undamaged says whether a bundle's sum is that of its bytes.
func undamaged(r io.ReaderAt, size int64) (bool, error) {
	tail := make([]byte, 2+sumHex)
	body := size - int64(len(tail))
	if body <= 0 {
		return false, nil
	}
	if _, err := r.ReadAt(tail, body); err != nil && !errors.Is(err, io.EOF) {
		return false, err
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, io.NewSectionReader(r, 0, body)); err != nil {
		return false, err
	}
	return string(tail) == string([]byte{sumHex, 0})+hex.EncodeToString(sum.Sum(nil)), nil
}
