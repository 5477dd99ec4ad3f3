package media

import (
	"context"
	"path/filepath"
	"testing"
)

// Loud while the sound is loud, and as many values as frames; nothing without sound.
func TestEnvelope(t *testing.T) {
	path := filepath.Join(t.TempDir(), "swell.mp4")
	ffmpeg(t, nil, "-v", "error", "-f", "lavfi", "-i", "color=s=64x64:rate=25", "-f", "lavfi", "-i", "aevalsrc='0.5*sin(2*PI*440*t)*gt(t,1)':s=44100", "-t", "2", "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", path)
	tool, err := Find()
	if err != nil {
		t.Fatal(err)
	}
	src, err := Open(context.Background(), tool, path)
	if err != nil {
		t.Fatal(err)
	}
	e, err := Envelope(context.Background(), tool, src)
	if err != nil || len(e) != int(src.Frames) || len(e) != 50 {
		t.Fatalf("%d values of %d frames, %v", len(e), src.Frames, err)
	}
	for i, v := range e {
		if loud := v > 55; i != 24 && i != 25 && i < 49 && loud != (i > 24) {
			t.Errorf("frame %d is at %d dB", i, v)
		}
	}
	src.Audio = ""
	if e, err := Envelope(context.Background(), tool, src); e != nil || err != nil {
		t.Errorf("a silent film sounds: %v, %v", e, err)
	}
}
