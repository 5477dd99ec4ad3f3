package cli

import (
	"context"
	"fmt"
	"io"
	"strings"

	"taglane/app/studio"
	"taglane/app/taglane"
)

func serveReview(c *call) func(context.Context) error {
	at := c.flags.String("addr", "", "the address of this machine, with a port or without")
	rights := c.flags.StringSlice("rights", []string{"comment"}, "what guests may do besides looking: comment, approve, download")
	days := c.flags.Int("days", 7, "how long the link is good")
	return func(ctx context.Context) error {
		w := studio.ReviewWish{Days: *days}
		for _, r := range *rights {
			switch r {
			case "comment":
				w.Rights.Comment = true
			case "approve":
				w.Rights.Approve = true
			case "download":
				w.Rights.Download = true
			case "", "look":
			default:
				return errUsage{"taglane review serve: --rights takes comment, approve and download."}
			}
		}
		for _, word := range c.args {
			k, err := c.studio.FindClip(ctx, word)
			if err != nil {
				return err
			}
			w.Clips = append(w.Clips, k.ID)
		}
		var err error
		if w.Address, err = c.whereToServe(*at); err != nil {
			return err
		}
		served, err := c.studio.ServeReview(ctx, w)
		if err != nil {
			return err
		}
		if err := c.answer(served, func(w io.Writer) { printServed(w, served) }); err != nil {
			return err
		}
		<-ctx.Done()
		_, err = c.studio.StopServing(context.WithoutCancel(ctx))
		return err
	}
}

// whereToServe is the address that was named, or the only one by which others
// could come.
func (c *call) whereToServe(named string) (string, error) {
	if named != "" {
		return named, nil
	}
	all, err := c.studio.ReviewAddresses()
	if err != nil {
		return "", err
	}
	var words, network []string
	for _, a := range all {
		words = append(words, a.Address+" ("+a.Network+")")
		if a.Reach == "network" {
			network = append(network, a.Address)
		}
	}
	if len(network) == 1 {
		return network[0], nil
	}
	return "", taglane.Errorf(taglane.Invalid, "Say with --addr at which address: %s.", strings.Join(words, ", "))
}

func printServed(w io.Writer, s studio.Served) {
	l := s.Links[0]
	names := make([]string, len(l.Clips))
	for i, k := range l.Clips {
		names[i] = k.Name
	}
	fmt.Fprintf(w, "%s\n\n%s\n%s\n\n", strings.Join(names, ", "), l.QR.Blocks(), l.Link)
	fmt.Fprintf(w, "PIN          %s   (tell it by another way than the link)\n", l.PIN)
	fmt.Fprintf(w, "good until   %s\n", l.Until)
	fmt.Fprintf(w, "certificate  %s\n", s.Fingerprint)
	fmt.Fprintln(w, "\nBrowsers warn, since nobody vouches for this machine: the certificate they show is the one above. Ctrl C ends it.")
}
