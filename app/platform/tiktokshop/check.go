package tiktokshop

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"

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

// Products are products by their numbers.
func (s *Service) Products(ctx context.Context, ids []string) ([]Product, error) {
	var got struct {
		Products []Product `json:"products"`
	}
	err := s.call(ctx, httpx.Call{Method: http.MethodPost, URL: pathProducts, Query: idsOf(ids...)}, &got)
	return got.Products, err
}

// idsOf are the numbers of products in an address.
func idsOf(ids ...string) url.Values {
	list, _ := json.Marshal(ids) // texts always can be written so
	return url.Values{"product_ids": {string(list)}}
}
