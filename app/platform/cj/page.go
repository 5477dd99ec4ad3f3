package cj

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"

	"taglane/app/platform/wares"
	"taglane/app/taglane"
)

// The most that is read of an XML answer.
const (
	deepest  = 64
	elements = 200_000
)

var errVast = errors.New("it is nested too deeply, or too long")

// page is an answer of the older services.
type page struct {
	XMLName xml.Name `xml:"cj-api"`
	Trouble string   `xml:"error-message"`
	Links   *struct {
		Total string `xml:"total-matched,attr"`
		Rows  []link `xml:"link"`
	} `xml:"links"`
	Shops *struct {
		Total string `xml:"total-matched,attr"`
		Rows  []shop `xml:"advertiser"`
	} `xml:"advertisers"`
}

// link is one of CJ's own links. Its destination is not read: it often is
// somebody else's link.
type link struct {
	ID         string `xml:"link-id"`
	Advertiser string `xml:"advertiser-id"`
	Name       string `xml:"link-name"`
	Text       string `xml:"description"`
	Code       string `xml:"coupon-code"`
	ClickURL   string `xml:"clickUrl"`
	Status     string `xml:"relationship-status"`
	From       string `xml:"promotion-start-date"`
	To         string `xml:"promotion-end-date"`
}

// shop is an advertiser and its programme.
type shop struct {
	ID      string `xml:"advertiser-id"`
	Name    string `xml:"advertiser-name"`
	Account string `xml:"account-status"`
	URL     string `xml:"program-url"`
	Status  string `xml:"relationship-status"`
	Actions []struct {
		Name       string `xml:"name"`
		Commission struct {
			Default string `xml:"default"`
		} `xml:"commission"`
	} `xml:"actions>action"`
}

// readPage takes an answer apart once it is known to be whole.
func readPage(body []byte) (p page, err error) {
	if err := whole(body); err != nil {
		return page{}, unreadable("the XML: %w", err)
	}
	if err := decoder(body).Decode(&p); err != nil {
		return page{}, unreadable("the XML: %w", err)
	}
	if p.Trouble != "" {
		return page{}, taglane.Wrap(mute(200, body), taglane.Invalid, "%s does not accept what was sent.", title)
	}
	return p, nil
}

func decoder(body []byte) *xml.Decoder {
	d := xml.NewDecoder(bytes.NewReader(body))
	d.CharsetReader = wares.Alphabet
	return d
}

// whole looks at XML to its end before anything is believed: it must close
// everything it opens, and be neither deep nor endless.
func whole(body []byte) error {
	d := decoder(body)
	depth, n := 0, 0
	for {
		token, err := d.RawToken()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		switch token.(type) {
		case xml.StartElement:
			if depth++; depth > deepest {
				return errVast
			}
			if n++; n > elements {
				return errVast
			}
		case xml.EndElement:
			depth--
		}
	}
	if depth != 0 || n == 0 {
		return io.ErrUnexpectedEOF
	}
	return nil
}

// total is how many there are on all pages.
func total(text string) (int, error) {
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || n < 0 {
		return 0, unreadable("a total of %.20q", text)
	}
	return n, nil
}

// layouts are the forms in which CJ has written days and times.
var layouts = []string{time.RFC3339, "2006-01-02 15:04:05.0", "2006-01-02 15:04:05", "2006-01-02T15:04:05", "2006-01-02", "01/02/2006"}

// dayOf reads a day or a time; zero for none, and for "ongoing".
func dayOf(text string) time.Time { return wares.Day(text, layouts) }
