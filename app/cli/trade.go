package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"taglane/app/studio"
	"taglane/app/taglane"
)

func findListings(c *call) func(context.Context) error {
	at := c.flags.String("at", "", "an account: asks that shop or network itself")
	page := c.flags.Int("page", 0, "which page of what is kept here, from 0")
	return func(ctx context.Context) error {
		query := strings.Join(c.args, " ")
		found := studio.FoundListings{}
		var err error
		if *at == "" {
			found.Listings, err = c.studio.Listings(ctx, "", query, *page)
		} else {
			var a taglane.Account
			if a, err = c.studio.FindAccount(ctx, *at); err == nil {
				found, err = c.studio.SearchCatalog(ctx, a.ID, query, "")
			}
		}
		if err != nil {
			return err
		}
		return c.answer(found, func(w io.Writer) { printListings(w, found.Listings) })
	}
}

func printListings(w io.Writer, all []studio.Listing) {
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	for _, l := range all {
		price := ""
		if l.Price != nil {
			price = l.Price.String()
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", l.Source, l.Key, l.Title, price, l.Availability)
	}
	t.Flush()
}

func exportProducts(c *call) func(context.Context) error {
	to := c.flags.String("out", "", "a file to write; without it, it is printed")
	return func(ctx context.Context) error {
		out, err := c.studio.ExportProducts(ctx)
		if err == nil && *to != "" {
			if err = os.WriteFile(*to, []byte(out.Text), 0o644); err != nil {
				err = taglane.OfDisk(err, taglane.Refused, "%s cannot be written.", *to)
			}
		}
		if err != nil {
			return err
		}
		return c.answer(out, func(w io.Writer) {
			if *to == "" {
				fmt.Fprint(w, out.Text)
			}
		})
	}
}

func readPage(c *call) func(context.Context) error {
	return func(ctx context.Context) error {
		found, err := c.studio.ReadPage(ctx, c.args[0])
		if err != nil {
			return err
		}
		return c.answer(map[string]any{"listings": found}, func(w io.Writer) { printListings(w, found) })
	}
}

func takeListing(c *call) func(context.Context) error {
	as := c.flags.String("as", "", "a product here that it renews")
	return func(ctx context.Context) error {
		id := taglane.ID("")
		if *as != "" {
			p, err := c.studio.FindProduct(ctx, *as)
			if err != nil {
				return err
			}
			id = p.ID
		}
		p, err := c.studio.TakeListing(ctx, c.args[0], c.args[1], id)
		if err != nil {
			return err
		}
		return c.answer(map[string]any{"product": docOf(p)}, func(w io.Writer) { fmt.Fprintln(w, p.ID) })
	}
}

func showProduct(c *call) func(context.Context) error {
	return func(ctx context.Context) error {
		p, err := c.studio.FindProduct(ctx, c.args[0])
		if err != nil {
			return err
		}
		page, err := c.studio.ProductPage(ctx, p.ID)
		if err != nil {
			return err
		}
		return c.answer(page, func(w io.Writer) { printProduct(w, page) })
	}
}

func printProduct(w io.Writer, page studio.ProductPage) {
	fmt.Fprintf(w, "%s  %s\n%s\n", page.Product.ID, page.Product.Title, page.Product.URL)
	for _, s := range page.Sellers {
		fmt.Fprintf(w, "paid by %s, programme %s %s\n", s.AccountName, s.Name, s.Rate)
	}
	for _, u := range page.Uses {
		times := make([]string, 0, len(u.Tags))
		for _, t := range u.Tags {
			times = append(times, t.Time)
		}
		fmt.Fprintf(w, "in %s at %s\n", u.ClipName, strings.Join(times, ", "))
	}
	for _, t := range page.Troubles {
		fmt.Fprintf(w, "%s: %s\n", t.Level, t.Message)
	}
}

func sellProduct(c *call) func(context.Context) error {
	by := c.flags.String("by", "", "the account of the network")
	advertiser := c.flags.String("advertiser", "", "whose programme it is, as the network numbers them")
	rate := c.flags.String("rate", "", "what it pays, in percent")
	none := c.flags.Bool("none", false, "nobody pays for it any more")
	return func(ctx context.Context) error {
		p, err := c.studio.FindProduct(ctx, c.args[0])
		if err != nil {
			return err
		}
		sellers := []taglane.Seller{}
		if !*none {
			a, err := c.studio.FindAccount(ctx, *by)
			if err != nil {
				return err
			}
			sellers = append(sellers, taglane.Seller{Account: a.ID, Advertiser: *advertiser, Rate: *rate})
			for _, s := range p.Sellers {
				if s.Account != a.ID || s.Advertiser != *advertiser {
					sellers = append(sellers, s)
				}
			}
		}
		page, err := c.studio.SetSellers(ctx, p.ID, sellers)
		if err != nil {
			return err
		}
		return c.answer(page, func(w io.Writer) { printProduct(w, page) })
	}
}

func embargo(c *call) func(context.Context) error {
	until := c.flags.String("until", "", "the wall clock, such as 2026-12-01T10:00")
	zone := c.flags.String("zone", "", "its time zone, such as Europe/Berlin")
	tag := c.flags.String("tag", "", "for one tag alone")
	lift := c.flags.Bool("lift", false, "lets it be seen at once")
	return func(ctx context.Context) error {
		p, err := c.studio.FindProduct(ctx, c.args[0])
		if err != nil {
			return err
		}
		if *lift {
			*until, *zone = "", ""
		} else if *until == "" {
			return errUsage{"Say until when with --until and --zone, or --lift."}
		}
		e, err := c.studio.SetEmbargo(ctx, p.ID, taglane.ID(*tag), *until, *zone)
		if err != nil {
			return err
		}
		return c.answer(map[string]any{"embargo": e}, func(w io.Writer) {
			if e != nil {
				fmt.Fprintf(w, "%s is kept back until %s (%s)\n", p.Title, e.Wall, e.Zone)
			}
		})
	}
}

func replaceProduct(c *call) func(context.Context) error {
	in := c.flags.StringArray("in", nil, "a clip; without one, all that show it")
	dry := c.flags.Bool("plan", false, "only says what would change")
	return func(ctx context.Context) error {
		was, err := c.studio.FindProduct(ctx, c.args[0])
		if err != nil {
			return err
		}
		now, err := c.studio.FindProduct(ctx, c.args[1])
		if err != nil {
			return err
		}
		clips, err := c.clipsNamed(ctx, *in)
		if err != nil {
			return err
		}
		do := c.studio.ReplaceProduct
		if *dry {
			do = c.studio.ReplacePlan
		}
		plan, err := do(ctx, was.ID, now.ID, clips)
		if err != nil {
			return err
		}
		return c.answer(plan, func(w io.Writer) { printPlan(w, plan) })
	}
}

// clipsNamed are the clips that words mean.
func (c *call) clipsNamed(ctx context.Context, words []string) (clips []taglane.ID, err error) {
	for _, word := range words {
		k, err := c.studio.FindClip(ctx, word)
		if err != nil {
			return nil, err
		}
		clips = append(clips, k.ID)
	}
	return clips, nil
}

func printPlan(w io.Writer, plan studio.ReplacePlan) {
	for _, k := range plan.Clips {
		fmt.Fprintf(w, "%s: %d tags\n", k.ClipName, k.Tags)
		for _, p := range k.Posts {
			fmt.Fprintf(w, "  %s: %s %s\n", p.AccountName, p.Can, p.Why)
		}
	}
}

func launches(c *call) func(context.Context) error {
	return func(ctx context.Context) error {
		all, err := c.studio.Launches(ctx)
		if err != nil {
			return err
		}
		return c.answer(map[string]any{"launches": all}, func(w io.Writer) {
			for _, l := range all {
				for _, p := range l.Products {
					fmt.Fprintf(w, "%s (%s)  %s  in %d clips, %d posts\n", l.Wall, l.Zone, p.Title, len(l.Clips), len(l.Posts))
				}
			}
		})
	}
}

func listLinks(c *call) func(context.Context) error {
	return func(ctx context.Context) error {
		clip, err := c.maybeClip(ctx, 0)
		if err != nil {
			return err
		}
		all, err := c.studio.Links(ctx, clip)
		if err != nil {
			return err
		}
		return c.answer(map[string]any{"links": all}, func(w io.Writer) {
			for _, l := range all {
				fmt.Fprintf(w, "%s  %-9s  %s  %s\n", l.SubID, l.Service, l.ProductTitle, l.URL)
			}
		})
	}
}

// maybeClip is the clip an argument means; "" without one.
func (c *call) maybeClip(ctx context.Context, at int) (taglane.ID, error) {
	if len(c.args) <= at {
		return "", nil
	}
	k, err := c.studio.FindClip(ctx, c.args[at])
	return k.ID, err
}

func auditLinks(c *call) func(context.Context) error {
	follow := c.flags.Bool("follow", false, "opens every link, one a second; networks may count that as clicks")
	return func(ctx context.Context) error {
		clip, err := c.maybeClip(ctx, 0)
		if err != nil {
			return err
		}
		all, err := c.studio.AuditLinks(ctx, clip, *follow)
		if err != nil {
			return err
		}
		return c.answer(map[string]any{"audits": all}, func(w io.Writer) {
			for _, a := range all {
				fmt.Fprintf(w, "%-12s  %s  %s\n", a.Verdict, a.Link.ProductTitle, a.Message)
			}
		})
	}
}

func readLink(c *call) func(context.Context) error {
	return func(ctx context.Context) error {
		r, err := c.studio.ReadLink(ctx, c.args[0])
		if err != nil {
			return err
		}
		return c.answer(r, func(w io.Writer) { fmt.Fprintf(w, "%s\n%s\n", r.Message, r.Destination) })
	}
}

func listPrograms(c *call) func(context.Context) error {
	return func(ctx context.Context) error {
		get := c.studio.Programs
		if len(c.args) > 0 {
			a, err := c.studio.FindAccount(ctx, c.args[0])
			if err != nil {
				return err
			}
			get = func(ctx context.Context) ([]studio.Program, error) { return c.studio.RenewPrograms(ctx, a.ID) }
		}
		all, err := get(ctx)
		if err != nil {
			return err
		}
		return c.answer(map[string]any{"programs": all}, func(w io.Writer) {
			for _, p := range all {
				fmt.Fprintf(w, "%s  %-12s  %s  %s\n", p.AccountName, p.Advertiser, p.Name, p.State)
			}
		})
	}
}

func insights(c *call) func(context.Context) error {
	today := time.Now() // the terminal is above the studio, so it may ask
	from := c.flags.String("from", today.AddDate(0, 0, -27).Format(time.DateOnly), "the first day")
	to := c.flags.String("to", today.Format(time.DateOnly), "the last day")
	renew := c.flags.Bool("renew", false, "asks every place and network first")
	csv := c.flags.Bool("csv", false, "as a table for a spreadsheet")
	return func(ctx context.Context) error {
		if *renew {
			if err := c.studio.RenewInsights(ctx); err != nil {
				return err
			}
		}
		if len(c.args) > 0 {
			return c.clipInsights(ctx)
		}
		if *csv {
			out, err := c.studio.ExportInsights(ctx, *from, *to)
			if err != nil {
				return err
			}
			return c.answer(out, func(w io.Writer) { fmt.Fprint(w, out.Text) })
		}
		v, err := c.studio.Insights(ctx, *from, *to)
		if err != nil {
			return err
		}
		return c.answer(v, func(w io.Writer) {
			fmt.Fprintf(w, "%d views, %d clicks, %d orders, earned %s, pending %s\n", v.Views, v.Clicks, v.Sums.Orders, amounts(v.Sums.Earned), amounts(v.Sums.Pending))
			for _, t := range v.Tags {
				fmt.Fprintf(w, "%s  %.1f–%.1f s  %s  %s\n", t.ClipName, t.Seconds[0], t.Seconds[1], t.Product.Title, amounts(append(t.Sums.Earned, t.Sums.Pending...)))
			}
			for _, x := range v.Warnings {
				fmt.Fprintln(w, strings.TrimSpace(x.Message+" "+x.Unknown))
			}
		})
	}
}

func amounts(all []taglane.Amount) string {
	if len(all) == 0 {
		return "nothing"
	}
	texts := make([]string, 0, len(all))
	for _, a := range all {
		texts = append(texts, a.Value+" "+a.Currency)
	}
	return strings.Join(texts, " + ")
}

func (c *call) clipInsights(ctx context.Context) error {
	clip, err := c.maybeClip(ctx, 0)
	if err != nil {
		return err
	}
	v, err := c.studio.ClipInsights(ctx, clip)
	if err != nil {
		return err
	}
	return c.answer(v, func(w io.Writer) {
		for _, t := range v.Tags {
			fmt.Fprintf(w, "%.1f–%.1f s  %s  %s\n", t.Seconds[0], t.Seconds[1], t.Product.Title, amounts(append(t.Sums.Earned, t.Sums.Pending...)))
			if t.Best != nil {
				fmt.Fprintln(w, "  "+t.Best.Why)
			}
		}
	})
}

func importInsights(c *call) func(context.Context) error {
	service := c.flags.String("service", "", "whose curve of the audience it is: youtube, tiktok, …; without it, what a page counted")
	return func(ctx context.Context) error {
		clip, err := c.maybeClip(ctx, 0)
		if err != nil {
			return err
		}
		text, err := os.ReadFile(c.args[1])
		if err != nil {
			return taglane.Wrap(err, taglane.NotFound, "There is no file %s.", c.args[1])
		}
		var v studio.ClipInsights
		if *service == "" {
			v, err = c.studio.ImportImpressions(ctx, clip, string(text))
		} else {
			v, err = c.studio.ImportCurve(ctx, clip, *service, string(text))
		}
		if err != nil {
			return err
		}
		return c.answer(v, func(w io.Writer) { fmt.Fprintf(w, "%d tags, %d curves\n", len(v.Tags), len(v.Curves)) })
	}
}
