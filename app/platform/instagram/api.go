package instagram

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"taglane/app/platform/graph"
	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// digits is an id that Instagram may have given: longer than 2^53, so it is
// kept as text, and nothing else may stand in a path.
type digits string

func (d *digits) UnmarshalJSON(b []byte) error {
	*d = digits(strings.Trim(string(b), `"`))
	return nil
}

func (d digits) valid() bool { return graph.IsID(string(d)) }

// container is what Instagram says of one: status is free text with the number
// of an error in it.
type container struct {
	Code   string `json:"status_code"`
	Status string `json:"status"`
	Video  struct {
		Uploading struct {
			Status string `json:"status"`
			Bytes  digits `json:"bytes_transferred"`
			Bytes1 digits `json:"bytes_transfered"` // as it is spelled in places
		} `json:"uploading_phase"`
	} `json:"video_status"`
}

// What a container's status_code can be.
const (
	inProgress = "IN_PROGRESS"
	finished   = "FINISHED"
	failed     = "ERROR"
	expired    = "EXPIRED"
	published  = "PUBLISHED"
)

func (c container) bytes() int64 {
	text := c.Video.Uploading.Bytes
	if text == "" {
		text = c.Video.Uploading.Bytes1
	}
	n, _ := strconv.ParseInt(string(text), 10, 64)
	return n
}

type limit struct {
	Data []struct {
		Used   int `json:"quota_usage"`
		Config struct {
			Total int `json:"quota_total"`
		} `json:"config"`
	} `json:"data"`
}

type catalogs struct {
	Data []struct {
		ID digits `json:"catalog_id"`
	} `json:"data"`
}

// good is a product as a catalog or a post has it.
type good struct {
	ID       digits `json:"product_id"`
	Name     string `json:"product_name"`
	Retailer string `json:"retailer_id"`
	Review   string `json:"review_status"`
}

type goods struct {
	Data []good `json:"data"`
}

// ask makes one call below the version of the Graph, as the account.
func (s *Service) ask(ctx context.Context, call httpx.Call, path ...string) (httpx.Answer, error) {
	return s.client.Do(ctx, "", call, path...)
}

// sign puts the token where the two hosts want it.
func (s *Service) sign(r *http.Request, t httpx.Token, body []byte) error {
	if r.Header.Get("file_size") != "" {
		r.Header.Set("Authorization", "OAuth "+t.Access)
		return nil
	}
	return s.client.Sign(r, t, body)
}

// unreadable refuses an id that may not stand in a path; "" is an account whose
// login has not found its id yet.
func unreadable(id string) error {
	switch {
	case digits(id).valid():
		return nil
	case id == "":
		return taglane.Refuse(taglane.Login, login)
	}
	return taglane.Errorf(taglane.Invalid, "%q is not an id of Instagram.", id)
}

// named refuses a post whose name nobody knows.
func named(post taglane.Post) error {
	if post.ID == "" {
		return taglane.Refuse(taglane.NotFound, gone)
	}
	return unreadable(post.ID)
}
