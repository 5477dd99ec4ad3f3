package studio

import (
	"context"
	"os"
	"strings"
	"time"

	"taglane/app/edit"
	"taglane/app/store"
	"taglane/app/taglane"
	"taglane/app/wording"
)

// trial is what a wording is tried with now, for a publication at a time; zero:
// at once, or when its settings say.
func (s *Studio) trial(ctx context.Context, w wording.Wording, at time.Time) (wording.Trial, error) {
	service, err := s.open(ctx, w.Account)
	if err != nil {
		return wording.Trial{}, err
	}
	_, gone := os.Stat(w.Own.Path)
	now, key := s.o.Now(), timeKey(w.Account.Service, service.Capabilities())
	own, with := timed(key, w.Settings(), at, now)
	t := wording.Trial{Service: service, Film: clipFilm{s, w.Own}, Gone: gone != nil, Pictures: s.pictures(w.Draft), Now: now,
		At: becomesPublic(key, own, with, now), Own: !own.IsZero()}
	t.Sold, err = s.sold(ctx, w, t.At)
	return t, err
}

// sold is what is wrong with the products of a wording and with their links, as
// far as those were made, when it becomes public.
func (s *Studio) sold(ctx context.Context, w wording.Wording, at time.Time) ([]taglane.Finding, error) {
	d := w.Draft
	if d.Links == nil {
		made, err := s.LinksMade(ctx, d, w.Account.Service)
		if err != nil {
			return nil, err
		}
		d.Links = made
	}
	return s.Vet(ctx, d, strings.Fields(w.Audience), at)
}

// checked is what stands in the way of a wording that is published at a time.
func (s *Studio) checked(ctx context.Context, w wording.Wording, at time.Time) (wording.Found, error) {
	t, err := s.trial(ctx, w, at)
	if err != nil {
		return wording.Found{}, err
	}
	return t.Check(ctx, w)
}

// Mend mends what a rule found, where Taglane can do that by itself, in one
// gesture that undo takes back. Refused: a person has to do it. NotFound: the
// rule finds nothing.
func (s *Studio) Mend(ctx context.Context, clip, account taglane.ID, rule string) (Variant, error) {
	w, err := s.wording(ctx, clip, account, nil)
	if err != nil {
		return Variant{}, err
	}
	t, err := s.trial(ctx, w, time.Time{})
	if err != nil {
		return Variant{}, err
	}
	change, err := t.Mend(ctx, w, rule)
	if err != nil {
		return Variant{}, err
	}
	if err := s.keepMended(ctx, w, change); err != nil {
		return Variant{}, err
	}
	if form, wanted := w.With(change).Form(t.Service); wanted && change.Films() && !s.o.Quiet {
		s.fits.Begin(w, form)
	}
	return s.Variant(ctx, clip, account)
}

// keepMended commits what mends as one gesture of the clip, also where it is
// about products: it was asked for there.
func (s *Studio) keepMended(ctx context.Context, w wording.Wording, change wording.Change) error {
	label, writes := wording.Sentence(change.Answers, w.Account.Name), decisions(w, change.Answers)
	for _, p := range change.Products {
		label = taglane.Say("Change %s", p.Title)
		writes = append(writes, store.Set(store.KindProduct, p.ID, "relation", p.Relation))
	}
	var moved []taglane.Tag
	for _, t := range change.Tags {
		label = taglane.Say("Change the tag of %s", s.titleOf(ctx, t.Product))
		was, err := s.store.Tag(ctx, t.ID)
		if err != nil {
			return err
		}
		if t.Span != was.Span {
			moved = append(moved, t)
		}
		if t.Relation != was.Relation {
			writes = append(writes, store.Set(store.KindTag, t.ID, "relation", t.Relation))
		}
	}
	if len(change.Products) > 0 {
		defer s.o.Emit("products", struct{}{})
	}
	if len(moved) == 0 {
		return s.commit(ctx, w.Own.ID, s.Tell(label), writes...)
	}
	_, err := s.settle(ctx, w.Own, moved, writes, s.Tell(label))
	return err
}

// LeaveFinding leaves what a rule of the law or of the house finds as it is,
// with a reason, until what it was found of says something else; no reason
// raises it again. It is a gesture of the clip, which says who, when and why.
// NotFound: the rule finds nothing. Refused: nobody can leave it, such as what
// the platform itself does not take.
func (s *Studio) LeaveFinding(ctx context.Context, clip, account taglane.ID, rule, reason string) (Variant, error) {
	w, err := s.wording(ctx, clip, account, nil)
	if err != nil {
		return Variant{}, err
	}
	t, err := s.trial(ctx, w, time.Time{})
	if err != nil {
		return Variant{}, err
	}
	left := wording.Left{Rule: rule, Reason: reason, By: s.o.Person, At: s.o.Now().UTC()}
	change, label, err := t.Leave(ctx, w, left, s.Tell)
	if err != nil {
		return Variant{}, err
	}
	if err := s.commit(ctx, clip, s.Tell(label), decisions(w, change.Answers)...); err != nil {
		return Variant{}, err
	}
	return s.Variant(ctx, clip, account)
}

// inheritedBy are the writes by which what was decided of one clip, account by
// account, is decided of another where it has said nothing.
func (s *Studio) inheritedBy(ctx context.Context, keep, drop taglane.ID) (writes []edit.Write, err error) {
	accounts, err := s.store.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	for _, a := range accounts {
		mine, err := s.store.Variant(ctx, keep, a.ID)
		if err != nil {
			return nil, err
		}
		coming, err := s.store.Variant(ctx, drop, a.ID)
		if err != nil {
			return nil, err
		}
		writes = append(writes, store.VariantWrites(taglane.Variant{Clip: keep, Account: a.ID, Fields: wording.Inherited(mine.Fields, coming.Fields)})...)
	}
	return writes, nil
}
