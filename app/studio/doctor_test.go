package studio

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"taglane/app/access/accesstest"
)

// silent is the keyring of a computer that has none.
type silent struct{}

func (silent) Get(string, string) ([]byte, error) { return nil, errors.New("no such bus") }
func (silent) Set(string, string, []byte) error   { return errors.New("no such bus") }

// checked is one thing that was looked at.
func checked(h Health, name string) (HealthCheck, bool) {
	for _, c := range h.Checks {
		if c.Name == name {
			return c, true
		}
	}
	return HealthCheck{}, false
}

func TestTheDoctorKnowsOfTheKeyring(t *testing.T) {
	t.Setenv("PATH", t.TempDir()) // no ffmpeg, which takes its time
	for name, c := range map[string]struct {
		ring Keyring
		says string
	}{
		"one that answers": {&accesstest.Ring{}, "can hold the key"},
		"one that fails":   {silent{}, "you choose a passphrase"},
		"none":             {nil, "you choose a passphrase"},
	} {
		t.Run(name, func(t *testing.T) {
			o := options(filepath.Join(t.TempDir(), "library"))
			o.Keyring = c.ring
			outside := Examine(ctx, o)
			s := choosing(t, o)
			for where, h := range map[string]Health{"outside": outside, "inside": s.Doctor(ctx)} {
				got, ok := checked(h, "keyring")
				if !ok || !got.OK || got.Fix != "" || !strings.Contains(got.Detail, c.says) {
					t.Errorf("%s a library it says %+v", where, got)
				}
				if got, ok := checked(h, "sign-ins"); ok {
					t.Errorf("%s a library without sign-ins it says %+v of them", where, got)
				}
			}
			if ring, ok := c.ring.(*accesstest.Ring); ok {
				if _, keys := ring.Asked(); keys > 0 {
					t.Errorf("looking left %d keys there", keys)
				}
			}
		})
	}
}

// Sign-ins whose key the keyring does not give back are a fault; those that wait
// for a passphrase are not.
func TestTheDoctorKnowsOfSignIns(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	dir := filepath.Join(t.TempDir(), "library")
	says := func(ring Keyring, choose func(s *Studio) error) HealthCheck {
		t.Helper()
		o := options(dir)
		o.Keyring = ring
		s, err := Open(context.Background(), o)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if choose != nil {
			if err := choose(s); err != nil {
				t.Fatal(err)
			}
		}
		got, ok := checked(s.Doctor(ctx), "sign-ins")
		if !ok {
			t.Fatal("it does not say how sign-ins are held")
		}
		return got
	}
	ring := &accesstest.Ring{}
	if got := says(ring, func(s *Studio) error {
		_, err := s.ChooseVault(ctx, "keyring", "")
		return err
	}); !got.OK || !strings.Contains(got.Detail, "keyring holds the key") {
		t.Errorf("held by the keyring it says %+v", got)
	}
	if got := says(silent{}, nil); got.OK || got.Detail == "" || strings.Contains(got.Detail, "bus") {
		t.Errorf("without the keyring that holds the key it says %+v", got)
	}
	if got := says(ring, func(s *Studio) error {
		_, err := s.ChooseVault(ctx, "passphrase", "kestrel over the hill")
		return err
	}); !got.OK || !strings.Contains(got.Detail, "passphrase") {
		t.Errorf("held by a passphrase it says %+v", got)
	}
	if got := says(ring, nil); !got.OK || !strings.Contains(got.Detail, "Enter your passphrase") {
		t.Errorf("locked behind a passphrase it says %+v", got)
	}
}
