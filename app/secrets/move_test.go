package secrets

import (
	"bytes"
	"crypto/ed25519"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"taglane/app/taglane"
)

func TestIdentityStays(t *testing.T) {
	dir, r := t.TempDir(), newRing(t)
	v := opening(t, options(dir, r))
	first, err := v.Identity()
	if err != nil {
		t.Fatal(err)
	}
	if !ed25519.Verify(first.Public().(ed25519.PublicKey), []byte("x"), ed25519.Sign(first, []byte("x"))) {
		t.Error("the key does not sign")
	}
	v = again(t, v, options(dir, r))
	if err := v.Move(ByPassphrase, Passphrase("open sesame")); err != nil {
		t.Fatal(err)
	}
	if second, err := v.Identity(); err != nil || !second.Equal(first) {
		t.Fatalf("the identity changed, %v", err)
	}
	if names, _ := v.Names(); len(names) != 0 {
		t.Errorf("the vault's own keys are listed: %q", names)
	}

	// Damage is told; another person is never made up.
	file := filepath.Join(dir, v.key.folder(), v.keys.(*sealedShelf).file(identityName))
	if err := os.WriteFile(file, []byte("rubbish"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = v.Identity()
	isKind(t, err, taglane.Login)
}

func TestSeal(t *testing.T) {
	dir, r := t.TempDir(), newRing(t)
	v := opening(t, options(dir, r))
	box, err := v.Seal([]byte("https://upload/1"), "publication/7")
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(box, []byte("upload")) {
		t.Error("what is sealed is readable")
	}
	twin, _ := v.Seal([]byte("https://upload/1"), "publication/7")
	if bytes.Equal(box, twin) {
		t.Error("two boxes of the same thing are the same")
	}
	for _, to := range []Where{ByPassphrase, Plain, Memory, ByKeyring} {
		if err := v.Move(to, Passphrase("open sesame")); err != nil {
			t.Fatal(err)
		}
		if plain, err := v.Unseal(box, "publication/7"); err != nil || string(plain) != "https://upload/1" {
			t.Fatalf("after moving to %s it is %q, %v", to, plain, err)
		}
	}
	_, err = v.Unseal(box, "publication/8")
	isKind(t, err, taglane.Invalid)
	_, err = v.Unseal(nil, "publication/7")
	isKind(t, err, taglane.Invalid)
	for at := range box {
		bad := bytes.Clone(box)
		bad[at] ^= 1
		_, err = v.Unseal(bad, "publication/7")
		isKind(t, err, taglane.Invalid)
	}
	other := options(t.TempDir(), r)
	other.Library = "lib-2"
	_, err = opening(t, other).Unseal(box, "publication/7")
	isKind(t, err, taglane.Invalid)
}

// Every secret goes along, whoever holds the key, and nothing stays behind.
func TestMoves(t *testing.T) {
	places := []Where{ByKeyring, ByPassphrase, Plain, Memory}
	for _, from := range places {
		for _, to := range places {
			t.Run(string(from)+" to "+string(to), func(t *testing.T) {
				dir, r := t.TempDir(), newRing(t)
				v := opening(t, options(dir, r).answering("first").preferring(from))
				keep(t, v, "a", "1")
				keep(t, v, "b", "2")
				if err := v.Move(to, Passphrase("second")); err != nil {
					t.Fatal(err)
				}
				held(t, v, to, false)
				holds(t, v, "a", "1")
				keep(t, v, "c", "3")
				if to == Memory {
					if left := files(t, dir); len(left) != 0 {
						t.Fatalf("left on disk: %q", left)
					}
					return
				}
				if left := files(t, dir); len(left) != 4 {
					t.Fatalf("on disk are %q, want the key and three secrets", left)
				}
				v = again(t, v, options(dir, r).answering("second"))
				held(t, v, to, false)
				names, err := v.Names()
				if err != nil || !slices.Equal(names, []string{"a", "b", "c"}) {
					t.Fatalf("names are %q, %v", names, err)
				}
			})
		}
	}
}

func TestChangePassphrase(t *testing.T) {
	dir := t.TempDir()
	v := opening(t, options(dir, nil).answering("first"))
	keep(t, v, "a", "1")
	oldKey, err := os.ReadFile(filepath.Join(dir, keyName))
	if err != nil {
		t.Fatal(err)
	}
	isKind(t, v.ChangePassphrase(Passphrase("wrong"), Passphrase("second")), taglane.Invalid)
	isKind(t, v.ChangePassphrase(Passphrase("first"), nil), taglane.Invalid)
	if err := v.ChangePassphrase(Passphrase("first"), Passphrase("second")); err != nil {
		t.Fatal(err)
	}
	keep(t, v, "b", "2")
	v.Close()
	_, err = Open(options(dir, nil).answering("first"))
	isKind(t, err, taglane.Invalid)
	v = opening(t, options(dir, nil).answering("second"))
	holds(t, v, "a", "1")
	holds(t, v, "b", "2")

	// The old key file and the old passphrase read nothing of what is kept now,
	// not even where the generation's folder is forced to match.
	f, err := readKeyFile(oldKey)
	if err != nil {
		t.Fatal(err)
	}
	data, err := f.take(f.stretch(Passphrase("first")), "lib-1")
	if err != nil {
		t.Fatal(err)
	}
	old := newSealedShelf(v.disk, v.key.folder(), data)
	if all, err := old.all(); err != nil || len(all) != 0 {
		t.Fatalf("the old key reads %d secrets, %v", len(all), err)
	}
}

func TestAMoveThatFailsChangesNothing(t *testing.T) {
	dir, r := t.TempDir(), newRing(t)
	v := opening(t, options(dir, r).answering("first").preferring(ByPassphrase))
	keep(t, v, "a", "1")
	before := files(t, dir)
	r.set("fails")
	isKind(t, v.Move(ByKeyring, nil), taglane.Refused)
	isKind(t, v.Move(ByPassphrase, nil), taglane.Invalid)
	if err := v.Move("cloud", nil); err == nil {
		t.Error("moved to nowhere")
	}
	held(t, v, ByPassphrase, false)
	holds(t, v, "a", "1")
	if after := files(t, dir); !slices.Equal(before, after) {
		t.Errorf("on disk were %q, now %q", before, after)
	}
}

func TestStartOver(t *testing.T) {
	dir := t.TempDir()
	v := opening(t, options(dir, nil).answering("forgotten"))
	keep(t, v, "a", "1")
	id, err := v.Identity()
	if err != nil {
		t.Fatal(err)
	}
	v = again(t, v, options(dir, nil))
	if err := v.StartOver(ByPassphrase, Passphrase("fresh")); err != nil {
		t.Fatal(err)
	}
	held(t, v, ByPassphrase, false)
	if left := files(t, dir); len(left) != 1 {
		t.Fatalf("on disk are %q, want the key alone", left)
	}
	if now, err := v.Identity(); err != nil || now.Equal(id) {
		t.Fatalf("the old identity is still there, %v", err)
	}
	v = again(t, v, options(dir, nil).answering("fresh"))
	if err := v.StartOver(Memory, nil); err != nil {
		t.Fatal(err)
	}
	if left := files(t, dir); len(left) != 0 {
		t.Fatalf("left on disk: %q", left)
	}
}
