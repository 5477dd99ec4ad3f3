package shopify

import (
	"context"

	"taglane/app/platform"
	"taglane/app/taglane"
)

// spread puts a clip that lies among the files onto the pages of the products it
// shows, and off those that it shows no more, where the publication wants that:
// one upload, many products. Doing it twice changes nothing.
func (s *Service) spread(ctx context.Context, post taglane.Post, p taglane.Publication, now, old []kept) error {
	if s.place() != toFiles || first(p.Settings["attach"], s.account.Settings["attach"]) != "true" {
		return nil
	}
	add, err := s.pages(ctx, post, now, false)
	if err != nil {
		return err
	}
	remove, err := s.pages(ctx, post, old, true)
	if err != nil || len(add)+len(remove) == 0 {
		return err
	}
	return s.change(ctx, map[string]any{"id": post.ID, "referencesToAdd": add, "referencesToRemove": remove})
}

// pages are the products whose pages show a clip, or do not.
func (s *Service) pages(ctx context.Context, post taglane.Post, of []kept, shown bool) ([]string, error) {
	out := []string{}
	for _, k := range of {
		found, err := s.onProduct(ctx, k.id, func(v video) bool { return v.ID == post.ID })
		if err != nil {
			return nil, err
		}
		if len(found) > 0 == shown {
			out = append(out, k.id)
		}
	}
	return out, nil
}

// change changes a file: what is read aloud, and where it is shown.
func (s *Service) change(ctx context.Context, file map[string]any) error {
	got, err := s.ask(ctx, updateDocument, map[string]any{"files": []any{file}})
	if err != nil {
		return err
	}
	var said struct {
		Errors []userError `json:"userErrors"`
	}
	if _, err := got.into(updateDocument.root, &said); err != nil {
		return err
	}
	return s.refusal("files", said.Errors)
}

// spreading is asked of clips that go among the files.
func spreading() platform.Option {
	return platform.Option{
		Key: "attach", Title: taglane.Say("Show it on the products too"), Kind: platform.AsSwitch, Default: "false",
		Hint: taglane.Say("Of clips among the files: they also appear on the pages of the products they show."),
	}
}
