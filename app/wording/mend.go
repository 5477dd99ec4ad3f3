package wording

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

// Change is what mends something: answers for the clip at the account, and tags
// and products of the clip as they should be. Zero changes nothing.
type Change struct {
	Answers  map[string]string // "" takes a decision back
	Tags     []taglane.Tag
	Products []taglane.Product
}

// and is both changes; the later counts.
func (c Change) and(more Change) Change {
	out := Change{Answers: map[string]string{}, Tags: append(slices.Clone(c.Tags), more.Tags...), Products: append(slices.Clone(c.Products), more.Products...)}
	maps.Copy(out.Answers, c.Answers)
	maps.Copy(out.Answers, more.Answers)
	return out
}

// Films says whether a file has to be made for it.
func (c Change) Films() bool {
	return c.Answers[taglane.SaysFit] == "yes" || c.Answers[taglane.SaysOverlay] == "yes"
}

// mender is how Taglane mends something by itself.
type mender struct {
	label taglane.Said
	mend  func(ctx context.Context, t Trial, w Wording, r Found) (Change, error)
}

// Mend works out what mends everything that a rule finds, and tries it. Nothing
// is changed yet. Refused: a person has to do it. NotFound: the rule finds nothing.
func (t Trial) Mend(ctx context.Context, w Wording, rule string) (Change, error) {
	before, err := t.Check(ctx, w)
	if err != nil {
		return Change{}, err
	}
	found := before.of(rule)
	if len(found) == 0 {
		return Change{}, taglane.Errorf(taglane.NotFound, "There is nothing to mend any more.")
	}
	whole, better := Change{}, w
	for _, f := range found {
		m := menderOf(f.Finding, better, before)
		if m == nil {
			continue
		}
		more, err := m.mend(ctx, t, better, before)
		if err != nil {
			return Change{}, err
		}
		whole, better = whole.and(more), better.With(more)
	}
	after, err := t.Check(ctx, w.With(whole))
	if err != nil {
		return Change{}, err
	}
	if len(after.of(rule)) >= len(found) {
		return Change{}, byHand()
	}
	return whole, nil
}

func byHand() error {
	return taglane.Errorf(taglane.Refused, "Taglane cannot mend this by itself.")
}

// menderOf is who mends a finding; nil where a person has to. Rules are known
// by what they are about: services name them alike.
func menderOf(f taglane.Finding, w Wording, r Found) *mender {
	switch {
	case strings.HasPrefix(f.Rule, "disc."):
		return lawMender(f, w)
	case strings.HasSuffix(f.Rule, "tag.short") && f.Place.Tag != "":
		return &mender{taglane.Say("Extend to %.1f s", taglane.ShortestTag/1000.0), extending(f.Place.Tag)}
	case f.Place.Field == "clip" && w.Said[taglane.SaysFit] != "yes" && fitHelps(f.Rule, w.Own, r.most):
		return says(taglane.Say("Make a file that fits"), taglane.SaysFit, "yes")
	case f.Place.Field == "cover" && f.Level == taglane.Block && strings.HasSuffix(f.Rule, "-COVER"):
		return &mender{taglane.Say("Choose the best frame"), bestCover}
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

// says mends by answers, given in pairs.
func says(label taglane.Said, pairs ...string) *mender {
	answers := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		answers[pairs[i]] = pairs[i+1]
	}
	return answering(label, func(Wording, Found) map[string]string { return answers })
}

// answering mends by answers that depend on what is said.
func answering(label taglane.Said, answers func(w Wording, r Found) map[string]string) *mender {
	return &mender{label, func(_ context.Context, _ Trial, w Wording, r Found) (Change, error) {
		return Change{Answers: answers(w, r)}, nil
	}}
}

// lawMender mends what the law wants said.
func lawMender(f taglane.Finding, w Wording) *mender {
	switch rule := f.Rule; {
	case rules.InText(rule):
		return disclosing(w)
	case rule == "disc.link.paid":
		return answering(taglane.Say("Write it beside the link"), func(w Wording, _ Found) map[string]string {
			p, _ := w.Draft.Product(f.Place.Product)
			return map[string]string{taglane.SaysCaption: strings.Replace(w.Caption, p.URL, p.URL+" "+rules.PaidLink(w.Own.Language), 1)}
		})
	case rule == "disc.platform.switch", rule == "disc.eu.dsa":
		return switching(f.Place.Field, w)
	case rule == "disc.video.present":
		return says(taglane.Say("Write it on the clip"), taglane.SaysOverlay, "yes")
	case rule == "disc.relation.link":
		return &mender{taglane.Say("Set it to commission"), commissioned(f.Place)}
	}
	return nil
}

// disclosing writes the words of the disclosure in front of the caption.
func disclosing(w Wording) *mender {
	words, _ := w.Draft.Overlay()
	return answering(taglane.Say("Write “%s” at its beginning", words), func(w Wording, r Found) map[string]string {
		return map[string]string{taglane.SaysCaption: disclosedFirst(w, r, w.Caption)}
	})
}

// switching turns a service's switch for advertising on, and the one above it
// where the service has such.
func switching(key string, w Wording) *mender {
	const above = "disclosure"
	if slices.ContainsFunc(w.profile.Options, func(o platform.Option) bool { return o.Key == above }) {
		return says(taglane.Say("Switch it on"), key, "true", above, "true")
	}
	return says(taglane.Say("Switch it on"), key, "true")
}

// bestCover takes the frame that ranks first.
func bestCover(ctx context.Context, t Trial, _ Wording, _ Found) (Change, error) {
	at, err := t.Film.Best(ctx)
	return Change{Answers: map[string]string{taglane.SaysCoverFrame: strconv.FormatInt(int64(at), 10)}}, err
}

// extending lets a tag be seen as long as it takes to catch it.
func extending(tag taglane.ID) func(context.Context, Trial, Wording, Found) (Change, error) {
	return func(_ context.Context, _ Trial, w Wording, _ Found) (Change, error) {
		x, ok := w.tag(tag)
		if !ok {
			return Change{}, byHand()
		}
		n, rate := taglane.Frame(1), w.Own.Rate
		for rate.Millis(n) < taglane.ShortestTag {
			n++
		}
		to := taglane.Span{In: x.In, Out: min(w.Own.Frames, x.In+n)}
		to.In = max(0, to.Out-n)
		return Change{Tags: []taglane.Tag{x.Moved(to)}}, nil
	}
}

// commissioned says of a product that somebody is paid when it is bought, and
// of its tag where the tag says otherwise.
func commissioned(at taglane.Place) func(context.Context, Trial, Wording, Found) (Change, error) {
	return func(_ context.Context, _ Trial, w Wording, _ Found) (Change, error) {
		if x, ok := w.tag(at.Tag); ok && x.Relation == taglane.None {
			x.Relation = taglane.Commission
			return Change{Tags: []taglane.Tag{x}}, nil
		}
		p, ok := w.Draft.Product(at.Product)
		if !ok {
			return Change{}, byHand()
		}
		p.Relation = taglane.Commission
		return Change{Products: []taglane.Product{p}}, nil
	}
}

func (w Wording) tag(id taglane.ID) (taglane.Tag, bool) {
	for _, x := range w.Draft.Tags {
		if x.ID == id {
			return x, true
		}
	}
	return taglane.Tag{}, false
}
