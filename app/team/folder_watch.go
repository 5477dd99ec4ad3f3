package team

import (
	"context"
	"path/filepath"
	"strings"
	"time"

	"taglane/app/watch"
)

// How long a file of lines must stand still, since a line is read whole or not
// at all anyway, and how often drives are looked at that send no events.
const (
	still = 100 * time.Millisecond
	sweep = 5 * time.Second
)

// Watch calls wake when another device's lines are written.
func (f *Folder) Watch(ctx context.Context, wake func()) error {
	w := watch.New(watch.Options{Quiet: still, Sweep: sweep,
		Wants: func(name string) bool { return strings.HasSuffix(name, ".jsonl") },
		Arrived: func(path string) {
			if filepath.Base(filepath.Dir(path)) != f.device {
				wake()
			}
		}})
	w.Set([]string{filepath.Join(f.root, "edits")})
	return w.Run(ctx)
}
