package desktop

import (
	"strings"
	"testing"

	"taglane/app/taglane"
)

// A verb that panics is written down, and the page reads it, as long as it may.
func TestWhatFallsIsWrittenDown(t *testing.T) {
	b := &Bridge{log: quiet}
	if all, err := b.Crashes(); err != nil || all == nil || len(all) != 0 {
		t.Fatal("a bridge without a state folder has no reports:", all, err)
	}
	b.openCrashes(t.TempDir())
	defer func() { b.desk().Close() }()
	if _, err := guard(b, func() (int, error) { panic("boom") }); taglane.KindOf(err) != taglane.Internal {
		t.Fatal(err)
	}
	all, err := b.Crashes()
	if err != nil || len(all) != 1 || all[0].Kind != "verb" || !strings.Contains(all[0].Text, "boom") || !strings.Contains(all[0].Text, "crashes_test.go") {
		t.Fatalf("%+v, %v", all, err)
	}
	for range mostOfPage {
		if err := b.ReportCrash("x is not defined", "at App"); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.ReportCrash("x is not defined", "at App"); taglane.KindOf(err) != taglane.Later {
		t.Error("a page that fails at every frame fills the disk:", err)
	}
	if err := b.DropCrash(all[0].ID); err != nil {
		t.Error(err)
	}
	if err := b.DropCrash(all[0].ID); taglane.KindOf(err) != taglane.NotFound {
		t.Error(err)
	}
}
