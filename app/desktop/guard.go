package desktop

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"runtime/debug"

	"taglane/app/studio"
	"taglane/app/taglane"
)

// guard runs one verb so that nothing it does can hang or end the window: a
// panic becomes an Internal error, and a result that JSON cannot hold (which
// would end the process in the bridge) is found here. While the library cannot
// be opened, every verb says why.
func guard[T any](b *Bridge, do func() (T, error)) (T, error) {
	if err := b.awake(); err != nil {
		var zero T
		return zero, err
	}
	return held(b, func() (T, error) {
		out, err := do()
		if err != nil && b.studio != nil { // a mistake of ours may be that there is none
			err = b.studio.Mind(err)
		}
		return out, err
	})
}

// held is guard for the few verbs that need no open library.
func held[T any](b *Bridge, do func() (T, error)) (out T, err error) {
	var zero T
	defer func() {
		if p := recover(); p != nil {
			b.log.Error("a verb panicked", "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			b.fell(p)
			out, err = zero, taglane.Errorf(taglane.Internal, taglane.InternalMessage)
		}
	}()
	if out, err = do(); err != nil {
		if taglane.KindOf(err) == taglane.Internal {
			b.log.Error("a verb failed", "err", err)
		}
		return zero, err
	}
	if _, err := json.Marshal(out); err != nil {
		b.log.Error("a verb's result cannot cross", "err", err)
		return zero, taglane.Errorf(taglane.Internal, taglane.InternalMessage)
	}
	return out, nil
}

// done is the result of a verb that has none.
type done struct{}

// fault is an error as it reaches a screen: in the person's language, or while
// there is no library to say which that is, in the system's.
func (b *Bridge) fault(err error) studio.Fault {
	b.mu.Lock()
	s := b.studio
	b.mu.Unlock()
	if s == nil {
		return studio.FaultIn(systemLanguage(), err)
	}
	return s.Fault(err)
}

// tell tells a sentence to the person, as fault does.
func (b *Bridge) tell(said taglane.Said) string {
	b.mu.Lock()
	s := b.studio
	b.mu.Unlock()
	if s == nil {
		return studio.TellIn(systemLanguage(), said)
	}
	return s.Tell(said)
}

// systemLanguage is the language a person set for all programs, where the
// system tells it by name; "" elsewhere.
func systemLanguage() string {
	return cmp.Or(os.Getenv("LC_ALL"), os.Getenv("LC_MESSAGES"), os.Getenv("LANG"))
}

// crossing is the text in which an error reaches the window; it arrives whole
// in the message of a JavaScript Error.
func (b *Bridge) crossing(err error) string {
	text, _ := json.Marshal(b.fault(err)) // two texts and a time always encode
	return string(text)
}
