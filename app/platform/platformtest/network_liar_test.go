package platformtest_test

import (
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"taglane/app/platform"
	"taglane/app/platform/platformtest"
	"taglane/app/taglane"
)

var subOfTolls = regexp.MustCompile(`^[a-zA-Z0-9]{1,20}$`)

// plainOfTolls is an address as the links of tolls.example carry it.
func plainOfTolls(address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil || taglane.CheckURL(address) != nil || !strings.HasPrefix(address, "https://") || strings.Contains(address, "tolls.example") {
		return "", taglane.Errorf(taglane.Invalid, "That is no address of a shop.")
	}
	return u.String(), nil
}

// tolls is the grammar of a network, with one fault.
func tolls(lie string) platformtest.Grammar {
	build := func(d platform.Deeplink) (string, error) {
		plain, err := plainOfTolls(d.Destination)
		personal := strings.Trim(d.SubID, "0123456789") == ""
		if lie != "builds anything" && (err != nil || d.Owner == "" || d.Ad != "" || personal || !subOfTolls.MatchString(d.SubID)) {
			return "", taglane.Errorf(taglane.Invalid, "There is no such link.")
		}
		if lie == "forgets whom" {
			d.SubID = "other"
		}
		q := url.Values{"pays": {d.Owner}, "sub": {d.SubID}, "to": {plain}}.Encode()
		if lie == "leaves it raw" {
			q = "pays=" + d.Owner + "&sub=" + d.SubID + "&to=" + d.Destination
		}
		return "https://tolls.example/go?" + q, nil
	}
	return platformtest.Grammar{
		Network: platform.Network{
			Hosts: []string{"tolls.example"}, Build: build, SubIDMost: 20,
			Parse: func(u *url.URL) (platform.Deeplink, bool) {
				q := u.Query()
				d := platform.Deeplink{Network: "tolls", Owner: q.Get("pays"), SubID: q.Get("sub"), Destination: q.Get("to")}
				if lie == "reads nobody" {
					d.Owner = "us"
				}
				return d, lie == "reads anything" || u.Scheme == "https" && u.Host == "tolls.example"
			},
		},
		Reads: map[string]platform.Deeplink{"https://tolls.example/go?pays=them": {Network: "tolls", Owner: "them"}},
		Good:  []platform.Deeplink{{Owner: "us", SubID: "sub1", Destination: "https://shop.example/a"}}, Plain: plainOfTolls,
		Also: func(made *url.URL, _ platform.Deeplink) string {
			if lie == "breaks a rule of its own" {
				return "it does"
			}
			return ""
		},
	}
}

// TestTolls is what TestTheSuiteCatchesLyingTolls runs in another process,
// where it may fail. An honest one passes.
func TestTolls(t *testing.T) { platformtest.RunNetwork(t, tolls(os.Getenv("PLATFORMTEST_LIE"))) }

func TestTheSuiteCatchesLyingTolls(t *testing.T) {
	for lie, question := range map[string]string{
		"builds anything":          "WrongIsNotBuilt",
		"forgets whom":             "BuiltIsReadBack",
		"leaves it raw":            "BuiltIsReadBack",
		"reads nobody":             "LinksOfOthersAreRead",
		"breaks a rule of its own": "BuiltIsReadBack",
		"reads anything":           "StrangersAreNotRead",
	} {
		t.Run(lie, func(t *testing.T) { caught(t, lie, "TestTolls/"+question) })
	}
}
