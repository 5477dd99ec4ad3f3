package cli

import (
	"context"
	"fmt"
	"io"

	"taglane/app/studio"
	"taglane/app/taglane"
)

// linksUTM says, or decides, what the links of an account tell the shop.
func linksUTM(c *call) func(context.Context) error {
	texts := []struct {
		flag  string
		value *string
		of    func(*studio.UTM) *string
	}{
		{flag: "source", of: func(u *studio.UTM) *string { return &u.Source }},
		{flag: "medium", of: func(u *studio.UTM) *string { return &u.Medium }},
		{flag: "campaign", of: func(u *studio.UTM) *string { return &u.Campaign }},
		{flag: "content", of: func(u *studio.UTM) *string { return &u.Content }},
		{flag: "term", of: func(u *studio.UTM) *string { return &u.Term }},
	}
	for i, t := range texts {
		texts[i].value = c.flags.String(t.flag, "", "what utm_"+t.flag+" says; {platform}, {clip} and {tag} may stand in it")
	}
	off := c.flags.Bool("off", false, "its links tell the shop nothing")
	try := c.flags.Bool("try", false, "shows what it would come to and keeps nothing")
	return func(ctx context.Context) error {
		a, err := c.studio.FindAccount(ctx, c.args[0])
		if err != nil {
			return err
		}
		was, err := c.studio.LinkUTM(ctx, a.ID)
		if err != nil {
			return err
		}
		u := was.UTM
		if *off {
			u = studio.UTM{}
		}
		for _, t := range texts {
			if !c.flags.Changed(t.flag) {
				continue
			}
			if *off {
				return taglane.Errorf(taglane.Invalid, "With --off nothing else can be said.")
			}
			*t.of(&u) = *t.value
		}
		page := was
		switch {
		case *try:
			page, err = c.studio.TryLinkUTM(ctx, a.ID, u)
		case u != was.UTM:
			page, err = c.studio.SetLinkUTM(ctx, a.ID, u)
		}
		if err != nil {
			return err
		}
		return c.answer(page, func(w io.Writer) { fmt.Fprintf(w, "%s\n%s\n%s\n", page.Before, page.After, page.Link) })
	}
}
