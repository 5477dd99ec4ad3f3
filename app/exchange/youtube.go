package exchange

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"taglane/app/taglane"
)

// What YouTube asks of chapters: the first at 00:00, at least three, each at
// least ten seconds long. Lines that miss it stay links to their moment.
const (
	leastChapters = 3
	leastChapter  = 10 // seconds
)

// chapter is one line: a second and what is seen from there.
type chapter struct {
	second int64
	names  []string
}

// chaptersOf is the lines in order: one for each second a tag begins in, with
// a line for the beginning before them.
func chaptersOf(d taglane.Draft) []chapter {
	var out []chapter
	for _, t := range inOrder(d.Tags) {
		p, _ := d.Product(t.Product)
		name := strings.NewReplacer("<", "‹", ">", "›").Replace(cmp.Or(oneLine(t.Label), lineName(p)))
		second := int64(t.In) * d.Clip.Rate.Den / d.Clip.Rate.Num
		n := len(out)
		switch {
		case n == 0 || out[n-1].second < second:
			out = append(out, chapter{second, []string{name}})
		case !slices.Contains(out[n-1].names, name):
			out[n-1].names = append(out[n-1].names, name)
		}
	}
	if len(out) > 0 && out[0].second > 0 {
		out = append([]chapter{{0, []string{"Intro"}}}, out...)
	}
	return out
}

func encodeYouTube(d taglane.Draft, _ Stamp) ([]byte, []taglane.Loss, error) {
	list := chaptersOf(d)
	var b strings.Builder
	long := len(list) > 0 && list[len(list)-1].second >= 3600
	short := 0
	end := int64(d.Clip.Frames) * d.Clip.Rate.Den / d.Clip.Rate.Num
	for i, c := range list {
		next := end
		if i+1 < len(list) {
			next = list[i+1].second
		}
		if next-c.second < leastChapter {
			short++
		}
		if long {
			fmt.Fprintf(&b, "%d:%02d:%02d %s\n", c.second/3600, c.second/60%60, c.second%60, strings.Join(c.names, ", "))
		} else {
			fmt.Fprintf(&b, "%02d:%02d %s\n", c.second/60, c.second%60, strings.Join(c.names, ", "))
		}
	}
	return []byte(b.String()), youtubeLosses(d, list, short), nil
}

func youtubeLosses(d taglane.Draft, list []chapter, short int) []taglane.Loss {
	out := timesOnly(d, YouTube)
	out = lose(out, YouTube, len(d.Tags), "ends", taglane.Say("a line names one second"))
	angled := 0
	for _, p := range d.Products {
		if tagged(d, p.ID) && strings.ContainsAny(p.Title, "<>") {
			angled++
		}
	}
	out = lose(out, YouTube, angled, "angles", taglane.Say("YouTube refuses them in a description"))
	if few := len(list); few > 0 && few < leastChapters {
		out = lose(out, YouTube, few, "few", taglane.Say("YouTube shows them from three lines on; these stay links to their moment"))
	}
	return lose(out, YouTube, short, "short", taglane.Say("YouTube wants ten seconds between them; without that all lines stay links to their moment"))
}
