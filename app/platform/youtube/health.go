package youtube

import (
	"context"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// Health tells which channel it is, what leave was given, and what is left of
// the day of the client. Login: the leave is over.
func (s *Service) Health(ctx context.Context) (platform.Health, error) {
	mine, err := s.channel(ctx)
	if err != nil {
		return platform.Health{}, err
	}
	t, err := s.held.Load(ctx)
	if err != nil {
		return platform.Health{}, err
	}
	h := platform.Health{Name: mine.Snippet.Title, Quotas: s.quotas(), Scopes: []platform.Scope{
		{Name: mayUpload, For: taglane.Say("Uploads videos and covers"), Granted: permits(t.Scope, mayUpload, mayAll, mayAllSafe)},
		{Name: mayRead, For: taglane.Say("Looks how videos are doing"), Granted: permits(t.Scope, mayRead, mayAll, mayAllSafe)},
		{Name: mayAllSafe, For: taglane.Say("Makes videos public and changes them later"), Granted: permits(t.Scope, mayAll, mayAllSafe)},
	}}
	switch want := s.set["channel_id"]; {
	case want != "" && want != mine.ID:
		h.Note = taglane.Say("YouTube is logged in to another channel than the one this account is for.")
	case !permits(t.Scope, mayAll, mayAllSafe):
		h.Note = taglane.Say("Taglane may upload to this channel, but not make a video public. Log in again and allow it.")
	}
	return h, nil
}

// quotas are what is left of the day.
func (s *Service) quotas() []platform.Quota {
	now, here := s.limits.clock.now(), s.limits.clock.here
	reset := here(midnight(now))
	left := func(p *httpx.Pace, most int64) (int64, time.Time) {
		if parked := p.Snapshot().Parked; parked.After(now) {
			return 0, here(parked)
		}
		return min(int64(p.Left("day")), most), reset
	}
	uploads, again := left(s.limits.inserts, insertsADay)
	units, back := left(s.limits.units, unitsADay)
	return []platform.Quota{
		{What: taglane.Say("uploads today"), Left: uploads, Most: insertsADay, ResetAt: again},
		{What: taglane.Say("units for other calls today"), Left: units, Most: unitsADay, ResetAt: back},
	}
}
