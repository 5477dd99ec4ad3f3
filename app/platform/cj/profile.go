package cj

import (
	"context"
	"encoding/json"
	"net/url"

	"taglane/app/platform"
	"taglane/app/taglane"
)

const (
	tokenPage   = "https://developers.cj.com/account/personal-access-tokens"
	accountPage = "https://members.cj.com"
)

// about is what a person is shown of CJ before there is an account. A token is
// made by hand and ends by hand: no call gives it back.
func about() platform.Profile {
	return platform.Profile{
		Title: title,
		Needs: []platform.Need{
			{Key: "company_id", Title: taglane.Say("CID"), Hint: taglane.Say("The number of your company at CJ.")},
			{Key: "pid", Title: taglane.Say("PID"), Hint: taglane.Say("The number of the property that the links are for; it stands in every link.")},
			{Key: "access_token", Title: taglane.Say("Personal access token"), Hint: taglane.Say("It lets Taglane ask CJ, and stays on this computer."), Secret: true},
		},
		Guide: []platform.Stage{
			{Text: taglane.Say("Log in to CJ as a publisher and join the programme of at least one shop."), Link: accountPage,
				Note: taglane.Say("Links of a shop whose programme is not joined pay nothing.")},
			{Text: taglane.Say("Copy the CID from the top of the page, where the name of your company stands."), Link: accountPage},
			{Text: taglane.Say("Add the place where your clips are seen as a property, and copy its PID."), Link: accountPage,
				Note: taglane.Say("CJ tells no program which PIDs are yours, so copy it with care: a wrong one pays somebody else.")},
			{Text: taglane.Say("Make a personal access token and copy it at once; CJ shows it only once."), Link: tokenPage},
		},
		Options: []platform.Option{
			{Key: "currency", Title: taglane.Say("Currency of your earnings"), Kind: platform.AsText, Default: "USD", Account: true,
				Hint: taglane.Say("The currency of your account at CJ, in three letters. With USD, CJ converts everything to US dollars.")},
		},
		Connect: enter,
	}
}

// enter has CJ look at what was entered: the token opens the company, and the
// links that come back pay the property.
func enter(ctx context.Context, a taglane.Account, secret json.RawMessage, _ platform.Person) (platform.Connected, error) {
	s, err := New(a, secret)
	if err != nil {
		return platform.Connected{}, err
	}
	h, err := s.Health(ctx)
	if err != nil {
		return platform.Connected{}, err
	}
	creds := s.creds
	creds.Type = "Bearer"
	kept, err := json.Marshal(creds)
	if err != nil {
		return platform.Connected{}, taglane.Wrap(err, taglane.Internal, "The credentials for %s cannot be read.", title)
	}
	return platform.Connected{
		Secret: kept, Name: h.Name, Settings: map[string]string{"company_id": creds.Company, "pid": creds.PID},
	}, nil
}

// Health implements platform.Healthy: one product of a joined shop is asked
// for, and the link that comes with it must pay the property. Invalid: it pays
// another one.
func (s *Service) Health(ctx context.Context) (platform.Health, error) {
	got, _, err := s.products(ctx, map[string]any{"status": "JOINED", "offset": 0, "limit": 1})
	if err != nil {
		return platform.Health{}, err
	}
	h := platform.Health{Name: "CID " + s.creds.Company + ", PID " + s.creds.PID}
	h.Quotas = []platform.Quota{{
		What: taglane.Say("product searches a minute"), Most: int64(pack.Limits.CallsPerMinute),
		Left: int64(s.tally.paces[adsHost].Left("minute")),
	}}
	for _, p := range got.Rows {
		if p.LinkCode == nil || p.LinkCode.ClickURL == "" {
			continue
		}
		u, err := url.Parse(p.LinkCode.ClickURL)
		if err != nil {
			continue
		}
		if d, ok := Parse(u); ok && d.Owner != s.creds.PID {
			return h, taglane.Errorf(taglane.Invalid, "The links of CJ pay the property %s, and the PID that was entered is %s.", d.Owner, s.creds.PID)
		} else if ok {
			return h, nil
		}
	}
	h.Note = taglane.Say("CJ showed no link that pays you, so the PID could not be compared. Join the programme of a shop.")
	return h, nil
}
