package desktop

import (
	"taglane/app/studio"
	"taglane/app/taglane"
)

// Recovery says how the library stands, also while it cannot be opened.
func (b *Bridge) Recovery() (studio.Recovery, error) {
	return held(b, func() (studio.Recovery, error) {
		opening := b.awake()
		if opening == nil {
			return b.studio.Recovery(), nil
		}
		o, err := b.options()
		if err != nil {
			return studio.Recovery{}, opening // there is not even a folder
		}
		return studio.RecoveryOf(o, opening, systemLanguage())
	})
}

// Snapshots lists the copies of the library, also while it cannot be opened.
func (b *Bridge) Snapshots() (studio.Snapshots, error) {
	return held(b, func() (studio.Snapshots, error) {
		if b.awake() == nil {
			return b.studio.Snapshots()
		}
		o, err := b.options()
		if err != nil {
			return studio.Snapshots{}, err
		}
		return studio.SnapshotsOf(o)
	})
}

func (b *Bridge) TakeSnapshot() (studio.SnapshotTaken, error) {
	return guard(b, func() (studio.SnapshotTaken, error) { return b.studio.TakeSnapshot(b.ctx()) })
}

// RestoreSnapshot puts a copy in the library's place: at once where the library
// cannot be opened, else at the next start.
func (b *Bridge) RestoreSnapshot(id string) (studio.Restored, error) {
	return held(b, func() (studio.Restored, error) {
		if opening := b.awake(); opening != nil {
			return b.choose(opening, id)
		}
		return b.studio.RestoreSnapshot(b.ctx(), id)
	})
}

// StartEmpty moves a damaged library aside and begins an empty one.
func (b *Bridge) StartEmpty() (studio.Restored, error) {
	return held(b, func() (studio.Restored, error) { return b.choose(b.awake(), "") })
}

// Standing tells what holds of the whole library for as long as it does.
func (b *Bridge) Standing() (studio.Standing, error) {
	return guard(b, func() (studio.Standing, error) { return b.studio.Standing(), nil })
}

// ViewLibrary opens a library that a newer Taglane made, to be read alone.
// Refused: it is open already. Errors of any other library are why it is shut.
func (b *Bridge) ViewLibrary() (studio.Standing, error) {
	return held(b, func() (studio.Standing, error) {
		opening := b.awake()
		if opening == nil {
			return studio.Standing{}, taglane.Errorf(taglane.Refused, "Nothing is wrong with the library, so it stays.")
		}
		if !studio.ViewOnly(opening) {
			return studio.Standing{}, opening
		}
		b.view.Store(true)
		if err := b.awake(); err != nil {
			b.view.Store(false)
			return studio.Standing{}, err
		}
		return b.studio.Standing(), nil
	})
}

// choose puts something in the place of a library that did not open, and opens it.
func (b *Bridge) choose(opening error, id string) (studio.Restored, error) {
	o, err := b.options()
	if err != nil {
		return studio.Restored{}, err
	}
	if err := studio.Choose(o, opening, id); err != nil {
		return studio.Restored{}, err
	}
	if err := b.awake(); err != nil {
		return studio.Restored{}, err
	}
	return b.studio.Restored(), nil
}

// options are the studio's, for what needs no open library.
func (b *Bridge) options() (studio.Options, error) {
	if b.config.Options != nil {
		return b.config.Options(b.config.Library)
	}
	return Options(b.config.Library)
}
