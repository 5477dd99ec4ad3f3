package exchange

import (
	"cmp"
	"encoding/json"
	"math"
	"strings"

	"taglane/app/taglane"
)

// The parts of an OpenTimelineIO file that concern us. Names are theirs.
type (
	otioTime struct {
		Schema string  `json:"OTIO_SCHEMA"`
		Rate   float64 `json:"rate"`
		Value  float64 `json:"value"`
	}
	otioRange struct {
		Schema   string   `json:"OTIO_SCHEMA"`
		Duration otioTime `json:"duration"`
		Start    otioTime `json:"start_time"`
	}
	otioMarker struct {
		Schema   string    `json:"OTIO_SCHEMA"`
		Metadata otioExtra `json:"metadata"`
		Name     string    `json:"name"`
		Color    string    `json:"color"`
		Marked   otioRange `json:"marked_range"`
	}
	// otioExtra is what another program keeps for us without looking into it.
	otioExtra struct {
		Taglane *otioTag `json:"taglane,omitempty"`
	}
	otioTag struct {
		Format  string       `json:"format"`
		Rate    taglane.Rate `json:"rate"`
		Tag     tag          `json:"tag"`
		Product product      `json:"product"`
	}
	otioMedia struct {
		Schema    string    `json:"OTIO_SCHEMA"`
		Metadata  struct{}  `json:"metadata"`
		Name      string    `json:"name"`
		Available otioRange `json:"available_range"`
		Bounds    *struct{} `json:"available_image_bounds"`
		Target    string    `json:"target_url"`
	}
	otioItem struct {
		Schema   string               `json:"OTIO_SCHEMA"`
		Metadata struct{}             `json:"metadata"`
		Name     string               `json:"name"`
		Source   *otioRange           `json:"source_range"`
		Effects  []struct{}           `json:"effects"`
		Markers  any                  `json:"markers"` // a list
		Enabled  bool                 `json:"enabled"`
		Media    map[string]otioMedia `json:"media_references,omitempty"`
		Active   string               `json:"active_media_reference_key,omitempty"`
		Children []otioItem           `json:"children,omitempty"`
		Kind     string               `json:"kind,omitempty"`
	}
	otioTimeline struct {
		Schema   string    `json:"OTIO_SCHEMA"`
		Metadata struct{}  `json:"metadata"`
		Name     string    `json:"name"`
		Start    *otioTime `json:"global_start_time"`
		Tracks   otioItem  `json:"tracks"`
	}
)

// otioColours are those the format names; each product keeps one.
var otioColours = []string{"RED", "GREEN", "BLUE", "CYAN", "MAGENTA", "YELLOW", "ORANGE", "PINK", "PURPLE", "WHITE", "BLACK"}

func otioSpan(r taglane.Rate, s taglane.Span) otioRange {
	return otioRange{"TimeRange.1", otioTime{"RationalTime.1", r.FPS(), float64(s.Len())}, otioTime{"RationalTime.1", r.FPS(), float64(s.In)}}
}

func encodeOTIO(d taglane.Draft, at Stamp) ([]byte, []taglane.Loss, error) {
	c := d.Clip
	rows, lost := rowsOf(d, at)
	colour := map[taglane.ID]string{}
	for i, p := range d.Products {
		colour[p.ID] = otioColours[i%len(otioColours)]
	}
	markers := []otioMarker{}
	for i, r := range rows {
		markers = append(markers, otioMarker{Schema: "Marker.2", Name: r.product.Name, Color: colour[d.Tags[i].Product], Marked: otioSpan(c.Rate, d.Tags[i].Span),
			Metadata: otioExtra{&otioTag{schemaName, c.Rate, r.tag, r.product}}})
	}
	b, err := otioDocument(c, at.Media, markers)
	return b, varies(lost.losses(OTIO), OTIO, d), err
}

// otioDocument is a timeline of one clip with markers on it. media is where its
// file lies; "" for a file of its name.
func otioDocument(c taglane.Clip, media string, markers any) ([]byte, error) {
	all := otioSpan(c.Rate, taglane.Span{Out: c.Frames})
	item := func(schema, name string) otioItem {
		return otioItem{Schema: schema, Name: name, Effects: []struct{}{}, Markers: []struct{}{}, Enabled: true}
	}
	clip, track, stack := item("Clip.2", clean(c.Name)), item("Track.1", "Video"), item("Stack.1", "tracks")
	clip.Source, clip.Markers, clip.Active = &all, markers, "DEFAULT_MEDIA"
	target := cmp.Or(clean(media), clean(c.Name))
	clip.Media = map[string]otioMedia{"DEFAULT_MEDIA": {Schema: "ExternalReference.1", Name: clean(c.Name), Available: all, Target: target}}
	track.Kind, track.Children = "Video", []otioItem{clip}
	stack.Children = []otioItem{track}
	b, err := json.MarshalIndent(otioTimeline{Schema: "Timeline.1", Name: clean(c.Heading()), Tracks: stack}, "", " ")
	if err != nil {
		return nil, taglane.Wrap(err, taglane.Internal, "The timeline could not be put into words.")
	}
	return append(b, '\n'), nil
}

// otioNote is a marker of a stranger's file. Its colour does not concern us;
// later versions write a thing where a word stood.
type otioNote struct {
	Metadata otioExtra `json:"metadata"`
	Name     string    `json:"name"`
	Comment  string    `json:"comment"`
	Marked   otioRange `json:"marked_range"`
}

