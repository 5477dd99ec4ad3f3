package store_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"taglane/app/store"
	"taglane/app/taglane"
)

// damages is how many bytes are damaged, one in each library: TAGLANE_DAMAGE
// says so; two hundred is the promise.
func damages() int {
	if n, err := strconv.Atoi(os.Getenv("TAGLANE_DAMAGE")); err == nil {
		return n
	}
	return 12
}

// A byte of the library or of its log becomes another one while nobody looks. A
// library that was let go in the midst of something is read through, and either
// says that it is damaged or answers exactly as before: never something else.
func TestADamagedByteIsNeverAnAnswer(t *testing.T) {
	left, whole := abandoned(t)
	rnd := rand.New(rand.NewPCG(8, 1))
	said, same, wrong := map[string]int{}, map[string]int{}, map[string]int{}
	for n := range damages() {
		file := []string{"library.db", "library.db-wal"}[n%2]
		b, err := os.ReadFile(filepath.Join(left, file))
		if err != nil {
			t.Fatal(err)
		}
		at, bit := rnd.IntN(len(b)), byte(1+rnd.IntN(255))
		b[at] ^= bit
		got, err := reopened(t, left, file, b)
		switch {
		case errors.Is(err, store.ErrDamaged):
			said[file]++
		case err != nil:
			t.Errorf("byte %d of %s (^%#x): %v", at, file, bit, err)
		case got != whole:
			wrong[file]++
			t.Errorf("byte %d of %s (^%#x): the library opens and says something else", at, file, bit)
		default:
			same[file]++ // it was of no account: a page that is written anew, or what lies behind the log
		}
	}
	for _, file := range []string{"library.db", "library.db-wal"} {
		t.Logf("%-15s %3d told as damaged, %3d of no account, %d wrong answers", file, said[file], same[file], wrong[file])
		if said[file] == 0 {
			t.Errorf("no damage to %s was ever told", file)
		}
	}
}

// A log that is gone, or ends sooner than the person was told, is damage too:
// what was in it is lost. What a kill leaves behind is not.
func TestALostLogIsTold(t *testing.T) {
	left, whole := abandoned(t)
	log, err := os.ReadFile(filepath.Join(left, "library.db-wal"))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		log     []byte
		damaged bool
	}{
		"as it is":                       {log, false},
		"behind it a torn transaction":   {append(append([]byte{}, log...), log[32:32+24+2000]...), false},
		"the last page is cut off":       {log[:len(log)-4096], true},
		"nothing but its head is there":  {log[:32], true},
		"nothing of it is there":         {nil, true},
		"its head is not as it was":      {append([]byte("????"), log[4:]...), true},
		"a page in it is all zeros":      {append(append(append([]byte{}, log[:32+24]...), make([]byte, 4096)...), log[32+24+4096:]...), true},
		"the last transaction is zeroed": {append(append([]byte{}, log[:len(log)-4096]...), make([]byte, 4096)...), true},
	} {
		got, err := reopened(t, left, "library.db-wal", c.log)
		if damaged := errors.Is(err, store.ErrDamaged); damaged != c.damaged || !damaged && (err != nil || got != whole) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Where a checkpoint stops half-way, each page may have either content, and
// that is no damage.
func TestAHalfWayCheckpointIsNoDamage(t *testing.T) {
	before, whole := abandoned(t)
	after := t.TempDir()
	mustCopy(t, after, before)
	s := open(t, after)
	if all, err := store.BringHome(s); err != nil || !all {
		t.Fatal(all, err)
	}
	home, err := os.ReadFile(filepath.Join(after, "library.db"))
	if err != nil {
		t.Fatal(err)
	}
	old, err := os.ReadFile(filepath.Join(before, "library.db"))
	if err != nil {
		t.Fatal(err)
	}
	rnd := rand.New(rand.NewPCG(8, 2))
	for range 4 {
		mixed := append([]byte{}, home...)
		for at := 0; at < len(old); at += 4096 {
			if rnd.IntN(2) == 0 {
				copy(mixed[at:], old[at:at+4096])
			}
		}
		if got, err := reopened(t, before, "library.db", mixed); err != nil || got != whole {
			t.Fatal("a half-way checkpoint: ", err)
		}
	}
}

// abandoned is the folder of a library whose process was killed: some of what
// was done is at home, the rest in its log. whole is what it holds.
func abandoned(t *testing.T) (dir, whole string) {
	t.Helper()
	working := t.TempDir()
	s := open(t, working)
	for i := range 10 {
		id := taglane.ID(fmt.Sprint("c", i))
		c := aClip(id)
		c.Name = fmt.Sprint("Slow Sunday ", i)
		do(t, s, string(id), "Import", store.ClipWrites(c)...)
	}
	if all, err := store.BringHome(s); err != nil || !all {
		t.Fatal(all, err)
	}
	for i := range 30 {
		tag := aTag(taglane.ID(fmt.Sprint("t", i)))
		tag.Clip = taglane.ID(fmt.Sprint("c", i%10))
		do(t, s, string(tag.Clip), "Tag", store.TagWrites(tag)...)
	}
	if !store.Summed(s) {
		t.Fatal("the library has no sums")
	}
	whole, err := store.Dump(s)
	if err != nil {
		t.Fatal(err)
	}
	dir = t.TempDir()
	mustCopy(t, dir, working)
	return dir, whole
}

// mustCopy copies what a kill leaves behind.
func mustCopy(t *testing.T, to, from string) {
	t.Helper()
	for _, name := range []string{"library.db", "library.db-wal", "sums", "running", "checked"} {
		b, err := os.ReadFile(filepath.Join(from, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(to, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// reopened is what a library holds of which one file is another one. Where it
// does not open, nothing of it was changed.
func reopened(t *testing.T, dir, file string, content []byte) (string, error) {
	t.Helper()
	at := filepath.Join(t.TempDir(), "library")
	if err := os.Mkdir(at, 0o700); err != nil {
		t.Fatal(err)
	}
	mustCopy(t, at, dir)
	if err := os.WriteFile(filepath.Join(at, file), content, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(context.Background(), counting(at, "new"))
	if err != nil {
		for _, name := range []string{"library.db", "library.db-wal"} {
			was, _ := os.ReadFile(filepath.Join(dir, name))
			if name == file {
				was = content
			}
			if is, _ := os.ReadFile(filepath.Join(at, name)); string(is) != string(was) {
				t.Errorf("%s was changed though the library did not open", name)
			}
		}
		return "", err
	}
	got, err := store.Dump(s)
	if closed := s.Close(); closed != nil {
		t.Error(closed)
	}
	return got, err
}
