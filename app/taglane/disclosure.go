package taglane

import "strings"

// overlays are what is written on the film in one language: where links are
// paid, and where they are not.
var overlays = map[string][2]string{
	"en": {"Ad · paid links", "Ad"},
	"de": {"Werbung · Affiliate-Links", "Werbung"},
	"fr": {"Publicité · liens rémunérés", "Publicité"},
	"it": {"Pubblicità · link affiliati", "Pubblicità"},
}

// overlayMillis is how long the words stand at least.
const overlayMillis = 3000

// Overlay is the disclosure that is written on the film, and when it stands
// there: from the first frame on, for three seconds or until the first tag has
// been in the picture for one, whichever is longer. The words are "" when
// nothing has to be disclosed. English stands in for languages without words.
func (d Draft) Overlay() (words string, span Span) {
	tied, paid, first := false, false, Frame(-1)
	for _, t := range d.Tags {
		switch d.RelationOf(t) {
		case Commission:
			tied, paid = true, true
		case Paid, Gifted, Own:
			tied = true
		}
		if first < 0 || t.In < first {
			first = t.In
		}
	}
	if !tied || !d.Clip.Rate.Valid() {
		return "", Span{}
	}
	base, _, _ := strings.Cut(strings.ToLower(d.Clip.Language), "-")
	said, ok := overlays[base]
	if !ok {
		said = overlays["en"]
	}
	words = said[1]
	if paid {
		words = said[0]
	}
	frames := func(millis int64) Frame {
		return Frame((millis*d.Clip.Rate.Num + 1000*d.Clip.Rate.Den - 1) / (1000 * d.Clip.Rate.Den))
	}
	return words, Span{0, min(d.Clip.Frames, max(frames(overlayMillis), first+frames(1000)))}
}
