package drop_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"html"
	"net/url"
	"strings"
	"testing"

	"taglane/app/drop"
)

// box is a box of an mp4 file.
func box(kind string, content string) string {
	return string(binary.BigEndian.AppendUint32(nil, uint32(8+len(content)))) + kind + content
}

// Each place in which a leak was ever thought of, with the secret in it, is
// caught and tells of the one product.
func TestEveryPlaceIsLookedAt(t *testing.T) {
	const name = "Zéphyr Running Shoe"
	var archive bytes.Buffer
	z := zip.NewWriter(&archive)
	if _, err := z.Create("covers/zephyr-running-shoe.jpg"); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	exif := "\xff\xd8\xff\xe1\x00\x80Exif\x00\x00II*\x00" + inUTF16(name, false) + "\xff\xd9" // XPTitle is UTF-16
	xmp := "\xff\xd8\xff\xe1\x01\x00http://ns.adobe.com/xap/1.0/\x00<dc:title><rdf:li>" + name + "</rdf:li></dc:title>\xff\xd9"
	iptc := "\xff\xd8\xff\xed\x00\x40Photoshop 3.0\x008BIM\x04\x04\x1c\x02\x05\x00\x14" + name + "\xff\xd9"
	film := box("ftyp", "mp42") + box("mdat", strings.Repeat("\x9c\x11\xfe", 90000)) + box("moov", box("udta", box("meta", "\x00\x00\x00\x00"+box("ilst", box("\xa9nam", box("data", "\x00\x00\x00\x01\x00\x00\x00\x00"+name))))))
	for place, c := range map[string][2]string{
		"HTML":                {"index.html", "<h1>" + html.EscapeString(name) + "</h1>"},
		"an alt text":         {"index.html", `<img alt="the ` + name + `">`},
		"JSON-LD":             {"index.html", `<script type="application/ld+json">{"name":"Z\u00e9phyr Running Shoe"}</script>`},
		"a timeline":          {"timeline.json", `{"products":[{"offers":{"price":"1289.50","priceCurrency":"EUR"}}]}`},
		"a caption track":     {"tags.vtt", "WEBVTT\n\n00:00.000 --> 00:03.000\n" + name},
		"a manifest":          {"manifest.json", `{"files":["products/zephyr_running_shoe.jpg"]}`},
		"an embed snippet":    {"embed.txt", `<iframe srcdoc="` + html.EscapeString(`<a href="https://shop.example/launch/zephyr-one">`) + `">`},
		"a file's name":       {"export/Zéphyr Running Shoe, vertical.mp4", ""},
		"a folder's name":     {"zephyr-running-shoe/index.html", ""},
		"a zip's directory":   {"all.zip", archive.String()},
		"EXIF":                {"cover.jpg", exif},
		"XMP":                 {"cover.jpg", xmp},
		"IPTC":                {"cover.jpg", iptc},
		"an mp4's tags":       {"clip.mp4", film},
		"a hashtag":           {"caption.txt", "Ad. New! #zephyrrunningshoe #run"},
		"a UTM value":         {"links.txt", "https://shop.example/socks?utm_content=" + url.QueryEscape(name)},
		"a sub-id":            {"links.txt", "https://track.example/c/12?u1=k7f3q9x2"},
		"an outbox row":       {"row.json", `{"Session":"eyJ0aXRsZSI6IlrDqXBoeXIgUnVubmluZyBTaG9lIn0="}`}, // base64 of JSON
		"a deep link":         {"links.txt", "https://net.example/deep?murl=" + url.QueryEscape("https://www.shop.example/launch/zephyr-one?x=1")},
		"a link in JSON":      {"links.json", `{"url":"https:\/\/shop.example\/launch\/zephyr-one"}`},
		"a number":            {"feed.csv", "id,gtin\n1,4006381333931\n"},
		"a price":             {"caption.txt", "nur 1.289,50 €!"},
		"what it is called":   {"caption.txt", "like The Wind"},
		"the brand":           {"caption.txt", "with ALTAMONT"},
		"a picture's address": {"page.css", "background:url(/i/5f2a9c.jpg)"},
	} {
		found, err := drop.Scan(c[0], strings.NewReader(c[1]), drop.Secrets(held(), before))
		if err != nil || len(found) == 0 {
			t.Errorf("%s: nothing is found", place)
		}
		for _, l := range found {
			if l.Product != "p-zephyr" || l.Where != c[0] {
				t.Errorf("%s: found is %+v", place, l)
			}
		}
	}
}
