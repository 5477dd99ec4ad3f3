package studio

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"taglane/app/platform"
	"taglane/app/platform/rules"
	"taglane/app/taglane"
)

// mender is how Taglane mends something by itself: by answers for the clip at
// the account, or by a change of the clip itself.
type mender struct {
	label   taglane.Said
	answers func(ctx context.Context, s *Studio, w wording, r preflight) (map[string]string, error)
	change  func(ctx context.Context, s *Studio, w wording) error
}

// fitHelps says whether a file made anew may satisfy a rule about the clip's own.
func fitHelps(rule string, c taglane.Clip, most platform.Fit) bool {
	switch {
	case endsIn(rule, "-FORMAT", "-CODEC", "-CONTAINER", "-MOV"):
		return true // everybody takes the usual file
	case endsIn(rule, "-FPS"):
		return most.Rate > 0 && c.Rate.FPS() > most.Rate
	case endsIn(rule, "-SIZE", "-BITRATE"):
		return most.Bytes > 0 || most.Bitrate > 0
	case endsIn(rule, "-WIDTH", "-PIXELS"):
		return most.Width > 0 && c.Width > most.Width || most.Height > 0 && c.Height > most.Height
	case endsIn(rule, "-ASPECT"):
		return most.Portrait && !upright(c)
	}
	return false
}

// menderOf is who mends a finding; nil where a person has to. Rules are known
// by what they are about: services name them alike.
func menderOf(f taglane.Finding, w wording, r preflight) *mender {
	switch {
	case strings.HasPrefix(f.Rule, "disc."):
		return lawMender(f, w)
	case strings.HasSuffix(f.Rule, "tag.short") && f.Place.Tag != "":
		return &mender{label: taglane.Say("Extend to %.1f s", taglane.ShortestTag/1000.0), change: func(ctx context.Context, s *Studio, w wording) error { return s.extend(ctx, w, f.Place.Tag) }}
	case f.Place.Field == "clip" && w.said[taglane.SaysFit] != "yes" && fitHelps(f.Rule, w.own, r.most):
		return says(taglane.Say("Make a file that fits"), taglane.SaysFit, "yes")
	case f.Place.Field == "cover" && f.Level == taglane.Block && strings.HasSuffix(f.Rule, "-COVER"):
		return &mender{label: taglane.Say("Choose the best frame"), answers: bestCover}
	case f.Rule == "FB-LINKS":
		return disclosing(w)
	case f.Rule == "YT-PAID":
		return says(taglane.Say("Switch it on"), "paid", "true")
	}
	return textMender(f, w, r)
}

func endsIn(rule string, ends ...string) bool {
	return slices.ContainsFunc(ends, func(end string) bool { return strings.HasSuffix(rule, end) })
}

// says mends by one answer.
func says(label taglane.Said, key, value string) *mender {
	return &mender{label: label, answers: func(context.Context, *Studio, wording, preflight) (map[string]string, error) {
		return map[string]string{key: value}, nil
	}}
}

// lawMender mends what the law wants said.
func lawMender(f taglane.Finding, w wording) *mender {
	switch rule := f.Rule; {
	case strings.HasPrefix(rule, "disc.words."), strings.HasPrefix(rule, "disc.caption."):
		return disclosing(w)
	case rule == "disc.link.paid":
		return &mender{label: taglane.Say("Write it beside the link"), answers: func(_ context.Context, _ *Studio, w wording, _ preflight) (map[string]string, error) {
			p, _ := w.draft.Product(f.Place.Product)
			return map[string]string{taglane.SaysCaption: strings.Replace(w.caption, p.URL, p.URL+" "+rules.PaidLink(w.own.Language), 1)}, nil
		}}
	case rule == "disc.platform.switch", rule == "disc.eu.dsa":
		return switching(f.Place.Field, w)
	case rule == "disc.video.present":
		return says(taglane.Say("Write it on the clip"), taglane.SaysOverlay, "yes")
	case rule == "disc.relation.link":
		return &mender{label: taglane.Say("Set it to commission"), change: func(ctx context.Context, s *Studio, w wording) error { return s.commissioned(ctx, w, f.Place) }}
	}
	return nil
}

// disclosing writes the words of the disclosure in front of the caption.
func disclosing(w wording) *mender {
	words, _ := w.draft.Overlay()
	return &mender{label: taglane.Say("Write “%s” at its beginning", words), answers: func(_ context.Context, _ *Studio, w wording, r preflight) (map[string]string, error) {
		return map[string]string{taglane.SaysCaption: disclosedFirst(w, r, w.caption)}, nil
	}}
}

