package exchange

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"

	"taglane/app/taglane"
)

// columns of the table, in the order they are written. A reader takes them in
// any order and needs only a start and a name; a tag without an end lasts three seconds.
var columns = []string{"tag", "in_frame", "out_frame", "in_timecode", "out_timecode", "rate", "product", "name", "brand", "sku", "gtin",
	"price", "currency", "availability", "price_seen", "link", "relation", "label", "hotspots", "movement"}

// alias is what other tools call a column.
var alias = map[string]string{"start": "in_timecode", "end": "out_timecode", "in": "in_timecode", "out": "out_timecode", "start_frame": "in_frame", "end_frame": "out_frame",
	"title": "name", "marker name": "name", "url": "link"}

func encodeCSV(d taglane.Draft, at Stamp) ([]byte, []taglane.Loss, error) {
	rows, lost := rowsOf(d, at)
	tc := timecodeOf(d.Clip.Rate, false)
	b := bytes.NewBufferString("\ufeff") // without it, spreadsheets guess the letters
	w := csv.NewWriter(b)
	_ = w.Write(columns) // a buffer takes everything
	for i, r := range rows {
		o := offer{}
		if r.product.Offer != nil {
			o = *r.product.Offer
		}
		span, way, spots := d.Tags[i].Span, "", ""
		if r.tag.Path != nil {
			way, spots = r.tag.Path.Interpolation, spotCell(r.tag.Path.Spots)
		}
		cells := []string{r.tag.ID, strconv.FormatInt(int64(span.In), 10), strconv.FormatInt(int64(span.Out), 10), tc.text(span.In), tc.text(span.Out),
			d.Clip.Rate.String(), r.product.ID, r.product.Name, r.product.Brand, r.product.SKU, r.product.GTIN, o.Price, o.Currency, o.Availability, o.ObservedAt,
			r.tag.URL, r.tag.Relation, r.tag.Label, spots, way}
		for j, c := range cells {
			if strings.Contains(c, "\r\n") {
				lost["breaks"]++
			}
			cells[j] = guarded(strings.ReplaceAll(c, "\r\n", "\n")) // a table has one kind of line end
		}
		_ = w.Write(cells)
	}
	w.Flush()
	out := lost.losses(CSV)
	out = lose(out, CSV, had(d)["clocks"], "clocks", taglane.Say("a table has no column for it"))
	out = lose(out, CSV, lost["breaks"], "breaks", taglane.Say("a table knows one kind"))
	return b.Bytes(), out, nil
}

// row is one tag with the product it shows, as documents word them.
type row struct {
	tag     tag
	product product
}

// rowsOf words each tag with its product and counts what that loses.
func rowsOf(d taglane.Draft, at Stamp) ([]row, count) {
	lost, words := count{}, map[taglane.ID]product{}
	for _, p := range d.Products {
		if !tagged(d, p.ID) {
			lost["untagged"]++
			continue
		}
		words[p.ID] = encodeProduct(p, at, lost)
		if p.URL != "" && taglane.CheckURL(p.URL) != nil {
			lost["link"]++
		}
	}
	var out []row
	for _, t := range d.Tags {
		out = append(out, row{encodeTag(d, t, lost), words[t.Product]})
	}
	return out, lost
}

// opensFormula says whether a spreadsheet might compute a cell that starts so.
func opensFormula(s string) bool {
	s = strings.TrimLeft(s, " \t\r\n\u00a0\u3000\ufeff")
	r := []rune(s[:min(len(s), 4)])
	return len(r) > 0 && strings.ContainsRune("=+-@|%'＝＋－＠", r[0])
}

// guarded puts an apostrophe before what a spreadsheet might compute: at the
// start of a cell, and behind marks that divide cells where a table is opened
// with other settings. What starts with an apostrophe there gets a second one,
// so that unguarded always gives back the true text.
func guarded(s string) string {
	var b strings.Builder
	edge := true
	for i := range len(s) {
		if edge && opensFormula(s[i:]) {
			b.WriteByte('\'')
		}
		b.WriteByte(s[i])
		edge = divides(s[i])
	}
	return b.String()
}

func unguarded(s string) string {
	var b strings.Builder
	edge := true
	for i := 0; i < len(s); i++ {
		if edge && s[i] == '\'' && opensFormula(s[i+1:]) {
			i++
		}
		b.WriteByte(s[i])
		edge = divides(s[i])
	}
	return b.String()
}

func divides(c byte) bool { return c == ';' || c == '\t' || c == '\n' || c == '\r' }

// spotCell writes a path as "frame x y w h; frame x y w h".
func spotCell(spots []spot) string {
	var parts []string
	for _, s := range spots {
		words := []string{strconv.FormatInt(int64(*s.Frame), 10)}
		for _, v := range []float64{*s.X, *s.Y, s.W, s.H} {
			words = append(words, strconv.FormatFloat(v, 'g', -1, 64))
		}
		parts = append(parts, strings.Join(words, " "))
	}
	return strings.Join(parts, "; ")
}

func readSpots(cell string) ([]spot, error) {
	var out []spot
	for part := range strings.SplitSeq(cell, ";") {
		words := strings.Fields(part)
		if len(words) != 3 && len(words) != 5 || len(out) == MaxSpots {
			return nil, taglane.Errorf(taglane.Invalid, "Its hotspots are not written as \"frame x y\".")
		}
		f, err := strconv.ParseInt(words[0], 10, 40)
		v, frame := [4]float64{}, whole(f)
		for i, w := range words[1:] {
			x, bad := strconv.ParseFloat(w, 64)
			v[i], err = x, errors.Join(err, bad)
		}
		if err != nil {
			return nil, taglane.Wrap(err, taglane.Invalid, "Its hotspots are not written as \"frame x y\".")
		}
		out = append(out, spot{&frame, &v[0], &v[1], v[2], v[3]})
	}
	return out, nil
}

