package facebook

import (
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/platformtest"
)

// Both ways to publish are asked the same questions.
func TestConformance(t *testing.T) {
	for name, set := range map[string]map[string]string{"direct": nil, "draft first": {"draft_first": "true"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			platformtest.Run(t, func(t *testing.T) platformtest.World {
				far := newField(t)
				return platformtest.World{
					Account: far.account(set),
					New:     func(t testing.TB) platform.Publisher { return far.connect(t, set, withPage()) },
					Posts:   far.posted,
					Secrets: far.Secrets(),
					Break: func(how platformtest.How, nth int) {
						far.Clock.Pass(time.Hour) // a Page has no more than 30 Reels a day
						far.wire.Break(how, nth)
					},
					Breaks: platformtest.WireBreaks(),
					Forget: far.Forget,
				}
			})
		})
	}
}
