package shopify

import (
	"context"
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

const (
	service = "shopify"
	title   = "Shopify"
)

// The versions that are asked. Those of the Admin come and go every quarter.
const (
	adminVersion      = "2026-10"
	storefrontVersion = "2026-04"
)

// Where a clip goes.
const (
	toFiles   = "files"   // among the shop's files; anybody's theme may show it
	toProduct = "product" // onto the page of one product
)

// oneStream is a least piece larger than any clip: it goes out as a whole.
const oneStream = 1 << 50

// answerMost is how many bytes of an answer are read.
const answerMost = 16 << 20

// Service is one shop.
type Service struct {
	account taglane.Account
	creds   credentials
	shop    string // example.myshopify.com; "" where only a public shop is read
	domain  string // as visitors know it
	version string
	hidden  *httpx.Secrets
	tally   *tally
	via     *http.Client
	wait    func(ctx context.Context, n int) error
	silence time.Duration // between two looks for what a lost answer may have made
	log     func(httpx.Line)

	admin, front, open *httpx.Client
}

var (
	_ platform.Publisher  = (*Service)(nil)
	_ platform.Finder     = (*Service)(nil)
	_ platform.Tagger     = (*Service)(nil)
	_ platform.Partly     = (*Service)(nil)
	_ platform.Losing     = (*Service)(nil)
	_ platform.Linker     = (*Service)(nil)
	_ platform.Updater    = (*Service)(nil)
	_ platform.Catalog    = (*Service)(nil)
	_ platform.Healthy    = (*Service)(nil)
	_ platform.Paced      = (*Service)(nil)
	_ platform.Timekeeper = (*Service)(nil)
	_ platform.Narrow     = (*Service)(nil)
	_ platform.Fitting    = (*Service)(nil)
	_ platform.Asking     = (*Service)(nil)
)

func init() {
	platform.Register(service, New)
	platform.Describe(service, about())
}

// Capabilities implements platform.Connector. Among files a second clip of the
// same name is refused, so the name answers; on a product nobody says what a
// second one does.
func (s *Service) Capabilities() platform.Capabilities {
	c := platform.Capabilities{
		Service: service, Title: title, CheckedOn: pack.Checked,
		ChunkMin: oneStream, ReleaseRepeat: platform.RepeatAnswers, Finds: true, Leads: 2,
		TagModel: platform.TagTimeline, TitleMax: pack.Limits.Alt, TitleUnit: platform.Characters,
	}
	if s.place() == toProduct {
		c.ReleaseRepeat, c.Schedules = platform.RepeatUnknown, true
	}
	return c
}

// place is where a clip goes: as the account says. A publication cannot choose
// another, since what a repeated release does is a promise of the account's.
func (s *Service) place() string {
	if s.account.Settings["place"] == toProduct {
		return toProduct
	}
	return toFiles
}

// credentials open a shop. Without a token only what every visitor sees is read.
type credentials struct {
	Token      string `json:"access_token,omitempty"`
	Storefront string `json:"storefront_token,omitempty"`
	Type       string `json:"token_type,omitempty"` // that they were looked at: admin, or open without a token
}

var (
	shopForm    = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,99}\.myshopify\.com$`)
	hostForm    = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$`)
	versionForm = regexp.MustCompile(`^20[0-9]{2}-(01|04|07|10)$`)
)

// New opens the account of a shop. Settings: shop, its domain; and those of the
// profile. Invalid: there is no shop of this form.
func New(account taglane.Account, secret json.RawMessage) (*Service, error) {
	return connect(account, secret, nil)
}

