package trade

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"sync"

	"taglane/app/catalog"
	"taglane/app/taglane"
)

// productsMost is how many rows become products by themselves. What is longer
// is a catalog to search in: nobody tags five thousand things.
const productsMost = 5_000

// FileLook is what a product file looks like before it is taken in.
type FileLook struct {
	File    string       `json:"file"` // names it until it is taken in
	Name    string       `json:"name"`
	Format  string       `json:"format"`
	Rows    int          `json:"rows"` // seen so far; more where Whole is false
	Whole   bool         `json:"whole"`
	Headers []FileHeader `json:"headers"`
	Columns []FileColumn `json:"columns"`
	Asks    FileAsks     `json:"asks"`
	Notes   []string     `json:"notes"`
}

// FileHeader is one column of a file and what it seems to hold; Column is "" for
// nothing we know.
type FileHeader struct {
	Name    string   `json:"name"`
	Samples []string `json:"samples"`
	Column  string   `json:"column"`
}

// FileColumn is something that a column may hold.
type FileColumn struct {
	ID     string `json:"id"`
	Title  string `json:"title"`
	Needed bool   `json:"needed"`
}

// FileAsks is what a file does not say and has to be asked.
type FileAsks struct {
	Currency bool `json:"currency"`
	Address  bool `json:"address"`
}

// FileAnswers is what a person answered.
type FileAnswers struct {
	Columns  map[string]string `json:"columns"` // what may be held → header
	Currency string            `json:"currency"`
	Address  string            `json:"address"`
	As       string            `json:"as"`    // products, catalogue, or "" by its size
	Whole    bool              `json:"whole"` // it is all there is of its source
	Source   string            `json:"source"`
}

// opened are product files that were looked at and not taken in yet, and those
// that are just taken in.
type opened struct {
	sync.Mutex
	files  map[string]feedFile
	taking map[string]context.CancelCauseFunc
}

type feedFile struct {
	path, name string
	ours       bool // a copy, to be removed
}

// openedMost is how many files may wait for an answer; the oldest is let go.
const openedMost = 8

// OpenFeed looks at a product file. ours says that the path is a copy made for
// this, which is removed once it was taken in.
func (t *Trade) OpenFeed(ctx context.Context, path, name string, ours bool) (FileLook, error) {
	f, err := os.Open(path)
	if err != nil {
		return FileLook{}, taglane.OfDisk(err, taglane.NotFound, "%s cannot be opened.", name)
	}
	defer f.Close()
	head, err := catalog.Headers(f)
	if err != nil {
		return FileLook{}, err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return FileLook{}, taglane.Wrap(err, taglane.Refused, "%s cannot be read.", name)
	}
	var enough = errors.New("enough")
	n := 0
	report, err := catalog.Read(f, catalog.Options{Now: t.l.Now(), Zone: t.l.Now().Location()}, func(catalog.Row) error {
		if n++; n > productsMost {
			return enough
		}
		return ctx.Err()
	})
	if err != nil && !errors.Is(err, enough) && taglane.KindOf(err) != taglane.Invalid {
		return FileLook{}, err
	}
	look := FileLook{Name: name, Format: formatNamed(head.Format, t), Rows: report.Rows, Whole: err == nil, Headers: []FileHeader{}, Notes: []string{}, Columns: t.columns()}
	for _, c := range head.Columns {
		look.Headers = append(look.Headers, FileHeader{c.Name, filled(c.Samples), string(c.Guess)})
	}
	asks := append(slices.Clone(head.Asks), report.Asks...)
	look.Asks = FileAsks{slices.Contains(asks, catalog.AskCurrency), slices.Contains(asks, catalog.AskLink)}
	for _, note := range report.Notes {
		if note.Row == 0 {
			look.Notes = append(look.Notes, t.l.Tell(note.Reason))
		}
	}
	look.File = t.remember(feedFile{path, name, ours})
	return look, nil
}

// remember keeps a file until its answer comes.
func (t *Trade) remember(f feedFile) string {
	t.opened.Lock()
	defer t.opened.Unlock()
	if t.opened.files == nil {
		t.opened.files = map[string]feedFile{}
	}
	for name, old := range t.opened.files {
		if len(t.opened.files) < openedMost {
			break
		}
		delete(t.opened.files, name)
		old.forget()
	}
	name := string(t.l.NewID())
	t.opened.files[name] = f
	return name
}

func (f feedFile) forget() {
	if f.ours {
		os.Remove(f.path)
	}
}

// columnTitles are what columns may hold, as a person names it, in the order
// they are asked. Others exist and are only guessed.
var columnTitles = []struct {
	id     catalog.Column
	title  taglane.Said
	needed bool
}{
	{"title", taglane.Say("Name"), true}, {"link", taglane.Say("Address at the shop"), false}, {"price", taglane.Say("Price"), false},
	{"brand", taglane.Say("Brand"), false}, {"image", taglane.Say("Picture"), false}, {"key", taglane.Say("Number in the file"), false},
	{"sku", taglane.Say("Article number"), false}, {"gtin", taglane.Say("GTIN"), false}, {"mpn", taglane.Say("Maker's number"), false},
	{"availability", taglane.Say("In stock"), false}, {"sale_price", taglane.Say("Sale price"), false}, {"description", taglane.Say("Description"), false},
}

func (t *Trade) columns() []FileColumn {
	known := catalog.Columns()
	out := []FileColumn{}
	for _, c := range columnTitles {
		if slices.Contains(known, c.id) {
			out = append(out, FileColumn{string(c.id), t.l.Tell(c.title), c.needed})
		}
	}
	return out
}

func formatNamed(f catalog.Format, t *Trade) string {
	switch f {
	case catalog.Google:
		return "Google Merchant"
	case catalog.Meta:
		return "Meta"
	case catalog.TikTok:
		return "TikTok"
	case catalog.Shopify:
		return "Shopify"
	case catalog.Woo:
		return "WooCommerce"
	case catalog.Ours:
		return "Taglane"
	case catalog.Listed:
		return "JSON"
	case catalog.Schema:
		return "schema.org"
	}
	return t.say("Table")
}
