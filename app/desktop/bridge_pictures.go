package desktop

import (
	"taglane/app/studio"
	"taglane/app/taglane"
)

func (b *Bridge) CoverCandidates(clip taglane.ID) ([]studio.CoverCandidate, error) {
	return guard(b, func() ([]studio.CoverCandidate, error) { return b.studio.CoverCandidates(b.ctx(), clip) })
}

func (b *Bridge) CoverFaces() ([]string, error) {
	return guard(b, func() ([]string, error) { return b.studio.CoverFaces(), nil })
}

func (b *Bridge) CoverTargets() ([]studio.CoverTarget, error) {
	return guard(b, func() ([]studio.CoverTarget, error) { return b.studio.CoverTargets(), nil })
}

func (b *Bridge) CoverPreview(clip taglane.ID, at taglane.Frame, design *taglane.Design) ([]studio.CoverPreview, error) {
	return guard(b, func() ([]studio.CoverPreview, error) { return b.studio.CoverPreview(b.ctx(), clip, at, design) })
}

func (b *Bridge) SetCover(clip taglane.ID, at taglane.Frame, design *taglane.Design) (studio.Change, error) {
	return guard(b, func() (studio.Change, error) { return b.studio.SetCover(b.ctx(), clip, at, design) })
}

func (b *Bridge) ExportCovers(clip taglane.ID, targets []string, format, folder string) ([]studio.Exported, error) {
	return guard(b, func() ([]studio.Exported, error) {
		if err := mayWrite(b, folder); err != nil {
			return nil, err
		}
		return b.studio.ExportCovers(b.ctx(), clip, targets, format, folder)
	})
}

func (b *Bridge) VideoTargets() ([]studio.VideoTarget, error) {
	return guard(b, func() ([]studio.VideoTarget, error) { return b.studio.VideoTargets(), nil })
}

func (b *Bridge) ExportVideo(clip taglane.ID, target string, burn studio.Burn, folder string) (studio.Job, error) {
	return guard(b, func() (studio.Job, error) {
		if err := mayWrite(b, folder); err != nil {
			return studio.Job{}, err
		}
		return b.studio.ExportVideo(b.ctx(), clip, target, burn, folder)
	})
}
