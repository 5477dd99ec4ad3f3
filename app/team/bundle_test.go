package team_test

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"taglane/app/edit"
	"taglane/app/taglane"
	"taglane/app/team"
)

var key = ed25519.NewKeyFromSeed([]byte("a seed of exactly thirty-two by."))

const picture = "the bytes of a picture"

// bundled is what mia and nora did, after what seen counts, with a picture.
func bundled(t *testing.T, seen map[string]uint64) ([]byte, *laptop) {
	t.Helper()
	root := t.TempDir()
	mia, nora := join(t, root, "mia"), join(t, root, "nora")
	for range 3 {
		mia.does(t, 4000)
	}
	nora.does(t, 100)
	nora.sync(t)
	mia.sync(t)
	var out bytes.Buffer
	err := team.WriteBundle(context.Background(), &out, team.Filled{
		ID: "b1", Created: time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC), Device: "mia", By: "Mia", Seen: seen,
		Logs: map[string]team.Log{"mia": mia.mine, "nora": nora.mine},
		Media: map[string]func() (io.ReadCloser, int64, error){name(picture): func() (io.ReadCloser, int64, error) {
			return io.NopCloser(strings.NewReader(picture)), int64(len(picture)), nil
		}},
	}, key)
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), mia
}

func name(content string) string {
	sum := sha256.Sum256([]byte(content))
	return hex.EncodeToString(sum[:])
}

func open(b []byte) (*team.Bundle, error) {
	return team.OpenBundle(context.Background(), bytes.NewReader(b), int64(len(b)))
}

func TestABundleCarriesAll(t *testing.T) {
	b, mia := bundled(t, nil)
	opened, err := open(b)
	if err != nil {
		t.Fatal(err)
	}
	late := &laptop{name: "late", log: edit.NewMemory(), clock: &edit.Clock{Device: "late", Wall: time.Now}}
	for range 3 {
		if err := opened.Edits(context.Background(), late.take); err != nil {
			t.Fatal(err)
		}
	}
	alike(t, mia, late)
	var out bytes.Buffer
	if err := opened.Get(context.Background(), name(picture), &out); err != nil || out.String() != picture {
		t.Errorf("%q, %v", out.String(), err)
	}
	if !opened.Signed().Equal(key.Public()) || opened.By != "Mia" {
		t.Errorf("signed by %x, %s", opened.Signed(), opened.By)
	}
}

// Who has some of it already is sent the rest, and it fits.
func TestABundleOfTheRest(t *testing.T) {
	b, mia := bundled(t, map[string]uint64{"mia": 2, "nora": 1})
	opened, err := open(b)
	if err != nil {
		t.Fatal(err)
	}
	if len(opened.Lines) != 1 || opened.Lines[0].First != 3 || opened.Lines[0].Prev == "" {
		t.Errorf("%+v", opened.Lines)
	}
	got := 0
	opened.Edits(context.Background(), func(es []edit.Edit) error { got += len(es); return nil })
	if got != 1 || mia.own[2].Seq != 3 {
		t.Errorf("%d edits", got)
	}
}

// Every single byte counts: one bit of it turned, and nothing is taken.
func TestABundleWithABitTurned(t *testing.T) {
	b, _ := bundled(t, nil)
	for i := range b {
		b[i] ^= 1 << (i % 8)
		if _, err := open(b); err == nil || taglane.KindOf(err) == taglane.Internal {
			t.Fatalf("bit %d of byte %d of %d: %v", i%8, i, len(b), err)
		}
		b[i] ^= 1 << (i % 8)
	}
	for _, n := range []int{0, 1, 60, len(b) / 2, len(b) - 66, len(b) - 1} {
		if _, err := open(b[:n]); taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("cut to %d: %v", n, err)
		}
	}
}

