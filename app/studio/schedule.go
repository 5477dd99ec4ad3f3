package studio

import (
	"context"
	"maps"
	"time"

	"taglane/app/drop"
	"taglane/app/outbox"
	"taglane/app/platform"
	"taglane/app/taglane"
)

// Moment reads a time as drop.Moment does, for whoever shows the studio.
func Moment(text string) (time.Time, error) { return drop.Moment(text) }

// usualTime is the setting that says when a service is to publish by itself,
// where none of its options does.
const usualTime = "publish_at"

// timeKey is the setting by which a service publishes at a time by itself; ""
// for one that does not, so that our own clock has to.
func timeKey(service string, caps platform.Capabilities) string {
	if !caps.Schedules {
		return ""
	}
	profile, _ := platform.ProfileOf(service)
	for _, o := range profile.Options {
		if o.Kind == platform.AsTime && !o.Account {
			return o.Key
		}
	}
	return usualTime
}

// timed is when a row waits for our own clock, and the settings it goes out
// with: those of a person who chose no time are as they are, and a time that is
// over is none. Our own clock keeps the zone in which the time was meant.
func timed(key string, settings map[string]string, at, now time.Time) (own time.Time, with map[string]string) {
	with = maps.Clone(settings)
	if with == nil {
		with = map[string]string{}
	}
	switch {
	case at.IsZero():
	case !at.After(now):
		delete(with, key)
	case key == "":
		return at, with
	default:
		with[key] = at.UTC().Format(time.RFC3339)
	}
	return time.Time{}, with
}

// SchedulePublication gives a publication another time, zero for at once.
// Conflict: publishing was already asked for, or the service was told the time.
// Refused: it shows what may not be seen then.
func (s *Studio) SchedulePublication(ctx context.Context, id taglane.ID, at time.Time) (Publication, error) {
	row, err := s.store.Load(ctx, id)
	if err != nil {
		return Publication{}, err
	}
	a, err := s.store.Account(ctx, row.Account)
	if err != nil {
		return Publication{}, err
	}
	service, err := s.open(ctx, a)
	if err != nil {
		return Publication{}, err
	}
	rev, err := s.store.Revision(ctx, row.Revision)
	if err != nil {
		return Publication{}, err
	}
	key := timeKey(a.Service, service.Capabilities())
	_, err = s.outbox.Schedule(ctx, id, func(r outbox.Row) (time.Time, map[string]string, error) {
		if key != "" && r.Stage > outbox.Queued {
			return time.Time{}, nil, taglane.Errorf(taglane.Conflict, "%s was told the time with the upload. Call it off and queue it again.", titleOf(a.Service))
		}
		settings := maps.Clone(r.Settings)
		delete(settings, key)
		own, settings := timed(key, settings, at, s.o.Now())
		return own, settings, s.early(ctx, rev, becomesPublic(key, own, settings, s.o.Now()))
	})
	if err != nil {
		return Publication{}, err
	}
	return s.Publication(ctx, id)
}

// PublishTogether lets publications that Taglane itself publishes at one time
// become public together, or as long as no person decides otherwise, none of
// them; a single one is by itself again. Invalid: they have no such time in
// common. Conflict: publishing was already asked for.
func (s *Studio) PublishTogether(ctx context.Context, ids ...taglane.ID) ([]Publication, error) {
	if err := s.outbox.Together(ctx, ids...); err != nil {
		return nil, err
	}
	out := make([]Publication, len(ids))
	for i, id := range ids {
		var err error
		if out[i], err = s.Publication(ctx, id); err != nil {
			return nil, err
		}
	}
	return out, nil
}
