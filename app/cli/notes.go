package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"taglane/app/studio"
	"taglane/app/taglane"
)

func listComments(c *call) func(context.Context) error {
	return func(ctx context.Context) error {
		k, err := c.studio.FindClip(ctx, c.args[0])
		if err != nil {
			return err
		}
		all, err := c.studio.Comments(ctx, k.ID)
		if err != nil {
			return err
		}
		return c.answer(map[string]any{"clip": k.ID, "comments": all}, func(w io.Writer) {
			for _, t := range all {
				printComment(w, "", t)
			}
		})
	}
}

func exportComments(c *call) func(context.Context) error {
	format := c.flags.String("format", "csv", "csv, pdf, edl or otio")
	out := c.flags.String("out", "", "write here instead of standard output")
	private := c.flags.Bool("private", false, "with your private notes")
	return func(ctx context.Context) error {
		k, err := c.studio.FindClip(ctx, c.args[0])
		if err != nil {
			return err
		}
		b, err := c.studio.NotesAs(ctx, k.ID, *format, *private)
		if err != nil {
			return err
		}
		if *out == "" {
			_, err := c.world.Stdout.Write(b)
			return err
		}
		if err := os.WriteFile(*out, b, 0o644); err != nil {
			return taglane.OfDisk(err, taglane.Refused, "%s cannot be written.", *out)
		}
		return c.answer(map[string]any{"file": *out, "bytes": len(b)}, func(w io.Writer) { fmt.Fprintln(w, *out) })
	}
}

func printComment(w io.Writer, indent string, t studio.Comment) {
	text := strings.ReplaceAll(t.Text, "\n", "\n"+indent+"    ")
	if t.Deleted {
		text = "(deleted)"
	}
	state := ""
	if t.Resolved {
		state = "  (resolved by " + t.ResolvedBy + ")"
	}
	if t.Assignee != nil {
		state += "  (for " + t.Assignee.Name + ")"
	}
	if t.Done {
		state += "  (done by " + t.DoneBy + ")"
	}
	if t.Private {
		state += "  (private)"
	}
	fmt.Fprintf(w, "%s%s  %s  %s: %s%s\n", indent, t.ID, t.Time, t.Name, text, state)
	for _, r := range t.Reactions {
		fmt.Fprintf(w, "%s    %s %s\n", indent, r.Emoji, strings.Join(r.Names, ", "))
	}
	for _, o := range t.Others {
		fmt.Fprintf(w, "%s    %s wrote at the same time: %s\n", indent, o.By, o.Text)
	}
	for _, r := range t.Replies {
		printComment(w, indent+"  ", r)
	}
}

// thread answers with a thread that changed.
func (c *call) thread(t studio.Comment, err error) error {
	if err != nil {
		return err
	}
	return c.answer(map[string]any{"comment": t}, func(w io.Writer) { printComment(w, "", t) })
}

func addComment(c *call) func(context.Context) error {
	at := c.flags.String("at", "", "the frame it is about")
	out := c.flags.String("out", "", "the first frame after what it is about")
	private := c.flags.Bool("private", false, "nobody else sees it; it never leaves this machine")
	return func(ctx context.Context) error {
		k, err := c.studio.FindClip(ctx, c.args[0])
		if err != nil {
			return err
		}
		f := studio.CommentFields{Text: &c.args[1], Private: private}
		for _, x := range []struct {
			text string
			to   **taglane.Frame
		}{{*at, &f.Frame}, {*out, &f.Out}} {
			if x.text == "" {
				continue
			}
			frame, err := k.Rate.ParseTime(x.text)
			if err != nil {
				return err
			}
			*x.to = &frame
		}
		return c.thread(c.studio.AddComment(ctx, k.ID, f))
	}
}

func replyComment(c *call) func(context.Context) error {
	return func(ctx context.Context) error {
		return c.thread(c.studio.ReplyComment(ctx, taglane.ID(c.args[0]), c.args[1]))
	}
}

func editComment(c *call) func(context.Context) error {
	return func(ctx context.Context) error {
		return c.thread(c.studio.SetComment(ctx, taglane.ID(c.args[0]), studio.CommentFields{Text: &c.args[1]}))
	}
}

func resolveComment(c *call) func(context.Context) error {
	open := c.flags.Bool("open", false, "open it again instead")
	return func(ctx context.Context) error {
		return c.thread(c.studio.ResolveComment(ctx, taglane.ID(c.args[0]), !*open))
	}
}

func assignComment(c *call) func(context.Context) error {
	return func(ctx context.Context) error {
		who := taglane.ID("")
		if len(c.args) > 1 {
			m, err := c.member(ctx, c.args[1])
			if err != nil {
				return err
			}
			who = m.ID
		}
		return c.thread(c.studio.AssignComment(ctx, taglane.ID(c.args[0]), who))
	}
}

func doneComment(c *call) func(context.Context) error {
	not := c.flags.Bool("not", false, "it is not done")
	return func(ctx context.Context) error {
		return c.thread(c.studio.DoneComment(ctx, taglane.ID(c.args[0]), !*not))
	}
}

func reactComment(c *call) func(context.Context) error {
	return func(ctx context.Context) error {
		return c.thread(c.studio.ToggleReaction(ctx, taglane.ID(c.args[0]), c.args[1]))
	}
}