// forge builds an archive of an attacker, who can reckon sums as well as we.
func forge(t *testing.T, entries ...[2]string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, e := range entries {
		w, err := z.CreateHeader(&zip.FileHeader{Name: e[0], Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, e[1])
	}
	z.Close()
	b := out.Bytes()[:out.Len()-2]
	sum := sha256.Sum256(b)
	return append(append(b, 64, 0), hex.EncodeToString(sum[:])...)
}

func sign(with ed25519.PrivateKey, m team.Manifest) (manifest, signature [2]string) {
	m.Key = base64.StdEncoding.EncodeToString(with.Public().(ed25519.PublicKey))
	text, _ := json.Marshal(m)
	return [2]string{"manifest.json", string(text)}, [2]string{"manifest.sig", string(ed25519.Sign(with, append([]byte("taglane bundle 1\n"), text...)))}
}

// What an attacker may send: all is refused, whoever signed it.
func TestForgedBundles(t *testing.T) {
	b, _ := bundled(t, nil)
	good, err := open(b)
	if err != nil {
		t.Fatal(err)
	}
	inside := map[string]string{}
	z, _ := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	for _, f := range z.File {
		r, _ := f.Open()
		text, _ := io.ReadAll(r)
		inside[f.Name] = string(text)
	}
	all := func(m team.Manifest, more ...[2]string) []byte {
		manifest, sig := sign(key, m)
		entries := [][2]string{manifest, sig}
		for name, text := range inside {
			if !strings.HasPrefix(name, "manifest") {
				entries = append(entries, [2]string{name, text})
			}
		}
		return forge(t, append(entries, more...)...)
	}
	if _, err := open(all(good.Manifest)); err != nil {
		t.Fatalf("the forge makes what is not read: %v", err)
	}
	alter := func(change func(*team.Manifest)) []byte {
		m := good.Manifest
		m.Entries, m.Lines = append([]team.Entry(nil), m.Entries...), append([]team.Lines(nil), m.Lines...)
		change(&m)
		return all(m)
	}
	other := ed25519.NewKeyFromSeed([]byte("another seed of thirty-two bytes"))
	_, foreign := sign(other, good.Manifest)
	evil := [2]string{"media/" + name("evil"), "evil"}
	attacks := map[string][]byte{
		"signed by another":    forge(t, [2]string{"manifest.json", inside["manifest.json"]}, foreign),
		"no signature":         forge(t, [2]string{"manifest.json", inside["manifest.json"]}),
		"no manifest":          forge(t, evil),
		"nothing":              forge(t),
		"a file nobody signed": all(good.Manifest, evil),
		"a manifest twice":     all(good.Manifest, [2]string{"manifest.json", "{}"}),
		"out of the folder":    all(good.Manifest, [2]string{"media/../../.bashrc", "evil"}),
		"absolute":             all(good.Manifest, [2]string{"/etc/passwd", "evil"}),
		"of Windows":           all(good.Manifest, [2]string{`media\..\x`, "evil"}),
		"a folder":             all(good.Manifest, [2]string{"media/", ""}),
		"a newer format":       alter(func(m *team.Manifest) { m.Format = 2 }),
		"an older format":      alter(func(m *team.Manifest) { m.Format = 0 }),
		"no key":               forge(t, [2]string{"manifest.json", `{"format":1}`}, [2]string{"manifest.sig", strings.Repeat("x", 64)}),
		"another sum":          alter(func(m *team.Manifest) { m.Entries[0].SHA256 = name("x") }),
		"another size":         alter(func(m *team.Manifest) { m.Entries[0].Size++ }),
		"a size below nothing": alter(func(m *team.Manifest) { m.Entries[0].Size = -1 }),
		"a bomb by its size":   alter(func(m *team.Manifest) { m.Entries[0].Size = 1 << 40 }),
		"an entry that is not": alter(func(m *team.Manifest) {
			m.Entries = append(m.Entries, team.Entry{Path: "media/" + name("y"), SHA256: name("y")})
		}),
		"an entry twice":          alter(func(m *team.Manifest) { m.Entries = append(m.Entries, m.Entries[0]) }),
		"fewer lines":             alter(func(m *team.Manifest) { m.Lines[0].Count-- }),
		"lines of another":        alter(func(m *team.Manifest) { m.Lines[0].Device = "nora" }),
		"lines that start later":  alter(func(m *team.Manifest) { m.Lines[0].First++ }),
		"another line before":     alter(func(m *team.Manifest) { m.Lines[0].Prev = "00" }),
		"lines of nobody":         alter(func(m *team.Manifest) { m.Lines[0].Device = "../x" }),
		"a picture by wrong name": alter(func(m *team.Manifest) { m.Entries[len(m.Entries)-1].SHA256 = name("x") }),
	}
	for i := range 60 { // a manifest with its text changed anywhere
		text := []byte(inside["manifest.json"])
		text[(i*len(text))/60] ^= 4
		attacks[fmt.Sprintf("manifest byte %d", i)] = forge(t, [2]string{"manifest.json", string(text)}, [2]string{"manifest.sig", inside["manifest.sig"]})
	}
	for what, b := range attacks {
		opened, err := open(b)
		if opened != nil && err == nil {
			t.Errorf("%s: taken", what)
		}
		if kind := taglane.KindOf(err); kind != taglane.Invalid && kind != taglane.Refused {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// The signature is what every other tool understands by Ed25519.
func TestTheSignatureInOpenssl(t *testing.T) {
	tool, err := exec.LookPath("openssl")
	if err != nil {
		t.Skip("no openssl here")
	}
	b, _ := bundled(t, nil)
	z, _ := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	dir := t.TempDir()
	for _, f := range z.File {
		r, _ := f.Open()
		text, _ := io.ReadAll(r)
		switch f.Name {
		case "manifest.json":
			put(t, filepath.Join(dir, "said"), append([]byte("taglane bundle 1\n"), text...))
		case "manifest.sig":
			put(t, filepath.Join(dir, "sig"), text)
		}
	}
	der := append([]byte{0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00}, key.Public().(ed25519.PublicKey)...)
	put(t, filepath.Join(dir, "key"), der)
	cmd := exec.Command(tool, "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", "key", "-rawin", "-in", "said", "-sigfile", "sig")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
	if err := os.WriteFile(filepath.Join(dir, "said"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd = exec.Command(tool, cmd.Args[1:]...)
	cmd.Dir = dir
	if err := cmd.Run(); err == nil {
		t.Error("openssl takes anything")
	}
}
