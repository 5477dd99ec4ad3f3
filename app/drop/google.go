package drop

import (
	"time"

	"taglane/app/taglane"
)

// Google shows a product on YouTube from the moment its feed names, the
// attribute disclosure_date. The feed is the merchant's own; what it says is
// looked at here, and what is to be done by when is told.
// Read at support.google.com/merchants/answer/13034208 in 2026-11.
const (
	googleLead    = 7 * 24 * time.Hour // to submit ahead
	googleCleanup = 24 * time.Hour     // to take the attribute away in
	googleMost    = 25                 // characters of the attribute
)

// dateForms are the forms of ISO 8601 that the attribute has; without a zone it
// is UTC.
var dateForms = []string{"2006-01-02T15:04-0700", "2006-01-02T15:04:05-0700", time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02T15:04Z", "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02"}

// DisclosureDate reads the attribute. Invalid: that is none.
func DisclosureDate(text string) (time.Time, error) {
	if len(text) <= googleMost {
		for _, form := range dateForms {
			if at, err := time.Parse(form, text); err == nil {
				return at.UTC(), nil
			}
		}
	}
	return time.Time{}, taglane.Errorf(taglane.Invalid, "A disclosure date is written as 2026-12-01T10:00+0100.")
}

// Due is something to be done by a time.
type Due struct {
	By   time.Time
	What taglane.Said
}

// Checklist is what has to be done for a product that Google discloses at a time.
func Checklist(disclosed time.Time) []Due {
	return []Due{
		{disclosed.Add(-googleLead), taglane.Say("The feed with the disclosure date is submitted.")},
		{disclosed.Add(googleCleanup), taglane.Say("The disclosure date is taken out of the feed.")},
	}
}

// Disclosure finds what is wrong with the disclosure date of a listing, which a
// feed said at listing.ObservedAt.
func Disclosure(p taglane.Product, listing taglane.Listing, now time.Time) (out []taglane.Finding) {
	at := listing.DisclosedFrom
	if at.IsZero() {
		return nil
	}
	warn := func(rule string, message taglane.Said) {
		out = append(out, taglane.NewFinding(rule, taglane.Warn, message, taglane.Place{Product: p.ID, Field: "embargo"}, taglane.Said{}))
	}
	switch {
	case now.Sub(at) > googleCleanup:
		warn("drop.google.cleanup", taglane.Say("%s was disclosed at %s, and its feed still says so. Take the disclosure date out of it.", p.Title, at))
	case at.After(now) && !listing.ObservedAt.IsZero() && at.Sub(listing.ObservedAt) < googleLead:
		warn("drop.google.lead", taglane.Say("Google wants a disclosure date a week ahead; that of %s is %s.", p.Title, at))
	}
	if !listing.AvailableFrom.IsZero() && !at.Before(listing.AvailableFrom) {
		warn("drop.google.preorder", taglane.Say("%s is disclosed only once it can be had. Let the disclosure date come before the day it is available.", p.Title))
	}
	return out
}
