package webpage

import (
	"time"

	"taglane/app/taglane"
)

// rule is one thing looked at before a page leaves. Limits are ours where no
// other source is named.
type rule struct {
	Level     taglane.Level
	Source    string
	CheckedOn string
}

var rules = map[string]rule{
	"page.disclosure.first": {taglane.Block, "FTC, CMA", "2026-11"},
	"disc.page.before":      {taglane.Block, "ASA, FTC", "2026-11"},
	"page.paidlink":         {taglane.Block, "FTC, CMA", "2026-11"},
	"disc.link.paid":        {taglane.Block, "FTC, CMA", "2026-11"},
	"page.rel":              {taglane.Block, "Taglane", "2026-11"},
	"page.network":          {taglane.Block, "Taglane", "2026-11"},
	"page.scheme":           {taglane.Block, "Taglane", "2026-11"},
	"page.jsonld.required":  {taglane.Block, "Google, structured data for video", "2026-11"},
	"page.moments":          {taglane.Warn, "Google, key moments", "2026-11"},
	"page.price.age":        {taglane.Warn, "Taglane", "2026-11"},
	"page.captions":         {taglane.Warn, "WCAG 1.2.2", "2026-11"},
	"page.alt":              {taglane.Warn, "WCAG 1.1.1", "2026-11"},
	"page.tag.short":        {taglane.Warn, "Taglane", "2026-11"},
	"page.spot.edge":        {taglane.Warn, "WCAG 2.5.8", "2026-11"},
	"page.size":             {taglane.Warn, "Taglane", "2026-11"},
	"page.single":           {taglane.Warn, "Taglane", "2026-11"},
	"page.codec":            {taglane.Warn, "Taglane", "2026-11"},
	"page.folder":           {taglane.Block, "Taglane", "2026-11"},
	"page.name":             {taglane.Block, "Taglane", "2026-11"},
	"page.timeline":         {taglane.Block, "taglane-timeline/1", "2026-11"},
	"drop.page.clock":       {taglane.Block, "Taglane", "2026-11"},
	"disc.video.present":    {taglane.Info, "FTC, CMA", "2026-11"},
}

const (
	priceAge   = 7 * 24 * time.Hour
	singleMax  = 8 << 20  // bytes of a clip inside the page
	pageMax    = 200_000  // bytes without media
	pictureMax = 300_000  // bytes
	momentsMin = 30_000   // ms, below which search engines want no key moments
	phoneWidth = 300.0    // CSS px of the player on a phone
	target     = 24.0 / 2 // CSS px around a marker's centre
	controls   = 52.0     // CSS px at the foot of the player
)

func finding(id string, message, fix taglane.Said, at taglane.Place) taglane.Finding {
	return taglane.NewFinding(id, rules[id].Level, message, at, fix)
}

// look finds what a person should know before this publication becomes a page.
func look(p taglane.Publication) (out []taglane.Finding) {
	r := p.Revision
	d, frozen := r.Draft, r.Digest != ""
	add := func(id string, message, fix taglane.Said, at taglane.Place) {
		out = append(out, finding(id, message, fix, at))
	}
	if frozen && r.Cover.Path == "" {
		add("page.jsonld.required", taglane.Say("The page has no cover, which search engines and the player ask for."), taglane.Say("Choose a cover"), taglane.Place{Field: "cover"})
	}
	if d.Clip.Audio != "" {
		add("page.captions", taglane.Say("The clip has sound and no captions, so some visitors miss what is said."), taglane.Said{}, taglane.Place{Field: "captions"})
	}
	if playable[d.Clip.Codec] == "" && d.Clip.Codec != "" {
		add("page.codec", taglane.Say("Many browsers cannot play %s video.", d.Clip.Codec), taglane.Say("Export the clip as H.264"), taglane.Place{Field: "clip"})
	}
	if p.Settings["single_file"] == "true" && r.Media.Size > singleMax {
		add("page.single", taglane.Say("The clip is larger than 8 MB, so the page will be a folder instead of a single file."), taglane.Said{}, taglane.Place{Field: "single_file"})
	}
	for _, q := range d.Products {
		out = append(out, lookAtProduct(q, r)...)
	}
	if id := told(r); id != "" {
		add("drop.page.clock", taglane.Say("The page would carry what may not be seen yet behind its countdown."), taglane.Said{}, taglane.Place{Product: id})
	}
	tied := false
	for _, t := range d.Tags {
		out = append(out, lookAtTag(d, t)...)
		tied = tied || d.RelationOf(t) != taglane.None
	}
	if tied && p.Settings["disclosed_in_video"] != "true" {
		add("disc.video.present", taglane.Say("The page says on the picture that this is advertising; the clip itself does not, if it is shown elsewhere."), taglane.Said{}, taglane.Place{Field: "disclosed_in_video"})
	}
	return out
}

