package desktop

import (
	"taglane/app/studio"
	"taglane/app/taglane"
)

func (b *Bridge) Versions(clip taglane.ID) (studio.Stack, error) {
	return guard(b, func() (studio.Stack, error) { return b.studio.Versions(b.ctx(), clip) })
}

// PickCut lets the person choose the file of a new cut and compares it. Choosing
// nothing changes nothing.
func (b *Bridge) PickCut(clip taglane.ID) (studio.Stack, error) {
	return guard(b, func() (studio.Stack, error) {
		paths, err := b.shell.pickClips()
		if err != nil {
			return studio.Stack{}, err
		}
		if len(paths) == 0 {
			return b.studio.Versions(b.ctx(), clip)
		}
		return b.studio.NewCut(b.ctx(), clip, paths[0])
	})
}

func (b *Bridge) NewCut(clip taglane.ID, path string) (studio.Stack, error) {
	return guard(b, func() (studio.Stack, error) {
		if !b.shell.granted(path) {
			return studio.Stack{}, errNoFileGiven
		}
		return b.studio.NewCut(b.ctx(), clip, path)
	})
}

func (b *Bridge) CutFromClip(clip, other taglane.ID) (studio.Stack, error) {
	return guard(b, func() (studio.Stack, error) { return b.studio.CutFromClip(b.ctx(), clip, other) })
}

func (b *Bridge) AcceptCut(clip, cut taglane.ID, chosen []taglane.ID, note string) (studio.Stack, error) {
	return guard(b, func() (studio.Stack, error) { return b.studio.AcceptCut(b.ctx(), clip, cut, chosen, note) })
}

func (b *Bridge) DropCut(clip taglane.ID) (studio.Stack, error) {
	return guard(b, func() (studio.Stack, error) { return b.studio.DropCut(b.ctx(), clip) })
}

func (b *Bridge) BringBack(clip taglane.ID, ids []taglane.ID, at taglane.Frame) (studio.Stack, error) {
	return guard(b, func() (studio.Stack, error) { return b.studio.BringBack(b.ctx(), clip, ids, at) })
}

func (b *Bridge) SetVersion(clip, version taglane.ID, note string) (studio.Stack, error) {
	return guard(b, func() (studio.Stack, error) { return b.studio.SetVersion(b.ctx(), clip, version, note) })
}

func (b *Bridge) DropVersion(clip, version taglane.ID) (studio.Stack, error) {
	return guard(b, func() (studio.Stack, error) { return b.studio.DropVersion(b.ctx(), clip, version) })
}

// CompareVersions is asked on every change of what is compared.
func (b *Bridge) CompareVersions(clip, older, newer taglane.ID) (studio.Compared, error) {
	return guard(b, func() (studio.Compared, error) { return b.studio.CompareVersions(b.ctx(), clip, older, newer) })
}
