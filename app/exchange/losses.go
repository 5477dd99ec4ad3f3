package exchange

import (
	"fmt"

	"taglane/app/taglane"
)

// count is how often each thing could not be carried.
type count map[string]int

// told is how the loss of one thing, and of several, is put.
type told struct{ one, many string }

// losable is everything a draft has that some format cannot carry.
var losable = map[string]told{
	"moves":    {"The movement of 1 hotspot", "The movement of %d hotspots"},
	"curves":   {"The exact curve of 1 hotspot", "The exact curves of %d hotspots"},
	"places":   {"The place of 1 hotspot", "The places of %d hotspots"},
	"sizes":    {"The size of 1 hotspot", "The sizes of %d hotspots"},
	"listed":   {"1 tag without a hotspot", "%d tags without a hotspot"},
	"relation": {"Your relation to the product of 1 tag", "Your relation to the products of %d tags"},
	"label":    {"The label of 1 tag", "The labels of %d tags"},
	"frames":   {"The exact frames of 1 tag", "The exact frames of %d tags"},
	"cues":     {"The exact frames of 1 cue", "The exact frames of %d cues"},
	"ends":     {"The end and the exact frames of 1 tag", "The ends and the exact frames of %d tags"},
	"link":     {"The link of 1 product", "The links of %d products"},
	"name":     {"The empty name of 1 product", "The empty names of %d products"},
	"spaces":   {"Line breaks and outer spaces in the name of 1 product", "Line breaks and outer spaces in the names of %d products"},
	"angles":   {"The angle brackets in the name of 1 product", "The angle brackets in the names of %d products"},
	"twins":    {"", "What sets %d products apart"},
	"code":     {"The GTIN of 1 product", "The GTINs of %d products"},
	"brand":    {"The brand and the codes of 1 product", "The brands and the codes of %d products"},
	"offer":    {"The price of 1 product", "The prices of %d products"},
	"day":      {"The day and the stock behind 1 price", "The days and the stock behind %d prices"},
	"image":    {"The picture of 1 product", "The pictures of %d products"},
	"shelf":    {"The shelf key of 1 product", "The shelf keys of %d products"},
	"untagged": {"1 product that no tag shows", "%d products that no tag shows"},
	"notes":    {"Your notes on 1 product", "Your notes on %d products"},
	"jotted":   {"Your notes on 1 tag", "Your notes on %d tags"},
	"breaks":   {"The kind of line break in 1 cell", "The kind of line break in %d cells"},
	"few":      {"Chapters, with 1 line", "Chapters, with %d lines"},
	"short":    {"Chapters, with 1 line of less than ten seconds", "Chapters, with %d lines of less than ten seconds"},
}

// lose adds the loss of n things, if there are any, and why they are lost.
func lose(out []taglane.Loss, f Format, n int, thing, why string) []taglane.Loss {
	if n == 0 {
		return out
	}
	what := losable[thing].one
	if n > 1 {
		what = fmt.Sprintf(losable[thing].many, n)
	}
	return append(out, taglane.Loss{Destination: string(f), What: what, Why: why})
}

// private is why no format carries notes.
const private = "notes are private to your library"

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
	out = lose(out, f, n["link"], "link", "only https links of tagged products are carried")
	out = lose(out, f, n["name"], "name", "a product must have a name; its id stands in")
	out = lose(out, f, n["gtin"], "code", "a GTIN must have 8 or 12 to 14 digits")
	out = lose(out, f, n["image"], "image", "the document names files and does not carry them")
	out = lose(out, f, n["offer"], "offer", "a price needs an amount, a currency and a day")
	out = lose(out, f, n["notes"], "notes", private)
	out = lose(out, f, n["jotted"], "jotted", private)
	out = lose(out, f, n["shelf"], "shelf", "the shelf is your own")
	return lose(out, f, n["untagged"], "untagged", "the format lists tags, and products only with them")
}

// timesOnly words the losses of a format that carries times and names.
func timesOnly(d taglane.Draft, f Format) (out []taglane.Loss) {
	n := had(d)
	changed, twins := lineNames(d)
	const only = "this format keeps only times and names"
	for _, thing := range []string{"moves", "places", "relation", "label", "link", "offer", "image", "brand"} {
		out = lose(out, f, n[thing], thing, only)
	}
	out = lose(out, f, n["notes"], "notes", private)
	out = lose(out, f, n["jotted"], "jotted", private)
	out = lose(out, f, n["shelf"], "shelf", "the shelf is your own")
	out = lose(out, f, n["untagged"], "untagged", only)
	out = lose(out, f, n["name"], "name", "a line needs a name; the id stands in")
	out = lose(out, f, changed, "spaces", "a name is one line here")
	return lose(out, f, twins, "twins", "they share a name, and nothing else is kept of them")
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
	return lose(out, f, len(d.Tags), "frames", "this clip's own rate varies, and another program may count its frames otherwise")
}

func vttLosses(d taglane.Draft, inexact int) (out []taglane.Loss) {
	n := had(d)
	const f, track = WebVTT, "the track carries times, places and names only"
	for _, thing := range []string{"relation", "link", "offer", "image", "brand", "untagged"} {
		out = lose(out, f, n[thing], thing, track)
	}
	out = lose(out, f, n["notes"], "notes", private)
	out = lose(out, f, n["jotted"], "jotted", private)
	out = lose(out, f, n["shelf"], "shelf", "the shelf is your own")
	return lose(out, f, inexact, "cues", "the track counts milliseconds, and this clip has more frames than those")
}

// playerLosses words what one player's format loses of a draft; these are the
// things this player leaves behind of those that players differ in.
func playerLosses(d taglane.Draft, f Format, these ...string) (out []taglane.Loss) {
	n := had(d)
	n["link"], n["twins"], n["frames"] = 0, alike(d), blurred(d)
	for _, p := range d.Products {
		n.when("link", p.URL != "" && linkOf(p) == "" && tagged(d, p.ID))
	}
	const player = "the player does not know it"
	for _, l := range []struct{ thing, why string }{
		{"moves", "the player shows each at one place"}, {"curves", "the player bends a curve a little otherwise"},
		{"listed", "the player shows only what has a place"}, {"sizes", player}, {"relation", player}, {"offer", player},
		{"day", player}, {"brand", player}, {"code", player}, {"twins", "they look the same to the player"},
	} {
		for _, thing := range these {
			if thing == l.thing {
				out = lose(out, f, n[thing], thing, l.why)
			}
		}
	}
	out = lose(out, f, n["link"], "link", "only https links are carried")
	out = lose(out, f, n["name"], "name", "the player wants a name; its id stands in")
	out = lose(out, f, n["image"], "image", "the file names pictures and does not carry them")
	out = lose(out, f, n["notes"], "notes", private)
	out = lose(out, f, n["jotted"], "jotted", private)
	out = lose(out, f, n["shelf"], "shelf", "the shelf is your own")
	out = lose(out, f, n["untagged"], "untagged", "the player lists tags")
	out = lose(out, f, n["frames"], "frames", "the player counts milliseconds, and this clip has more frames than those")
	return varies(out, f, d)
}
