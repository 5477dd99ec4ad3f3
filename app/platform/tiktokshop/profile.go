package tiktokshop

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"taglane/app/platform"
	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// partnerCenter is where apps are made.
const partnerCenter = "https://partner.tiktokshop.com"

// about is what a person is shown of TikTok Shop before there is an account.
// No token can be given back by a call: the creator takes the leave back on the
// page where it was given, which Health names.
func about() platform.Profile {
	return platform.Profile{
		Title: service,
		Needs: []platform.Need{
			{Key: "app_key", Title: taglane.Say("App key"), Hint: taglane.Say("It stands on the page of your app in TikTok Shop Partner Center.")},
			{Key: "app_secret", Title: taglane.Say("App secret"), Hint: taglane.Say("It signs every call and stays on this computer."), Secret: true},
		},
		Guide: []platform.Stage{
			{Text: taglane.Say("Become a creator of TikTok Shop in the TikTok app, if you are not one yet."),
				Note: taglane.Say("Only creators who are enrolled in a market of your app can post with a product.")},
			{Text: taglane.Say("Make an app of your own in TikTok Shop Partner Center, for affiliate creators."), Link: partnerCenter,
				Note: taglane.Say("It is neither an app of TikTok for Developers nor one for sellers.")},
			{Text: taglane.Say("Choose the markets of the app; yours has to be among them."), Link: partnerCenter},
			{Text: taglane.Say("Ask for the permission to post, of the package Content Posting."), Link: partnerCenter, Copy: scopePost,
				Note: taglane.Say("TikTok looks at an app before it admits it to this permission, which takes a while.")},
			{Text: taglane.Say("Ask for the permission to find products and see earnings as well."), Link: partnerCenter, Copy: scopeGoods},
			{Text: taglane.Say("Ask for the permission to make links that pay you, if you want such links outside TikTok."), Link: partnerCenter, Copy: scopeShare},
			{Text: taglane.Say("Enter any https page of yours as the redirect address of the app."), Link: partnerCenter,
				Note: taglane.Say("After the login you end on that page and copy its address into Taglane: TikTok Shop cannot send you back to this computer.")},
			{Text: taglane.Say("Copy the app key and the app secret from there into Taglane."), Link: partnerCenter},
		},
		Options: options(taglane.Publication{}, nil),
		Connect: connect,
	}
}

// options are what is decided of a post. What is known of it already stands as
// the default; whether AI made it is only for the creator to say.
func options(p taglane.Publication, shelf []Product) []platform.Option {
	one, _ := primary(p)
	link, _ := linkOf(p)
	out := []platform.Option{}
	if list := p.Revision.Draft.Products; len(list) > 1 {
		o := platform.Option{Key: "product", Kind: platform.AsChoice, Default: string(one.ID),
			Title: taglane.Say("Product of the clip"), Hint: taglane.Say("A post on TikTok Shop takes one product; the others are not sent.")}
		for _, q := range list {
			o.Choices = append(o.Choices, platform.Choice{Value: string(q.ID), Title: taglane.Plain(q.Title)})
		}
		out = append(out, o)
	}
	listed := platform.Option{Key: "product_id", Kind: platform.AsText, Default: link.Product,
		Title: taglane.Say("Product of TikTok Shop"), Hint: taglane.Say("The number at the end of the product's address at TikTok Shop.")}
	if len(shelf) > 0 {
		listed.Kind, listed.Hint = platform.AsChoice, taglane.Say("The products of your showcase and of your shop.")
		if link.Product != "" && !slices.ContainsFunc(shelf, func(q Product) bool { return string(q.ID) == link.Product }) {
			listed.Choices = append(listed.Choices, platform.Choice{Value: link.Product, Title: taglane.Plain(or(one.Title, link.Product))})
		}
		for _, q := range shelf {
			listed.Choices = append(listed.Choices, platform.Choice{Value: string(q.ID), Title: taglane.Plain(or(q.Title, string(q.ID)))})
		}
	}
	return append(out, listed,
		platform.Option{Key: "anchor", Kind: platform.AsText, Default: link.Title, Title: taglane.Say("Words on the product link"),
			Hint: taglane.Say("Up to %d letters, digits and spaces.", anchorMost)},
		platform.Option{Key: "ai", Kind: platform.AsSwitch, Default: setting(p, "ai"), Title: taglane.Say("Made with AI"),
			Hint: taglane.Say("TikTok marks posts that were made with AI.")},
		platform.Option{Key: "precheck", Kind: platform.AsSwitch, Default: or(setting(p, "precheck"), "true"), Title: taglane.Say("Let TikTok Shop look at the clip first"),
			Hint: taglane.Say("It tells what breaks its rules before anybody sees the clip. There are only so many looks in a day.")},
	)
}

