package exchange

import (
	"fmt"
	"regexp"
	"strconv"

	"taglane/app/taglane"
)

// timecode counts frames the way editors do: a whole number of them a second,
// and, with drop, two or four numbers skipped each minute but every tenth, so
// that 29.97 and 59.94 keep to the wall clock. No frame is ever dropped.
type timecode struct {
	base int64 // frames in a second of the count
	drop int64 // numbers skipped a minute; 0 for none
}

// timecodeOf is the count for a rate; drop is heeded only where it exists.
func timecodeOf(r taglane.Rate, drop bool) timecode {
	t := timecode{base: max(1, (2*r.Num+r.Den)/(2*r.Den))}
	if drop && drops(r) {
		t.drop = t.base / 15
	}
	return t
}

// drops says whether drop-frame timecode exists at the rate.
func drops(r taglane.Rate) bool {
	return r == taglane.Rate{Num: 30000, Den: 1001} || r == taglane.Rate{Num: 60000, Den: 1001}
}

func (t timecode) text(f taglane.Frame) string {
	n, mark := int64(f), ":"
	if t.drop > 0 {
		mark = ";"
		minute := 60*t.base - t.drop
		ten := 10*minute + t.drop
		rest := n % ten
		n += 9 * t.drop * (n / ten)
		if rest >= 60*t.base {
			n += t.drop * ((rest-60*t.base)/minute + 1)
		}
	}
	s := n / t.base
	return fmt.Sprintf("%02d:%02d:%02d%s%02d", s/3600, s/60%60, s%60, mark, n%t.base)
}

var timecodeForm = regexp.MustCompile(`^([0-9]{1,6}):([0-5]?[0-9]):([0-5]?[0-9])([:;.])([0-9]{2,4})$`)

// readTimecode reads HH:MM:SS:FF; a semicolon or drop says that numbers are skipped.
func readTimecode(s string, r taglane.Rate, drop bool) (taglane.Frame, error) {
	m := timecodeForm.FindStringSubmatch(s)
	if m == nil || m[4] == "." {
		return 0, taglane.Errorf(taglane.Invalid, "%s is not a timecode.", quoted(taglane.ID(s)))
	}
	drop = drop || m[4] == ";"
	t := timecodeOf(r, drop)
	if drop && t.drop == 0 {
		return 0, taglane.Errorf(taglane.Invalid, "The times are in drop-frame timecode, which exists only at 29.97 and 59.94 frames a second.")
	}
	var v [4]int64
	for i, j := range []int{1, 2, 3, 5} {
		v[i], _ = strconv.ParseInt(m[j], 10, 64) // digits only, by the pattern
	}
	minutes := v[0]*60 + v[1]
	if v[3] >= t.base || t.drop > 0 && minutes%10 != 0 && v[2] == 0 && v[3] < t.drop {
		return 0, taglane.Errorf(taglane.Invalid, "%s names a frame that does not exist at this rate.", quoted(taglane.ID(s)))
	}
	return taglane.Frame((minutes*60+v[2])*t.base + v[3] - t.drop*(minutes-minutes/10)), nil
}
