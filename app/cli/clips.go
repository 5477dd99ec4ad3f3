package cli

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"

	"taglane/app/studio"
	"taglane/app/taglane"
)

func importClips(c *call) func(context.Context) error {
	watch := c.flags.Bool("watch", false, "keep watching these folders and take in what arrives, until ended")
	return func(ctx context.Context) error {
		if *watch {
			return c.studio.WatchFolders(ctx, c.args, func(name string, err error) {
				if err != nil {
					fmt.Fprintf(c.world.Stderr, "%s: %s\n", name, taglane.MessageOf(err))
					return
				}
				fmt.Fprintf(c.world.Stdout, "%s came in.\n", name)
			})
		}
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
	sort := c.flags.String("sort", "newest", "newest, oldest, touched, name or longest")
	only := c.flags.String("only", "all", "untagged, draft, queued, published, unsure, missing, cover, nocover or double")
	project := c.flags.String("project", "", "of this project alone")
	return func(ctx context.Context) error {
		q := studio.LibraryQuery{Text: strings.Join(c.args, " "), Filter: studio.Filter(*only), Sort: studio.Sort(*sort)}
		if *project != "" {
			p, err := c.studio.FindProject(ctx, *project)
			if err != nil {
				return err
			}
			q.Project = p
		}
		cards := []studio.ClipCard{}
		for {
			page, err := c.studio.Clips(ctx, q)
			if err != nil {
				return err
			}
			cards = append(cards, page.Cards...)
			if q.Offset += len(page.Cards); len(page.Cards) == 0 || int64(q.Offset) >= page.Total {
				break
			}
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
	aspect := c.flags.String("aspect", "", "cut it to 9:16, 4:5, 3:4, 1:1 or 16:9")
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
		if _, err := c.studio.SetCover(ctx, k.ID, frame, k.Design); err != nil {
			return err
		}
		path, err := c.studio.WriteCover(ctx, k.ID, *aspect, *out)
		if err != nil {
			return err
		}
		return c.answer(map[string]any{"cover": path, "frame": frame}, func(w io.Writer) { fmt.Fprintln(w, path) })
	}
}

func findMissing(c *call) func(context.Context) error {
	return func(ctx context.Context) error {
		path, err := filepath.Abs(c.args[0])
		if err != nil {
			return err
		}
		done, err := c.studio.FindMissing(ctx, path)
		if err != nil {
			return err
		}
		return c.answer(done, func(w io.Writer) {
			fmt.Fprintf(w, "%s found again, %d still missing.\n", studio.Count(done.Found, "clip"), done.Left)
		})
	}
}

func exportVideo(c *call) func(context.Context) error {
	form := c.flags.String("as", "vertical", "the form: vertical, vertical-bars, original, small or web")
	out := c.flags.String("out", "", "the folder for the video; without it the library's own")
	disclosure := c.flags.Bool("disclosure", false, "burn the disclosure in")
	hotspots := c.flags.Bool("hotspots", false, "burn the hotspots in")
	return func(ctx context.Context) error {
		k, err := c.studio.FindClip(ctx, c.args[0])
		if err != nil {
			return err
		}
		folder := *out
		if folder != "" {
			if folder, err = filepath.Abs(folder); err != nil {
				return err
			}
		}
		e, err := c.studio.RenderVideo(ctx, k.ID, *form, studio.Burn{Disclosure: *disclosure, Hotspots: *hotspots}, folder, c.progress(k.Name))
		if err != nil {
			return err
		}
		return c.answer(map[string]any{"video": e.Path, "bytes": e.Bytes}, func(w io.Writer) { fmt.Fprintln(w, e.Path) })
	}
}

// progress draws a bar on a terminal, or nothing.
func (c *call) progress(name string) func(studio.Progress) {
	if !c.world.Tell || c.json {
		return nil
	}
	return func(p studio.Progress) { c.bar(name, p.Doing, p.Share) }
}

// bar draws how far something is; at its end it is wiped away.
func (c *call) bar(name, doing string, share float64) {
	fmt.Fprintf(c.world.Stderr, "\r%-24.24s %-8s [%-20s] %3.0f %%", name, doing, strings.Repeat("=", int(share*20)), share*100)
	if share >= 1 {
		fmt.Fprint(c.world.Stderr, "\r\x1b[K")
	}
}

// draw shows those events on a terminal that say how far something is.
func (c *call) draw(_ string, data any) {
	if far, is := data.(studio.Taking); is {
		c.bar(far.File, "products", far.Share)
	}
}
