package facebook

import (
	"errors"

	"taglane/app/taglane"
)

// errorOf is what an error says, also where it is marked.
func errorOf(err error) *taglane.Error {
	var e *taglane.Error
	if !errors.As(err, &e) {
		return &taglane.Error{}
	}
	return e
}