// header finds the known columns in a table's first line, and what divides it.
func header(b []byte) (at map[string]int, comma rune, ok bool) {
	line, _, _ := bytes.Cut(b, []byte("\n"))
	if len(line) > 1<<16 {
		return nil, 0, false
	}
	for _, comma := range []rune{',', ';', '\t'} {
		r := csv.NewReader(bytes.NewReader(line))
		r.Comma = comma
		cells, err := r.Read()
		if err != nil {
			continue
		}
		at := map[string]int{}
		for i, c := range cells {
			name := strings.ToLower(strings.TrimSpace(c))
			if a, ok := alias[name]; ok {
				name = a
			}
			if _, twice := at[name]; !twice {
				at[name] = i
			}
		}
		_, frames := at["in_frame"]
		_, clock := at["in_timecode"]
		_, named := at["name"]
		if (frames || clock) && named {
			return at, comma, true
		}
	}
	return nil, 0, false
}

func isTable(b []byte) bool {
	_, _, ok := header(b)
	return ok
}

func decodeCSV(b []byte, grid Grid) (Timeline, error) {
	at, comma, ok := header(b)
	if !ok {
		return Timeline{}, taglane.Errorf(taglane.Invalid, "The table has no columns in_frame (or in_timecode) and name.")
	}
	r := csv.NewReader(bytes.NewReader(b))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = comma, -1, true
	in := newIntake(grid, taglane.Say("Row"))
	for n := 0; ; n++ {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return in.done()
		}
		if err != nil {
			return Timeline{}, taglane.Wrap(err, taglane.Invalid, "Row %d of the table cannot be read.", n)
		}
		if n == 0 {
			continue
		}
		if n > MaxTags {
			return Timeline{}, taglane.Errorf(taglane.Invalid, "A timeline may hold 10,000 tags at most.")
		}
		cell := func(name string) string {
			if i, ok := at[name]; ok && i < len(cells) {
				return unguarded(cells[i])
			}
			return ""
		}
		if err := in.cells(n, cell); err != nil {
			in.refuse(n, taglane.SaidOf(err))
		}
	}
}

// cells takes one row of the table.
func (in *intake) cells(n int, cell func(string) string) error {
	rate := in.t.Rate
	if s := cell("rate"); s != "" {
		if err := rate.UnmarshalText([]byte(s)); err != nil || !rate.Valid() {
			return taglane.Errorf(taglane.Invalid, "Its rate is not one, such as 30000/1001.")
		}
	}
	first, err := frameCell(cell("in_frame"), cell("in_timecode"), rate)
	if err != nil {
		return err
	}
	last := first + whole(rate.FrameAtMillis(pointMillis))
	if strings.TrimSpace(cell("out_frame")+cell("out_timecode")) != "" {
		if last, err = frameCell(cell("out_frame"), cell("out_timecode"), rate); err != nil {
			return err
		}
	}
	p := product{ID: cell("product"), Name: cell("name"), Brand: cell("brand"), SKU: cell("sku"), GTIN: cell("gtin")}
	if p.ID == "" {
		p.ID = string(in.productNamed(p.Name))
	}
	if cell("price") != "" {
		p.Offer = &offer{Price: cell("price"), Currency: cell("currency"), Availability: cell("availability"), ObservedAt: cell("price_seen")}
	}
	e := tag{ID: cell("tag"), Product: p.ID, In: &first, Out: &last, Label: cell("label"), Relation: strings.ToLower(cell("relation")), URL: cell("link")}
	if e.ID == "" {
		e.ID = string(in.freshID(n))
	}
	if s := cell("hotspots"); s != "" {
		spots, err := readSpots(s)
		if err != nil {
			return err
		}
		e.Path = &path{Interpolation: cell("movement"), Spots: spots}
	}
	return in.worded(n, rate, p, e)
}

// worded takes a tag and a product in the words of the document.
func (in *intake) worded(n int, rate taglane.Rate, words product, e tag) error {
	p, err := decodeProduct(words)
	if err != nil {
		return err
	}
	g, err := decodeTag(e)
	if err != nil {
		return err
	}
	if err := g.Path.Check(g.Span); err != nil {
		return err
	}
	in.take(n, rate, p, g.Relation, e.URL, g)
	return nil
}

var frameCount = regexp.MustCompile(`^[0-9]{1,12}$`)

// frameCell reads a frame, or else a timecode or a clock time. Where both are
// given the frame counts, for a clock may stand for more than one.
func frameCell(frame, clock string, rate taglane.Rate) (whole, error) {
	frame, clock = strings.TrimSpace(frame), strings.TrimSpace(clock)
	if frameCount.MatchString(frame) {
		f, _ := strconv.ParseInt(frame, 10, 64) // digits only, by the pattern
		return whole(f), nil
	}
	if frame == "" && clock != "" {
		if m := timecodeForm.FindStringSubmatch(clock); m != nil && m[4] != "." {
			f, err := readTimecode(clock, rate, false)
			return whole(f), err
		}
		if f, err := rate.ParseTime(strings.Replace(clock, ",", ".", 1)); err == nil {
			return whole(f), nil
		}
	}
	return 0, taglane.Errorf(taglane.Invalid, "%s is not a frame or a time.", quoted(taglane.ID(frame+clock)))
}
