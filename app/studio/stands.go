package studio

import (
	"context"
	"slices"
	"strings"

	"taglane/app/outbox"
	"taglane/app/taglane"
)

// stands refuses a revision whose products or links cannot be published any more,
// by what was seen of them since it was queued. What a person left is left.
func (s *Studio) stands(ctx context.Context, r outbox.Row) error {
	rev, err := s.store.Revision(ctx, r.Due())
	if err != nil {
		return err
	}
	found, err := s.Vet(ctx, rev.Draft, strings.Fields(r.Settings[taglane.SaysAudience]), s.o.Now())
	if err != nil {
		return err
	}
	kept, err := s.store.Setting(ctx, leftSetting+string(r.ID))
	if err != nil {
		return err
	}
	left := leftFrom(kept)
	for _, f := range found {
		if f.Level == taglane.Block && !slices.ContainsFunc(left, func(l Left) bool { return l.Rule == f.Rule }) {
			return taglane.Refuse(taglane.Refused, f.Said())
		}
	}
	return nil
}
