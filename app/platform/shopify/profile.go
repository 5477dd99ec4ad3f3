package shopify

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"taglane/app/platform"
	"taglane/app/platform/wares"
	"taglane/app/taglane"
)

const (
	adminPage  = "https://admin.shopify.com"
	domainPage = "https://admin.shopify.com/settings/domains"
	appsPage   = "https://admin.shopify.com/settings/apps/development"
)

// wantedScopes are the permissions that are needed, and what for. The last two
// are for drops alone.
func wantedScopes() []platform.Scope {
	return []platform.Scope{
		{Name: "read_products", For: taglane.Say("to read your products")},
		{Name: "write_products", For: taglane.Say("to put clips and tags on products")},
		{Name: "read_files", For: taglane.Say("to find a clip again after the line broke")},
		{Name: "write_files", For: taglane.Say("to upload clips")},
		{Name: "read_publications", For: taglane.Say("to see where a product can appear later, for drops")},
		{Name: "write_publications", For: taglane.Say("to let a product appear at a time, for drops")},
	}
}

func scopeList() string {
	var names []string
	for _, s := range wantedScopes() {
		names = append(names, s.Name)
	}
	return strings.Join(names, ",")
}

// about is what a person is shown of Shopify before there is an account. A token
// is made by hand and ends by hand: no call gives it back.
func about() platform.Profile {
	return platform.Profile{
		Title: title, Whose: "shop",
		Needs: []platform.Need{
			{Key: "shop", Title: taglane.Say("Address of the shop"), Hint: taglane.Say("As Shopify gave it, such as lumen.myshopify.com. To only read the products of another shop, its own address is enough.")},
			{Key: "access_token", Title: taglane.Say("Admin access token"), Hint: taglane.Say("It lets Taglane upload clips and read products, and stays on this computer. Leave it out to only read what every visitor sees."), Secret: true, May: true},
			{Key: "storefront_token", Title: taglane.Say("Storefront access token"), Hint: taglane.Say("With it, Taglane looks as a visitor would whether something is sold out."), Secret: true, May: true},
		},
		Guide: []platform.Stage{
			{Text: taglane.Say("Log in to your shop, and copy its address that ends in .myshopify.com."), Link: domainPage},
			{Text: taglane.Say("Make an app of your own for the shop."), Link: appsPage,
				Note: taglane.Say("Shopify has moved this about: where your shop has no such page, make the app in its developer dashboard.")},
			{Text: taglane.Say("Give the app these permissions."), Copy: scopeList(),
				Note: taglane.Say("The last two are only needed to let products appear at a time. Nothing is ever deleted.")},
			{Text: taglane.Say("Install the app, and copy its Admin access token at once; Shopify shows it only once."), Link: adminPage},
		},
		Options: options(), Connect: enter,
	}
}

func options() []platform.Option {
	return []platform.Option{
		{Key: "place", Title: taglane.Say("Where clips go"), Kind: platform.AsChoice, Default: toFiles, Account: true,
			Hint: taglane.Say("Among the files a clip can never be there twice. On a product Shopify does not say, so after a broken line you may be asked."),
			Choices: []platform.Choice{
				{Value: toFiles, Title: taglane.Say("Among the shop's files")},
				{Value: toProduct, Title: taglane.Say("On the page of a product")},
			}},
		{Key: "domain", Title: taglane.Say("Domain of the shop"), Kind: platform.AsText, Account: true,
			Hint: taglane.Say("As visitors know it. It tells which links lead to your own products.")},
		{Key: "currency", Title: taglane.Say("Currency of the shop"), Kind: platform.AsText, Account: true,
			Hint: taglane.Say("Only needed without a token, since public pages tell none.")},
		{Key: "plan", Title: taglane.Say("Plan of the shop"), Kind: platform.AsChoice, Default: "unknown", Account: true,
			Hint: taglane.Say("It says how many clips the shop takes."),
			Choices: []platform.Choice{
				{Value: "unknown", Title: taglane.Say("I do not know")},
				{Value: "basic", Title: taglane.Plain("Basic")}, {Value: "shopify", Title: taglane.Plain("Shopify")}, {Value: "advanced", Title: taglane.Plain("Advanced")},
			}},
		{Key: "api_version", Title: taglane.Say("Version"), Kind: platform.AsText, Default: adminVersion, Account: true,
			Hint: taglane.Say("Of Shopify's Admin, such as 2026-10.")},
		{Key: "publication", Title: taglane.Say("Channel for drops"), Kind: platform.AsText, Account: true,
			Hint: taglane.Say("Only needed where several channels let a product appear later.")},
		{Key: "product", Title: taglane.Say("Product"), Kind: platform.AsText,
			Hint: taglane.Say("Whose page the clip goes onto: its address or number. Without one it is the first of your shop that the clip shows.")},
		{Key: "alt", Title: taglane.Say("What the clip shows"), Kind: platform.AsText,
			Hint: taglane.Say("Read aloud to whoever does not see it; without one it is the title.")},
		spreading(),
		{Key: "publish_at", Title: taglane.Say("Let the product appear at"), Kind: platform.AsTime,
			Hint: taglane.Say("For drops: a product that nobody sees yet appears at this time by itself; this computer may be off then.")},
	}
}

