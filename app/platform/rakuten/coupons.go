package rakuten

import (
	"context"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/wares"
	"taglane/app/taglane"
)

const couponsPath = "/coupon/1.0"

// soon is where what is to come is asked for, once all coupons are told.
const soon = "offers"

// Coupons implements platform.Promoting: the coupons of the shops, and then the
// offers that are yet to begin, which say from when a shop will pay what.
func (s *Service) Coupons(ctx context.Context, next string) ([]platform.Coupon, string, error) {
	if rest, is := strings.CutPrefix(next, soon); is {
		return s.upcoming(ctx, strings.TrimPrefix(rest, " "))
	}
	number := 1
	if next != "" {
		n, err := strconv.Atoi(next)
		if err != nil || n < 2 || n > pack.Limits.PagesMost {
			return nil, "", taglane.Errorf(taglane.Invalid, "There is no such page of %s.", title)
		}
		number = n
	}
	a, err := s.get(ctx, couponsPath, couponsPath, url.Values{
		"resultsperpage": {strconv.Itoa(pack.Limits.Coupons)}, "pagenumber": {strconv.Itoa(number)},
	}, asXML)
	if err != nil {
		return nil, "", notAList(err)
	}
	got, err := readSheet[promotion](a.Body, "PageNumberRequested", "link", pack.Limits.Coupons)
	if err == nil {
		err = got.page(number)
	}
	if err != nil {
		return nil, "", s.headed(err, a)
	}
	var out []platform.Coupon
	for _, p := range got.Rows {
		c := s.coupon(p)
		if !slices.ContainsFunc(out, func(o platform.Coupon) bool { return o.Key == c.Key }) {
			out = append(out, c)
		}
	}
	if more := got.after(number); more > 0 {
		return out, strconv.Itoa(more), nil
	}
	return out, soon, nil
}

// coupon is an offer to visitors in our words. It has no number, so the address
// that is clicked names it.
func (s *Service) coupon(p promotion) platform.Coupon {
	c := platform.Coupon{
		Key: strings.TrimSpace(p.Link), Advertiser: strings.TrimSpace(p.Advertiser), Text: wares.Line(p.Text, 1000), Code: wares.Line(p.Code, 100),
		From: dayOf(p.From), To: dayOf(p.To),
	}
	if c.Key == "" {
		c.Key = strings.Join([]string{c.Advertiser, c.Code, c.Text}, "/")
	}
	if rest := wares.Line(p.Restriction, 500); rest != "" {
		c.Text = wares.Cut(c.Text+" ("+rest+")", 1000)
	}
	if wholeDay.MatchString(strings.TrimSpace(p.To)) && !c.To.IsZero() {
		c.To = c.To.Add(day) // the last day counts
	}
	if link := wares.Secure(p.Link); s.paysUs(link) {
		c.URL = link
	}
	return c
}

// upcoming are the offers that are yet to begin.
func (s *Service) upcoming(ctx context.Context, next string) ([]platform.Coupon, string, error) {
	from, err := placeOf(next)
	if err != nil {
		return nil, "", err
	}
	got, err := ask[offer](ctx, s, offersPath, "offers", url.Values{
		"offer_status": {"upcoming"}, "limit": {strconv.Itoa(pack.Limits.Offers)},
	}, from)
	if err != nil {
		return nil, "", err
	}
	var out []platform.Coupon
	for _, o := range got.rows {
		if o.GOID == "" {
			return nil, "", unreadable("an offer without a number")
		}
		var is shop
		o.into(&is)
		out = append(out, platform.Coupon{
			Key: "offer " + string(o.GOID), Advertiser: string(o.Advertiser.ID), Text: wares.Cut(strings.Join(append([]string{}, is.terms...), "; "), 1000),
			From: dayOf(o.From), To: is.ends,
		})
		if last := &out[len(out)-1]; last.Text == "" {
			last.Text = wares.Line(o.Name, 500)
		}
	}
	if more := got.next.String(); more != "" {
		return out, soon + " " + more, nil
	}
	return out, "", nil
}

var (
	wholeDay = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`)
	// zoneName is how Rakuten ends a time, once more in words.
	zoneName = regexp.MustCompile(` \([A-Za-z ]+\)$`)
)

// layouts are the forms in which Rakuten writes days and times.
var layouts = []string{
	"Mon Jan 2 2006 15:04:05 GMT-0700", time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02/15:04:05", "2006-01-02",
}

// dayOf reads a day or a time; zero for none.
func dayOf(text string) time.Time {
	return wares.Day(zoneName.ReplaceAllString(strings.TrimSpace(text), ""), layouts)
}
