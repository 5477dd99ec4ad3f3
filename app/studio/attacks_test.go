package studio

import (
	"archive/zip"
	"bytes"
	"crypto/ed25519"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"taglane/app/access/accesstest"
	"taglane/app/taglane"
)

// besieged is a library whose clip needs an approval, and what an attacker may
// have seen of it: a bundle of a member whose key was compared, and an answer.
type besieged struct {
	t         *testing.T
	root      string
	nora, mia *Studio
	clip      taglane.ID
	member    Member // mia, as nora knows her
	honest    []byte // her bundle
	digest    string // of the draft as it stands now, which nobody approved
	tried     map[string]int
	refused   int
	said      map[string]bool // sentences of refusal
}

// TestThreeHundredAttacksByBundlesAndAnswers sends a library what an attacker
// can make. All of it is refused in a sentence or shown as the text it is;
// nothing is written elsewhere, and nothing approves anything.
func TestThreeHundredAttacksByBundlesAndAnswers(t *testing.T) {
	v := besiege(t)
	before := v.outside()
	v.bundlesChanged()
	v.bundlesForged()
	v.bundlesOfEdits()
	v.answers()
	total := 0
	for _, kind := range slices.Sorted(maps.Keys(v.tried)) {
		t.Logf("%5d %s", v.tried[kind], kind)
		total += v.tried[kind]
	}
	t.Logf("%5d attacks: %d refused in %d sentences, %d shown as text; 0 approvals counted, 0 files written elsewhere", total, v.refused, len(v.said), total-v.refused)
	if total < 300 {
		t.Errorf("only %d attacks", total)
	}
	if now := v.outside(); !slices.Equal(before, now) {
		t.Errorf("before there was %v, then %v", before, now)
	}
	// Who may say so does. (Mia's key has to be compared anew: another was sent for hers.)
	answer(t, v.nora, v.clip, taglane.Approves)
	if a, err := v.nora.Approval(ctx, v.clip); err != nil || a.Has != 1 || !a.Ready {
		t.Errorf("an approval that holds does not count: %+v, %v", a, err)
	}
}

// often is how many of the attacks that are alike are tried: all of them where
// TAGLANE_ATTACKS is set, else one of so many.
func often(fewer int) int {
	if os.Getenv("TAGLANE_ATTACKS") != "" {
		return 1
	}
	return fewer
}

func besiege(t *testing.T) *besieged {
	t.Helper()
	v := &besieged{t: t, root: t.TempDir(), tried: map[string]int{}, said: map[string]bool{}}
	open := func(person string) *Studio {
		o := options(filepath.Join(v.root, person, "library"))
		o.Person, o.Keyring = person, &accesstest.Ring{}
		s, err := Open(ctx, o)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
		return s
	}
	v.nora, v.mia = open("nora"), open("mia")
	v.clip = addClip(t, v.nora, 300)
	if _, err := v.nora.SetApprovals(ctx, "", 1); err != nil {
		t.Fatal(err)
	}
	take := func(to, from *Studio) string {
		path := exported(t, from)
		if _, err := to.TakeBundle(ctx, path); err != nil {
			t.Fatal(err)
		}
		return path
	}
	take(v.mia, v.nora)
	answer(t, v.mia, v.clip, taglane.Approves)
	var err error
	if v.honest, err = os.ReadFile(take(v.nora, v.mia)); err != nil {
		t.Fatal(err)
	}
	for _, m := range members(t, v.nora) {
		if m.Name == "mia" {
			v.member = m
		}
	}
	if _, err := v.nora.KnowMember(ctx, v.member.ID, v.member.Fingerprint); err != nil {
		t.Fatal(err)
	}
	if a, err := v.nora.Approval(ctx, v.clip); err != nil || a.Has != 1 {
		t.Fatalf("%+v, %v", a, err)
	}
	change(t, v.nora, v.clip, "Another one")
	take(v.mia, v.nora)
	a, err := v.nora.Approval(ctx, v.clip)
	if err != nil || a.Has != 0 {
		t.Fatalf("%+v, %v", a, err)
	}
	v.digest = a.Digest
	if err := os.WriteFile(filepath.Join(v.root, "bait"), []byte("bait"), 0o600); err != nil {
		t.Fatal(err)
	}
	return v
}

