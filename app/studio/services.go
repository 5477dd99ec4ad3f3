package studio

import (
	"cmp"

	"taglane/app/platform"
	"taglane/app/taglane"
)

// Service is a kind of account as a screen shows it: what to bring, how to get
// it, what to decide.
type Service struct {
	Service      string                `json:"service"`
	Title        string                `json:"title"`
	Connects     bool                  `json:"connects"` // there is a login
	Needs        []Need                `json:"needs"`
	Guide        []GuideStep           `json:"guide"`
	Options      []Option              `json:"options"`
	Capabilities platform.Capabilities `json:"capabilities"`
	Publishes    bool                  `json:"publishes"` // clips can go there
	Sells        bool                  `json:"sells"`     // its products can be searched
	Pays         bool                  `json:"pays"`      // it reports what was earned
}

// Need is one thing a person enters before they can log in.
type Need struct {
	Key    string `json:"key"`
	Title  string `json:"title"`
	Hint   string `json:"hint"`
	Secret bool   `json:"secret"`
	May    bool   `json:"may"` // may be left empty
}

// GuideStep is one step on the way to what is needed.
type GuideStep struct {
	Text string `json:"text"`
	Link string `json:"link"`
	Copy string `json:"copy"`
	Note string `json:"note"`
}

// rehearsal is a service that is only there for trying things out.
const rehearsal = "memory"

// Services lists the kinds of accounts there are, in the person's language.
func (s *Studio) Services() []Service {
	out := []Service{}
	for _, name := range platform.Services() {
		if name == rehearsal && !s.o.Demo {
			continue
		}
		out = append(out, s.service(name))
	}
	return out
}

func (s *Studio) service(name string) Service {
	p, _ := platform.ProfileOf(name)
	v := Service{
		Service: name, Connects: p.Connect != nil, Needs: make([]Need, 0, len(p.Needs)), Guide: make([]GuideStep, 0, len(p.Guide)),
		Options: s.options(p.Options), Capabilities: capabilities(name, p),
		Publishes: platform.Does[platform.Publisher](name), Sells: platform.Does[platform.Catalog](name), Pays: platform.Does[platform.Earner](name),
	}
	v.Title = s.Tell(taglane.Said{Format: cmp.Or(p.Title, v.Capabilities.Title, name)})
	for _, n := range p.Needs {
		v.Needs = append(v.Needs, Need{n.Key, s.Tell(n.Title), s.Tell(n.Hint), n.Secret, n.May})
	}
	for _, g := range p.Guide {
		s.named(g.Link)
		v.Guide = append(v.Guide, GuideStep{s.Tell(g.Text), g.Link, g.Copy, s.Tell(g.Note)})
	}
	return v
}

// capabilities are the limits of a service, asked of an account that nobody
// has: they do not depend on whose it is, so whatever must be filled in is.
func capabilities(name string, p platform.Profile) platform.Capabilities {
	c := platform.Capabilities{Service: name, Title: p.Title, TagModel: platform.NoTags}
	for _, answers := range []map[string]string{{}, made(p)} {
		if service, err := platform.Connect(taglane.Account{ID: "nobody", Service: name, Settings: answers}, nil); err == nil {
			c = service.Capabilities()
			break
		}
	}
	c.TitleUnit, c.CaptionUnit = cmp.Or(c.TitleUnit, platform.Characters), cmp.Or(c.CaptionUnit, platform.Characters)
	return c
}

// made is what a profile asks of an account, with anything that could be
// an answer.
func made(p platform.Profile) map[string]string {
	out := map[string]string{}
	for _, n := range p.Needs {
		if !n.May {
			out[n.Key] = "1"
		}
	}
	for _, o := range p.Options {
		switch {
		case !o.Account:
		case o.Default != "":
			out[o.Key] = o.Default
		case o.Kind == platform.AsText:
			out[o.Key] = "1"
		case o.Kind == platform.AsChoice && len(o.Choices) > 0:
			out[o.Key] = o.Choices[0].Value
		}
	}
	return out
}

// named remembers an address that Taglane itself has told: only such a one is
// opened when a screen asks for it.
func (s *Studio) named(address string) {
	if taglane.CheckURL(address) == nil {
		s.addresses.Store(address, true)
	}
}

// Named says whether Taglane itself has told an address, so that it may be
// opened in the person's browser.
func (s *Studio) Named(address string) bool {
	_, ok := s.addresses.Load(address)
	return ok
}
