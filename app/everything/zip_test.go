package everything

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"taglane/app/taglane"
)

// asZip puts the files of a folder into one file, below a folder in it or not;
// change may alter each, or leave it out.
func asZip(t *testing.T, dir, below string, change func(h *zip.FileHeader, b []byte) []byte) string {
	t.Helper()
	at := filepath.Join(t.TempDir(), "export.zip")
	f, err := os.Create(at)
	must(t, err)
	z := zip.NewWriter(f)
	for name, b := range tree(t, dir) {
		h := &zip.FileHeader{Name: below + name, Method: zip.Deflate}
		if change != nil {
			if b = change(h, b); b == nil {
				continue
			}
		}
		w, err := z.CreateHeader(h)
		must(t, err)
		_, err = w.Write(b)
		must(t, err)
	}
	must(t, z.Close())
	must(t, f.Close())
	return at
}

// One file holds what the folder does, and makes the same library; films that are
// nowhere else lie in the library's own folder then.
func TestOneFileIsTheSame(t *testing.T) {
	dir := exported(t)
	first, s, err := take(t, dir)
	must(t, err)
	defer s.Close()
	out := filepath.Join(t.TempDir(), "out.zip")
	made, err := Write(context.Background(), lent(s), out, Choice{Films: true, Private: true, Zip: true}, nil)
	must(t, err)
	if made.Path != out || made.Files < 20 {
		t.Errorf("%+v", made)
	}
	if _, err := Write(context.Background(), lent(s), out, Choice{Zip: true}, nil); taglane.KindOf(err) != taglane.Conflict {
		t.Error("it was written over: ", err)
	}
	if left, _ := os.ReadDir(filepath.Dir(out)); len(left) != 1 {
		t.Error("left behind: ", left)
	}
	again := filepath.Join(t.TempDir(), "again")
	_, err = Write(context.Background(), lent(s), again, Choice{Films: true, Private: true}, nil)
	must(t, err)
	z, err := zip.OpenReader(out)
	must(t, err)
	defer z.Close()
	inFolder := tree(t, again)
	for _, e := range z.File {
		r, err := e.Open()
		must(t, err)
		b, err := io.ReadAll(r)
		must(t, err)
		if !bytes.Equal(b, inFolder[e.Name]) {
			t.Errorf("%s differs", e.Name)
		}
	}
	if len(z.File) != len(inFolder) {
		t.Errorf("%d files in one, %d in the folder", len(z.File), len(inFolder))
	}

	must(t, os.Remove(filepath.Join(dir, "clips", "Clip", "film.mp4"))) // where the film lay until now
	for name, at := range map[string]string{"as it was written": out, "as somebody packed the folder": asZip(t, again, "Taglane library/", nil)} {
		done, second, err := take(t, at)
		if err != nil {
			t.Fatal(name, ": ", err)
		}
		if done.Clips != first.Clips || done.Edits != first.Edits || done.Pictures != first.Pictures || done.Linked != 0 || done.Laid != first.Linked || done.Laid == 0 {
			t.Errorf("%s: %d clips, %d pictures, %d films linked, %d laid out", name, done.Clips, done.Pictures, done.Linked, done.Laid)
		}
		film, err := fs.Glob(os.DirFS(second.Dir()), "films/*.mp4")
		if err != nil || len(film) != 1 {
			t.Fatal(name, film, err)
		}
		if b, err := os.ReadFile(filepath.Join(second.Dir(), film[0])); err != nil || string(b) != "moving pictures" {
			t.Errorf("%s: the film is %q, %v", name, b, err)
		}
		must(t, second.Close())
		if _, err := Take(context.Background(), counting(second.Dir(), "c"), at, func(float64) {}); taglane.KindOf(err) != taglane.Conflict {
			t.Error(name, ": into what is there: ", err)
		}
		if _, err := os.Stat(filepath.Join(second.Dir(), film[0])); err != nil {
			t.Error(name, ": a film of the library went with what was refused: ", err)
		}
	}
}

