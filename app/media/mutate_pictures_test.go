//go:build unix

package media

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"maps"
	"math/rand/v2"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"taglane/app/taglane"
)

// pictureSeeds are sound pictures of every kind, by name.
func pictureSeeds(t *testing.T) map[string][]byte {
	t.Helper()
	var photo, grey, moving bytes.Buffer
	palette := image.NewPaletted(image.Rect(0, 0, 40, 30), make255())
	for i := range palette.Pix {
		palette.Pix[i] = byte(i % 250)
	}
	deep := image.NewNRGBA64(image.Rect(0, 0, 30, 20))
	deep.Set(3, 3, color.NRGBA64{1, 2, 3, 65535})
	err := errors.Join(jpeg.Encode(&photo, quarters(90, 60), nil), jpeg.Encode(&grey, image.NewGray(image.Rect(0, 0, 33, 17)), nil),
		gif.Encode(&moving, palette, nil))
	webp, e := base64.StdEncoding.DecodeString(smallWebP)
	if err = errors.Join(err, e); err != nil {
		t.Fatal(err)
	}
	exif := append([]byte("Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01"), 0, 6, 0, 0, 0, 0, 0, 0)
	turned := slices.Concat([]byte{0xff, 0xd8, 0xff, 0xe1, 0, byte(len(exif) + 2)}, exif, photo.Bytes()[2:])
	all := map[string][]byte{"jpeg": photo.Bytes(), "grey jpeg": grey.Bytes(), "turned jpeg": turned, "png": pngOf(t, quarters(50, 40)), "palette png": pngOf(t, palette), "deep png": pngOf(t, deep), "webp": webp, "gif": moving.Bytes()}
	if x, err := Find(); err == nil {
		if b, err := EncodeWebP(context.Background(), x, quarters(64, 48), 60); err == nil {
			all["film webp"] = b
		}
	}
	return all
}

// pictureMutant damages a picture in one to three ways.
func pictureMutant(r *rand.Rand, whole []byte) []byte {
	b := slices.Clone(whole)
	for range 1 + r.IntN(3) {
		if len(b) < 24 {
			return b
		}
		at := r.IntN(len(b) - 8)
		switch r.IntN(7) {
		case 0:
			for range 1 + r.IntN(20) {
				b[r.IntN(len(b))] ^= 1 << r.IntN(8)
			}
		case 1:
			b = b[:at]
		case 2: // where sizes stand
			binary.BigEndian.PutUint32(b[8+r.IntN(min(60, len(b)-12)):], extreme(r))
		case 3:
			binary.LittleEndian.PutUint16(b[at:], uint16(extreme(r)))
		case 4:
			b = slices.Insert(b, at, b[at:min(len(b), at+1+r.IntN(100))]...)
		case 5:
			for i := range b[at:min(len(b), at+1+r.IntN(50))] {
				b[at+i] = byte(r.Uint32())
			}
		case 6:
			magic := []string{"\xff\xd8\xff\xe0", "\x89PNG\r\n\x1a\n", "GIF89a", "RIFF\xff\xff\xff\xffWEBPVP8L", "RIFF\x10\x00\x00\x00WEBPVP8X", "BM", "II*\x00", "<svg xmlns="}[r.IntN(8)]
			copy(b, magic)
		}
		if bytes.HasPrefix(b, []byte("\x89PNG")) && r.IntN(2) == 0 {
			resum(b)
		}
	}
	return b
}

// resum makes the sums of a PNG's chunks right again, so that damage gets past them.
func resum(b []byte) {
	for at := 8; at+12 <= len(b); {
		n := int(binary.BigEndian.Uint32(b[at:]))
		if n < 0 || n > len(b)-at-12 {
			return
		}
		copy(b[at:], chunk(string(b[at+4:at+8]), b[at+8:at+8+n]))
		at += 12 + n
	}
}

