package team

import (
	"context"
	"path/filepath"
	"time"

	"github.com/fsnotify/fsnotify"
)

// sweep is how often a folder is looked at that sends no events, as a network
// drive's does not.
const sweep = 5 * time.Second

// Watch calls wake when a file of lines is written, and now and then because
// not every drive tells.
func (f *Folder) Watch(ctx context.Context, wake func()) error {
	tick := time.NewTicker(sweep)
	defer tick.Stop()
	var events chan fsnotify.Event
	var errs chan error
	w, err := fsnotify.NewWatcher()
	if err == nil { // without one, looking now and then is enough
		defer w.Close()
		events, errs = w.Events, w.Errors
		f.listen(ctx, w)
	}
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case e := <-events:
			if e.Has(fsnotify.Create) {
				f.listen(ctx, w) // a device that is new
			}
			if filepath.Base(filepath.Dir(e.Name)) != f.device {
				wake()
			}
		case <-errs: // what it missed is swept
			wake()
		case <-tick.C:
			wake()
		}
	}
}

// listen hears every device's folder, and where new ones come.
func (f *Folder) listen(ctx context.Context, w *fsnotify.Watcher) {
	devices, err := f.Devices(ctx)
	if err != nil {
		return // looked at again at the next sweep
	}
	edits := filepath.Join(f.root, "edits")
	for _, d := range append(devices, "") {
		_ = w.Add(filepath.Join(edits, d)) // one that cannot be heard is swept
	}
	_ = w.Add(f.root)
}
