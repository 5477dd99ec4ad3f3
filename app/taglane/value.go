package taglane

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A sentence may speak of values that every language writes in its own way:
// Money, Amount, Day, Wall, Share, and a moment as time.Time. A format
// shows each of them as %s. What String makes of them is the plain form, for
// logs and for programs; a person reads what the words of the language make.

// Day is a day without a time, as 2026-11-26.
type Day string

// DayOf is the day on which t is, on the clock that t carries: of a moment that
// a person lived through, hand over t.Local().
func DayOf(t time.Time) Day { return Day(t.Format(time.DateOnly)) }

// Wall is a day and a time as a clock on a wall shows them, in a zone that the
// sentence leaves to whoever reads it: 2026-12-01T10:00, as in Embargo.Wall.
type Wall string

// WallForm is how a Wall is written.
const WallForm = "2006-01-02T15:04"

// Share is a part of one: 0.125 is told as 12.5 %. Half a tenth of a hundredth
// is where it is rounded.
type Share float64

func (s Share) String() string { return s.Percent() + "%" }

// Percent is the share in hundredths, with one digit after the point at most.
func (s Share) Percent() string {
	tenths := strconv.FormatFloat(float64(s)*100, 'f', 1, 64)
	if tenths == "-0.0" {
		tenths = "0.0"
	}
	if whole, all := strings.CutSuffix(tenths, ".0"); all {
		return whole
	}
	return tenths
}

// value is what a sentence speaks of as it is kept: an object that names its kind.
type value struct {
	At     *time.Time `json:"at,omitempty"`
	Day    *Day       `json:"day,omitempty"`
	Wall   *Wall      `json:"wall,omitempty"`
	Money  *Money     `json:"money,omitempty"`
	Amount *Amount    `json:"amount,omitempty"`
	Share  *Share     `json:"share,omitempty"`
}

// kept is a value as it is kept; the text of anything that is none.
func kept(a any) any {
	switch a := a.(type) {
	case time.Time:
		return value{At: &a}
	case Day:
		return value{Day: &a}
	case Wall:
		return value{Wall: &a}
	case Money:
		return value{Money: &a}
	case Amount:
		return value{Amount: &a}
	case Share:
		return value{Share: &a}
	}
	return fmt.Sprint(a)
}

// valueOf reads what kept made. A kind that this version does not know yet is
// told as it is written, rather than that a library cannot be read for it.
func valueOf(b json.RawMessage) (any, error) {
	var v value
	if err := json.Unmarshal(b, &v); err != nil {
		return nil, err
	}
	switch {
	case v.At != nil:
		return *v.At, nil
	case v.Day != nil:
		return *v.Day, nil
	case v.Wall != nil:
		return *v.Wall, nil
	case v.Money != nil:
		return *v.Money, nil
	case v.Amount != nil:
		return *v.Amount, nil
	case v.Share != nil:
		return *v.Share, nil
	}
	return string(b), nil
}
