package cli

import (
	"context"
	"fmt"
	"io"

	"taglane/app/studio"
	"taglane/app/taglane"
)

func radar(c *call) func(context.Context) error {
	return func(ctx context.Context) error {
		all, err := c.studio.Radar(ctx)
		if err != nil {
			return err
		}
		looks, err := c.studio.Looks(ctx)
		if err != nil {
			return err
		}
		return c.answer(map[string]any{"troubles": all, "looks": looks}, func(w io.Writer) {
			for _, t := range all {
				fmt.Fprintf(w, "%-5s  %s (in %d clips)\n", t.Level, t.Message, len(t.Uses))
				if p := t.Proposal; p != nil {
					fmt.Fprintf(w, "       %s\n", p.Message)
					for _, e := range p.Evidence {
						fmt.Fprintf(w, "       %s  %s  %s\n", e.At, saw(e.Gone), e.Source)
					}
					if p.Declined != nil {
						fmt.Fprintf(w, "       declined by %s: %s\n", p.Declined.Who, p.Declined.Why)
					}
				}
			}
			for _, d := range looks.Doubts {
				fmt.Fprintf(w, "asks   %s  %s\n", d.Source, d.Message)
			}
			for _, r := range looks.Resting {
				fmt.Fprintf(w, "rests  %s\n", r.Message)
			}
		})
	}
}

// saw is what a look saw.
func saw(gone bool) string {
	if gone {
		return "gone"
	}
	return "sold out"
}

// proposed is what the radar proposes for a product now.
func (c *call) proposed(ctx context.Context, word string) (studio.Trouble, error) {
	p, err := c.studio.FindProduct(ctx, word)
	if err != nil {
		return studio.Trouble{}, err
	}
	all, err := c.studio.Radar(ctx)
	if err != nil {
		return studio.Trouble{}, err
	}
	for _, t := range all {
		if t.Product.ID == p.ID && t.Proposal != nil {
			return t, nil
		}
	}
	return studio.Trouble{}, taglane.Errorf(taglane.NotFound, "Nothing is proposed for %s.", p.Title)
}

// by is what is proposed; "" for nothing.
func by(t studio.Trouble) taglane.ID {
	if t.Proposal.By == nil {
		return ""
	}
	return t.Proposal.By.ID
}

func approveSwap(c *call) func(context.Context) error {
	why := c.flags.String("why", "", "the reason, which is kept")
	in := c.flags.StringArray("in", nil, "a clip; without one, all that show it")
	return func(ctx context.Context) error {
		t, err := c.proposed(ctx, c.args[0])
		if err != nil {
			return err
		}
		clips, err := c.clipsNamed(ctx, *in)
		if err != nil {
			return err
		}
		plan, err := c.studio.ApproveSwap(ctx, t.Product.ID, by(t), clips, *why)
		if err != nil {
			return err
		}
		return c.answer(plan, func(w io.Writer) { printPlan(w, plan) })
	}
}

func declineSwap(c *call) func(context.Context) error {
	why := c.flags.String("why", "", "the reason, which is kept")
	return func(ctx context.Context) error {
		t, err := c.proposed(ctx, c.args[0])
		if err != nil {
			return err
		}
		if err := c.studio.DeclineSwap(ctx, t.Product.ID, by(t), *why); err != nil {
			return err
		}
		return c.answer(map[string]any{}, func(io.Writer) {})
	}
}

func swapHistory(c *call) func(context.Context) error {
	return func(ctx context.Context) error {
		id := taglane.ID("")
		if len(c.args) > 0 {
			p, err := c.studio.FindProduct(ctx, c.args[0])
			if err != nil {
				return err
			}
			id = p.ID
		}
		past, err := c.studio.Swaps(ctx, id)
		if err != nil {
			return err
		}
		return c.answer(map[string]any{"decisions": past}, func(w io.Writer) {
			for _, d := range past {
				did := "declined"
				if d.Approved {
					did = "approved"
				}
				fmt.Fprintf(w, "%s  %s %s: %s by %s  %s\n", d.At, d.Who, did, d.ProductTitle, d.ByTitle, d.Why)
			}
		})
	}
}

func lookAround(c *call) func(context.Context) error {
	return func(ctx context.Context) error {
		did, err := c.studio.LookAround(ctx)
		if err != nil {
			return err
		}
		return c.answer(did, func(w io.Writer) {
			fmt.Fprintf(w, "%d links read, %d followed, %d products asked for; %d need a look now\n", did.Read, did.Followed, did.Asked, did.News)
		})
	}
}

func believeLooks(c *call) func(context.Context) error {
	not := c.flags.Bool("not", false, "what it said is forgotten")
	return func(ctx context.Context) error {
		looks, err := c.studio.BelieveLooks(ctx, c.args[0], !*not)
		if err != nil {
			return err
		}
		return c.answer(looks, func(io.Writer) {})
	}
}

func wishLooks(c *call) func(context.Context) error {
	on := c.flags.Bool("on", false, "from now on")
	off := c.flags.Bool("off", false, "not any more")
	return func(ctx context.Context) error {
		if *on == *off {
			return errUsage{"Say --on or --off."}
		}
		value := map[bool]string{true: "yes"}[*on]
		if *on || len(c.args) == 0 {
			if err := c.studio.SetSetting(ctx, "radar.looks", value); err != nil {
				return err
			}
		}
		for _, network := range c.args {
			if err := c.studio.SetSetting(ctx, "links.follow."+network, value); err != nil {
				return err
			}
		}
		looks, err := c.studio.Looks(ctx)
		if err != nil {
			return err
		}
		return c.answer(looks, func(w io.Writer) {
			for _, f := range looks.Follows {
				fmt.Fprintf(w, "%s  %d links  followed: %v\n", f.Network, f.Links, looks.On && f.Agreed)
			}
		})
	}
}