func shareComment(c *call) func(context.Context) error {
	return func(ctx context.Context) error {
		private := false
		return c.thread(c.studio.SetComment(ctx, taglane.ID(c.args[0]), studio.CommentFields{Private: &private}))
	}
}

func waiting(c *call) func(context.Context) error {
	return func(ctx context.Context) error {
		all, err := c.studio.Waiting(ctx)
		if err != nil {
			return err
		}
		return c.answer(map[string]any{"waiting": all}, func(w io.Writer) {
			for _, x := range all {
				fmt.Fprintf(w, "%s  %s  %s", x.Clip, x.Name, x.Line)
				if x.Comment != "" {
					fmt.Fprintf(w, "  %s  %s", x.Comment, x.Time)
				}
				if x.Text != "" {
					fmt.Fprintf(w, "  %s", strings.ReplaceAll(x.Text, "\n", " "))
				}
				fmt.Fprintln(w)
			}
		})
	}
}

func deleteComment(c *call) func(context.Context) error {
	return func(ctx context.Context) error {
		if err := c.studio.RemoveComment(ctx, taglane.ID(c.args[0])); err != nil {
			return err
		}
		return c.answer(map[string]any{}, func(io.Writer) {})
	}
}

func verdict(c *call) func(context.Context) error {
	note := c.flags.String("note", "", "what goes with it")
	return func(ctx context.Context) error {
		k, err := c.studio.FindClip(ctx, c.args[0])
		if err != nil {
			return err
		}
		stands, err := c.studio.Approval(ctx, k.ID)
		if err == nil && len(c.args) > 1 {
			stands, err = c.studio.GiveVerdict(ctx, k.ID, stands.Digest, taglane.Answer(c.args[1]), *note)
		}
		if err != nil {
			return err
		}
		return c.answer(map[string]any{"approval": stands}, func(w io.Writer) {
			if stands.Line != "" {
				fmt.Fprintln(w, stands.Line)
			}
			for _, v := range stands.Verdicts {
				fmt.Fprintf(w, "%s  %-8s  %-7s  %s  %s\n", v.At, v.Answer, v.Standing, v.Name, v.Note)
			}
		})
	}
}

func approvals(c *call) func(context.Context) error {
	project := c.flags.String("project", "", "the project; without it, the clips that belong to none")
	return func(ctx context.Context) error {
		id, err := taglane.ID(""), error(nil)
		if *project != "" {
			if id, err = c.studio.FindProject(ctx, *project); err != nil {
				return err
			}
		}
		needs := 0
		if len(c.args) == 0 {
			needs, err = c.studio.Approvals(ctx, id)
		} else {
			n, bad := strconv.Atoi(c.args[0])
			if bad != nil {
				return errUsage{"taglane approvals: say a number, 0 for none."}
			}
			needs, err = c.studio.SetApprovals(ctx, id, n)
		}
		if err != nil {
			return err
		}
		return c.answer(map[string]any{"needs": needs}, func(w io.Writer) { fmt.Fprintln(w, needs) })
	}
}

func listMembers(c *call) func(context.Context) error {
	return func(ctx context.Context) error { return c.members(c.studio.Members(ctx)) }
}

func (c *call) members(all []studio.Member, err error) error {
	if err != nil {
		return err
	}
	return c.answer(map[string]any{"members": all}, func(w io.Writer) {
		for _, m := range all {
			standing := m.Standing
			if m.Me {
				standing = "me"
			}
			fmt.Fprintf(w, "%s  %-7s  %-19s  %s\n", m.ID, standing, m.Fingerprint, m.Name)
		}
	})
}

// member is the member that a word names: by id, or by a name that only one has.
func (c *call) member(ctx context.Context, word string) (studio.Member, error) {
	all, err := c.studio.Members(ctx)
	if err != nil {
		return studio.Member{}, err
	}
	found := slices.DeleteFunc(all, func(m studio.Member) bool { return string(m.ID) != word && m.Name != word })
	switch len(found) {
	case 0:
		return studio.Member{}, taglane.Errorf(taglane.NotFound, "There is no such member.")
	case 1:
		return found[0], nil
	}
	return studio.Member{}, taglane.Errorf(taglane.Conflict, "Several members are called %s. Name one by its id.", word)
}

func knowMember(c *call) func(context.Context) error {
	not := c.flags.Bool("not", false, "their key is not known here any more")
	return func(ctx context.Context) error {
		if (len(c.args) == 2) == *not {
			return errUsage{"taglane members know: give the fingerprint that its owner read out, or --not."}
		}
		m, err := c.member(ctx, c.args[0])
		if err != nil {
			return err
		}
		return c.members(c.studio.KnowMember(ctx, m.ID, strings.Join(c.args[1:], "")))
	}
}

func setMe(c *call) func(context.Context) error {
	colour := c.flags.Int("colour", 0, "1 to 8; without it, as it is")
	return func(ctx context.Context) error {
		all, err := c.studio.Members(ctx)
		if err != nil {
			return err
		}
		if *colour == 0 {
			*colour = all[0].Colour
		}
		m, err := c.studio.SetMe(ctx, c.args[0], *colour)
		return c.members([]studio.Member{m}, err)
	}
}