// Ask is what a creator decides of a post, with the products of their own
// showcase to choose from. Where TikTok Shop does not tell them, their numbers
// are entered. Login: the account has to be connected again.
func (s *Service) Ask(ctx context.Context, p taglane.Publication) (platform.Asked, error) {
	who, err := s.whoami(ctx)
	var shelf []Product
	switch taglane.KindOf(err) {
	case "":
		shelf = s.offered(ctx)
	case taglane.Login, taglane.Refused:
		return platform.Asked{}, err
	}
	asked := platform.Asked{Who: or(who.Username, p.Account.Name), Options: options(p, shelf),
		Notes: []taglane.Said{taglane.Say("The post is public at once: TikTok Shop has no private posts.")}}
	if quota := s.pace.told(); quota != "" {
		asked.Notes = append(asked.Notes, taglane.Say("TikTok Shop told this limit for your posts: %s.", quota))
	}
	return asked, nil
}

// offered are the products to choose from, each once. What is not told leaves
// their numbers to be entered.
func (s *Service) offered(ctx context.Context) (out []Product) {
	shown, _ := s.Showcase(ctx)
	own, _ := s.Shop(ctx)
	for _, q := range append(shown, own...) {
		if !slices.ContainsFunc(out, func(o Product) bool { return o.ID == q.ID }) {
			out = append(out, q)
		}
	}
	return out
}

// shelfMost is how many products of a showcase or a shop are offered.
const shelfMost = 100

// Showcase are the products that the creator has put on show, up to a hundred.
func (s *Service) Showcase(ctx context.Context) ([]Product, error) {
	return s.shelf(ctx, pathShelf, url.Values{"page_size": {"20"}, "origin": {"SHOWCASE"}})
}

// Shop are the products of the shop that is bound to the creator, up to a
// hundred.
func (s *Service) Shop(ctx context.Context) ([]Product, error) {
	return s.shelf(ctx, pathShop, url.Values{"page_size": {"20"}})
}

func (s *Service) shelf(ctx context.Context, path string, q url.Values) (out []Product, err error) {
	for page := ""; len(out) < shelfMost; {
		if page != "" {
			q.Set("page_token", page)
		}
		var got struct {
			Products []Product `json:"products"`
			Next     string    `json:"next_page_token"`
		}
		if err := s.call(ctx, httpx.Call{Method: http.MethodGet, URL: path, Query: q}, &got); err != nil {
			return out, err
		}
		out = append(out, got.Products...)
		if page = got.Next; page == "" || len(got.Products) == 0 {
			break
		}
	}
	return out, nil
}

// Health asks how the account stands. Login: it has to be connected again.
func (s *Service) Health(ctx context.Context) (platform.Health, error) {
	who, err := s.whoami(ctx)
	if err == nil {
		err = s.same(who)
	}
	if err != nil {
		return platform.Health{}, err
	}
	c := s.credentials()
	h := platform.Health{Name: who.Username, Expires: c.LastDay,
		Note: taglane.Say("You can take your leave back at any time on this page of TikTok Shop: %s", s.login.Page(c.AppKey, "taglane"))}
	if len(c.Scopes) > 0 {
		for _, leave := range []platform.Scope{
			{Name: scopePost, For: taglane.Say("to post with a product")},
			{Name: scopeGoods, For: taglane.Say("to find products and see earnings")},
			{Name: scopeShare, For: taglane.Say("to make links that pay you")},
		} {
			leave.Granted = slices.Contains(c.Scopes, leave.Name)
			h.Scopes = append(h.Scopes, leave)
		}
	}
	if n := s.pace.daily(); n > 0 {
		h.Quotas = append(h.Quotas, platform.Quota{What: taglane.Say("posts in 24 hours"), Left: int64(s.pace.left()), Most: int64(n)})
	}
	switch {
	case who.UserType.seller() || c.UserType != nil && *c.UserType != 1:
		h.Note = taglane.Say("This login is a seller's. Connect TikTok Shop as a creator.")
	case who.Region == "":
		h.Note = taglane.Say("TikTok Shop names no market for this account: it is not enrolled as a creator.")
	}
	return h, nil
}

// Fit is the most that is taken. Of codecs nothing is told.
func (s *Service) Fit() platform.Fit { return platform.Fit{Bytes: sizeMost} }

// Sheet: a post takes one product and no more can be added to it, so the others
// are put into the creator's showcase by hand, where viewers find them.
func (s *Service) Sheet(_ taglane.Post, p taglane.Publication) platform.Sheet {
	sheet := platform.Sheet{Title: taglane.Say("Put the other products into your showcase"), Where: "https://www.tiktok.com"}
	one, _ := primary(p)
	for _, q := range p.Revision.Draft.Products {
		if q.ID == one.ID {
			continue
		}
		sheet.Steps = append(sheet.Steps, platform.SheetStep{
			Text: taglane.Say("Add %s to your showcase: the post itself takes no second product.", q.Title), Copy: strings.TrimSpace(q.URL), Tag: q.ID})
	}
	if len(sheet.Steps) == 0 {
		return platform.Sheet{}
	}
	return sheet
}
