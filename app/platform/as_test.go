package platform_test

import (
	"context"
	"testing"

	"taglane/app/platform"
	"taglane/app/platform/memory"
	"taglane/app/taglane"
)

// shell stands in front of a connector and does nothing by itself.
type shell struct{ platform.Publisher }

func (s shell) Unwrap() platform.Connector { return s.Publisher }

// finding is a shell that has a hand in finding.
type finding struct{ shell }

func (finding) Find(context.Context, string) (taglane.Post, error) {
	return taglane.Post{ID: "mine"}, nil
}

// closed stands in front of a connector and lets nobody behind it.
type closed struct{ platform.Publisher }

func TestAsFindsWhoDoesIt(t *testing.T) {
	p, err := memory.New(taglane.Account{ID: taglane.ID(t.Name())}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, wrapped := range map[string]platform.Publisher{"bare": p, "once": shell{p}, "twice": shell{shell{p}}} {
		if _, ok := platform.As[platform.Tagger](wrapped); !ok {
			t.Errorf("%s: no Tagger", name)
		}
		if _, ok := platform.As[platform.Preparer](wrapped); ok {
			t.Errorf("%s: a Preparer that is not there", name)
		}
	}
	f, ok := platform.As[platform.Finder](shell{finding{shell{p}}})
	if !ok {
		t.Fatal("no Finder")
	}
	if post, err := f.Find(t.Context(), ""); err != nil || post.ID != "mine" {
		t.Errorf("the nearest one is passed over: %+v, %v", post, err)
	}
	if _, ok := platform.As[platform.Tagger](closed{p}); ok {
		t.Error("a connector that does not unwrap was opened")
	}
	if _, ok := platform.As[platform.Tagger](nil); ok {
		t.Error("nobody is a Tagger")
	}
	if _, ok := platform.As[platform.Tagger](shell{}); ok {
		t.Error("nobody behind a shell is a Tagger")
	}
}
