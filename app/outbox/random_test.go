package outbox

import (
	"testing"

	"pgregory.net/rapid"
)

// Three and more disasters anywhere, on any platform.
func TestManyDisasters(t *testing.T) {
	wrong := []disaster{crashBefore, crashAfter, cutBefore, cutAfter, gone, login, saveFails, saveDurable, restored}
	all := shapes()
	schedule := rapid.MapOfN(rapid.IntRange(1, 90), rapid.SampledFrom(wrong), 3, 9)
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.SampledFrom(all).Draw(t, "platform")
		for _, at := range rapid.SliceOfN(schedule, 1, 40).Draw(t, "disasters") {
			if _, err := newWorld(s, at).judge(); err != nil {
				t.Fatalf("%v %v: %v", s, at, err)
			}
		}
	})
}
