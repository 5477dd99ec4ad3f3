package cli

import (
	"context"
	"fmt"
	"io"

	"taglane/app/studio"
)

func demo(c *call) func(context.Context) error {
	out := c.flags.String("out", "", "the folder for the page; without it the library's own")
	return func(ctx context.Context) error {
		d, err := c.studio.Demo(ctx, *out)
		if err != nil {
			return err
		}
		return c.answer(map[string]any{"page": d.Page, "clip": d.Clip, "publication": d.Publication}, func(w io.Writer) { fmt.Fprintln(w, d.Page) })
	}
}

func doctor(c *call) func(context.Context) error {
	return func(ctx context.Context) error {
		o, err := c.world.Options(c.library)
		if err != nil {
			return err
		}
		report := studio.Examine(ctx, o)
		return c.answer(report, func(w io.Writer) {
			for _, x := range report.Checks {
				mark := "ok  "
				if !x.OK {
					mark = "MEND"
				}
				fmt.Fprintf(w, "%s  %-10s  %s\n", mark, x.Name, x.Detail)
				if x.Fix != "" {
					fmt.Fprintf(w, "      %s\n", x.Fix)
				}
			}
		})
	}
}

func rebuild(c *call) func(context.Context) error {
	return func(ctx context.Context) error {
		if err := c.studio.Rebuild(ctx); err != nil {
			return err
		}
		return c.answer(map[string]any{"rebuilt": true}, func(w io.Writer) { fmt.Fprintln(w, "Every list was made again from the log.") })
	}
}

func version(c *call) func(context.Context) error {
	return func(ctx context.Context) error {
		return c.answer(map[string]any{"version": c.world.Version}, func(w io.Writer) { fmt.Fprintln(w, "taglane", c.world.Version) })
	}
}
