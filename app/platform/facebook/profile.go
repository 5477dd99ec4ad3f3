package facebook

import (
	"context"
	"encoding/json"
	"strings"

	"taglane/app/platform"
	"taglane/app/platform/graph"
	"taglane/app/taglane"
)

// profile is what a person is shown before there is an account.
func profile() platform.Profile {
	return platform.Profile{
		Title: title, Whose: "page_id", Needs: graph.Needs(), Options: options(), Connect: connect, Revoke: revoke,
		Guide: append(graph.Guide(strings.Join(scopes, ", ")),
			platform.Stage{Text: taglane.Say("Connect, and tick the Page that Taglane may post to."),
				Note: taglane.Say("Facebook lets programs publish to Pages only, never to your own profile.")}),
	}
}

func options() []platform.Option {
	return []platform.Option{
		{Key: "page_id", Title: taglane.Say("Page"), Hint: taglane.Say("Its number. It is found when you connect."), Kind: platform.AsText, Account: true},
		graph.Return(),
		{Key: "draft_first", Title: taglane.Say("Publish by way of a draft"), Kind: platform.AsSwitch, Default: "false", Account: true,
			Hint: taglane.Say("Safer when the line breaks, but Facebook does not document how a draft becomes public.")},
		graph.Versions(),
		{Key: "publish_at", Title: taglane.Say("Let Facebook publish at"), Kind: platform.AsTime,
			Hint: taglane.Say("%d minutes ahead or more; this computer may be off then.", int(ruleOf("FB-SCHEDULE").Least/60))},
	}
}

// connect lets the person log in and choose a Page. A Page the account has
// already stays, as long as it may be posted to.
func connect(ctx context.Context, a taglane.Account, secret json.RawMessage, with platform.Person) (platform.Connected, error) {
	s, err := open(a, secret)
	if err != nil {
		return platform.Connected{}, err
	}
	known, err := s.login(s.secret).Connect(ctx, with, graph.Pasted(a))
	if err != nil {
		return platform.Connected{}, err
	}
	all, err := s.client.Pages(ctx, known.AccessToken, graph.All)
	if err != nil {
		return platform.Connected{}, err
	}
	var may []graph.Page
	for _, p := range all {
		if p.CanPost && p.Token != "" && (s.page == "" || p.ID == s.page) {
			may = append(may, p)
		}
	}
	page, err := graph.Choose(ctx, with, taglane.Say("Which Page is posted to?"), may, func(p graph.Page) string { return p.Name })
	if err != nil {
		return platform.Connected{}, err
	}
	if page == nil {
		return platform.Connected{}, unseen()
	}
	known.PageID, known.PageToken = page.ID, page.Token
	b, err := known.Kept()
	return platform.Connected{Secret: b, Settings: map[string]string{"page_id": page.ID}, Name: page.Name}, err
}

// revoke takes the leave of the person's app back at Facebook.
func revoke(ctx context.Context, a taglane.Account, secret json.RawMessage) error {
	s, err := open(a, secret)
	if err != nil {
		return err
	}
	return s.client.Revoke(ctx, s.secret)
}
