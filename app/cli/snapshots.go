package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"taglane/app/studio"
)

// snapshotVerbs are about copies of the library. Two of them need not open it.
func snapshotVerbs() []verb {
	return []verb{
		{"snapshots take", "snapshots take", "Takes a copy of the library now and reads it back; without a change since the newest it takes none.", 0, 0, aLibrary, takeSnapshot},
		{"snapshots restore", "snapshots restore ID|newest|empty", "Puts a copy in the library's place; what is there is kept, and nothing is posted twice. A damaged library can also begin empty.", 1, 1, nothing, restoreSnapshot},
		{"snapshots list", "snapshots list", "Lists the copies of the library, also of one that does not open.", 0, 0, nothing, listSnapshots},
		{"snapshots", "snapshots", "The same.", 0, 0, nothing, listSnapshots},
	}
}

func listSnapshots(c *call) func(context.Context) error {
	return func(context.Context) error {
		o, err := c.world.Options(c.library)
		if err != nil {
			return err
		}
		all, err := studio.SnapshotsOf(o)
		if err != nil {
			return err
		}
		return c.answer(all, func(w io.Writer) {
			if len(all.All) == 0 {
				fmt.Fprintln(w, "There is no snapshot yet.")
			}
			for _, one := range all.All {
				mark := ""
				if !one.Verified {
					mark = "  DAMAGED"
				}
				fmt.Fprintf(w, "%s  %s  %8.1f MB  %6d clips  %8d edits%s\n", one.ID, one.At.Local().Format(time.DateTime), float64(one.Bytes)/(1<<20), one.Clips, one.Edits, mark)
			}
		})
	}
}

func takeSnapshot(c *call) func(context.Context) error {
	return func(ctx context.Context) error {
		taken, err := c.studio.TakeSnapshot(ctx)
		if err != nil {
			return err
		}
		return c.answer(taken, func(w io.Writer) { fmt.Fprintf(w, "%s\n%s\n", taken.Snapshot.ID, taken.Message) })
	}
}

func restoreSnapshot(c *call) func(context.Context) error {
	return func(ctx context.Context) error {
		done, err := c.restored(ctx, c.args[0])
		if err != nil {
			return err
		}
		return c.answer(done, func(w io.Writer) {
			fmt.Fprintln(w, done.Message)
			if done.Behind > 0 {
				fmt.Fprintf(w, "The publish ledger remembers more of %d publications than the snapshot; nothing of them is posted again.\n", done.Behind)
			}
		})
	}
}

// restored opens the library to find out whether it is whole, puts the copy in
// its place, and opens it once more, which replays the publish ledger.
func (c *call) restored(ctx context.Context, id string) (done studio.Restored, err error) {
	o, err := c.world.Options(c.library)
	if err != nil {
		return done, err
	}
	if id == "newest" {
		whole, err := studio.NewestSnapshot(o)
		if err != nil {
			return done, err
		}
		id = whole.ID
	} else if id == "empty" {
		id = ""
	}
	switch opening := c.open(ctx); {
	case opening != nil:
		err = studio.Choose(o, opening, id)
	case id == "":
		err = errors.Join(studio.Choose(o, nil, ""), c.studio.Close()) // which refuses
	default:
		_, err = c.studio.RestoreSnapshot(ctx, id)
		err = errors.Join(err, c.studio.Close())
	}
	if err != nil {
		return done, err
	}
	if err := c.open(ctx); err != nil {
		return done, err
	}
	return c.studio.Restored(), c.studio.Close()
}
