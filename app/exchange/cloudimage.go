package exchange

import (
	"cmp"
	"encoding/json"

	"taglane/app/taglane"
)

// What js-cloudimage-video-hotspot reads. Names are theirs.
type (
	cloudimageDoc struct {
		Src      string           `json:"src,omitempty"`
		Hotspots []cloudimageSpot `json:"hotspots"`
	}
	cloudimageSpot struct {
		ID            string          `json:"id"`
		X             string          `json:"x"`
		Y             string          `json:"y"`
		StartTime     json.Number     `json:"startTime"`
		EndTime       json.Number     `json:"endTime"`
		Label         string          `json:"label"`
		Keyframes     []cloudimageKey `json:"keyframes,omitempty"`
		Easing        string          `json:"easing,omitempty"`
		Interpolation string          `json:"interpolation,omitempty"`
		Data          cloudimageData  `json:"data"`
	}
	cloudimageKey struct {
		Time json.Number `json:"time"`
		X    string      `json:"x"`
		Y    string      `json:"y"`
	}
	cloudimageData struct {
		Title string `json:"title"`
		Price string `json:"price,omitempty"`
		Brand string `json:"brand,omitempty"`
		SKU   string `json:"sku,omitempty"`
		Image string `json:"image,omitempty"`
		URL   string `json:"url,omitempty"`
		CTA   string `json:"ctaText,omitempty"`
	}
)

func encodeCloudimage(d taglane.Draft, at Stamp) ([]byte, []taglane.Loss, error) {
	doc := cloudimageDoc{Src: clean(at.Media), Hotspots: []cloudimageSpot{}}
	gone := map[string]int{}
	for _, t := range d.Tags {
		if len(t.Keys) == 0 {
			gone["listed"]++
			continue
		}
		p, _ := d.Product(t.Product)
		title := cmp.Or(clean(p.Title), clean(string(p.ID)))
		e := cloudimageSpot{ID: clean(string(t.ID)), X: percent(t.Keys[0].X), Y: percent(t.Keys[0].Y), StartTime: seconds(d.Clip.Rate, t.In), EndTime: seconds(d.Clip.Rate, t.Out),
			Label: cmp.Or(clean(t.Label), title), Data: cloudimageData{Title: title, Brand: clean(p.Brand), SKU: clean(p.SKU), URL: linkOf(p)}}
		if e.Data.URL != "" {
			e.Data.CTA = "View product"
		}
		if at.Images != nil {
			e.Data.Image = clean(at.Images(p.ID))
		}
		if p.Offer != nil {
			e.Data.Price = p.Offer.Price.String()
		}
		if len(t.Keys) > 1 {
			e.Easing, e.Interpolation = "linear", "linear"
			if t.Interpolation == taglane.CatmullRom {
				e.Interpolation = "catmull-rom"
			}
			e.Keyframes = keyframes(d.Clip.Rate, t.Path)
		}
		doc.Hotspots = append(doc.Hotspots, e)
	}
	for _, p := range d.Products {
		if p.Offer != nil {
			gone["day"]++
		}
		if p.GTIN != "" {
			gone["brand"]++
		}
	}
	b, err := worded(doc)
	return b, playerLosses(d, Cloudimage, gone), err
}

// keyframes writes the keys of a path. The player has no standing still, so a
// hotspot that holds gets a second key on the last frame before it jumps.
func keyframes(r taglane.Rate, p taglane.Path) (out []cloudimageKey) {
	for i, k := range p.Keys {
		out = append(out, cloudimageKey{seconds(r, k.Frame), percent(k.X), percent(k.Y)})
		if p.Interpolation == taglane.Hold && i+1 < len(p.Keys) && p.Keys[i+1].Frame-1 > k.Frame {
			out = append(out, cloudimageKey{seconds(r, p.Keys[i+1].Frame-1), percent(k.X), percent(k.Y)})
		}
	}
	return out
}
