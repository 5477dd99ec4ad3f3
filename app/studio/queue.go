package studio

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"strings"
	"time"

	"taglane/app/outbox"
	"taglane/app/platform"
	"taglane/app/taglane"
	"taglane/app/wording"
)

// Publish freezes a clip as it stands and queues it for an account, not before
// at when that is set; see Moment. Refused: a finding blocks. Queueing the same revision
// for the same account again is the same publication, and lets it go on where
// it was called off.
func (s *Studio) Publish(ctx context.Context, clip, account taglane.ID, settings map[string]string, at time.Time) (Publication, error) {
	w, err := s.wording(ctx, clip, account, settings)
	if err != nil {
		return Publication{}, err
	}
	defer s.fits.Hold(w.Own.Fingerprint)()
	rev, left, err := s.ready(ctx, w, at)
	if err != nil {
		return Publication{}, err
	}
	service, err := s.open(ctx, w.Account)
	if err != nil {
		return Publication{}, err
	}
	own, with := timed(timeKey(w.Account.Service, service.Capabilities()), w.Settings(), at, s.o.Now())
	row := outbox.NewRow(s.o.NewID(), rev, account, 0, with, own, s.o.Now().UTC())
	row.Leads = service.Capabilities().Leads
	if row.Place, err = s.sharedPlace(ctx, w.Account); err != nil {
		return Publication{}, err
	}
	if row.Next, err = s.follows(ctx, service, w, row, rev); err != nil {
		return Publication{}, err
	}
	if err := errors.Join(s.frozeOf(ctx, w, settings, rev.Digest), s.FrozeAfter(ctx, account, digests(row.Next)...)); err != nil {
		return Publication{}, err
	}
	row, fresh, err := s.store.Queue(ctx, row, outbox.Entry{At: s.o.Now().UTC(), Outcome: "queued", Claims: true})
	if err != nil {
		return Publication{}, err
	}
	if err := errors.Join(s.keepOver(ctx, row.ID, settings), s.keepLeft(ctx, row.ID, left)); err != nil {
		return Publication{}, err
	}
	if !fresh {
		if err := errors.Join(s.askedAgain(ctx, row, own, with), s.followAnew(ctx, service, w, row, rev)); err != nil {
			return Publication{}, err
		}
	}
	s.askedAnew(ctx)
	if _, made := w.Form(service); made && fresh {
		s.o.Emit("notice", NoticeEvent{Kind: "success", Message: s.say("%s was made to fit and is queued for %s.", w.Draft.Clip.Heading(), w.Account.Name)})
	}
	s.outbox.Poke()
	s.o.Emit("outbox", struct{}{})
	return s.Publication(ctx, row.ID)
}

// sharedPlace is who an account is at its service, where teammates may publish
// there too; "" where nobody shares it, or nobody can know.
func (s *Studio) sharedPlace(ctx context.Context, a taglane.Account) (string, error) {
	p, _ := platform.ProfileOf(a.Service)
	who := a.Settings[p.Whose]
	team, err := s.Team(ctx)
	if err != nil || who == "" || team.Location == "" {
		return "", err
	}
	return a.Service + "/" + strings.ToLower(who), nil
}

// ready is the revision that a wording makes, once nothing stands in its way:
// before it is made, and again when it is known what was made. left is what was
// found and a person left as it is. Refused: a finding blocks.
func (s *Studio) ready(ctx context.Context, w wording.Wording, at time.Time) (rev taglane.Revision, left []wording.Left, err error) {
	t, err := s.trial(ctx, w, at)
	if err != nil {
		return rev, nil, err
	}
	found, err := t.Check(ctx, w)
	if err == nil {
		err = found.Blocked()
	}
	if err == nil { // only what may go out gets links
		if w.Draft.Links, err = s.Linked(ctx, w.Draft, w.Account.Service); err == nil && len(w.Draft.Links) > 0 {
			t.Sold, err = s.sold(ctx, w, t.At)
		}
	}
	if err == nil {
		rev, err = s.freeze(ctx, t.Service, w, t.At)
	}
	if err != nil {
		return rev, nil, err
	}
	if _, made := w.Form(t.Service); made || len(w.Draft.Links) > 0 {
		if found, err = t.Check(ctx, w); err == nil {
			err = found.Blocked()
		}
	}
	return rev, found.Left(), err
}