// otioAny is an item of a stranger's file: only what markers need.
type otioAny struct {
	Schema   string     `json:"OTIO_SCHEMA"`
	Source   *otioRange `json:"source_range"`
	Markers  []otioNote `json:"markers"`
	Children []otioAny  `json:"children"`
	Media    map[string]struct {
		Available *otioRange `json:"available_range"`
	} `json:"media_references"`
	Active string `json:"active_media_reference_key"`
	Single *struct {
		Available *otioRange `json:"available_range"`
	} `json:"media_reference"`
}

func decodeOTIO(b []byte, grid Grid) (Timeline, error) {
	if err := shallow(b); err != nil {
		return Timeline{}, err
	}
	var doc struct {
		Schema string  `json:"OTIO_SCHEMA"`
		Tracks otioAny `json:"tracks"`
	}
	if err := json.Unmarshal(b, &doc); err != nil {
		return Timeline{}, taglane.Wrap(err, taglane.Invalid, "The file is damaged, or holds something of the wrong kind.")
	}
	if doc.Schema != "Timeline.1" {
		return Timeline{}, taglane.Errorf(taglane.Invalid, "This OpenTimelineIO file holds no timeline.")
	}
	r := &otioReader{in: newIntake(grid, taglane.Say("Marker")), grid: grid}
	doc.Tracks.Schema = "Stack.1" // whatever it says: nothing else may stand here
	r.item(doc.Tracks, 0)
	return r.in.done()
}

// otioReader walks a timeline and lays its markers on the clip's frames.
type otioReader struct {
	in   *intake
	grid Grid
	n    int
}

// item takes the markers of what begins at a frame of the timeline, and of all
// inside it, and says how long it is. A marker counts in its item's own time,
// which begins where the item's source range does.
func (r *otioReader) item(c otioAny, at taglane.Frame) taglane.Frame {
	source := c.Source
	if source == nil {
		if m, ok := c.Media[c.Active]; ok {
			source = m.Available
		} else if c.Single != nil {
			source = c.Single.Available
		}
	}
	var s taglane.Span
	if source != nil {
		s, _ = r.span(*source)
	}
	r.markers(c.Markers, at-s.In)
	length := taglane.Frame(0)
	for _, child := range c.Children {
		switch {
		case child.Schema == "Transition.1":
		case strings.HasPrefix(c.Schema, "Stack."): // its items lie over one another
			length = max(length, r.item(child, at-s.In))
		default:
			length += r.item(child, at-s.In+length)
		}
	}
	if source != nil {
		return s.Len()
	}
	return length
}

// span lays a range on the grid; ok is false for one that is none.
func (r *otioReader) span(x otioRange) (taglane.Span, bool) {
	in, ok := r.frame(x.Start.Value, x.Start.Rate)
	if !ok {
		return taglane.Span{}, false
	}
	end, rate := x.Start.Value+x.Duration.Value, x.Start.Rate
	if x.Duration.Rate != rate && x.Duration.Rate > 0 {
		end = x.Start.Value + x.Duration.Value*rate/x.Duration.Rate
	}
	out, ok := r.frame(end, rate)
	return taglane.Span{In: in, Out: out}, ok
}

func (r *otioReader) frame(value, rate float64) (taglane.Frame, bool) {
	if !(math.Abs(value) < 1<<40 && rate > 0 && rate <= 1e6) {
		return 0, false
	}
	if math.Abs(rate-r.grid.Rate.FPS()) < 1e-5*rate {
		return taglane.Frame(math.Floor(value + 0.5)), true
	}
	f := math.Floor(value/rate*r.grid.Rate.FPS() + 0.5)
	return taglane.Frame(f), math.Abs(f) < 1<<50
}

func (r *otioReader) markers(ms []otioNote, shift taglane.Frame) {
	for _, m := range ms {
		r.n++
		s, ok := r.span(m.Marked)
		if !ok {
			r.in.refuse(r.n, taglane.Say("It says no time that can be read."))
			continue
		}
		s.In, s.Out = s.In+shift, s.Out+shift
		if m.Metadata.Taglane == nil {
			if s.Len() == 0 { // most editors mark a moment
				s.Out = max(s.In+1, min(s.In+r.grid.Rate.FrameAtMillis(pointMillis), r.grid.Frames))
			}
			r.in.takeNamed(r.n, cmp.Or(m.Name, m.Comment), s)
			continue
		}
		if err := r.ours(s, *m.Metadata.Taglane); err != nil {
			r.in.refuse(r.n, taglane.SaidOf(err))
		}
	}
}

// ours takes a marker that we wrote. Where it stands now counts, for it may
// have been moved in the editor; its hotspot goes along.
func (r *otioReader) ours(s taglane.Span, m otioTag) error {
	if m.Format != schemaName || !m.Rate.Valid() {
		return taglane.Errorf(taglane.Invalid, "It was written by another version of Taglane.")
	}
	p, err := decodeProduct(m.Product)
	if err != nil {
		return err
	}
	g, err := decodeTag(m.Tag)
	if err != nil {
		return err
	}
	if err := g.Path.Check(g.Span); err != nil {
		return err
	}
	g = g.On(m.Rate, r.grid.Rate, 1<<40)
	if s != g.Span {
		g.Path = g.Path.Shift(s.In - g.In).Clip(s)
		g.Span = s
	}
	r.in.take(r.n, r.grid.Rate, p, g.Relation, m.Tag.URL, g)
	return nil
}
