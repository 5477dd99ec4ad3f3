package instagram

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"taglane/app/platform"
	"taglane/app/platform/graph"
	"taglane/app/taglane"
)

// profile is what a person is shown before there is an account.
func profile() platform.Profile {
	return platform.Profile{
		Title: name, Whose: "ig_user_id", Needs: graph.Needs(), Options: options(), Connect: connect, Revoke: revoke,
		Guide: append([]platform.Stage{
			{Text: taglane.Say("Make your Instagram account a professional one, of a business or a creator."), Note: taglane.Say("Only accounts of a business may tag products.")},
			{Text: taglane.Say("Connect it with a Facebook Page."), Link: "https://www.facebook.com/pages/create", Note: taglane.Say("Instagram takes clips from this computer only with the login through Facebook.")},
		}, append(graph.Guide(strings.Join(slices.Concat(scopes, shopScopes), ", ")), platform.Stage{
			Text: taglane.Say("Connect, and tick the Page and the Instagram account."),
			Note: taglane.Say("The login lasts for sixty days. It is renewed while you use it."),
		})...),
	}
}

func options() []platform.Option {
	return []platform.Option{
		{Key: "page_id", Title: taglane.Say("Page"), Hint: taglane.Say("Its number. It is found when you connect."), Kind: platform.AsText, Account: true},
		{Key: "ig_user_id", Title: taglane.Say("Instagram account"), Hint: taglane.Say("Its number. It is found when you connect."), Kind: platform.AsText, Account: true},
		{Key: "product_tags", Title: taglane.Say("Tag the products of my shop"), Kind: platform.AsSwitch, Default: "false", Account: true,
			Hint: taglane.Say("Asks for two more permissions. It takes the business account of an approved shop.")},
		graph.Return(),
		graph.Versions(),
		{Key: "share_to_feed", Title: taglane.Say("Show the Reel in the feed too"), Kind: platform.AsSwitch, Default: "true"},
		{Key: "collaborators", Title: taglane.Say("Collaborators"), Kind: platform.AsText, Hint: taglane.Say("Up to %d names, with commas between them. Each is asked to accept.", limits.Collaborators)},
		{Key: "audio_name", Title: taglane.Say("Name of the sound"), Kind: platform.AsText, Hint: taglane.Say("It can be given once and not changed.")},
		{Key: "paid_partnership", Title: taglane.Say("Label it as a paid partnership"), Kind: platform.AsSwitch, Default: "false",
			Hint: taglane.Say("Instagram writes “Paid partnership” on the Reel. Your account must have its tools for branded content.")},
		{Key: "ai", Title: taglane.Say("Made with AI"), Kind: platform.AsSwitch, Default: "false"},
	}
}

// connect lets the person log in and choose an account. One that the account
// has already stays, as long as it is shown.
func connect(ctx context.Context, a taglane.Account, secret json.RawMessage, with platform.Person) (platform.Connected, error) {
	s, err := open(a, secret)
	if err != nil {
		return platform.Connected{}, err
	}
	if s.login == viaInstagram {
		return platform.Connected{}, taglane.Refuse(taglane.Refused, facebookOnly)
	}
	known, err := s.wayIn().Connect(ctx, with, graph.Pasted(a))
	if err != nil {
		return platform.Connected{}, err
	}
	all, err := s.client.Pages(ctx, known.AccessToken, graph.All)
	if err != nil {
		return platform.Connected{}, err
	}
	page, err := graph.Choose(ctx, with, taglane.Say("Which Instagram account is posted to?"), s.accounts(all), calledAs)
	if err != nil {
		return platform.Connected{}, err
	}
	if page == nil {
		return platform.Connected{}, taglane.Errorf(taglane.NotFound, "None of your Facebook pages has an Instagram account.")
	}
	known.PageID, known.PageToken, known.IGUser = page.ID, page.Token, page.IGUser
	b, err := known.Kept()
	return platform.Connected{
		Secret: b, Name: page.IGUsername, Settings: map[string]string{"page_id": page.ID, "ig_user_id": page.IGUser},
	}, err
}

// revoke takes the leave of the person's app back at Facebook.
func revoke(ctx context.Context, a taglane.Account, secret json.RawMessage) error {
	s, err := open(a, secret)
	if err != nil {
		return err
	}
	return s.client.Revoke(ctx, s.secret)
}
