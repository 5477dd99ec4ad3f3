package studio

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"slices"
	"strings"

	"taglane/app/media"
	"taglane/app/platform"
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

// Check says what stands in the way of publishing a clip to an account, and
// what the account's platform cannot carry. Blocks come first.
func (s *Studio) Check(ctx context.Context, clip, account taglane.ID, settings map[string]string) (CheckReport, error) {
	r, err := s.check(ctx, clip, account, settings)
	return CheckReport{s.told(r.Findings), s.lost(r.Losses)}, err
}

func (s *Studio) check(ctx context.Context, clip, account taglane.ID, settings map[string]string) (CheckReport, error) {
	d, err := s.Draft(ctx, clip)
	if err != nil {
		return CheckReport{}, err
	}
	a, err := s.store.Account(ctx, account)
	if err != nil {
		return CheckReport{}, err
	}
	service, err := s.open(ctx, a)
	if err != nil {
		return CheckReport{}, err
	}
	p := taglane.Publication{Account: a, Settings: settings, Revision: taglane.Revision{
		Draft: d, FrozenAt: s.o.Now().UTC(), Media: taglane.File{Path: d.Clip.Path, Size: d.Clip.Size}, Pictures: s.pictures(d),
	}}
	theirs, err := service.Check(ctx, p)
	if err != nil {
		return CheckReport{}, err
	}
	report := CheckReport{Findings: together(taglane.Check(d), theirs), Losses: []taglane.Loss{}}
	if _, err := os.Stat(d.Clip.Path); err != nil {
		report.Findings = append(report.Findings, taglane.NewFinding("clip.file", taglane.Block,
			taglane.Say("The file of this clip is not where it was."), taglane.Place{Field: "file"}, taglane.Say("Find the file")))
	}
	weight := map[taglane.Level]int{taglane.Block: 0, taglane.Warn: 1, taglane.Info: 2}
	slices.SortStableFunc(report.Findings, func(x, y taglane.Finding) int { return weight[x.Level] - weight[y.Level] })
	if l, ok := service.(platform.Losing); ok {
		report.Losses = append(report.Losses, l.Losses(p)...)
	}
	return report, nil
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

// freeze makes the revision that will be published: every byte is summed now,
// the cover is made now, and nothing of it changes any more.
func (s *Studio) freeze(ctx context.Context, d taglane.Draft) (taglane.Revision, error) {
	src, tool, err := s.source(ctx, d.Clip)
	if err != nil {
		return taglane.Revision{}, err
	}
	sum, size, err := media.Sum(ctx, src.Path)
	if err != nil {
		return taglane.Revision{}, err
	}
	r := taglane.Revision{Draft: d, Media: taglane.File{Path: src.Path, SHA256: sum, Size: size}, Pictures: s.pictures(d), FrozenAt: s.o.Now().UTC()}
	if r.Cover, err = s.cover(ctx, tool, src, d.Clip); err != nil {
		return taglane.Revision{}, err
	}
	r.Digest = taglane.DigestOf(r)
	if err := s.store.KeepRevision(ctx, r); err != nil {
		return taglane.Revision{}, err
	}
	return s.store.Revision(ctx, r.Digest) // the first freezing of the same content counts
}

// cover keeps the clip's cover as a file of the library's own.
func (s *Studio) cover(ctx context.Context, tool media.Tool, src media.Source, c taglane.Clip) (taglane.File, error) {
	jpeg, err := s.coverJPEG(ctx, tool, src, c)
	if err != nil {
		return taglane.File{}, err
	}
	sum := sha256.Sum256(jpeg)
	name := hex.EncodeToString(sum[:])
	path, err := s.keep(name, ".jpg", jpeg)
	return taglane.File{Path: path, SHA256: name, Size: int64(len(jpeg))}, err
}

func (s *Studio) coverJPEG(ctx context.Context, tool media.Tool, src media.Source, c taglane.Clip) ([]byte, error) {
	if c.Cover == nil && c.Design == nil {
		if made := s.cache.Of(c.Fingerprint); made.Poster != "" {
			return os.ReadFile(made.Poster)
		}
	}
	img, err := s.composed(ctx, tool, src, c, nil)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = media.WriteJPEG(&b, img, 88)
	return b.Bytes(), err
}
