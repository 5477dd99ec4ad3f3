package rules

import (
	"strings"
	"testing"

	"taglane/app/taglane"
)

func TestOwnListsAreNamed(t *testing.T) {
	for _, c := range []struct {
		service  string
		settings map[string]string
		want     string
	}{
		{"youtube", map[string]string{"channel_id": "UC1/../x"}, "https://studio.youtube.com/channel/UC1%2F..%2Fx/videos"},
		{"youtube", nil, "https://studio.youtube.com/"},
		{"webpage", nil, ""},
	} {
		if got := ListOf(c.service, c.settings); got != c.want {
			t.Errorf("%s: %q, want %q", c.service, got, c.want)
		}
	}
	all, err := lists()
	if err != nil {
		t.Fatal(err)
	}
	for service := range all {
		got := ListOf(service, nil)
		if taglane.CheckURL(got) != nil || strings.ContainsAny(got, "{}") {
			t.Errorf("%s: %q", service, got)
		}
	}
}