// switching turns a service's switch for advertising on, and the one above it
// where the service has such.
func switching(key string, w wording) *mender {
	const above = "disclosure"
	m := says(taglane.Say("Switch it on"), key, "true")
	if !slices.ContainsFunc(w.profile.Options, func(o platform.Option) bool { return o.Key == above }) {
		return m
	}
	m.answers = func(context.Context, *Studio, wording, preflight) (map[string]string, error) {
		return map[string]string{key: "true", above: "true"}, nil
	}
	return m
}

// Mend mends what a rule found, where Taglane can do that by itself, in one
// gesture that undo takes back. Refused: a person has to do it. NotFound: the
// rule finds nothing.
func (s *Studio) Mend(ctx context.Context, clip, account taglane.ID, rule string) (Variant, error) {
	w, err := s.wording(ctx, clip, account, nil)
	if err != nil {
		return Variant{}, err
	}
	r, err := s.preflight(ctx, w)
	if err != nil {
		return Variant{}, err
	}
	found := slices.DeleteFunc(slices.Clone(r.findings), func(f taglane.Finding) bool { return f.Rule != rule })
	if len(found) == 0 {
		return Variant{}, taglane.Errorf(taglane.NotFound, "There is nothing to mend any more.")
	}
	answers, better := map[string]string{}, w
	for _, f := range found {
		m := menderOf(f, better, r)
		if m == nil {
			continue
		}
		if m.change != nil {
			if err := m.change(ctx, s, w); err != nil {
				return Variant{}, err
			}
			continue
		}
		more, err := m.answers(ctx, s, better, r)
		if err != nil {
			return Variant{}, err
		}
		maps.Copy(answers, more)
		better = better.with(more)
	}
	if err := s.mended(ctx, w, better, r, rule, answers); err != nil {
		return Variant{}, err
	}
	return s.Variant(ctx, clip, account)
}

// mended keeps the answers, once the rule finds less than before.
func (s *Studio) mended(ctx context.Context, was, better wording, before preflight, rule string, answers map[string]string) error {
	fresh, err := s.wording(ctx, was.own.ID, was.account.ID, nil)
	if err != nil {
		return err
	}
	if len(answers) > 0 {
		fresh = fresh.with(answers)
	}
	after, err := s.preflight(ctx, fresh)
	if err != nil {
		return err
	}
	if after.count(rule) >= before.count(rule) {
		return taglane.Errorf(taglane.Refused, "Taglane cannot mend this by itself.")
	}
	if err := s.decide(ctx, was, answers); err != nil {
		return err
	}
	if answers[taglane.SaysFit] == "yes" || answers[taglane.SaysOverlay] == "yes" {
		s.fitSoon(ctx, better)
	}
	return nil
}

func (r preflight) count(rule string) (n int) {
	for _, f := range r.findings {
		if f.Rule == rule {
			n++
		}
	}
	return n
}

// fitSoon makes the file that fits before anybody publishes.
func (s *Studio) fitSoon(ctx context.Context, w wording) {
	service, err := s.open(ctx, w.account)
	if err != nil || s.o.Quiet {
		return
	}
	if f, wanted := formOf(service, w); wanted {
		if _, done := s.alreadyMade(ctx, w, f); !done {
			s.startFit(w, f)
		}
	}
}

// bestCover takes the frame that ranks first.
func bestCover(ctx context.Context, s *Studio, w wording, _ preflight) (map[string]string, error) {
	ranked, err := s.CoverCandidates(ctx, w.own.ID)
	if err != nil {
		return nil, err
	}
	if len(ranked) == 0 {
		return nil, taglane.Errorf(taglane.Refused, "Taglane cannot mend this by itself.")
	}
	return map[string]string{taglane.SaysCoverFrame: strconv.FormatInt(int64(ranked[0].Frame), 10)}, nil
}

// extend lets a tag be seen as long as it takes to catch it.
func (s *Studio) extend(ctx context.Context, w wording, tag taglane.ID) error {
	t, err := s.store.Tag(ctx, tag)
	if err != nil {
		return err
	}
	n, rate := taglane.Frame(1), w.own.Rate
	for rate.Millis(n) < taglane.ShortestTag {
		n++
	}
	to := taglane.Span{In: t.In, Out: min(w.own.Frames, t.In+n)}
	to.In = max(0, to.Out-n)
	_, err = s.MoveTags(ctx, w.own.ID, []Move{{tag, to}}, "")
	return err
}

// commissioned says of a product that somebody is paid when it is bought.
func (s *Studio) commissioned(ctx context.Context, w wording, at taglane.Place) error {
	relation := taglane.Commission
	t, err := s.store.Tag(ctx, at.Tag)
	if err != nil {
		return err
	}
	if t.Relation == taglane.None {
		_, err = s.SetTag(ctx, t.ID, TagFields{Relation: &relation})
		return err
	}
	_, err = s.SetProduct(ctx, at.Product, ProductFields{Relation: &relation})
	return err
}
