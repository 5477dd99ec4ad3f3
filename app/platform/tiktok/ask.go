package tiktok

import (
	"context"

	"taglane/app/platform"
	"taglane/app/taglane"
)

var (
	_ platform.Asking  = (*Service)(nil)
	_ platform.Fitting = (*Service)(nil)
)

// The texts that a person agrees to.
const (
	musicUsage    = "https://www.tiktok.com/legal/page/global/music-usage-confirmation/en"
	brandedPolicy = "https://www.tiktok.com/legal/page/global/bc-policy/en"
)

// Ask implements platform.Asking: the screen that TikTok wants to be seen
// before each post, with what the account may do at this moment. Its errors say
// that nothing can be posted now. The inbox wants nothing to be decided.
func (s *Service) Ask(ctx context.Context, p taglane.Publication) (platform.Asked, error) {
	if !s.direct {
		return platform.Asked{Who: s.account.Name, Options: []platform.Option{}, Notes: []taglane.Said{
			taglane.Say("The clip goes into your TikTok inbox. You write the caption, choose who sees it and post it in TikTok's app."),
		}}, nil
	}
	if err := s.mine(); err != nil {
		return platform.Asked{}, err
	}
	c, err := s.glance(ctx, 0)
	if err != nil {
		return platform.Asked{}, err
	}
	a := platform.Asked{Who: c.who(), Options: postOptions(&c, p.Settings)}
	if !s.audited {
		for i, choice := range a.Options[0].Choices {
			if choice.Value != "private" {
				a.Options[0].Choices[i].Why = saidUnaudited()
			}
		}
	}
	a.Notes = s.notes(c, p)
	return a, nil
}

// who is the account as its person knows it.
func (c creator) who() string {
	switch {
	case c.Nickname == "":
		return "@" + c.Username
	case c.Username == "":
		return c.Nickname
	}
	return c.Nickname + " (@" + c.Username + ")"
}

// notes are what has to be said beside the button: the labels the post will
// carry, what is agreed to and where that can be read, and that it takes time.
func (s *Service) notes(c creator, p taglane.Publication) (out []taglane.Said) {
	branded := yes(p.Settings["brand_content"])
	if !s.audited {
		out = append(out, saidUnaudited())
	}
	if c.Longest > 0 {
		out = append(out, taglane.Say("Clips of this account may run up to %d seconds.", c.Longest))
	}
	switch {
	case branded:
		out = append(out, taglane.Say("TikTok will label the post as “Paid partnership”."))
	case yes(p.Settings["brand_organic"]):
		out = append(out, taglane.Say("TikTok will label the post as “Promotional content”."))
	}
	out = append(out, saidAgree(branded), taglane.Plain(musicUsage))
	if branded {
		out = append(out, taglane.Plain(brandedPolicy))
	}
	return append(out, taglane.Say("It may take a few minutes until the post is seen on your profile."))
}

// Fit implements platform.Fitting. How long a clip of this account may be is
// told when it is asked for; nothing is longer than this.
func (s *Service) Fit() platform.Fit {
	l := pack.Limits
	return platform.Fit{
		Codecs: []string{"h264", "hevc", "vp8", "vp9"},
		Width:  l.SideMax, Height: l.SideMax, Rate: float64(l.FPSMax), Seconds: float64(l.Longest), Bytes: l.Bytes,
	}
}
