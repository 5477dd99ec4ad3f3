package desktop

import (
	"time"

	"taglane/app/studio"
	"taglane/app/taglane"
)

func (b *Bridge) Check(clip, account taglane.ID, settings map[string]string, at string) (studio.CheckReport, error) {
	return guard(b, func() (studio.CheckReport, error) {
		when, err := moment(at)
		if err != nil {
			return studio.CheckReport{}, err
		}
		return b.studio.CheckAt(b.ctx(), clip, account, settings, when)
	})
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

func (b *Bridge) Variant(clip, account taglane.ID) (studio.Variant, error) {
	return guard(b, func() (studio.Variant, error) { return b.studio.Variant(b.ctx(), clip, account) })
}

func (b *Bridge) SetVariant(clip, account taglane.ID, fields map[string]string) (studio.Variant, error) {
	return guard(b, func() (studio.Variant, error) { return b.studio.SetVariant(b.ctx(), clip, account, fields) })
}

func (b *Bridge) Mend(clip, account taglane.ID, rule string) (studio.Variant, error) {
	return guard(b, func() (studio.Variant, error) { return b.studio.Mend(b.ctx(), clip, account, rule) })
}

func (b *Bridge) LeaveFinding(clip, account taglane.ID, rule, reason string) (studio.Variant, error) {
	return guard(b, func() (studio.Variant, error) {
		return b.studio.LeaveFinding(b.ctx(), clip, account, rule, reason)
	})
}

func (b *Bridge) WriteForAll(clip taglane.ID, accounts []taglane.ID, fields map[string]string) ([]studio.Variant, error) {
	return guard(b, func() ([]studio.Variant, error) {
		return b.studio.WriteForAll(b.ctx(), clip, accounts, fields)
	})
}

func (b *Bridge) PausePublication(id taglane.ID) (studio.Publication, error) {
	return guard(b, func() (studio.Publication, error) { return b.studio.PausePublication(b.ctx(), id) })
}

func (b *Bridge) RetryPublication(id taglane.ID) (studio.Publication, error) {
	return guard(b, func() (studio.Publication, error) { return b.studio.RetryPublication(b.ctx(), id) })
}

func (b *Bridge) SchedulePublication(id taglane.ID, at string) (studio.Publication, error) {
	return guard(b, func() (studio.Publication, error) {
		when, err := moment(at)
		if err != nil {
			return studio.Publication{}, err
		}
		return b.studio.SchedulePublication(b.ctx(), id, when)
	})
}

func (b *Bridge) PublishTogether(ids []taglane.ID) ([]studio.Publication, error) {
	return guard(b, func() ([]studio.Publication, error) { return b.studio.PublishTogether(b.ctx(), ids...) })
}

func (b *Bridge) UpdatePublication(id taglane.ID) (studio.Publication, error) {
	return guard(b, func() (studio.Publication, error) { return b.studio.UpdatePublication(b.ctx(), id) })
}

func (b *Bridge) PauseOutbox(paused bool) (bool, error) {
	return guard(b, func() (bool, error) { return b.studio.PauseOutbox(b.ctx(), paused) })
}

func (b *Bridge) OutboxPaused() (bool, error) {
	return guard(b, func() (bool, error) { return b.studio.OutboxPaused(b.ctx()) })
}

// NetworkBack is what a webview says by itself when its system has a network again.
func (b *Bridge) NetworkBack() error {
	_, err := guard(b, func() (done, error) { return done{}, b.studio.NetworkBack(b.ctx()) })
	return err
}

func (b *Bridge) Sheet(publication taglane.ID) (studio.Sheet, error) {
	return guard(b, func() (studio.Sheet, error) { return b.studio.Sheet(b.ctx(), publication) })
}

func (b *Bridge) SetSheetStep(publication taglane.ID, n int, done bool) (studio.Sheet, error) {
	return guard(b, func() (studio.Sheet, error) { return b.studio.SetSheetStep(b.ctx(), publication, n, done) })
}

func (b *Bridge) Snippets() ([]studio.Snippet, error) {
	return guard(b, func() ([]studio.Snippet, error) { return b.studio.Snippets(b.ctx()) })
}

func (b *Bridge) SetSnippets(snippets []studio.Snippet) ([]studio.Snippet, error) {
	return guard(b, func() ([]studio.Snippet, error) { return b.studio.SetSnippets(b.ctx(), snippets) })
}

func (b *Bridge) OpenPost(id taglane.ID) (Opened, error) {
	return guard(b, func() (Opened, error) { return openPost(b, id) })
}

func publish(b *Bridge, clip, account taglane.ID, settings map[string]string, at string) (studio.Publication, error) {
	when, err := moment(at)
	if err != nil {
		return studio.Publication{}, err
	}
	return b.studio.Publish(b.ctx(), clip, account, settings, when)
}

// moment reads a time as a screen writes it; zero for "".
func moment(at string) (time.Time, error) {
	if at == "" {
		return time.Time{}, nil
	}
	return studio.Moment(at)
}
