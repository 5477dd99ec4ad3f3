package youtube

import (
	"testing"

	"taglane/app/platform"
	"taglane/app/platform/platformtest"
)

func TestConformance(t *testing.T) {
	platformtest.Run(t, func(t *testing.T) platformtest.World {
		far, wire := newTwin(t), &platformtest.Wire{}
		return platformtest.World{
			New:     func(t testing.TB) platform.Publisher { return far.open(t, wire) },
			Account: far.account(), Posts: far.posts, Forget: far.forget,
			Secrets: []string{secretToken, secretRefresh, "GOCSPX-secret", "secretsecret"},
			Break:   wire.Break, Breaks: platformtest.WireBreaks(),
		}
	})
}
