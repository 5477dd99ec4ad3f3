package platformtest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/taglane"
)

// soon is how long a call that was called off may take to return.
const soon = time.Second

// quiet fails where a text has a secret in it.
func (m Market) quiet(t testing.TB, text string) {
	t.Helper()
	for _, secret := range m.Secrets() {
		if secret != "" && strings.Contains(text, secret) {
			t.Errorf("a secret that begins with %.4s… stands in a text: %s", secret, strings.ReplaceAll(text, secret, "(the secret)"))
		}
	}
}

// told fails unless err is a sentence of one of the kinds, without a secret in
// what the log would keep of it.
func (m Market) told(t testing.TB, err error, what string, kinds ...taglane.Kind) {
	t.Helper()
	var e *taglane.Error
	switch {
	case err == nil:
		t.Errorf("%s: no error, want %v", what, kinds)
		return
	case !errors.As(err, &e) || e.Message == "":
		t.Errorf("%s: %v is no sentence for a person", what, err)
		return
	case !slices.Contains(kinds, e.Kind):
		t.Errorf("%s: %s (%v), want %v", what, e.Kind, err, kinds)
	}
	m.quiet(t, err.Error())
}

// patience is how long a caller waits: one that stalls is given up soon.
func (how How) patience() time.Duration {
	if how == Stall {
		return 100 * time.Millisecond
	}
	return time.Minute
}

// waits are the kinds of what says nothing of the far side.
var waits = []taglane.Kind{taglane.Later, taglane.Offline}

// read is all there is, read in peace.
func (m Market) read(t testing.TB, a asking) *way {
	t.Helper()
	w := m.way()
	got, err := a.all(t.Context(), m.New(t, w))
	if err != nil {
		t.Fatalf("with nothing in the way: %v", err)
	}
	alike(t, "with nothing in the way", got, a.want)
	return w
}

// alike fails unless two lists hold the same, in any order, each once.
func alike(t testing.TB, what string, got, want []string) {
	t.Helper()
	got, want = slices.Clone(got), slices.Clone(want)
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%s: %d of %d:\n got %q\nwant %q", what, len(got), len(want), got, want)
	}
}

func eachOnce(t *testing.T, m Market, a asking) {
	if w := m.read(t, a); w.calls() < 2 && len(a.want) > 1 {
		t.Errorf("all came with %d call, so no page was turned", w.calls())
	}
}

// cutAnswerIsAnError stops every answer at many bytes, with and without the
// connection telling. Whatever is missing, it never looks like less of a list.
func cutAnswerIsAnError(t *testing.T, m Market, a asking) {
	tape := m.read(t, a)
	for n, whole := range tape.answers() {
		near, between := 30, 60
		if n > 0 {
			near, between = 5, 12 // the first answer stands for the others
		}
		for i, at := range cuts(len(whole.body), near, between) {
			for _, how := range []ending{ends, breaks} {
				if how == breaks && i%4 > 0 {
					continue
				}
				what := fmt.Sprintf("answer %d cut at byte %d of %d (%d)", n+1, at, len(whole.body), how)
				got, err := a.all(t.Context(), m.New(t, tape.replay().stop(n+1, at, how)))
				if err != nil {
					m.told(t, err, what, waits...)
				} else {
					alike(t, what, got, a.want) // nothing that counts was missing
				}
				if t.Failed() {
					return
				}
			}
		}
	}
}

// cuts are the places where a text is cut: everywhere near its ends, and here
// and there between.
func cuts(length, near, between int) (at []int) {
	for i := range length {
		if i < near || length-i <= near || i%max(1, length/between) == 0 {
			at = append(at, i)
		}
	}
	return at
}

