package taglane

import (
	"fmt"
	"math"
	"math/big"
	"regexp"
	"strconv"
	"strings"
)

// Frame is a position in a clip: the first frame is 0.
type Frame int64

// Rate is a number of frames per second as a fraction, such as 30000/1001.
// It reads and writes itself as the text "30000/1001". The zero rate, "0/0", is
// of a clip whose facts are not known yet: all times on it are 0.
type Rate struct{ Num, Den int64 }

// Span is a half-open range of frames: In is the first frame inside, Out the
// first frame outside.
type Span struct {
	In  Frame `json:"in"`
	Out Frame `json:"out"`
}

// Valid says whether the rate can be counted with: both parts positive and
// small enough that frame arithmetic on a day of video stays exact.
func (r Rate) Valid() bool {
	return r.Num > 0 && r.Den > 0 && r.Num <= 1_000_000_000 && r.Den <= 1_000_000_000 && r.Num/r.Den <= 1000
}

func (r Rate) String() string {
	return strconv.FormatInt(r.Num, 10) + "/" + strconv.FormatInt(r.Den, 10)
}

// FPS is the rate as a float, for display and for programs that want one.
func (r Rate) FPS() float64 {
	if r.Den == 0 {
		return 0
	}
	return float64(r.Num) / float64(r.Den)
}

var rateForm = regexp.MustCompile(`^(0|[1-9][0-9]{0,9})(/[1-9][0-9]{0,9}|\.[0-9]{1,10})?$`)

// ParseRate reads "30000/1001", "30" or "29.97" and gives the lowest terms.
func ParseRate(s string) (Rate, error) {
	if !rateForm.MatchString(s) { // first, for the reader of numbers takes exponents too
		return Rate{}, Errorf(Invalid, "%s is not a frame rate such as 30000/1001.", quoted(s))
	}
	x := digits(s)
	r := Rate{x.Num().Int64(), x.Denom().Int64()}
	if !r.Valid() {
		return Rate{}, Errorf(Invalid, "%s is not a frame rate between 0 and 1000.", quoted(s))
	}
	return r, nil
}

// digits reads what a form has let through.
func digits(s string) *big.Rat {
	x, ok := new(big.Rat).SetString(s)
	if !ok {
		return new(big.Rat)
	}
	return x
}

func (r Rate) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads what MarshalText wrote, also of the zero rate.
func (r *Rate) UnmarshalText(b []byte) error {
	if string(b) == (Rate{}).String() {
		*r = Rate{}
		return nil
	}
	x, err := ParseRate(string(b))
	if err == nil {
		*r = x
	}
	return err
}

// Millis is when frame f begins, in milliseconds, rounded half up.
func (r Rate) Millis(f Frame) int64 { return divHalfUp(int64(f), 1000*r.Den, r.Num) }

// FrameAtMillis is the frame whose start lies nearest to ms; the inverse of Millis.
func (r Rate) FrameAtMillis(ms int64) Frame { return Frame(divHalfUp(ms, r.Num, 1000*r.Den)) }

// Seconds is when frame f begins, for connectors and programs that count so.
func (r Rate) Seconds(f Frame) float64 {
	if r.Num == 0 {
		return 0
	}
	return float64(f) * float64(r.Den) / float64(r.Num)
}

// Convert gives the frame on rate to that begins nearest to frame f on r.
func (r Rate) Convert(f Frame, to Rate) Frame {
	return Frame(divHalfUp(int64(f), r.Den*to.Num, r.Num*to.Den))
}

// divHalfUp is round(x·num/den), halves upward, exact beyond 64 bits; 0 where
// den is.
func divHalfUp(x, num, den int64) int64 {
	n := new(big.Int).Mul(big.NewInt(x), big.NewInt(num))
	n.Lsh(n, 1)
	return divFloor(n.Add(n, big.NewInt(den)), 2*den)
}

