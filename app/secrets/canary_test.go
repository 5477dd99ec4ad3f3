package secrets

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"
)

const canary = "CANARY-8f2b-ya29.token-never-to-be-seen"

// feathers are the forms in which a secret may show: as it is, as UTF-16 both
// ways round, in hex, and in base64 from each of the three places it may start at.
func feathers(secret string) (all [][]byte) {
	little, big := []byte{}, []byte{}
	for _, u := range utf16.Encode([]rune(secret)) {
		little = append(little, byte(u), byte(u>>8))
		big = append(big, byte(u>>8), byte(u))
	}
	all = append(all, []byte(secret), little, big, []byte(hex.EncodeToString([]byte(secret))))
	for skip := range 3 {
		for _, e := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			text := e.EncodeToString(append(make([]byte, skip), secret...))
			all = append(all, []byte(text[4:len(text)-4])) // the ends depend on the neighbours
		}
	}
	return all
}

func containsNone(text string, of ...string) bool {
	for _, o := range of {
		if strings.Contains(text, o) {
			return false
		}
	}
	return true
}

// seen looks for a secret in the names and the contents of everything below a
// folder.
func seen(t *testing.T, dir, secret string) (where []string) {
	t.Helper()
	for _, name := range files(t, dir) {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range feathers(secret) {
			if bytes.Contains(append([]byte(name+"\n"), b...), f) {
				where = append(where, name)
			}
		}
	}
	return where
}

// The search finds what it should.
func TestTheCanaryIsSeen(t *testing.T) {
	for _, f := range append(feathers(canary), []byte(base64.StdEncoding.EncodeToString([]byte(`{"t":"`+canary+`"}`)))) {
		dir := t.TempDir()
		os.WriteFile(filepath.Join(dir, "log"), append([]byte("x"), f...), 0o600)
		if len(seen(t, dir, canary)) == 0 {
			t.Errorf("%q is not seen", f)
		}
	}
}

// Wherever the key is, no secret, name, passphrase or key lies on disk; in
// memory nothing lies there at all.
func TestTheCanaryIsNowhere(t *testing.T) {
	for _, where := range []Where{ByKeyring, ByPassphrase, Plain, Memory} {
		t.Run(string(where), func(t *testing.T) {
			home, r := t.TempDir(), newRing(t)
			o := options(filepath.Join(home, "vault"), r).answering("PASS" + canary).preferring(where)
			v := opening(t, o)
			keep(t, v, "NAME"+canary, canary)
			id, err := v.Identity()
			if err != nil {
				t.Fatal(err)
			}
			box, err := v.Seal([]byte(canary), canary)
			if err != nil {
				t.Fatal(err)
			}
			os.WriteFile(filepath.Join(home, "box"), box, 0o600)
			if where != Memory {
				v = again(t, v, o)
				holds(t, v, "NAME"+canary, canary)
			} else if all := files(t, home); len(all) != 1 {
				t.Errorf("memory left %q", all)
			}
			for _, secret := range []string{canary, string(id.Seed()), string(r.keys["taglane/lib-1"])} {
				if secret == "" {
					continue
				}
				if where := seen(t, home, secret); len(where) != 0 {
					t.Errorf("seen in %q", where)
				}
			}
		})
	}
}

// No error tells a secret, a passphrase or a key, whatever the keyring says.
func TestErrorsTellNothing(t *testing.T) {
	dir, r := t.TempDir(), newRing(t)
	o := options(dir, r).answering(canary).preferring(ByPassphrase)
	o.Library = canary // which this keyring quotes
	o.Patience = 20 * time.Millisecond
	v := opening(t, o)
	keep(t, v, "a", canary)
	var all []error
	for _, mood := range []string{"fails", "denies", "panics", "hangs", "lies", "cuts"} {
		r.set(mood)
		all = append(all, v.Move(ByKeyring, nil))
		clear(r.keys)
	}
	v.disk.halt = func(string) error { return errors.New("no") }
	all = append(all, v.Keep("a", []byte(canary)))
	v.disk.halt = nil
	r.set("")
	os.WriteFile(v.fileOf("a"), []byte(canary), 0o600)
	w := opening(t, func() Options { o := options(t.TempDir(), r); o.Library = canary; return o }())
	clear(r.keys) // and answers with words of its own
	all = append(all, w.Lock(), w.Unlock(nil))
	_, err := v.Get("a")
	_, err2 := v.Unseal([]byte(canary), canary)
	all = append(all, err, err2, v.Keep("."+canary, nil), v.Lock(), v.Unlock(Passphrase(canary+"x")))
	told := 0
	for _, err := range all {
		if err == nil {
			continue
		}
		told++
		for e := err; e != nil; e = errors.Unwrap(e) {
			for _, f := range feathers(canary) {
				if strings.Contains(e.Error(), string(f)) {
					t.Errorf("told: %v", e)
				}
			}
		}
	}
	if told != len(all)-2 {
		t.Errorf("%d of %d told something, want all but two: %v", told, len(all), all)
	}
}
