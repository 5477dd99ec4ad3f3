package desktop

import (
	"bytes"
	"context"
	"log/slog"
	"sync"
	"sync/atomic"

	"taglane/app/crash"
	"taglane/app/studio"
	"taglane/app/taglane"
)

// Bridge is what a screen may call: one line per verb, each through guard.
// Both shells use it, so a verb cannot differ between them. Methods take no
// context: the window's runtime would not fill it in.
type Bridge struct {
	mu         sync.Mutex
	wake       func() error // opens the library and fills the rest; nil once it is open
	studio     *studio.Studio
	log        *slog.Logger
	media      string // base address of the media server
	mediaToken string // the one that address is to have; "" for a new one
	heard      uint64 // the last event of the life before this one
	pages      *pages
	shell      shell
	config     Config
	view       atomic.Bool // the library is opened to be read alone
	crashes    *crash.Desk // nil until Taglane knows where its state lies
	ofPage     int         // how often the page failed in this run
	bundle     string      // the one a browser sent and its person has not decided on; "" for none
}

// shell is what only one kind of shell can do.
type shell interface {
	pickClips() ([]string, error) // the native dialog; Refused where there is none
	pickFeed() (string, error)    // the native dialog, "" when dismissed; Refused where there is none
	pickBundle() (string, error)  // the native dialog, "" when dismissed; Refused where there is none
	pickZip() (string, error)     // the native dialog, "" when dismissed; Refused where there is none
	pickFolder() (string, error)  // the native dialog, "" when dismissed; Refused where there is none
	looks(path string) bool       // whether a folder of this path may be searched
	writes(path string) bool      // whether files may be written into a folder of this path
	granted(path string) bool     // whether the person gave this path through a dialog or a drop
	takeHanded() []string         // files opened with Taglane from elsewhere, each once; they are granted
	show(url string) error        // opens an address in the person's browser
	openFolder(path string) error // opens a folder in the person's file manager; Refused where that cannot be
	startAgain() error            // ends Taglane and starts it anew; Refused where the person must
	notify(title, body string)    // says something on the person's desktop while they look elsewhere
	focused(on bool)              // the person looks at Taglane, or elsewhere
}

// awake opens the library where that has not succeeded yet, so that a person
// who closed the other Taglane can go on without starting this one again.
func (b *Bridge) awake() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.wake == nil {
		return nil
	}
	err := b.wake()
	if err == nil {
		b.wake = nil
	}
	return err
}

func (b *Bridge) ctx() context.Context { return context.Background() }

func (b *Bridge) MediaBase() (string, error) {
	return guard(b, func() (string, error) { return b.media, nil })
}

func (b *Bridge) Version() (string, error) {
	return guard(b, func() (string, error) { return Version(), nil })
}

func (b *Bridge) Doctor() (studio.Health, error) {
	return guard(b, func() (studio.Health, error) { return b.studio.Doctor(b.ctx()), nil })
}

func (b *Bridge) Tools() (studio.Health, error) {
	return guard(b, func() (studio.Health, error) { return b.studio.Tools(b.ctx()), nil })
}

func (b *Bridge) Clip(id taglane.ID) (studio.ClipView, error) {
	return guard(b, func() (studio.ClipView, error) { return b.studio.View(b.ctx(), id) })
}

func (b *Bridge) ImportPaths(paths []string) (studio.ImportReport, error) {
	return guard(b, func() (studio.ImportReport, error) { return importGranted(b, paths) })
}

func (b *Bridge) PickClips() (studio.ImportReport, error) {
	return guard(b, func() (studio.ImportReport, error) { return pickAndImport(b) })
}

func (b *Bridge) FindFile(clip taglane.ID) error {
	_, err := guard(b, func() (done, error) { return done{}, findFile(b, clip) })
	return err
}

func (b *Bridge) Sample() (Sampled, error) {
	return guard(b, func() (Sampled, error) { id, err := b.studio.Sample(b.ctx()); return Sampled{id}, err })
}

func (b *Bridge) SetClip(id taglane.ID, f studio.ClipFields) (studio.Change, error) {
	return guard(b, func() (studio.Change, error) { return b.studio.SetClip(b.ctx(), id, f) })
}

func (b *Bridge) RemoveClip(id taglane.ID) error {
	_, err := guard(b, func() (done, error) { return done{}, b.studio.RemoveClip(b.ctx(), id) })
	return err
}

func (b *Bridge) Products(query string) ([]studio.Product, error) {
	return guard(b, func() ([]studio.Product, error) { return b.studio.Products(b.ctx(), query) })
}

