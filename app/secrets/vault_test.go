package secrets

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"taglane/app/taglane"
)

func TestTheKeyringOpensTheVault(t *testing.T) {
	dir, r := t.TempDir(), newRing(t)
	v := opening(t, options(dir, r))
	held(t, v, ByKeyring, false)
	keep(t, v, "account/1", "token")
	keep(t, v, "account/1", "token, turned")
	keep(t, v, "account/2", "")
	if len(r.keys) != 1 || len(r.keys["taglane/lib-1"]) != 32 {
		t.Fatalf("the keyring holds %d entries, want one of 32 bytes", len(r.keys))
	}

	v = again(t, v, options(dir, r))
	held(t, v, ByKeyring, false)
	holds(t, v, "account/1", "token, turned")
	holds(t, v, "account/2", "")
	if at, err := v.KeptAt("account/1"); err != nil || !at.Equal(noon) {
		t.Fatalf("kept at %v, %v", at, err)
	}
	if names, err := v.Names(); err != nil || !slices.Equal(names, []string{"account/1", "account/2"}) {
		t.Fatalf("names are %q, %v", names, err)
	}
	for range 2 {
		if err := v.Drop("account/1"); err != nil {
			t.Fatal(err)
		}
	}
	_, err := v.Get("account/1")
	isKind(t, err, taglane.NotFound)
	_, err = again(t, v, options(dir, r)).Get("account/1")
	isKind(t, err, taglane.NotFound)
}

// Whatever a keyring does wrong, there is none, and the person is asked.
func TestNoKeyring(t *testing.T) {
	for _, mood := range []string{"fails", "hangs", "panics", "denies", "lies", "cuts"} {
		t.Run(mood, func(t *testing.T) {
			r := newRing(t)
			r.set(mood)
			o := options(t.TempDir(), r).answering("open sesame")
			o.Patience = 20 * time.Millisecond
			v := opening(t, o)
			held(t, v, ByPassphrase, false)
			keep(t, v, "a", "1")
			calls := r.asked()
			v = again(t, v, o)
			holds(t, v, "a", "1")
			if r.asked() != calls {
				t.Error("a vault under a passphrase bothers the keyring")
			}
		})
	}
}

func TestAKeyringThatDies(t *testing.T) {
	dir, r := t.TempDir(), newRing(t)
	o := options(dir, r)
	v := opening(t, o)
	keep(t, v, "a", "1")
	r.set("fails")
	holds(t, v, "a", "1")
	keep(t, v, "a", "2")
	if err := v.Lock(); err != nil {
		t.Fatal(err)
	}
	isKind(t, v.Unlock(nil), taglane.Login)
	held(t, v, ByKeyring, true)

	// At the next start it hangs: the vault opens locked, soon, and asks nobody.
	r.set("hangs")
	o.Patience = 20 * time.Millisecond
	o.Ask = func() (Passphrase, error) { t.Error("asked for a passphrase that there is not"); return nil, nil }
	v = again(t, v, o)
	held(t, v, ByKeyring, true)
	_, err := v.Get("a")
	isKind(t, err, taglane.Login)
	r.set("")
	v.o.Patience = 5 * time.Second
	if err := v.Unlock(nil); err != nil {
		t.Fatal(err)
	}
	holds(t, v, "a", "2")
}

// A library that came from another computer has its key in another keyring.
func TestAnotherKeyring(t *testing.T) {
	dir := t.TempDir()
	v := opening(t, options(dir, newRing(t)))
	keep(t, v, "a", "1")
	other := newRing(t)
	v = again(t, v, options(dir, other))
	held(t, v, ByKeyring, true)
	if len(other.keys) != 0 {
		t.Error("a key was put into a keyring for secrets that it does not open")
	}
	other.keys["taglane/lib-1"] = newKey()
	isKind(t, v.Unlock(nil), taglane.Login)
	if err := v.StartOver(ByKeyring, nil); err != nil {
		t.Fatal(err)
	}
	held(t, v, ByKeyring, false)
	_, err := v.Get("a")
	isKind(t, err, taglane.NotFound)
	keep(t, v, "a", "2")
	holds(t, again(t, v, options(dir, other)), "a", "2")
}

