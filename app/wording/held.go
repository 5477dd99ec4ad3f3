package wording

import (
	"time"

	"taglane/app/drop"
	"taglane/app/platform"
	"taglane/app/taglane"
)

// Leaving is the draft as it may leave when it becomes public at a time: what is
// held back then is not in it, and where a place shows tags over the film they
// stand there and say only when they may be seen.
func (w Wording) Leaving(at time.Time, model platform.TagModel) (taglane.Draft, []drop.Hold) {
	if model == platform.TagTimeline {
		return drop.Tease(w.Draft, at, func(h drop.Hold) string { return drop.Label(h, w.Draft.Clip.Language) })
	}
	return drop.Veil(w.Draft, at)
}

// public is when what is tried becomes public.
func (t Trial) public() time.Time {
	if t.At.After(t.Now) {
		return t.At
	}
	return t.Now
}

// leaving is a wording as the service is given it.
func (t Trial) leaving(w Wording) taglane.Draft {
	d, _ := w.Leaving(t.public(), t.Service.Capabilities().TagModel)
	return d
}

// drops finds what going out at that time does to what is held back.
func (t Trial) drops(w Wording) []taglane.Finding {
	_, changes := platform.As[platform.Updater](t.Service)
	return drop.Check(drop.Plan{
		Draft: w.Draft, Said: w.Settings(), At: t.public(), Now: t.Now, Own: t.Own, Fixed: !changes,
		Teases: t.Service.Capabilities().TagModel == platform.TagTimeline,
	})
}
