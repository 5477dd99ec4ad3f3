package exchange

import (
	"cmp"
	"encoding/json"
	"fmt"

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
		doc.Shoppable.Products = append(doc.Shoppable.Products, e)
	}
	b, err := worded(doc)
	return b, playerLosses(d, Cloudinary, "moves", "clocks", "sizes", "relation", "offer", "brand"), err
}

// decodeCloudinary reads the products of a player's configuration: the whole
// of it, what stands under "shoppable", or the bare list, also as people write
// it into a page, with bare names and comments.
func decodeCloudinary(b []byte, grid Grid) (Timeline, error) {
	v, err := parseJSON5(b)
	if err != nil {
		return Timeline{}, err
	}
	doc := asThing(v)
	list, ok := v.([]any)
	for _, holder := range []loose{doc.thing("shoppable"), doc} {
		if !ok {
			list, ok = holder["products"].([]any)
		}
	}
	if !ok {
		return Timeline{}, taglane.Errorf(taglane.Invalid, "This file holds no products of a shoppable video.")
	}
	return eachOf(list, newIntake(grid, taglane.Say("Product")), (*intake).shoppable)
}

// eachOf takes the rows of a stranger's list one by one.
func eachOf(list []any, in *intake, take func(*intake, int, loose) error) (Timeline, error) {
	if len(list) > MaxTags {
		return Timeline{}, taglane.Errorf(taglane.Invalid, "A timeline may hold 10,000 tags at most.")
	}
	for i, item := range list {
		if err := take(in, i+1, asThing(item)); err != nil {
			in.refuse(i+1, taglane.SaidOf(err))
		}
	}
	return in.done()
}

// shoppable takes one product. The player knows hotspots at single moments;
// here each stands until the next one.
func (in *intake) shoppable(n int, e loose) error {
	spots := e.list("hotspots")
	start, ok := e.seconds("startTime")
	if !ok && len(spots) > 0 {
		start, ok = asThing(spots[0]).seconds("time")
	}
	if !ok {
		return taglane.Errorf(taglane.Invalid, "It says no time.")
	}
	var to *float64
	if end, ok := e.seconds("endTime"); ok {
		to = &end
	}
	span, err := in.span(start, to)
	if err != nil {
		return err
	}
	g := taglane.Tag{ID: in.freshID(n), Span: span}
	if g.Path, err = in.moments(spots, span); err != nil {
		return err
	}
	id := e.text("productId")
	name := cmp.Or(e.text("productName"), e.text("title"), id, fmt.Sprintf("Product %d", n))
	if title := e.text("title"); title != name {
		g.Label = title
	}
	url := e.thing("onClick").thing("args").text("url")
	for _, s := range spots {
		url = cmp.Or(url, asThing(s).text("clickUrl"))
	}
	p := taglane.Product{ID: in.productCalled(id, name), Title: name}
	in.take(n, in.t.Rate, p, taglane.Unset, in.link(n, url), g)
	return nil
}

// moments is the way of a product's hotspots. Those outside the tag are left
// out; when all are, the first one still says where the product is.
func (in *intake) moments(spots []any, span taglane.Span) (taglane.Path, error) {
	var inside, outside []taglane.Key
	for _, v := range spots {
		s := asThing(v)
		at, err := s.place()
		if err != nil {
			return taglane.Path{}, err
		}
		k := taglane.Key{Frame: span.In, Spot: at}
		if t, ok := s.seconds("time"); ok && t < 1e9 {
			k.Frame = in.nearest(t)
		}
		if span.Contains(k.Frame) {
			inside = append(inside, k)
		} else {
			outside = append(outside, k)
		}
	}
	if len(inside) == 0 && len(outside) > 0 {
		outside[0].Frame = span.In
		inside = outside[:1]
	}
	p := taglane.Path{Keys: keysAt(inside)}
	if len(p.Keys) > 1 {
		p.Interpolation = taglane.Hold
	}
	return p, nil
}