// bombs are fifty small files of pictures that are huge, or say so.
func bombs(t *testing.T) (out [][]byte) {
	t.Helper()
	head := func(w, h uint32, depth, kind, interlaced byte) []byte {
		b := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)
		return append([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", append(b, depth, kind, 0, 0, interlaced))...)
	}
	filled := func(w, h uint32, depth, kind, interlaced byte, bytesOf int) []byte {
		var packed bytes.Buffer
		z := zlib.NewWriter(&packed)
		for zeros := make([]byte, 1<<16); bytesOf > 0; bytesOf -= len(zeros) {
			if _, err := z.Write(zeros[:min(len(zeros), bytesOf)]); err != nil {
				t.Fatal(err)
			}
		}
		z.Close()
		b := head(w, h, depth, kind, interlaced)
		if kind == 3 {
			b = append(b, chunk("PLTE", []byte{1, 2, 3, 4, 5, 6})...)
		}
		return slices.Concat(b, chunk("IDAT", packed.Bytes()), chunk("IEND", nil))
	}
	// These are as large as is read, so they are decoded; the others must not be.
	out = append(out, filled(10_000, 10_000, 1, 3, 0, 10_000*1251), filled(10_000, 10_000, 1, 0, 1, 10_000*1251), filled(20_000, 5_000, 8, 0, 0, 5_000*20_001), filled(8_000, 4_900, 16, 6, 0, 4_900*64_001))
	for _, side := range []uint32{10_001, 20_001, 30_000, 65_535, 1 << 20, 1<<31 - 1} {
		for _, kind := range []byte{0, 2, 3, 6} {
			out = append(out, filled(side, side, 8, kind, 0, 1<<16))
		}
	}
	jpegs := pictureSeeds(t)["jpeg"]
	at := bytes.Index(jpegs, []byte{0xff, 0xc0})
	for _, side := range []uint16{10_001, 20_001, 40_000, 65_535} {
		b := slices.Clone(jpegs)
		binary.BigEndian.PutUint16(b[at+5:], side)
		binary.BigEndian.PutUint16(b[at+7:], side)
		out = append(out, b)
	}
	for _, side := range []uint32{9_999, 12_000, 16_383} {
		size := side - 1
		lossless := binary.LittleEndian.AppendUint32([]byte("RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f"), size|size<<14)
		out = append(out, append(lossless, make([]byte, 8)...), append([]byte("RIFF\x1e\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00"), byte(size), byte(size>>8), 0, byte(size), byte(size>>8), 0))
	}
	for n := range 8 { // bombs of other kinds: comments, profiles and texts that unpack
		b := head(10, 10, 8, 2, 0)
		for range 1 << n {
			b = append(b, chunk([]string{"zTXt", "iCCP", "iTXt", "tEXt"}[n%4], append([]byte("a\x00\x00"), make([]byte, 1<<16)...))...)
		}
		out = append(out, append(b, chunk("IEND", nil)...))
	}
	for _, kind := range []byte{0, 2, 4, 6} {
		out = append(out, filled(20_000, 4_999, 16, kind, 0, 1<<20))
	}
	return out
}

// TestPictureMutants reads damaged pictures and bombs. Each becomes our own copy
// or is refused in a sentence; the program lives on and its children stay small.
func TestPictureMutants(t *testing.T) {
	t.Parallel()
	seeds, seed := pictureSeeds(t), uint64(asked("TAGLANE_SEED", 20))
	names := slices.Sorted(maps.Keys(seeds))
	var all []struct {
		what string
		b    []byte
	}
	add := func(what string, b []byte) {
		all = append(all, struct {
			what string
			b    []byte
		}{what, b})
	}
	from, usual := max(0, asked("TAGLANE_PICTURE", 0)), 90
	for n := range asked("TAGLANE_PICTURES", usual) {
		name := names[(from+n)%len(names)]
		add(fmt.Sprintf("%s (picture %d)", name, from+n), pictureMutant(rand.New(rand.NewPCG(seed, uint64(from+n))), seeds[name]))
	}
	mutated := len(all)
	for i, b := range bombs(t) {
		if i < 4 && asked("TAGLANE_PICTURES", usual) <= usual && i > 0 {
			continue // those that are decoded take their second
		}
		add(fmt.Sprintf("bomb (number %d)", i), b)
	}
	tally := &tally{refused: map[string]int{}, damage: map[string][2]int{}}
	var wg sync.WaitGroup
	work := make(chan int)
	for range runtime.NumCPU() {
		wg.Go(func() {
			for i := range work {
				kind, _, _ := strings.Cut(all[i].what, " (")
				tally.picture(t, kind, all[i].what, all[i].b)
			}
		})
	}
	for i := range all {
		work <- i
	}
	close(work)
	wg.Wait()
	t.Logf("%d damaged pictures and %d bombs", mutated, len(all)-mutated)
	tally.print(t)
	if got := greatestChild(); got > mutantMemory {
		t.Errorf("a child took %d MB", got>>20)
	}
	if mutated >= usual && tally.used < 5 || len(tally.refused) < 3 {
		t.Errorf("the damage reaches no depth: %+v", tally)
	}
}

func (a *tally) picture(t *testing.T, kind, what string, raw []byte) {
	defer func() {
		if p := recover(); p != nil {
			t.Errorf("%s: panic %v\n%s", what, p, debug.Stack())
		}
	}()
	begun := time.Now()
	b, err := Picture(context.Background(), bytes.NewReader(raw))
	spent := time.Since(begun)
	if err == nil {
		var c image.Config
		if c, err = jpeg.DecodeConfig(bytes.NewReader(b)); err != nil || c.Width > copySide || c.Height > copySide || len(b) > copyBytes {
			t.Errorf("%s: became %v, %d bytes, %v", what, c, len(b), err)
		}
	}
	var said *taglane.Error
	if err != nil && (!errors.As(err, &said) || said.Kind != taglane.Invalid || !sentence(said.Message)) {
		t.Errorf("%s: refused by %#v", what, err)
	}
	a.Lock()
	defer a.Unlock()
	a.tried++
	if spent > a.slowest {
		a.slowest, a.slow = spent, what
	}
	n := a.damage[kind]
	n[0]++
	if err == nil {
		a.used++
		n[1]++
	} else {
		a.refused[taglane.MessageOf(err)]++
	}
	a.damage[kind] = n
}
