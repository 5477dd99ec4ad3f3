package cj

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

const (
	service = "cj"
	title   = "CJ Affiliate"
)

// The four hosts of CJ, each a service with a limit of its own.
const (
	adsHost   = "ads.api.cj.com"
	salesHost = "commissions.api.cj.com"
	linksHost = "link-search.api.cj.com"
	shopsHost = "advertiser-lookup.api.cj.com"
)

// answerMost is how many bytes of an answer are read.
const answerMost = 10 << 20

// Service is one company's account at CJ, with one of its properties.
type Service struct {
	account  taglane.Account
	creds    credentials
	currency string // the publisher's own; USD: what CJ tells in any case
	hidden   *httpx.Secrets
	tally    *tally

	ads, sales, links, shops *httpx.Client
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
)

func init() {
	platform.Register(service, New)
	platform.Describe(service, about())
	platform.DescribeNetwork(service, network())
}

// Capabilities implements platform.Connector: CJ takes no clips.
func (s *Service) Capabilities() platform.Capabilities {
	return platform.Capabilities{
		Service: service, Title: title, CheckedOn: pack.Checked, TagModel: platform.NoTags,
		TitleMax: platform.NoTitle, PerMinute: pack.Limits.CallsPerMinute,
	}
}

// credentials are the token and the two numbers that go with it everywhere.
type credentials struct {
	Token   string `json:"access_token"`
	Company string `json:"company_id"`
	PID     string `json:"pid"`
	Type    string `json:"token_type,omitempty"`
}

var numberForm = regexp.MustCompile(`^[0-9]{1,20}$`)

// New opens an account. The company's number and the PID stand in its settings
// or beside the token. Invalid: a number is missing. Without a token, whatever
// asks CJ is Login.
func New(account taglane.Account, secret json.RawMessage) (*Service, error) {
	return connect(account, secret, nil)
}

func connect(account taglane.Account, secret json.RawMessage, via *http.Client) (*Service, error) {
	creds, err := readCredentials(account, secret)
	if err != nil {
		return nil, err
	}
	s := &Service{account: account, creds: creds, currency: "USD", hidden: httpx.NewSecrets(creds.Token), tally: tallies.Of(account.ID, newTally)}
	if own := strings.ToUpper(strings.TrimSpace(account.Settings["currency"])); own != "" {
		if _, err := taglane.NewAmount("0", own); err != nil {
			return nil, taglane.Errorf(taglane.Invalid, "Enter a currency of three letters, such as EUR.")
		}
		s.currency = own
	}
	s.ads, s.sales = s.client(adsHost, via), s.client(salesHost, via)
	s.links, s.shops = s.client(linksHost, via), s.client(shopsHost, via)
	for _, c := range []*httpx.Client{s.ads, s.sales} {
		c.Envelope = s.envelope
	}
	return s, nil
}

func readCredentials(account taglane.Account, secret json.RawMessage) (c credentials, err error) {
	if len(secret) > 0 && json.Unmarshal(secret, &c) != nil {
		return c, taglane.Errorf(taglane.Invalid, "The credentials for %s cannot be read.", title)
	}
	for key, at := range map[string]*string{"company_id": &c.Company, "pid": &c.PID} {
		if text := account.Settings[key]; text != "" {
			*at = text
		}
		*at = strings.TrimSpace(*at)
	}
	c.Token = strings.TrimSpace(c.Token)
	switch {
	case c.Token != "" && len(c.Token) < 8 || strings.ContainsFunc(c.Token, func(r rune) bool { return r <= ' ' || r > '~' }):
		return c, taglane.Errorf(taglane.Invalid, "This is no access token of CJ. Copy it again, whole.")
	case !numberForm.MatchString(c.Company):
		return c, taglane.Errorf(taglane.Invalid, "Enter the number of your company at CJ, its CID.")
	case !numberForm.MatchString(c.PID):
		return c, taglane.Errorf(taglane.Invalid, "Enter the number of your property at CJ, its PID.")
	}
	return c, nil
}

// client calls one of CJ's hosts. Where something else stands in for CJ, the
// host is the first part of the path there.
func (s *Service) client(host string, via *http.Client) *httpx.Client {
	base := "https://" + host
	if at := s.account.BaseURL; at != "" {
		base = strings.TrimRight(at, "/") + "/" + host
	}
	return &httpx.Client{
		Base: base, HTTP: via, Service: title, Explain: s.explain, Secrets: s.hidden,
		Pace: s.tally.paces[host], Now: s.tally.clock.Now, Most: answerMost,
	}
}

// Prepare keeps the two numbers as settings, so that links can be built and
// read without the token.
func (s *Service) Prepare(context.Context) (map[string]string, error) {
	set := maps.Clone(s.account.Settings)
	if set == nil {
		set = map[string]string{}
	}
	set["company_id"], set["pid"] = s.creds.Company, s.creds.PID
	return set, nil
}

// tally is what is counted of an account: it is shared by all who open it.
type tally struct {
	clock httpx.Clock
	paces map[string]*httpx.Pace

	mu   sync.Mutex
	is   paced
	keep func(json.RawMessage)
}

// paced is what is kept of a tally.
type paced struct {
	Ahead time.Duration              `json:"ahead,omitempty"` // nanoseconds; of CJ's clock before ours
	Paces map[string]httpx.PaceState `json:"paces"`
}

var tallies platform.Shared[tally]

func newTally() *tally {
	t := &tally{paces: map[string]*httpx.Pace{}, is: paced{Paces: map[string]httpx.PaceState{}}}
	for _, host := range []string{adsHost, salesHost, linksHost, shopsHost} {
		t.paces[host] = httpx.NewPace(t.clock.Now, httpx.Limit{
			Name: "minute", Most: float64(pack.Limits.CallsPerMinute), Per: time.Minute, Rolling: true,
		})
		t.paces[host].Restore(httpx.PaceState{}, t.changed(host))
	}
	return t
}

func (t *tally) changed(host string) func(httpx.PaceState) {
	return func(now httpx.PaceState) {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.is.Paces[host], t.is.Ahead = now, t.clock.Ahead()
		if b, err := json.Marshal(t.is); err == nil && t.keep != nil {
			t.keep(b)
		}
	}
}

// Pace implements platform.Paced.
func (s *Service) Pace(state json.RawMessage, keep func(state json.RawMessage)) {
	var was paced
	_ = json.Unmarshal(state, &was) // what cannot be read counts as nothing
	t := s.tally
	t.clock.GoOn(was.Ahead)
	t.mu.Lock()
	t.keep = keep
	t.mu.Unlock()
	for host, p := range t.paces {
		if level, kept := was.Paces[host]; kept {
			p.Restore(level, t.changed(host))
		}
	}
}
