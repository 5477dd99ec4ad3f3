package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"taglane/app/studio"
	"taglane/app/taglane"
)

// tagDoc is a tag as scripts see it: the list of spots is always there.
type tagDoc struct {
	ID       taglane.ID       `json:"id"`
	Clip     taglane.ID       `json:"clip"`
	Product  taglane.ID       `json:"product"`
	In       taglane.Frame    `json:"in"`
	Out      taglane.Frame    `json:"out"`
	Spots    []taglane.Key    `json:"spots"`
	Label    string           `json:"label"`
	Relation taglane.Relation `json:"relation"`
	Notes    string           `json:"notes"`
}

func tagDocOf(t taglane.Tag) tagDoc {
	return tagDoc{t.ID, t.Clip, t.Product, t.In, t.Out, append([]taglane.Key{}, t.Keys...), t.Label, t.Relation, t.Notes}
}

func addTag(c *call) func(context.Context) error {
	in := c.flags.String("in", "", "first frame")
	out := c.flags.String("out", "", "first frame after it")
	spot := c.flags.String("spot", "", "where in the picture: X,Y as fractions from the top left")
	relation := c.flags.String("relation", "", "paid, commission, gifted, own or none; without it the product's")
	notes := c.flags.String("notes", "", "for yourself")
	return func(ctx context.Context) error {
		k, err := c.studio.FindClip(ctx, c.args[0])
		if err != nil {
			return err
		}
		p, err := c.studio.FindProduct(ctx, c.args[1])
		if err != nil {
			return err
		}
		if *in == "" || *out == "" {
			return errUsage{"taglane tag: --in and --out are needed."}
		}
		t := taglane.Tag{Clip: k.ID, Product: p.ID, Notes: *notes}
		if t.In, err = k.Rate.ParseTime(*in); err != nil {
			return err
		}
		if t.Out, err = k.Rate.ParseTime(*out); err != nil {
			return err
		}
		if t.Relation, err = taglane.ParseRelation(*relation); err != nil {
			return err
		}
		if *spot != "" {
			s, err := parseSpot(*spot)
			if err != nil {
				return err
			}
			t.Keys = []taglane.Key{{Frame: t.In, Spot: s}}
		}
		change, err := c.studio.AddTagWith(ctx, t)
		if err != nil {
			return err
		}
		return c.answer(map[string]any{"tag": tagDocOf(find1(change, change.Tag)), "message": change.Message}, func(w io.Writer) {
			fmt.Fprintln(w, change.Tag)
			if change.Message != "" {
				fmt.Fprintln(c.world.Stderr, change.Message)
			}
		})
	}
}

func find1(change studio.Change, id taglane.ID) taglane.Tag {
	for _, t := range change.Clip.Tags {
		if t.ID == id {
			return t
		}
	}
	return taglane.Tag{ID: id}
}

func parseSpot(s string) (taglane.Spot, error) {
	x, y, ok := strings.Cut(s, ",")
	fx, errX := strconv.ParseFloat(strings.TrimSpace(x), 64)
	fy, errY := strconv.ParseFloat(strings.TrimSpace(y), 64)
	spot := taglane.Spot{X: fx, Y: fy}
	if !ok || errX != nil || errY != nil {
		return spot, taglane.Errorf(taglane.Invalid, "%q is not a place in the picture such as 0.4,0.6.", s)
	}
	return spot, spot.Check()
}

func removeTag(c *call) func(context.Context) error {
	return func(ctx context.Context) error {
		t, err := c.studio.Tag(ctx, taglane.ID(c.args[0]))
		if err != nil {
			return err
		}
		if _, err := c.studio.RemoveTags(ctx, t.Clip, []taglane.ID{t.ID}, false); err != nil {
			return err
		}
		return c.answer(map[string]any{"removed": t.ID}, func(io.Writer) {})
	}
}

