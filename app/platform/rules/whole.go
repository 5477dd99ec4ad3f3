package rules

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"taglane/app/taglane"
)

// says is a place in one sentence.
func (p Pack) says(c taglane.Clip) string {
	if no := p.refuses(c); no != "" {
		return no
	}
	switch {
	case p.Tags.Form == Timeline:
		return why("Every tag at its time and place, with label and price.")
	case p.Tags.Form == Field:
		return why("Every tag is kept beside the product; the shop's theme has to show it.")
	case p.Tags.Form == Prose:
		return why("No product tags: names and links can stand in the caption.")
	case p.Tags.Form == Link && p.Tags.ByHand != "":
		return why("One product, as a link that you add by hand in %s.", p.Tags.ByHand)
	case p.Tags.Form == Link:
		return why("One product, as a link with the whole clip.")
	case p.Tags.Sticker:
		return why("The order of the products; you tag them by hand in %s.", p.Tags.ByHand)
	case p.keeps(Times):
		return why("Products with their times; you tag them by hand in %s.", p.Tags.ByHand)
	case p.Tags.OwnOnly:
		return why("A list of up to %d products of your own shop, without times.", p.Tags.Most)
	}
	return why("A list of products, without times.")
}

// whole says what becomes of the clip itself and of what goes with it. What a
// clip does not have is not spoken of.
func (p Pack) whole(d taglane.Draft) []Matter {
	c := d.Clip
	out := []Matter{{why("Clip"), kept()}}
	if no := p.refuses(c); no != "" {
		out[0].Outcome = Outcome{Dropped, no}
	}
	out = append(out, Matter{why("Title"), p.title(c)})
	if c.Caption != "" {
		out = append(out, Matter{why("Caption"), p.caption(c)})
	}
	if p.Caption != nil && strings.Contains(c.Caption, "https://") {
		o := kept()
		if !p.Links {
			o = reduced("A link in the caption is shown and cannot be clicked.")
		}
		out = append(out, Matter{why("Links"), o})
	}
	out = append(out, Matter{why("Cover"), p.cover(c)})
	o := kept()
	if !p.Subtitles {
		o = dropped("No file of subtitles can be sent to %s; put them into the picture.", p.Name)
	}
	out = append(out, Matter{why("Subtitles"), o})
	if words, _ := d.Overlay(); words != "" {
		out = append(out, Matter{why("Disclosure"), p.disclosure()})
	}
	return out
}

func (p Pack) title(c taglane.Clip) Outcome {
	switch n := p.Title.length(c.Heading()); {
	case p.Title == nil:
		return dropped("A post on %s has no title.", p.Name)
	case p.Title.Most > 0 && n > p.Title.Most:
		return reduced("The title has %d characters, and there is room for %d on %s.", n, p.Title.Most, p.Name)
	}
	return kept()
}

func (p Pack) caption(c taglane.Clip) Outcome {
	switch n := p.Caption.length(c.Caption); {
	case p.Caption == nil:
		return dropped("No text is kept beside the clip on %s.", p.Name)
	case p.Caption.Most > 0 && n > p.Caption.Most && p.Caption.Unit == Bytes:
		return reduced("The caption has %d bytes, and there is room for %d on %s.", n, p.Caption.Most, p.Name)
	case p.Caption.Most > 0 && n > p.Caption.Most:
		return reduced("The caption has %d characters, and there is room for %d on %s.", n, p.Caption.Most, p.Name)
	}
	return kept()
}

func (p Pack) cover(c taglane.Clip) Outcome {
	if p.Cover == OneFrame && c.Design != nil && (c.Design.Title != nil || c.Design.Sticker != nil) {
		return reduced("Only a frame of the clip can be the cover on %s, without words on it.", p.Name)
	}
	return kept()
}

func (p Pack) disclosure() Outcome {
	switch p.Disclosure {
	case Switch, Written:
		return kept()
	}
	return reduced("There is no switch for it on %s: the clip itself has to say it.", p.Name)
}

// length is how much of a text's limit words take.
func (t *Text) length(s string) int {
	switch {
	case t == nil:
		return 0
	case t.Unit == Bytes:
		return len(s)
	case t.Unit == UTF16:
		return len(utf16.Encode([]rune(s)))
	}
	return utf8.RuneCountInString(s)
}

// about is how far two ratios may differ and still be the same: a row of pixels
// more or less than 9:16 is 9:16.
const about = 0.01

// refuses is why a place takes no such clip; "" when it does, or when nothing
// is known of the clip that speaks against it.
func (p Pack) refuses(c taglane.Clip) string {
	ms := int64(0)
	if c.Rate.Valid() {
		ms = c.Rate.Millis(c.Frames)
	}
	shape := 0.0
	if c.Width > 0 && c.Height > 0 {
		shape = float64(c.Width) / float64(c.Height)
	}
	switch k := p.Clip; {
	case ms > 0 && k.Longest > 0 && ms > k.Longest:
		return why("Clips on %s last up to %d seconds, and this one lasts %d.", p.Name, k.Longest/1000, (ms+999)/1000)
	case ms > 0 && ms < k.Shortest:
		return why("Clips on %s last %d seconds or more, and this one is shorter.", p.Name, k.Shortest/1000)
	case k.Bytes > 0 && c.Size > k.Bytes:
		return why("Files on %s have up to %d MB, and this one has %d.", p.Name, k.Bytes/1_000_000, (c.Size+999_999)/1_000_000)
	case shape > 0 && k.Narrowest != "" && k.Narrowest == k.Widest && !k.fits(shape):
		return why("Clips on %s are %s: export this one in that shape first.", p.Name, k.Widest)
	case shape > 0 && !k.fits(shape):
		return why("The picture of this clip is too narrow or too wide for %s.", p.Name)
	}
	return ""
}

func (c Clip) fits(shape float64) bool {
	return (c.Narrowest == "" || shape >= c.Narrowest.value()*(1-about)) && (c.Widest == "" || shape <= c.Widest.value()*(1+about))
}
