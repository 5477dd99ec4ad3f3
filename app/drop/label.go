package drop

import (
	"strings"
	"time"

	"taglane/app/taglane"
)

// weekdays are the short names of the days, Sunday first, by language.
var weekdays = map[string][7]string{
	"en": {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
	"de": {"So", "Mo", "Di", "Mi", "Do", "Fr", "Sa"},
	"es": {"dom", "lun", "mar", "mié", "jue", "vie", "sáb"},
	"fr": {"dim.", "lun.", "mar.", "mer.", "jeu.", "ven.", "sam."},
	"it": {"dom", "lun", "mar", "mer", "gio", "ven", "sab"},
	"ja": {"日", "月", "火", "水", "木", "金", "土"},
	"zh": {"周日", "周一", "周二", "周三", "周四", "周五", "周六"},
}

// Label is what a teaser says of a held tag: the day, the wall time and the
// zone in which it was set, such as "Fri 10:00 CET". The language is the
// clip's; English stands in for one without words. It never counts down, since
// a text that does is wrong as soon as it is read later.
func Label(h Hold, language string) string {
	loc, err := location(h.Until.Zone)
	if err != nil {
		loc = time.UTC
	}
	base, _, _ := strings.Cut(strings.ToLower(language), "-")
	days, known := weekdays[base]
	if !known {
		days = weekdays["en"]
	}
	at := h.Until.Until.In(loc)
	return days[at.Weekday()] + at.Format(" 15:04 MST")
}

// Announcement is what may be said of a held tag: when it may be seen.
type Announcement struct {
	At   time.Time `json:"at"`
	Zone string    `json:"zone"` // IANA name of the clock a person set it by
	Says string    `json:"says"` // the day and the time, as Label puts them
}

// Announced is what the teasers of a draft say at a time, by tag; empty where
// nothing is held.
func Announced(d taglane.Draft, at time.Time) map[taglane.ID]Announcement {
	out := map[taglane.ID]Announcement{}
	for _, h := range Held(d, at) {
		out[h.Tag] = Announcement{h.Until.Until, h.Until.Zone, Label(h, d.Clip.Language)}
	}
	return out
}
