package media

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"

	"taglane/app/taglane"
)

// Shape of a waveform picture.
const (
	waveHeight = 56
	waveWidest = 4000
	wavePerSec = 100 // columns, in clips short enough
	soundFile  = "sound.png"
	mostSound  = 1 << 40 // bytes of raw sound, 8 hours many times over
)

// hear brings the sound onto the clock of the picture: what sounds before the
// first picture is dropped, and silence fills what is missing.
func (s *Source) hear() string {
	return fmt.Sprintf("asetpts=PTS%+d/1000000/TB,aresample=async=1:first_pts=0", -s.start)
}

// sound draws the waveform: as long as the clip, peaks pale, loudness solid,
// in a grey that stands out on light and on dark.
func (j *ingest) sound(ctx context.Context) error {
	if j.made.Heard || j.src.Audio == "" {
		j.mute = j.made.Waveform == ""
		return nil
	}
	j.tell("sound", 0.05)
	w := newWave(j.src.Duration)
	argv := arguments(false, j.src, []string{"-threads", strconv.Itoa(j.work.Threads), "-nofind_stream_info", "-vn"},
		[]string{"-map", "0:a:0", "-af", j.src.hear(), "-c:a", "pcm_s16le", "-ac", "2", "-map_metadata", "-1", "-bitexact", "-f", "wav", "pipe:1"})
	complaints, err := child{program: j.tool.FFmpeg, argv: argv, only: j.tool.only(j.src.Path), dir: j.desk, limit: j.patience(), most: mostSound, out: w.read}.run(ctx)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if w.got == 0 {
		j.mute = true
		return j.note(func(r *record) { r.Heard, r.Damaged = true, taglane.Say("The sound of this file cannot be read.") })
	}
	if damage := damaged(complaints, err); damage.Format != "" && j.made.Damaged.Format == "" {
		j.made.Damaged = damage
	}
	var b bytes.Buffer
	if err := png.Encode(&b, w.draw()); err != nil {
		return unwritable(err)
	}
	if err := os.WriteFile(filepath.Join(j.desk, soundFile), b.Bytes(), 0o644); err != nil {
		return unwritable(err)
	}
	return j.keep(soundFile, func(r *record) { r.Waveform, r.Heard = soundFile, true })
}

// wave gathers the loudness of each column of the picture.
type wave struct {
	seconds float64
	peak    []float64 // 0..1
	squares []float64
	counted []int
	got     int64 // samples heard
}

func newWave(seconds float64) *wave {
	n := max(1, min(waveWidest, int(math.Ceil(seconds*wavePerSec))))
	return &wave{seconds: seconds, peak: make([]float64, n), squares: make([]float64, n), counted: make([]int, n)}
}

// read takes a WAV stream of two channels of 16 bits.
func (w *wave) read(r io.Reader) error {
	rate, err := wavHead(r)
	if err != nil || rate == 0 {
		return err
	}
	perColumn := w.seconds * float64(rate) / float64(len(w.peak))
	buf := make([]byte, 1<<16)
	for {
		n, err := io.ReadFull(r, buf)
		for i := 0; i+4 <= n; i += 4 {
			w.add(int(float64(w.got)/perColumn), buf[i:i+4])
			w.got++
		}
		if err != nil {
			if err == io.EOF || err == io.ErrUnexpectedEOF {
				return nil
			}
			return err
		}
	}
}

// wavHead reads up to the samples and returns how many come in a second; 0
// when nothing came.
func wavHead(r io.Reader) (rate uint32, err error) {
	if _, err := io.CopyN(io.Discard, r, 12); err != nil {
		return 0, nil
	}
	for range 16 {
		var head [8]byte
		if _, err := io.ReadFull(r, head[:]); err != nil {
			return 0, err
		}
		if string(head[:4]) == "data" {
			return rate, nil
		}
		body := make([]byte, min(binary.LittleEndian.Uint32(head[4:]), 1<<16))
		if _, err := io.ReadFull(r, body); err != nil {
			return 0, err
		}
		if string(head[:4]) == "fmt " && len(body) >= 8 {
			rate = binary.LittleEndian.Uint32(body[4:])
		}
	}
	return 0, errors.New("a WAV stream without samples")
}

func (w *wave) add(column int, pair []byte) {
	if column >= len(w.peak) {
		return // longer than the picture
	}
	l := float64(int16(binary.LittleEndian.Uint16(pair))) / 32768
	r := float64(int16(binary.LittleEndian.Uint16(pair[2:]))) / 32768
	w.peak[column] = max(w.peak[column], math.Abs(l), math.Abs(r))
	w.squares[column] += (l*l + r*r) / 2
	w.counted[column]++
}

// draw mirrors each column about the middle line.
func (w *wave) draw() *image.Paletted {
	grey := color.NRGBA{0x8d, 0x8d, 0x8d, 0}
	pale, solid := grey, grey
	pale.A, solid.A = 115, 255
	m := image.NewPaletted(image.Rect(0, 0, len(w.peak), waveHeight), color.Palette{grey, pale, solid})
	const half = waveHeight / 2
	for x := range w.peak {
		loud := 0.0
		if w.counted[x] > 0 {
			loud = math.Sqrt(w.squares[x] / float64(w.counted[x]))
		}
		high, low := int(math.Round(w.peak[x]*half)), int(math.Round(loud*half))
		for d := range half {
			tone := uint8(0)
			switch {
			case d < low:
				tone = 2
			case d < high:
				tone = 1
			}
			m.SetColorIndex(x, half-1-d, tone)
			m.SetColorIndex(x, half+d, tone)
		}
	}
	return m
}
