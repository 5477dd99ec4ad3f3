package cli

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"taglane/app/studio"
	"taglane/app/taglane"
)

// marks stand for a fate where there is no room for its word.
var marks = map[string]string{"kept": "●", "reduced": "◐", "dropped": "○"}

func loss(c *call) func(context.Context) error {
	first := c.flags.StringArray("first", nil, "a product that goes before the others; several in their order")
	return func(ctx context.Context) error {
		k, err := c.studio.FindClip(ctx, c.args[0])
		if err != nil {
			return err
		}
		if len(*first) > 0 {
			if err := c.order(ctx, k, *first); err != nil {
				return err
			}
		}
		r, err := c.studio.LossReport(ctx, k.ID)
		if err != nil {
			return err
		}
		d, err := c.studio.Draft(ctx, k.ID)
		if err != nil {
			return err
		}
		titles := map[taglane.ID]string{}
		for _, p := range d.Products {
			titles[p.ID] = p.Title
		}
		return c.answer(r, func(w io.Writer) { printLoss(w, r, titles) })
	}
}

// order puts products first, those that were ordered before after them.
func (c *call) order(ctx context.Context, k taglane.Clip, words []string) error {
	var ids []taglane.ID
	for _, word := range words {
		p, err := c.studio.FindProduct(ctx, word)
		if err != nil {
			return err
		}
		ids = append(ids, p.ID)
	}
	for _, id := range k.Priority {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	_, err := c.studio.SetPriority(ctx, k.ID, ids)
	return err
}

// printLoss prints the table with a mark in each cell, and below it what each
// place says of itself and of whatever it does not keep whole.
func printLoss(w io.Writer, r studio.LossReport, titles map[taglane.ID]string) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	head := []string{""}
	for _, d := range r.Destinations {
		head = append(head, d.Name)
	}
	fmt.Fprintln(t, strings.Join(head, "\t"))
	for _, row := range r.Rows {
		cells := []string{titles[row.Product]}
		for _, f := range row.Fates {
			cells = append(cells, marks[string(f.Fate)]+" "+string(f.Fate))
		}
		fmt.Fprintln(t, strings.Join(cells, "\t"))
	}
	t.Flush()
	for i, d := range r.Destinations {
		fmt.Fprintf(w, "\n%s  (rules of %s)\n  %s\n", d.Name, d.Checked, d.Says)
		for _, m := range d.Whole {
			lossLine(w, m.What, m.Fate)
		}
		for _, row := range r.Rows {
			lossLine(w, titles[row.Product], row.Fates[i])
		}
	}
}

func lossLine(w io.Writer, what string, f studio.Fate) {
	if f.Why != "" {
		fmt.Fprintf(w, "  %s %s: %s\n", marks[string(f.Fate)], what, f.Why)
	}
}
