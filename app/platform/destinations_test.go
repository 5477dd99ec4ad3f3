package platform_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"taglane/app/platform"
)

// frozen is what links in the world already say. Lines are added and never
// changed: whoever fails here is about to credit one place with another's sales.
var frozen = []struct {
	code    int
	service string
}{
	{1, "webpage"}, {2, "youtube"}, {3, "instagram"}, {4, "facebook"},
	{5, "tiktok"}, {6, "tiktokshop"}, {7, "shopify"}, {8, "memory"},
}

func TestNumbersOfDestinationsAreForEver(t *testing.T) {
	for _, f := range frozen {
		if got := platform.DestinationCode(f.service); got != f.code {
			t.Errorf("%s has become %d, and was %d", f.service, got, f.code)
		}
		if got := platform.DestinationOf(f.code); got != f.service {
			t.Errorf("%d has become %q, and was %s", f.code, got, f.service)
		}
	}
	if platform.DestinationCode("nowhere") != 0 || platform.DestinationOf(0) != "" || platform.DestinationOf(platform.DestinationsMost) != "" {
		t.Error("a place nobody knows has a number")
	}
}

func TestEachDestinationHasItsOwnNumber(t *testing.T) {
	seen := map[int]string{}
	for code := range platform.DestinationsMost + 1 {
		service := platform.DestinationOf(code)
		if service == "" {
			continue
		}
		if platform.DestinationCode(service) != code {
			t.Errorf("%s is there twice: %d and %d", service, code, platform.DestinationCode(service))
		}
		seen[code] = service
	}
	if len(seen) < len(frozen) {
		t.Errorf("only %d places have a number", len(seen))
	}
}

// Whoever publishes has a number, or what its links earn comes back without a
// place.
func TestWhoeverPublishesHasANumber(t *testing.T) {
	sources, err := filepath.Glob("*/*.go")
	if err != nil || len(sources) == 0 {
		t.Fatal("no connectors found", err)
	}
	asked := map[string]bool{}
	for _, name := range sources {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		service := filepath.Dir(name)
		if strings.HasSuffix(name, "_test.go") || !strings.Contains(string(b), "_ platform.Publisher ") && !strings.Contains(string(b), ") Release(ctx context.Context") {
			continue
		}
		asked[service] = true
		if platform.DestinationCode(service) == 0 {
			t.Errorf("%s publishes and has no number: add a line for it at the end of destinations", service)
		}
		delete(asked, "")
	}
	if len(asked) < 5 {
		t.Errorf("only %v seem to publish: the test looks for the wrong words", asked)
	}
}
