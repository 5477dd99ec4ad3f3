package outbox_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"taglane/app/outbox"
	"taglane/app/platform"
	"taglane/app/platform/memory"
	"taglane/app/platform/platformtest"
	"taglane/app/taglane"
)

// diary is the smallest journal there is: one row, in memory.
type diary struct{ row outbox.Row }

func (d *diary) Load(context.Context, taglane.ID) (outbox.Row, error) { return d.row, nil }

func (d *diary) Save(_ context.Context, r outbox.Row, e outbox.Entry) error {
	d.row = r
	fmt.Printf("%-7s %s\n", r.Stage, e.Outcome)
	return nil
}

func (d *diary) Runnable(_ context.Context, now time.Time) ([]outbox.Row, error) {
	if d.row.Resting() || d.row.Until.After(now) {
		return nil, nil
	}
	return []outbox.Row{d.row}, nil
}

func (d *diary) Next(context.Context, time.Time) (time.Time, error) { return d.row.Until, nil }

// One clip on its way to one account: each line is durable before the next call.
func Example() {
	dir, err := os.MkdirTemp("", "outbox")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	clip := platformtest.Publication(&testing.T{}, dir)

	ledger, err := outbox.OpenLedger("my library", outbox.Plain{}, filepath.Join(dir, "publish-ledger.jsonl"))
	if err != nil {
		panic(err)
	}
	defer ledger.Close()
	files := &outbox.Files{}
	o := &outbox.Outbox{
		Journal: &diary{outbox.NewRow(clip.ID, clip.Revision, clip.Account.ID, 0, nil, time.Time{}, time.Now())},
		Ledger:  ledger, Media: files.Open, Now: time.Now, After: time.After,
		Connect: func(context.Context, outbox.Row) (platform.Publisher, taglane.Publication, error) {
			p, err := platform.Open(clip.Account, nil)
			return p, clip, err
		},
	}
	if err := o.RunUntilIdle(context.Background()); err != nil {
		panic(err)
	}
	posts, err := memory.Posts(clip.Account)
	fmt.Println(len(posts), "post", err)
	// Output:
	// queued  intent
	// open    open
	// open    sending
	// sent    sent
	// ready   ready
	// ready   intent
	// live    live
	// tagged  tagged
	// 1 post <nil>
}