func connect(account taglane.Account, secret json.RawMessage, via *http.Client) (*Service, error) {
	var creds credentials
	if len(secret) > 0 && json.Unmarshal(secret, &creds) != nil {
		return nil, taglane.Errorf(taglane.Invalid, "The credentials for %s cannot be read.", title)
	}
	creds.Token, creds.Storefront = strings.TrimSpace(creds.Token), strings.TrimSpace(creds.Storefront)
	for _, t := range []string{creds.Token, creds.Storefront} {
		if t != "" && len(t) < 8 || strings.ContainsFunc(t, func(r rune) bool { return r <= ' ' || r > '~' }) {
			return nil, taglane.Errorf(taglane.Invalid, "This is no access token of Shopify. Copy it again, whole.")
		}
	}
	s := &Service{
		account: account, creds: creds, version: adminVersion, via: via, silence: silence,
		hidden: httpx.NewSecrets(creds.Token, creds.Storefront), tally: tallies.Of(account.ID, newTally),
	}
	if v := account.Settings["api_version"]; v != "" {
		if !versionForm.MatchString(v) {
			return nil, taglane.Errorf(taglane.Invalid, "%q is no version of Shopify such as 2026-10.", v)
		}
		s.version = v
	}
	if err := s.name(account.Settings["shop"], account.Settings["domain"]); err != nil {
		return nil, err
	}
	s.clients()
	return s, nil
}

// name reads the two names of a shop: the one Shopify gave it, and the one it
// goes by. Whoever has no token may enter either.
func (s *Service) name(shop, domain string) error {
	shop, domain = hostname(shop), hostname(domain)
	if shop != "" && !strings.Contains(shop, ".") {
		shop += ".myshopify.com"
	}
	switch {
	case shopForm.MatchString(shop):
		s.shop = shop
	case s.creds.Token != "" || s.creds.Storefront != "" || !hostForm.MatchString(shop):
		return taglane.Errorf(taglane.Invalid, "Enter the address of your shop as Shopify gave it: it ends in .myshopify.com.")
	default:
		s.domain = shop
	}
	if domain != "" && !hostForm.MatchString(domain) {
		return taglane.Errorf(taglane.Invalid, "Enter the domain of your shop, such as shop.example.com.")
	}
	if domain != "" {
		s.domain = domain
	}
	if s.domain == "" {
		s.domain = s.shop
	}
	return nil
}

// hostname is the host of what a person pasted, an address or a name.
func hostname(entered string) string {
	h := strings.ToLower(strings.TrimSpace(entered))
	h = strings.TrimPrefix(strings.TrimPrefix(h, "https://"), "http://")
	h, _, _ = strings.Cut(h, "/")
	return h
}

// hosts are those whose product pages are this shop's.
func (s *Service) hosts() []string { return []string{bare(s.shop), bare(s.domain)} }

func (s *Service) clients() {
	client := func(host string) *httpx.Client {
		base := "https://" + host
		if at := s.account.BaseURL; at != "" {
			base = strings.TrimRight(at, "/")
		}
		return &httpx.Client{
			Base: base, HTTP: s.via, Service: title, Secrets: s.hidden, Now: s.tally.clock.Now, Most: answerMost,
			Log: func(l httpx.Line) {
				if s.log != nil {
					s.log(l)
				}
			},
		}
	}
	s.admin, s.front, s.open = client(first(s.shop, s.domain)), client(first(s.shop, s.domain)), client(s.domain)
	s.admin.Explain, s.front.Explain, s.open.Explain = s.explain, s.explain, s.explainOpen
}

// Narrow implements platform.Narrow.
func (s *Service) Narrow(wait func(ctx context.Context, n int) error) { s.wait = wait }

// Pace implements platform.Paced.
func (s *Service) Pace(state json.RawMessage, keep func(json.RawMessage)) { s.tally.goOn(state, keep) }

// Ahead implements platform.Timekeeper.
func (s *Service) Ahead() time.Duration { return s.tally.clock.Ahead() }

// Fit is what Shopify takes of a clip's file.
func (s *Service) Fit() platform.Fit {
	l := pack.Limits
	return platform.Fit{
		Codecs: []string{"h264", "hevc", "vp9"}, Audio: []string{"aac", "opus", "mp3"}, Seconds: float64(l.Seconds), Bytes: l.Bytes,
	}
}
