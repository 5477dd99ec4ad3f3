package catalog

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"taglane/app/taglane"
)

const rssHead = `<?xml version="1.0"?><rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel>`

func item(fields string) string { return "<item>" + fields + "</item>" }

func TestXMLIsReadAsItStands(t *testing.T) {
	in := rssHead + `<title>Shop</title><lastBuildDate>Fri, 20 Nov 2026 08:00:00 GMT</lastBuildDate>` +
		item(`<title>Not this</title><g:title>Mug &amp; &lt;b&gt; bowl &#x2603;</g:title><g:id>1</g:id><link>https://a.example/1</link>
			<g:price>9 EUR</g:price><g:additional_image_link>https://a.example/2.jpg</g:additional_image_link><g:image_link>https://a.example/1.jpg</g:image_link>
			<g:additional_image_link>https://a.example/3.jpg</g:additional_image_link><g:shipping><g:price>4 EUR</g:price></g:shipping><g:pause>all</g:pause>`) +
		item(`<g:id>2</g:id>`) + `</channel></rss>`
	rows, report := readAll(t, Options{}, iotest.OneByteReader(strings.NewReader(in)))
	l := rows[0].Listing
	if l.Title != "Mug & <b> bowl ☃" || l.Key != "1" || l.Price.Amount != "9" || !l.Unoffered {
		t.Errorf("%+v", l)
	}
	if !slices.Equal(l.Images, []string{"https://a.example/1.jpg", "https://a.example/2.jpg", "https://a.example/3.jpg"}) {
		t.Errorf("pictures %q", l.Images)
	}
	if want := november.AddDate(0, 0, 29).Add(-3600e9); !l.Expires.Equal(want) {
		t.Errorf("expires %v, want %v: 30 days after the feed was made", l.Expires, want)
	}
	if no := report.Refused; len(no) != 1 || no[0].Row != 2 || no[0].Key != "2" || no[0].Column != "title" {
		t.Errorf("refused %+v", no)
	}
}

func TestXMLOfMeta(t *testing.T) {
	in := rssHead + `<metadata><ref_application_id>1</ref_application_id><ref_asset_id>2</ref_asset_id></metadata>` + item(`<g:id>1</g:id><g:title>Mug</g:title><g:availability>available for order</g:availability>`) + `</channel></rss>`
	rows, report := readAll(t, Options{}, strings.NewReader(in))
	if report.Format != Meta || !rows[0].Listing.Expires.IsZero() || rows[0].Listing.Availability != taglane.Backorder {
		t.Errorf("%s, %+v", report.Format, rows[0].Listing)
	}
}

func TestXMLThatIsRefused(t *testing.T) {
	good := item(`<g:id>1</g:id><title>Mug</title>`)
	end := `</channel></rss>`
	for name, c := range map[string]struct {
		in, says string
		taken    int
	}{
		"external entity": {`<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&x;</title></item></channel></rss>`, "document type", 0},
		"billion laughs":  {`<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><rss><channel><item><title>&b;</title></item></channel></rss>`, "document type", 0},
		"late DTD":        {rssHead + good + `<!DOCTYPE x>` + end, "document type", 1},
		"entity":          {rssHead + good + item(`<title>&nbsp;</title>`) + end, "well-formed", 1},
		"depth":           {rssHead + good + strings.Repeat("<a>", 100), "deep", 1},
		"depth in item":   {rssHead + good + "<item>" + strings.Repeat("<a>", 100), "deep", 1},
		"cut":             {rssHead + good + `<item><title>Bowl</ti`, "cut off", 1},
		"cut in between":  {rssHead + good, "cut off", 1},
		"wrong end":       {rssHead + good + `</channel></feed>`, "well-formed", 1},
		"NUL":             {rssHead + good + item("<title>M\x00ug</title>") + end, "well-formed", 1},
		"endless text":    {rssHead + good + item("<title>"+strings.Repeat("x", MaxRow+9)+"</title>") + end, "1 MiB", 1},
		"endless tag":     {rssHead + good + "<item " + strings.Repeat("a", MaxRow+9) + end, "1 MiB", 1},
		"encoding":        {`<?xml version="1.0" encoding="koi8-r"?><rss/>`, "koi8-r", 0},
		"version":         {`<?xml version="1.0D encoding="utf-8"?>`, "well-formed", 0},
		"no feed":         {`<?xml version="1.0"?><svg/>`, "RSS or Atom", 0},
		"no element":      {`<?xml version="1.0"?>`, "RSS or Atom", 0},
	} {
		rows, report, err := read(Options{Complete: true}, strings.NewReader(c.in))
		if taglane.KindOf(err) != taglane.Invalid || !strings.Contains(taglane.MessageOf(err), c.says) || report.Complete {
			t.Errorf("%s: got %v, want Invalid that speaks of %q", name, err, c.says)
		}
		if len(rows) != c.taken || unsound(rows, report) != "" {
			t.Errorf("%s: %d rows before it, want %d; %s", name, len(rows), c.taken, unsound(rows, report))
		}
	}
	torn := errors.New("torn")
	if _, _, err := read(Options{}, io.MultiReader(strings.NewReader(rssHead), iotest.ErrReader(torn))); taglane.KindOf(err) != taglane.Refused || !errors.Is(err, torn) {
		t.Errorf("a torn file is %v", err)
	}
}

func TestXMLInOldEncodings(t *testing.T) {
	for _, head := range []string{`<?xml version="1.0" encoding="ISO-8859-1"?>`, `<?xml version="1.0"?>`, ""} {
		in := head + "<rss><channel>" + item("<title>Gro\xdfe\x07 Tasse \x96 rot</title>") + "</channel></rss>"
		rows, report := readAll(t, Options{}, strings.NewReader(in))
		if rows[0].Listing.Title != "Große Tasse – rot" || report.Encoding != "Windows-1252" {
			t.Errorf("%s: %q as %s", head, rows[0].Listing.Title, report.Encoding)
		}
	}
}

func TestAnItemOfManyPiecesIsRefusedAlone(t *testing.T) {
	in := rssHead + item("<title>Mug</title>"+strings.Repeat("<g:x>1</g:x>", piecesMost+1)) + item("<title>Bowl</title>") + "</channel></rss>"
	rows, report := readAll(t, Options{}, strings.NewReader(in))
	if got := titles(rows); !slices.Equal(got, []string{"Bowl"}) || report.RefusedRows != 1 {
		t.Errorf("taken %q, refused %+v", got, report.Refused)
	}
}
