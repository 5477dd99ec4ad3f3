package exchange

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"taglane/app/taglane"
)

// loose is a thing of a stranger's file: its fields may be missing, or of
// another kind than they should be.
type loose map[string]any

func asThing(v any) loose {
	m, _ := v.(map[string]any)
	return m
}

func (o loose) thing(key string) loose { return asThing(o[key]) }

func (o loose) list(key string) []any {
	l, _ := o[key].([]any)
	return l
}

// text is a field in words; a number as one writes it, "" for anything else.
func (o loose) text(key string) string {
	switch v := o[key].(type) {
	case string:
		return clean(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return ""
}

// seconds is a time: a number, or one in words such as 7.5, 0:07 or 1:00:07.
func (o loose) seconds(key string) (float64, bool) {
	switch v := o[key].(type) {
	case float64:
		return v, true
	case string:
		return clockSeconds(v)
	}
	return 0, false
}

var clockForm = regexp.MustCompile(`^(?:(?:([0-9]{1,4}):)?([0-9]{1,6}):)?([0-9]{1,9}(?:\.[0-9]{1,12})?)$`)

func clockSeconds(s string) (float64, bool) {
	m := clockForm.FindStringSubmatch(strings.TrimSpace(s))
	if m == nil {
		return 0, false
	}
	hours, _ := strconv.ParseFloat("0"+m[1], 64) // digits only, by the pattern
	minutes, _ := strconv.ParseFloat("0"+m[2], 64)
	seconds, err := strconv.ParseFloat(m[3], 64)
	return hours*3600 + minutes*60 + seconds, err == nil
}

var percentForm = regexp.MustCompile(`^[0-9]{1,4}(?:\.[0-9]{1,40})?$`)

// place is where a player puts a hotspot, as a fraction of the picture. Bare
// numbers are percent too; a place in pixels says nothing of other sizes.
func (o loose) place() (taglane.Spot, error) {
	var at [2]float64
	for i, key := range []string{"x", "y"} {
		s, _ := strings.CutSuffix(strings.TrimSpace(o.text(key)), "%")
		v, err := strconv.ParseFloat(s+"e-2", 64) // the point is moved in the text, so that no digit changes
		if !percentForm.MatchString(s) || err != nil {
			return taglane.Spot{}, taglane.Errorf(taglane.Invalid, "Its hotspot has no place in percent of the picture.")
		}
		at[i] = v
	}
	s := taglane.Spot{X: at[0], Y: at[1]}
	return s, s.Check()
}

// productCalled names a product that the file numbers. One number that stands
// for two names is two products here.
func (in *intake) productCalled(id, name string) taglane.ID {
	if id == "" {
		return in.productNamed(name)
	}
	if owner, taken := in.owner[id]; taken && owner != name {
		return in.productNamed(id + "\x00" + name)
	}
	in.owner[id] = name
	return taglane.ID(id)
}

// link is an address that may stand in a library; another is left out and named.
func (in *intake) link(n int, url string) string {
	if url == "" || taglane.CheckURL(url) == nil {
		return url
	}
	in.note(taglane.Say("%s %d has a link that does not start with https://; it was left out.", in.what, n))
	return ""
}

// note tells what was done to row n, which is taken all the same.
func (in *intake) note(said taglane.Said) {
	if len(in.t.Refused) < mostRefused {
		in.t.Refused = append(in.t.Refused, said)
	}
}

// keysAt are the keys in order; of two on one frame the first is kept.
func keysAt(keys []taglane.Key) []taglane.Key {
	var out []taglane.Key
	slices.SortStableFunc(keys, func(a, b taglane.Key) int { return cmp.Compare(a.Frame, b.Frame) })
	for _, k := range keys {
		if n := len(out); n == 0 || out[n-1].Frame < k.Frame {
			out = append(out, k)
		}
	}
	return out
}
