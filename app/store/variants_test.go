package store_test

import (
	"context"
	"maps"
	"testing"

	"taglane/app/store"
	"taglane/app/taglane"
)

func fieldsOfVariant(t *testing.T, s *store.Store) map[string]string {
	t.Helper()
	v, err := s.Variant(context.Background(), "c", "acc")
	if err != nil {
		t.Fatal(err)
	}
	return v.Fields
}

// What was decided for one account is in the log: it can be taken back, it
// survives a rebuild, and another account knows nothing of it.
func TestVariantsAreCellsOfTheClip(t *testing.T) {
	dir := t.TempDir()
	s, ctx := open(t, dir), context.Background()
	do(t, s, "c", "Import", store.ClipWrites(aClip("c"))...)
	before, err := s.Row(ctx, "c")
	if err != nil {
		t.Fatal(err)
	}
	say := func(fields map[string]string) {
		t.Helper()
		do(t, s, "c", "Word it", store.VariantWrites(taglane.Variant{Clip: "c", Account: "acc", Fields: fields})...)
	}
	say(map[string]string{"title": "Sunday", "privacy": "public"})
	say(map[string]string{"title": "", "caption": "Slow."})
	want := map[string]string{"privacy": "public", "caption": "Slow."}
	if got := fieldsOfVariant(t, s); !maps.Equal(got, want) {
		t.Fatalf("%v, want %v", got, want)
	}
	if v, err := s.Variant(ctx, "c", "other"); err != nil || len(v.Fields) > 0 {
		t.Fatal(v, err)
	}
	if after, err := s.Row(ctx, "c"); err != nil || after.Touched <= before.Touched {
		t.Fatal("wording a clip for an account is not work on it", err)
	}
	if _, err := s.Undo(ctx, "c", "nora"); err != nil {
		t.Fatal(err)
	}
	if got := fieldsOfVariant(t, s); !maps.Equal(got, map[string]string{"title": "Sunday", "privacy": "public"}) {
		t.Fatalf("undone: %v", got)
	}
	if err := s.Rebuild(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Redo(ctx, "c", "nora"); err != nil {
		t.Fatal(err)
	}
	s.Close()
	s = open(t, dir)
	if got := fieldsOfVariant(t, s); !maps.Equal(got, want) {
		t.Fatalf("opened again: %v, want %v", got, want)
	}
}
