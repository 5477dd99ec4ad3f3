package everything

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"taglane/app/edit"
	"taglane/app/outbox"
	"taglane/app/store"
	"taglane/app/taglane"
)

// exported is a folder of a library in which everybody did something, and the
// film of its clip, which is gone by now.
func exported(t *testing.T) string {
	t.Helper()
	root, ctx := quickDir(t), context.Background()
	film := filepath.Join(root, "film.mp4")
	must(t, os.WriteFile(film, []byte("moving pictures"), 0o600))
	s := opened(t, filepath.Join(root, "first"), "a")
	defer s.Close()
	for _, writes := range [][]edit.Write{
		store.ClipWrites(taglane.Clip{ID: "c1", Name: "Clip", Path: film, Size: 15, Fingerprint: "fp", AddedAt: noon, Facts: taglane.Facts{Frames: 300, Rate: taglane.Rate{Num: 30, Den: 1}, Width: 9, Height: 16}}),
		store.TagWrites(taglane.Tag{ID: "t1", Clip: "c1", Product: "p1", Span: taglane.Span{In: 3, Out: 30}, Relation: taglane.Own}),
	} {
		_, err := s.Do(ctx, edit.Draft{By: "nora", Scope: "c1", Label: "Do", Writes: writes})
		must(t, err)
	}
	must(t, s.KeepAccount(ctx, taglane.Account{ID: "acc", Service: "webpage", Name: "My page"}))
	must(t, s.SetSetting(ctx, "library", "lib1"))
	must(t, s.SetSetting(ctx, "team.location", "tls://hub.example.com/secret-place"))
	must(t, s.SetSetting(ctx, "vault", "passphrase"))
	must(t, os.MkdirAll(filepath.Join(s.Dir(), "media"), 0o700))
	must(t, os.WriteFile(filepath.Join(s.Dir(), "media", pictureName), []byte(pictureText), 0o600))
	l, err := outbox.OpenLedger("lib1", outbox.Plain{}, filepath.Join(s.Dir(), "publish-ledger.jsonl"))
	must(t, err)
	must(t, l.Append(outbox.Line{Kind: outbox.LineIntent, Key: "k", Account: "acc", Revision: "d", At: noon}))
	must(t, l.Close())
	_, _, err = s.Queue(ctx, outbox.Row{ID: "pub", Key: "k1", Clip: "c1", Account: "acc", Revision: "d1", QueuedAt: noon}, outbox.Entry{At: noon, Outcome: "queued"})
	must(t, err)
	dir := write(t, s, Choice{Films: true, Private: true})
	must(t, os.Remove(film))
	return dir
}

func take(t *testing.T, dir string) (Taken, *store.Store, error) {
	t.Helper()
	o := counting(filepath.Join(quickDir(t), "second"), "b")
	done, err := Take(context.Background(), o, dir, func(float64) {})
	s := opened(t, o.Dir, "b")
	t.Cleanup(func() { s.Close() })
	return done, s, err
}

// forge copies a folder, changes its files, and makes the manifest agree with
// what they are then: an attacker can reckon sums as well as we.
func forge(t *testing.T, from string, change func(dir string, m *Manifest)) string {
	t.Helper()
	dir := quickDir(t)
	must(t, os.CopyFS(dir, os.DirFS(from)))
	var m Manifest
	b, err := os.ReadFile(filepath.Join(dir, manifestName))
	must(t, err)
	must(t, json.Unmarshal(b, &m))
	change(dir, &m)
	b, err = json.Marshal(m)
	must(t, err)
	must(t, os.WriteFile(filepath.Join(dir, manifestName), b, 0o600))
	return dir
}

// put writes a file and makes the manifest agree.
func put(t *testing.T, dir string, m *Manifest, name string, content []byte) {
	t.Helper()
	must(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755))
	must(t, os.WriteFile(filepath.Join(dir, name), content, 0o600))
	sum := sha256.Sum256(content)
	e := Entry{Path: name, Size: int64(len(content)), SHA256: hex.EncodeToString(sum[:]), Role: Exact}
	if i := slices.IndexFunc(m.Entries, func(e Entry) bool { return e.Path == name }); i >= 0 {
		e.Role = m.Entries[i].Role
		m.Entries[i] = e
		return
	}
	m.Entries = append(m.Entries, e)
}

