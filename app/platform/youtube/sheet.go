package youtube

import (
	"strings"

	"taglane/app/platform"
	"taglane/app/platform/rules"
	"taglane/app/taglane"
)

// Sheet is what is left to do in YouTube Studio: to look at the description, to
// tag the products in the order in which they matter, and whatever Taglane was
// not let to do itself.
func (s *Service) Sheet(post taglane.Post, p taglane.Publication) platform.Sheet {
	sheet := platform.Sheet{Title: taglane.Say("In YouTube Studio"), Where: "https://studio.youtube.com"}
	if post.ID != "" {
		sheet.Where += "/video/" + post.ID + "/edit"
	}
	if len(p.Revision.Draft.Tags) > 0 && s.says(p, "made_for_kids") != "true" {
		sheet.Steps = s.products(p)
	}
	if why := s.bare(post.ID); why != "" {
		sheet.Steps = append(sheet.Steps, platform.SheetStep{Text: taglane.Say("Set the cover: %s.", whyBare(why))})
	}
	if g, err := s.goal(p); err == nil && g.Privacy == "private" && !s.mayEdit() {
		sheet.Steps = append(sheet.Steps, platform.SheetStep{Text: taglane.Say("Make the video public when you want it to be seen.")})
	}
	return sheet
}

// products are the steps that tag them.
func (s *Service) products(p taglane.Publication) []platform.SheetStep {
	d := p.Revision.Draft
	steps := []platform.SheetStep{{Text: taglane.Say("Look whether the description begins with the disclosure. This is all of it."), Copy: describe(p.Revision)}}
	first := firstSeen(d)
	n := 0
	for _, id := range rules.Ordered(d, d.Clip.Priority) {
		q, _ := d.Product(id)
		tag, tagged := first[id]
		if !tagged {
			continue
		}
		n++
		steps = append(steps, platform.SheetStep{Text: taglane.Say("%d. Search for this product under “Tag products” and add it; in the clip it is first seen at %s.", n, clock(d.Clip.Rate.Millis(tag.In))), Copy: title(q), Tag: tag.ID})
		if known := numbers(q); known != "" {
			steps = append(steps, platform.SheetStep{Text: taglane.Say("If several look alike, compare its number."), Copy: known, Tag: tag.ID})
		}
		if q.URL != "" {
			steps = append(steps, platform.SheetStep{Text: taglane.Say("If the search does not find it, use its address."), Copy: q.URL, Tag: tag.ID})
		}
	}
	last := taglane.Say("Save, then look at the video as a visitor. That the products are there is your word; YouTube does not let Taglane look.")
	if short(d.Clip) {
		last = taglane.Say("Save, then look at the Short as a visitor: its sticker shows the first product. That the products are there is your word; YouTube does not let Taglane look.")
	}
	return append(steps, platform.SheetStep{Text: last})
}

// firstSeen is the tag in which each product is first seen.
func firstSeen(d taglane.Draft) map[taglane.ID]taglane.Tag {
	first := map[taglane.ID]taglane.Tag{}
	for _, t := range d.Tags {
		if was, seen := first[t.Product]; !seen || t.In < was.In {
			first[t.Product] = t
		}
	}
	return first
}

// numbers are what a product is known by in a shop's feed.
func numbers(q taglane.Product) string {
	return strings.Join(strings.Fields(q.GTIN+" "+q.SKU), " ")
}