// enter has Shopify look at what was entered, and learns the shop's names.
func enter(ctx context.Context, a taglane.Account, secret json.RawMessage, _ platform.Person) (platform.Connected, error) {
	s, err := New(a, secret)
	if err != nil {
		return platform.Connected{}, err
	}
	if s.creds.Token == "" {
		if _, err := s.searchOpen(ctx, platform.Wanted{Most: 1}); err != nil {
			return platform.Connected{}, err
		}
		return s.connected("open", s.domain, map[string]string{})
	}
	of, granted, err := s.askShop(ctx)
	if err != nil {
		return platform.Connected{}, err
	}
	for _, need := range wantedScopes()[:4] {
		if !has(granted, need.Name) {
			return platform.Connected{}, taglane.Errorf(taglane.Login, "Shopify does not let this token do that. Give the app the permission %s.", need.Name)
		}
	}
	set := map[string]string{"shop": s.shop}
	if of.Domain != "" {
		set["shop"] = strings.ToLower(of.Domain)
	}
	if of.Primary != nil && of.Primary.Host != "" && a.Settings["domain"] == "" {
		set["domain"] = strings.ToLower(of.Primary.Host)
	}
	return s.connected("admin", wares.Plain(of.Name, 100), set)
}

// connected is what is kept of what was entered, once it was looked at.
func (s *Service) connected(kind, name string, set map[string]string) (platform.Connected, error) {
	creds := s.creds
	creds.Type = kind
	kept, err := json.Marshal(creds)
	if err != nil {
		return platform.Connected{}, taglane.Wrap(err, taglane.Internal, "The credentials for %s cannot be read.", title)
	}
	return platform.Connected{Secret: kept, Name: name, Settings: set}, nil
}

// has says whether a permission was given: to write includes to read.
func has(granted []string, scope string) bool {
	return slices.Contains(granted, scope) || slices.Contains(granted, strings.Replace(scope, "read_", "write_", 1))
}

// askShop asks what the shop is called and what the token may do.
func (s *Service) askShop(ctx context.Context) (of shop, granted []string, err error) {
	got, err := s.ask(ctx, shopDocument, nil)
	if err != nil {
		return of, nil, err
	}
	var may *struct {
		Scopes []struct {
			Handle string `json:"handle"`
		} `json:"accessScopes"`
	}
	if there, err := got.into("shop", &of); err != nil || !there {
		return of, nil, firstOf(err, unreadable("there is no shop"))
	}
	if there, err := got.into("currentAppInstallation", &may); err != nil || !there {
		return of, nil, firstOf(err, unreadable("no permissions are told"))
	}
	for _, g := range may.Scopes {
		granted = append(granted, g.Handle)
	}
	return of, granted, nil
}

// Health implements platform.Healthy: what the shop is called, what the token
// may do, and how many points of calls are left.
func (s *Service) Health(ctx context.Context) (platform.Health, error) {
	if s.creds.Token == "" {
		_, err := s.searchOpen(ctx, platform.Wanted{Most: 1})
		return platform.Health{Name: s.domain, Note: taglane.Say("Only what every visitor sees is read; clips need an access token.")}, err
	}
	of, granted, err := s.askShop(ctx)
	if err != nil {
		return platform.Health{}, err
	}
	h := platform.Health{Name: wares.Plain(of.Name, 100), Scopes: wantedScopes()}
	for i := range h.Scopes {
		h.Scopes[i].Granted = has(granted, h.Scopes[i].Name)
	}
	if left, most := s.tally.left(); most > 0 {
		h.Quotas = []platform.Quota{{What: taglane.Say("points for calls"), Left: int64(left), Most: int64(most)}}
	}
	return h, nil
}

// Ask implements platform.Asking: what the place of the account leaves open, and
// the products of the shop that the clip shows, to choose from.
func (s *Service) Ask(_ context.Context, p taglane.Publication) (platform.Asked, error) {
	asked := platform.Asked{Who: first(s.account.Name, s.domain)}
	for _, o := range options() {
		onProduct := s.place() == toProduct
		switch {
		case o.Account, !onProduct && (o.Key == "product" || o.Key == "publish_at"), onProduct && o.Key == "attach":
			continue
		case o.Key == "product":
			o = s.offered(o, p.Revision.Draft)
		}
		asked.Options = append(asked.Options, o)
	}
	return asked, nil
}

// offered makes a choice of the products where the clip shows some of the shop:
// the first one, unless the creator put another one before.
func (s *Service) offered(o platform.Option, d taglane.Draft) platform.Option {
	for _, q := range d.Products {
		if _, own := s.known(q); own {
			o.Choices = append(o.Choices, platform.Choice{Value: string(q.ID), Title: taglane.Plain(first(q.Title, string(q.ID)))})
		}
	}
	if len(o.Choices) == 0 {
		return o
	}
	o.Kind, o.Default = platform.AsChoice, o.Choices[0].Value
	for _, id := range d.Clip.Priority {
		if slices.ContainsFunc(o.Choices, func(c platform.Choice) bool { return c.Value == string(id) }) {
			o.Default = string(id)
			break
		}
	}
	return o
}
