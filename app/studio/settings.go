package studio

import (
	"context"
	"regexp"
	"strconv"

	"taglane/app/taglane"
)

// A person's own settings lie under names of their own, apart from ours.
const personal = "person."

var settingName = regexp.MustCompile(`^[a-z][a-zA-Z0-9.-]{0,39}$`)

// Bounds of what a screen may keep.
const (
	mostSetting  = 256 << 10 // bytes of one
	mostSettings = 200
)

// Settings lists what the person chose on this machine, by name.
func (s *Studio) Settings(ctx context.Context) (map[string]string, error) {
	all, err := s.store.Settings(ctx, personal)
	s.passing.Range(func(name, value any) bool {
		if err == nil {
			all[name.(string)] = value.(string)
		}
		return true
	})
	return all, err
}

// SetSetting keeps what the person chose on this machine. The setting "speaks"
// is the language that sentences come in from now on, "bandwidth" what uploads may
// use of the line. Of a library that is only shown it is kept until the end.
func (s *Studio) SetSetting(ctx context.Context, name, value string) error {
	if !settingName.MatchString(name) {
		return taglane.Errorf(taglane.Invalid, "A setting cannot be called %q.", name)
	}
	if len(value) > mostSetting {
		return taglane.Errorf(taglane.Invalid, "That is too long for a setting.")
	}
	kept, err := s.store.Settings(ctx, personal)
	if err != nil {
		return err
	}
	if _, known := kept[name]; !known && len(kept) >= mostSettings {
		return taglane.Errorf(taglane.Invalid, "There are too many settings.")
	}
	if s.o.View {
		s.passing.Store(name, value)
	} else if err := s.store.SetSetting(ctx, personal+name, value); err != nil {
		return err
	}
	switch name {
	case speaks:
		s.speak(value)
	case bandwidth:
		s.band.Set(rateOf(value))
	}
	return nil
}

// bandwidth is the setting that bounds what all uploads together may use of the
// line, in kilobytes a second; "" and 0 are no bound.
const bandwidth = "bandwidth"

// rateOf is a bound in bytes a second; what is no number bounds nothing.
func rateOf(kilobytes string) int64 {
	n, err := strconv.ParseInt(kilobytes, 10, 32)
	if err != nil || n < 0 {
		return 0
	}
	return n * 1000
}