// A program that was built without a keyring says so and breaks nothing.
func TestTheKeyringIsGone(t *testing.T) {
	dir, r := t.TempDir(), newRing(t)
	v := opening(t, options(dir, r))
	keep(t, v, "a", "1")
	v = again(t, v, options(dir, nil).answering("open sesame"))
	held(t, v, ByKeyring, true)
	isKind(t, v.Unlock(Passphrase("open sesame")), taglane.Login)
	holds(t, again(t, v, options(dir, r)), "a", "1")
	isKind(t, opening(t, options(t.TempDir(), nil)).Move(ByKeyring, nil), taglane.Refused)
}

// Two copies of a library share one entry, and neither takes it from the other.
func TestCopiesShareTheKeyring(t *testing.T) {
	r := newRing(t)
	one, two := t.TempDir(), t.TempDir()
	v := opening(t, options(one, r))
	keep(t, v, "a", "1")
	w := opening(t, options(two, r))
	if err := w.Move(ByPassphrase, Passphrase("open sesame")); err != nil {
		t.Fatal(err)
	}
	holds(t, again(t, v, options(one, r)), "a", "1")
}

func TestThePassphraseOpensTheVault(t *testing.T) {
	dir := t.TempDir()
	o := options(dir, nil)
	v := opening(t, o.answering("öffne dich"))
	keep(t, v, "a", "1")
	if err := v.Close(); err != nil {
		t.Fatal(err)
	}
	_, err := Open(o.answering("öffne mich"))
	isKind(t, err, taglane.Invalid)

	v = opening(t, o) // nobody is there to be asked
	held(t, v, ByPassphrase, true)
	for _, do := range []func() error{
		func() error { _, err := v.Get("a"); return err },
		func() error { return v.Keep("a", nil) },
		func() error { return v.Drop("a") },
		func() error { _, err := v.Names(); return err },
		func() error { _, err := v.Seal(nil, ""); return err },
		func() error { _, err := v.Unseal(nil, ""); return err },
		func() error { _, err := v.Identity(); return err },
		func() error { return v.Move(Plain, nil) },
		func() error { return v.ChangePassphrase(Passphrase("öffne dich"), Passphrase("x")) },
	} {
		isKind(t, do(), taglane.Login)
	}
	isKind(t, v.Unlock(nil), taglane.Invalid)
	isKind(t, v.Unlock(Passphrase("offne dich")), taglane.Invalid)
	held(t, v, ByPassphrase, true)
	if err := v.Unlock(Passphrase("o\u0308ffne dich")); err != nil { // the same, typed in two strokes
		t.Fatal(err)
	}
	holds(t, v, "a", "1")

	held(t, again(t, v, o.answering("")), ByPassphrase, true) // "not now"
	asked := errors.New("the terminal is gone")
	o.Ask = func() (Passphrase, error) { return nil, asked }
	if _, err := Open(o); !errors.Is(err, asked) {
		t.Fatalf("an error of asking comes back as %v", err)
	}
}

func TestWithoutAnAnswerNothingIsRemembered(t *testing.T) {
	dir := t.TempDir() + "/vault"
	v := opening(t, options(dir, nil))
	held(t, v, Memory, false)
	keep(t, v, "a", "1")
	holds(t, v, "a", "1")
	isKind(t, v.Lock(), taglane.Refused)
	_, err := again(t, v, options(dir, nil)).Get("a")
	isKind(t, err, taglane.NotFound)
	_, err = v.Get("a")
	isKind(t, err, taglane.Login) // it is closed
}

