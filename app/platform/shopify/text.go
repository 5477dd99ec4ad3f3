package shopify

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
)

var slugOdd = regexp.MustCompile(`[^a-z0-9]+`)

// slug is the beginning of a file's name: what is left of a title in plain
// letters.
func slug(title string) string {
	s := strings.Trim(slugOdd.ReplaceAllString(strings.ToLower(title), "-"), "-")
	s = strings.Trim(s[:min(len(s), 40)], "-")
	if s == "" {
		return "clip"
	}
	return s
}

// handleOf is the name of a product in an address of one of the shop's hosts;
// "" of any other.
func handleOf(address string, hosts []string) string {
	u, err := url.Parse(address)
	if err != nil || !slices.Contains(hosts, bare(u.Hostname())) {
		return ""
	}
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	for i, p := range parts {
		if p == "products" && i+1 < len(parts) {
			return parts[i+1]
		}
	}
	return ""
}

// bare is a host in lower case, without www.
func bare(host string) string { return strings.TrimPrefix(strings.ToLower(host), "www.") }
