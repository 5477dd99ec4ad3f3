package desktop

import (
	"path/filepath"
	"strings"

	"taglane/app/studio"
	"taglane/app/taglane"
)

// A page never reaches a file by naming it: in the window the person has to
// give each path through a dialog or a drop.

func importGranted(b *Bridge, paths []string) (studio.ImportReport, error) {
	for _, p := range paths {
		if !b.shell.granted(p) {
			return studio.ImportReport{}, errNoFileGiven
		}
	}
	return b.studio.Import(b.ctx(), paths)
}

func pickAndImport(b *Bridge) (studio.ImportReport, error) {
	paths, err := b.shell.pickClips()
	if err != nil || len(paths) == 0 {
		return studio.ImportReport{Imported: []studio.Imported{}, Refused: []studio.Refusal{}}, err
	}
	return b.studio.Import(b.ctx(), paths)
}

// findFile lets the person show where a clip's file lies now. Choosing nothing
// changes nothing.
func findFile(b *Bridge, clip taglane.ID) error {
	paths, err := b.shell.pickClips()
	if err != nil || len(paths) == 0 {
		return err
	}
	return b.studio.Relink(b.ctx(), clip, paths[0])
}

// pickFeed lets the person choose a product file and looks at it. Its File is ""
// when nothing was chosen.
func pickFeed(b *Bridge) (studio.FileLook, error) {
	path, err := b.shell.pickFeed()
	if err != nil || path == "" {
		return studio.FileLook{Headers: []studio.FileHeader{}, Columns: []studio.FileColumn{}, Notes: []string{}}, err
	}
	return b.studio.OpenFeed(b.ctx(), path, filepath.Base(path), false)
}

// openDropped looks at a product file whose path the person gave by a drop.
func openDropped(b *Bridge, path string) (studio.FileLook, error) {
	if !b.shell.granted(path) {
		return studio.FileLook{}, errNoFileGiven
	}
	return b.studio.OpenFeed(b.ctx(), path, filepath.Base(path), false)
}

// pickFolder lets the person choose a folder; "" when nothing was chosen.
func pickFolder(b *Bridge) (string, error) { return b.shell.pickFolder() }

// findMissing looks below a folder the person gave.
func findMissing(b *Bridge, folder string) (studio.Sweep, error) {
	if !b.shell.looks(folder) {
		return studio.Sweep{}, errNotGiven
	}
	return b.studio.FindMissing(b.ctx(), folder)
}

// addWatch watches a folder the person gave.
func addWatch(b *Bridge, folder string, project taglane.ID) ([]studio.Watch, error) {
	if !b.shell.looks(folder) {
		return nil, errNotGiven
	}
	return b.studio.AddWatch(b.ctx(), folder, project)
}

// joinTeam joins a hub, or a folder the person gave.
func joinTeam(b *Bridge, location string, a studio.Admission) (studio.TeamState, error) {
	if !strings.Contains(location, "://") && !b.shell.looks(location) {
		return studio.TeamState{}, errNotGiven
	}
	return b.studio.JoinTeam(b.ctx(), location, a)
}

func exportBundle(b *Bridge, folder string) (studio.Bundled, error) {
	if err := mayWrite(b, folder); err != nil {
		return studio.Bundled{}, err
	}
	return b.studio.ExportBundle(b.ctx(), folder)
}

// pickBundle lets the person choose a bundle and verifies it; its Path is ""
// when nothing was chosen.
func pickBundle(b *Bridge) (studio.Bundled, error) {
	path, err := b.shell.pickBundle()
	if err != nil || path == "" {
		return studio.Bundled{}, err
	}
	return b.studio.ReadBundle(b.ctx(), path)
}

func readBundle(b *Bridge, path string) (studio.Bundled, error) {
	if !b.shell.granted(path) {
		return studio.Bundled{}, errNoFileGiven
	}
	return b.studio.ReadBundle(b.ctx(), path)
}

func takeBundle(b *Bridge, path string) (studio.Synced, error) {
	kept := b.hasBundle(path)
	if !kept && !b.shell.granted(path) {
		return studio.Synced{}, errNoFileGiven
	}
	done, err := b.studio.TakeBundle(b.ctx(), path)
	if kept && err == nil {
		b.keepBundle("")
	}
	return done, err
}

// mayWrite refuses a folder for exports that the person did not give; "" is
// the library's own and always may.
func mayWrite(b *Bridge, folder string) error {
	if folder != "" && !b.shell.writes(folder) {
		return errNotGiven
	}
	return nil
}

var errNoFileGiven = taglane.Errorf(taglane.Refused, "Drop the file into the window or choose it in the dialog.")

var errNotGiven = taglane.Errorf(taglane.Refused, "Choose the folder in the dialog.")
