package graph

import (
	"context"
	"io"
	"net/http"
	"strconv"

	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// Rest is what is left of a clip, on its way to where bytes go.
type Rest struct {
	URL       string
	Hosts     []string // where that may lead
	Token     string   // of whom it is; "": whoever the client asks as
	Off, Size int64    // where Body stands, and the bytes of the whole clip
	Body      io.ReadSeeker
}

// Send streams the rest of a clip in one piece. Later: it was not taken.
// Conflict: it was refused, and ends tells that the clip ends elsewhere than at
// Off. The rest of a stream that broke may come in after Meta was asked how far
// it got, and what the host for bytes says of that is written nowhere.
func (c *Client) Send(ctx context.Context, r Rest, ends func() (int64, error)) error {
	head := http.Header{"Content-Type": {"application/octet-stream"}}
	head.Set("offset", strconv.FormatInt(r.Off, 10))
	head.Set("file_size", strconv.FormatInt(r.Size, 10))
	if r.Token != "" {
		head.Set("Authorization", "OAuth "+r.Token)
	}
	var taken struct {
		Success bool `json:"success"`
	}
	a, err := c.HTTP.Do(ctx, httpx.Call{
		Method: http.MethodPost, URL: r.URL, Hosts: r.Hosts, Header: head, Body: r.Body, Length: r.Size - r.Off, Into: &taken,
	})
	c.Heard(a.Header)
	switch {
	case err == nil && !taken.Success:
		return Untaken(c.HTTP.Service)
	case err != nil && a.Status >= 400 && a.Status < 500:
		if at, unknown := ends(); unknown == nil && at != r.Off {
			return taglane.Wrap(err, taglane.Conflict, "The clip at %s ends elsewhere than expected.", c.HTTP.Service)
		}
	}
	return err
}

// Untaken is a service that did not take bytes and may yet.
func Untaken(service string) *taglane.Error {
	return taglane.Errorf(taglane.Later, "%s did not take the clip's bytes; it is asked how far they came.", service)
}

// Elsewhere is a clip that ends at a service where it was not expected to.
func Elsewhere(service string) *taglane.Error {
	return taglane.Errorf(taglane.Conflict, "The clip at %s ends elsewhere than expected.", service)
}
