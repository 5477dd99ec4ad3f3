package rakuten

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/wares"
	"taglane/app/taglane"
)

const (
	developersPage = "https://developers.rakutenadvertising.com"
	helpPage       = "https://pubhelp.rakutenadvertising.com"
)

// about is what a person is shown of Rakuten before there is an account. The
// leave ends where it was given: no call takes it back.
func about() platform.Profile {
	choices := []platform.Choice{{Value: asPaid, Title: taglane.Say("As each shop pays")}}
	for _, c := range currencies {
		choices = append(choices, platform.Choice{Value: c, Title: taglane.Plain(c)})
	}
	return platform.Profile{
		Title: title,
		Needs: []platform.Need{
			{Key: "sid", Title: taglane.Say("SID"), Hint: taglane.Say("The number of your site at Rakuten.")},
			{Key: "publisher_id", Title: taglane.Say("Publisher code"), Hint: taglane.Say("The 11 letters and digits behind id= in your links; it is not the SID.")},
			{Key: "client_id", Title: taglane.Say("Client id"), Hint: taglane.Say("It names your own application at Rakuten's developer portal.")},
			{Key: "client_secret", Title: taglane.Say("Client secret"), Hint: taglane.Say("It lets Taglane ask Rakuten, and stays on this computer."), Secret: true},
		},
		Guide: []platform.Stage{
			{Text: taglane.Say("Log in to Rakuten Advertising as a publisher and join the programme of at least one shop."), Link: helpPage,
				Note: taglane.Say("Links of a shop whose programme is not joined pay nothing.")},
			{Text: taglane.Say("Copy the SID of the site where your clips are seen."), Link: helpPage},
			{Text: taglane.Say("Copy one of your links and take what stands behind id= in it: that is your publisher code."), Link: helpPage,
				Note: taglane.Say("Capital and small letters count, and a star belongs to it. A wrong code pays somebody else.")},
			{Text: taglane.Say("Make an application at the developer portal, and copy its client id and its client secret."), Link: developersPage},
		},
		Options: []platform.Option{
			{Key: "currency", Title: taglane.Say("Currency of your earnings"), Kind: platform.AsChoice, Choices: choices, Default: asPaid, Account: true,
				Hint: taglane.Say("Rakuten can convert what it reports into one currency.")},
		},
		Pending: taglane.Say("Rakuten does not tell when a commission is certain. It counts as pending for %d days after the order, the longest for which a shop may take it back.", pack.Limits.UpdateDays),
		Connect: enter,
	}
}

// enter has Rakuten look at what was entered: the secret opens the site, and
// the links that come back pay the publisher.
func enter(ctx context.Context, a taglane.Account, secret json.RawMessage, _ platform.Person) (platform.Connected, error) {
	s, err := New(a, secret)
	if err != nil {
		return platform.Connected{}, err
	}
	s.tally.unbar()
	h, err := s.Health(ctx)
	if err != nil {
		return platform.Connected{}, err
	}
	t, err := s.held.Load(ctx)
	if err != nil {
		return platform.Connected{}, err
	}
	kept, err := json.Marshal(s.creds.with(t))
	if err != nil {
		return platform.Connected{}, taglane.Wrap(err, taglane.Internal, "The credentials for %s cannot be read.", title)
	}
	return platform.Connected{Secret: kept, Name: h.Name, Settings: s.creds.settings()}, nil
}

// Health implements platform.Healthy: a product of a joined shop is asked for,
// and the links that come with it must pay the publisher. Invalid: they pay
// another one.
func (s *Service) Health(ctx context.Context) (platform.Health, error) {
	partners, err := ask[partnership](ctx, s, partnersPath, "partnerships", url.Values{"partner_status": {joined[0]}, "limit": {"20"}}, place{})
	if err != nil {
		return platform.Health{}, err
	}
	h := platform.Health{Name: "SID " + s.creds.SID + ", " + s.creds.Publisher}
	h.Note = taglane.Say("Rakuten showed no link, so your publisher code could not be compared. Join the programme of a shop.")
	for _, p := range partners.rows {
		if !p.joined() {
			continue
		}
		got, _, err := s.products(ctx, url.Values{"mid": {string(p.Advertiser.ID)}}, 1, 20)
		switch taglane.KindOf(err) {
		case "":
			h.Note, err = s.compare(got.Rows)
		case taglane.Refused, taglane.Invalid: // products are not for everybody, and not needed for links
			h.Note, err = taglane.Say("Rakuten does not let your account search for products, so your publisher code could not be compared."), nil
		}
		if err != nil {
			return platform.Health{}, err
		}
		break
	}
	h.Quotas = []platform.Quota{{
		What: taglane.Say("calls a minute"), Most: int64(pack.Limits.CallsPerMinute), Left: int64(s.tally.pace.Left("minute")),
	}}
	if days := s.silent(); days >= pack.Limits.SilentDays {
		h.Note = taglane.Say("Your sales were not reported for %d days. What is older than a month Rakuten tells nobody.", days)
	}
	return h, nil
}

// compare looks whom the links of products pay.
func (s *Service) compare(rows []row) (taglane.Said, error) {
	strangers := map[string]bool{}
	for _, r := range rows {
		d, ok := readLink(wares.Secure(r.Link))
		switch {
		case ok && d.Owner == s.creds.Publisher:
			return taglane.Said{}, nil
		case ok:
			strangers[strings.TrimSpace(d.Owner)] = true
		}
	}
	for other := range strangers {
		return taglane.Said{}, taglane.Errorf(taglane.Invalid, "The links of Rakuten pay the publisher %s, and the code that was entered is %s.", other, s.creds.Publisher)
	}
	return taglane.Say("Rakuten showed no link, so your publisher code could not be compared. Join the programme of a shop."), nil
}

// silent is for how many days no report was read to its end.
func (s *Service) silent() int {
	s.tally.mu.Lock()
	defer s.tally.mu.Unlock()
	since := s.tally.is.Told
	if since.IsZero() {
		since = s.tally.is.Began
	}
	if since.IsZero() {
		return 0
	}
	return int(s.tally.clock.Now().Sub(since) / (24 * time.Hour))
}
