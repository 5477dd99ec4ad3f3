package desktop

import (
	"taglane/app/studio"
	"taglane/app/taglane"
)

func (b *Bridge) Team() (studio.TeamState, error) {
	return guard(b, func() (studio.TeamState, error) { return b.studio.Team(b.ctx()) })
}

func (b *Bridge) JoinTeam(location string, a studio.Admission) (studio.TeamState, error) {
	return guard(b, func() (studio.TeamState, error) { return joinTeam(b, location, a) })
}

func (b *Bridge) LeaveTeam() (studio.TeamState, error) {
	return guard(b, func() (studio.TeamState, error) { return b.studio.LeaveTeam(b.ctx()) })
}

func (b *Bridge) SyncTeam() (studio.Synced, error) {
	return guard(b, func() (studio.Synced, error) { return b.studio.SyncTeam(b.ctx()) })
}

func (b *Bridge) TeamFeed(before string, most int) ([]studio.Happening, error) {
	return guard(b, func() ([]studio.Happening, error) { return b.studio.TeamFeed(b.ctx(), before, most) })
}

func (b *Bridge) Restore(device string, seq uint64) error {
	_, err := guard(b, func() (done, error) { return done{}, b.studio.Restore(b.ctx(), device, seq) })
	return err
}

func (b *Bridge) FetchOriginal(clip taglane.ID) (*studio.Away, error) {
	return guard(b, func() (*studio.Away, error) { return b.studio.FetchOriginal(b.ctx(), clip) })
}

func (b *Bridge) ExportBundle(folder string) (studio.Bundled, error) {
	return guard(b, func() (studio.Bundled, error) { return exportBundle(b, folder) })
}

func (b *Bridge) PickBundle() (studio.Bundled, error) {
	return guard(b, func() (studio.Bundled, error) { return pickBundle(b) })
}

func (b *Bridge) ReadBundle(path string) (studio.Bundled, error) {
	return guard(b, func() (studio.Bundled, error) { return readBundle(b, path) })
}

func (b *Bridge) TakeBundle(path string) (studio.Synced, error) {
	return guard(b, func() (studio.Synced, error) { return takeBundle(b, path) })
}
