package facebook

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"taglane/app/taglane"
)

// rule is one limit with where it is from. What a rule does not limit is zero.
type rule struct {
	Rule       string   `json:"rule"`
	Least      float64  `json:"least"`
	Most       float64  `json:"most"`
	SafeLeast  float64  `json:"safe_least"` // outside these a person is warned
	SafeMost   float64  `json:"safe_most"`
	Unit       string   `json:"unit"`
	Ratio      string   `json:"ratio"`
	Width      int      `json:"width"`
	Height     int      `json:"height"`
	SafeWidth  int      `json:"safe_width"`
	SafeHeight int      `json:"safe_height"`
	Containers []string `json:"containers"`
	Video      []string `json:"video"`
	Audio      []string `json:"audio"`
	Source     string   `json:"source"`
}

//go:embed rules.json
var written []byte

var book = func() (b struct {
	CheckedOn string `json:"checked_on"`
	Rules     []rule `json:"rules"`
}) {
	if err := json.Unmarshal(written, &b); err != nil {
		panic("facebook: rules.json: " + err.Error())
	}
	return b
}()

func checkedOn() string { return book.CheckedOn }

func ruleOf(name string) rule {
	i := slices.IndexFunc(book.Rules, func(r rule) bool { return r.Rule == name })
	if i < 0 {
		panic("facebook: no rule " + name)
	}
	return book.Rules[i]
}

// reelsPerDay is how many Reels a Page may have in 24 hours.
var reelsPerDay = int(ruleOf("FB-COUNT").Most)

// findings are collected in the order of the rules.
type findings []taglane.Finding

func (f *findings) add(rule string, level taglane.Level, field string, message, fix taglane.Said) {
	*f = append(*f, taglane.NewFinding(rule, level, message, taglane.Place{Field: field}, fix))
}

// look finds what can be told without asking anybody.
func look(p taglane.Publication) []taglane.Finding {
	var f findings
	c := p.Revision.Draft.Clip
	f.length(c)
	f.picture(c)
	f.rate(c)
	f.format(c, p.Revision.Media.Path)
	f.words(p)
	return f
}

func (f *findings) length(c taglane.Clip) {
	if !c.Rate.Valid() || c.Frames <= 0 {
		return
	}
	r, ms := ruleOf("FB-DURATION"), float64(c.Rate.Millis(c.Frames))
	switch {
	case ms < r.Least || ms > r.Most:
		f.add(r.Rule, taglane.Block, "clip", taglane.Say("Facebook takes Reels of %d to %d seconds, and this clip has %.1f.", int(r.Least/1000), int(r.Most/1000), ms/1000), taglane.Said{})
	case ms < r.SafeLeast || ms > r.SafeMost:
		f.add(r.Rule, taglane.Warn, "clip", taglane.Say("Facebook does not agree with itself on Reels shorter than %d or longer than %d seconds; it may refuse this one.", int(r.SafeLeast/1000), int(r.SafeMost/1000)), taglane.Said{})
	}
}

// about is how far a shape may be from 9:16 and still be it: a row of pixels.
const about = 0.01

func (f *findings) picture(c taglane.Clip) {
	if c.Width <= 0 || c.Height <= 0 {
		return
	}
	r := ruleOf("FB-ASPECT")
	var w, h float64
	if _, err := fmt.Sscanf(r.Ratio, "%g:%g", &w, &h); err == nil {
		if off := float64(c.Width) / float64(c.Height) / (w / h); off < 1-about || off > 1+about {
			f.add(r.Rule, taglane.Block, "clip", taglane.Say("Reels on Facebook are %s, and this clip is %d × %d.", r.Ratio, c.Width, c.Height), taglane.Say("Export the clip as %s", r.Ratio))
		}
	}
	r = ruleOf("FB-PIXELS")
	switch {
	case c.Width < r.Width || c.Height < r.Height:
		f.add(r.Rule, taglane.Block, "clip", taglane.Say("Reels on Facebook have %d × %d pixels or more, and this clip has %d × %d.", r.Width, r.Height, c.Width, c.Height), taglane.Said{})
	case c.Width < r.SafeWidth || c.Height < r.SafeHeight:
		f.add(r.Rule, taglane.Warn, "clip", taglane.Say("Facebook recommends %d × %d pixels or more, and this clip has %d × %d.", r.SafeWidth, r.SafeHeight, c.Width, c.Height), taglane.Said{})
	}
}

