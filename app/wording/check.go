package wording

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/rules"
	"taglane/app/taglane"
)

// Film is what can be asked of a clip's file.
type Film interface {
	// Made is the file that was made of the clip in a form; false while there is none.
	Made(f Form) (Made, bool)
	// Best is the frame that would make the best cover.
	Best(ctx context.Context) (taglane.Frame, error)
}

// Trial is what a wording is tried with. It changes nothing anywhere.
type Trial struct {
	Service  platform.Publisher // of the wording's account
	Film     Film
	Gone     bool                        // the clip's file is not where it was
	Pictures map[taglane.ID]taglane.File // of the draft's products
	Now      time.Time
	At       time.Time // when it becomes public; a time that is over: at once
	Own      bool      // our own clock makes it so
	// Sold is what was found of the products and of their links, by whoever
	// knows what is sold.
	Sold []taglane.Finding
}

// Finding is one thing to look at before publishing, and what can be done about it.
type Finding struct {
	taglane.Finding
	Mends  taglane.Said // what a button says with which Taglane mends it; nothing where a person has to
	Leaves bool         // a person may leave it as it is, with a reason
	Left   *Left        // who did, and why; nil for nobody

	mender *mender
}

// Found is what was found before anything is queued.
type Found struct {
	Findings []Finding // what blocks first
	Losses   []taglane.Loss

	caps platform.Capabilities
	most platform.Fit // what the service takes of a file, as far as it says
}

// Check looks at a wording as it would go out now.
func (t Trial) Check(ctx context.Context, w Wording) (Found, error) {
	r := Found{caps: t.Service.Capabilities(), most: fitOf(t.Service)}
	p := w.Publication(t.Now)
	p.Revision.Draft = t.leaving(w)
	p.Revision.Pictures = shown(t.Pictures, p.Revision.Draft)
	if form, wanted := w.Form(t.Service); wanted {
		p.Revision.Media, p.Revision.Draft = t.asMade(w, form, p.Revision.Draft)
	}
	theirs, err := t.Service.Check(ctx, p)
	if err != nil {
		return Found{}, err
	}
	ours := slices.DeleteFunc(taglane.Check(w.Draft), func(f taglane.Finding) bool { return saidBy(theirs, f) })
	for _, f := range ours {
		r.add(Finding{Finding: f, Leaves: mayBeLeft(f)})
	}
	for _, f := range theirs {
		r.add(Finding{Finding: f})
	}
	for _, f := range rules.Disclose(w.speech(r.caps)) {
		r.add(Finding{Finding: f, Leaves: mayBeLeft(f)})
	}
	for _, f := range t.Sold {
		r.add(Finding{Finding: f, Leaves: mayBeLeft(f)})
	}
	for _, f := range t.drops(w) {
		r.add(Finding{Finding: f, Leaves: mayBeLeft(f)})
	}
	if t.Gone {
		r.add(Finding{Finding: taglane.NewFinding("clip.file", taglane.Block, taglane.Say("The file of this clip is not where it was."),
			taglane.Place{Field: "file"}, taglane.Say("Find the file"))})
	}
	w.leave(r.Findings)
	weight := map[taglane.Level]int{taglane.Block: 0, taglane.Warn: 1, taglane.Info: 2}
	slices.SortStableFunc(r.Findings, func(x, y Finding) int { return weight[x.Level] - weight[y.Level] })
	for i, f := range r.Findings {
		if m := menderOf(f.Finding, w, r); m != nil {
			r.Findings[i].mender, r.Findings[i].Mends = m, m.label
		}
	}
	if l, ok := platform.As[platform.Losing](t.Service); ok {
		r.Losses = l.Losses(p)
	}
	return r, nil
}

// shown are those of the pictures that belong to a draft.
func shown(pictures map[taglane.ID]taglane.File, d taglane.Draft) map[taglane.ID]taglane.File {
	out := maps.Clone(pictures)
	maps.DeleteFunc(out, func(product taglane.ID, _ taglane.File) bool {
		_, there := d.Product(product)
		return !there
	})
	return out
}

func (r *Found) add(f Finding) { r.Findings = append(r.Findings, f) }

// saidBy says whether the platform has a rule of the same name about the same
// tag ("page.tag.short"), so that only its own is said.
func saidBy(theirs []taglane.Finding, f taglane.Finding) bool {
	return slices.ContainsFunc(theirs, func(t taglane.Finding) bool {
		return strings.HasSuffix(t.Rule, "."+f.Rule) && t.Place.Tag == f.Place.Tag
	})
}

// Blocked is the first finding that stands in the way, as a refusal; nil for none.
func (r Found) Blocked() error {
	if len(r.Findings) > 0 && r.Findings[0].Level == taglane.Block {
		return taglane.Refuse(taglane.Refused, r.Findings[0].Said())
	}
	return nil
}

// BesideFile is what was found of all but the clip's file, for a post of which
// the file is public already.
func (r Found) BesideFile() Found {
	r.Findings = slices.DeleteFunc(slices.Clone(r.Findings), func(f Finding) bool { return f.Place.Field == "file" || f.Place.Field == "clip" })
	return r
}

// of are the findings of one rule.
func (r Found) of(rule string) []Finding {
	return slices.DeleteFunc(slices.Clone(r.Findings), func(f Finding) bool { return f.Rule != rule })
}