// Files that somebody made to harm are refused in a sentence, leave no file
// anywhere, and take neither memory nor disk.
func TestHostileFiles(t *testing.T) {
	dir := exported(t)
	manifest := func(change func(text string) string) func(h *zip.FileHeader, b []byte) []byte {
		return func(h *zip.FileHeader, b []byte) []byte {
			if h.Name == manifestName {
				return []byte(change(string(b)))
			}
			return b
		}
	}
	bomb := func(t *testing.T) string {
		at := filepath.Join(t.TempDir(), "bomb.zip")
		f, err := os.Create(at)
		must(t, err)
		z := zip.NewWriter(f)
		w, err := z.CreateRaw(&zip.FileHeader{Name: manifestName, Method: zip.Deflate, UncompressedSize64: 1 << 40, CompressedSize64: 3})
		must(t, err)
		_, err = w.Write([]byte("abc"))
		must(t, err)
		must(t, z.Close())
		must(t, f.Close())
		return at
	}
	for name, at := range map[string]func(t *testing.T) string{
		"a bomb": bomb,
		"no zip": func(t *testing.T) string {
			at := filepath.Join(t.TempDir(), "x")
			must(t, os.WriteFile(at, []byte("PK\x03\x04nothing"), 0o600))
			return at
		},
		"empty": func(t *testing.T) string {
			at := filepath.Join(t.TempDir(), "x")
			must(t, os.WriteFile(at, nil, 0o600))
			return at
		},
		"no manifest": func(t *testing.T) string {
			return asZip(t, dir, "", func(h *zip.FileHeader, b []byte) []byte {
				if h.Name == manifestName {
					return nil
				}
				return b
			})
		},
		"two folders": func(t *testing.T) string {
			return asZip(t, dir, "", func(h *zip.FileHeader, b []byte) []byte {
				h.Name = []string{"a/", "b/"}[len(h.Name)%2] + h.Name
				return b
			})
		},
		"a slip": func(t *testing.T) string {
			return asZip(t, dir, "", manifest(func(s string) string { return strings.Replace(s, `"path": "clips/`, `"path": "clips/../../`, 1) }))
		},
		"a link": func(t *testing.T) string {
			return asZip(t, dir, "", func(h *zip.FileHeader, b []byte) []byte {
				if strings.HasPrefix(h.Name, "exact/log/") {
					h.SetMode(fs.ModeSymlink | 0o777)
					return []byte("/etc/passwd")
				}
				return b
			})
		},
		"other bytes": func(t *testing.T) string {
			return asZip(t, dir, "", func(h *zip.FileHeader, b []byte) []byte {
				if strings.HasPrefix(h.Name, "exact/log/") {
					return append(b, '\n')
				}
				return b
			})
		},
		"a half": func(t *testing.T) string {
			at := asZip(t, dir, "", nil)
			b, err := os.ReadFile(at)
			must(t, err)
			must(t, os.WriteFile(at, b[:len(b)/2], 0o600))
			return at
		},
		"a lying size": func(t *testing.T) string { return lying(t, asZip(t, dir, "", nil)) },
	} {
		t.Run(name, func(t *testing.T) {
			root := quickDir(t)
			file := at(t)
			library := filepath.Join(root, "library")
			done, err := Take(context.Background(), counting(library, "h"), file, func(float64) {})
			if name == "a slip" && err == nil { // a film that is wrong is left out, and told
				if len(done.Wrong) == 0 || done.Laid > 0 {
					t.Error(done.Wrong, done.Laid)
				}
			} else if k := taglane.KindOf(err); k != taglane.Invalid {
				t.Errorf("%v", err)
			}
			if left, _ := fs.Glob(os.DirFS(root), "*"); len(left) > 1 || len(left) == 1 && left[0] != "library" {
				t.Error("written outside: ", left)
			}
			if films, _ := fs.Glob(os.DirFS(library), "films/*"); len(films) > 0 {
				t.Error("left: ", films)
			}
		})
	}
}

// lying makes every size in the directory of a zip file a smaller one.
func lying(t *testing.T, at string) string {
	t.Helper()
	b, err := os.ReadFile(at)
	must(t, err)
	for i := 0; ; {
		n := bytes.Index(b[i:], []byte("PK\x01\x02"))
		if n < 0 {
			break
		}
		i += n
		copy(b[i+24:i+28], []byte{9, 0, 0, 0}) // unfolded
		i += 4
	}
	must(t, os.WriteFile(at, b, 0o600))
	return at
}
