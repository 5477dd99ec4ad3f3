package secrets

import (
	"bytes"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// What is read as a key file is exactly what would be written, and asks for no
// more memory than there may be.
func FuzzKeyFile(f *testing.F) {
	for where, opener := range map[Where]string{ByKeyring: string(newKey()), ByPassphrase: "open sesame", Plain: ""} {
		v := Vault{o: Options{cost: cheap}}
		k, key := v.newKeyFile(where, []byte(opener))
		k.put(key, newKey(), "lib-1")
		f.Add(k.bytes())
	}
	f.Add([]byte(nil))
	f.Add([]byte(keyMagic))
	f.Add([]byte(keyMagic + "\x02"))
	f.Fuzz(func(t *testing.T, b []byte) {
		k, err := readKeyFile(b)
		if err != nil {
			return
		}
		if !bytes.Equal(k.bytes(), b) {
			t.Errorf("%x is written as %x", b, k.bytes())
		}
		if k.where() == ByPassphrase && !k.cost.sane() || k.folder() == "" || !generations.MatchString(k.folder()) {
			t.Errorf("%+v is taken", k)
		}
	})
}

func FuzzEntry(f *testing.F) {
	f.Add(entry{"a", noon, []byte("token")}.bytes())
	f.Add(entry{"", time.Unix(0, 0), nil}.bytes())
	f.Add(append(make([]byte, 8), 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01))
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := readEntry(b)
		if err != nil {
			return
		}
		twin, err := readEntry(e.bytes())
		if err != nil || twin.name != e.name || !bytes.Equal(twin.secret, e.secret) || !twin.at.Equal(e.at) {
			t.Errorf("%+v comes back as %+v, %v", e, twin, err)
		}
	})
}

// A box opens for its key and its context alone, and no two contexts are one.
func TestBoxes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key, plain := newKey(), rapid.SliceOf(rapid.Byte()).Draw(t, "plain")
		parts := rapid.SliceOfN(rapid.StringN(0, 4, 8), 0, 3)
		for_, against := parts.Draw(t, "context"), parts.Draw(t, "other")
		box := shut(key, plain, for_...)
		if len(box) != len(plain)+boxSize {
			t.Fatalf("a box of %d bytes is %d long", len(plain), len(box))
		}
		got, err := opened(key, box, for_...)
		if err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("%x comes back as %x, %v", plain, got, err)
		}
		if _, err := opened(key, box, against...); (err == nil) != same(for_, against) {
			t.Fatalf("shut for %q, opened for %q: %v", for_, against, err)
		}
		if _, err := opened(newKey(), box, for_...); err == nil {
			t.Fatal("another key opens the box")
		}
	})
}

func same(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// A passphrase costs an attacker what it says: the figures of the file are those
// that stretch it, and the usual ones are worth something.
func TestCost(t *testing.T) {
	if usualCost.memory < 64<<10 || usualCost.rounds < 3 || !usualCost.sane() {
		t.Errorf("the usual cost is %+v", usualCost)
	}
	for _, c := range []cost{{}, {1, 1 << 21, 1}, {65, 8, 1}, {1, 8, 0}, {1, 8, 65}, {0, 8, 1}, {1, 7, 1}} {
		if c.sane() {
			t.Errorf("%+v is taken", c)
		}
	}
	o := options(t.TempDir(), nil).answering("open sesame")
	o.cost = cost{}
	v := opening(t, o)
	if v.key.cost != usualCost {
		t.Errorf("a new vault costs %+v", v.key.cost)
	}
	held(t, again(t, v, o), ByPassphrase, false)
}
