package studio

import (
	"bytes"
	"context"
	"time"

	"taglane/app/drop"
	"taglane/app/exchange"
	"taglane/app/outbox"
	"taglane/app/platform"
	"taglane/app/taglane"
)

// A product that may not be seen yet is left out of everything that becomes
// public before its time. When that is, follows from the row of a publication,
// and is asked again whenever the outbox takes a step: a person may have held
// something back, or chosen another time, since the revision was frozen.

// becomesPublic is when a publication with those settings is seen: at a time of
// our own, at one the service was told, or else now.
func becomesPublic(key string, own time.Time, settings map[string]string, now time.Time) time.Time {
	at := own
	if at.IsZero() && key != "" {
		at, _ = time.Parse(time.RFC3339, settings[key]) // what is no time says "at once"
	}
	if at.After(now) {
		return at.UTC()
	}
	return now.UTC()
}

// seenAt is when what a row carries next is seen.
func (s *Studio) seenAt(r outbox.Row, service string, caps platform.Capabilities) time.Time {
	if now := s.o.Now(); r.Stage >= outbox.Live {
		if r.Post.PublicAt.After(now) {
			return r.Post.PublicAt
		}
		return now
	}
	return becomesPublic(timeKey(service, caps), r.At, r.Settings, s.o.Now())
}

// Held is what the teasers of a clip's held tags say, by tag.
type Held = map[taglane.ID]drop.Announcement

func announced(c taglane.Clip, tags []taglane.Tag, products []Product, now time.Time) Held {
	d := taglane.Draft{Clip: c, Tags: tags}
	for _, p := range products {
		d.Products = append(d.Products, p.Product)
	}
	return drop.Announced(d, now)
}

// early refuses a revision that shows at a time what may not be seen then, by
// what is known now. What left the library since is held as it was frozen.
func (s *Studio) early(ctx context.Context, rev taglane.Revision, at time.Time) error {
	today := rev.Draft
	today.Tags, today.Products = append([]taglane.Tag{}, today.Tags...), append([]taglane.Product{}, today.Products...)
	for i, t := range today.Tags {
		is, err := s.store.Tag(ctx, t.ID)
		if err == nil && is.Product == t.Product { // in a teaser it names what stands for its product
			today.Tags[i].Embargo = is.Embargo
		} else if err != nil && taglane.KindOf(err) != taglane.NotFound {
			return err
		}
	}
	for i, p := range today.Products {
		is, err := s.store.Product(ctx, p.ID)
		if err == nil {
			today.Products[i].Embargo = is.Embargo
		} else if taglane.KindOf(err) != taglane.NotFound {
			return err
		}
	}
	held := drop.Held(today, at)
	if len(held) == 0 {
		return nil
	}
	return taglane.Errorf(taglane.Refused, "This version shows what nobody may see before %s. Queue the clip again, and it goes out without it.", drop.Last(held))
}

// leaves says whether the next step of a row may show somebody something new:
// not where the public act was asked for, and its handle is only read.
func leaves(r outbox.Row) bool {
	return r.Stage < outbox.Live && r.Intent != outbox.Live || r.Wanted != ""
}

// unsaid refuses what the texts of a draft give away now, of those fields.
func (s *Studio) unsaid(d taglane.Draft, fields ...string) error {
	for _, f := range drop.Texts(d, s.o.Now()) {
		for _, field := range fields {
			if f.Place.Field == field {
				return taglane.Refuse(taglane.Refused, f.Said())
			}
		}
	}
	return nil
}

// written is a draft in a format, without what is held back now, and what of it
// that loses. Where the format knows a countdown, what is held back announces
// itself by one. What was written is read again as a stranger would. Refused:
// it gives something away.
func (s *Studio) written(f exchange.Format, d taglane.Draft) ([]byte, []taglane.Loss, error) {
	now := s.o.Now().UTC()
	leaving, loss := drop.Veil, heldLoss
	if f.About().Counts {
		leaving, loss = teased, teasedLoss
	}
	open, held := leaving(d, now)
	var b bytes.Buffer
	lost, err := exchange.Write(&b, f, open, exchange.Stamp{ExportedAt: now})
	if err != nil || len(held) == 0 {
		return b.Bytes(), lost, err
	}
	leaks, err := drop.Scan(d.Clip.Heading()+f.About().Extension, bytes.NewReader(b.Bytes()), drop.Secrets(d, now))
	if err != nil {
		return nil, nil, err
	}
	if len(leaks) > 0 {
		if err := s.unsaid(d, "title", "caption", "label", "teaser", "name"); err != nil {
			return nil, nil, err
		}
		return nil, nil, taglane.Errorf(taglane.Refused, "The file would say “%s”, which nobody may read before %s.", leaks[0].Secret.Text, drop.Last(held))
	}
	return b.Bytes(), append(lost, loss(f.About().Name, held)), nil
}

func teased(d taglane.Draft, at time.Time) (taglane.Draft, []drop.Hold) {
	return drop.Tease(d, at, func(h drop.Hold) string { return drop.Label(h, d.Clip.Language) })
}

func heldLoss(destination taglane.Said, held []drop.Hold) taglane.Loss {
	return taglane.NewLoss(destination, taglane.Say("tags that are held back"), taglane.Say("nobody may see them before %s", drop.Last(held)))
}

func teasedLoss(destination taglane.Said, held []drop.Hold) taglane.Loss {
	return taglane.NewLoss(destination, taglane.Say("what tags that are held back show"), taglane.Say("until %s only a countdown is shown", drop.Last(held)))
}
