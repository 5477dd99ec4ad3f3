package rules

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"taglane/app/taglane"
)

// name is what a person calls a place: a proper name, but for our own page.
func (p Pack) name() taglane.Said {
	if p.Source.Kind == Ours {
		return taglane.Say("Shoppable page")
	}
	return taglane.Plain(p.Name)
}

// source says where a pack's figures are from.
func (p Pack) source() taglane.Said {
	switch p.Source.Kind {
	case Reference:
		return taglane.Say("Developer reference of %s", p.Source.Of)
	case ReferenceHelp:
		return taglane.Say("Developer reference and help pages of %s", p.Source.Of)
	case ReferenceSeen:
		return taglane.Say("Developer reference of %s, and limits that people met", p.Source.Of)
	}
	return taglane.Say("Made by Taglane")
}

// says is a place in one sentence.
func (p Pack) says(c taglane.Clip) taglane.Said {
	if no := p.refuses(c); no.Format != "" {
		return no
	}
	switch {
	case p.Tags.Form == Timeline:
		return taglane.Say("Every tag at its time and place, with label and price.")
	case p.Tags.Form == Field:
		return taglane.Say("Every tag is kept beside the product; the shop's theme has to show it.")
	case p.Tags.Form == Prose:
		return taglane.Say("No product tags: names and links can stand in the caption.")
	case p.Tags.Form == Link && p.Tags.ByHand != "":
		return taglane.Say("One product, as a link that you add by hand in %s.", p.Tags.ByHand)
	case p.Tags.Form == Link:
		return taglane.Say("One product, as a link with the whole clip.")
	case p.Tags.Sticker:
		return taglane.Say("The order of the products; you tag them by hand in %s.", p.Tags.ByHand)
	case p.keeps(Times):
		return taglane.Say("Products with their times; you tag them by hand in %s.", p.Tags.ByHand)
	case p.Tags.OwnOnly:
		return taglane.Say("A list of up to %d products of your own shop, without times.", p.Tags.Most)
	}
	return taglane.Say("A list of products, without times.")
}

// whole says what becomes of the clip itself and of what goes with it. What a
// clip does not have is not spoken of.
func (p Pack) whole(d taglane.Draft) []Matter {
	c := d.Clip
	out := []Matter{{taglane.Say("Clip"), kept()}}
	if no := p.refuses(c); no.Format != "" {
		out[0].Outcome = dropped(no)
	}
	out = append(out, Matter{taglane.Say("Title"), p.title(c)})
	if c.Caption != "" {
		out = append(out, Matter{taglane.Say("Caption"), p.caption(c)})
	}
	if p.Caption != nil && strings.Contains(c.Caption, "https://") {
		o := kept()
		if !p.Links {
			o = reduced(taglane.Say("A link in the caption is shown and cannot be clicked."))
		}
		out = append(out, Matter{taglane.Say("Links"), o})
	}
	out = append(out, Matter{taglane.Say("Cover"), p.cover(c)})
	o := kept()
	if !p.Subtitles {
		o = dropped(taglane.Say("No file of subtitles can be sent; put them into the picture."))
	}
	out = append(out, Matter{taglane.Say("Subtitles"), o})
	if words, _ := d.Overlay(); words != "" {
		out = append(out, Matter{taglane.Say("Disclosure"), p.disclosure()})
	}
	return out
}

func (p Pack) title(c taglane.Clip) Outcome {
	switch n := p.Title.length(c.Heading()); {
	case p.Title == nil:
		return dropped(taglane.Say("A post has no title."))
	case p.Title.Most > 0 && n > p.Title.Most:
		return reduced(taglane.Say("The title has %d characters, and there is room for %d.", n, p.Title.Most))
	}
	return kept()
}

func (p Pack) caption(c taglane.Clip) Outcome {
	switch n := p.Caption.length(c.Caption); {
	case p.Caption == nil:
		return dropped(taglane.Say("No text is kept beside the clip."))
	case p.Caption.Most > 0 && n > p.Caption.Most && p.Caption.Unit == Bytes:
		return reduced(taglane.Say("The caption has %d bytes, and there is room for %d.", n, p.Caption.Most))
	case p.Caption.Most > 0 && n > p.Caption.Most:
		return reduced(taglane.Say("The caption has %d characters, and there is room for %d.", n, p.Caption.Most))
	}
	return kept()
}

func (p Pack) cover(c taglane.Clip) Outcome {
	if p.Cover == OneFrame && c.Design != nil && (c.Design.Title != nil || c.Design.Sticker != nil) {
		return reduced(taglane.Say("Only a frame of the clip can be the cover, without words on it."))
	}
	return kept()
}

func (p Pack) disclosure() Outcome {
	switch p.Disclosure {
	case Switch, Written:
		return kept()
	}
	return reduced(taglane.Say("There is no switch for it: the clip itself has to say it."))
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

// refuses is why a place takes no such clip; nothing when it does, or when nothing
// is known of the clip that speaks against it.
func (p Pack) refuses(c taglane.Clip) taglane.Said {
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
		return taglane.Say("Clips on %s last up to %d seconds, and this one lasts %d.", p.Name, k.Longest/1000, (ms+999)/1000)
	case ms > 0 && ms < k.Shortest:
		return taglane.Say("Clips on %s last %d seconds or more, and this one is shorter.", p.Name, k.Shortest/1000)
	case k.Bytes > 0 && c.Size > k.Bytes:
		return taglane.Say("Files on %s have up to %d MB, and this one has %d.", p.Name, k.Bytes/1_000_000, (c.Size+999_999)/1_000_000)
	case shape > 0 && k.Narrowest != "" && k.Narrowest == k.Widest && !k.fits(shape):
		return taglane.Say("Clips on %s are %s: export this one in that shape first.", p.Name, k.Widest)
	case shape > 0 && !k.fits(shape):
		return taglane.Say("The picture of this clip is too narrow or too wide for %s.", p.Name)
	}
	return taglane.Said{}
}

func (c Clip) fits(shape float64) bool {
	return (c.Narrowest == "" || shape >= c.Narrowest.value()*(1-about)) && (c.Widest == "" || shape <= c.Widest.value()*(1+about))
}