// askedAgain lets a publication that is queued again be as it was asked for last:
// at that time, with those settings while nothing has begun, and going on where
// it was called off.
func (s *Studio) askedAgain(ctx context.Context, row outbox.Row, own time.Time, with map[string]string) error {
	if row.Stage < outbox.Live && (!row.At.Equal(own) || !maps.Equal(row.Settings, with)) {
		_, err := s.outbox.Schedule(ctx, row.ID, func(r outbox.Row) (time.Time, map[string]string, error) {
			if r.Stage > outbox.Queued {
				with = r.Settings
			}
			return own, with, nil
		})
		if err != nil && taglane.KindOf(err) != taglane.Conflict { // publishing was asked for already
			return err
		}
	}
	if row.Wait == outbox.WaitsCanceled || row.Wait == outbox.WaitsRefused || row.Wait == outbox.WaitsElsewhere {
		_, err := s.outbox.Retry(ctx, row.ID)
		return err
	}
	return nil
}

// What was laid over a clip's wording when it was queued is kept beside the
// row: a later change of the post says it too, and only what came after that
// counts as a change.
const overSetting = "over."

func (s *Studio) keepOver(ctx context.Context, publication taglane.ID, over map[string]string) error {
	if len(over) == 0 {
		return nil
	}
	text, err := json.Marshal(over)
	if err != nil {
		return err
	}
	return s.store.SetSetting(ctx, overSetting+string(publication), string(text))
}

func (s *Studio) over(ctx context.Context, publication taglane.ID) (over map[string]string, err error) {
	text, err := s.store.Setting(ctx, overSetting+string(publication))
	if err != nil || text == "" {
		return nil, err
	}
	err = json.Unmarshal([]byte(text), &over)
	return over, err
}

// What was left as it was found is kept beside the row too.
const leftSetting = "left."

func (s *Studio) keepLeft(ctx context.Context, publication taglane.ID, left []wording.Left) error {
	name := leftSetting + string(publication)
	kept, err := s.store.Setting(ctx, name)
	if err != nil || kept == "" && len(left) == 0 {
		return err
	}
	text, err := json.Marshal(left)
	if err != nil {
		return err
	}
	return s.store.SetSetting(ctx, name, string(text))
}

// leftFrom reads what keepLeft kept; never null.
func leftFrom(kept string) []Left {
	out := []Left{}
	if kept == "" || json.Unmarshal([]byte(kept), &out) != nil || out == nil {
		return []Left{}
	}
	return out
}

// Answer says of an unsure publication whether it is public.
func (s *Studio) Answer(ctx context.Context, id taglane.ID, posted bool, link string) (Publication, error) {
	if _, err := s.outbox.Answer(ctx, id, posted, link); err != nil {
		return Publication{}, err
	}
	s.outbox.Poke()
	return s.Publication(ctx, id)
}

// CancelPublication calls a publication off. Conflict once it may be public.
func (s *Studio) CancelPublication(ctx context.Context, id taglane.ID) (Publication, error) {
	if _, err := s.outbox.Cancel(ctx, id); err != nil {
		return Publication{}, err
	}
	return s.Publication(ctx, id)
}

// PausePublication lets a publication rest until a person says otherwise.
// Conflict once it may be public.
func (s *Studio) PausePublication(ctx context.Context, id taglane.ID) (Publication, error) {
	if _, err := s.outbox.Hold(ctx, id, outbox.WaitsPaused); err != nil {
		return Publication{}, err
	}
	return s.Publication(ctx, id)
}

// RetryPublication lets what waits for a person go on. Where publishing was
// asked for already, the platform is asked first what became of it.
func (s *Studio) RetryPublication(ctx context.Context, id taglane.ID) (Publication, error) {
	if _, err := s.outbox.Retry(ctx, id); err != nil {
		return Publication{}, err
	}
	s.outbox.Poke()
	return s.Publication(ctx, id)
}
