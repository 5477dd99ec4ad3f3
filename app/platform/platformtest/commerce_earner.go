package platformtest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/taglane"
)

// account is what a caller keeps of reports: rows by key, and the cursor.
type account struct {
	rows   map[string]taglane.Earning
	cursor json.RawMessage
}

// take asks once and keeps what comes, all or nothing.
func (a *account) take(ctx context.Context, c platform.Connector, until time.Time) (more bool, err error) {
	of, ok := platform.As[platform.Earner](c)
	if !ok {
		return false, errors.New("this connector is no Earner")
	}
	got, err := of.Earnings(ctx, a.cursor, until)
	if err != nil {
		if len(got.Rows) > 0 || got.Cursor != nil || got.More {
			return false, fmt.Errorf("an error came with %d rows: %w", len(got.Rows), err)
		}
		return false, err
	}
	if !json.Valid(got.Cursor) {
		return false, fmt.Errorf("the cursor is no JSON: %.40q", got.Cursor)
	}
	if a.rows == nil {
		a.rows = map[string]taglane.Earning{}
	}
	for _, r := range got.Rows {
		if r.Key == "" || r.Original == "" || r.State != taglane.Pending && r.State != taglane.Earned || r.Commission.Currency == "" {
			return false, fmt.Errorf("a row is not whole: %+v", r)
		}
		a.rows[r.Key] = r
	}
	a.cursor = got.Cursor
	return got.More, nil
}

// all asks until there is no more.
func (a *account) all(ctx context.Context, c platform.Connector, until time.Time) error {
	for range pagesMost {
		more, err := a.take(ctx, c, until)
		if err != nil || !more {
			return err
		}
	}
	return errors.New("the report has no end")
}

func (a *account) keys() []string { return slices.Sorted(maps.Keys(a.rows)) }

func (a *account) sum() []taglane.Amount {
	amounts := []taglane.Amount{}
	for _, r := range a.rows {
		amounts = append(amounts, r.Commission)
	}
	return taglane.Sum(amounts...)
}

// earnings asks for every row from the beginning.
func earnings(m Market) asking {
	return asking{
		one: func(ctx context.Context, c platform.Connector) error {
			_, err := new(account).take(ctx, c, m.Until)
			return err
		},
		all: func(ctx context.Context, c platform.Connector) ([]string, error) {
			var a account
			err := a.all(ctx, c, m.Until)
			return a.keys(), err
		},
		want: m.Rows,
	}
}

func sumIsExact(t *testing.T, m Market) {
	var a account
	if err := a.all(t.Context(), m.New(t, m.way()), m.Until); err != nil {
		t.Fatal(err)
	}
	if got := a.sum(); !slices.Equal(got, m.Total) {
		t.Errorf("%v, want %v", got, m.Total)
	}
}

// anotherInstanceGoesOn: each page is asked by a new instance, from the cursor
// as it was kept.
func anotherInstanceGoesOn(t *testing.T, m Market) {
	var a account
	for range pagesMost {
		more, err := a.take(t.Context(), m.New(t, m.way()), m.Until)
		if err != nil {
			t.Fatal(err)
		}
		if !more {
			break
		}
	}
	alike(t, "by many instances", a.keys(), m.Rows)
}

// interruptedLosesNothing breaks each call once and goes on from what was kept.
func interruptedLosesNothing(t *testing.T, m Market) {
	calls := m.read(t, earnings(m)).calls()
	for n := 1; n <= calls; n++ {
		var a account
		w := m.way()
		w.wire.Break(CutAfter, n)
		if err := a.all(t.Context(), m.New(t, w), m.Until); err != nil {
			m.told(t, err, fmt.Sprintf("call %d lost", n), waits...)
			if err := a.all(t.Context(), m.New(t, m.way()), m.Until); err != nil {
				t.Fatalf("after call %d was lost: %v", n, err)
			}
		}
		what := fmt.Sprintf("call %d lost", n)
		alike(t, what, a.keys(), m.Rows)
		if got := a.sum(); !slices.Equal(got, m.Total) {
			t.Errorf("%s: %v, want %v", what, got, m.Total)
		}
	}
}

func askedAgainTellsNothingNew(t *testing.T, m Market) {
	var a account
	c := m.New(t, m.way())
	for _, later := range []time.Duration{0, time.Minute, 25 * time.Hour} {
		if err := a.all(t.Context(), c, m.Until.Add(later)); err != nil {
			t.Fatalf("%v later: %v", later, err)
		}
		alike(t, fmt.Sprintf("%v later", later), a.keys(), m.Rows)
		if got := a.sum(); !slices.Equal(got, m.Total) {
			t.Errorf("%v later: %v, want %v", later, got, m.Total)
		}
	}
}

func wrongCursorIsToldSo(t *testing.T, m Market) {
	of := as[platform.Earner](t, m.New(t, m.way()))
	for _, cursor := range []string{`"x"`, `[1]`, `{"since":`, `7`} {
		_, err := of.Earnings(t.Context(), json.RawMessage(cursor), m.Until)
		m.told(t, err, "the cursor "+cursor, taglane.Invalid, taglane.Internal)
	}
}
