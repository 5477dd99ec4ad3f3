package studio

import (
	"context"
	"image"

	"taglane/app/cover"
	"taglane/app/drop"
	"taglane/app/files"
	"taglane/app/media"
	"taglane/app/taglane"
	"taglane/app/work"
)

// VideoTarget is a form a clip can be written in.
type VideoTarget struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Detail string `json:"detail"`
}

// Burn says what is laid over the picture for good.
type Burn struct {
	Disclosure bool `json:"disclosure"`
	Hotspots   bool `json:"hotspots"`
}

// videoForms are the forms offered, the one for most places first. What the
// platforms take was read on 2026-11-23.
var videoForms = []struct {
	ID           string
	Name, Detail taglane.Said
	media.Rendition
}{
	{"vertical", taglane.Say("Vertical, 1080 × 1920"), taglane.Say("MP4, H.264 and AAC, at most 60 frames a second: YouTube Shorts, TikTok, Reels, Shopify"),
		media.Rendition{Container: "mp4", Video: "h264", Audio: "aac", Width: 1080, Height: 1920, Fit: media.Cover, MostRate: taglane.Rate{Num: 60, Den: 1}, Loudness: -14}},
	{"vertical-bars", taglane.Say("Vertical with bars, 1080 × 1920"), taglane.Say("The whole picture, with black where it does not reach"),
		media.Rendition{Container: "mp4", Video: "h264", Audio: "aac", Width: 1080, Height: 1920, Fit: media.Contain, MostRate: taglane.Rate{Num: 60, Den: 1}, Loudness: -14}},
	{"original", taglane.Say("As filmed"), taglane.Say("MP4, H.264 and AAC, in the clip's own size and rate"),
		media.Rendition{Container: "mp4", Video: "h264", Audio: "aac"}},
	{"small", taglane.Say("Small, 720 wide"), taglane.Say("MP4 for mail and messages, at most 30 frames a second"),
		media.Rendition{Container: "mp4", Video: "h264", Audio: "aac", Width: 720, Height: 1280, Fit: media.Inside, MostRate: taglane.Rate{Num: 30, Den: 1}, MostBits: 2_500_000, AudioBits: 128_000}},
	{"web", taglane.Say("For a web page"), taglane.Say("WebM, VP9 and Opus, 720 wide"),
		media.Rendition{Container: "webm", Video: "vp9", Audio: "opus", Width: 720, Height: 1280, Fit: media.Inside, AudioBits: 96_000}},
}

// VideoTargets lists the forms a clip can be written in.
func (s *Studio) VideoTargets() []VideoTarget {
	out := make([]VideoTarget, 0, len(videoForms))
	for _, f := range videoForms {
		out = append(out, VideoTarget{f.ID, s.Tell(f.Name), s.Tell(f.Detail)})
	}
	return out
}

func renditionOf(target string, c taglane.Clip) (media.Rendition, error) {
	for _, f := range videoForms {
		if f.ID != target {
			continue
		}
		r := f.Rendition
		r.Focus = taglane.Point{X: .5, Y: .5}
		if c.Design != nil && c.Design.Focus != nil {
			r.Focus = *c.Design.Focus
		}
		if c.Audio == "" {
			r.Audio, r.Loudness = "", 0
		}
		return r, nil
	}
	return media.Rendition{}, taglane.Errorf(taglane.Invalid, "There is no form for clips called %q.", target)
}

// ExportVideo writes the clip in another form, in the background; a notice
// tells the end.
func (s *Studio) ExportVideo(ctx context.Context, id taglane.ID, target string, burn Burn, folder string) (Job, error) {
	c, err := s.store.Clip(ctx, id)
	if err != nil {
		return Job{}, err
	}
	dir, err := s.exportFolder(folder)
	if err != nil {
		return Job{}, err
	}
	if _, err := renditionOf(target, c); err != nil {
		return Job{}, err
	}
	job := s.o.NewID()
	s.work.Add(work.Task{ID: job, Of: job, Name: c.Heading(), Doing: "export", Steps: []work.Step{{Rank: rankExport, Yields: true, Do: func(ctx context.Context, d *work.Desk) error {
		e, err := s.render(under(ctx, d), c.ID, target, burn, dir, func(p media.Progress) { d.Progress("export", p.Share, p.Left) })
		if err == nil {
			s.o.Emit("notice", NoticeEvent{Kind: "success", Message: s.say("%s is written to %s.", e.Name, dir), Folder: dir})
		}
		return err
	}}}})
	return Job{ID: job, Clip: id, Name: c.Heading(), Doing: "export", SecondsLeft: -1}, nil
}

// RenderVideo writes the clip in another form now.
func (s *Studio) RenderVideo(ctx context.Context, id taglane.ID, target string, burn Burn, folder string, progress func(media.Progress)) (Exported, error) {
	dir, err := s.exportFolder(folder)
	if err != nil {
		return Exported{}, err
	}
	return s.render(ctx, id, target, burn, dir, progress)
}

func (s *Studio) render(ctx context.Context, id taglane.ID, target string, burn Burn, dir string, progress func(media.Progress)) (Exported, error) {
	d, err := s.Draft(ctx, id)
	if err != nil {
		return Exported{}, err
	}
	if err := s.unsaid(d, "title"); err != nil {
		return Exported{}, err
	}
	open, _ := drop.Veil(d, s.o.Now())
	r, err := renditionOf(target, d.Clip)
	if err != nil {
		return Exported{}, err
	}
	if r.Marks, err = marksOf(open, burn); err != nil {
		return Exported{}, err
	}
	src, tool, err := s.source(ctx, d.Clip)
	if err != nil {
		return Exported{}, err
	}
	path, err := files.Free(dir, d.Clip.Heading()+", "+target, "."+r.Container)
	if err != nil {
		return Exported{}, err
	}
	done, err := media.Render(ctx, tool, src, r, path, progress)
	if err != nil {
		return Exported{}, err
	}
	return s.exported(done.Path, done.Bytes), nil
}

// marksOf are what is burnt in: the disclosure at the beginning, a ring on every hotspot.
func marksOf(d taglane.Draft, burn Burn) (marks []media.Mark, err error) {
	if words, span := d.Overlay(); burn.Disclosure && words != "" {
		m, err := cover.Label(words, 720)
		if err != nil {
			return nil, err
		}
		marks = append(marks, media.Mark{Picture: m, Span: span, Width: 0.34,
			At: func(taglane.Frame) taglane.Point { return taglane.Point{X: 0.22, Y: 0.14} }})
	}
	if !burn.Hotspots {
		return marks, nil
	}
	lanes := map[taglane.ID]*image.NRGBA{}
	for _, t := range d.Tags {
		if len(t.Keys) == 0 {
			continue
		}
		if lanes[t.Product] == nil {
			if lanes[t.Product], err = cover.Ring(len(lanes)+1, 192); err != nil {
				return nil, err
			}
		}
		marks = append(marks, media.Mark{Picture: lanes[t.Product], Span: t.Span, Width: 0.075, At: func(f taglane.Frame) taglane.Point {
			spot, _ := t.At(f)
			return taglane.Point{X: spot.X, Y: spot.Y}
		}})
	}
	return marks, nil
}
