package youtube

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"taglane/app/platform/rules"
	"taglane/app/taglane"
)

// describe is the description of a revision: what must be disclosed, the
// caption, the products in the order in which they matter, and, where YouTube
// shows them, chapters. The links are plain, so that YouTube Studio can suggest
// the products for tagging.
func describe(r taglane.Revision) string {
	d := r.Draft
	var parts []string
	if words, _ := d.Overlay(); words != "" {
		parts = append(parts, words)
	}
	if caption := strings.TrimSpace(d.Clip.Caption); caption != "" {
		parts = append(parts, caption)
	}
	marks := chapters(d)
	if list := products(d, len(marks) == 0); list != "" {
		parts = append(parts, list)
	}
	if len(marks) > 0 {
		parts = append(parts, strings.Join(marks, "\n"))
	}
	return plain(strings.Join(parts, "\n\n"))
}

// plain takes out what YouTube refuses in its texts.
func plain(text string) string { return strings.NewReplacer("<", "", ">", "").Replace(text) }

// products lists what is tagged, each with its link, and if timed with the
// moment at which it is first seen.
func products(d taglane.Draft, timed bool) string {
	first := firstSeen(d)
	var lines []string
	for _, id := range rules.Ordered(d, d.Clip.Priority) {
		q, _ := d.Product(id)
		tag, seen := first[id]
		if !seen {
			continue
		}
		line := title(q)
		if d.RelationOf(tag) == taglane.Commission {
			line += " " + rules.PaidLink(d.Clip.Language) // the law wants it beside the link
		}
		if timed && d.Clip.Rate.Valid() {
			// A list that begins at 0:00 would be taken for chapters.
			line = clock(max(d.Clip.Rate.Millis(tag.In), 1000)) + " " + line
		}
		lines = append(lines, line)
		if link := d.LinkTo(id); link != "" {
			lines = append(lines, strings.NewReplacer("<", "%3C", ">", "%3E").Replace(link))
		}
	}
	return strings.Join(lines, "\n")
}

func title(q taglane.Product) string {
	name := strings.Join(strings.Fields(q.Title), " ")
	if q.Brand != "" && !strings.Contains(strings.ToLower(name), strings.ToLower(q.Brand)) {
		return q.Brand + " " + name
	}
	return name
}

const (
	chapterLeast = 10_000 // ms
	chaptersOf   = 3      // fewer are not shown
	chaptersFrom = 30_000 // ms, of a whole clip
)

// chapters are the lines YouTube makes chapters of: the first at 0:00, each at
// least ten seconds long. Empty where it would show none.
func chapters(d taglane.Draft) []string {
	if !d.Clip.Rate.Valid() || short(d.Clip) || millis(d.Clip) < chaptersFrom {
		return nil
	}
	lines, last := []string{"0:00 " + strings.Join(strings.Fields(d.Clip.Heading()), " ")}, int64(0)
	for _, t := range d.Tags {
		at := d.Clip.Rate.Millis(t.In) / 1000 * 1000
		if at-last < chapterLeast || millis(d.Clip)-at < chapterLeast {
			continue
		}
		q, _ := d.Product(t.Product)
		lines, last = append(lines, clock(at)+" "+title(q)), at
	}
	if len(lines) < chaptersOf {
		return nil
	}
	return lines
}

// stamped is a line that begins with a moment.
var stamped = regexp.MustCompile(`^(?:(\d{1,2}):)?(\d{1,2}):(\d{2})\s`)

// falseChapters says whether a caption has a list of moments from 0:00 that is
// meant as chapters, and that YouTube makes none of.
func falseChapters(d taglane.Draft) bool {
	var at []int64
	for _, line := range strings.Split(d.Clip.Caption, "\n") {
		m := stamped.FindStringSubmatch(strings.TrimSpace(line) + " ")
		if m == nil {
			continue
		}
		h, _ := strconv.ParseInt(or(m[1], "0"), 10, 64)
		minutes, _ := strconv.ParseInt(m[2], 10, 64)
		s, _ := strconv.ParseInt(m[3], 10, 64)
		at = append(at, (h*3600+minutes*60+s)*1000)
	}
	if len(at) == 0 || at[0] != 0 {
		return false
	}
	if len(at) < chaptersOf || millis(d.Clip) < chaptersFrom || short(d.Clip) {
		return true
	}
	for i := 1; i < len(at); i++ {
		if at[i]-at[i-1] < chapterLeast {
			return true
		}
	}
	return millis(d.Clip)-at[len(at)-1] < chapterLeast
}

// clock is a moment as YouTube reads it in a description: m:ss or h:mm:ss.
func clock(ms int64) string {
	s := ms / 1000
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}

func millis(c taglane.Clip) int64 {
	if !c.Rate.Valid() {
		return 0
	}
	return c.Rate.Millis(c.Frames)
}

// short says whether YouTube makes a Short of the clip: nobody asks for one,
// its shape and length decide.
func short(c taglane.Clip) bool {
	return c.Width > 0 && c.Height >= c.Width && millis(c) > 0 && millis(c) <= 180_000
}
