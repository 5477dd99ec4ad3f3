package desktop

import (
	"encoding/json"
	"fmt"
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
	return held(b, do)
}

// held is guard for the few verbs that need no open library.
func held[T any](b *Bridge, do func() (T, error)) (out T, err error) {
	var zero T
	defer func() {
		if p := recover(); p != nil {
			b.log.Error("a verb panicked", "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			out, err = zero, taglane.Errorf(taglane.Internal, "%s", taglane.InternalMessage)
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
		return zero, taglane.Errorf(taglane.Internal, "%s", taglane.InternalMessage)
	}
	return out, nil
}

// done is the result of a verb that has none.
type done struct{}

// crossing is the text in which an error reaches the window; it arrives whole
// in the message of a JavaScript Error.
func crossing(err error) string {
	b, _ := json.Marshal(studio.FaultOf(err)) // two texts and a time always encode
	return string(b)
}
