package studio

import (
	"context"
	"os"
	"slices"
	"strings"

	"taglane/app/platform"
	"taglane/app/platform/rules"
	"taglane/app/taglane"
)

// Draft is a clip with its tags and products as they stand now.
func (s *Studio) Draft(ctx context.Context, clip taglane.ID) (taglane.Draft, error) {
	c, err := s.store.Clip(ctx, clip)
	if err != nil {
		return taglane.Draft{}, err
	}
	tags, err := s.store.Tags(ctx, clip)
	if err != nil {
		return taglane.Draft{}, err
	}
	d := taglane.Draft{Clip: c, Tags: tags, Products: []taglane.Product{}}
	for _, t := range tags {
		if _, have := d.Product(t.Product); have {
			continue
		}
		p, err := s.store.Product(ctx, t.Product)
		if taglane.KindOf(err) == taglane.NotFound {
			continue // Check says so
		}
		if err != nil {
			return taglane.Draft{}, err
		}
		d.Products = append(d.Products, p)
	}
	return d, nil
}

// Finding is one thing to look at before publishing, and whether Taglane can
// mend it by itself.
type Finding struct {
	taglane.Finding
	Mend bool `json:"mend,omitempty"`
}

// preflight is what was found before anything is queued.
type preflight struct {
	findings []taglane.Finding // blocks first
	losses   []taglane.Loss
	caps     platform.Capabilities
	most     platform.Fit // what the service takes of a file, as far as it says
}

// Check says what stands in the way of publishing a clip to an account, and
// what the account's platform cannot carry. Blocks come first. settings are
// laid over what was decided for the two.
func (s *Studio) Check(ctx context.Context, clip, account taglane.ID, settings map[string]string) (CheckReport, error) {
	w, err := s.wording(ctx, clip, account, settings)
	if err != nil {
		return CheckReport{}, err
	}
	r, err := s.preflight(ctx, w)
	if err != nil {
		return CheckReport{}, err
	}
	report := CheckReport{Findings: make([]Finding, 0, len(r.findings)), Losses: s.lost(r.losses)}
	for _, f := range r.findings {
		told := Finding{Finding: f.Told(s.Tell)}
		if m := menderOf(f, w, r); m != nil {
			told.Fix, told.Mend = s.Tell(m.label), true
		}
		report.Findings = append(report.Findings, told)
	}
	return report, nil
}

// preflight looks at a wording as it would go out now.
func (s *Studio) preflight(ctx context.Context, w wording) (preflight, error) {
	service, err := s.open(ctx, w.account)
	if err != nil {
		return preflight{}, err
	}
	r := preflight{caps: service.Capabilities()}
	file := taglane.File{Path: w.draft.Clip.Path, Size: w.draft.Clip.Size}
	if fitting, ok := platform.As[platform.Fitting](service); ok {
		r.most = fitting.Fit()
	}
	draft := w.draft
	if form, wanted := formOf(service, w); wanted {
		file, draft = s.asFitted(ctx, w, form)
	}
	p := taglane.Publication{Account: w.account, Settings: w.settings(), Revision: taglane.Revision{
		Draft: draft, FrozenAt: s.o.Now().UTC(), Media: file, Pictures: s.pictures(draft),
	}}
	theirs, err := service.Check(ctx, p)
	if err != nil {
		return preflight{}, err
	}
	r.findings = append(together(taglane.Check(w.draft), theirs), rules.Disclose(w.speech(r.caps))...)
	if _, err := os.Stat(w.draft.Clip.Path); err != nil {
		r.findings = append(r.findings, taglane.NewFinding("clip.file", taglane.Block,
			taglane.Say("The file of this clip is not where it was."), taglane.Place{Field: "file"}, taglane.Say("Find the file")))
	}
	weight := map[taglane.Level]int{taglane.Block: 0, taglane.Warn: 1, taglane.Info: 2}
	slices.SortStableFunc(r.findings, func(x, y taglane.Finding) int { return weight[x.Level] - weight[y.Level] })
	if l, ok := platform.As[platform.Losing](service); ok {
		r.losses = l.Losses(p)
	}
	return r, nil
}

// blocked is the first finding that stands in the way; nil for none.
func (r preflight) blocked() error {
	if len(r.findings) > 0 && r.findings[0].Level == taglane.Block {
		return taglane.Refuse(taglane.Refused, r.findings[0].Said())
	}
	return nil
}

// speech is the wording as the law looks at it.
func (w wording) speech(caps platform.Capabilities) rules.Speech {
	v := rules.Speech{
		Draft: w.draft, Text: w.text(), Fold: caps.Fold, Service: w.account.Service,
		Account: w.account.Settings, Settings: w.said, Audience: w.audience,
	}
	for _, o := range w.profile.Options {
		if !o.Account {
			v.Options = append(v.Options, o.Key)
		}
	}
	return v
}

// together are our findings and the platform's. Where the platform has a rule
// of the same name about the same tag ("page.tag.short"), only its own is said.
func together(ours, theirs []taglane.Finding) []taglane.Finding {
	said := func(f taglane.Finding) bool {
		return slices.ContainsFunc(theirs, func(t taglane.Finding) bool {
			return strings.HasSuffix(t.Rule, "."+f.Rule) && t.Place.Tag == f.Place.Tag
		})
	}
	return append(slices.DeleteFunc(ours, said), theirs...)
}

// pictures are the files of the draft's products, as the library keeps them.
func (s *Studio) pictures(d taglane.Draft) map[taglane.ID]taglane.File {
	out := map[taglane.ID]taglane.File{}
	for _, p := range d.Products {
		if p.Image == "" {
			continue
		}
		path := s.owned(p.Image, ".jpg")
		if info, err := os.Stat(path); err == nil {
			out[p.ID] = taglane.File{Path: path, SHA256: p.Image, Size: info.Size()}
		}
	}
	return out
}
