package outbox

import (
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"sync"
	"testing"

	"taglane/app/platform"
)

// shapes are all the platforms there can be: searchable or not, publishing
// with the last chunk or not, and every answer to "what does a second Release do?".
func shapes() (out []shape) {
	for _, search := range []bool{false, true} {
		out = append(out, shape{fused: true, search: search, repeat: platform.RepeatAnswers})
		for _, r := range []platform.ReleaseRepeat{platform.RepeatSets, platform.RepeatAnswers, platform.RepeatUnknown, platform.RepeatBlind} {
			out = append(out, shape{search: search, repeat: r})
		}
	}
	return append(out, shape{fused: true, repeat: platform.RepeatAnswers, after: true}, shape{repeat: platform.RepeatAnswers, after: true}, shape{repeat: platform.RepeatSets, after: true, follows: true},
		shape{timed: true, fused: true, repeat: platform.RepeatAnswers}, shape{timed: true, repeat: platform.RepeatSets},
		shape{timed: true, repeat: platform.RepeatUnknown}, shape{timed: true, search: true, repeat: platform.RepeatBlind},
		shape{timed: true, paired: true, repeat: platform.RepeatSets}, shape{timed: true, paired: true, fused: true, repeat: platform.RepeatAnswers})
}

var (
	outsideGoesWrong = []disaster{crashBefore, crashAfter, cutBefore, cutAfter, gone, login, restored}
	diskGoesWrong    = []disaster{crashBefore, crashAfter, saveFails, saveDurable, gone, restored}
)

// count is what a check of many schedules saw.
type count struct{ schedules, unsure, touches int }

// every judges each schedule of up to two disasters at the touches of a run
// that begins with the first. kinds says what can go wrong at a touch.
func every(s shape, r rules, pairs bool, kinds func(*world, int) []disaster) (c count, err error) {
	play := func(at map[int]disaster) (*world, error) {
		w := newWorld(s, at)
		w.rules = r
		unsure, err := w.judge()
		c.schedules++
		if unsure {
			c.unsure++
		}
		if err != nil {
			err = fmt.Errorf("%v %v: %w", s, at, err)
		}
		return w, err
	}
	clean, err := play(nil)
	if c.touches = clean.touch; err != nil {
		return c, err
	}
	turn := 0
	for i := 1; i <= clean.touch; i++ {
		for _, a := range kinds(clean, i) {
			first, err := play(map[int]disaster{i: a})
			if err != nil {
				return c, err
			}
			for j := i + 1; pairs && j <= first.touch; j++ {
				for _, b := range kinds(first, j) {
					if turn++; turn%s.oneIn(a, b) != 0 {
						continue
					}
					if _, err := play(map[int]disaster{i: a, j: b}); err != nil {
						return c, err
					}
				}
			}
		}
	}
	return c, nil
}

// oneIn says which share of the pairs of two disasters is played. Pairs with a
// dead token or an older library are many and mostly alike; with a time only
// those are new in which the computer sleeps. So a share of them is
// enough for daily use; OUTBOX_TEST_ALL=1 plays them all.
func (s shape) oneIn(a, b disaster) int {
	pair := []disaster{a, b}
	rare := slices.ContainsFunc(pair, func(d disaster) bool { return d == login || d == restored || d == setBack })
	switch {
	case os.Getenv("OUTBOX_TEST_ALL") != "":
	case s.timed && (rare || !slices.Contains(pair, asleep)):
		return 16 * thinned
	case rare:
		return 8 * thinned
	case s.timed:
		return 4 * thinned
	}
	return thinned
}

func wrongAt(w *world, touch int) []disaster {
	all := diskGoesWrong
	if more, out := w.outs[touch]; out {
		all = append(slices.Clone(more), outsideGoesWrong...)
	}
	if w.timed {
		return append(slices.Clone(all), asleep, setBack)
	}
	return all
}

// Every pair of crashes, cuts, lost sessions and failed saves, at every touch.
func TestEveryPairOfDisasters(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(1000))
	if thinned > 1 {
		t.Logf("under the race detector only every %dth schedule runs", thinned)
	}
	var mu sync.Mutex
	total := count{}
	t.Run("shapes", func(t *testing.T) {
		for _, s := range shapes() {
			t.Run(s.String(), func(t *testing.T) {
				t.Parallel()
				c, err := every(s, rules{}, true, wrongAt)
				if err != nil {
					t.Fatal(err)
				}
				t.Logf("%d touches, %d schedules, %d asked a person", c.touches, c.schedules, c.unsure)
				mu.Lock()
				defer mu.Unlock()
				total.schedules += c.schedules
				total.unsure += c.unsure
			})
		}
	})
	t.Logf("%d schedules; never two posts, never stuck; %d (%.1f %%) asked a person", total.schedules, total.unsure, 100*float64(total.unsure)/float64(total.schedules))
	if total.schedules*thinned < 50_000 {
		t.Errorf("only %d schedules", total.schedules)
	}
}

// Each law is broken once, and the check above must notice.
func TestSabotageIsNoticed(t *testing.T) {
	if thinned > 1 {
		t.Skip("some laws only break in schedules that the race detector leaves out; the run without it breaks them all")
	}
	for name, r := range map[string]rules{
		"no intent before Release":                     {noReleaseIntent: true},
		"no intent before a last chunk that publishes": {noFusedIntent: true},
		"gone taken as not published":                  {goneIsNo: true},
		"our own offset believed":                      {trustOffset: true},
		"failed Save ignored":                          {ignoreSave: true},
		"post ignored while settling":                  {ignorePost: true},
		"login starts the job again":                   {refreshRestarts: true},
		"ledger ignored after a restore":               {ignoreLedger: true},
		"dead upload waited for":                       {ignoreDead: true},
		"dead upload dropped without a no":             {deadUnsaid: true},
		"plain no taken for silence":                   {noIsSilence: true},
		"error believed where nobody promised":         {believesErrors: true},
		"change of a post begins as a new one":         {updatePosts: true},
		"changed post keeps its old products":          {untaggedUpdate: true},
		"what is held back follows at once":            {followsAtOnce: true},
		"nothing waits for its time":                   {neverWaits: true},
		"nobody is asked about what is late":           {neverLate: true},
		"what goes together does not wait":             {leavesOthers: true},
	} {
		t.Run(name, func(t *testing.T) {
			if err := notice(r, wrongAt); err != nil {
				t.Log(err)
				return
			}
			t.Fatal("nobody noticed")
		})
	}
}

// notice looks for a schedule that breaks a law, the short ones first.
func notice(r rules, kinds func(*world, int) []disaster) error {
	for _, pairs := range []bool{false, true} {
		for _, s := range shapes() {
			if _, err := every(s, r, pairs, kinds); errors.Is(err, errLaw) {
				return err
			}
		}
	}
	return nil
}

// Row and ledger guard each other: each alone is enough while the other is
// ignored, as long as nobody puts back an older library. With both ignored the
// model posts twice.
func TestRowAndLedgerAreTwoLines(t *testing.T) {
	unrestored := func(w *world, touch int) (out []disaster) {
		for _, d := range wrongAt(w, touch) {
			if d != restored {
				out = append(out, d)
			}
		}
		return out
	}
	answers := shape{repeat: platform.RepeatAnswers}
	if _, err := every(answers, rules{ignoreLedger: true}, false, unrestored); err != nil {
		t.Errorf("the row alone is not enough: %v", err)
	}
	err := notice(rules{ignoreLedger: true, ignoreSave: true}, unrestored)
	if err == nil {
		t.Fatal("nobody noticed that both lines are gone")
	}
	t.Log(err)
}
