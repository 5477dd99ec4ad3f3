package platform

import "errors"

// unasked is an error of Release that came before the public act was asked for.
type unasked struct{ error }

// Unwrap is the error inside.
func (u unasked) Unwrap() error { return u.error }

// Unasked marks an error of Release as one that came before the call that makes
// public was begun: a question first asked was lost, the day is full. Nothing
// of it can have become public. nil stays nil.
func Unasked(err error) error {
	if err == nil {
		return nil
	}
	return unasked{err}
}

// IsUnasked says whether an error is marked so.
func IsUnasked(err error) bool {
	var u unasked
	return errors.As(err, &u)
}
