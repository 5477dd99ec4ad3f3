package desktop

import (
	"taglane/app/studio"
	"taglane/app/taglane"
)

func (b *Bridge) Library() (studio.LibraryFacts, error) {
	return guard(b, func() (studio.LibraryFacts, error) { return b.studio.Library(b.ctx()) })
}

func (b *Bridge) Clips(q studio.LibraryQuery) (studio.LibraryPage, error) {
	return guard(b, func() (studio.LibraryPage, error) { return b.studio.Clips(b.ctx(), q) })
}

func (b *Bridge) ClipIDs(q studio.LibraryQuery) ([]taglane.ID, error) {
	return guard(b, func() ([]taglane.ID, error) { return b.studio.ClipIDs(b.ctx(), q) })
}

func (b *Bridge) SetClips(ids []taglane.ID, f studio.ManyFields) error {
	_, err := guard(b, func() (done, error) { return done{}, b.studio.SetClips(b.ctx(), ids, f) })
	return err
}

func (b *Bridge) RemoveClips(ids []taglane.ID) error {
	_, err := guard(b, func() (done, error) { return done{}, b.studio.RemoveClips(b.ctx(), ids) })
	return err
}

func (b *Bridge) UndoLibrary() (studio.Told, error) {
	return guard(b, func() (studio.Told, error) { return b.studio.UndoLibrary(b.ctx()) })
}

func (b *Bridge) RedoLibrary() (studio.Told, error) {
	return guard(b, func() (studio.Told, error) { return b.studio.RedoLibrary(b.ctx()) })
}

func (b *Bridge) AddProject(name string) (studio.Project, error) {
	return guard(b, func() (studio.Project, error) { return b.studio.AddProject(b.ctx(), name) })
}

func (b *Bridge) SetProject(id taglane.ID, name string) (studio.Project, error) {
	return guard(b, func() (studio.Project, error) { return b.studio.SetProject(b.ctx(), id, name) })
}

func (b *Bridge) RemoveProject(id taglane.ID) error {
	_, err := guard(b, func() (done, error) { return done{}, b.studio.RemoveProject(b.ctx(), id) })
	return err
}

func (b *Bridge) Doubles() ([][]studio.ClipCard, error) {
	return guard(b, func() ([][]studio.ClipCard, error) { return b.studio.Doubles(b.ctx()) })
}

func (b *Bridge) MergeClips(keep, drop taglane.ID) error {
	_, err := guard(b, func() (done, error) { return done{}, b.studio.MergeClips(b.ctx(), keep, drop) })
	return err
}

func (b *Bridge) FindMissing(folder string) (studio.Sweep, error) {
	return guard(b, func() (studio.Sweep, error) { return findMissing(b, folder) })
}

func (b *Bridge) PickFolder() (string, error) {
	return guard(b, func() (string, error) { return pickFolder(b) })
}

func (b *Bridge) Watches() ([]studio.Watch, error) {
	return guard(b, func() ([]studio.Watch, error) { return b.studio.Watches(b.ctx()) })
}

func (b *Bridge) AddWatch(path string, project taglane.ID) ([]studio.Watch, error) {
	return guard(b, func() ([]studio.Watch, error) { return addWatch(b, path, project) })
}

func (b *Bridge) RemoveWatch(path string) ([]studio.Watch, error) {
	return guard(b, func() ([]studio.Watch, error) { return b.studio.RemoveWatch(b.ctx(), path) })
}

func (b *Bridge) Cache() (studio.CacheFacts, error) {
	return guard(b, func() (studio.CacheFacts, error) { return b.studio.Cache(b.ctx()) })
}

func (b *Bridge) SetCacheLimit(bytes int64) (studio.CacheFacts, error) {
	return guard(b, func() (studio.CacheFacts, error) { return b.studio.SetCacheLimit(b.ctx(), bytes) })
}

func (b *Bridge) ClearCache() (studio.CacheFacts, error) {
	return guard(b, func() (studio.CacheFacts, error) { return b.studio.ClearCache(b.ctx()) })
}
