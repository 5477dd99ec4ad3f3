//go:build unix

package bench

import (
	"fmt"
	"math"
	"slices"
	"syscall"
	"time"
)

// cost is what a piece of work took: processor time of this process and its
// children, and time on the wall.
type cost struct{ cpu, wall time.Duration }

// spent measures f. Children must have ended when f returns.
func spent(f func() error) (cost, error) {
	before, begun := used(), time.Now()
	err := f()
	return cost{used() - before, time.Since(begun)}, err
}

func used() (sum time.Duration) {
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var r syscall.Rusage
		if syscall.Getrusage(who, &r) == nil { // it fails only for another who
			sum += time.Duration(r.Utime.Nano() + r.Stime.Nano())
		}
	}
	return sum
}

// contender is one way to do the work.
type contender struct {
	name string
	slow bool // it goes without a turn to warm up; its files are warm by then
	run  func() error
}

// turns lets the contenders work one after the other, round by round, so that
// what disturbs the machine for a while disturbs all of them.
func turns(rounds int, all []contender, say func(string)) (map[string][]cost, error) {
	out := map[string][]cost{}
	for round := range rounds + 1 {
		for _, c := range all {
			if round == 0 && c.slow {
				continue
			}
			one, err := spent(c.run)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", c.name, err)
			}
			if round > 0 {
				out[c.name] = append(out[c.name], one)
			}
			say(fmt.Sprintf("round %d of %d: %-28s %6.2f s cpu %6.2f s wall", round, rounds, c.name, one.cpu.Seconds(), one.wall.Seconds()))
		}
	}
	return out, nil
}

func cpus(list []cost) (out []float64) {
	for _, c := range list {
		out = append(out, c.cpu.Seconds())
	}
	return out
}

func walls(list []cost) (out []float64) {
	for _, c := range list {
		out = append(out, c.wall.Seconds())
	}
	return out
}

// median is the middle value, or the mean of the two in the middle; NaN of none.
func median(list []float64) float64 {
	s := slices.Sorted(slices.Values(list))
	n := len(s)
	if n == 0 {
		return math.NaN()
	}
	return (s[(n-1)/2] + s[n/2]) / 2
}

// against is the median of a[i] ÷ b[i].
func against(a, b []float64) float64 {
	ratios := make([]float64, min(len(a), len(b)))
	for i := range ratios {
		ratios[i] = a[i] / b[i]
	}
	return median(ratios)
}

// unrest is how far the largest value lies above the smallest, as a ratio.
func unrest(list []float64) float64 {
	if len(list) == 0 {
		return math.NaN()
	}
	return slices.Max(list) / slices.Min(list)
}