// divFloor is n/den rounded down, held within 64 bits; 0 where den is.
func divFloor(n *big.Int, den int64) int64 {
	if den <= 0 {
		return 0
	}
	switch n.Div(n, big.NewInt(den)); { // Euclidean: floors for a positive divisor
	case n.IsInt64():
		return n.Int64()
	case n.Sign() < 0:
		return math.MinInt64
	}
	return math.MaxInt64
}

// Timecode shows f as mm:ss.ff, or h:mm:ss.ff from an hour on.
func (r Rate) Timecode(f Frame) string {
	sign := ""
	if f < 0 {
		sign, f = "−", -max(f, -math.MaxInt64)
	}
	product := func(x, y int64) *big.Int { return new(big.Int).Mul(big.NewInt(x), big.NewInt(y)) }
	whole := divFloor(product(int64(f), r.Den), r.Num)
	second := product(whole, r.Num)
	first := divFloor(second.Add(second, big.NewInt(r.Den-1)), r.Den) // the first frame of that second
	rest := int64(f) - first
	if h := whole / 3600; h > 0 {
		return fmt.Sprintf("%s%d:%02d:%02d.%02d", sign, h, whole/60%60, whole%60, rest)
	}
	return fmt.Sprintf("%s%02d:%02d.%02d", sign, whole/60, whole%60, rest)
}

// mostFrame bounds what is read: 2^39 frames are a century at 120 a second.
const mostFrame = 1<<39 - 1

var (
	frameForm = regexp.MustCompile(`^f[0-9]{1,12}$`)
	clockForm = regexp.MustCompile(`^([0-9]{1,9}:){0,2}([0-9]{1,9}(\.[0-9]{0,9})?|\.[0-9]{1,9})$`)
)

// ParseTime reads a time argument: a frame "f228", seconds "7.6", or a clock
// "00:00:07.600" (hours optional). It gives the nearest frame.
func (r Rate) ParseTime(s string) (Frame, error) {
	total := new(big.Rat)
	switch {
	case frameForm.MatchString(s):
		total = digits(s[1:])
	case clockForm.MatchString(s) && r.Valid():
		for part := range strings.SplitSeq(s, ":") {
			total.Add(total.Mul(total, big.NewRat(60, 1)), digits(part))
		}
		total.Mul(total, big.NewRat(r.Num, r.Den))
	default:
		return 0, badTime(s)
	}
	n := new(big.Int).Lsh(total.Num(), 1)
	n.Add(n, total.Denom()).Div(n, new(big.Int).Lsh(total.Denom(), 1))
	if n.Cmp(big.NewInt(mostFrame)) > 0 {
		return 0, badTime(s)
	}
	return Frame(n.Int64()), nil
}

func badTime(s string) error {
	return Errorf(Invalid, "%s is not a time: give a frame (f228), seconds (7.6) or 00:00:07.600.", quoted(s))
}

// quoted is s as a sentence may carry it, however long it came in.
func quoted(s string) string {
	if r := []rune(s[:min(len(s), 200)]); len(r) > 40 {
		s = string(r[:40]) + "…"
	}
	return strconv.Quote(s)
}

// Len is the number of frames inside.
func (s Span) Len() Frame { return s.Out - s.In }

// Valid says whether the span holds at least one frame and starts in the clip.
func (s Span) Valid() bool { return s.In >= 0 && s.Out > s.In }

// Contains says whether frame f lies inside.
func (s Span) Contains(f Frame) bool { return f >= s.In && f < s.Out }

// Overlaps says whether the two spans share a frame.
func (s Span) Overlaps(t Span) bool { return s.In < t.Out && t.In < s.Out }

// Within refuses a span that is empty or leaves a clip of so many frames.
func (s Span) Within(frames Frame) error {
	switch {
	case s.Out <= s.In:
		return Errorf(Invalid, "A tag must end after it starts.")
	case s.In < 0 || s.Out > frames:
		return Errorf(Invalid, "The tag must lie inside the clip, frames 0 to %d.", frames)
	}
	return nil
}
