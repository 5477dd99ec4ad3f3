package exchange

import (
	"fmt"
	"strings"
	"time"

	"taglane/app/taglane"
)

// What a reader accepts at most; a hostile file must not fill the machine.
const (
	MaxBytes    = 16 << 20
	MaxTags     = 10_000
	MaxProducts = 10_000
	MaxSpots    = 200_000 // over all tags
	maxDepth    = 32
	maxName     = 1_000 // characters
	maxID       = 200   // characters
)

// Stamp is what a document says of itself and no draft knows.
type Stamp struct {
	ExportedAt time.Time               // zero: not said
	Revision   string                  // digest of the frozen revision; "" for a draft
	SHA256     string                  // of the clip's bytes; "" if unknown
	Media      string                  // where the clip lies beside the document; "" if it does not
	Images     func(taglane.ID) string // where a product's picture lies; nil or "" for none
	Disclosure string                  // the sentence shown with the clip; "" for none
	DropFrame  bool                    // EDL at 29.97 or 59.94 only: timecode that keeps to the wall clock
}

// Grid is the clip's own frames, for formats that count in milliseconds.
type Grid struct {
	Rate   taglane.Rate
	Frames taglane.Frame
}

// Timeline is what a document holds: tags over the frames of a clip. Times
// and references in it are sound; see Read.
type Timeline struct {
	Rate     taglane.Rate
	Frames   taglane.Frame
	Products []taglane.Product
	Tags     []taglane.Tag
	Refused  []taglane.Said // what of the file was left out or cut short, a sentence each
}

// check holds the rules no schema can say.
func (t Timeline) check() error {
	if !t.Rate.Valid() || t.Frames < 1 {
		return taglane.Errorf(taglane.Invalid, "The timeline does not say how many frames its clip has, and at which rate.")
	}
	if len(t.Tags) > MaxTags || len(t.Products) > MaxProducts {
		return taglane.Errorf(taglane.Invalid, "A timeline may hold 10,000 tags and as many products at most.")
	}
	products := map[taglane.ID]bool{}
	for _, p := range t.Products {
		if err := checkID(taglane.Say("product"), p.ID, products); err != nil {
			return err
		}
		if err := firstError(checkName(taglane.Say("product name"), p.Title), checkName(taglane.Say("brand"), p.Brand), checkName(taglane.Say("SKU"), p.SKU)); err != nil {
			return err
		}
	}
	tags, spots := map[taglane.ID]bool{}, 0
	for _, g := range t.Tags {
		if err := firstError(checkID(taglane.Say("tag"), g.ID, tags), checkName(taglane.Say("label"), g.Label)); err != nil {
			return err
		}
		if !products[g.Product] {
			return taglane.Errorf(taglane.Invalid, "Tag %s names a product that the timeline does not hold.", quoted(g.ID))
		}
		if err := firstError(g.Span.Within(t.Frames), g.Path.Check(g.Span)); err != nil {
			return taglane.Wrap(err, taglane.Invalid, "Tag %s: %s", quoted(g.ID), taglane.SaidOf(err))
		}
		if spots += len(g.Keys); spots > MaxSpots {
			return taglane.Errorf(taglane.Invalid, "A timeline may hold 200,000 hotspot keys at most.")
		}
	}
	return nil
}

func checkID(what taglane.Said, id taglane.ID, seen map[taglane.ID]bool) error {
	switch {
	case id == "":
		return taglane.Errorf(taglane.Invalid, "A %s has no id.", what)
	case len([]rune(string(id))) > maxID:
		return taglane.Errorf(taglane.Invalid, "A %s has an id longer than %d characters.", what, maxID)
	case seen[id]:
		return taglane.Errorf(taglane.Invalid, "Two things share the %s id %s.", what, quoted(id))
	}
	seen[id] = true
	return nil
}

func checkName(what taglane.Said, s string) error {
	if len([]rune(s)) > maxName {
		return taglane.Errorf(taglane.Invalid, "A %s is longer than %d characters.", what, maxName)
	}
	return nil
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// quoted shows an id in a sentence, cut and without control characters.
func quoted(id taglane.ID) string {
	r := []rune(string(id))
	if len(r) > 40 {
		r = append(r[:40], '…')
	}
	return fmt.Sprintf("%q", string(r))
}

// clean is text as every format can hold it.
func clean(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), "\x00", "\ufffd")
}