// A clip whose own file is gone is shown from the folder; what is wrong of
// pictures is named, and the rest comes.
func TestWhatIsOnlyInTheFolderIsShownFromThere(t *testing.T) {
	dir := exported(t)
	must(t, os.WriteFile(filepath.Join(dir, "pictures", pictureName), []byte("a pictura"), 0o600))
	must(t, os.WriteFile(filepath.Join(dir, "clips.csv"), []byte("sorted and saved by a person"), 0o600))
	done, s, err := take(t, dir)
	must(t, err)
	c, err := s.Clip(context.Background(), "c1")
	must(t, err)
	if b, err := os.ReadFile(c.Path); string(b) != "moving pictures" || done.Linked != 1 || done.Films != 1 {
		t.Errorf("%s, %v, %+v", c.Path, err, done)
	}
	if len(done.Found.Wrong) != 1 || !strings.Contains(done.Found.Wrong[0].String(), "is not as it was written") || done.Pictures != 0 || !done.Whole {
		t.Errorf("%+v", done)
	}
	rests, err := s.Setting(context.Background(), "outbox.rests")
	if err != nil || rests != "yes" {
		t.Errorf("the outbox goes on: %q, %v", rests, err)
	}
	for _, own := range []string{"team.location", "vault"} {
		if v, _ := s.Setting(context.Background(), own); v != "" {
			t.Errorf("%s of another machine is here: %s", own, v)
		}
	}
	for name, b := range tree(t, dir) {
		if bytes.Contains(b, []byte("secret-place")) {
			t.Errorf("%s tells where the team meets", name)
		}
	}
	ledger, err := os.ReadFile(filepath.Join(s.Dir(), "publish-ledger.jsonl"))
	if err != nil || bytes.Count(ledger, []byte("\n")) != 1 {
		t.Errorf("%s, %v", ledger, err)
	}
	if left, _ := filepath.Glob(filepath.Join(s.Dir(), ".*")); len(left) > 0 {
		t.Error("left behind:", left)
	}
}

// What a later build added to a row is kept.
func TestFieldsOfALaterBuildAreKept(t *testing.T) {
	const later = `"orbit":{"moon":"<&>"}`
	dir := forge(t, exported(t), func(dir string, m *Manifest) {
		name := rowsPath("account")
		b, err := os.ReadFile(filepath.Join(dir, name))
		must(t, err)
		put(t, dir, m, name, bytes.Replace(b, []byte(`"service"`), []byte(later+`,"service"`), 1))
	})
	_, s, err := take(t, dir)
	must(t, err)
	if b := tree(t, write(t, s, Choice{}))[rowsPath("account")]; !bytes.Contains(b, []byte(later)) {
		t.Errorf("%s", b)
	}
}

