package cli

import (
	"context"
	"fmt"
	"io"

	"taglane/app/studio"
	"taglane/app/taglane"
)

func listVersions(c *call) func(context.Context) error {
	return func(ctx context.Context) error {
		k, err := c.studio.FindClip(ctx, c.args[0])
		if err != nil {
			return err
		}
		return c.stack(c.studio.Versions(ctx, k.ID))
	}
}

// stack answers with all that is known of a clip's cuts.
func (c *call) stack(s studio.Stack, err error) error {
	if err != nil {
		return err
	}
	return c.answer(map[string]any{"versions": s}, func(w io.Writer) {
		for _, v := range s.Versions {
			state := ""
			if v.Current {
				state += "  (shown)"
			}
			if v.Locked {
				state += "  (approved by " + v.LockedBy + ")"
			}
			if !v.Here {
				state += "  (not on this machine)"
			}
			fmt.Fprintf(w, "%d  %s  %s  %s  %s%s\n", v.N, v.At, v.Rate.Timecode(v.Frames), v.Name, v.Note, state)
		}
		if s.Cut != nil {
			fmt.Fprintf(w, "\n%s waits to become version %d. %s\n", s.Cut.Name, s.Cut.N, s.Cut.Line)
			printItems(w, s.Cut.Items)
		}
		if len(s.Lost) > 0 {
			fmt.Fprintln(w, "\nWithout a place:")
			printItems(w, s.Lost)
		}
		if s.Message != "" {
			fmt.Fprintln(w, s.Message)
		}
	})
}

func printItems(w io.Writer, all []studio.CutItem) {
	for _, x := range all {
		fmt.Fprintf(w, "  %s  %-7s  %-9s  %8s → %-8s  %s  %s\n", x.ID, x.Kind, x.How, x.OldTime, x.NewTime, x.Title, x.Line)
	}
}

func newCut(c *call) func(context.Context) error {
	accept := c.flags.Bool("accept", false, "make it the next version, with everything that goes with it")
	drop := c.flags.Bool("drop", false, "let the file that waits go")
	note := c.flags.String("note", "", "what is new in it")
	return func(ctx context.Context) error {
		if *accept && *drop {
			return errUsage{"taglane cut: either --accept or --drop."}
		}
		k, err := c.studio.FindClip(ctx, c.args[0])
		if err != nil {
			return err
		}
		if *drop {
			return c.stack(c.studio.DropCut(ctx, k.ID))
		}
		s, err := c.studio.Versions(ctx, k.ID)
		if err == nil && len(c.args) > 1 {
			s, err = c.studio.NewCut(ctx, k.ID, c.args[1])
		}
		if err != nil || !*accept {
			return c.stack(s, err)
		}
		waits := taglane.ID("")
		if s.Cut != nil {
			waits = s.Cut.ID
		}
		return c.stack(c.studio.AcceptCut(ctx, k.ID, waits, nil, *note))
	}
}

func bringBack(c *call) func(context.Context) error {
	at := c.flags.String("at", "", "the frame where it belongs; without it, where its footage is")
	return func(ctx context.Context) error {
		k, err := c.studio.FindClip(ctx, c.args[0])
		if err != nil {
			return err
		}
		frame := taglane.Frame(-1)
		if *at != "" {
			if frame, err = k.Rate.ParseTime(*at); err != nil {
				return err
			}
		}
		ids := make([]taglane.ID, 0, len(c.args)-1)
		for _, a := range c.args[1:] {
			ids = append(ids, taglane.ID(a))
		}
		return c.stack(c.studio.BringBack(ctx, k.ID, ids, frame))
	}
}
