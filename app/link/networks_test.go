package link_test

import (
	"net/url"
	"regexp"
	"strings"

	"taglane/app/platform"
	"taglane/app/taglane"
)

// Two networks as different as networks are: one says everything in its query,
// the other in its path with the destination as it is behind it. A third builds
// links that say something else than they should.
func init() {
	platform.DescribeNetwork("querynet", platform.Network{
		Hosts: []string{"click.querynet.test", "click.querynet-japan.test"}, SubIDMost: 72,
		Build: func(d platform.Deeplink) (string, error) {
			if d.Advertiser == "" {
				return "", taglane.Errorf(taglane.Invalid, "The link has no advertiser.")
			}
			return "https://click.querynet.test/deeplink?id=" + url.QueryEscape(d.Owner) + "&mid=" + d.Advertiser + "&murl=" + url.QueryEscape(d.Destination) + "&u1=" + d.SubID, nil
		},
		Parse: func(u *url.URL) (platform.Deeplink, bool) {
			q := u.Query()
			return platform.Deeplink{Network: "querynet", Owner: q.Get("id"), Advertiser: q.Get("mid"), SubID: q.Get("u1"), Destination: q.Get("murl")}, q.Get("id") != ""
		},
	})
	platform.DescribeNetwork("pathnet", platform.Network{
		Hosts: []string{"pathnet.test", "pathnet-other.test"}, SubIDMost: 30, Build: buildPath, Parse: parsePath,
	})
	platform.DescribeNetwork("liar", platform.Network{
		Hosts: []string{"liar.test"},
		Build: func(d platform.Deeplink) (string, error) {
			lie := url.Values{"id": {d.Owner}, "mid": {d.Advertiser}, "to": {d.Destination}, "sub": {d.SubID}}
			switch d.Advertiser {
			case "host":
				return "https://elsewhere.test/?" + lie.Encode(), nil
			case "scheme":
				return "http://liar.test/?" + lie.Encode(), nil
			case "form":
				return "https://liar.test/?" + strings.ReplaceAll(lie.Encode(), "id=", "ad="), nil
			case "address":
				return "https://liar.test:x/", nil
			case "advertiser":
				lie.Set("mid", "7")
			case "owner":
				lie.Set("id", "stranger")
			case "sub-id":
				lie.Del("sub")
			case "ad":
				lie.Set("ad", "9")
			case "destination":
				lie.Set("to", d.Destination+"x")
			case "in the clear":
				lie.Set("to", strings.Replace(d.Destination, "https", "http", 1))
			}
			return "https://liar.test/?" + lie.Encode(), nil
		},
		Parse: func(u *url.URL) (platform.Deeplink, bool) {
			q := u.Query()
			return platform.Deeplink{Network: "liar", Owner: q.Get("id"), Advertiser: q.Get("mid"), SubID: q.Get("sub"), Destination: q.Get("to"), Ad: q.Get("ad")}, q.Get("id") != ""
		},
	})
}

func buildPath(d platform.Deeplink) (string, error) {
	to := d.Destination
	if strings.ContainsAny(to, "#") {
		to = url.QueryEscape(to)
	}
	sid := ""
	if d.SubID != "" {
		sid = "/sid/" + d.SubID
	}
	return "https://www.pathnet.test/links/" + d.Owner + "/type/dlg" + sid + "/" + to, nil
}

var (
	pathForm  = regexp.MustCompile(`^/links/(\d+)/type/dlg(?:/sid/([A-Za-z0-9]+))?/(.+)$`)
	clickForm = regexp.MustCompile(`^/click-(\d+)-(\d+)$`)
)

func parsePath(u *url.URL) (platform.Deeplink, bool) {
	d := platform.Deeplink{Network: "pathnet"}
	if m := clickForm.FindStringSubmatch(u.Path); m != nil {
		d.Owner, d.SubID, d.Destination = m[1], u.Query().Get("sid"), u.Query().Get("url")
		return d, true
	}
	m := pathForm.FindStringSubmatch(u.EscapedPath())
	if m == nil {
		return d, false
	}
	d.Owner, d.SubID, d.Destination = m[1], m[2], m[3]
	if strings.HasPrefix(strings.ToLower(d.Destination), "http%3a") || strings.HasPrefix(strings.ToLower(d.Destination), "https%3a") {
		d.Destination, _ = url.QueryUnescape(d.Destination)
		return d, true
	}
	if u.RawQuery != "" {
		d.Destination += "?" + u.RawQuery
	}
	return d, true
}