// What a stranger may send is refused in one sentence, and the library is as empty
// as it was.
func TestHostileFolders(t *testing.T) {
	good := exported(t)
	device := ""
	for name := range tree(t, good) {
		if strings.HasPrefix(name, "exact/log/") {
			device = name
		}
	}
	rewrite := func(name string, change func([]byte) []byte) func(string, *Manifest) {
		return func(dir string, m *Manifest) {
			b, err := os.ReadFile(filepath.Join(dir, name))
			must(t, err)
			put(t, dir, m, name, change(b))
		}
	}
	const form = "is not what Taglane writes"
	account := rowsPath("account")
	cases := map[string]struct {
		change func(dir string, m *Manifest)
		want   string
		kind   taglane.Kind
	}{
		"a newer form":   {func(_ string, m *Manifest) { m.Format = 2 }, "newer Taglane", taglane.Refused},
		"no form":        {func(_ string, m *Manifest) { m.Format = 0 }, "holds no library", taglane.Invalid},
		"a file missing": {func(dir string, _ *Manifest) { must(t, os.Remove(filepath.Join(dir, account))) }, "is missing", taglane.Invalid},
		"a file changed": {func(dir string, _ *Manifest) {
			must(t, os.WriteFile(filepath.Join(dir, account), []byte("{}\n"), 0o600))
		}, "not as it was written", taglane.Invalid},
		"a link out":       {func(dir string, m *Manifest) { swap(t, dir, account, "/etc/passwd") }, "cannot be read", taglane.Invalid},
		"a file twice":     {func(_ string, m *Manifest) { m.Entries = append(m.Entries, m.Entries[0]) }, "named twice", taglane.Invalid},
		"a path out":       {func(_ string, m *Manifest) { m.Entries[0].Path = "exact/log/../../../x.jsonl" }, "nothing that Taglane writes", taglane.Invalid},
		"an absolute path": {func(_ string, m *Manifest) { m.Entries[0].Path = "/etc/passwd" }, "nothing that Taglane writes", taglane.Invalid},
		"a film's path out": {func(_ string, m *Manifest) {
			m.Entries = append(m.Entries, Entry{Path: "clips/../../x", Role: Film, SHA256: m.Entries[0].SHA256})
		}, "", ""},
		"a table of theirs": {func(dir string, m *Manifest) { put(t, dir, m, rowsPath("edit"), []byte("{}\n")) }, "nothing that Taglane writes", taglane.Invalid},
		"another's role":    {func(_ string, m *Manifest) { m.Entries[0].Role = "spell" }, "nothing that Taglane writes", taglane.Invalid},
		"no row":            {rewrite(account, func([]byte) []byte { return []byte("hello\n") }), "Line 1 of exact/rows/account.jsonl " + form, taglane.Invalid},
		"a column less":     {rewrite(account, func([]byte) []byte { return []byte(`{"id":"x"}` + "\n") }), form, taglane.Invalid},
		"a column more":     {rewrite(account, func(b []byte) []byte { return append([]byte(`{"rowid":1,`), b[1:]...) }), form, taglane.Invalid},
		"another noun":      {rewrite(account, func(b []byte) []byte { return bytes.Replace(b, []byte(`"name":"My page"`), []byte(`"name":7`), 1) }), form, taglane.Invalid},
		"two in a line":     {rewrite(account, func(b []byte) []byte { return append(bytes.TrimSpace(b), []byte(" {}\n")...) }), form, taglane.Invalid},
		"a stage": {rewrite(rowsPath("publication"), func(b []byte) []byte {
			return bytes.ReplaceAll(b, []byte(`"Stage":"queued"`), []byte(`"Stage":"moon"`))
		}), form, taglane.Invalid},
		"a step of nothing": {rewrite(rowsPath("publication_step"), func(b []byte) []byte {
			return bytes.ReplaceAll(b, []byte(`"publication":"pub"`), []byte(`"publication":"no"`))
		}), form, taglane.Invalid},
		"a line cut":      {rewrite(device, func(b []byte) []byte { return b[:len(b)-9] }), form, taglane.Invalid},
		"a line turned":   {rewrite(device, func(b []byte) []byte { b[9] ^= 1; return b }), "Line 1 of exact/log/", taglane.Invalid},
		"a line left out": {rewrite(device, func(b []byte) []byte { return b[bytes.IndexByte(b, '\n')+1:] }), form, taglane.Invalid},
		"another's lines": {func(dir string, m *Manifest) {
			b, _ := os.ReadFile(filepath.Join(dir, device))
			put(t, dir, m, "exact/log/other.jsonl", b)
		}, form, taglane.Invalid},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			dir := forge(t, good, c.change)
			done, s, err := take(t, dir)
			if c.kind == "" {
				if err != nil || len(done.Found.Wrong) != 1 || done.Linked != 1 {
					t.Errorf("%v, %+v", err, done)
				}
				return
			}
			f := taglane.SaidOf(err).String()
			if taglane.KindOf(err) != c.kind || !strings.Contains(f, c.want) {
				t.Errorf("%v: %s", taglane.KindOf(err), f)
			}
			if seen, err := s.Seen(context.Background()); err != nil || len(seen) > 0 {
				t.Errorf("something of it was taken: %v, %v", seen, err)
			}
		})
	}
	t.Run("a pipe", func(t *testing.T) {
		if runtime.GOOS == "windows" {
			t.Skip("there are no pipes among files")
		}
		dir := forge(t, good, func(dir string, _ *Manifest) { pipe(t, filepath.Join(dir, account)) })
		if _, _, err := take(t, dir); taglane.KindOf(err) != taglane.Invalid {
			t.Error(err)
		}
	})
}

