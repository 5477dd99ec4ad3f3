package exchange

import "taglane/app/taglane"

// count is how often each thing could not be carried.
type count map[string]int

// told is how the loss of one thing, and of several, is put.
type told struct {
	one  taglane.Said
	many func(n int) taglane.Said
}

// losable is everything a draft has that some format cannot carry.
var losable = map[string]told{
	"moves":    {taglane.Say("The movement of 1 hotspot"), func(n int) taglane.Said { return taglane.Say("The movement of %d hotspots", n) }},
	"curves":   {taglane.Say("The exact curve of 1 hotspot"), func(n int) taglane.Said { return taglane.Say("The exact curves of %d hotspots", n) }},
	"places":   {taglane.Say("The place of 1 hotspot"), func(n int) taglane.Said { return taglane.Say("The places of %d hotspots", n) }},
	"sizes":    {taglane.Say("The size of 1 hotspot"), func(n int) taglane.Said { return taglane.Say("The sizes of %d hotspots", n) }},
	"listed":   {taglane.Say("1 tag without a hotspot"), func(n int) taglane.Said { return taglane.Say("%d tags without a hotspot", n) }},
	"relation": {taglane.Say("Your relation to the product of 1 tag"), func(n int) taglane.Said { return taglane.Say("Your relation to the products of %d tags", n) }},
	"label":    {taglane.Say("The label of 1 tag"), func(n int) taglane.Said { return taglane.Say("The labels of %d tags", n) }},
	"frames":   {taglane.Say("The exact frames of 1 tag"), func(n int) taglane.Said { return taglane.Say("The exact frames of %d tags", n) }},
	"cues":     {taglane.Say("The exact frames of 1 cue"), func(n int) taglane.Said { return taglane.Say("The exact frames of %d cues", n) }},
	"ends":     {taglane.Say("The end and the exact frames of 1 tag"), func(n int) taglane.Said { return taglane.Say("The ends and the exact frames of %d tags", n) }},
	"link":     {taglane.Say("The link of 1 product"), func(n int) taglane.Said { return taglane.Say("The links of %d products", n) }},
	"name":     {taglane.Say("The empty name of 1 product"), func(n int) taglane.Said { return taglane.Say("The empty names of %d products", n) }},
	"spaces": {taglane.Say("Line breaks and outer spaces in the name of 1 product"), func(n int) taglane.Said {
		return taglane.Say("Line breaks and outer spaces in the names of %d products", n)
	}},
	"angles":   {taglane.Say("The angle brackets in the name of 1 product"), func(n int) taglane.Said { return taglane.Say("The angle brackets in the names of %d products", n) }},
	"twins":    {many: func(n int) taglane.Said { return taglane.Say("What sets %d products apart", n) }},
	"code":     {taglane.Say("The GTIN of 1 product"), func(n int) taglane.Said { return taglane.Say("The GTINs of %d products", n) }},
	"brand":    {taglane.Say("The brand and the codes of 1 product"), func(n int) taglane.Said { return taglane.Say("The brands and the codes of %d products", n) }},
	"offer":    {taglane.Say("The price of 1 product"), func(n int) taglane.Said { return taglane.Say("The prices of %d products", n) }},
	"day":      {taglane.Say("The day and the stock behind 1 price"), func(n int) taglane.Said { return taglane.Say("The days and the stock behind %d prices", n) }},
	"image":    {taglane.Say("The picture of 1 product"), func(n int) taglane.Said { return taglane.Say("The pictures of %d products", n) }},
	"shelf":    {taglane.Say("The shelf key of 1 product"), func(n int) taglane.Said { return taglane.Say("The shelf keys of %d products", n) }},
	"untagged": {taglane.Say("1 product that no tag shows"), func(n int) taglane.Said { return taglane.Say("%d products that no tag shows", n) }},
	"notes":    {taglane.Say("Your notes on 1 product"), func(n int) taglane.Said { return taglane.Say("Your notes on %d products", n) }},
	"jotted":   {taglane.Say("Your notes on 1 tag"), func(n int) taglane.Said { return taglane.Say("Your notes on %d tags", n) }},
	"clocks":   {taglane.Say("The countdown of 1 tag"), func(n int) taglane.Said { return taglane.Say("The countdowns of %d tags", n) }},
	"times":    {taglane.Say("When 1 tag may be seen"), func(n int) taglane.Said { return taglane.Say("When %d tags may be seen", n) }},
	"breaks":   {taglane.Say("The kind of line break in 1 cell"), func(n int) taglane.Said { return taglane.Say("The kind of line break in %d cells", n) }},
	"few":      {taglane.Say("Chapters, with 1 line"), func(n int) taglane.Said { return taglane.Say("Chapters, with %d lines", n) }},
	"short":    {taglane.Say("Chapters, with 1 line of less than ten seconds"), func(n int) taglane.Said { return taglane.Say("Chapters, with %d lines of less than ten seconds", n) }},
}