// everyBreakWaits breaks the wire in every way at every call.
func everyBreakWaits(t *testing.T, m Market, a asking) {
	calls := m.read(t, a).calls()
	for _, how := range WireBreaks() {
		for n := 1; n <= calls; n++ {
			if n > 3 && n < calls {
				continue // one page in the middle is like the other
			}
			what := fmt.Sprintf("%s at call %d", how, n)
			w := m.way()
			w.wire.Break(how, n)
			ctx, end := context.WithTimeout(t.Context(), how.patience())
			got, err := a.all(ctx, m.New(t, w))
			end()
			if err != nil {
				m.told(t, err, what, waits...)
			} else {
				alike(t, what, got, a.want)
			}
			again, err := a.all(t.Context(), m.New(t, m.way()))
			if err != nil {
				t.Fatalf("after %s: %v", what, err)
			}
			alike(t, "after "+what, again, a.want)
		}
	}
}

// wrongAnswerIsAnError: whatever is answered in place of a list, such as the
// page of a hotel's network, is an error and never an empty list.
func wrongAnswerIsAnError(t *testing.T, m Market, a asking) {
	tape := m.read(t, a)
	for _, wrong := range []answered{
		{status: 200},
		{status: 200, body: []byte("{}")},
		{status: 200, body: []byte("[]")},
		{status: 200, body: []byte("null")},
		{status: 200, body: []byte("<html><body>Log in to the hotel's network</body></html>")},
		{status: 204},
		{status: 302},
		{status: 404, body: []byte("no such page")},
		{status: 500, body: []byte("{}")},
		{status: 503, body: []byte("down for maintenance")},
	} {
		for n, was := range tape.answers() {
			w := tape.replay()
			w.tape = slices.Clone(w.tape)
			wrong.header = was.header
			w.tape[n] = wrong
			if _, err := a.all(t.Context(), m.New(t, w)); err == nil {
				t.Errorf("%d %q as answer %d looked like a list", wrong.status, wrong.body, n+1)
			} else {
				m.quiet(t, err.Error())
			}
		}
	}
}

// emptyPageIsNoEnd: what is missing is told, or is there after all.
func emptyPageIsNoEnd(t *testing.T, m Market, a asking) {
	if m.Hollow == nil {
		t.Log("the far side gives no empty pages")
		return
	}
	for n := range m.read(t, a).calls() {
		m.Hollow(n + 1)
		what := fmt.Sprintf("page %d empty", n+1)
		got, err := a.all(t.Context(), m.New(t, m.way()))
		if err != nil {
			m.told(t, err, what, waits...)
		} else {
			alike(t, what, got, a.want)
		}
		m.Hollow(0)
	}
}

func repeatedRowsAreOneEach(t *testing.T, m Market, a asking) {
	if m.Repeat == nil {
		t.Log("the far side repeats no rows")
		return
	}
	m.Repeat()
	got, err := a.all(t.Context(), m.New(t, m.way()))
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(got)
	alike(t, "with rows repeated", slices.Compact(got), a.want)
}

// programs asks for every programme.
func programs(m Market) asking {
	page := func(ctx context.Context, c platform.Connector, next string) (platform.Programs, error) {
		of, ok := platform.As[platform.Affiliate](c)
		if !ok {
			return platform.Programs{}, errors.New("this connector is no Affiliate")
		}
		return of.Programs(ctx, next)
	}
	return asking{
		one: func(ctx context.Context, c platform.Connector) error { _, err := page(ctx, c, ""); return err },
		all: func(ctx context.Context, c platform.Connector) (keys []string, err error) {
			for next, n := "", 0; n < pagesMost; n++ {
				got, err := page(ctx, c, next)
				if err != nil {
					return keys, err
				}
				for _, p := range got.Programs {
					if p.CheckedAt.IsZero() {
						return keys, fmt.Errorf("nobody says when %s was asked about", p.Advertiser)
					}
					keys = append(keys, p.Advertiser)
				}
				if next = got.Next; next == "" {
					return keys, nil
				}
			}
			return keys, errors.New("the list of programmes has no end")
		},
		want: m.Programs,
	}
}
