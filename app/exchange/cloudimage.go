package exchange

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strings"
	"time"

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

		Countdown string `json:"countdown,omitempty"` // the instant it counts down to
		CountsTo  string `json:"countdownLabel,omitempty"`
	}
)

func encodeCloudimage(d taglane.Draft, at Stamp) ([]byte, []taglane.Loss, error) {
	doc := cloudimageDoc{Src: clean(at.Media), Hotspots: []cloudimageSpot{}}
	quiet := 0 // of what comes later the player only knows how to count down
	for _, t := range d.Tags {
		if len(t.Keys) == 0 {
			continue
		}
		p, _ := d.Product(t.Product)
		title := cmp.Or(clean(p.Title), clean(string(p.ID)))
		e := cloudimageSpot{ID: clean(string(t.ID)), X: percent(t.Keys[0].X), Y: percent(t.Keys[0].Y), StartTime: seconds(d.Clip.Rate, t.In), EndTime: seconds(d.Clip.Rate, t.Out),
			Label: cmp.Or(clean(t.Label), title), Data: cloudimageData{Title: title, Brand: clean(p.Brand), SKU: clean(p.SKU), URL: linkOf(p)}}
		if e.Data.URL != "" {
			e.Data.CTA = "View product"
		}
		if c := t.Coming; c != nil && c.Still {
			quiet++
		} else if c != nil {
			e.Data.Countdown, e.Data.CountsTo = dated(c.At), title
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
	b, err := worded(doc)
	lost := playerLosses(d, Cloudimage, "curves", "listed", "sizes", "relation", "day", "code", "twins")
	return b, lose(lost, Cloudimage, quiet, "times", taglane.Say("the player does not know it")), err
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

// decodeCloudimage reads the hotspots of a player's configuration, or the bare
// list that its editor saves.
func decodeCloudimage(b []byte, grid Grid) (Timeline, error) {
	v, err := parseJSON5(b)
	if err != nil {
		return Timeline{}, err
	}
	list, ok := v.([]any)
	if !ok {
		list, ok = asThing(v)["hotspots"].([]any)
	}
	if !ok {
		return Timeline{}, taglane.Errorf(taglane.Invalid, "This file holds no hotspots.")
	}
	return eachOf(list, newIntake(grid, taglane.Say("Hotspot")), (*intake).hotspot)
}

// hotspot takes one hotspot. It names no product, so hotspots with the same
// card show one product.
func (in *intake) hotspot(n int, e loose) error {
	start, ok := e.seconds("startTime")
	end, ends := e.seconds("endTime")
	if !ok || !ends {
		return taglane.Errorf(taglane.Invalid, "It says no time.")
	}
	span, err := in.span(start, &end)
	if err != nil {
		return err
	}
	g := taglane.Tag{ID: taglane.ID(e.text("id")), Span: span}
	if g.ID == "" {
		g.ID = in.freshID(n)
	}
	if g.Path, err = in.wayOf(n, e, span); err != nil {
		return err
	}
	data := e.thing("data")
	p := taglane.Product{Title: cmp.Or(data.text("title"), e.text("label"), fmt.Sprintf("Hotspot %d", n)), Brand: data.text("brand"), SKU: data.text("sku")}
	if label := e.text("label"); label != p.Title {
		g.Label = label
	}
	url, price := in.link(n, data.text("url")), data.text("price")
	p.ID = in.productNamed(strings.Join([]string{p.Title, p.Brand, p.SKU, url, price}, "\x00"))
	if price != "" { // without a day it is no offer
		p.Notes = fmt.Sprintf("The imported file named a price: %s", quoted(taglane.ID(price)))
	}
	if to := data.text("countdown"); to != "" {
		if at, err := time.Parse(time.RFC3339Nano, to); err == nil {
			g.Coming = &taglane.Coming{At: at.UTC()}
		} else { // a day alone, or the clock of whoever looks
			in.note(taglane.Say("%s %d counts down to a time; here it does not.", in.what, n))
		}
	}
	in.take(n, in.t.Rate, p, taglane.Unset, url, g)
	return nil
}

// wayOf is how a hotspot moves. Keys outside its time still say where it comes
// from and where it goes.
func (in *intake) wayOf(n int, e loose, span taglane.Span) (taglane.Path, error) {
	keys := e.list("keyframes")
	if len(keys) == 0 {
		at, err := e.place()
		return taglane.Path{Keys: []taglane.Key{{Frame: span.In, Spot: at}}}, err
	}
	var p taglane.Path
	for _, v := range keys {
		k := asThing(v)
		at, err := k.place()
		if err != nil {
			return p, err
		}
		t, ok := k.seconds("time")
		if !ok || !(t >= -1e9 && t < 1e9) {
			return p, taglane.Errorf(taglane.Invalid, "A key of its path says no time.")
		}
		p.Keys = append(p.Keys, taglane.Key{Frame: in.nearest(t), Spot: at})
	}
	p.Keys = keysAt(p.Keys)
	switch way := e.text("interpolation"); {
	case len(p.Keys) < 2:
	case way == string(taglane.CatmullRom):
		p.Interpolation = taglane.CatmullRom
	default:
		p.Interpolation = taglane.Linear
	}
	if easing := e.text("easing"); easing != "" && easing != "linear" && len(p.Keys) > 1 {
		in.note(taglane.Say("%s %d starts or stops gently on its way; here it moves at an even pace.", in.what, n))
	}
	return p.Clip(span), nil
}
