package store

import (
	"encoding/json"
	"time"

	"taglane/app/edit"
	"taglane/app/taglane"
)

// Kinds of things in the log. A kind or field not named here is kept and
// forwarded, and no screen shows it.
const (
	KindClip    = "clip"
	KindTag     = "tag"
	KindProduct = "product"
	KindProject = "project"
	KindMarker  = "marker"
	KindLink    = "link"
)

// SourceFile is the cell that says where a clip's bytes are.
type SourceFile struct {
	Path        string `json:"path"`
	Size        int64  `json:"size"`
	Fingerprint string `json:"fingerprint"`
}

// Set is a write of one field of one thing. It panics on a value JSON cannot
// hold, which a checked noun never is.
func Set(kind string, id taglane.ID, field string, value any) edit.Write {
	b, err := json.Marshal(value)
	if err != nil {
		panic("store: a checked value cannot fail to encode: " + err.Error())
	}
	return edit.Write{Cell: edit.Cell{Kind: kind, ID: string(id), Field: field}, Value: b}
}

// ClipWrites are all cells of a new clip.
func ClipWrites(c taglane.Clip) []edit.Write {
	set := func(field string, v any) edit.Write { return Set(KindClip, c.ID, field, v) }
	return []edit.Write{
		set(edit.Present, true), set("name", c.Name), set("file", SourceFile{c.Path, c.Size, c.Fingerprint}),
		set("facts", c.Facts), set("added", c.AddedAt), set("language", c.Language),
		set("project", c.Project),
	}
}

// TagWrites are all cells of a new tag.
func TagWrites(t taglane.Tag) []edit.Write {
	set := func(field string, v any) edit.Write { return Set(KindTag, t.ID, field, v) }
	all := []edit.Write{
		set(edit.Present, true), set("clip", t.Clip), set("product", t.Product), set("span", t.Span), set("path", t.Path),
		set("label", t.Label), set("relation", t.Relation), set("notes", t.Notes), set("embargo", t.Embargo),
	}
	if t.Teaser != nil {
		all = append(all, set("teaser", t.Teaser))
	}
	return all
}

// ProductWrites are all cells of a new product.
func ProductWrites(p taglane.Product) []edit.Write {
	set := func(field string, v any) edit.Write { return Set(KindProduct, p.ID, field, v) }
	return []edit.Write{
		set(edit.Present, true), set("title", p.Title), set("brand", p.Brand), set("url", p.URL), set("gtin", p.GTIN), set("sku", p.SKU),
		set("image", p.Image), set("offer", p.Offer), set("relation", p.Relation), set("notes", p.Notes), set("shelf", p.Shelf), set("colour", p.Colour),
		set("mpn", p.MPN), set("group", p.Group), set("options", p.Options), set("listing", listingKey{p.Source, p.Key}),
		set("sellers", p.Sellers), set("fallbacks", p.Fallbacks), set("embargo", p.Embargo),
	}
}

// listingKey is the cell that says of which listing a product was made.
type listingKey struct {
	Source string `json:"source"`
	Key    string `json:"key"`
}

// LinkWrites are all cells of a new link. It is one cell, since nothing of a
// link is ever changed but what replaced it.
func LinkWrites(l taglane.Link) []edit.Write {
	id, by := taglane.ID(l.SubID), l.ReplacedBy
	l.ReplacedBy = ""
	return []edit.Write{Set(KindLink, id, edit.Present, true), Set(KindLink, id, "link", l), Set(KindLink, id, "replaced_by", by)}
}

// MarkerWrites are all cells of a marker.
func MarkerWrites(m taglane.Marker) []edit.Write {
	set := func(field string, v any) edit.Write { return Set(KindMarker, m.ID, field, v) }
	return []edit.Write{set(edit.Present, true), set("clip", m.Clip), set("span", taglane.Span{In: m.Frame, Out: m.Out}), set("text", m.Text)}
}

// ProjectWrites are all cells of a new project.
func ProjectWrites(p taglane.Project) []edit.Write {
	set := func(field string, v any) edit.Write { return Set(KindProject, p.ID, field, v) }
	return []edit.Write{set(edit.Present, true), set("name", p.Name), set("added", p.AddedAt)}
}

// fields are the cells of one thing. A value another build wrote in a form
// this one cannot read counts as absent.
type fields map[string]json.RawMessage

func read[T any](f fields, name string) (v T) {
	if json.Unmarshal(f[name], &v) != nil {
		var zero T
		return zero
	}
	return v
}

func clipOf(id string, f fields) taglane.Clip {
	file := read[SourceFile](f, "file")
	return taglane.Clip{
		ID: taglane.ID(id), Name: read[string](f, "name"), Path: file.Path, Size: file.Size, Fingerprint: file.Fingerprint,
		Facts: read[taglane.Facts](f, "facts"), Title: read[string](f, "title"), Caption: read[string](f, "caption"),
		Language: read[string](f, "language"), Cover: read[*taglane.Frame](f, "cover"),
		Design: read[*taglane.Design](f, "design"), Note: read[string](f, "note"), Priority: read[[]taglane.ID](f, "priority"),
		Project: read[taglane.ID](f, "project"), AddedAt: read[time.Time](f, "added"),
	}
}

func tagOf(id string, f fields) taglane.Tag {
	return taglane.Tag{
		ID: taglane.ID(id), Clip: read[taglane.ID](f, "clip"), Product: read[taglane.ID](f, "product"),
		Span: read[taglane.Span](f, "span"), Path: read[taglane.Path](f, "path"), Label: read[string](f, "label"),
		Relation: read[taglane.Relation](f, "relation"), Notes: read[string](f, "notes"), Embargo: read[*taglane.Embargo](f, "embargo"),
		Teaser: read[*taglane.Teaser](f, "teaser"),
	}
}

func linkOf(id string, f fields) taglane.Link {
	l := read[taglane.Link](f, "link")
	l.SubID, l.ReplacedBy = id, read[string](f, "replaced_by")
	return l
}

func productOf(id string, f fields) taglane.Product {
	listing := read[listingKey](f, "listing")
	return taglane.Product{
		ID: taglane.ID(id), Title: read[string](f, "title"), Brand: read[string](f, "brand"), URL: read[string](f, "url"),
		GTIN: read[string](f, "gtin"), SKU: read[string](f, "sku"), Image: read[string](f, "image"), Offer: read[*taglane.Offer](f, "offer"),
		Relation: read[taglane.Relation](f, "relation"), Notes: read[string](f, "notes"), Shelf: read[int](f, "shelf"), Colour: read[int](f, "colour"),
		MPN: read[string](f, "mpn"), Group: read[string](f, "group"), Options: read[[]taglane.Choice](f, "options"), Source: listing.Source, Key: listing.Key,
		Sellers: read[[]taglane.Seller](f, "sellers"), Fallbacks: read[[]taglane.ID](f, "fallbacks"), Embargo: read[*taglane.Embargo](f, "embargo"),
	}
}

func projectOf(id string, f fields) taglane.Project {
	return taglane.Project{ID: taglane.ID(id), Name: read[string](f, "name"), AddedAt: read[time.Time](f, "added")}
}

func markerOf(id string, f fields) taglane.Marker {
	span := read[taglane.Span](f, "span")
	return taglane.Marker{ID: taglane.ID(id), Clip: read[taglane.ID](f, "clip"), Frame: span.In, Out: span.Out, Text: read[string](f, "text")}
}
