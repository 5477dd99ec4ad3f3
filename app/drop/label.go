package drop

import (
	"strings"
	"time"
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