// lose adds the loss of n things, if there are any, and why they are lost.
func lose(out []taglane.Loss, f Format, n int, thing string, why taglane.Said) []taglane.Loss {
	if n == 0 {
		return out
	}
	what := losable[thing].one
	if n > 1 {
		what = losable[thing].many(n)
	}
	return append(out, taglane.NewLoss(taglane.Plain(string(f)), what, why))
}

// private is why no format carries notes.
var private = taglane.Say("notes are private to your library")

// had counts what of a draft formats of times, places and names leave behind.
func had(d taglane.Draft) count {
	n := count{}
	for _, t := range d.Tags {
		sized := false
		for _, k := range t.Keys {
			sized = sized || k.W != 0 || k.H != 0
		}
		n.when("moves", len(t.Keys) > 1)
		n.when("curves", len(t.Keys) > 2 && t.Interpolation == taglane.CatmullRom)
		n.when("places", len(t.Keys) == 1)
		n.when("listed", len(t.Keys) == 0)
		n.when("sizes", sized)
		n.when("relation", d.RelationOf(t) != taglane.Unset)
		n.when("label", t.Label != "")
		n.when("jotted", t.Notes != "")
		n.when("clocks", t.Coming != nil)
	}
	for _, p := range d.Products {
		n.when("link", p.URL != "")
		n.when("name", p.Title == "" && tagged(d, p.ID))
		n.when("code", p.GTIN != "")
		n.when("brand", p.Brand+p.GTIN+p.SKU != "")
		n.when("offer", p.Offer != nil)
		n.when("day", p.Offer != nil)
		n.when("image", p.Image != "")
		n.when("shelf", p.Shelf != 0)
		n.when("notes", p.Notes != "")
		n.when("untagged", !tagged(d, p.ID))
	}
	return n
}

func (n count) when(thing string, has bool) {
	if has {
		n[thing]++
	}
}

// losses is what documents of ours lose, from what their writers counted.
func (n count) losses(f Format) (out []taglane.Loss) {
	out = lose(out, f, n["link"], "link", taglane.Say("only https links of tagged products are carried"))
	out = lose(out, f, n["name"], "name", taglane.Say("a product must have a name; its id stands in"))
	out = lose(out, f, n["gtin"], "code", taglane.Say("a GTIN must have 8 or 12 to 14 digits"))
	out = lose(out, f, n["image"], "image", taglane.Say("the document names files and does not carry them"))
	out = lose(out, f, n["offer"], "offer", taglane.Say("a price needs an amount, a currency and a day"))
	out = lose(out, f, n["notes"], "notes", private)
	out = lose(out, f, n["jotted"], "jotted", private)
	out = lose(out, f, n["shelf"], "shelf", taglane.Say("the shelf is your own"))
	return lose(out, f, n["untagged"], "untagged", taglane.Say("the format lists tags, and products only with them"))
}

