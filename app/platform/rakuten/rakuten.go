package rakuten

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/httpx"
	"taglane/app/platform/wares"
	"taglane/app/taglane"
)

const (
	service = "rakuten"
	title   = "Rakuten Advertising"
	// home is where Rakuten is asked; deadHome is where it was, and older
	// settings still say so.
	home     = "https://api.linksynergy.com"
	deadHome = "rakutenmarketing.com"
)

// answerMost is how many bytes of an answer are read.
const answerMost = 10 << 20

// Service is one publisher's site at Rakuten.
type Service struct {
	account  taglane.Account
	creds    credentials
	currency string // of reports; "": as each shop pays
	hidden   *httpx.Secrets
	held     *httpx.Held
	tally    *tally
	api      *httpx.Client // with the account's token
	door     *httpx.Client // for a new token

	rows  int           // of a report, on a page
	fresh time.Duration // how long what is known of shops is believed when a new list begins
}

var (
	_ platform.Catalog   = (*Service)(nil)
	_ platform.Affiliate = (*Service)(nil)
	_ platform.Promoting = (*Service)(nil)
	_ platform.Prober    = (*Service)(nil)
	_ platform.Earner    = (*Service)(nil)
	_ platform.Healthy   = (*Service)(nil)
	_ platform.Paced     = (*Service)(nil)
	_ platform.Preparer  = (*Service)(nil)
	_ platform.Keeper    = (*Service)(nil)
)

func init() {
	platform.Register(service, New)
	platform.Describe(service, about())
	platform.DescribeNetwork(service, network())
}

// Capabilities implements platform.Connector: Rakuten takes no clips.
func (s *Service) Capabilities() platform.Capabilities {
	return platform.Capabilities{
		Service: service, Title: title, CheckedOn: pack.Checked, TagModel: platform.NoTags,
		TitleMax: platform.NoTitle, PerMinute: pack.Limits.CallsPerMinute,
	}
}

// credentials are what a person enters, and the token that came of it.
type credentials struct {
	ClientID     string `json:"client_id"`
	ClientSecret string `json:"client_secret"`
	SID          string `json:"sid"`          // of the publisher's site; asks
	Publisher    string `json:"publisher_id"` // the publisher code; stands in links

	Access  string    `json:"access_token,omitempty"`
	Refresh string    `json:"refresh_token,omitempty"`
	Expiry  time.Time `json:"expiry,omitzero"`
	Form    string    `json:"header_form,omitempty"` // in which the id and the secret were accepted
}

var (
	numberForm    = regexp.MustCompile(`^[0-9]{1,18}$`)
	publisherForm = regexp.MustCompile(`^[A-Za-z0-9*]{11}$`)
	currencies    = []string{"USD", "CAD", "GBP", "EUR", "BRL", "AUD", "JPY"}
)

// New opens an account. The SID and the publisher code stand in its settings or
// beside the secret. Invalid: one of them is missing or is the other. Without
// a client secret, whatever asks Rakuten is Login, and links can be built.
func New(account taglane.Account, secret json.RawMessage) (*Service, error) {
	return connect(account, secret, nil)
}

func connect(account taglane.Account, secret json.RawMessage, via *http.Client) (*Service, error) {
	creds, err := readCredentials(account, secret)
	if err != nil {
		return nil, err
	}
	base := home
	if account.BaseURL != "" {
		base = strings.TrimRight(account.BaseURL, "/")
	}
	if u, err := url.Parse(base); err == nil && wares.Below([]string{deadHome}, u.Hostname()) {
		return nil, taglane.Errorf(taglane.Invalid, "The address api.rakutenmarketing.com is no more. Leave the address empty.")
	}
	s := &Service{
		account: account, creds: creds, tally: tallies.Of(account.ID, newTally), rows: pack.Limits.Rows, fresh: 12 * time.Hour,
		hidden: httpx.NewSecrets(creds.ClientSecret, creds.pair(), creds.Access, creds.Refresh),
	}
	if s.currency, err = currencyOf(account); err != nil {
		return nil, err
	}
	s.held = httpx.NewHeld(creds.token(), nil)
	common := httpx.Client{
		Base: base, HTTP: via, Service: title, Secrets: s.hidden, Pace: s.tally.pace, Now: s.tally.clock.Now, Most: answerMost,
	}
	api, door := common, common
	api.Explain, door.Explain = explain, explainToken
	api.Grant = &httpx.Grant{
		Config:  httpx.Config{Service: title, TokenURL: base + tokenPath, ClientID: creds.ClientID, ClientSecret: creds.ClientSecret, Refresh: s.renew},
		Store:   s.held,
		Now:     s.tally.clock.Now,
		Account: string(account.ID),
	}
	s.api, s.door = &api, &door
	return s, nil
}

func readCredentials(account taglane.Account, secret json.RawMessage) (c credentials, err error) {
	if len(secret) > 0 && json.Unmarshal(secret, &c) != nil {
		return c, taglane.Errorf(taglane.Invalid, "The credentials for %s cannot be read.", title)
	}
	for key, at := range map[string]*string{"client_id": &c.ClientID, "sid": &c.SID, "publisher_id": &c.Publisher} {
		if text := account.Settings[key]; text != "" {
			*at = text
		}
		*at = strings.TrimSpace(*at)
	}
	c.ClientSecret = strings.TrimSpace(c.ClientSecret)
	odd := func(r rune) bool { return r <= ' ' || r > '~' }
	switch {
	case strings.ContainsFunc(c.ClientID+c.ClientSecret, odd) || strings.Contains(c.ClientID, ":"):
		return c, taglane.Errorf(taglane.Invalid, "The client id or the client secret has a letter that cannot be in it. Copy both again.")
	case !numberForm.MatchString(c.SID):
		return c, taglane.Errorf(taglane.Invalid, "Enter the number of your site at Rakuten, its SID.")
	}
	return c, checkPublisher(c.Publisher)
}

// checkPublisher refuses what is no publisher code.
func checkPublisher(code string) error {
	switch {
	case code == "":
		return taglane.Errorf(taglane.Invalid, "Enter your publisher code; it stands behind id= in your links.")
	case strings.Trim(code, "0123456789") == "":
		return taglane.Errorf(taglane.Invalid, "A publisher code is not only digits. What you entered may be the SID; the code stands behind id= in your links.")
	case !publisherForm.MatchString(code):
		return taglane.Errorf(taglane.Invalid, "A publisher code has 11 letters, digits and stars. Copy what stands behind id= in one of your links.")
	}
	return nil
}

// asPaid is the answer of who wants every figure in the currency of its shop.
const asPaid = "shop"

func currencyOf(account taglane.Account) (string, error) {
	own := strings.TrimSpace(account.Settings["currency"])
	if own == "" || own == asPaid {
		return "", nil
	}
	if own = strings.ToUpper(own); slices.Contains(currencies, own) {
		return own, nil
	}
	return "", taglane.Errorf(taglane.Invalid, "Rakuten does not report in %q. Choose one of its currencies.", own)
}

// Prepare keeps the two numbers and the code as settings, so that links can be
// built and read without the secret.
func (s *Service) Prepare(context.Context) (map[string]string, error) {
	set := maps.Clone(s.account.Settings)
	if set == nil {
		set = map[string]string{}
	}
	maps.Copy(set, s.creds.settings())
	return set, nil
}

func (c credentials) settings() map[string]string {
	set := map[string]string{"sid": c.SID, "publisher_id": c.Publisher}
	if c.ClientID != "" {
		set["client_id"] = c.ClientID
	}
	return set
}
