package tiktokshop

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"

	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// Check looks at the publication and asks TikTok Shop about the creator and the
// product. What it cannot ask now is left to the post itself.
func (s *Service) Check(ctx context.Context, p taglane.Publication) ([]taglane.Finding, error) {
	if ctx.Err() != nil {
		return nil, taglane.Wrap(ctx.Err(), taglane.Later, "The call to %s was called off.", service)
	}
	out := append(lookAtText(p), lookAtClip(p)...)
	out = append(out, finding("TS-PUBLIC", taglane.Warn, taglane.Say("The post is public at once: TikTok Shop has no private posts."), taglane.Said{}, "privacy"))
	if madeByAI(p) == nil {
		out = append(out, finding("TS-AI", taglane.Warn, taglane.Say("Say whether the clip was made with AI."), taglane.Said{}, "ai"))
	}
	if quota := s.pace.told(); quota != "" {
		out = append(out, finding("TS-QUOTA", taglane.Warn, taglane.Say("TikTok Shop told this limit for your posts: %s.", quota), taglane.Said{}, "account"))
	}
	creator, region := s.lookAtCreator(ctx)
	out = append(out, creator...)
	if link, ok := linkOf(p); ok {
		out = append(out, s.lookAtProduct(ctx, link.Product, region)...)
	}
	return out, nil
}

// lookAtCreator asks who the account is, and returns its region as well.
func (s *Service) lookAtCreator(ctx context.Context) (out []taglane.Finding, region string) {
	blocked := func(rule string, said taglane.Said) []taglane.Finding {
		return []taglane.Finding{finding(rule, taglane.Block, said, taglane.Say("Connect the account again"), "account")}
	}
	if err := s.credentials().leave(); err != nil {
		return blocked("TS-SCOPES", taglane.SaidOf(err)), ""
	}
	who, err := s.whoami(ctx)
	switch kind := taglane.KindOf(err); {
	case kind == taglane.Login:
		return blocked("TS-SCOPES", taglane.SaidOf(err)), ""
	case kind == taglane.Refused:
		return blocked("TS-REGION", taglane.SaidOf(err)), ""
	case err != nil:
		return []taglane.Finding{finding("TS-REGION", taglane.Warn, taglane.Say("TikTok Shop could not be asked about the account now."), taglane.Said{}, "account")}, ""
	case s.same(who) != nil:
		return blocked("TS-SCOPES", taglane.SaidOf(s.same(who))), ""
	case who.UserType.seller():
		return blocked("TS-SCOPES", taglane.Say("This login is a seller's. Connect TikTok Shop as a creator.")), ""
	case who.Region == "":
		return blocked("TS-REGION", taglane.Say("TikTok Shop names no market for this account: it is not enrolled as a creator.")), ""
	}
	return nil, who.Region
}

// lookAtProduct asks whether the product can be sold to the creator's viewers.
func (s *Service) lookAtProduct(ctx context.Context, id, region string) []taglane.Finding {
	warn := func(said taglane.Said) []taglane.Finding {
		return []taglane.Finding{finding("TS-PRODUCT", taglane.Warn, said, taglane.Said{}, "product_id")}
	}
	found, err := s.Products(ctx, []string{id})
	switch {
	case taglane.KindOf(err) == taglane.NotFound, err == nil && len(found) == 0:
		return warn(taglane.Say("TikTok Shop does not show this product to you, so the link may be refused."))
	case err != nil:
		return warn(taglane.Say("TikTok Shop could not be asked about the product now."))
	case found[0].HasInventory != nil && !*found[0].HasInventory:
		return warn(taglane.Say("The product is out of stock at TikTok Shop."))
	case region != "" && found[0].SaleRegion != "" && found[0].SaleRegion != region:
		return warn(taglane.Say("The product is sold in %s and your account is at home in %s.", found[0].SaleRegion, region))
	}
	return nil
}

// Money is an amount as TikTok Shop tells it.
type Money struct {
	Least    string `json:"minimum_amount"`
	Most     string `json:"maximum_amount"`
	Currency string `json:"currency"`
}

// Product is a product of the open collaborations.
type Product struct {
	ID           name   `json:"id"`
	Title        string `json:"title"`
	Image        string `json:"main_image_url"`
	Link         string `json:"detail_link"`
	HasInventory *bool  `json:"has_inventory"`
	Sold         int64  `json:"units_sold"`
	SaleRegion   string `json:"sale_region"`
	Price        Money  `json:"sales_price"`
	Original     Money  `json:"original_price"`
	Shop         struct {
		Name string `json:"name"`
	} `json:"shop"`
	Commission struct {
		Rate     int64  `json:"rate"` // hundredths of a percent
		Amount   string `json:"amount"`
		Currency string `json:"currency"`
	} `json:"commission"`
}

// Found is one page of products.
type Found struct {
	Products []Product `json:"products"`
	Next     string    `json:"next_page_token"` // "": there are no more
	Total    int64     `json:"total_count"`
}

// Search looks for products that pay a commission, by up to 20 words of their
// titles. page is "" or what the page before called Next. Invalid: too many words.
func (s *Service) Search(ctx context.Context, words []string, size int, page string) (Found, error) {
	if len(words) > 20 {
		return Found{}, taglane.Errorf(taglane.Invalid, "Search for up to %d words at a time.", 20)
	}
	q := url.Values{"page_size": {decimal(size)}}
	if page != "" {
		q.Set("page_token", page)
	}
	body := map[string]any{}
	if len(words) > 0 {
		body["title_keywords"] = slices.Clone(words)
	}
	var got Found
	err := s.call(ctx, httpx.Call{Method: http.MethodPost, URL: pathSearch, Query: q, JSON: body}, &got)
	return got, err
}

// Products are products by their numbers.
func (s *Service) Products(ctx context.Context, ids []string) ([]Product, error) {
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, taglane.Wrap(err, taglane.Internal, "The request to %s could not be made.", service)
	}
	var got Found
	err = s.call(ctx, httpx.Call{Method: http.MethodPost, URL: pathProducts, Query: url.Values{"product_ids": {string(list)}}}, &got)
	return got.Products, err
}
