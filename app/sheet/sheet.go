package sheet

import (
	"context"
	"image"

	"taglane/app/cover"
	"taglane/app/media"
	"taglane/app/taglane"
)

// Note is what somebody said of a frame, worded as a person reads it.
type Note struct {
	Frame   taglane.Frame
	Author  string
	Colour  int    // 1–8, the author's
	Time    string // where in the clip
	State   string // "" for none: who resolved it, whom it waits for
	Text    string
	Drawing []taglane.Stroke // lies over the picture at Frame
	Replies []Note           // Author, Colour, Text
}

// Sheet is what stands on the pages, worded as a person reads it.
type Sheet struct {
	Title, About string
	Missing      string // stands where there is no picture
	Notes        []Note
}

// Frames answers with the picture at a frame. NotFound: there is none, and the
// note stands without.
type Frames func(ctx context.Context, at taglane.Frame) (*image.NRGBA, error)

// Beside each other: a picture, and a column of words.
const (
	photoWide, photoHigh = 150.0, 200.0
	photoGrain           = 2.6 // pixels of a picture in a point
	columnX              = margin + photoWide + 18
	columnWide           = pageWide - margin - columnX
	bottom               = pageHigh - margin - 14
	indent               = 14.0
)

// PDF writes a sheet. Errors are those of frames, but for NotFound, and Internal
// where a typeface cannot be read.
func PDF(ctx context.Context, s Sheet, frames Frames) ([]byte, error) {
	press, err := cover.NewPress()
	if err != nil {
		return nil, err
	}
	w := &writer{document: &document{file: newFile(), signs: map[string]int{}}, press: press, photos: map[taglane.Frame]photo{}, missing: s.Missing}
	if err := w.head(s); err != nil {
		return nil, err
	}
	for _, n := range s.Notes {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := w.note(ctx, n, frames); err != nil {
			return nil, err
		}
	}
	if err := w.numbers(); err != nil {
		return nil, err
	}
	return w.finish(s.Title), nil
}

// writer fills pages from the top.
type writer struct {
	*document
	press   *cover.Press
	page    *page
	y       float64
	photos  map[taglane.Frame]photo
	missing string
}

// photo is a frame in the file, as large as it is shown; n is 0 for none.
type photo struct {
	n          int
	wide, high float64
}

func (w *writer) turn() {
	w.page, w.y = newPage(), margin
	w.pages = append(w.pages, w.page)
}

// row is a line of the column.
type row struct {
	line       cover.Line
	in         float64 // from the column's left
	size, lead float64
	colour     colour
	dot        int // colour of a member's dot before it; 0 for none
}

func (w *writer) set(text string, in, size, lead float64, bold bool, c colour) ([]row, error) {
	lines, err := w.press.Set(text, (columnWide-in)/size, bold)
	out := make([]row, 0, len(lines))
	for _, l := range lines {
		out = append(out, row{line: l, in: in, size: size, lead: lead, colour: c})
	}
	return out, err
}

func (w *writer) head(s Sheet) error {
	w.turn()
	for _, x := range []struct {
		text       string
		size, lead float64
		bold       bool
		c          colour
	}{{s.Title, 17, 22, true, ink}, {s.About, 9.5, 14, false, faint}} {
		lines, err := w.press.Set(x.text, (pageWide-2*margin)/x.size, x.bold)
		if err != nil {
			return err
		}
		for _, l := range lines {
			w.y += x.lead
			w.page.words(w.document, l, start(l, margin, pageWide-2*margin, x.size), w.y, x.size, x.c)
		}
	}
	w.y += 18
	return nil
}

// start is where a line begins that is read from the left or from the right.
func start(l cover.Line, left, wide, size float64) float64 {
	if l.Right {
		return left + wide - l.Width*size
	}
	return left
}

// rows are a note's lines, its answers below it.
func (w *writer) rows(n Note) (out []row, err error) {
	add := func(text string, in, size, lead float64, bold bool, c colour) {
		if err != nil || text == "" {
			return
		}
		var more []row
		more, err = w.set(text, in, size, lead, bold, c)
		out = append(out, more...)
	}
	add(n.Author, indent, 10.5, 14, true, ink)
	mark := func(at int, member int) { // a name stands by its dot, whatever way it is read
		if at < len(out) {
			out[at].dot, out[at].line.Right = max(1, member), false
		}
	}
	mark(0, n.Colour)
	add(n.Time, indent, 9, 13, false, faint)
	add(n.State, indent, 9, 13, false, faint)
	add(n.Text, indent, 10, 14, false, ink)
	for _, r := range n.Replies {
		from := len(out)
		add(r.Author, 2*indent, 9.5, 16, true, ink)
		mark(from, r.Colour)
		add(r.Text, 2*indent, 9.5, 13, false, ink)
	}
	return out, err
}

func (w *writer) note(ctx context.Context, n Note, frames Frames) error {
	rows, err := w.rows(n)
	if err != nil {
		return err
	}
	shown, err := w.photo(ctx, n.Frame, frames)
	if err != nil {
		return err
	}
	high := 0.0
	for _, r := range rows {
		high += r.lead
	}
	if w.y+max(shown.high, min(high, photoHigh)) > bottom {
		w.turn()
	}
	if w.y > margin {
		w.page.box(margin, w.y-9, pageWide-2*margin, 0.6, rule)
	}
	on, under := w.page, w.y+shown.high
	if err := w.picture(n, shown); err != nil {
		return err
	}
	y := w.y - 3
	for _, r := range rows {
		if y+r.lead > bottom {
			w.turn()
			y = w.y
		}
		y += r.lead
		if r.dot > 0 {
			w.page.dot(columnX+r.in-8, y-r.size*.34, 3, paper[(r.dot-1)%len(paper)])
		}
		w.page.words(w.document, r.line, start(r.line, columnX+r.in, columnWide-r.in, r.size), y, r.size, r.colour)
	}
	w.y = y + 24
	if w.page == on {
		w.y = max(w.y, under+18)
	}
	return nil
}

// photo has the picture of a frame in the file, once.
func (w *writer) photo(ctx context.Context, at taglane.Frame, frames Frames) (photo, error) {
	if p, have := w.photos[at]; have {
		return p, nil
	}
	m, err := frames(ctx, at)
	if taglane.KindOf(err) == taglane.NotFound || err == nil && (m == nil || m.Rect.Empty()) {
		return photo{wide: photoWide, high: photoWide * 0.75}, nil
	}
	if err != nil {
		return photo{}, err
	}
	wide, high := float64(m.Rect.Dx()), float64(m.Rect.Dy())
	by := min(photoWide/wide, photoHigh/high)
	p := photo{wide: wide * by, high: high * by}
	if px := max(1, int(p.wide*photoGrain)); px < m.Rect.Dx() {
		m = media.Resize(m, px, max(1, int(p.high*photoGrain)))
	}
	if p.n, err = w.document.photo(m); err == nil {
		w.photos[at] = p
	}
	return p, err
}

// numbers puts the number of each page at its foot.
func (w *writer) numbers() error {
	for i, p := range w.pages {
		lines, err := w.press.Set(counted(i+1, len(w.pages)), 100, false)
		if err != nil {
			return err
		}
		for _, l := range lines {
			p.words(w.document, l, pageWide-margin-l.Width*8.5, pageHigh-margin+4, 8.5, faint)
		}
	}
	return nil
}