func swap(t *testing.T, dir, name, to string) {
	t.Helper()
	must(t, os.Remove(filepath.Join(dir, name)))
	must(t, os.Symlink(to, filepath.Join(dir, name)))
}

// Bytes of exact files turned at random, with sums that agree: each folder makes a
// library that opens, or is refused as Invalid.
func TestMutatedFolders(t *testing.T) {
	good, rnd := exported(t), rand.New(rand.NewPCG(8, 1))
	var names []string
	for name, b := range tree(t, good) {
		if strings.HasPrefix(name, "exact/") && len(b) > 0 {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	taken, refused := 0, 0
	for range 16 {
		dir := forge(t, good, func(dir string, m *Manifest) {
			name := names[rnd.IntN(len(names))]
			b, err := os.ReadFile(filepath.Join(dir, name))
			must(t, err)
			for range 1 + rnd.IntN(3) {
				switch i := rnd.IntN(len(b)); rnd.IntN(3) {
				case 0:
					b[i] ^= 1 << rnd.IntN(8)
				case 1:
					b = append(b[:i], b[i+1:]...)
				case 2:
					b = slices.Insert(b, i, byte(rnd.IntN(256)))
				}
			}
			put(t, dir, m, name, b)
		})
		_, s, err := take(t, dir)
		switch taglane.KindOf(err) {
		case taglane.Invalid:
			refused++
		default:
			must(t, err)
			taken++
			must(t, s.Rebuild(context.Background()))
		}
		must(t, s.Close())
	}
	if taken == 0 || refused == 0 {
		t.Errorf("%d taken, %d refused", taken, refused)
	}
	t.Logf("%d taken, %d refused", taken, refused)
}

// Nothing is written over, and of what ends early nothing is left.
func TestNothingIsWrittenOver(t *testing.T) {
	root := quickDir(t)
	s := opened(t, filepath.Join(root, "library"), "a")
	defer s.Close()
	full := filepath.Join(root, "full")
	must(t, os.Mkdir(full, 0o755))
	must(t, os.WriteFile(filepath.Join(full, "mine.txt"), nil, 0o600))
	for _, dir := range []string{full, filepath.Join(full, "mine.txt")} {
		if _, err := Write(context.Background(), lent(s), dir, Choice{}, nil); taglane.KindOf(err) != taglane.Conflict {
			t.Error(dir, err)
		}
	}
	ctx, stop := context.WithCancel(context.Background())
	told := 0
	_, err := Write(ctx, lent(s), filepath.Join(root, "stopped"), Choice{}, func(float64) {
		if told++; told == 5 {
			stop()
		}
	})
	if err == nil || ctx.Err() == nil {
		t.Error("it went on:", err)
	}
	if left, _ := os.ReadDir(root); len(left) != 2 {
		t.Error("left behind:", left)
	}
	must(t, os.Mkdir(filepath.Join(root, "empty"), 0o755))
	made, err := Write(context.Background(), lent(s), filepath.Join(root, "empty"), Choice{}, nil)
	if err != nil || made.Files != len(tree(t, made.Path)) {
		t.Error(made, err)
	}
	must(t, s.Close())
	for _, c := range []struct {
		dir  string
		kind taglane.Kind
	}{{made.Path, ""}, {exported(t), ""}, {made.Path, taglane.Conflict}, {filepath.Join(root, "none"), taglane.NotFound}, {full, taglane.Invalid}} {
		if _, err := Take(context.Background(), counting(filepath.Join(root, "library"), "x"), c.dir, func(float64) {}); taglane.KindOf(err) != c.kind {
			t.Error(c.dir, err)
		}
	}
}
