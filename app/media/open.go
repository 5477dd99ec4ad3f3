package media

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"

	"taglane/app/taglane"
)

// Source is a video file as it was found. Its file is only ever read.
type Source struct {
	Path        string // absolute, links resolved
	Size        int64  // bytes
	ModTime     time.Time
	Fingerprint string // of size, head, middle and tail; names what is derived
	taglane.Facts
	Duration   float64 // seconds: Frames at Rate
	ScrubsWell bool    // a player can be exact on it without a preview
	Incomplete bool    // the file ends before its own index says; what is there may still be all

	demuxer string // mov or matroska
	video   int    // the stream shown; −1 for the first video stream
	coded   size   // as stored, before sample aspect and rotation
	shown   size   // after sample aspect, before rotation
	turn    turn
	gamut   string // the filter's name for primaries wider than a screen's
	weights string // ffmpeg's name for the matrix
	even    bool   // picture n is grid frame n
	start   int64  // first shown picture, microseconds on the file's clock
	lead    int64  // how much later than its grid time a picture may begin, in microseconds
	keys    []keyframe

	disordered bool // the times of pictures are guesses that depend on where decoding begins

	pictures []int64 // when each shown picture begins, microseconds on the file's clock
}

type size struct{ w, h int }

// Bounds of what is taken as a clip.
const (
	mostSide    = 16384
	mostPixels  = 100_000_000
	mostSeconds = 8 * 3600
)

// Open reads what a file says of itself. Invalid: the file is no clip, and
// Message says in one sentence why. NotFound: it is not there. Refused: it may
// not be read.
func Open(ctx context.Context, t Tool, path string) (Source, error) {
	f, s, err := openFile(path)
	if err != nil {
		return Source{}, err
	}
	defer f.Close()
	if s.demuxer, err = sniff(f, s.Size); err != nil {
		return Source{}, err
	}
	if s.Fingerprint, err = fingerprint(f, s.Size); err != nil {
		return Source{}, unreadable(err)
	}
	said, err := readBoxes(f, s)
	if errors.Is(err, errUnsure) {
		said, err = ask(ctx, t, s)
	}
	if err == nil {
		err = s.take(said)
	}
	if err != nil {
		return Source{}, err
	}
	return s, nil
}

// openFile opens a regular file and nothing else. A pipe must not block us, so
// it is opened without waiting and judged afterwards.
func openFile(path string) (*os.File, Source, error) {
	if path == "" { // and not the folder where the program was started
		return nil, Source{}, taglane.Errorf(taglane.NotFound, "The file is not there any more.")
	}
	real, err := filepath.EvalSymlinks(path)
	if err == nil {
		real, err = filepath.Abs(real)
	}
	if err != nil {
		return nil, Source{}, unreadable(err)
	}
	f, err := os.OpenFile(real, os.O_RDONLY|openNow, 0)
	if err != nil {
		return nil, Source{}, unreadable(err)
	}
	info, err := f.Stat()
	switch {
	case err != nil:
		err = unreadable(err)
	case info.IsDir():
		err = taglane.Errorf(taglane.Invalid, "This is a folder, not a video.")
	case !info.Mode().IsRegular():
		err = taglane.Errorf(taglane.Invalid, "This is a device or a pipe, not a video file.")
	case info.Size() == 0:
		err = taglane.Errorf(taglane.Invalid, "This file is empty.")
	}
	if err != nil {
		f.Close()
		return nil, Source{}, err
	}
	return f, Source{Path: real, Size: info.Size(), ModTime: info.ModTime(), video: -1}, nil
}

func unreadable(err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return taglane.Wrap(err, taglane.NotFound, "The file is not there any more.")
	case errors.Is(err, fs.ErrPermission):
		return taglane.Wrap(err, taglane.Refused, "Taglane may not read this file.")
	}
	return taglane.OfDisk(err, taglane.Refused, "This file cannot be read from its disk.")
}

// sniff names the demuxer by the first bytes, whatever the file is called.
func sniff(f io.ReaderAt, size int64) (string, error) {
	head := make([]byte, 512)
	n, err := f.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		return "", unreadable(err)
	}
	head = head[:n]
	if n >= 12 {
		switch string(head[4:8]) {
		case "ftyp", "moov", "mdat", "wide", "free", "skip", "pnot":
			return "mov", nil
		}
		if bytes.HasPrefix(head, []byte{0x1a, 0x45, 0xdf, 0xa3}) {
			return "matroska", nil
		}
	}
	return "", taglane.Refuse(taglane.Invalid, notVideo(head))
}

// notVideo says what a file is instead of a video.
func notVideo(head []byte) taglane.Said {
	text := strings.TrimLeft(string(bytes.TrimPrefix(head, []byte("\ufeff"))), " \r\n\t")
	for _, k := range []struct {
		start string
		what  taglane.Said
	}{
		{"#EXTM3U", taglane.Say("This is a playlist that points at other files, not a video.")},
		{"ffconcat", taglane.Say("This is a list of other files, not a video.")},
		{"\x89PNG", taglane.Say("This is a picture, not a video.")},
		{"\xff\xd8\xff", taglane.Say("This is a picture, not a video.")},
		{"GIF8", taglane.Say("This is an animated picture; save it as MP4 first.")},
		{"ID3", taglane.Say("This is sound alone, without a picture.")},
	} {
		if strings.HasPrefix(text, k.start) {
			return k.what
		}
	}
	if len(head) >= 12 && string(head[:4]) == "RIFF" && string(head[8:11]) == "AVI" {
		return taglane.Say("AVI files are not supported; save it as MP4 first.")
	}
	if plain(head) {
		return taglane.Say("This is text, not a video.")
	}
	return taglane.Say("This is not a video in MP4, MOV, WebM or MKV form.")
}

func plain(b []byte) bool {
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && len(b) >= utf8.UTFMax || r < ' ' && r != '\n' && r != '\r' && r != '\t' {
			return false
		}
		b = b[n:]
	}
	return true
}

// fingerprint is the hash of the size and of four pieces of 64 KiB spread over
// the file: quick, and enough to tell a creator's clips apart.
func fingerprint(f io.ReaderAt, size int64) (string, error) {
	const piece = 64 << 10
	h := sha256.New()
	var n [8]byte
	binary.BigEndian.PutUint64(n[:], uint64(size))
	h.Write(n[:])
	for i := range int64(4) {
		at := max(0, size-piece) * i / 3
		if _, err := io.Copy(h, io.NewSectionReader(f, at, piece)); err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil))[:40], nil
}

// Fingerprint is what Open would call a file's content, whatever the file is.
func Fingerprint(path string) (string, error) {
	f, s, err := openFile(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	sum, err := fingerprint(f, s.Size)
	if err != nil {
		return "", unreadable(err)
	}
	return sum, nil
}

// Sum is the SHA-256 of a file's bytes, in hex, and how many they are.
func Sum(ctx context.Context, path string) (string, int64, error) {
	f, s, err := openFile(path)
	if err != nil {
		return "", 0, err
	}
	defer f.Close()
	h, buf := sha256.New(), make([]byte, 1<<20)
	var n int64
	for {
		if err := ctx.Err(); err != nil {
			return "", 0, err
		}
		k, err := f.Read(buf)
		h.Write(buf[:k])
		n += int64(k)
		if err == io.EOF {
			break
		}
		if err != nil {
			return "", 0, unreadable(err)
		}
	}
	if n != s.Size {
		return "", 0, taglane.Errorf(taglane.Conflict, "The file is still being written. Wait until it is complete.")
	}
	return hex.EncodeToString(h.Sum(nil)), n, nil
}
