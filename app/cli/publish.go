package cli

import (
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
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

// moment reads a time as scripts write it; zero for "" and "now".
func moment(at string) (time.Time, error) {
	if at == "" || at == "now" {
		return time.Time{}, nil
	}
	return studio.Moment(at)
}

func check(c *call) func(context.Context) error {
	to := c.flags.String("to", "", "the account")
	set := c.flags.StringArray("set", nil, "key=value")
	at := c.flags.String("at", "", "public at this time (RFC 3339)")
	return func(ctx context.Context) error {
		k, a, values, err := c.clipAndAccount(ctx, *to, *set)
		if err != nil {
			return err
		}
		when, err := moment(*at)
		if err != nil {
			return err
		}
		report, err := c.studio.CheckAt(ctx, k.ID, a.ID, values, when)
		if err != nil {
			return err
		}
		for _, f := range report.Findings {
			c.blocked = c.blocked || f.Level == taglane.Block
		}
		return c.answer(map[string]any{"findings": report.Findings, "loss": report.Losses}, func(w io.Writer) {
			for _, f := range report.Findings {
				fmt.Fprintf(w, "%-5s  %s  (%s)\n", f.Level, f.Message, f.Rule)
				if f.Left != nil {
					fmt.Fprintf(w, "       left by %s on %s: %s\n", f.Left.By, f.Left.At.Format(time.DateOnly), f.Left.Reason)
				}
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
	caption := c.flags.String("caption-file", "", "a file with the text of this post alone")
	at := c.flags.String("at", "", "public at this time (RFC 3339)")
	return func(ctx context.Context) error {
		k, a, values, err := c.clipAndAccount(ctx, *to, *set)
		if err != nil {
			return err
		}
		when, err := moment(*at)
		if err != nil {
			return err
		}
		if *caption != "" {
			text, err := os.ReadFile(*caption)
			if err != nil {
				return taglane.Wrap(err, taglane.NotFound, "There is no file %s.", *caption)
			}
			values[taglane.SaysCaption] = strings.TrimSpace(string(text))
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

func variant(c *call) func(context.Context) error {
	to := c.flags.String("to", "", "the account")
	set := c.flags.StringArray("set", nil, "key=value; key= takes a decision back")
	return func(ctx context.Context) error {
		k, a, values, err := c.clipAndAccount(ctx, *to, *set)
		if err != nil {
			return err
		}
		var v studio.Variant
		if len(values) > 0 {
			v, err = c.studio.SetVariant(ctx, k.ID, a.ID, values)
		} else {
			v, err = c.studio.Variant(ctx, k.ID, a.ID)
		}
		if err != nil {
			return err
		}
		return c.answerVariant(v)
	}
}

func mend(c *call) func(context.Context) error {
	to := c.flags.String("to", "", "the account")
	return func(ctx context.Context) error {
		k, a, _, err := c.clipAndAccount(ctx, *to, nil)
		if err != nil {
			return err
		}
		v, err := c.studio.Mend(ctx, k.ID, a.ID, c.args[1])
		if err != nil {
			return err
		}
		return c.answerVariant(v)
	}
}

func leave(c *call) func(context.Context) error {
	to := c.flags.String("to", "", "the account")
	reason := c.flags.String("reason", "", "why it may stay as it is")
	raise := c.flags.Bool("raise", false, "let it stand in the way again")
	return func(ctx context.Context) error {
		if (strings.TrimSpace(*reason) == "") != *raise {
			return errUsage{"taglane: either --reason TEXT or --raise is needed."}
		}
		k, a, _, err := c.clipAndAccount(ctx, *to, nil)
		if err != nil {
			return err
		}
		v, err := c.studio.LeaveFinding(ctx, k.ID, a.ID, c.args[1], *reason)
		if err != nil {
			return err
		}
		return c.answerVariant(v)
	}
}

func (c *call) answerVariant(v studio.Variant) error {
	return c.answer(map[string]any{"variant": v}, func(w io.Writer) {
		for _, key := range slices.Sorted(maps.Keys(v.Said)) {
			mark := " "
			if _, own := v.Fields[key]; own {
				mark = "*" // decided for this account alone
			}
			fmt.Fprintf(w, "%s %-20s %s\n", mark, key, strings.ReplaceAll(v.Said[key], "\n", " "))
		}
		if v.Text != "" {
			fmt.Fprintf(w, "\n%s\n", v.Text)
		}
	})
}
