package watch

import (
	"errors"

	"github.com/fsnotify/fsnotify"
)

// source is where events come from: the system, or nowhere.
type source interface {
	Add(folder string) error
	Remove(folder string) error
	Close() error
	hear() (<-chan fsnotify.Event, <-chan error)
}

// system is the operating system's own notice of changes.
type system struct{ *fsnotify.Watcher }

func (s system) hear() (<-chan fsnotify.Event, <-chan error) { return s.Events, s.Errors }

func listen() (source, error) {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, err
	}
	return system{w}, nil
}

var errSilent = errors.New("no events are to be had")

// silence stands in when the system gives out no more listeners: every folder
// is then told to be deaf, and the sweep does all the work.
type silence struct{}

func (silence) Add(string) error                            { return errSilent }
func (silence) Remove(string) error                         { return nil }
func (silence) Close() error                                { return nil }
func (silence) hear() (<-chan fsnotify.Event, <-chan error) { return nil, nil }
