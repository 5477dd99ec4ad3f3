package tiktok

import (
	"slices"
	"strings"

	"taglane/app/platform"
	"taglane/app/platform/rules"
	"taglane/app/taglane"
)

var _ platform.HandingOff = (*Service)(nil)

// Sheet implements platform.HandingOff: what is left to do in TikTok's app for
// a clip that lies in the inbox, in the order in which the app asks for it. A
// post that was made at once leaves nothing to do.
func (s *Service) Sheet(_ taglane.Post, p taglane.Publication) platform.Sheet {
	if s.direct {
		return platform.Sheet{}
	}
	steps := []platform.SheetStep{{Text: taglane.Say("Open TikTok's app, go to your inbox and tap the notification about the new clip.")}}
	if text := captionOf(p); text != "" {
		steps = append(steps, platform.SheetStep{Text: taglane.Say("Paste the caption."), Copy: text})
	}
	if at := p.Revision.Draft.Clip.Cover; at != nil && p.Revision.Draft.Clip.Rate.Valid() {
		seconds := float64(p.Revision.Draft.Clip.Rate.Millis(*at)) / 1000
		steps = append(steps, platform.SheetStep{Text: taglane.Say("Choose the picture at second %.1f as the cover.", seconds)})
	}
	steps = append(steps, productSteps(p.Revision.Draft)...)
	steps = append(steps, switchSteps(p)...)
	steps = append(steps, platform.SheetStep{Text: taglane.Say("Choose who can see the post, and post it.")})
	return platform.Sheet{Title: taglane.Say("Finish the post in TikTok"), Where: "https://www.tiktok.com/", Steps: steps}
}

// captionOf is the caption as it has to be pasted: with the words that say it is
// advertising in front, where the law wants them and they are not there.
func captionOf(p taglane.Publication) string {
	d := p.Revision.Draft
	words, _ := d.Overlay()
	if words == "" {
		return d.Clip.Caption
	}
	found := rules.Disclose(rules.Speech{Draft: d, Text: d.Clip.Caption, Service: "tiktok", Account: map[string]string{"mode": "direct"}})
	if !slices.ContainsFunc(found, func(f taglane.Finding) bool { return rules.InText(f.Rule) }) {
		return d.Clip.Caption
	}
	return strings.TrimSpace(words + "\n" + d.Clip.Caption)
}

// productSteps lead through the products in their order. TikTok links one.
func productSteps(d taglane.Draft) (out []platform.SheetStep) {
	for i, product := range d.Products {
		step := platform.SheetStep{Tag: product.ID, Copy: product.Title}
		switch number := numberOf(product); {
		case i >= pack.Limits.LinkProducts:
			step.Text = taglane.Say("TikTok links one product with a video, so this one has no link: %s.", taglane.Plain(product.Title))
		case number == "":
			step.Text = taglane.Say("Add the product as the link of the post: %s.", taglane.Plain(product.Title))
		default:
			step.Text = taglane.Say("Add the product as the link of the post: %s, number %s.", taglane.Plain(product.Title), taglane.Plain(number))
		}
		out = append(out, step)
	}
	return out
}

// numberOf is what tells a product from another of the same name; "" for nothing.
func numberOf(p taglane.Product) string {
	for _, number := range []string{p.SKU, p.GTIN} {
		if number != "" {
			return number
		}
	}
	return ""
}

// switchSteps are the switches of TikTok's app that this post needs: those the
// ties of its products ask for, and those its person chose.
func switchSteps(p taglane.Publication) (out []platform.SheetStep) {
	add := func(said taglane.Said) { out = append(out, platform.SheetStep{Text: said}) }
	asked := rules.Switches("tiktok", p.Revision.Draft)
	on := func(key string) bool { return slices.Contains(asked, key) || yes(p.Settings[key]) }
	if on("brand_organic") || on("brand_content") {
		add(taglane.Say("Switch on that the post promotes something."))
	}
	if on("brand_organic") {
		add(taglane.Say("Below that, choose “Your brand”."))
	}
	if on("brand_content") {
		add(taglane.Say("Below that, choose “Branded content”; such a post cannot be for yourself alone."))
	}
	if yes(p.Settings["ai"]) {
		add(taglane.Say("Switch on that the clip was made with AI."))
	}
	for _, key := range []string{"comment", "duet", "stitch"} {
		if yes(p.Settings[key]) {
			add(taglane.Say("Allow this: %s.", toggles[key]))
		}
	}
	return out
}