// timesOnly words the losses of a format that carries times and names.
func timesOnly(d taglane.Draft, f Format) (out []taglane.Loss) {
	n := had(d)
	changed, twins := lineNames(d)
	only := taglane.Say("this format keeps only times and names")
	for _, thing := range []string{"moves", "places", "relation", "label", "clocks", "link", "offer", "image", "brand"} {
		out = lose(out, f, n[thing], thing, only)
	}
	out = lose(out, f, n["notes"], "notes", private)
	out = lose(out, f, n["jotted"], "jotted", private)
	out = lose(out, f, n["shelf"], "shelf", taglane.Say("the shelf is your own"))
	out = lose(out, f, n["untagged"], "untagged", only)
	out = lose(out, f, n["name"], "name", taglane.Say("a line needs a name; the id stands in"))
	out = lose(out, f, changed, "spaces", taglane.Say("a name is one line here"))
	return lose(out, f, twins, "twins", taglane.Say("they share a name, and nothing else is kept of them"))
}

// lineNames counts the tagged products whose names change on one line, and
// those that share a name there.
func lineNames(d taglane.Draft) (changed, twins int) {
	same := map[string]int{}
	for _, p := range d.Products {
		if !tagged(d, p.ID) {
			continue
		}
		if p.Title != "" && lineName(p) != p.Title {
			changed++
		}
		same[lineName(p)]++
	}
	return changed, shared(same)
}

// shared is how many things go by a name that another goes by too.
func shared(same map[string]int) (n int) {
	for _, many := range same {
		if many > 1 {
			n += many
		}
	}
	return n
}

// varies says what a variable rate means abroad: here its frames lie on an
// even grid, and another program may count them otherwise.
func varies(out []taglane.Loss, f Format, d taglane.Draft) []taglane.Loss {
	if !d.Clip.VariableRate {
		return out
	}
	return lose(out, f, len(d.Tags), "frames", taglane.Say("this clip's own rate varies, and another program may count its frames otherwise"))
}

func vttLosses(d taglane.Draft, inexact int) (out []taglane.Loss) {
	n := had(d)
	f, track := WebVTT, taglane.Say("the track carries times, places and names only")
	for _, thing := range []string{"relation", "clocks", "link", "offer", "image", "brand", "untagged"} {
		out = lose(out, f, n[thing], thing, track)
	}
	out = lose(out, f, n["notes"], "notes", private)
	out = lose(out, f, n["jotted"], "jotted", private)
	out = lose(out, f, n["shelf"], "shelf", taglane.Say("the shelf is your own"))
	return lose(out, f, inexact, "cues", taglane.Say("the track counts milliseconds, and this clip has more frames than those"))
}

// playerLosses words what one player's format loses of a draft; these are the
// things this player leaves behind of those that players differ in.
func playerLosses(d taglane.Draft, f Format, these ...string) (out []taglane.Loss) {
	n := had(d)
	n["link"], n["twins"], n["frames"] = 0, alike(d), blurred(d)
	for _, p := range d.Products {
		n.when("link", p.URL != "" && linkOf(p) == "" && tagged(d, p.ID))
	}
	player := taglane.Say("the player does not know it")
	for _, l := range []struct {
		thing string
		why   taglane.Said
	}{
		{"moves", taglane.Say("the player shows each at one place")}, {"curves", taglane.Say("the player bends a curve a little otherwise")},
		{"listed", taglane.Say("the player shows only what has a place")}, {"clocks", player}, {"sizes", player}, {"relation", player}, {"offer", player},
		{"day", player}, {"brand", player}, {"code", player}, {"twins", taglane.Say("they look the same to the player")},
	} {
		for _, thing := range these {
			if thing == l.thing {
				out = lose(out, f, n[thing], thing, l.why)
			}
		}
	}
	out = lose(out, f, n["link"], "link", taglane.Say("only https links are carried"))
	out = lose(out, f, n["name"], "name", taglane.Say("the player wants a name; its id stands in"))
	out = lose(out, f, n["image"], "image", taglane.Say("the file names pictures and does not carry them"))
	out = lose(out, f, n["notes"], "notes", private)
	out = lose(out, f, n["jotted"], "jotted", private)
	out = lose(out, f, n["shelf"], "shelf", taglane.Say("the shelf is your own"))
	out = lose(out, f, n["untagged"], "untagged", taglane.Say("the player lists tags"))
	out = lose(out, f, n["frames"], "frames", taglane.Say("the player counts milliseconds, and this clip has more frames than those"))
	return varies(out, f, d)
}
