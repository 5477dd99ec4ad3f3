package cj

import (
	"net/url"
	"slices"
	"strings"

	"taglane/app/platform/wares"
	"taglane/app/taglane"
)

// paysUs says whether a link is one of CJ's that pays the account.
func (s *Service) paysUs(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" {
		return false
	}
	d, ok := Parse(u)
	return ok && d.Owner == s.creds.PID
}

// money is a price that can be shown; nil where there is none.
func money(p *price) *taglane.Money {
	if p == nil || p.Amount == "" {
		return nil
	}
	return wares.Price(string(p.Amount), p.Currency)
}

// availability understands the words of CJ and those of the feeds behind it.
func availability(s string) taglane.Availability {
	switch strings.NewReplacer(" ", "_", "-", "_").Replace(strings.ToLower(strings.TrimSpace(s))) {
	case "in_stock":
		return taglane.InStock
	case "out_of_stock":
		return taglane.OutOfStock
	case "preorder", "pre_order":
		return taglane.Preorder
	case "backorder", "back_order":
		return taglane.Backorder
	}
	return taglane.UnknownStock
}

func condition(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	if slices.Contains([]string{"new", "refurbished", "used"}, s) {
		return s
	}
	return ""
}
