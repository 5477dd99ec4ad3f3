package cli

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"taglane/app/studio"
	"taglane/app/taglane"
)

func importClips(c *call) func(context.Context) error {
	return func(ctx context.Context) error {
		report, err := c.studio.Import(ctx, c.args)
		if err != nil {
			return err
		}
		type row struct {
			ID          taglane.ID    `json:"id"`
			Name        string        `json:"name"`
			Path        string        `json:"path"`
			Frames      taglane.Frame `json:"frames"`
			Rate        taglane.Rate  `json:"rate"`
			Width       int           `json:"width"`
			Height      int           `json:"height"`
			DuplicateOf taglane.ID    `json:"duplicate_of,omitempty"`
		}
		rows := []row{}
		for _, i := range report.Imported {
			clip, err := c.studio.Clip(ctx, i.ID)
			if err != nil {
				return err
			}
			if err := c.studio.Prepare(ctx, i.ID, c.progress(clip.Name)); err != nil {
				fmt.Fprintf(c.world.Stderr, "%s: %s\n", clip.Name, taglane.MessageOf(err))
			}
			rows = append(rows, row{clip.ID, clip.Name, clip.Path, clip.Frames, clip.Rate, clip.Width, clip.Height, i.DuplicateOf})
		}
		c.partial = len(report.Refused) > 0
		return c.answer(map[string]any{"imported": rows, "refused": report.Refused}, func(w io.Writer) {
			for _, r := range rows {
				fmt.Fprintf(w, "%s  %s  %s  %d×%d\n", r.ID, r.Name, r.Rate.Timecode(r.Frames), r.Width, r.Height)
			}
			for _, r := range report.Refused {
				fmt.Fprintf(c.world.Stderr, "%s: %s\n", r.Path, r.Error.Message)
			}
		})
	}
}

func listClips(c *call) func(context.Context) error {
	return func(ctx context.Context) error {
		cards, err := c.studio.Clips(ctx, strings.Join(c.args, " "))
		if err != nil {
			return err
		}
		return c.answer(map[string]any{"clips": cards}, func(w io.Writer) {
			for _, k := range cards {
				fmt.Fprintf(w, "%s  %-32s  %s  %s  %s\n", k.ID, k.Name, k.Rate.Timecode(k.Frames), studio.Count(k.Tags, "tag"), k.State)
			}
		})
	}
}

func showClip(c *call) func(context.Context) error {
	return func(ctx context.Context) error {
		k, err := c.studio.FindClip(ctx, c.args[0])
		if err != nil {
			return err
		}
		made := c.studio.Made(k)
		doc := struct {
			taglane.Clip
			Duration string `json:"duration"` // seconds
			Poster   string `json:"poster"`
			Strip    string `json:"strip"`
		}{k, strconv.FormatFloat(k.Rate.Seconds(k.Frames), 'f', 3, 64), made.Poster, made.Strip}
		return c.answer(doc, func(w io.Writer) {
			fmt.Fprintf(w, "%s\n%s\n%s  %d frames at %s  %d×%d  %s\n", k.Name, k.Path, k.Rate.Timecode(k.Frames), k.Frames, k.Rate, k.Width, k.Height, k.Codec)
		})
	}
}

func relink(c *call) func(context.Context) error {
	return func(ctx context.Context) error {
		k, err := c.studio.FindClip(ctx, c.args[0])
		if err != nil {
			return err
		}
		if err := c.studio.Relink(ctx, k.ID, c.args[1]); err != nil {
			return err
		}
		return c.answer(map[string]any{"clip": k.ID, "path": c.args[1]}, func(w io.Writer) { fmt.Fprintf(w, "%s is found again.\n", k.Name) })
	}
}

func covers(c *call) func(context.Context) error {
	return func(ctx context.Context) error {
		k, err := c.studio.FindClip(ctx, c.args[0])
		if err != nil {
			return err
		}
		candidates, err := c.studio.Covers(ctx, k.ID)
		if err != nil {
			return err
		}
		return c.answer(map[string]any{"candidates": candidates}, func(w io.Writer) {
			for _, x := range candidates {
				fmt.Fprintf(w, "f%-6d %s  %.2f  %s\n", x.Frame, k.Rate.Timecode(x.Frame), x.Score, x.Picture)
			}
		})
	}
}

func cover(c *call) func(context.Context) error {
	at := c.flags.String("at", "", "the frame that becomes the cover")
	out := c.flags.String("out", "", "also write the picture here")
	aspect := c.flags.String("aspect", "", "cut it to 9:16, 4:5, 1:1 or 16:9")
	return func(ctx context.Context) error {
		k, err := c.studio.FindClip(ctx, c.args[0])
		if err != nil {
			return err
		}
		if *at == "" {
			return errUsage{"taglane cover: --at is needed."}
		}
		frame, err := k.Rate.ParseTime(*at)
		if err != nil {
			return err
		}
		path, err := c.studio.SetCover(ctx, k.ID, frame, *aspect, *out)
		if err != nil {
			return err
		}
		return c.answer(map[string]any{"cover": path, "frame": frame}, func(w io.Writer) { fmt.Fprintln(w, path) })
	}
}

// progress draws a bar on a terminal, or nothing.
func (c *call) progress(name string) func(studio.Progress) {
	if !c.world.Tell || c.json {
		return nil
	}
	return func(p studio.Progress) {
		n := int(p.Share * 20)
		fmt.Fprintf(c.world.Stderr, "\r%-24.24s %-7s [%-20s] %3.0f %%", name, p.Doing, strings.Repeat("=", n), p.Share*100)
		if p.Share >= 1 {
			fmt.Fprint(c.world.Stderr, "\r\x1b[K")
		}
	}
}
