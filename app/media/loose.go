package media

import (
	"os"
	"path/filepath"

	"taglane/app/taglane"
)

// drawing bounds how many loose pictures are made at a time.
var drawing = make(chan struct{}, 2)

// Keep is where a loose picture of the cache lies. One that is not there is
// drawn first; whoever asks for it meanwhile waits, and it is drawn once.
func (c Cache) Keep(name string, draw func() ([]byte, error)) (string, error) {
	path := filepath.Join(c.Pictures(), name)
	if filepath.Base(path) != name {
		return "", taglane.Errorf(taglane.Internal, "A picture of the cache has no name of its own.")
	}
	defer busy.lock(path)()
	if info, err := os.Stat(path); err == nil && info.Size() > 0 {
		return path, nil
	}
	drawing <- struct{}{}
	defer func() { <-drawing }()
	b, err := draw()
	if err != nil {
		return "", err
	}
	err = os.MkdirAll(c.Pictures(), 0o755)
	if err == nil {
		err = writeWhole(path, b)
	}
	if err != nil {
		return "", unwritable(err)
	}
	return path, nil
}