func (b *Bridge) AddProduct(f studio.ProductFields) (studio.Product, error) {
	return guard(b, func() (studio.Product, error) { return b.studio.AddProduct(b.ctx(), f) })
}

func (b *Bridge) SetProduct(id taglane.ID, f studio.ProductFields) (studio.Product, error) {
	return guard(b, func() (studio.Product, error) { return b.studio.SetProduct(b.ctx(), id, f) })
}

func (b *Bridge) SetProducts(ids []taglane.ID, fields []studio.ProductFields) ([]studio.Product, error) {
	return guard(b, func() ([]studio.Product, error) { return b.studio.SetProducts(b.ctx(), ids, fields) })
}

func (b *Bridge) RemoveProducts(ids []taglane.ID) (studio.Removed, error) {
	return guard(b, func() (studio.Removed, error) { return b.studio.RemoveProducts(b.ctx(), ids) })
}

func (b *Bridge) SetProductPicture(id taglane.ID, picture []byte) (studio.Product, error) {
	return guard(b, func() (studio.Product, error) {
		return b.studio.SetProductPicture(b.ctx(), id, bytes.NewReader(picture))
	})
}

func (b *Bridge) ImportProducts(name string, feed []byte) (studio.FileReport, error) {
	return guard(b, func() (studio.FileReport, error) {
		return b.studio.ImportProducts(b.ctx(), bytes.NewReader(feed), name)
	})
}

func (b *Bridge) AddTag(clip, product taglane.ID, span taglane.Span, path *taglane.Path) (studio.Change, error) {
	return guard(b, func() (studio.Change, error) { return b.studio.AddTag(b.ctx(), clip, product, span, path) })
}

func (b *Bridge) MoveTags(clip taglane.ID, moves []studio.Move, label string) (studio.Change, error) {
	return guard(b, func() (studio.Change, error) { return b.studio.MoveTags(b.ctx(), clip, moves, label) })
}

func (b *Bridge) SetPath(tag taglane.ID, path taglane.Path) (studio.Change, error) {
	return guard(b, func() (studio.Change, error) { return b.studio.SetPath(b.ctx(), tag, path) })
}

func (b *Bridge) SetTag(tag taglane.ID, f studio.TagFields) (studio.Change, error) {
	return guard(b, func() (studio.Change, error) { return b.studio.SetTag(b.ctx(), tag, f) })
}

func (b *Bridge) SplitTags(clip taglane.ID, tags []taglane.ID, frame taglane.Frame) (studio.Change, error) {
	return guard(b, func() (studio.Change, error) { return b.studio.SplitTags(b.ctx(), clip, tags, frame) })
}

func (b *Bridge) RemoveTags(clip taglane.ID, tags []taglane.ID, closeUp bool) (studio.Change, error) {
	return guard(b, func() (studio.Change, error) { return b.studio.RemoveTags(b.ctx(), clip, tags, closeUp) })
}

func (b *Bridge) DuplicateTags(clip taglane.ID, tags []taglane.ID, at taglane.Frame) (studio.Change, error) {
	return guard(b, func() (studio.Change, error) { return b.studio.DuplicateTags(b.ctx(), clip, tags, at) })
}

func (b *Bridge) Undo(clip taglane.ID) (studio.Change, error) {
	return guard(b, func() (studio.Change, error) { return b.studio.Undo(b.ctx(), clip) })
}

func (b *Bridge) Redo(clip taglane.ID) (studio.Change, error) {
	return guard(b, func() (studio.Change, error) { return b.studio.Redo(b.ctx(), clip) })
}

func (b *Bridge) History(clip taglane.ID) ([]studio.HistoryEntry, error) {
	return guard(b, func() ([]studio.HistoryEntry, error) { return b.studio.History(b.ctx(), clip) })
}

func (b *Bridge) Jobs() ([]studio.Job, error) {
	return guard(b, func() ([]studio.Job, error) { return b.studio.Jobs(), nil })
}

func (b *Bridge) CancelJob(id taglane.ID) error {
	_, err := guard(b, func() (done, error) { return done{}, b.studio.CancelJob(id) })
	return err
}

func (b *Bridge) PauseJobs(paused bool) error {
	_, err := guard(b, func() (done, error) { b.studio.PauseJobs(paused); return done{}, nil })
	return err
}

func (b *Bridge) Playing(on bool) error {
	_, err := guard(b, func() (done, error) { b.studio.Playing(on); return done{}, nil })
	return err
}
