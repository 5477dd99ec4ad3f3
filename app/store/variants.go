package store

import (
	"context"
	"slices"
	"strings"

	"taglane/app/edit"
	"taglane/app/taglane"
)

// KindVariant is the kind of cell that says what one clip says at one account.
// Every field is a cell of its own, so that two people can word the title and
// choose the cover of the same post.
const KindVariant = "variant"

func variantID(clip, account taglane.ID) taglane.ID { return clip + "/" + account }

// VariantWrites set fields of a variant; "" takes a decision back.
func VariantWrites(v taglane.Variant) []edit.Write {
	var out []edit.Write
	for name, value := range v.Fields {
		var cell any = value
		if value == "" {
			cell = nil
		}
		out = append(out, Set(KindVariant, variantID(v.Clip, v.Account), name, cell))
	}
	slices.SortFunc(out, func(a, b edit.Write) int { return strings.Compare(a.Field, b.Field) })
	return out
}

// Variant is what was decided of a clip for an account alone; no fields where
// nothing was. It is read from the cells: there are few, and no list is made of them.
func (s *Store) Variant(ctx context.Context, clip, account taglane.ID) (taglane.Variant, error) {
	v := taglane.Variant{Clip: clip, Account: account, Fields: map[string]string{}}
	cells, err := fieldsOf(s.read, thing{KindVariant, string(variantID(clip, account))})
	if err != nil {
		return v, named(err, "read the library")
	}
	for name := range cells {
		if value := read[string](cells, name); value != "" {
			v.Fields[name] = value
		}
	}
	return v, nil
}
