package studio

import (
	"testing"
	"time"
)

// What bounds the uploads holds at once, and after a restart.
func TestTheLineIsBounded(t *testing.T) {
	dir, now := t.TempDir(), time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	s := openAt(t, dir, &now)
	if s.band.Rate() != 0 {
		t.Errorf("%d bytes a second, though nobody said so", s.band.Rate())
	}
	if err := s.SetSetting(t.Context(), "bandwidth", "250"); err != nil || s.band.Rate() != 250_000 {
		t.Errorf("%d bytes a second, %v", s.band.Rate(), err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = openAt(t, dir, &now)
	if s.band.Rate() != 250_000 || s.outbox.Narrow == nil {
		t.Errorf("%d bytes a second after a restart", s.band.Rate())
	}
	for _, none := range []string{"", "0", "-3", "fast"} {
		if err := s.SetSetting(t.Context(), "bandwidth", none); err != nil || s.band.Rate() != 0 {
			t.Errorf("%q: %d bytes a second, %v", none, s.band.Rate(), err)
		}
	}
}
