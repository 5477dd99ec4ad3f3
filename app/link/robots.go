package link

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	// robotsName is how hosts may call us in what they ask of programs.
	robotsName = "taglane"
	// robotsFor is how long an answer counts.
	robotsFor = 24 * time.Hour
	// robotsHops bounds how far on the file may be.
	robotsHops = 5
)

// robots is what a host asks of programs that come by themselves.
type robots struct {
	rules []robotsRule
	at    time.Time
}

type robotsRule struct {
	path  string // * stands for anything, $ at the end for the end
	allow bool
}

// readRobots reads what concerns us: what is said to us by name, or else to all.
// It takes any bytes; what is no rule is nothing.
func readRobots(body []byte) robots {
	var ours, all []robotsRule
	named, us, everybody, rules := false, false, false, true
	lines := bufio.NewScanner(bytes.NewReader(bytes.ReplaceAll(body, []byte("\r"), []byte("\n"))))
	lines.Buffer(nil, bodyMost+1)
	for lines.Scan() {
		line, _, _ := strings.Cut(lines.Text(), "#")
		field, value, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		value = strings.TrimSpace(value)
		switch field = strings.ToLower(strings.TrimSpace(field)); field {
		case "user-agent":
			if rules { // a new group begins
				us, everybody, rules = false, false, false
			}
			us = us || strings.EqualFold(value, robotsName)
			everybody = everybody || value == "*"
			named = named || us
		case "allow", "disallow":
			rules = true
			if value == "" {
				continue
			}
			if r := (robotsRule{value, field == "allow"}); us {
				ours = append(ours, r)
			} else if everybody {
				all = append(all, r)
			}
		}
	}
	if named {
		return robots{rules: ours}
	}
	return robots{rules: all}
}

// allows says whether an address may be asked for: the longest rule that it
// meets counts, and of two the kinder.
func (r robots) allows(at *url.URL) bool {
	path := at.EscapedPath()
	if path == "" {
		path = "/"
	}
	if at.RawQuery != "" {
		path += "?" + at.RawQuery
	}
	longest, allowed := -1, true
	for _, rule := range r.rules {
		if n := len(rule.path); n >= longest && rule.meets(path) {
			allowed = rule.allow || n == longest && allowed
			longest = n
		}
	}
	return allowed
}

func (r robotsRule) meets(path string) bool {
	pattern, whole := strings.CutSuffix(r.path, "$")
	parts := strings.Split(pattern, "*")
	rest, ok := strings.CutPrefix(path, parts[0])
	if !ok {
		return false
	}
	for i, part := range parts[1:] {
		if whole && i == len(parts)-2 {
			return strings.HasSuffix(rest, part)
		}
		_, after, found := strings.Cut(rest, part)
		if !found {
			return false
		}
		rest = after
	}
	return !whole || rest == ""
}

// welcomes says whether a host lets programs ask for an address. One that cannot
// answer for itself now lets nobody; one that has no such file lets everybody.
// The caller has the turn.
func (c *Client) welcomes(ctx context.Context, at *url.URL) bool {
	key := at.Scheme + "://" + at.Host
	if known, ok := c.robots[key]; ok && c.now().Sub(known.at) < robotsFor {
		return known.allows(at)
	}
	body, status := c.robotsOf(ctx, at)
	var r robots
	switch {
	case status == http.StatusOK:
		r = readRobots(body)
	case status == http.StatusTooManyRequests || status >= 500:
		r = robots{rules: []robotsRule{{"/", false}}}
	case status == 0:
		return true // what stands in the way is told of the address itself
	}
	if r.at = c.now(); c.robots == nil {
		c.robots = map[string]robots{}
	}
	c.robots[key] = r
	return r.allows(at)
}

// robotsOf asks for the file; status is 0 where nothing answered.
func (c *Client) robotsOf(ctx context.Context, of *url.URL) (body []byte, status int) {
	at := &url.URL{Scheme: of.Scheme, Host: of.Host, Path: "/robots.txt"}
	asks := *c.HTTP
	asks.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	for range robotsHops {
		if c.pace(ctx) != nil {
			return nil, 0
		}
		body, to, status := c.oneRobots(ctx, &asks, at)
		next, ok := resolve(at, to)
		if to == "" || !ok {
			return body, status
		}
		at = next
	}
	return nil, http.StatusNotFound // as if there were none
}

func (c *Client) oneRobots(ctx context.Context, asks *http.Client, at *url.URL) (body []byte, to string, status int) {
	ctx, cancel := context.WithTimeout(ctx, or(c.PerHop, hopTime))
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, at.String(), nil)
	if err != nil {
		return nil, "", 0
	}
	r.Header.Set("User-Agent", or(c.Agent, plainAgent))
	resp, err := asks.Do(r)
	if err != nil {
		return nil, "", 0
	}
	defer resp.Body.Close()
	if to = resp.Header.Get("Location"); resp.StatusCode >= 300 && resp.StatusCode < 400 && to != "" {
		return nil, to, resp.StatusCode
	}
	if resp.StatusCode == http.StatusOK {
		if body, err = io.ReadAll(io.LimitReader(resp.Body, bodyMost)); err != nil {
			return nil, "", 0
		}
	}
	return body, "", resp.StatusCode
}