func listTags(c *call) func(context.Context) error {
	return func(ctx context.Context) error {
		k, err := c.studio.FindClip(ctx, c.args[0])
		if err != nil {
			return err
		}
		view, err := c.studio.View(ctx, k.ID)
		if err != nil {
			return err
		}
		docs := make([]tagDoc, 0, len(view.Tags))
		for _, t := range view.Tags {
			docs = append(docs, tagDocOf(t))
		}
		return c.answer(map[string]any{"clip": k.ID, "rate": k.Rate, "tags": docs}, func(w io.Writer) {
			titles := map[taglane.ID]string{}
			for _, p := range view.Products {
				titles[p.ID] = p.Title
			}
			for _, t := range docs {
				fmt.Fprintf(w, "%s  %s – %s  %s\n", t.ID, k.Rate.Timecode(t.In), k.Rate.Timecode(t.Out), titles[t.Product])
			}
		})
	}
}

func exportTags(c *call) func(context.Context) error {
	format := c.flags.String("format", "json", "json, webvtt, csv, otio, edl, youtube, cloudinary or cloudimage")
	out := c.flags.String("out", "", "write here instead of standard output")
	return func(ctx context.Context) error {
		k, err := c.studio.FindClip(ctx, c.args[0])
		if err != nil {
			return err
		}
		var b bytes.Buffer
		lost, err := c.studio.ExportTags(ctx, k.ID, *format, &b)
		if err != nil {
			return err
		}
		for _, l := range lost {
			fmt.Fprintf(c.world.Stderr, "not carried: %s (%s)\n", l.What, l.Why)
		}
		if *out == "" {
			_, err := c.world.Stdout.Write(b.Bytes())
			return err
		}
		if err := os.WriteFile(*out, b.Bytes(), 0o644); err != nil {
			return taglane.OfDisk(err, taglane.Refused, "%s cannot be written.", *out)
		}
		return c.answer(map[string]any{"file": *out, "loss": append([]taglane.Loss{}, lost...)}, func(w io.Writer) { fmt.Fprintln(w, *out) })
	}
}

func importTags(c *call) func(context.Context) error {
	return func(ctx context.Context) error {
		k, err := c.studio.FindClip(ctx, c.args[0])
		if err != nil {
			return err
		}
		f, err := openFile(c.args[1])
		if err != nil {
			return err
		}
		defer f.Close()
		done, err := c.studio.ImportTags(ctx, k.ID, f)
		if err != nil {
			return err
		}
		for _, why := range done.Refused {
			fmt.Fprintln(c.world.Stderr, why)
		}
		return c.answer(map[string]any{"clip": k.ID, "taken": done.Taken, "message": done.Message, "refused": done.Refused}, func(w io.Writer) {
			fmt.Fprintf(w, "%s taken\n", studio.Count(done.Taken, "tag"))
		})
	}
}

func undo(c *call) func(context.Context) error { return c.travel((*studio.Studio).Undo) }

func redo(c *call) func(context.Context) error { return c.travel((*studio.Studio).Redo) }

func (c *call) travel(do func(*studio.Studio, context.Context, taglane.ID) (studio.Change, error)) func(context.Context) error {
	return func(ctx context.Context) error {
		id := taglane.ID(c.args[0]) // a removed clip is found by its id only
		if k, err := c.studio.FindClip(ctx, c.args[0]); err == nil {
			id = k.ID
		}
		change, err := do(c.studio, ctx, id)
		if err != nil {
			return err
		}
		return c.answer(map[string]any{"clip": id, "message": change.Message}, func(w io.Writer) { fmt.Fprintln(w, change.Message) })
	}
}

func history(c *call) func(context.Context) error {
	return func(ctx context.Context) error {
		k, err := c.studio.FindClip(ctx, c.args[0])
		if err != nil {
			return err
		}
		entries, err := c.studio.History(ctx, k.ID)
		if err != nil {
			return err
		}
		return c.answer(map[string]any{"entries": entries}, func(w io.Writer) {
			for _, e := range entries {
				mark := " "
				if e.Undone {
					mark = "↶"
				}
				fmt.Fprintf(w, "%s %s  %s\n", mark, e.At.Format("2006-01-02 15:04:05"), e.Sentence)
			}
		})
	}
}
