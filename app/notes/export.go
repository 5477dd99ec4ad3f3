package notes

import (
	"context"
	"image"
	"strings"

	"taglane/app/exchange"
	"taglane/app/sheet"
	"taglane/app/taglane"
)

// Exported is a file that was written for somebody else.
type Exported struct {
	Name  string `json:"name"`
	Path  string `json:"path"`
	Media string `json:"media"` // media id; "" when it lies outside the library's own folder
	Bytes int64  `json:"bytes"`
}

// asPages is the format that has a picture for each note.
const asPages = "pdf"

// ExportNotes writes the comments of a clip into a folder, "" for the library's
// own: csv, edl, otio, or pdf with a picture for each. Private notes are left out
// unless they are asked for. Invalid: another format.
func (n *Notes) ExportNotes(ctx context.Context, clip taglane.ID, format, folder string, private bool) (Exported, error) {
	b, c, err := n.written(ctx, clip, format, private)
	if err != nil {
		return Exported{}, err
	}
	return n.l.Export(folder, n.say("%s, comments", c.Heading()), "."+format, b)
}

// NotesAs is what ExportNotes writes.
func (n *Notes) NotesAs(ctx context.Context, clip taglane.ID, format string, private bool) ([]byte, error) {
	b, _, err := n.written(ctx, clip, format, private)
	return b, err
}

func (n *Notes) written(ctx context.Context, clip taglane.ID, format string, private bool) ([]byte, taglane.Clip, error) {
	c, err := n.l.Store.Clip(ctx, clip)
	if err != nil {
		return nil, c, err
	}
	which := n.Shared
	if private {
		which = n.Comments
	}
	all, err := which(ctx, clip)
	if err != nil {
		return nil, c, err
	}
	if format != asPages {
		remarks := make([]exchange.Remark, 0, len(all))
		for _, t := range all {
			remarks = append(remarks, n.remark(t))
		}
		b, err := exchange.Remarks(exchange.Format(format), c, remarks)
		return b, c, err
	}
	b, err := sheet.PDF(ctx, n.sheet(c, all), func(ctx context.Context, at taglane.Frame) (*image.NRGBA, error) {
		m, err := n.l.Frame(ctx, c, at)
		if err != nil && ctx.Err() == nil { // the words are worth a page without it
			err = taglane.Wrap(err, taglane.NotFound, "The picture is not on this computer.")
		}
		return m, err
	})
	return b, c, err
}

func (n *Notes) remark(c Comment) exchange.Remark {
	r := exchange.Remark{Frame: c.Frame, Out: c.Out, Author: c.Name, Text: n.words(c), At: c.At, Colour: c.Colour, Resolved: c.Resolved, Done: c.Done, Private: c.Private}
	if c.Assignee != nil {
		r.Assignee = c.Assignee.Name
	}
	for _, a := range c.Replies {
		r.Replies = append(r.Replies, exchange.Remark{Author: a.Name, Text: n.words(a)})
	}
	return r
}

// words is what a comment says, with what was written beside it.
func (n *Notes) words(c Comment) string {
	if c.Deleted {
		return n.say("This comment was deleted.")
	}
	lines := []string{c.Text}
	for _, o := range c.Others {
		lines = append(lines, n.say("%s wrote at the same time: %s", taglane.Plain(o.By), taglane.Plain(o.Text)))
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

func (n *Notes) sheet(c taglane.Clip, all []Comment) sheet.Sheet {
	s := sheet.Sheet{Title: c.Heading(), About: n.say("Comments: %d", len(all)), Missing: n.say("The picture is not on this computer.")}
	for _, t := range all {
		note := sheet.Note{Frame: t.Frame, Author: t.Name, Colour: t.Colour, Time: t.Time, State: n.state(t), Text: n.words(t), Drawing: t.Drawing}
		if t.Out > t.Frame {
			note.Time += " – " + c.Rate.Timecode(t.Out)
		}
		for _, a := range t.Replies {
			note.Replies = append(note.Replies, sheet.Note{Author: a.Name, Colour: a.Colour, Text: strings.TrimSpace(n.words(a) + "\n" + reacted(a))})
		}
		note.Text = strings.TrimSpace(note.Text + "\n" + reacted(t))
		s.Notes = append(s.Notes, note)
	}
	return s
}

// state is where a thread stands, on one line.
func (n *Notes) state(t Comment) string {
	var parts []string
	if t.Resolved {
		parts = append(parts, n.say("Resolved by %s", taglane.Plain(t.ResolvedBy)))
	}
	if t.Assignee != nil {
		parts = append(parts, n.say("Assigned to %s", taglane.Plain(t.Assignee.Name)))
	}
	if t.Done {
		parts = append(parts, n.say("Done by %s", taglane.Plain(t.DoneBy)))
	}
	if t.Private {
		parts = append(parts, n.say("Private note"))
	}
	return strings.Join(parts, " · ")
}

func reacted(c Comment) string {
	var all []string
	for _, r := range c.Reactions {
		all = append(all, r.Emoji+" "+strings.Join(r.Names, ", "))
	}
	return strings.Join(all, "  ")
}
