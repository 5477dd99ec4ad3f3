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

// textMender mends what is too long, or has what a place does not take.
func textMender(f taglane.Finding, w wording, r preflight) *mender {
	texts := func(label taglane.Said, change func(w wording, r preflight) map[string]string) *mender {
		return &mender{label: label, answers: func(_ context.Context, _ *Studio, w wording, r preflight) (map[string]string, error) {
			return change(w, r), nil
		}}
	}
	switch {
	case endsIn(f.Rule, "-HASHTAGS") && r.caps.HashtagsMax > 0:
		return texts(taglane.Say("Drop the last hashtags"), fewerHashtags)
	case f.Place.Field == "caption" && tooLong(f, w, r):
		return &mender{label: taglane.Say("Shorten the caption"), answers: func(ctx context.Context, s *Studio, w wording, r preflight) (map[string]string, error) {
			return s.shorten(ctx, w, r, f.Rule)
		}}
	case f.Place.Field == "title" && r.caps.TitleMax > 0 && r.caps.TitleUnit.Count(w.draft.Clip.Heading()) > r.caps.TitleMax:
		return texts(taglane.Say("Shorten the title"), func(w wording, r preflight) map[string]string {
			return map[string]string{taglane.SaysTitle: r.caps.TitleUnit.Cut(w.draft.Clip.Heading(), r.caps.TitleMax)}
		})
	case endsIn(f.Rule, "-TITLE-CHARS"):
		return texts(taglane.Say("Leave these characters out"), func(w wording, _ preflight) map[string]string {
			plain := strings.NewReplacer("<", "", ">", "")
			return map[string]string{taglane.SaysTitle: plain.Replace(w.said[taglane.SaysTitle]), taglane.SaysCaption: plain.Replace(w.caption)}
		})
	}
	return nil
}

func tooLong(f taglane.Finding, w wording, r preflight) bool {
	return r.caps.CaptionMax > 0 && (r.caps.CaptionUnit.Count(w.draft.Clip.Caption) > r.caps.CaptionMax || strings.HasSuffix(f.Rule, "-DESC-LEN"))
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

// disclosedFirst is a caption that begins with the words of the disclosure and
// fits all the same.
func disclosedFirst(w wording, r preflight, caption string) string {
	words, _ := w.draft.Overlay()
	rest := strings.TrimSpace(strings.Replace(caption, words, "", 1))
	text := paragraphs(words, rest)
	if r.caps.CaptionMax <= 0 {
		return text
	}
	return r.caps.CaptionUnit.Cut(text, max(r.caps.CaptionUnit.Count(words), r.caps.CaptionMax-w.beyond(r.caps.CaptionUnit)))
}

// beyond is how much of the text is not the caption.
func (w wording) beyond(u platform.Unit) int {
	return u.Count(w.draft.Clip.Caption) - u.Count(strings.TrimSpace(w.caption))
}

// shorten cuts the caption so that the whole text fits. Where the service adds
// something of its own, it is asked how much remains.
func (s *Studio) shorten(ctx context.Context, w wording, r preflight, rule string) (map[string]string, error) {
	u, discloses := r.caps.CaptionUnit, lawful(w, r)
	cut := func(most int) map[string]string {
		caption := u.Cut(strings.TrimSpace(w.caption), max(0, most-w.beyond(u)))
		if discloses && !lawful(w.with(map[string]string{taglane.SaysCaption: caption}), r) {
			words, _ := w.draft.Overlay() // what disclosed stood in what is cut off
			caption = disclosedFirst(w, r, u.Cut(caption, max(0, u.Count(caption)-u.Count(words)-2)))
		}
		return map[string]string{taglane.SaysCaption: caption}
	}
	fits := func(answers map[string]string) (bool, error) {
		after, err := s.preflight(ctx, w.with(answers))
		return err == nil && after.count(rule) == 0, err
	}
	best := cut(r.caps.CaptionMax)
	ok, err := fits(best)
	for low, high := 0, r.caps.CaptionMax; err == nil && !ok && high-low > 16; {
		middle := (low + high) / 2
		answers := cut(middle)
		good, asked := fits(answers)
		if err = asked; good {
			best, low = answers, middle
		} else {
			high = middle
		}
	}
	return best, err
}

// lawful says whether nothing is missing from what the text has to disclose.
func lawful(w wording, r preflight) bool {
	return !slices.ContainsFunc(rules.Disclose(w.speech(r.caps)), func(f taglane.Finding) bool { return strings.HasPrefix(f.Rule, "disc.words.") })
}

// fewerHashtags leaves out the last hashtags until there are as many as the
// place takes: those of the list first, then those of the caption.
func fewerHashtags(w wording, r preflight) map[string]string {
	list := tagsBeyond(w.caption, w.said[taglane.SaysHashtags])
	caption := strings.TrimSpace(w.caption)
	over := hashtags(w.draft.Clip.Caption) - r.caps.HashtagsMax
	out := map[string]string{}
	if n := min(over, len(list)); n > 0 {
		if over -= n; n == len(list) {
			list = []string{"#"} // an empty answer would be the account's
		} else {
			list = list[:len(list)-n]
		}
		out[taglane.SaysHashtags] = strings.Join(list, " ")
	}
	for ; over > 0; over-- {
		at := lastHashtag(caption)
		if at < 0 {
			break
		}
		end := at + len(strings.Fields(caption[at:])[0])
		caption = strings.TrimSpace(strings.TrimRight(caption[:at], " ") + caption[end:])
		out[taglane.SaysCaption] = caption
	}
	return out
}

func hashtags(text string) (n int) {
	for _, word := range strings.Fields(text) {
		if strings.HasPrefix(word, "#") && len(word) > 1 {
			n++
		}
	}
	return n
}

// lastHashtag is where the last hashtag of a text begins; −1 for none.
func lastHashtag(text string) int {
	for at := len(text); ; {
		if at = strings.LastIndexByte(text[:at], '#'); at < 0 {
			return -1
		}
		if (at == 0 || strings.ContainsRune(" \n\t", rune(text[at-1]))) && at+1 < len(text) && text[at+1] != ' ' && text[at+1] != '\n' {
			return at
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