func exported(t *testing.T, s *Studio) string {
	t.Helper()
	made, err := s.ExportBundle(ctx, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return made.Path
}

// outside are all files around the libraries, and those in them that no attack
// may add to.
func (v *besieged) outside() (all []string) {
	err := filepath.WalkDir(v.root, func(path string, d fs.DirEntry, err error) error {
		if name := d.Name(); err == nil && !d.IsDir() && name != "attack.taglane" && !strings.Contains(name, ".db") {
			info, _ := d.Info()
			all = append(all, fmt.Sprintf("%s %s", path, info.Mode()))
		}
		return err
	})
	if err != nil {
		v.t.Fatal(err)
	}
	return all
}

// bundle gives the library a bundle. It must be refused where it shall be.
func (v *besieged) bundle(kind, what string, b []byte, refused bool) {
	v.t.Helper()
	path := filepath.Join(v.root, "attack.taglane")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		v.t.Fatal(err)
	}
	look, err := v.nora.ReadBundle(ctx, path)
	if err == nil && look.Known {
		v.t.Errorf("%s, %s: it is said to be of somebody known", kind, what)
	}
	_, took := v.nora.TakeBundle(ctx, path)
	if (err == nil) != (took == nil) {
		v.t.Errorf("%s, %s: looked at %v, taken %v", kind, what, err, took)
	}
	v.judge(kind, what, took, refused)
}

func (v *besieged) judge(kind, what string, err error, refused bool) {
	v.t.Helper()
	v.tried[kind]++
	if err != nil {
		v.refused++
		said := taglane.MessageOf(err)
		v.said[said] = true
		if k := taglane.KindOf(err); k == taglane.Internal || k == "" || !strings.HasSuffix(said, ".") || strings.ContainsAny(said, "\n{}") {
			v.t.Errorf("%s, %s: refused by %v", kind, what, err)
		}
	} else if refused {
		v.t.Errorf("%s, %s: taken", kind, what)
	}
	if a, err := v.nora.Approval(ctx, v.clip); err != nil || a.Has != 0 || a.Ready || a.Digest != v.digest {
		v.t.Fatalf("%s, %s: it counts: %+v, %v", kind, what, a, err)
	}
}

// bundlesChanged are honest bundles that were changed on their way, by somebody
// who reckons the sum anew.
func (v *besieged) bundlesChanged() {
	inside := unzipped(v.t, v.honest)
	for _, name := range []string{"manifest.json", "manifest.sig"} {
		for i := 0; i < len(inside[name]); i += often(7) {
			text := []byte(inside[name])
			text[i] ^= 1 << (i % 8)
			altered := maps.Clone(inside)
			altered[name] = string(text)
			v.bundle("a byte of "+name, fmt.Sprint(i), archive(v.t, altered), true)
		}
	}
	for i := 0; i < len(v.honest); i += 64 * often(2) {
		b := bytes.Clone(v.honest)
		b[i] ^= 0x10
		v.bundle("a byte of the file", fmt.Sprint(i), b, true)
		v.bundle("cut", fmt.Sprint(i), v.honest[:i], true)
		if i < len(v.honest)-66 { // else nothing but the sum is gone, and that is made anew
			v.bundle("cut and sealed anew", fmt.Sprint(i), resealed(v.honest[:i]), true)
		}
	}
	// What was here before is here once.
	count := func() string { a, err := v.nora.Approval(ctx, v.clip); return fmt.Sprint(a, err) }
	for before, i := count(), 0; i < 5; i++ {
		path := filepath.Join(v.root, "attack.taglane")
		if err := os.WriteFile(path, v.honest, 0o600); err != nil {
			v.t.Fatal(err)
		}
		if done, err := v.nora.TakeBundle(ctx, path); err != nil || done.Received != 0 || count() != before {
			v.t.Errorf("an old bundle changes something: %+v, %v", done, err)
		}
		v.judge("an old bundle again", fmt.Sprint(i), nil, false)
	}
}

func unzipped(t *testing.T, b []byte) map[string]string {
	t.Helper()
	inside := map[string]string{}
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		inside[f.Name] = string(text)
	}
	return inside
}

// mallory has a key, and knows how bundles are made.
var mallory = ed25519.NewKeyFromSeed([]byte("another seed of thirty-two bytes"))

var tomorrow = time.Now().Add(24 * time.Hour).UTC().Truncate(time.Second)
