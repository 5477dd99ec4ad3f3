package studio

import (
	"context"
	"os"
	"time"

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

// Finding is one thing to look at before publishing, and what can be done about it.
type Finding struct {
	taglane.Finding
	Mend  bool  `json:"mend,omitempty"`  // Mend does what fix says
	Leave bool  `json:"leave,omitempty"` // LeaveFinding may leave it as it is
	Left  *Left `json:"left,omitempty"`  // who left it as it is, and why
}

// Left is a finding that a person left as it is.
type Left struct {
	Rule   string    `json:"rule"`
	What   string    `json:"what"` // what was found
	Reason string    `json:"reason"`
	By     string    `json:"by"`
	At     time.Time `json:"at"`
}

// Check says what stands in the way of publishing a clip to an account, and
// what the account's platform cannot carry. Blocks come first. settings are
// laid over what was decided for the two. It is published at once, or when its
// settings say; see CheckAt.
func (s *Studio) Check(ctx context.Context, clip, account taglane.ID, settings map[string]string) (CheckReport, error) {
	return s.CheckAt(ctx, clip, account, settings, time.Time{})
}

// CheckAt is Check for a publication at a time, as Publish is told it.
func (s *Studio) CheckAt(ctx context.Context, clip, account taglane.ID, settings map[string]string, at time.Time) (CheckReport, error) {
	w, err := s.wording(ctx, clip, account, settings)
	if err != nil {
		return CheckReport{}, err
	}
	r, err := s.checked(ctx, w, at)
	if err != nil {
		return CheckReport{}, err
	}
	report := CheckReport{Findings: make([]Finding, 0, len(r.Findings)), Losses: s.lost(r.Losses)}
	for _, f := range r.Findings {
		told := Finding{Finding: f.Told(s.Tell), Leave: f.Leaves}
		if f.Mends.Format != "" {
			told.Fix, told.Mend = s.Tell(f.Mends), true
		}
		if f.Left != nil {
			told.Left = &Left{f.Left.Rule, f.Left.What, f.Left.Reason, f.Left.By, f.Left.At}
		}
		report.Findings = append(report.Findings, told)
	}
	return report, nil
}

// pictures are the files of the draft's products, as the library keeps them.
func (s *Studio) pictures(d taglane.Draft) map[taglane.ID]taglane.File {
	out := map[taglane.ID]taglane.File{}
	for _, p := range d.Products {
		if p.Image == "" {
			continue
		}
		path := s.own.At(p.Image, ".jpg")
		if info, err := os.Stat(path); err == nil {
			out[p.ID] = taglane.File{Path: path, SHA256: p.Image, Size: info.Size()}
		}
	}
	return out
}
