package memory_test

import (
	"fmt"
	"testing"

	"taglane/app/platform"
	"taglane/app/platform/memory"
	"taglane/app/platform/platformtest"
	"taglane/app/taglane"
)

func world(settings map[string]string) func(t *testing.T) platformtest.World {
	return func(t *testing.T) platformtest.World {
		set := map[string]string{}
		for k, v := range settings {
			set[k] = v
		}
		if set["dir"] == "yes" {
			set["dir"] = t.TempDir()
		}
		account := taglane.Account{ID: taglane.ID(t.Name()), Service: "memory", Settings: set}
		return platformtest.World{
			Account: account,
			New: func(t testing.TB) platform.Publisher {
				p, err := platform.Open(account, nil)
				if err != nil {
					t.Fatal(err)
				}
				return p
			},
			Posts: func() (out []platformtest.Posted) {
				posts, err := memory.Posts(account)
				if err != nil {
					t.Fatal(err)
				}
				for _, p := range posts {
					out = append(out, platformtest.Posted{Key: p.Key, ID: p.ID, SHA256: p.SHA256})
				}
				return out
			},
			Forget: func() {
				if err := memory.Forget(account); err != nil {
					t.Fatal(err)
				}
			},
		}
	}
}

func TestConformance(t *testing.T) {
	for i, settings := range []map[string]string{
		{}, {"dir": "yes"}, {"fused": "yes"}, {"dir": "yes", "fused": "yes", "processing": "2"},
		{"repeat": "answers"}, {"repeat": "unknown", "processing": "1"}, {"repeat": "blind", "finds": "no"},
	} {
		t.Run(fmt.Sprint(i, settings), func(t *testing.T) { platformtest.Run(t, world(settings)) })
	}
}