// playable is what the common browsers play in a file.
var playable = map[string]string{"h264": "mp4", "vp8": "webm", "vp9": "webm", "av1": "mp4"}

func lookAtProduct(q taglane.Product, r taglane.Revision) (out []taglane.Finding) {
	at := func(field string) taglane.Place { return taglane.Place{Product: q.ID, Field: field} }
	if q.URL != "" && taglane.CheckURL(q.URL) != nil {
		out = append(out, finding("page.scheme", taglane.Say("The link of %s does not start with https://.", q.Title), taglane.Say("Mend the link"), at("url")))
	}
	if q.Offer != nil && !fresh(q.Offer, r.FrozenAt) {
		out = append(out, finding("page.price.age", taglane.Say("The price of %s is older than 7 days, so the page will not show it.", q.Title), taglane.Say("Look the price up again"), at("offer")))
	}
	if q.Title == "" {
		out = append(out, finding("page.alt", taglane.Say("A product has no name, so its picture cannot be described."), taglane.Say("Name the product"), at("title")))
	}
	if f, ok := r.Pictures[q.ID]; ok && f.Size > pictureMax {
		out = append(out, finding("page.size", taglane.Say("The picture of %s is larger than 300 KB.", q.Title), taglane.Say("Use a smaller picture"), at("image")))
	}
	return out
}

func lookAtTag(d taglane.Draft, t taglane.Tag) (out []taglane.Finding) {
	q, _ := d.Product(t.Product)
	if d.Clip.Rate.Valid() && d.Clip.Rate.Millis(t.Out)-d.Clip.Rate.Millis(t.In) < taglane.ShortestTag {
		out = append(out, finding("page.tag.short", taglane.Say("The marker of %s is there for less than %.1f s, which is hard to catch.", q.Title, taglane.ShortestTag/1000.0), taglane.Say("Extend to %.1f s", taglane.ShortestTag/1000.0), taglane.Place{Tag: t.ID, Product: t.Product, Field: "span", Frame: &t.In}))
	}
	if d.Clip.Width < 1 || d.Clip.Height < 1 {
		return out
	}
	height := phoneWidth * float64(d.Clip.Height) / float64(d.Clip.Width)
	for _, k := range t.Keys {
		x, y := k.X*phoneWidth, k.Y*height
		if x < target || x > phoneWidth-target || y < target || y > height-controls-target {
			f := k.Frame
			return append(out, finding("page.spot.edge", taglane.Say("The marker of %s reaches over the edge or under the player's controls.", q.Title), taglane.Say("Move it inwards"), taglane.Place{Tag: t.ID, Product: t.Product, Field: "spot", Frame: &f}))
		}
	}
	return out
}

// fresh says whether a price may still be shown on a page frozen at a time.
func fresh(o *taglane.Offer, frozen time.Time) bool {
	return o != nil && o.Price.Check() == nil && !o.ObservedAt.IsZero() && (frozen.IsZero() || frozen.Sub(o.ObservedAt) <= priceAge)
}
