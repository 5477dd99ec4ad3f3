package everything

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// A folder that an end in the midst left behind is taken away by a later export,
// and one that may be being filled is not.
func TestWhatAnExportLeftIsTakenAway(t *testing.T) {
	dir := quickDir(t)
	s := opened(t, filepath.Join(dir, "library"), "a")
	defer s.Close()
	left := func(in string, age time.Duration) string {
		t.Helper()
		path := filepath.Join(dir, in, unnamed+age.String())
		must(t, os.MkdirAll(filepath.Join(path, "exact"), 0o755))
		must(t, os.Chtimes(path, noon, noon.Add(-age)))
		return path
	}
	old, young, failed := left("", 25*time.Hour), left("", time.Hour), left("elsewhere", time.Minute)
	undropped.Store(failed, nil)
	write(t, s, Choice{})
	for _, path := range []string{old, failed} {
		if _, err := os.Lstat(path); !os.IsNotExist(err) {
			t.Errorf("%s is still there: %v", path, err)
		}
	}
	if _, err := os.Lstat(young); err != nil {
		t.Error(err)
	}
	if _, there := undropped.Load(failed); there {
		t.Error("what was taken away is remembered")
	}
}
