package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"taglane/app/studio"
	"taglane/app/taglane"
)

func joinTeam(c *call) func(context.Context) error {
	user := c.flags.String("user", "", "your name at the hub")
	file := c.flags.String("secret-file", "", "a file with your password there, or with credentials of NATS")
	return func(ctx context.Context) error {
		location := c.args[0]
		if !strings.Contains(location, "://") {
			whole, err := filepath.Abs(location)
			if err != nil {
				return taglane.Wrap(err, taglane.Invalid, "%s is not a folder.", location)
			}
			location = whole
		}
		a := studio.Admission{User: *user}
		if *file != "" {
			text, err := os.ReadFile(*file)
			if err != nil {
				return taglane.OfDisk(err, taglane.NotFound, "%s cannot be read.", *file)
			}
			if a.User != "" {
				a.Password = strings.TrimRight(string(text), "\r\n")
			} else {
				a.Creds = string(text)
			}
		}
		s, err := c.studio.JoinTeam(ctx, location, a)
		if err != nil {
			return err
		}
		return c.teamState(s)
	}
}

func leaveTeam(c *call) func(context.Context) error {
	return func(ctx context.Context) error {
		s, err := c.studio.LeaveTeam(ctx)
		if err != nil {
			return err
		}
		return c.teamState(s)
	}
}

func syncTeam(c *call) func(context.Context) error {
	return func(ctx context.Context) error {
		done, err := c.studio.SyncTeam(ctx)
		if err != nil {
			return err
		}
		return c.answer(done, func(w io.Writer) { fmt.Fprintln(w, done.Message) })
	}
}

func teamStatus(c *call) func(context.Context) error {
	return func(ctx context.Context) error {
		s, err := c.studio.Team(ctx)
		if err != nil {
			return err
		}
		return c.teamState(s)
	}
}

func (c *call) teamState(s studio.TeamState) error {
	return c.answer(s, func(w io.Writer) {
		if s.Kind == "" {
			fmt.Fprintln(w, "This library is in no team.")
		} else {
			fmt.Fprintf(w, "%s  %s\n", s.Location, s.Step)
		}
		for _, line := range []string{s.Trouble, s.Warning} {
			if line != "" {
				fmt.Fprintln(w, line)
			}
		}
		for _, d := range s.Devices {
			fmt.Fprintf(w, "%-20s  %-20s  %d edits  %s\n", d.Name, d.Person, d.Edits, d.Trouble)
		}
	})
}

func teamFeed(c *call) func(context.Context) error {
	most := c.flags.Int("most", 50, "how many")
	return func(ctx context.Context) error {
		all, err := c.studio.TeamFeed(ctx, "", *most)
		if err != nil {
			return err
		}
		return c.answer(all, func(w io.Writer) {
			for _, h := range all {
				back := ""
				if h.Deleted {
					back = fmt.Sprintf("  (team restore %s %d)", h.Device, h.Seq)
				}
				fmt.Fprintf(w, "%s  %-12s  %s%s\n", h.At, h.By, h.Label, back)
			}
		})
	}
}

func restoreGone(c *call) func(context.Context) error {
	return func(ctx context.Context) error {
		var seq uint64
		if json.Unmarshal([]byte(c.args[1]), &seq) != nil {
			return taglane.Errorf(taglane.Invalid, "%s is not the number of something in the feed.", c.args[1])
		}
		if err := c.studio.Restore(ctx, c.args[0], seq); err != nil {
			return err
		}
		return c.answer(struct{}{}, func(io.Writer) {})
	}
}

func fetchOriginal(c *call) func(context.Context) error {
	return func(ctx context.Context) error {
		clip, err := c.studio.FindClip(ctx, c.args[0])
		if err != nil {
			return err
		}
		away, err := c.studio.FetchOriginal(ctx, clip.ID)
		if err != nil {
			return err
		}
		return c.answer(map[string]any{"away": away}, func(w io.Writer) {
			switch {
			case away == nil:
				fmt.Fprintln(w, "It is here.")
			case away.With == "":
				fmt.Fprintln(w, "Asked for.")
			default:
				fmt.Fprintf(w, "Asked for; it is with %s.\n", away.With)
			}
		})
	}
}

func exportBundle(c *call) func(context.Context) error {
	return func(ctx context.Context) error {
		b, err := c.studio.WriteBundle(ctx, c.args[0])
		if err != nil {
			return err
		}
		return c.answer(b, func(w io.Writer) { fmt.Fprintf(w, "%s  %d edits, %d files\n", b.Path, b.Edits, b.Files) })
	}
}

func importBundle(c *call) func(context.Context) error {
	look := c.flags.Bool("look", false, "only say what is in it")
	return func(ctx context.Context) error {
		b, err := c.studio.ReadBundle(ctx, c.args[0])
		if err != nil {
			return err
		}
		var done studio.Synced
		if !*look {
			if done, err = c.studio.TakeBundle(ctx, c.args[0]); err != nil {
				return err
			}
		}
		return c.answer(map[string]any{"bundle": b, "taken": done.Received}, func(w io.Writer) {
			who := b.Signer
			if !b.Known {
				who = "unverified key " + b.Fingerprint
			}
			fmt.Fprintf(w, "by %s (%s), %d edits, %d new here, %d files\n", b.By, who, b.Edits, b.New, b.Files)
			if !*look {
				fmt.Fprintln(w, done.Message)
			}
		})
	}
}
