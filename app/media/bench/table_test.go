//go:build unix

package bench

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"text/tabwriter"
)

// promise is a bound on a ratio. Either most bounds ours ÷ theirs, or least
// bounds theirs ÷ ours; both zero promise nothing and only show.
type promise struct {
	wall        bool // of time on the wall, which other work on the machine bends, not of processor time
	most, least float64
}

func (p promise) String() string {
	of := "cpu"
	if p.wall {
		of = "wall"
	}
	switch {
	case p.most > 0:
		return fmt.Sprintf("%s ≤ %.2f × theirs", of, p.most)
	case p.least > 0:
		return fmt.Sprintf("%s %.0f × less", of, p.least)
	}
	return "–"
}

const (
	noise   = 0.05 // a ratio of processor times repeats to about this
	unquiet = 1.3  // the baseline's slowest ÷ quickest above which nothing can be said
)

// row is one comparison.
type row struct {
	what, clip   string
	ours, theirs []cost
	promise      promise
}

// Verdicts of a row.
const (
	kept   = "yes"
	nearly = "within noise"
	broken = "NO"
	missed = "no, but walls bend" // a promise of wall time fails no run
	void   = "void: the machine was too busy"
	shown  = ""
)

// verdict holds the row against its promise.
func (r row) verdict() string {
	pick := cpus
	if r.promise.wall {
		pick = walls
	}
	ours, theirs := pick(r.ours), pick(r.theirs)
	var over float64 // how far beyond the promise, 0 at its very edge
	switch {
	case r.promise.most > 0:
		over = against(ours, theirs)/r.promise.most - 1
	case r.promise.least > 0:
		over = r.promise.least/against(theirs, ours) - 1
	default:
		return shown
	}
	switch {
	case math.IsNaN(over) || unrest(theirs) > unquiet:
		return void
	case over <= 0:
		return kept
	case over <= noise:
		return nearly
	case r.promise.wall:
		return missed
	}
	return broken
}

// ratio is the row's ratio in words, in the direction of its promise.
func (r row) ratio(pick func([]cost) []float64) string {
	if r.promise.least > 0 {
		return fmt.Sprintf("%.1f × less", against(pick(r.theirs), pick(r.ours)))
	}
	return fmt.Sprintf("%.2f ×", against(pick(r.ours), pick(r.theirs)))
}

// figures are the rows for the table of all that is promised, one JSON line each.
func figures(w io.Writer, rows []row) error {
	held := map[string]any{kept: true, nearly: true, broken: false, void: nil, missed: nil}
	out := json.NewEncoder(w)
	for _, r := range rows {
		of := cpus
		if r.promise.wall {
			of = walls
		}
		line := map[string]any{"what": r.what + ", " + r.clip, "promised": r.promise.String(), "seen": r.ratio(of)}
		if h, judged := held[r.verdict()]; judged {
			line["holds"] = h
			if v := r.verdict(); v != kept && v != broken {
				line["more"] = v
			}
		}
		if err := out.Encode(line); err != nil {
			return err
		}
	}
	return nil
}

// print writes the rows as a table: seconds of processor and wall, then ratios.
func print(w io.Writer, rows []row) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "what\tclip\tours cpu/wall s\ttheirs cpu/wall s\tcpu\twall\tpromise\tkept?")
	for _, r := range rows {
		seconds := func(list []cost) string {
			return fmt.Sprintf("%.2f / %.2f", median(cpus(list)), median(walls(list)))
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", r.what, r.clip, seconds(r.ours), seconds(r.theirs), r.ratio(cpus), r.ratio(walls), r.promise, r.verdict())
	}
	t.Flush()
}
