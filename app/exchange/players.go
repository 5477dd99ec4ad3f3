package exchange

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"taglane/app/taglane"
)

// seconds is when frame f begins, in seconds with three exact decimals.
func seconds(r taglane.Rate, f taglane.Frame) json.Number {
	ms := r.Millis(f)
	return json.Number(fmt.Sprintf("%d.%03d", ms/1000, ms%1000))
}

// percent writes a fraction as players want it in a style sheet. The point is
// moved in the text, so that no digit changes.
func percent(v float64) string {
	whole, part, _ := strings.Cut(strconv.FormatFloat(v, 'f', -1, 64), ".")
	for len(part) < 2 {
		part += "0"
	}
	out := strings.TrimLeft(whole+part[:2], "0")
	if out == "" {
		out = "0"
	}
	if rest := part[2:]; rest != "" {
		out += "." + rest
	}
	return out + "%"
}

func worded(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetIndent("", " ")
	if err := enc.Encode(v); err != nil {
		return nil, taglane.Wrap(err, taglane.Internal, "The timeline could not be put into words.")
	}
	return b.Bytes(), nil
}

// blurred counts the tags whose frames milliseconds cannot tell apart.
func blurred(d taglane.Draft) (n int) {
	r := d.Clip.Rate
	for _, t := range d.Tags {
		if r.FrameAtMillis(r.Millis(t.In)) != t.In || r.FrameAtMillis(r.Millis(t.Out)) != t.Out {
			n++
		}
	}
	return n
}

// playerLosses words what the players' formats lose of one draft; gone names
// the things this one loses of those that differ.
func playerLosses(d taglane.Draft, f Format, gone map[string]int) (out []taglane.Loss) {
	n := count{}
	for k, v := range gone {
		n[k] = v
	}
	for _, t := range d.Tags {
		if d.RelationOf(t) != taglane.Unset {
			n["relation"]++
		}
		if t.Notes != "" {
			n["notes"]++
		}
		for _, k := range t.Keys {
			if k.W != 0 || k.H != 0 {
				n["size"]++
				break
			}
		}
	}
	for _, p := range d.Products {
		for what, has := range map[string]bool{"image": p.Image != "", "notes": p.Notes != "", "untagged": !tagged(d, p.ID),
			"link": p.URL != "" && taglane.CheckURL(p.URL) != nil} {
			if has {
				n[what]++
			}
		}
	}
	const player = "the player does not know it"
	out = tally(out, f, n["moves"], "Movement of %s", "hotspot", "the player shows each at one place")
	out = tally(out, f, n["listed"], "The cards of %s without a hotspot", "tag", "the player shows only what has a place")
	out = tally(out, f, n["size"], "The sizes of %s", "hotspot", player)
	out = tally(out, f, n["relation"], "How you are tied to what is shown by %s", "tag", player)
	out = tally(out, f, n["label"], "Labels of %s", "tag", player)
	out = tally(out, f, n["link"], "Links of %s", "product", "only https links are carried")
	out = tally(out, f, n["offer"], "Prices of %s", "product", player)
	out = tally(out, f, n["day"], "The days of the prices of %s", "product", player)
	out = tally(out, f, n["brand"], "Brands and codes of %s", "product", player)
	out = tally(out, f, n["image"], "Pictures of %s", "product", "the file names pictures and does not carry them")
	out = tally(out, f, n["notes"], "Notes of %s", "product or tag", "notes are private to your library")
	out = tally(out, f, n["untagged"], "%s shown by no tag", "product", "the player lists tags")
	out = tally(out, f, blurred(d), "The exact frames of %s", "tag", "the player counts milliseconds, and this clip has more frames than those")
	return varies(out, f, d)
}

func linkOf(p taglane.Product) string {
	if taglane.CheckURL(p.URL) != nil {
		return ""
	}
	return p.URL
}
