package platform_test

import (
	"strings"
	"testing"

	"taglane/app/platform"
	"taglane/app/taglane"
)

type limits struct {
	Most int `json:"most"`
}

func TestFactsAreRead(t *testing.T) {
	f := platform.ReadFacts[limits]("shop", []byte(`{"checked":"2026-11-20","limits":{"most":30},"rules":{"shop.link":{"level":"block","limit":"30","source":"its page","checked":"2026-11-19"}}}`))
	want := platform.Rule{Level: taglane.Block, Limit: "30", Source: "its page", Checked: "2026-11-19"}
	if f.Checked != "2026-11-20" || f.Limits.Most != 30 || f.Rules["shop.link"] != want {
		t.Errorf("%+v", f)
	}
	found := f.OfLink("shop.link", taglane.Say("No."), "url", taglane.Link{Tag: "t", Product: "p"})
	if found.Rule != "shop.link" || found.Level != taglane.Block || found.Message != "No." || found.Place != (taglane.Place{Tag: "t", Product: "p", Field: "url"}) {
		t.Errorf("%+v", found)
	}
	defer func() {
		if told, _ := recover().(string); !strings.HasPrefix(told, "shop: ") {
			t.Errorf("a file that does not hold was taken: %q", told)
		}
	}()
	platform.ReadFacts[limits]("shop", []byte(`{"limits":{"most":"thirty"}}`))
}

func TestAnAccountSharesWithItself(t *testing.T) {
	var s platform.Shared[int]
	made := 0
	fresh := func() *int { made++; return new(int) }
	if a, b := s.Of("one", fresh), s.Of("one", fresh); a != b || made != 1 {
		t.Errorf("made %d times", made)
	}
	if a, b := s.Of("one", fresh), s.Of("two", fresh); a == b {
		t.Error("two accounts share")
	}
	if a, b := s.Of("", fresh), s.Of("", fresh); a == b {
		t.Error("accounts without an id share")
	}
}
