package twin_test

import (
	"encoding/base64"
	"net/url"
	"testing"

	"taglane/app/platform/twin"
)

// The nets have no holes: each form of a secret is found.
func TestACanaryIsFound(t *testing.T) {
	const secret = "a canary/with+all=sorts"
	nets := twin.Canaries{}
	nets.Add(secret)
	for shift := range 3 {
		text := base64.StdEncoding.EncodeToString([]byte("abcdef"[:3+shift] + secret + "and more"))
		if len(nets.In([]byte(text))) == 0 {
			t.Errorf("not found in base64 at %d: %s", shift, text)
		}
	}
	for _, text := range []string{secret, url.QueryEscape(secret), url.PathEscape(secret), "a\x00 \x00c\x00a\x00n\x00a\x00r\x00y\x00/\x00w\x00i\x00t\x00h\x00+\x00a\x00l\x00l\x00=\x00s\x00o\x00r\x00t\x00s\x00"} {
		if len(nets.In([]byte(text))) == 0 {
			t.Errorf("not found in %q", text)
		}
	}
	if found := nets.In([]byte("a story of birds")); len(found) > 0 {
		t.Error(found)
	}
}
