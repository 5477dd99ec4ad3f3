package team

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"strings"

	"taglane/app/edit"
	"taglane/app/taglane"
)

// Bounds of a bundle.
const (
	mostManifest = 8 << 20
	mostEntries  = 20_000
	mostLines    = 256 << 20 // bytes of one device's lines
	mostMedia    = 64 << 30
)

// Bundle is one that was opened and found whole: its signature is its key's
// own, and every file in it is what the manifest says. Whether the key is known
// is the caller's to judge.
type Bundle struct {
	Manifest
	files map[string]*zip.File
}

var bundled = regexp.MustCompile(`^(edits/[A-Za-z0-9_-]{1,64}\.jsonl|media/[0-9a-f]{64})$`)

// OpenBundle reads a bundle and verifies all of it before anything is shown.
// Invalid: it is damaged, or not a bundle. Refused: it was changed after it was
// signed, holds what a bundle never holds, or needs a newer Taglane.
func OpenBundle(ctx context.Context, r io.ReaderAt, size int64) (*Bundle, error) {
	whole, err := undamaged(reader{ctx, r}, size)
	if err != nil {
		return nil, taglane.Wrap(err, taglane.Later, "The bundle cannot be read now.")
	}
	if !whole {
		return nil, taglane.Errorf(taglane.Invalid, "This bundle is damaged or not whole. Ask for it again.")
	}
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, taglane.Wrap(err, taglane.Invalid, "This file is not a bundle of Taglane.")
	}
	b := &Bundle{files: map[string]*zip.File{}}
	if err := b.index(z); err != nil {
		return nil, err
	}
	if err := b.trust(); err != nil {
		return nil, err
	}
	if err := b.verify(ctx); err != nil {
		return nil, err
	}
	return b, nil
}

// index lists the files, and refuses what a bundle never holds.
func (b *Bundle) index(z *zip.Reader) error {
	if len(z.File) > mostEntries {
		return strange(errors.New("too many entries"))
	}
	for _, f := range z.File {
		plain := f.Name == manifestName || f.Name == signatureName
		switch {
		case !plain && !bundled.MatchString(f.Name):
			return strange(errors.New(f.Name))
		case b.files[f.Name] != nil:
			return strange(errors.New(f.Name + " twice"))
		case f.Method != zip.Store && f.Method != zip.Deflate || strings.HasPrefix(f.Name, "media/") && f.Method != zip.Store:
			return strange(errors.New(f.Name + " packed another way"))
		case f.Flags&1 != 0 || !f.Mode().IsRegular():
			return strange(errors.New(f.Name + " is no plain file"))
		}
		b.files[f.Name] = f
	}
	return nil
}

func strange(err error) error {
	return taglane.Wrap(err, taglane.Refused, "This bundle holds something that no bundle of Taglane holds, so nothing of it was taken.")
}

func changed(err error) error {
	return taglane.Wrap(err, taglane.Refused, "This bundle was changed after it was signed, so nothing of it was taken.")
}

// trust reads the manifest and its signature.
func (b *Bundle) trust() error {
	text, err := b.text(manifestName, mostManifest)
	if err != nil {
		return err
	}
	signature, err := b.text(signatureName, ed25519.SignatureSize)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, &b.Manifest); err != nil {
		return changed(err)
	}
	if b.Format != format {
		return taglane.Errorf(taglane.Refused, "This bundle was made by another Taglane than this one can read. Update Taglane, or ask for it again.")
	}
	key := b.Signed()
	if key == nil || !ed25519.Verify(key, append([]byte(domain), text...), signature) {
		return changed(errors.New("signature"))
	}
	return nil
}

// verify compares every file with the manifest.
func (b *Bundle) verify(ctx context.Context) error {
	total := int64(0)
	for _, e := range b.Entries {
		f, most := b.files[e.Path], int64(mostLines)
		if strings.HasPrefix(e.Path, "media/") {
			most = mostMedia
			if e.Path != "media/"+e.SHA256 {
				return strange(errors.New(e.Path))
			}
		}
		switch total += e.Size; {
		case f == nil || !bundled.MatchString(e.Path):
			return changed(errors.New(e.Path + " is not there"))
		case e.Size < 0 || e.Size > most || total > mostMedia || f.UncompressedSize64 != uint64(e.Size):
			return strange(errors.New(e.Path + " of another size"))
		}
		if err := b.copy(ctx, io.Discard, e); err != nil {
			return err
		}
	}
	if len(b.Entries) != len(b.files)-2 {
		return changed(errors.New("files nobody signed for"))
	}
	return b.counted(ctx)
}

// counted reads every line once, so that what Edits hands on cannot fail.
func (b *Bundle) counted(ctx context.Context) error {
	if len(b.Lines) > len(b.Entries) {
		return changed(errors.New("more logs than files"))
	}
	return b.Edits(ctx, func([]edit.Edit) error { return nil })
}

// Edits hands on the edits of each device in order, as they were signed.
func (b *Bundle) Edits(ctx context.Context, take func([]edit.Edit) error) error {
	for _, l := range b.Lines {
		text, err := b.text("edits/"+l.Device+".jsonl", mostLines)
		if err != nil {
			return err
		}
		edits, _, taken := edit.Decode(l.Prev, text)
		if taken != len(text) || len(edits) != l.Count || l.Count == 0 || edits[0].Device != l.Device || edits[0].Seq != l.First {
			return changed(errors.New("lines of " + l.Device))
		}
		for len(edits) > 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
			n := min(batch, len(edits))
			if err := take(edits[:n]); err != nil {
				return err
			}
			edits = edits[n:]
		}
	}
	return nil
}

// Get writes one of the bundle's files out. NotFound: it holds none of that name.
func (b *Bundle) Get(ctx context.Context, sha256 string, w io.Writer) error {
	f := b.files["media/"+sha256]
	if f == nil {
		return taglane.Errorf(taglane.NotFound, "The bundle does not hold this file.")
	}
	return b.copy(ctx, w, Entry{f.Name, int64(f.UncompressedSize64), sha256})
}

// copy unpacks no more than a file's signed size and compares its sum.
func (b *Bundle) copy(ctx context.Context, w io.Writer, e Entry) error {
	r, err := b.files[e.Path].Open()
	if err != nil {
		return changed(err)
	}
	defer r.Close()
	if err := Copy(ctx, w, io.LimitReader(r, e.Size), e.SHA256); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return changed(err)
	}
	return nil
}

func (b *Bundle) text(name string, most int64) ([]byte, error) {
	f := b.files[name]
	if f == nil {
		return nil, taglane.Errorf(taglane.Invalid, "This file is not a bundle of Taglane.")
	}
	if f.UncompressedSize64 > uint64(most) {
		return nil, strange(errors.New(name + " is too large"))
	}
	r, err := f.Open()
	if err != nil {
		return nil, changed(err)
	}
	defer r.Close()
	var out bytes.Buffer
	if _, err := io.Copy(&out, io.LimitReader(r, most+1)); err != nil || int64(out.Len()) > most {
		return nil, changed(err)
	}
	return out.Bytes(), nil
}

// reader ends with its context.
type reader struct {
	ctx context.Context
	io.ReaderAt
}

func (r reader) ReadAt(p []byte, at int64) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.ReaderAt.ReadAt(p, at)
}
