package media

import (
	"context"
	"encoding/binary"
	"io"
	"math"
	"strconv"
	"time"
)

// heard is how many samples a second are listened to; quieter than floor is
// silence.
const (
	heard = 16_000
	floor = -72.0 // decibels below full scale
)

// Envelope is how loud a clip is while each of its frames is shown, in decibels
// above silence, 0–72; nil for a clip without sound, or one whose sound cannot
// be read. Conflict: the file changed since it was opened.
func Envelope(ctx context.Context, t Tool, src Source) ([]uint8, error) {
	if src.Audio == "" {
		return nil, nil
	}
	if err := unchanged(src); err != nil {
		return nil, err
	}
	e := envelope{squares: make([]float64, src.Frames), counted: make([]int, src.Frames), perFrame: heard / src.Rate.FPS()}
	argv := arguments(false, src, []string{"-threads", "1", "-nofind_stream_info", "-vn"},
		[]string{"-map", "0:a:0", "-af", src.hear(), "-c:a", "pcm_s16le", "-ac", "1", "-ar", strconv.Itoa(heard), "-map_metadata", "-1", "-bitexact", "-f", "s16le", "pipe:1"})
	patience := stillLimit + time.Duration(10*src.Duration*float64(time.Second))
	_, err := child{program: t.FFmpeg, argv: argv, only: t.only(src.Path), limit: patience, most: mostSound, out: e.read}.run(ctx)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil && e.got == 0 {
		return nil, nil
	}
	return e.decibels(), nil
}

// envelope gathers the loudness of each frame.
type envelope struct {
	squares  []float64
	counted  []int
	perFrame float64
	got      int64
}

func (e *envelope) read(r io.Reader) error {
	buf := make([]byte, 1<<15)
	for {
		n, err := io.ReadFull(r, buf)
		for i := 0; i+2 <= n; i += 2 {
			v := float64(int16(binary.LittleEndian.Uint16(buf[i:]))) / 32768
			if at := int(float64(e.got) / e.perFrame); at < len(e.squares) {
				e.squares[at] += v * v
				e.counted[at]++
			}
			e.got++
		}
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (e *envelope) decibels() []uint8 {
	out := make([]uint8, len(e.squares))
	for i, sum := range e.squares {
		if sum > 0 {
			out[i] = uint8(math.Round(max(0, 10*math.Log10(sum/float64(e.counted[i]))-floor)))
		}
	}
	return out
}
