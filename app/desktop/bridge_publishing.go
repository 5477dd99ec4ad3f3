package desktop

import (
	"time"

	"taglane/app/studio"
	"taglane/app/taglane"
)

func (b *Bridge) Check(clip, account taglane.ID, settings map[string]string) (studio.CheckReport, error) {
	return guard(b, func() (studio.CheckReport, error) { return b.studio.Check(b.ctx(), clip, account, settings) })
}

func (b *Bridge) Publish(clip, account taglane.ID, settings map[string]string, at string) (studio.Publication, error) {
	return guard(b, func() (studio.Publication, error) { return publish(b, clip, account, settings, at) })
}

func (b *Bridge) Outbox() ([]studio.Publication, error) {
	return guard(b, func() ([]studio.Publication, error) { return b.studio.Outbox(b.ctx()) })
}

func (b *Bridge) Publication(id taglane.ID) (studio.Publication, error) {
	return guard(b, func() (studio.Publication, error) { return b.studio.Publication(b.ctx(), id) })
}

func (b *Bridge) Answer(id taglane.ID, posted bool, link string) (studio.Publication, error) {
	return guard(b, func() (studio.Publication, error) { return b.studio.Answer(b.ctx(), id, posted, link) })
}

func (b *Bridge) CancelPublication(id taglane.ID) (studio.Publication, error) {
	return guard(b, func() (studio.Publication, error) { return b.studio.CancelPublication(b.ctx(), id) })
}

func (b *Bridge) OpenPost(id taglane.ID) (Opened, error) {
	return guard(b, func() (Opened, error) { return openPost(b, id) })
}

func publish(b *Bridge, clip, account taglane.ID, settings map[string]string, at string) (studio.Publication, error) {
	var when time.Time
	if at != "" {
		var err error
		if when, err = time.Parse(time.RFC3339, at); err != nil {
			return studio.Publication{}, taglane.Errorf(taglane.Invalid, "%q is not a time such as 2026-12-01T18:00:00+01:00.", at)
		}
	}
	return b.studio.Publish(b.ctx(), clip, account, settings, when)
}
