package rakuten

import (
	"net/url"
	"regexp"
	"strings"

	"taglane/app/platform"
	"taglane/app/platform/wares"
	"taglane/app/taglane"
)

// hosts are the names under which Rakuten's links are seen; the second is
// Japan's.
var hosts = []string{"click.linksynergy.com", "linksynergy.jrs5.com"}

// ours is the host that is written.
const ours = "https://click.linksynergy.com"

// The three forms of a link: to any page of a shop; a text or a picture that
// Rakuten numbered; and a product of a feed.
const (
	deepPath    = "/deeplink"
	clickPath   = "/fs-bin/click"
	productPath = "/link"
)

var (
	subForm = regexp.MustCompile(`^[A-Za-z0-9]{1,72}$`)
	adForm  = regexp.MustCompile(`^[0-9]{1,20}(\.[0-9]{1,40})?$`)
)

func network() platform.Network {
	return platform.Network{Hosts: hosts, Build: Build, Parse: Parse, Owner: owner, SubIDMost: pack.Limits.SubID}
}

func owner(a taglane.Account) (string, error) {
	code := strings.TrimSpace(a.Settings["publisher_id"])
	return code, checkPublisher(code)
}

// Build makes a link to any page of a shop, which needs the shop's number, or
// with Ad the one that Rakuten numbered so. Invalid: something is missing, or
// may not be in a link.
func Build(d platform.Deeplink) (string, error) {
	if err := checkPublisher(d.Owner); err != nil {
		return "", err
	}
	if err := checkSub(d.SubID); err != nil {
		return "", err
	}
	made, err := compose(d)
	if err != nil {
		return "", err
	}
	u, err := url.Parse(made)
	if err != nil {
		return "", taglane.Wrap(err, taglane.Internal, "The link that was made for %s cannot be read back.", title)
	}
	back, ok := Parse(u)
	if !ok || back.Owner != d.Owner || back.SubID != d.SubID || back.Ad != d.Ad || !wares.Same(back.Destination, d.Destination) ||
		d.Ad == "" && back.Advertiser != d.Advertiser {
		return "", taglane.Errorf(taglane.Internal, "The link that was made for %s cannot be read back.", title)
	}
	return made, nil
}

// compose writes a link. The sub-id stands last.
func compose(d platform.Deeplink) (string, error) {
	to := ""
	if d.Destination != "" || d.Ad == "" {
		plain, err := wares.Address(d.Destination)
		if err != nil {
			return "", err
		}
		to = "&murl=" + url.QueryEscape(plain)
	}
	made := ""
	switch {
	case d.Ad == "" && !numberForm.MatchString(d.Advertiser):
		return "", taglane.Errorf(taglane.Invalid, "It is not known which shop this link is for.")
	case d.Ad == "":
		made = deepPath + "?id=" + d.Owner + "&mid=" + d.Advertiser + to
	case !adForm.MatchString(d.Ad):
		return "", taglane.Errorf(taglane.Invalid, "The number of a link at Rakuten has digits and one point only.")
	case to == "":
		made = clickPath + "?id=" + d.Owner + "&offerid=" + d.Ad + "&type=3&subid=0"
	default:
		made = productPath + "?id=" + d.Owner + "&offerid=" + d.Ad + "&type=15" + to
	}
	if d.SubID != "" {
		made += "&u1=" + d.SubID
	}
	return ours + made, nil
}

func checkSub(sub string) error {
	switch {
	case wares.Personal(sub):
		return taglane.Errorf(taglane.Invalid, "A sub-id must not tell who anybody is.")
	case sub != "" && !subForm.MatchString(sub):
		return taglane.Errorf(taglane.Invalid, "Rakuten takes sub-ids of up to %d letters and digits.", pack.Limits.SubID)
	}
	return nil
}

// Parse reads a link of Rakuten, of any of its forms. One that names two
// publishers is none.
func Parse(u *url.URL) (platform.Deeplink, bool) {
	if !wares.Below(hosts, u.Hostname()) || u.Scheme != "https" && u.Scheme != "http" {
		return platform.Deeplink{}, false
	}
	said, ok := parameters(u.RawQuery)
	if !ok || said["id"] == "" {
		return platform.Deeplink{}, false
	}
	d := platform.Deeplink{Network: service, Owner: said["id"], SubID: said["u1"]}
	switch strings.TrimSuffix(u.EscapedPath(), "/") {
	case deepPath:
		d.Advertiser, d.Destination = said["mid"], said["murl"]
	case clickPath:
		d.Ad = said["offerid"]
	case productPath:
		d.Ad, d.Destination = said["offerid"], said["murl"]
	default:
		return platform.Deeplink{}, false
	}
	return d, d.Ad != "" || d.Advertiser != "" || d.Destination != ""
}

// parameters are those of a query, decoded once. Two different values of one
// that matters make it unclear what the link says.
func parameters(query string) (map[string]string, bool) {
	said := map[string]string{}
	for _, part := range strings.Split(query, "&") {
		name, raw, _ := strings.Cut(part, "=")
		value, err := url.QueryUnescape(raw)
		if err != nil {
			value = raw
		}
		if was, twice := said[name]; twice && was != value {
			return nil, false
		}
		said[name] = value
	}
	return said, true
}

// open says whether a link's destination stands in it as it is.
func open(u *url.URL) bool {
	for _, part := range strings.Split(u.RawQuery, "&") {
		if raw, is := strings.CutPrefix(part, "murl="); is && strings.ContainsAny(raw, ":/?#") {
			return true
		}
	}
	return false
}

// dead says whether an address is at the host that Rakuten gave up.
func dead(u *url.URL) bool { return wares.Below([]string{deadHome}, u.Hostname()) }

// paysUs says whether a link is one of Rakuten's that pays the account.
func (s *Service) paysUs(address string) bool {
	d, ok := readLink(address)
	return ok && d.Owner == s.creds.Publisher
}

// readLink reads a link with https as it stands in an answer.
func readLink(address string) (platform.Deeplink, bool) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" {
		return platform.Deeplink{}, false
	}
	return Parse(u)
}
