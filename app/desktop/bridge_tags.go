package desktop

import (
	"taglane/app/studio"
	"taglane/app/taglane"
)

func (b *Bridge) AddTags(clip taglane.ID, tags []studio.NewTag, label string) (studio.Change, error) {
	return guard(b, func() (studio.Change, error) { return b.studio.AddTags(b.ctx(), clip, tags, label) })
}

func (b *Bridge) SetTags(clip taglane.ID, changes []studio.TagChange, label string) (studio.Change, error) {
	return guard(b, func() (studio.Change, error) { return b.studio.SetTags(b.ctx(), clip, changes, label) })
}

func (b *Bridge) SetMarker(clip taglane.ID, m taglane.Marker) (studio.Change, error) {
	return guard(b, func() (studio.Change, error) { return b.studio.SetMarker(b.ctx(), clip, m) })
}

func (b *Bridge) RemoveMarkers(clip taglane.ID, markers []taglane.ID) (studio.Change, error) {
	return guard(b, func() (studio.Change, error) { return b.studio.RemoveMarkers(b.ctx(), clip, markers) })
}

func (b *Bridge) Travel(clip taglane.ID, n int64) (studio.Change, error) {
	return guard(b, func() (studio.Change, error) { return b.studio.Travel(b.ctx(), clip, n) })
}

func (b *Bridge) Checkpoint(clip taglane.ID, name string) (studio.Change, error) {
	return guard(b, func() (studio.Change, error) { return b.studio.Checkpoint(b.ctx(), clip, name) })
}

func (b *Bridge) Settings() (map[string]string, error) {
	return guard(b, func() (map[string]string, error) { return b.studio.Settings(b.ctx()) })
}

func (b *Bridge) SetSetting(name, value string) error {
	_, err := guard(b, func() (done, error) { return done{}, b.studio.SetSetting(b.ctx(), name, value) })
	return err
}

func (b *Bridge) SuggestPath(tag taglane.ID, at taglane.Frame) (studio.Suggestion, error) {
	return guard(b, func() (studio.Suggestion, error) { return b.studio.SuggestPath(b.ctx(), tag, at) })
}

func (b *Bridge) SeenAgain(tag taglane.ID, where string) ([]studio.Ghost, error) {
	return guard(b, func() ([]studio.Ghost, error) { return b.studio.SeenAgain(b.ctx(), tag, where) })
}

func (b *Bridge) TagFormats() ([]studio.TagFormat, error) {
	return guard(b, func() ([]studio.TagFormat, error) { return b.studio.TagFormats(), nil })
}

func (b *Bridge) ExportTags(clip taglane.ID, format string) (studio.TagText, error) {
	return guard(b, func() (studio.TagText, error) { return b.studio.TagsAs(b.ctx(), clip, format) })
}

func (b *Bridge) ImportTags(clip taglane.ID, format, text string) (studio.Taken, error) {
	return guard(b, func() (studio.Taken, error) { return b.studio.TakeTags(b.ctx(), clip, format, text) })
}

func (b *Bridge) LossReport(clip taglane.ID) (studio.LossReport, error) {
	return guard(b, func() (studio.LossReport, error) { return b.studio.LossReport(b.ctx(), clip) })
}

func (b *Bridge) SetPriority(clip taglane.ID, products []taglane.ID) (studio.Change, error) {
	return guard(b, func() (studio.Change, error) { return b.studio.SetPriority(b.ctx(), clip, products) })
}
