package cj

import (
	"net/url"
	"regexp"
	"strings"

	"taglane/app/platform"
	"taglane/app/platform/wares"
	"taglane/app/taglane"
)

// hosts are the names under which CJ's links are seen. They change from link to
// link and mean the same.
var hosts = []string{
	"anrdoezrs.net", "tkqlhce.com", "jdoqocy.com", "dpbolvw.net", "kqzyfj.com",
	"emjcd.com", "qksrv.net", "cj.dotomi.com",
}

// ours is the host that is written.
const ours = "https://www.anrdoezrs.net"

var (
	subForm     = regexp.MustCompile(`^[A-Za-z0-9]{1,30}$`)
	clickForm   = regexp.MustCompile(`^/click-([0-9]{1,20})-([0-9]{1,20})/?$`)
	deepForm    = regexp.MustCompile(`^/links/([0-9]{1,20})/type/dlg/(.+)$`)
	pairForm    = regexp.MustCompile(`^([A-Za-z]+)/([^/]*)/(.+)$`)
	schemeForm  = regexp.MustCompile(`(?i)^(https?):/+`)
	encodedForm = regexp.MustCompile(`(?i)^https?%3A`)
)

func network() platform.Network {
	return platform.Network{Hosts: hosts, Build: Build, Parse: Parse, Owner: owner, SubIDMost: pack.Limits.SubID}
}

func owner(a taglane.Account) (string, error) {
	if pid := strings.TrimSpace(a.Settings["pid"]); numberForm.MatchString(pid) {
		return pid, nil
	}
	return "", taglane.Errorf(taglane.Invalid, "Enter the number of your property at CJ, its PID.")
}

// Build makes a link to any page of a shop, or with Ad the one that CJ numbered
// so. Invalid: it has no PID or nowhere to go, or something of it may not be in
// a link.
func Build(d platform.Deeplink) (string, error) {
	if !numberForm.MatchString(d.Owner) {
		return "", taglane.Errorf(taglane.Invalid, "Enter the number of your property at CJ, its PID.")
	}
	if err := checkSub(d.SubID); err != nil {
		return "", err
	}
	form := deep
	if d.Ad != "" {
		form = click
	}
	made, err := form(d)
	if err != nil {
		return "", err
	}
	u, err := url.Parse(made)
	if err != nil {
		return "", taglane.Wrap(err, taglane.Internal, "The link that was made for %s cannot be read back.", title)
	}
	if back, ok := Parse(u); !ok || back.Owner != d.Owner || back.SubID != d.SubID || back.Ad != d.Ad || !wares.Same(back.Destination, d.Destination) {
		return "", taglane.Errorf(taglane.Internal, "The link that was made for %s cannot be read back.", title)
	}
	return made, nil
}

func checkSub(sub string) error {
	switch {
	case wares.Personal(sub):
		return taglane.Errorf(taglane.Invalid, "A sub-id must not tell who anybody is.")
	case sub != "" && (!subForm.MatchString(sub) || sub == "0"):
		return taglane.Errorf(taglane.Invalid, "CJ takes sub-ids of up to %d letters and digits, other than 0.", pack.Limits.SubID)
	}
	return nil
}

func deep(d platform.Deeplink) (string, error) {
	to, err := wares.Address(d.Destination)
	if err != nil {
		return "", err
	}
	made := ours + "/links/" + d.Owner + "/type/dlg"
	if d.SubID != "" {
		made += "/sid/" + d.SubID
	}
	if strings.Contains(to, "#") || dotted(to) {
		to = url.QueryEscape(to)
	}
	return made + "/" + to, nil
}

func click(d platform.Deeplink) (string, error) {
	if !numberForm.MatchString(d.Ad) {
		return "", taglane.Errorf(taglane.Invalid, "The number of a link at CJ has digits only.")
	}
	made, mark := ours+"/click-"+d.Owner+"-"+d.Ad, "?"
	if d.SubID != "" {
		made, mark = made+mark+"sid="+d.SubID, "&"
	}
	if d.Destination == "" {
		return made, nil
	}
	to, err := wares.Address(d.Destination)
	if err != nil {
		return "", err
	}
	return made + mark + "url=" + url.QueryEscape(to), nil
}

// dotted says whether a browser would shorten the path of an address.
func dotted(address string) bool {
	path, _, _ := strings.Cut(strings.TrimPrefix(address, "https://"), "?")
	for _, part := range strings.Split(path, "/") {
		switch strings.ReplaceAll(strings.ToLower(part), "%2e", ".") {
		case ".", "..":
			return true
		}
	}
	return false
}

// Parse reads a link of CJ, of either form. A link in which everything is
// hidden behind a code is neither.
func Parse(u *url.URL) (platform.Deeplink, bool) {
	if !wares.Below(hosts, u.Hostname()) || u.Scheme != "https" && u.Scheme != "http" {
		return platform.Deeplink{}, false
	}
	path := u.EscapedPath()
	if g := clickForm.FindStringSubmatch(path); g != nil {
		d := platform.Deeplink{Network: service, Owner: g[1], Ad: g[2]}
		for name, values := range u.Query() {
			switch strings.ToLower(name) {
			case "sid":
				d.SubID = values[0]
			case "url":
				d.Destination = values[0]
			}
		}
		return d, true
	}
	g := deepForm.FindStringSubmatch(path)
	if g == nil {
		return platform.Deeplink{}, false
	}
	d, rest := platform.Deeplink{Network: service, Owner: g[1]}, g[2]
	for range 4 { // what stands before the address comes in pairs
		pair := pairForm.FindStringSubmatch(rest)
		if pair == nil || schemeForm.MatchString(rest) {
			break
		}
		if pair[1] == "sid" {
			d.SubID, _ = url.PathUnescape(pair[2])
		}
		rest = pair[3]
	}
	d.Destination = destinationOf(u, rest)
	return d, d.Destination != ""
}

// destinationOf is where a deep link leads; "" where that is no address.
func destinationOf(u *url.URL, rest string) string {
	if encodedForm.MatchString(rest) {
		to, err := url.PathUnescape(rest)
		if err != nil || !schemeForm.MatchString(to) {
			return ""
		}
		return to
	}
	if !schemeForm.MatchString(rest) {
		return ""
	}
	to := schemeForm.ReplaceAllString(rest, "$1://")
	if u.RawQuery != "" || u.ForceQuery {
		to += "?" + u.RawQuery
	}
	if u.Fragment != "" {
		to += "#" + u.EscapedFragment()
	}
	return to
}
