package catalog

import (
	"slices"
	"strings"

	"taglane/app/taglane"
)

// missesMost is how many complete imports in a row a product may miss before
// it is taken to be gone; sharedMost is which part of all may be missed at once
// without a person being asked, in percent.
const (
	missesMost = 2
	sharedMost = 30
)

// Known is a product of a source that was imported before.
type Known struct {
	Key    string `json:"key"`
	Missed int    `json:"missed,omitempty"` // complete imports in a row that did not have it
	Gone   bool   `json:"gone,omitempty"`
}

// Expired is what an import means for what was there before it.
type Expired struct {
	Known []Known // to be kept in place of what was given, in order of their keys
	Gone  []string
	Lost  int  // how many that were there are missed this time
	Ask   bool // too many: nothing was counted; ask, and come again with agreed
	Note  Note // what to say of it; Rule "" is nothing
}

// Expire counts what an import misses. Only an import that is Complete counts;
// a product is gone after two of them in a row, and back as soon as it is seen.
// An import that is partial, torn or empty changes nothing but what it has.
func Expire(known []Known, r Report, seen map[string]bool, agreed bool) Expired {
	out := Expired{Known: make([]Known, 0, len(known)+len(seen))}
	refused := map[string]bool{}
	for _, no := range r.Refused {
		refused[no.Key] = no.Key != ""
	}
	there, met := 0, map[string]bool{}
	for _, k := range known {
		met[k.Key] = true
		if !k.Gone {
			there++
		}
		if !k.Gone && !seen[k.Key] && !refused[k.Key] {
			out.Lost++
		}
	}
	counts := r.Complete && len(seen) > 0
	if counts && out.Lost*100 > there*sharedMost && !agreed {
		counts, out.Ask = false, true
		out.Note = newNote(0, "feed.shrunk", -1, "", taglane.Say("The file lacks %d of %d products that were there before. Nothing is taken to be gone until you agree.", out.Lost, there))
	}
	for _, k := range known {
		switch {
		case seen[k.Key] || refused[k.Key] && !k.Gone:
			k.Missed, k.Gone = 0, false
		case counts && !k.Gone:
			if k.Missed++; k.Missed >= missesMost {
				k.Gone = true
				out.Gone = append(out.Gone, k.Key)
			}
		}
		out.Known = append(out.Known, k)
	}
	for key := range seen {
		if !met[key] {
			out.Known = append(out.Known, Known{Key: key})
		}
	}
	slices.SortFunc(out.Known, func(a, b Known) int { return strings.Compare(a.Key, b.Key) })
	slices.Sort(out.Gone)
	return out
}
