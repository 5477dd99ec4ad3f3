package studio

import (
	"context"
	"regexp"

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
	return s.store.Settings(ctx, personal)
}

// SetSetting keeps what the person chose on this machine. The setting "speaks"
// is the language that sentences come in from now on.
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
	if err := s.store.SetSetting(ctx, personal+name, value); err != nil {
		return err
	}
	if name == speaks {
		s.speak(value)
	}
	return nil
}
