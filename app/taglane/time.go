package taglane

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// Frame is a position in a clip: the first frame is 0.
type Frame int64

// Rate is a number of frames per second as a fraction, such as 30000/1001.
// It reads and writes itself as the text "30000/1001".
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

// ParseRate reads "30000/1001", "30" or "29.97" and gives the lowest terms.
func ParseRate(s string) (Rate, error) {
	x, ok := new(big.Rat).SetString(s)
	if !ok || len(s) > 40 || !x.Num().IsInt64() || !x.Denom().IsInt64() {
		return Rate{}, Errorf(Invalid, "%q is not a frame rate such as 30000/1001.", s)
	}
	r := Rate{x.Num().Int64(), x.Denom().Int64()}
	if !r.Valid() {
		return Rate{}, Errorf(Invalid, "%q is not a frame rate between 0 and 1000.", s)
	}
	return r, nil
}

func (r Rate) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

func (r *Rate) UnmarshalText(b []byte) error {
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
func (r Rate) Seconds(f Frame) float64 { return float64(f) * float64(r.Den) / float64(r.Num) }

// Convert gives the frame on rate to that begins nearest to frame f on r.
func (r Rate) Convert(f Frame, to Rate) Frame {
	return Frame(divHalfUp(int64(f), r.Den*to.Num, r.Num*to.Den))
}

// divHalfUp is round(x·num/den), halves upward, exact beyond 64 bits.
func divHalfUp(x, num, den int64) int64 {
	n := new(big.Int).Mul(big.NewInt(2*x), big.NewInt(num))
	n.Add(n, big.NewInt(den))
	n.Div(n, big.NewInt(2*den)) // Euclidean: floors for a positive divisor
	return n.Int64()
}

// Timecode shows f as mm:ss.ff, or h:mm:ss.ff from an hour on.
func (r Rate) Timecode(f Frame) string {
	sign := ""
	if f < 0 {
		sign, f = "−", -f
	}
	whole := int64(f) * r.Den / r.Num
	first := (whole*r.Num + r.Den - 1) / r.Den
	rest := int64(f) - first
	if h := whole / 3600; h > 0 {
		return fmt.Sprintf("%s%d:%02d:%02d.%02d", sign, h, whole/60%60, whole%60, rest)
	}
	return fmt.Sprintf("%s%02d:%02d.%02d", sign, whole/60, whole%60, rest)
}

// ParseTime reads a time argument: a frame "f228", seconds "7.6", or a clock
// "00:00:07.600" (hours optional).
func (r Rate) ParseTime(s string) (Frame, error) {
	bad := func() (Frame, error) {
		return 0, Errorf(Invalid, "%q is not a time: give a frame (f228), seconds (7.6) or 00:00:07.600.", s)
	}
	if n, ok := strings.CutPrefix(s, "f"); ok {
		f, err := strconv.ParseInt(n, 10, 40)
		if err != nil || f < 0 {
			return bad()
		}
		return Frame(f), nil
	}
	parts := strings.Split(s, ":")
	if len(parts) > 3 || len(s) > 32 {
		return bad()
	}
	total := new(big.Rat)
	for i, p := range parts {
		x, ok := new(big.Rat).SetString(p)
		if !ok || x.Sign() < 0 || strings.ContainsAny(p, "/eEpP+-xX_") || i < len(parts)-1 && !x.IsInt() {
			return bad()
		}
		total.Add(total.Mul(total, big.NewRat(60, 1)), x)
	}
	f := total.Mul(total, big.NewRat(r.Num, r.Den)) // nearest frame
	n := new(big.Int).Add(new(big.Int).Mul(f.Num(), big.NewInt(2)), f.Denom())
	n.Div(n, new(big.Int).Mul(f.Denom(), big.NewInt(2)))
	if !n.IsInt64() {
		return bad()
	}
	return Frame(n.Int64()), nil
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
