package trade

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"taglane/app/store"
	"taglane/app/taglane"
)

// long is a file of 5,200 products and 6 MB.
func long(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("id,title,link,description\n")
	for i := range 5_200 {
		fmt.Fprintf(&b, "%d,Thing %d,https://shop.example/%d,%s\n", i, i, i, strings.Repeat("words ", 170))
	}
	name := filepath.Join(t.TempDir(), "long.csv")
	if err := os.WriteFile(name, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// watched is a bench whose clock goes on by itself, and which hears how far a
// file is.
func watched(t *testing.T, tick time.Duration, hear func(b *bench, now Taking)) *bench {
	b := newBench(t)
	l := b.l
	l.Now = func() time.Time { b.now = b.now.Add(tick); return b.now }
	l.Emit = func(name string, data any) {
		if now, is := data.(Taking); is && name == "taking" {
			hear(b, now)
		}
	}
	b.Trade = New(l)
	return b
}

func TestAFileTellsHowFarItIs(t *testing.T) {
	var told []Taking
	var at []time.Time
	b := watched(t, tellEvery/2, func(b *bench, now Taking) { told, at = append(told, now), append(at, b.now) })
	look := must[FileLook](t)(b.OpenFeed(ctx, long(t), "long.csv", false))
	report := must[FileReport](t)(b.TakeFile(ctx, look.File, FileAnswers{}))
	if len(told) < 3 || !slices.IsSortedFunc(told, func(a, b Taking) int { return int(100*a.Share) - int(100*b.Share) }) {
		t.Fatalf("%+v", told)
	}
	last := told[len(told)-1]
	if last.File != look.File || last.Share < 0.5 || last.Share > 1 || last.Rows == 0 || last.Rows > report.Rows {
		t.Errorf("the last word is %+v of %d rows", last, report.Rows)
	}
	for i := 1; i < len(at); i++ {
		if at[i].Sub(at[i-1]) < tellEvery {
			t.Errorf("the screen is told again after %v", at[i].Sub(at[i-1]))
		}
	}
}

// What was taken until then stays, counted to the row; products come whole or
// not at all, and the file may be taken again.
func TestAFileIsStopped(t *testing.T) {
	b := watched(t, tellEvery, func(b *bench, now Taking) {
		if now.Share > 0.3 {
			if err := b.StopTaking(ctx, now.File); err != nil {
				t.Error(err)
			}
			if _, err := b.TakeFile(ctx, now.File, FileAnswers{}); taglane.KindOf(err) != taglane.Conflict {
				t.Errorf("it is taken in twice at the same time: %v", err)
			}
		}
	})
	if err := b.StopTaking(ctx, "nothing"); taglane.KindOf(err) != taglane.NotFound {
		t.Error(err)
	}
	path := long(t)
	look := must[FileLook](t)(b.OpenFeed(ctx, path, "long.csv", false))
	whole := FileAnswers{As: "catalogue", Whole: true}
	report := must[FileReport](t)(b.TakeFile(ctx, look.File, whole))
	listed := must[int](t)(b.store.Listed(ctx, report.Source))
	if !report.Stopped || report.Rows < 1000 || report.Rows > 5_100 || report.Taken != listed || report.Taken+report.Merged+report.RefusedRows != report.Rows {
		t.Errorf("%+v, %d are listed", report, listed)
	}
	late := watched(t, tellEvery, func(b *bench, now Taking) {
		if now.Share == 1 {
			if err := b.StopTaking(ctx, now.File); err != nil {
				t.Error(err)
			}
		}
	})
	look = must[FileLook](t)(late.OpenFeed(ctx, path, "late.csv", false))
	if all := must[FileReport](t)(late.TakeFile(ctx, look.File, whole)); all.Stopped || all.Taken != 5_200 {
		t.Errorf("stopped when all was read: %d taken, %+v", all.Taken, all.Stopped)
	}
	s := must[store.Source](t)(b.store.Source(ctx, report.Source))
	if len(s.Whole) != 0 {
		t.Errorf("a file that was stopped counts as whole: %q", s.Whole)
	}
	look = must[FileLook](t)(b.OpenFeed(ctx, path, "other.csv", false))
	report = must[FileReport](t)(b.TakeFile(ctx, look.File, FileAnswers{As: "products"}))
	if all := must[[]taglane.Product](t)(b.store.Products(ctx, "")); !report.Stopped || report.Rows != 0 || len(all) != 0 {
		t.Errorf("%d products after %+v", len(all), report)
	}
	if again := must[FileReport](t)(b.TakeFile(ctx, look.File, whole)); again.Source == "" {
		t.Errorf("the file was let go: %+v", again)
	}
}
