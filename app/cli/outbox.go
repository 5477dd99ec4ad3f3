package cli

import (
	"context"
	"fmt"
	"io"
	"time"

	"taglane/app/studio"
	"taglane/app/taglane"
)

func listOutbox(c *call) func(context.Context) error {
	return func(ctx context.Context) error {
		list, err := c.studio.Outbox(ctx)
		if err != nil {
			return err
		}
		return c.answer(map[string]any{"publications": list}, func(w io.Writer) {
			for _, p := range list {
				fmt.Fprintf(w, "%s  %-24s  %-16s  %-7s  %s\n", p.ID, p.ClipName, p.AccountName, p.Stage, p.Message)
			}
		})
	}
}

func showPublication(c *call) func(context.Context) error {
	return c.onePublication(func(ctx context.Context, id taglane.ID) (studio.Publication, error) {
		return c.studio.Publication(ctx, id)
	})
}

func cancelPublication(c *call) func(context.Context) error {
	return c.onePublication(func(ctx context.Context, id taglane.ID) (studio.Publication, error) {
		return c.studio.CancelPublication(ctx, id)
	})
}

func answerPublication(c *call) func(context.Context) error {
	posted := c.flags.String("posted", "", "it is public, and this is its address")
	not := c.flags.Bool("not-posted", false, "it is not public: send it again")
	return c.onePublication(func(ctx context.Context, id taglane.ID) (studio.Publication, error) {
		if (*posted == "") == !*not {
			return studio.Publication{}, errUsage{"taglane outbox answer: either --posted URL or --not-posted."}
		}
		return c.studio.Answer(ctx, id, *posted != "", *posted)
	})
}

func (c *call) onePublication(do func(context.Context, taglane.ID) (studio.Publication, error)) func(context.Context) error {
	return func(ctx context.Context) error {
		id, err := c.studio.FindPublication(ctx, c.args[0])
		if err != nil {
			return err
		}
		p, err := do(ctx, id)
		if err != nil {
			return err
		}
		return c.answer(map[string]any{"publication": p}, func(w io.Writer) {
			fmt.Fprintf(w, "%s  %s → %s\n%s  %s\n", p.ID, p.ClipName, p.AccountName, p.Stage, p.Message)
			if p.Link != "" {
				fmt.Fprintln(w, p.Link)
			}
			for _, s := range p.Steps {
				fmt.Fprintf(w, "  %s  %-7s %-10s %s\n", s.At.Format(time.DateTime), s.Intent, s.Outcome, s.Detail)
			}
		})
	}
}

func runOutbox(c *call) func(context.Context) error {
	idle := c.flags.Bool("until-idle", false, "end when nothing can move without a person")
	return func(ctx context.Context) error {
		paused, err := c.studio.OutboxPaused(ctx)
		if err != nil {
			return err
		}
		if paused {
			fmt.Fprintln(c.world.Stderr, "The outbox rests; `taglane outbox resume` lets it go on.")
		}
		if err := c.studio.RunOutbox(ctx, *idle); err != nil {
			return err
		}
		list, err := c.studio.Outbox(ctx)
		if err != nil {
			return err
		}
		return c.answer(map[string]any{"publications": list}, func(w io.Writer) {
			for _, p := range list {
				fmt.Fprintf(w, "%s  %-24s  %-7s  %s\n", p.ID, p.ClipName, p.Stage, p.Message)
			}
		})
	}
}

func pauseOutbox(c *call) func(context.Context) error {
	return c.oneOrAll(true, (*studio.Studio).PausePublication)
}

func resumeOutbox(c *call) func(context.Context) error {
	return c.oneOrAll(false, (*studio.Studio).RetryPublication)
}

// oneOrAll is a verb on one publication, or without a name on the whole outbox.
func (c *call) oneOrAll(pause bool, do func(*studio.Studio, context.Context, taglane.ID) (studio.Publication, error)) func(context.Context) error {
	one := c.onePublication(func(ctx context.Context, id taglane.ID) (studio.Publication, error) { return do(c.studio, ctx, id) })
	return func(ctx context.Context) error {
		if len(c.args) > 0 {
			return one(ctx)
		}
		paused, err := c.studio.PauseOutbox(ctx, pause)
		if err != nil {
			return err
		}
		return c.answer(map[string]any{"paused": paused}, func(w io.Writer) {
			if paused {
				fmt.Fprintln(w, "The outbox rests.")
			} else {
				fmt.Fprintln(w, "The outbox goes on.")
			}
		})
	}
}

func retryPublication(c *call) func(context.Context) error {
	return c.onePublication(func(ctx context.Context, id taglane.ID) (studio.Publication, error) {
		return c.studio.RetryPublication(ctx, id)
	})
}

func updatePublication(c *call) func(context.Context) error {
	return c.onePublication(func(ctx context.Context, id taglane.ID) (studio.Publication, error) {
		return c.studio.UpdatePublication(ctx, id)
	})
}

func schedulePublication(c *call) func(context.Context) error {
	at := c.flags.String("at", "", "public at this time (RFC 3339), or now")
	return c.onePublication(func(ctx context.Context, id taglane.ID) (studio.Publication, error) {
		if *at == "" {
			return studio.Publication{}, errUsage{"taglane outbox schedule: --at is needed."}
		}
		when, err := moment(*at)
		if err != nil {
			return studio.Publication{}, err
		}
		return c.studio.SchedulePublication(ctx, id, when)
	})
}

func publishTogether(c *call) func(context.Context) error {
	return func(ctx context.Context) error {
		ids := make([]taglane.ID, len(c.args))
		for i, name := range c.args {
			var err error
			if ids[i], err = c.studio.FindPublication(ctx, name); err != nil {
				return err
			}
		}
		list, err := c.studio.PublishTogether(ctx, ids...)
		if err != nil {
			return err
		}
		return c.answer(map[string]any{"publications": list}, func(w io.Writer) {
			for _, p := range list {
				fmt.Fprintf(w, "%s  %s → %s  %s\n", p.ID, p.ClipName, p.AccountName, p.At)
			}
		})
	}
}

func sheet(c *call) func(context.Context) error {
	done := c.flags.IntSlice("done", nil, "you did this step")
	undone := c.flags.IntSlice("undone", nil, "you did not do this step after all")
	return func(ctx context.Context) error {
		id, err := c.studio.FindPublication(ctx, c.args[0])
		if err != nil {
			return err
		}
		v, err := c.studio.Sheet(ctx, id)
		for i, n := range append(append([]int{}, *done...), *undone...) {
			if err == nil {
				v, err = c.studio.SetSheetStep(ctx, id, n, i < len(*done))
			}
		}
		if err != nil {
			return err
		}
		return c.answer(map[string]any{"sheet": v}, func(w io.Writer) {
			if len(v.Steps) == 0 {
				fmt.Fprintln(w, "Nothing is left to do by hand.")
				return
			}
			fmt.Fprintf(w, "%s\n%s\n", v.Title, v.Where)
			for _, x := range v.Steps {
				mark := " "
				if x.Done {
					mark = "x"
				}
				fmt.Fprintf(w, "[%s] %d. %s\n", mark, x.N, x.Text)
				if x.Copy != "" {
					fmt.Fprintf(w, "       %s\n", x.Copy)
				}
			}
		})
	}
}
