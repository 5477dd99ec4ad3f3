package cli

import (
	"context"
	"fmt"
	"io"

	"taglane/app/studio"
)

func exportEverything(c *call) func(context.Context) error {
	films := c.flags.Bool("films", false, "copy the films too; otherwise it is told where they lie")
	without := c.flags.Bool("no-private", false, "leave out the notes that are for you alone")
	one := c.flags.Bool("zip", false, "write one zip file instead of a folder")
	return func(ctx context.Context) error {
		made, err := c.studio.WriteEverything(ctx, c.args[0], studio.EverythingChoice{Films: *films, Private: !*without, Zip: *one}, c.share("export"))
		if err != nil {
			return err
		}
		return c.answer(made, func(w io.Writer) {
			fmt.Fprintf(w, "%s  %d clips, %d edits, %d files, %d bytes\n", made.Path, made.Clips, made.Edits, made.Files, made.Bytes)
			if made.Missing > 0 {
				fmt.Fprintf(w, "%d films are not where they were and so not in it.\n", made.Missing)
			}
		})
	}
}

func importEverything(c *call) func(context.Context) error {
	look := c.flags.Bool("look", false, "only say what is in it")
	return func(ctx context.Context) error {
		if *look {
			found, err := studio.LookAtEverything(ctx, c.args[0], c.share("import"))
			if err != nil {
				return err
			}
			c.partial = len(found.Wrong) > 0
			return c.answer(found, func(w io.Writer) { tellFound(w, found) })
		}
		o, err := c.world.Options(c.library)
		if err != nil {
			return err
		}
		taken, err := studio.ImportEverything(ctx, o, c.args[0], c.share("import"))
		if err != nil {
			for _, line := range taken.Wrong {
				fmt.Fprintln(c.world.Stderr, line)
			}
			return err
		}
		c.partial = len(taken.Wrong) > 0
		return c.answer(taken, func(w io.Writer) {
			tellFound(w, studio.EverythingFound{Found: taken.Found, Wrong: taken.Wrong})
			if taken.Linked > 0 {
				fmt.Fprintf(w, "%d films are shown from the folder: keep it.\n", taken.Linked)
			}
			if taken.Laid > 0 {
				fmt.Fprintf(w, "%d films lie in the library's folder now.\n", taken.Laid)
			}
			fmt.Fprintln(w, "It is your library now. Log in to its accounts again; `taglane outbox resume` lets what was under way go on.")
		})
	}
}

func tellFound(w io.Writer, f studio.EverythingFound) {
	fmt.Fprintf(w, "written on %s, %d clips, %d edits, %d films\n", f.Created.Format("2006-01-02 15:04 UTC"), f.Clips, f.Edits, f.Films)
	for _, line := range f.Wrong {
		fmt.Fprintln(w, line)
	}
}

// share draws how far something is, where a person looks on.
func (c *call) share(doing string) func(float64) {
	return func(share float64) {
		if c.world.Tell && !c.json {
			c.bar("library", doing, share)
		}
	}
}
