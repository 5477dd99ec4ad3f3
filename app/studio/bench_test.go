package studio

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"taglane/app/sample"
	"taglane/app/taglane"
)

// How long a dropped clip takes until its card can be shown, beside the one
// program call that other tools begin with.
func BenchmarkCardAfterDrop(b *testing.B) {
	needTools(b)
	s := newStudio(b)
	dir := b.TempDir()
	var paths []string
	for i := range 200 {
		path := filepath.Join(dir, fmt.Sprintf("clip%d.mp4", i))
		if err := os.WriteFile(path, append(append([]byte(nil), sample.Clip...), fmt.Sprintf("\x00\x00\x00\x10free%08d", i)...), 0o600); err != nil {
			b.Fatal(err)
		}
		paths = append(paths, path)
	}
	i := 0
	for b.Loop() {
		report, err := s.Import(ctx, paths[i%len(paths):i%len(paths)+1])
		if err != nil || len(report.Refused) > 0 {
			b.Fatal(report, err)
		}
		i++
	}
}

// How long the Tag place waits for a clip with many tags.
func BenchmarkViewOf300Tags(b *testing.B) {
	s := newStudio(b)
	clip := addClip(b, s, 9000)
	for p := range 5 {
		product := addProduct(b, s, fmt.Sprint("p", p))
		for i := range 60 {
			addTag(b, s, clip, product, taglane.Frame(i*140), taglane.Frame(i*140+100))
		}
	}
	for b.Loop() {
		if v, err := s.View(ctx, clip); err != nil || len(v.Tags) != 300 {
			b.Fatal(err)
		}
	}
}
