package outbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"taglane/app/taglane"
)

func ledgerPaths(t *testing.T) (beside, state string) {
	dir := t.TempDir()
	return filepath.Join(dir, "library", "publish-ledger.jsonl"), filepath.Join(dir, "state", "publish-ledger.jsonl")
}

func openLedger(t *testing.T, paths ...string) *Ledger {
	t.Helper()
	l, err := OpenLedger("library-1", Plain{}, paths...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func appendAll(t *testing.T, l *Ledger, lines ...Line) {
	t.Helper()
	for _, line := range lines {
		if err := l.Append(line); err != nil {
			t.Fatal(err)
		}
	}
}

func factsOf(t *testing.T, l *Ledger, key string) facts {
	t.Helper()
	f, err := l.of(key)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func story(key string) []Line {
	base := Line{Key: key, Account: "a", Revision: "r-" + key, At: start}
	line := func(k LineKind) Line { l := base; l.Kind = k; return l }
	handle := line(LineHandle)
	handle.Handle, handle.Sum = []byte(`"up"`), sumOf([]byte(`"up"`))
	return []Line{handle, line(LineIntent), line(LineSent)}
}

func TestLedgerRemembersAcrossRestarts(t *testing.T) {
	beside, state := ledgerPaths(t)
	l := openLedger(t, beside, state)
	appendAll(t, l, story("K")...)
	l.Close()
	l = openLedger(t, beside, state)
	f := factsOf(t, l, "K")
	if !f.intent || !f.sent || f.post != nil || string(f.handle) != `"up"` {
		t.Fatalf("%+v", f)
	}
	appendAll(t, l, Line{Kind: LineOutcome, Outcome: OutcomeLive, Key: "K", Account: "a", Revision: "r-K", Epoch: 3, Post: &taglane.Post{ID: "p"}})
	if f = factsOf(t, l, "K"); f.post == nil || f.post.ID != "p" || f.intent || f.sent {
		t.Fatalf("%+v", f)
	}
	if e, ok := l.Highest("r-K", "a"); !ok || e != 3 {
		t.Errorf("highest epoch %d, %v", e, ok)
	}
	if _, ok := l.Highest("r-K", "b"); ok {
		t.Error("another account's epoch is known")
	}
}

func TestLedgerLinesAreJSONWithTheirLibrary(t *testing.T) {
	beside, _ := ledgerPaths(t)
	l := openLedger(t, beside)
	appendAll(t, l, story("K")...)
	b, err := os.ReadFile(beside)
	if err != nil {
		t.Fatal(err)
	}
	var prev string
	for i, text := range bytes.Split(bytes.TrimSuffix(b, []byte("\n")), []byte("\n")) {
		var m map[string]any
		if err := json.Unmarshal(text, &m); err != nil {
			t.Fatalf("line %d: %v", i, err)
		}
		if m["library"] != "library-1" || m["prev"] != prev || m["crc"] == nil {
			t.Errorf("line %d: %s", i, text)
		}
		w, ok := read(text)
		if !ok {
			t.Fatalf("line %d cannot be read back", i)
		}
		prev = w.hash
	}
}

// Whatever part of the last line reached the disk, the rest of the ledger
// stands, nothing is reported as damage, and the next line is whole.
func TestTornLastLineIsCut(t *testing.T) {
	beside, _ := ledgerPaths(t)
	l := openLedger(t, beside)
	appendAll(t, l, story("K")...)
	l.Close()
	whole, err := os.ReadFile(beside)
	if err != nil {
		t.Fatal(err)
	}
	last := bytes.LastIndexByte(whole[:len(whole)-1], '\n') + 1
	for cut := last; cut < len(whole); cut++ {
		if err := os.WriteFile(beside, whole[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		l := openLedger(t, beside)
		if f := factsOf(t, l, "K"); !f.intent || f.sent || l.Damage().Format != "" {
			t.Fatalf("cut at %d: %+v %q", cut, f, l.Damage())
		}
		appendAll(t, l, story("K")[2])
		l.Close()
		l = openLedger(t, beside)
		if f := factsOf(t, l, "K"); !f.sent || l.Damage().Format != "" {
			t.Fatalf("cut at %d, then written: %+v %q", cut, f, l.Damage())
		}
		l.Close()
	}
}

// A flipped bit anywhere in one copy is healed by the other. In the only copy
// it is told as damage, or cuts the last line; it is never believed.
func TestFlippedBit(t *testing.T) {
	beside, state := ledgerPaths(t)
	l := openLedger(t, beside, state)
	appendAll(t, l, story("K")...)
	appendAll(t, l, story("L")...)
	l.Close()
	whole, err := os.ReadFile(beside)
	if err != nil {
		t.Fatal(err)
	}
	for at := 0; at < len(whole); at += 7 {
		bad := bytes.Clone(whole)
		bad[at] ^= 1 << (at % 8)
		for _, p := range []string{beside, state} {
			if err := errors.Join(os.WriteFile(beside, bad, 0o600), os.WriteFile(state, bad, 0o600), os.WriteFile(p, whole, 0o600)); err != nil {
				t.Fatal(err)
			}
			l := openLedger(t, beside, state)
			if f := factsOf(t, l, "K"); !f.sent || l.Damage().Format != "" || !factsOf(t, l, "L").sent {
				t.Fatalf("bit at %d is not healed: %+v %q", at, f, l.Damage())
			}
			l.Close()
		}
		if err := errors.Join(os.WriteFile(beside, bad, 0o600), os.Remove(state)); err != nil {
			t.Fatal(err)
		}
		for range 2 { // the damage stays known after more was written
			l := openLedger(t, beside)
			fK, fL := factsOf(t, l, "K"), factsOf(t, l, "L")
			switch {
			case l.Damage().Format != "" && (!l.doubts(fK) || !l.doubts(fL)) && !(l.doubts(fK) && fL.sent):
				t.Fatalf("bit at %d: damage, but no doubt", at)
			case l.Damage().Format == "" && !(fK.sent && fL.intent):
				t.Fatalf("bit at %d is not noticed: %+v %+v", at, fK, fL)
			}
			if at < len(whole)-len(whole)/6 && l.Damage().Format == "" {
				t.Fatalf("bit at %d in the middle is not told", at)
			}
			appendAll(t, l, story("M")...)
			if l.doubts(factsOf(t, l, "M")) {
				t.Fatalf("bit at %d: what began after the damage is doubted", at)
			}
			l.Close()
		}
	}
}

// Putting back an old library folder does not take the ledger back with it.
func TestOldCopyLearnsFromTheOther(t *testing.T) {
	beside, state := ledgerPaths(t)
	l := openLedger(t, beside, state)
	appendAll(t, l, story("K")[:1]...)
	old, err := os.ReadFile(beside)
	if err != nil {
		t.Fatal(err)
	}
	appendAll(t, l, story("K")[1:]...)
	l.Close()
	for _, back := range []string{beside, state} {
		if err := os.WriteFile(back, old, 0o600); err != nil {
			t.Fatal(err)
		}
		l = openLedger(t, beside, state)
		if f := factsOf(t, l, "K"); !f.sent || l.Damage().Format != "" {
			t.Fatalf("%s: %+v %q", back, f, l.Damage())
		}
		l.Close()
		a, _ := os.ReadFile(beside)
		b, _ := os.ReadFile(state)
		if !bytes.Equal(a, b) {
			t.Fatalf("the copies differ after opening with an old %s", back)
		}
	}
}

// Two copies that grew apart on two machines are both believed.
func TestCopiesThatGrewApart(t *testing.T) {
	beside, state := ledgerPaths(t)
	l := openLedger(t, beside, state)
	appendAll(t, l, story("K")[0])
	l.Close()
	a := openLedger(t, beside)
	appendAll(t, a, story("K")[1:]...)
	a.Close()
	b := openLedger(t, state)
	appendAll(t, b, story("L")...)
	b.Close()
	l = openLedger(t, beside, state)
	if !factsOf(t, l, "K").sent || !factsOf(t, l, "L").sent || l.Damage().Format != "" {
		t.Fatalf("%+v %+v %q", factsOf(t, l, "K"), factsOf(t, l, "L"), l.Damage())
	}
}

func TestLedgerThatCannotBeWrittenSaysSo(t *testing.T) {
	dir := t.TempDir()
	if _, err := OpenLedger("x", Plain{}, filepath.Join(dir, "a"), dir); taglane.KindOf(err) != taglane.Later {
		t.Errorf("a folder in place of a copy: %v", err)
	}
	if _, err := OpenLedger("x", Plain{}); err == nil {
		t.Error("a ledger without a place is opened")
	}
	l := openLedger(t, filepath.Join(dir, "b"))
	l.Close()
	if err := l.Append(story("K")[0]); taglane.KindOf(err) != taglane.Later {
		t.Errorf("a closed file: %v", err)
	}
}

// Two hundred times a library is put back to an older state, its ledger folder
// with it or not, and carried on: no publication is ever posted twice.
func TestRestoredLibraryNeverPostsAgain(t *testing.T) {
	seed := rand.New(rand.NewPCG(7, 11))
	posts, unsure := 0, 0
	for n := range 200 {
		all := shapes()
		w := newWorld(all[n%len(all)], nil)
		if _, err := w.judge(); err != nil {
			t.Fatal(err)
		}
		for again := range 2 {
			back := seed.IntN(len(w.rows))
			w.rows = w.rows[:back+1]
			if again == 1 { // the folder goes back too; the state copy does not
				w.pages[0] = w.pages[0][:bytes.LastIndexByte(w.pages[0][:seed.IntN(len(w.pages[0]))], '\n')+1]
			}
			w.box = nil
			asked, err := w.judge()
			if err != nil {
				t.Fatalf("%v, put back to version %d: %v", w.shape, back, err)
			}
			if asked {
				unsure++
			}
		}
		posts += len(w.posts)
	}
	t.Logf("400 restores of 200 libraries: %d posts, %d asked a person", posts, unsure)
	if posts != 200 {
		t.Fatalf("%d posts for 200 publications", posts)
	}
	if unsure != 0 {
		t.Errorf("%d asked a person though the ledger knows the outcome", unsure)
	}
}

// With the library gone altogether, queueing the same revision again finds the
// post in the ledger.
func TestQueueingAgainAfterALostLibraryFindsThePost(t *testing.T) {
	for _, s := range shapes() {
		w := newWorld(s, nil)
		if _, err := w.judge(); err != nil {
			t.Fatal(err)
		}
		w.rows = []Row{NewRow("another-row", frozen.Revision, "account-1", 0, nil, time.Time{}, start)}
		w.box = nil
		if _, err := w.judge(); err != nil {
			t.Fatalf("%v: %v", s, err)
		}
	}
}

// A damaged ledger makes those unsure that were under way and cannot be asked.
func TestDamageMakesTheBlindUnsure(t *testing.T) {
	for _, s := range shapes() {
		w := newWorld(s, nil)
		for w.row().Stage < Ready {
			w.live(func() { _, _ = w.box.Step(t.Context(), "row-1") })
			w.clock = w.clock.Add(time.Minute)
		}
		old := w.row()
		if _, err := w.judge(); err != nil {
			t.Fatal(err)
		}
		// The row goes back to before the release, and all later lines of both copies are spoiled.
		w.rows = append(w.rows, old)
		for i := range w.pages {
			lines := bytes.SplitAfter(w.pages[i], []byte("\n"))
			for _, l := range lines[1:] {
				if len(l) > 3 {
					l[2] ^= 1
				}
			}
			w.pages[i] = bytes.Join(lines, nil)
		}
		w.box = nil
		rested := w.run(false)
		asked := w.row().Wait == WaitsUnsure
		if want := s.repeat == "blind"; !rested || asked != want && s.repeat != "unknown" || len(w.posts) != 1 {
			t.Errorf("%v: rested %v, unsure %v, %d posts: %s", s, rested, asked, len(w.posts), fmt.Sprint(w.row()))
		}
	}
}