func (f *findings) rate(c taglane.Clip) {
	if !c.Rate.Valid() {
		return
	}
	r, fps := ruleOf("FB-FPS"), c.Rate.FPS()
	switch {
	case fps < r.Least || fps > r.Most:
		f.add(r.Rule, taglane.Block, "clip", taglane.Say("Facebook takes Reels of %d to %d frames a second, and this clip has %.2f.", int(r.SafeLeast), int(r.SafeMost), fps), taglane.Said{})
	case fps < r.SafeLeast || fps > r.SafeMost:
		f.add(r.Rule, taglane.Warn, "clip", taglane.Say("Facebook asks for %d frames a second or more, and this clip has %.2f; it may refuse it.", int(r.SafeLeast), fps), taglane.Said{})
	}
}

func (f *findings) format(c taglane.Clip, path string) {
	r := ruleOf("FB-FORMAT")
	kind := strings.TrimPrefix(strings.ToLower(filepath.Ext(path)), ".")
	odd := kind != "" && !slices.Contains(r.Containers, kind) ||
		c.Codec != "" && !slices.Contains(r.Video, c.Codec) ||
		c.Audio != "" && !slices.Contains(r.Audio, c.Audio) || c.VariableRate
	if odd {
		f.add(r.Rule, taglane.Warn, "clip", taglane.Say("Facebook recommends an MP4 or MOV file with H.264 and AAC and a steady frame rate; this clip is something else."), taglane.Say("Export the clip as H.264"))
	}
}

func (f *findings) words(p taglane.Publication) {
	d := p.Revision.Draft
	if len(d.Tags) > 0 {
		f.add("FB-TAGS", taglane.Warn, "tags", taglane.Say("Facebook takes no product tags on Reels; names and links can stand in the caption."), taglane.Said{})
	}
	r := ruleOf("FB-COVER")
	cover := strings.TrimPrefix(strings.ToLower(filepath.Ext(p.Revision.Cover.Path)), ".")
	if p.Revision.Digest != "" && !slices.Contains(r.Containers, cover) {
		f.add(r.Rule, taglane.Warn, "cover", taglane.Say("There is no cover picture, so Facebook picks a frame."), taglane.Say("Choose a cover"))
	}
	words, _ := d.Overlay()
	if words != "" && strings.Contains(d.Clip.Caption, "https://") && !discloses(d.Clip.Caption, words) {
		f.add("FB-LINKS", taglane.Warn, "caption", taglane.Say("The caption has links and does not say that this is advertising."), taglane.Say("Write “%s” at its beginning", words))
	}
}

// discloses says whether a caption has the word that the film would show.
func discloses(caption, words string) bool {
	word, _, _ := strings.Cut(words, " · ")
	return regexp.MustCompile(`(?i)(^|[^\pL])` + regexp.QuoteMeta(word) + `($|[^\pL])`).MatchString(caption)
}

// lookAtPage asks whether the Page can be posted to and how many Reels it had
// in the last 24 hours by Facebook's own clock. Where it cannot be asked, the
// publication itself will learn that.
func (s *Service) lookAtPage(ctx context.Context, p taglane.Publication) []taglane.Finding {
	var f findings
	made, now, err := s.reels(ctx)
	switch {
	case taglane.KindOf(err) == taglane.Login:
		f.add("FB-PAGE", taglane.Block, "account", taglane.SaidOf(err), taglane.Said{})
		return f
	case err != nil:
		f.add("FB-COUNT", taglane.Info, "account", taglane.Say("Facebook could not be asked how many Reels this Page had today."), taglane.Said{})
		return f
	}
	if _, err := dueOf(p, now); err != nil {
		f.add("FB-SCHEDULE", taglane.Block, "at", taglane.SaidOf(err), taglane.Said{})
	}
	n := len(made)
	if n >= reelsPerDay {
		f.add("FB-COUNT", taglane.Warn, "account", taglane.Say("This Page had %d Reels in the last 24 hours, and Facebook allows %d; this one may have to wait.", n, reelsPerDay), taglane.Said{})
	}
	return f
}

// dueOf is when Facebook itself is to publish, as the setting publish_at says;
// zero for at once. Invalid: it is no time, or nearer than Facebook allows by
// the clock of an answer it just gave.
func dueOf(p taglane.Publication, now time.Time) (time.Time, error) {
	text := p.Settings["publish_at"]
	if text == "" {
		return time.Time{}, nil
	}
	due, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return due, taglane.Errorf(taglane.Invalid, "%q is not a time such as 2026-11-25T18:00:00Z.", text)
	}
	ahead := time.Duration(ruleOf("FB-SCHEDULE").Least) * time.Second
	if !now.IsZero() && due.Sub(now) < ahead {
		return due, taglane.Errorf(taglane.Invalid, "Facebook takes a Reel %d minutes or more before its time; this one comes too late for that.", int(ahead.Minutes()))
	}
	return due, nil
}
