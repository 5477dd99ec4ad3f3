package youtube

import (
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/platformtest"
)

func TestConformance(t *testing.T) {
	platformtest.Run(t, func(t *testing.T) platformtest.World {
		far, wire := newFar(t), &platformtest.Wire{}
		far.Clock.Step = 2 * time.Minute // a suite asks more than one day has room for
		return platformtest.World{
			New:     func(t testing.TB) platform.Publisher { return openFar(t, far, wire) },
			Account: far.Account(),
			Posts: func() (out []platformtest.Posted) {
				for _, p := range far.Posts() {
					out = append(out, platformtest.Posted{Key: p.Key, ID: p.ID, SHA256: p.SHA256})
				}
				return out
			},
			Forget: far.Forget, Secrets: append(far.Secrets(), "secretsecret"),
			Break: wire.Break, Breaks: platformtest.WireBreaks(),
		}
	})
}