func TestPlainIsSaid(t *testing.T) {
	dir := t.TempDir()
	v := opening(t, options(dir, newRing(t)).preferring(Plain))
	held(t, v, Plain, false)
	keep(t, v, "a", "1")
	isKind(t, v.Lock(), taglane.Refused)
	v = again(t, v, options(dir, nil))
	held(t, v, Plain, false)
	holds(t, v, "a", "1")

	// What is sealed is not made plain by a preference.
	dir = t.TempDir()
	v = opening(t, options(dir, nil).answering("open sesame"))
	held(t, again(t, v, options(dir, nil).preferring(Plain)), ByPassphrase, true)
}

func TestMemoryLeavesTheDiskAlone(t *testing.T) {
	dir, r := t.TempDir(), newRing(t)
	v := opening(t, options(dir, r))
	keep(t, v, "a", "1")
	v = again(t, v, options(dir, r).preferring(Memory))
	keep(t, v, "a", "2")
	isKind(t, v.Move(ByPassphrase, Passphrase("x")), taglane.Conflict)
	isKind(t, v.Move(Plain, nil), taglane.Conflict)
	holds(t, again(t, v, options(dir, r)), "a", "1")
}

func TestNames(t *testing.T) {
	v := opening(t, options(t.TempDir(), nil))
	for _, name := range []string{"", ".identity", "a\x00b", "\xff", "a\nb", string(make([]byte, 201))} {
		isKind(t, v.Keep(name, nil), taglane.Invalid)
		_, err := v.Get(name)
		isKind(t, err, taglane.Invalid)
		isKind(t, v.Drop(name), taglane.Invalid)
	}
	isKind(t, v.Keep("a", make([]byte, maxSecret+1)), taglane.Invalid)
	keep(t, v, "å/../../b", string(make([]byte, maxSecret)))
	if _, err := Open(Options{}); err == nil {
		t.Error("a vault of no library opens")
	}
}

func TestManyKeepAtOnce(t *testing.T) {
	dir, r := t.TempDir(), newRing(t)
	v := opening(t, options(dir, r))
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for n := range 5 {
				own, shared := fmt.Sprintf("own/%d", i), fmt.Sprintf("%d", n)
				if err := errors.Join(v.Keep(own, []byte(shared)), v.Keep("shared", []byte(shared))); err != nil {
					t.Error(err)
				}
				if _, err := v.Names(); err != nil {
					t.Error(err)
				}
				v.Health()
			}
		})
	}
	all.Wait()
	v = again(t, v, options(dir, r))
	for i := range 8 {
		holds(t, v, fmt.Sprintf("own/%d", i), "4")
	}
	if got, err := v.Get("shared"); err != nil || len(got) != 1 {
		t.Fatalf("shared is %q, %v", got, err)
	}
}

func TestLockWipesKeys(t *testing.T) {
	v := opening(t, options(t.TempDir(), newRing(t)))
	keys := v.keys.(*sealedShelf)
	if err := v.Lock(); err != nil {
		t.Fatal(err)
	}
	for _, b := range append(slices.Clone(keys.seal), keys.naming...) {
		if b != 0 {
			t.Fatal("a key is still in memory")
		}
	}
	m := memoryShelf{}
	m.put(entry{name: "a", secret: []byte("token")})
	secret := m["a"].secret
	m.wipe()
	if string(secret) != "\x00\x00\x00\x00\x00" || len(m) != 0 {
		t.Fatalf("a remembered secret is still in memory: %q", secret)
	}
}

func TestAPassphraseIsNeverPrinted(t *testing.T) {
	p := Passphrase("open sesame")
	for _, verb := range []string{"%s", "%v", "%+v", "%#v", "%q", "%x", "%d"} {
		for _, what := range []any{p, &p, struct{ P Passphrase }{p}, []Passphrase{p}} {
			if got := fmt.Sprintf(verb, what); got == "" || slices.Contains([]string{string(p)}, got) || !containsNone(got, "open", "6f70", "111 112") {
				t.Errorf("%s of %T prints %q", verb, what, got)
			}
		}
	}
	if b, err := json.Marshal(struct{ P Passphrase }{p}); err == nil {
		t.Errorf("a passphrase goes into JSON: %s", b)
	}
}
