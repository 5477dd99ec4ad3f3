package accesstest

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// Leaks lists the files below a folder in which a secret from here stands as it
// is.
func Leaks(t testing.TB, dir string) (found []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if bytes.Contains(b, []byte(Canary)) {
			found = append(found, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
