package platformtest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"taglane/app/platform"
	"taglane/app/taglane"
)

// search asks for all that Wanted finds.
func search(m Market) asking {
	return asking{
		one: func(ctx context.Context, c platform.Connector) error {
			of, ok := platform.As[platform.Catalog](c)
			if !ok {
				return errors.New("this connector is no Catalog")
			}
			_, err := of.Search(ctx, m.Wanted)
			return err
		},
		all: func(ctx context.Context, c platform.Connector) (keys []string, err error) {
			found, err := m.found(ctx, c)
			for _, l := range found {
				keys = append(keys, l.Key)
			}
			return keys, err
		},
		want: m.Keys,
	}
}

// found turns the pages of Wanted until the last.
func (m Market) found(ctx context.Context, c platform.Connector) (all []taglane.Listing, err error) {
	of, ok := platform.As[platform.Catalog](c)
	if !ok {
		return nil, errors.New("this connector is no Catalog")
	}
	w := m.Wanted
	for range pagesMost {
		page, err := of.Search(ctx, w)
		if err != nil {
			if len(page.Listings) > 0 || page.Next != "" {
				return all, fmt.Errorf("an error came with %d listings: %w", len(page.Listings), err)
			}
			return all, err
		}
		for i, l := range page.Listings {
			if slices.ContainsFunc(page.Listings[:i], func(o taglane.Listing) bool { return o.Key == l.Key }) {
				return all, fmt.Errorf("%s stands twice on one page", l.Key)
			}
		}
		all = append(all, page.Listings...)
		if w.Next = page.Next; w.Next == "" {
			return all, nil
		}
	}
	return all, errors.New("the list has no end")
}

// listingsAreWhole: what is kept of each is what the words of Listing promise.
func listingsAreWhole(t *testing.T, m Market) {
	all, err := m.found(t.Context(), m.New(t, m.way()))
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range all {
		for name, wrong := range map[string]bool{
			"no key":                l.Key == "",
			"no title":              strings.TrimSpace(l.Title) == "",
			"markup in its texts":   strings.ContainsAny(l.Title+l.Description, "<>"),
			"too long a text":       len([]rune(l.Description)) > 5000,
			"no time":               l.ObservedAt.IsZero(),
			"no source":             l.Source == "",
			"a wrong price":         l.Price != nil && l.Price.Check() != nil,
			"a wrong sale price":    l.Sale != nil && l.Sale.Check() != nil,
			"a link that is not so": l.URL != "" && taglane.CheckURL(l.URL) != nil,
			"a GTIN of not 14": slices.ContainsFunc(l.GTINs, func(g string) bool {
				return len(g) != 14 || strings.Trim(g, "0123456789") != ""
			}),
			"a picture not of https": slices.ContainsFunc(l.Images, func(i string) bool { return !strings.HasPrefix(i, "https://") }),
			"an availability of its own": !slices.Contains([]taglane.Availability{
				"", taglane.InStock, taglane.OutOfStock, taglane.Preorder, taglane.Backorder, taglane.Limited, taglane.UnknownStock,
			}, l.Availability),
		} {
			if wrong {
				t.Errorf("%s has %s: %+v", l.Key, name, l)
			}
		}
	}
}

func listingIsWhatWasFound(t *testing.T, m Market) {
	c := m.New(t, m.way())
	all, err := m.found(t.Context(), c)
	if err != nil || len(all) == 0 {
		t.Fatalf("%d listings, %v", len(all), err)
	}
	for _, i := range []int{0, len(all) - 1} {
		l, err := as[platform.Catalog](t, c).Listing(t.Context(), all[i].Key)
		if err != nil {
			t.Fatalf("%s: %v", all[i].Key, err)
		}
		if l.Key != all[i].Key || l.Title != all[i].Title || l.Gone {
			t.Errorf("asked for %s (%s), got %s (%s), gone %v", all[i].Key, all[i].Title, l.Key, l.Title, l.Gone)
		}
	}
}

// goneIsSaid: by NotFound, or by a listing that says so of itself.
func goneIsSaid(t *testing.T, m Market) {
	if m.Gone == "" {
		t.Log("the source never says that a product is no more")
		return
	}
	l, err := as[platform.Catalog](t, m.New(t, m.way())).Listing(t.Context(), m.Gone)
	if err == nil && l.Gone {
		return
	}
	m.told(t, err, "a product that is gone", taglane.NotFound)
}

func silenceIsNotGone(t *testing.T, m Market) {
	if m.Unknown == "" {
		t.Log("the source always says whether there is a product")
		return
	}
	_, err := as[platform.Catalog](t, m.New(t, m.way())).Listing(t.Context(), m.Unknown)
	m.told(t, err, "a product that the source is silent about", waits...)
}

func wrongPageIsInvalid(t *testing.T, m Market) {
	w := m.Wanted
	w.Next = "\x00 no page of anybody's"
	_, err := as[platform.Catalog](t, m.New(t, m.way())).Search(t.Context(), w)
	m.told(t, err, "a page that nobody gave", taglane.Invalid)
}

func brokenListingIsNotGone(t *testing.T, m Market) {
	for _, how := range WireBreaks() {
		w := m.way()
		w.wire.Break(how, 1)
		ctx, end := context.WithTimeout(t.Context(), how.patience())
		l, err := as[platform.Catalog](t, m.New(t, w)).Listing(ctx, m.Keys[0])
		end()
		if err != nil {
			m.told(t, err, string(how), waits...)
		} else if l.Key != m.Keys[0] || l.Gone {
			t.Errorf("%s: %+v", how, l)
		}
	}
}

func cutListingIsNotAListing(t *testing.T, m Market) {
	tape := m.way()
	want, err := as[platform.Catalog](t, m.New(t, tape)).Listing(t.Context(), m.Keys[0])
	if err != nil {
		t.Fatal(err)
	}
	for n, whole := range tape.answers() {
		for _, at := range cuts(len(whole.body), 30, 60) {
			what := fmt.Sprintf("answer %d cut at byte %d of %d", n+1, at, len(whole.body))
			l, err := as[platform.Catalog](t, m.New(t, tape.replay().stop(n+1, at, ends))).Listing(t.Context(), m.Keys[0])
			if err != nil {
				m.told(t, err, what, waits...)
			} else if l.Key != want.Key || l.Title != want.Title || l.Gone {
				t.Errorf("%s: %+v", what, l)
			}
			if t.Failed() {
				return
			}
		}
	}
}
