package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"taglane/app/studio"
	"taglane/app/taglane"
)

// settings reads the repeated --set key=value.
func settings(pairs []string) (map[string]string, error) {
	out := map[string]string{}
	for _, p := range pairs {
		k, v, ok := strings.Cut(p, "=")
		if !ok || k == "" {
			return nil, errUsage{fmt.Sprintf("taglane: --set wants key=value, not %q.", p)}
		}
		out[k] = v
	}
	return out, nil
}

func check(c *call) func(context.Context) error {
	to := c.flags.String("to", "", "the account")
	set := c.flags.StringArray("set", nil, "key=value")
	return func(ctx context.Context) error {
		k, a, values, err := c.clipAndAccount(ctx, *to, *set)
		if err != nil {
			return err
		}
		report, err := c.studio.Check(ctx, k.ID, a.ID, values)
		if err != nil {
			return err
		}
		for _, f := range report.Findings {
			c.blocked = c.blocked || f.Level == taglane.Block
		}
		return c.answer(map[string]any{"findings": report.Findings, "loss": report.Losses}, func(w io.Writer) {
			for _, f := range report.Findings {
				fmt.Fprintf(w, "%-5s  %s  (%s)\n", f.Level, f.Message, f.Rule)
			}
			for _, l := range report.Losses {
				fmt.Fprintf(w, "lost   %s: %s\n", l.What, l.Why)
			}
			if len(report.Findings) == 0 {
				fmt.Fprintln(w, "Nothing to fix.")
			}
		})
	}
}

func publish(c *call) func(context.Context) error {
	to := c.flags.String("to", "", "the account")
	set := c.flags.StringArray("set", nil, "key=value")
	caption := c.flags.String("caption-file", "", "the text that goes with the post")
	at := c.flags.String("at", "", "not before this time (RFC 3339)")
	return func(ctx context.Context) error {
		k, a, values, err := c.clipAndAccount(ctx, *to, *set)
		if err != nil {
			return err
		}
		var when time.Time
		if *at != "" {
			if when, err = time.Parse(time.RFC3339, *at); err != nil {
				return taglane.Errorf(taglane.Invalid, "%q is not a time such as 2026-12-01T18:00:00+01:00.", *at)
			}
		}
		if *caption != "" {
			text, err := os.ReadFile(*caption)
			if err != nil {
				return taglane.Wrap(err, taglane.NotFound, "There is no file %s.", *caption)
			}
			words := strings.TrimSpace(string(text))
			if _, err := c.studio.SetClip(ctx, k.ID, studio.ClipFields{Caption: &words}); err != nil {
				return err
			}
		}
		p, err := c.studio.Publish(ctx, k.ID, a.ID, values, when)
		if err != nil {
			return err
		}
		return c.answer(map[string]any{"publication": p}, func(w io.Writer) { fmt.Fprintf(w, "%s  %s\n", p.ID, p.Message) })
	}
}

func (c *call) clipAndAccount(ctx context.Context, to string, set []string) (taglane.Clip, taglane.Account, map[string]string, error) {
	if to == "" {
		return taglane.Clip{}, taglane.Account{}, nil, errUsage{"taglane: --to ACCOUNT is needed."}
	}
	values, err := settings(set)
	if err != nil {
		return taglane.Clip{}, taglane.Account{}, nil, err
	}
	k, err := c.studio.FindClip(ctx, c.args[0])
	if err != nil {
		return k, taglane.Account{}, nil, err
	}
	a, err := c.studio.FindAccount(ctx, to)
	return k, a, values, err
}

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
