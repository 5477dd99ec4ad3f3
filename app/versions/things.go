package versions

import (
	"context"
	"slices"

	"taglane/app/store"
	"taglane/app/taglane"
)

// What goes with the footage.
const (
	kindTag     = store.KindTag
	kindMarker  = store.KindMarker
	kindComment = store.KindComment
	kindCover   = "cover"
)

// things are what lies on the version that a clip shows.
type things struct {
	clip     taglane.Clip
	tags     []taglane.Tag
	markers  []taglane.Marker
	comments []taglane.Comment // that begin a thread and have a place, there
	unplaced []taglane.Comment // that begin one and have none
	left     []taglane.Left
	faces    map[taglane.ID]face // of everything, by id
}

// face is how a thing is named to a person.
type face struct {
	title, author string
	colour        int
}

// mostTitle is how much of what was said names it, in characters.
const mostTitle = 80

func (v *Cuts) things(ctx context.Context, s stack) (t things, err error) {
	t = things{clip: s.clip, faces: map[taglane.ID]face{}}
	if t.tags, err = v.l.Store.Tags(ctx, s.clip.ID); err != nil {
		return t, err
	}
	if t.markers, err = v.l.Store.Markers(ctx, s.clip.ID); err != nil {
		return t, err
	}
	if t.left, err = v.l.Store.LeftBehind(ctx, s.clip.ID); err != nil {
		return t, err
	}
	if err := v.name(ctx, t); err != nil {
		return t, err
	}
	return t, v.said(ctx, s, &t)
}

// name gives tags and markers their faces, also those that were left behind.
func (v *Cuts) name(ctx context.Context, t things) error {
	products := map[taglane.ID]face{}
	tag := func(x taglane.Tag) error {
		f, have := products[x.Product]
		if !have {
			p, err := v.l.Store.Product(ctx, x.Product)
			if err != nil && taglane.KindOf(err) != taglane.NotFound {
				return err
			}
			if f = (face{title: p.Title, colour: v.l.Lane(p)}); err != nil {
				f = face{title: v.say("a product that is gone"), colour: 1}
			}
			products[x.Product] = f
		}
		t.faces[x.ID] = f
		return nil
	}
	for _, x := range t.tags {
		if err := tag(x); err != nil {
			return err
		}
	}
	for _, x := range t.markers {
		t.faces[x.ID] = face{title: taglane.OneLine(x.Text, mostTitle)}
	}
	for _, l := range t.left {
		if l.Mark != nil {
			t.faces[l.ID] = face{title: taglane.OneLine(l.Mark.Text, mostTitle)}
		}
		if l.Tag == nil {
			continue
		}
		if err := tag(*l.Tag); err != nil {
			return err
		}
	}
	return nil
}

// said finds the threads of a clip on the version it shows.
func (v *Cuts) said(ctx context.Context, s stack, t *things) error {
	all, err := v.l.Store.Comments(ctx, s.clip.ID)
	if err != nil {
		return err
	}
	members, err := v.l.Store.Members(ctx)
	if err != nil {
		return err
	}
	colours := map[taglane.ID]int{}
	for _, m := range members {
		colours[m.ID] = m.Colour
	}
	p := placing{s: s}
	for _, c := range all {
		if c.Reply != "" || c.Deleted {
			continue
		}
		f := face{author: c.Name, colour: max(colours[c.Author], 1)}
		if len(c.Texts) > 0 {
			f.title = taglane.OneLine(c.Texts[0].Text, mostTitle)
		}
		t.faces[c.ID] = f
		if at, how := p.place(c); how != taglane.Lost {
			c.Frame, c.Out = at.In, at.Out
			t.comments = append(t.comments, c)
		} else {
			t.unplaced = append(t.unplaced, c)
		}
	}
	return nil
}

// named are things that went with a cut as items; those that are gone since have
// no name.
func (t things) named(all []taglane.Carry) []Item {
	out := []Item{}
	for _, c := range all {
		f := t.faces[c.ID]
		out = append(out, Item{ID: c.ID, Kind: c.Kind, Title: f.title, Author: f.author, Colour: f.colour, How: c.How, Old: c.Old, New: slices.Clone(c.New), Keys: []Key{}})
	}
	return out
}
