package catalog

import (
	"context"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// MaxPicture is how large a product's picture may be, in bytes.
const MaxPicture = 20 << 20

// Fetch reads the products of the page at an address, with a guarded client of
// httpx; nil: one for the open internet. It is called only when a person asks.
// Refused: the address leads into a private network, or too far on. Invalid:
// it is no address, no page, or too large.
func Fetch(ctx context.Context, client *http.Client, address string) (Found, error) {
	b, head, at, err := get(ctx, client, strings.TrimSpace(address), MaxPage)
	if err != nil {
		return Found{}, err
	}
	kind := head.Get("Content-Type")
	switch media, _, _ := mime.ParseMediaType(kind); media {
	case "text/html", "application/xhtml+xml", "text/plain", "":
	default:
		return Found{}, taglane.Errorf(taglane.Invalid, "There is no page at this address.")
	}
	return Page(b, kind, at)
}

// Picture fetches the picture of a product as it is; making it safe is media's.
// Errors are those of Fetch; Invalid as well for what is no picture.
func Picture(ctx context.Context, client *http.Client, address string) ([]byte, error) {
	b, _, _, err := get(ctx, client, address, MaxPicture)
	if err != nil {
		return nil, err
	}
	if kind := pictureKind(b); kind == "" {
		return nil, taglane.Errorf(taglane.Invalid, "There is no picture at this address.")
	}
	return b, nil
}

// pictureKind looks at the bytes alone: what a server calls them proves nothing.
func pictureKind(b []byte) string {
	switch kind := http.DetectContentType(b); {
	case kind == "image/jpeg", kind == "image/png", kind == "image/gif", kind == "image/webp", kind == "image/bmp":
		return kind
	case len(b) > 12 && string(b[4:8]) == "ftyp" && (string(b[8:12]) == "avif" || string(b[8:12]) == "avis"):
		return "image/avif"
	}
	return ""
}

// get fetches at most so many bytes, and says where they were found.
func get(ctx context.Context, client *http.Client, address string, most int64) ([]byte, http.Header, *url.URL, error) {
	at, err := url.Parse(address)
	if err != nil || at.Host == "" {
		return nil, nil, nil, taglane.Errorf(taglane.Invalid, "This is not an address that can be opened.")
	}
	if client == nil {
		client = httpx.Guarded("")
	}
	noting := *client
	guard := client.CheckRedirect
	noting.CheckRedirect = func(r *http.Request, via []*http.Request) error {
		if guard != nil {
			if err := guard(r, via); err != nil {
				return err
			}
		}
		at = r.URL
		return nil
	}
	b, head, err := httpx.Fetch(ctx, &noting, address, most)
	return b, head, at, err
}
