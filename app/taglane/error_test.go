package taglane

import (
	"errors"
	"fmt"
	"testing"
)

func TestKindAndMessage(t *testing.T) {
	raw := errors.New("dial tcp 10.0.0.1:443: refused")
	away := Wrap(raw, Offline, "%s cannot be reached.", "The shop")
	for name, v := range map[string]struct {
		err     error
		kind    Kind
		message string
	}{
		"none":              {nil, "", ""},
		"a raw one":         {raw, Internal, InternalMessage},
		"one of ours":       {away, Offline, "The shop cannot be reached."},
		"wrapped again":     {fmt.Errorf("step 3: %w", away), Offline, "The shop cannot be reached."},
		"joined":            {errors.Join(raw, away), Offline, "The shop cannot be reached."},
		"one without kind":  {&Error{Message: "Odd."}, Internal, "Odd."},
		"the outer is told": {Wrap(away, Later, "Try again."), Later, "Try again."},
	} {
		if KindOf(v.err) != v.kind || MessageOf(v.err) != v.message {
			t.Errorf("%s: %q, %q", name, KindOf(v.err), MessageOf(v.err))
		}
	}
	if !errors.Is(away, raw) {
		t.Error("the log loses what happened")
	}
	if got := away.Error(); got != "The shop cannot be reached. (dial tcp 10.0.0.1:443: refused)" {
		t.Errorf("the log reads %s", got)
	}
	if got := Errorf(Invalid, "100%% %s", "sure").Error(); got != "100% sure" {
		t.Errorf("reads %s", got)
	}
}
