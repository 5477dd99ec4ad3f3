package taglane

// Moved is the tag over another span. A span of the same length takes the
// hotspot along; another length cuts or extends it where it stands.
func (t Tag) Moved(to Span) Tag {
	was := t.Span
	t.Span = to
	if to.Len() == was.Len() {
		t.Path = t.Path.Shift(to.In - was.In)
	} else {
		t.Path = t.Path.Clip(to)
	}
	return t
}

// Split cuts the tag in two at a frame inside it; second is the id of the
// later part. Invalid: the frame is not inside.
func (t Tag) Split(at Frame, second ID) (a, b Tag, err error) {
	if at <= t.In || at >= t.Out {
		return t, Tag{}, Errorf(Invalid, "Move the playhead inside the tag to split it.")
	}
	a, b = t, t
	a.Out, b.In, b.ID = at, at, second
	a.Path, b.Path = t.Path.Clip(a.Span), t.Path.Clip(b.Span)
	return a, b, nil
}

// CloseUp moves later tags of a product up by what is taken out before them.
// tags are in time order; it returns those that move.
func CloseUp(tags []Tag, out map[ID]bool) (moved []Tag) {
	gap := map[ID]Frame{} // by product
	for _, t := range tags {
		if out[t.ID] {
			gap[t.Product] += t.Len()
		} else if d := gap[t.Product]; d > 0 {
			moved = append(moved, t.Moved(Span{t.In - d, t.Out - d}))
		}
	}
	return moved
}

// CopyTo lays tags into a clip so that the first of them starts at a frame.
// What would leave the clip is cut off, or left out where nothing remains.
func CopyTo(tags []Tag, c Clip, at Frame, newID func() ID) (copies []Tag) {
	if len(tags) == 0 {
		return nil
	}
	first := tags[0].In
	for _, t := range tags {
		first = min(first, t.In)
	}
	for _, t := range tags {
		t.ID, t.Clip = newID(), c.ID
		t = t.Moved(Span{t.In + at - first, t.Out + at - first})
		t.Out = min(t.Out, c.Frames)
		if t.Path = t.Path.Clip(t.Span); t.Check(c) == nil {
			copies = append(copies, t)
		}
	}
	return copies
}

// Check refuses a tag that does not lie inside the clip, or whose hotspot does
// not lie inside the tag.
func (t Tag) Check(c Clip) error {
	if err := t.Span.Within(c.Frames); err != nil {
		return err
	}
	return t.Path.Check(t.Span)
}

// On lays the tag on another rate, cut to a clip of so many frames.
func (t Tag) On(from, to Rate, frames Frame) Tag {
	if from.Valid() && from != to {
		t.In, t.Out = from.Convert(t.In, to), from.Convert(t.Out, to)
		keys := t.Keys[:0:0]
		for _, k := range t.Keys {
			k.Frame = from.Convert(k.Frame, to)
			if n := len(keys); n == 0 || keys[n-1].Frame < k.Frame {
				keys = append(keys, k)
			}
		}
		t.Keys = keys
	}
	t.Out = min(t.Out, frames)
	t.Path = t.Path.Clip(t.Span)
	return t
}
