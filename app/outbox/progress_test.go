package outbox

import (
	"context"
	"io"
	"testing"
	"time"

	"taglane/app/platform"
)

// paced reads a clip as a slow line would take it: 30,000 bytes a second.
type paced struct {
	platform.Publisher
	p    *play
	look func(second int)
}

func (p paced) Send(ctx context.Context, s platform.UploadSession, off int64, r io.ReadSeeker, n int64) (platform.UploadSession, error) {
	b, left := make([]byte, 15_000), n
	for i := 1; left > 0; i++ {
		got, err := io.ReadFull(r, b[:min(left, int64(len(b)))])
		if err != nil {
			return s, err
		}
		left -= int64(got)
		p.p.clock = p.p.clock.Add(time.Second / 2)
		if i%2 == 0 {
			p.look(i / 2)
		}
	}
	if _, err := r.Seek(off, io.SeekStart); err != nil { // what is read again does not count again
		return s, err
	}
	return p.Publisher.Send(ctx, s, off, r, n)
}

func TestProgressWithinAPiece(t *testing.T) {
	var p *play
	looked := 0
	p = newPlay(t, nil, func(c platform.Publisher) platform.Publisher {
		return paced{c, nil, nil}
	})
	p.p = paced{p.p.(paced).Publisher, p, func(second int) {
		looked++
		speed, known := p.Progress(p.pub.ID)
		if !known || speed < 29_000 || speed > 31_000 {
			t.Errorf("after %d s: %d bytes a second, %v", second, speed, known)
		}
		if sent, known := p.Sent(p.pub.ID); !known || sent != int64(second)*30_000 {
			t.Errorf("after %d s: %d bytes, %v", second, sent, known)
		}
		if r := p.row(); r.Offset != 0 {
			t.Errorf("the row believes %d bytes arrived", r.Offset)
		}
	}}
	if _, known := p.Progress(p.pub.ID); known {
		t.Error("a speed before anything left")
	}
	for p.row().Offset == 0 {
		p.step()
	}
	if looked != 10 {
		t.Fatalf("looked %d times", looked)
	}
	if speed, known := p.Progress(p.pub.ID); !known || speed < 26_000 || speed > 31_000 { // the last 7 bytes took half a second
		t.Errorf("after the piece: %d bytes a second, %v", speed, known)
	}
	p.clock = p.clock.Add(5 * time.Second)
	if speed, _ := p.Progress(p.pub.ID); speed > 16_000 || speed < 10_000 {
		t.Errorf("while nothing leaves the speed stays at %d", speed)
	}
	p.clock = p.clock.Add(recent)
	if speed, known := p.Progress(p.pub.ID); known {
		t.Errorf("long after the last byte the speed is %d", speed)
	}
	p.rest()
	if sent, known := p.Sent(p.pub.ID); known {
		t.Errorf("an upload that is over is at %d", sent)
	}
}

// Between two pieces nothing moves, so a quick way takes larger ones, from the
// second on; one whose speed nobody knows takes the usual.
func TestAQuickWayTakesLargerPieces(t *testing.T) {
	o := &Outbox{Now: func() time.Time { return start }}
	stride := (&step{Outbox: o, r: Row{ID: "a"}}).stride
	if got := stride(); got != chunk {
		t.Errorf("the first piece has %d bytes, want %d", got, chunk)
	}
	o.speeds.begin("a", 0, o.Now)
	for _, c := range []struct {
		took time.Duration // for the usual piece
		want int64
	}{{0, chunk}, {time.Minute, chunk}, {chunkTime * time.Second, chunk}, {chunkTime * time.Second / 4, 4 * chunk}, {time.Millisecond, chunkMost}} {
		o.speeds.taken("a", chunk, c.took)
		if got := stride(); got != c.want {
			t.Errorf("after a piece that took %v the next has %d bytes, want %d", c.took, got, c.want)
		}
	}
	o.speeds.end("a")
	if got := stride(); got != chunk {
		t.Errorf("after the upload is over the speed stays: %d", got)
	}
}
