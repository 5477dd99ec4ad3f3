package link

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// What the world does with links changes every few months, so it is data, and
// each table says when somebody last looked. sure is how well a line is known:
// D the owner documents it, C public code does it, T a third party says it, I
// it is our own inference.

//go:embed tables/*.json
var tableFiles embed.FS

type parameter struct {
	Name  string   `json:"name"` // a name with * at its end stands for all that begin so
	Sure  string   `json:"sure"`
	Hosts []string `json:"hosts"` // where it means this; none: everywhere
}

type stripTable struct {
	CheckedOn  string      `json:"checked_on"`
	Parameters []parameter `json:"parameters"`
}

type named struct {
	Host string `json:"host"`
	Name string `json:"name"`
	Sure string `json:"sure"`
}

type hostTable struct {
	CheckedOn  string  `json:"checked_on"`
	Affiliates []named `json:"affiliates"` // pay somebody, in a grammar that is not known here
	Shorteners []named `json:"shorteners"` // say nothing of where they lead
}

type ending struct {
	Name  string   `json:"name"`
	Hosts []string `json:"hosts"`
	On    string   `json:"on"` // a day, such as 2026-03-31; "" for one that is over
	Sure  string   `json:"sure"`
}

type endTable struct {
	CheckedOn string   `json:"checked_on"`
	Dead      []ending `json:"dead"`
	Sunsets   []ending `json:"sunsets"`
}

type pageTable struct {
	CheckedOn string   `json:"checked_on"`
	Doors     []string `json:"doors"`     // a title says so where visitors are looked over first
	Regions   []string `json:"regions"`   // a page says so where it is not for this country
	Missing   []string `json:"missing"`   // a title says so where a product is no more
	Elsewhere []string `json:"elsewhere"` // parts of a path that is no product's
	Products  []string `json:"products"`  // parts of a path that is a product's after all
}

var (
	strips = table[stripTable]("strip")
	wraps  = table[stripTable]("wraps")
	hosts  = table[hostTable]("hosts")
	ends   = table[endTable]("ends")
	pages  = table[pageTable]("pages")
)

// table reads one that is part of the program; its test reads them all, so
// that a broken one is never built in.
func table[T any](name string) (t T) {
	b, err := tableFiles.ReadFile("tables/" + name + ".json")
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err == nil {
		err = d.Decode(&t)
	}
	if err != nil {
		panic(fmt.Sprintf("the table %s of links cannot be read: %v", name, err))
	}
	return t
}

// under says whether a host is one of them or below one.
func under(host string, among ...string) bool {
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	return slices.ContainsFunc(among, func(a string) bool {
		a = strings.ToLower(strings.TrimPrefix(a, "www."))
		return a != "" && (host == a || strings.HasSuffix(host, "."+a))
	})
}

// nameAt is what the table calls a host; "" where it does not know it.
func nameAt(table []named, host string) string {
	for _, n := range table {
		if under(host, n.Host) {
			return n.Name
		}
	}
	return ""
}

// means says whether a query parameter at a host is one of the table's.
func (t stripTable) means(name, host string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc(t.Parameters, func(p parameter) bool {
		start, all := strings.CutSuffix(strings.ToLower(p.Name), "*")
		return (name == start || all && strings.HasPrefix(name, start)) && (len(p.Hosts) == 0 || under(host, p.Hosts...))
	})
}

// deadAt is the network a host belonged to that is no more; "" for none. One
// whose sunset is over is dead as well.
func deadAt(host string, now time.Time) string {
	for _, e := range ends.Dead {
		if under(host, e.Hosts...) {
			return e.Name
		}
	}
	if s, ok := SunsetAt(host); ok && !now.Before(s.On) {
		return s.Name
	}
	return ""
}

// Sunset is a programme or an API that ends, or has ended, on a day.
type Sunset struct {
	Name string    `json:"name"`
	On   time.Time `json:"on"` // UTC, its beginning
}

// SunsetAt is what is known to end at a host.
func SunsetAt(host string) (Sunset, bool) {
	for _, e := range ends.Sunsets {
		if under(host, e.Hosts...) {
			on, err := time.Parse(time.DateOnly, e.On)
			return Sunset{e.Name, on}, err == nil
		}
	}
	return Sunset{}, false
}
