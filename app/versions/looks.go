package versions

import (
	"context"
	"encoding/binary"
	"image"
	"os"
	"path/filepath"

	"taglane/app/conform"
	"taglane/app/media"
	"taglane/app/taglane"
)

// film shows a file's frames to conform.
type film struct {
	tool media.Tool
	src  media.Source
}

func (f film) Frames(ctx context.Context, from, to taglane.Frame, every int, width int, each func(taglane.Frame, *image.YCbCr) error) error {
	return media.Frames(ctx, f.tool, f.src, from, to, every, width, each)
}

// looks are what a file looks and sounds like, kept for the next cut.
func (v *Cuts) looks(ctx context.Context, tool media.Tool, src media.Source) (conform.Cut, error) {
	if c, ok := v.keptLooks(src.Fingerprint, src.Rate); ok && len(c.Looks) == int(src.Frames) {
		return c, nil
	}
	c := conform.Cut{Rate: src.Rate}
	var err error
	if c.Looks, c.Inner, err = conform.See(ctx, film{tool, src}, src.Frames); err != nil {
		return c, err
	}
	if c.Sound, err = media.Envelope(ctx, tool, src); err != nil {
		return c, err
	}
	_, err = v.l.Cache.Keep(looksFile(src.Fingerprint), func() ([]byte, error) { return packed(c), nil })
	return c, err
}

func looksFile(fingerprint string) string { return fingerprint + ".looks" }

// looksForm begins a file of looks; another way to look has another.
const looksForm = "TLK3"

// eachLook is how many bytes the looks of a frame take.
const eachLook = 128

// packed writes looks: those of each frame, then a byte a frame of sound, if any.
func packed(c conform.Cut) []byte {
	b := append([]byte(looksForm), binary.BigEndian.AppendUint32(nil, uint32(len(c.Looks)))...)
	for i := range c.Looks {
		for _, word := range append(c.Looks[i][:], c.Inner[i][:]...) {
			b = binary.BigEndian.AppendUint64(b, word)
		}
	}
	return append(b, c.Sound...)
}

func (v *Cuts) keptLooks(fingerprint string, rate taglane.Rate) (conform.Cut, bool) {
	name := looksFile(fingerprint)
	if filepath.Base(name) != name {
		return conform.Cut{}, false
	}
	b, err := os.ReadFile(filepath.Join(v.l.Cache.Pictures(), name))
	if err != nil {
		return conform.Cut{}, false
	}
	return unpacked(b, rate)
}

func unpacked(b []byte, rate taglane.Rate) (c conform.Cut, ok bool) {
	if len(b) < 8 || string(b[:4]) != looksForm {
		return c, false
	}
	n := int(binary.BigEndian.Uint32(b[4:]))
	b = b[8:]
	if len(b) != eachLook*n && len(b) != (eachLook+1)*n {
		return c, false
	}
	c = conform.Cut{Rate: rate, Looks: make([]conform.Look, n), Inner: make([]conform.Look, n)}
	for i := range c.Looks {
		at := b[eachLook*i:]
		for k := range c.Looks[i] {
			c.Looks[i][k], c.Inner[i][k] = binary.BigEndian.Uint64(at[8*k:]), binary.BigEndian.Uint64(at[eachLook/2+8*k:])
		}
	}
	if len(b) > eachLook*n {
		c.Sound = b[eachLook*n:]
	}
	return c, n > 0
}
