package exchange

import (
	"cmp"
	"encoding/json"

	"taglane/app/taglane"
)

// What the Cloudinary Video Player reads under "shoppable". Names are theirs.
type (
	cloudinaryDoc struct {
		Shoppable struct {
			StartState string              `json:"startState"`
			Products   []cloudinaryProduct `json:"products"`
		} `json:"shoppable"`
	}
	cloudinaryProduct struct {
		ProductID   string              `json:"productId"`
		ProductName string              `json:"productName"`
		Title       string              `json:"title,omitempty"`
		PublicID    string              `json:"publicId"` // the picture's name in their library
		StartTime   json.Number         `json:"startTime"`
		EndTime     json.Number         `json:"endTime"`
		OnClick     *cloudinaryAction   `json:"onClick,omitempty"`
		Hotspots    []cloudinaryHotspot `json:"hotspots,omitempty"`
	}
	cloudinaryAction struct {
		Action string `json:"action"` // goto or seek
		Pause  bool   `json:"pause"`
		Args   struct {
			URL  string      `json:"url,omitempty"`
			Time json.Number `json:"time,omitempty"`
		} `json:"args"`
	}
	cloudinaryHotspot struct {
		Time            json.Number `json:"time"`
		X               string      `json:"x"`
		Y               string      `json:"y"`
		TooltipPosition string      `json:"tooltipPosition"`
		ClickURL        string      `json:"clickUrl,omitempty"`
	}
)

// encodeCloudinary writes one product a tag. The player draws a hotspot only
// at the very time it names, so a click on the product seeks to just that.
func encodeCloudinary(d taglane.Draft, at Stamp) ([]byte, []taglane.Loss, error) {
	var doc cloudinaryDoc
	doc.Shoppable.StartState, doc.Shoppable.Products = "openOnPlay", []cloudinaryProduct{}
	gone := map[string]int{}
	for _, t := range d.Tags {
		p, _ := d.Product(t.Product)
		id := clean(string(p.ID))
		e := cloudinaryProduct{ProductID: id, ProductName: cmp.Or(clean(p.Title), id), Title: clean(t.Label), PublicID: id,
			StartTime: seconds(d.Clip.Rate, t.In), EndTime: seconds(d.Clip.Rate, t.Out)}
		if at.Images != nil {
			e.PublicID = cmp.Or(clean(at.Images(p.ID)), id)
		}
		link := linkOf(p)
		switch {
		case len(t.Keys) > 0:
			k := t.Keys[0]
			e.OnClick = &cloudinaryAction{Action: "seek", Pause: true}
			e.OnClick.Args.Time = seconds(d.Clip.Rate, k.Frame)
			tip := "right"
			if k.X > 0.5 {
				tip = "left"
			}
			e.Hotspots = []cloudinaryHotspot{{seconds(d.Clip.Rate, k.Frame), percent(k.X), percent(k.Y), tip, link}}
		case link != "":
			e.OnClick = &cloudinaryAction{Action: "goto", Pause: true}
			e.OnClick.Args.URL = link
		}
		if len(t.Keys) > 1 {
			gone["moves"]++
		}
		doc.Shoppable.Products = append(doc.Shoppable.Products, e)
	}
	for _, p := range d.Products {
		if p.Offer != nil {
			gone["offer"]++
		}
		if p.Brand+p.GTIN+p.SKU != "" {
			gone["brand"]++
		}
	}
	b, err := worded(doc)
	return b, playerLosses(d, Cloudinary, gone), err
}
