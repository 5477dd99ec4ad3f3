package tiktokshop

import (
	"context"
	"fmt"
	"net/http"

	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

type sharing struct {
	Material material `json:"material"`
	Tags     []string `json:"tags,omitempty"`
}

type material struct {
	ID   string `json:"id"`
	Type string `json:"type"`
}

type shared struct {
	Links []struct {
		Link string `json:"affiliate_sharing_link"`
		Tag  string `json:"tag"`
	} `json:"affiliate_sharing_links"`
	Errors []struct {
		Code   int64 `json:"code"`
		Detail struct {
			Reason string `json:"fail_reason"`
			Tag    string `json:"tag"`
		} `json:"detail"`
	} `json:"errors"`
}

// Share implements platform.Sharer. TikTok Shop makes the link when it is
// asked, and tells the sub-id with every sale that comes of it. Invalid: the key
// is no product's number. NotFound: there is no such product any more. Refused:
// TikTok Shop makes no such link.
func (s *Service) Share(ctx context.Context, key, subID string) (string, error) {
	if !number(key) {
		return "", taglane.Errorf(taglane.Invalid, "%q is no product of %s.", key, service)
	}
	ask := sharing{Material: material{key, "PRODUCT"}}
	if subID != "" {
		ask.Tags = []string{subID}
	}
	var got *shared
	if err := s.call(ctx, httpx.Call{Method: http.MethodPost, URL: pathShare, JSON: ask}, &got); err != nil {
		return "", plainly(err, scopeShare)
	}
	if got == nil {
		return "", unreadable(false)
	}
	for _, e := range got.Errors {
		if e.Detail.Tag == subID || e.Detail.Tag == "" {
			no := taglane.Errorf(taglane.Refused, "TikTok Shop makes no link that pays you to this product.")
			no.Err = fmt.Errorf("code %d: %s", e.Code, s.hide.Redact(cut(e.Detail.Reason)))
			return "", no
		}
	}
	for _, l := range got.Links {
		if l.Tag == subID && taglane.CheckURL(l.Link) == nil {
			return l.Link, nil
		}
	}
	return "", unreadable(false)
}
