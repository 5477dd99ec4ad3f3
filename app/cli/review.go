package cli

import (
	"context"
	"fmt"
	"io"

	"taglane/app/studio"
	"taglane/app/taglane"
)

func exportReview(c *call) func(context.Context) error {
	out := c.flags.String("out", "", "the file to write; without it, one in the folder for exports")
	noVerdict := c.flags.Bool("no-verdict", false, "guests only comment")
	noComments := c.flags.Bool("no-comments", false, "guests only look, and decide where they may")
	noVideo := c.flags.Bool("no-video", false, "leave the film out: guests have it already")
	download := c.flags.Bool("download", false, "guests may save the film")
	note := c.flags.String("note", "", "what you say to the guests")
	return func(ctx context.Context) error {
		k, err := c.studio.FindClip(ctx, c.args[0])
		if err != nil {
			return err
		}
		done, err := c.studio.ReviewRoom(ctx, k.ID, studio.RoomOptions{Out: *out, Note: *note, Bare: *noVideo,
			Rights: taglane.Rights{Comment: !*noComments, Approve: !*noVerdict, Download: *download}})
		if err != nil {
			return err
		}
		return c.answer(done, func(w io.Writer) {
			fmt.Fprintln(w, done.Path)
			if done.Film != "" {
				fmt.Fprintln(w, done.Film)
			}
			fmt.Fprintln(w, done.Line)
		})
	}
}

func importReview(c *call) func(context.Context) error {
	return func(ctx context.Context) error {
		var done studio.GuestsAnswer
		var err error
		if c.args[0] == "-" {
			b, bad := io.ReadAll(io.LimitReader(c.stdin(), 8<<20))
			if bad != nil {
				return taglane.Wrap(bad, taglane.Invalid, "The file cannot be read: %s.", "-")
			}
			done, err = c.studio.TakeAnswer(ctx, b)
		} else {
			done, err = c.studio.TakeAnswerFile(ctx, c.args[0])
		}
		if err != nil {
			return err
		}
		return c.answer(done, func(w io.Writer) { fmt.Fprintln(w, done.Line) })
	}
}
