package cjtest

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"
)

// Commission is one line of a report: a sale, or the correction of one.
type Commission struct {
	ID, Original     string // Original: "" for one that is its own
	Status           string // new, extended, locked, closed
	Validation       string // PENDING, ACCEPTED, DECLINED, AUTOMATED; "": none
	Correction       string // of a correction
	ShopperID, Order string
	Advertiser       string
	At, Posted       time.Time
	USD, SaleUSD     string
	Own, SaleOwn     string // in the publisher's currency; "": that is USD
	Items            []Item
}

// Item is one article of a sale.
type Item struct {
	SKU        string
	Quantity   int32
	Commission string
}

type situation struct{ Name, ID string }

type item struct {
	CommissionItemID                                                                 string
	DiscountUSD, DiscountPubCurrency, DiscountAdvCurrency                            *Decimal
	ItemListID                                                                       *string
	TotalCommissionAdvCurrency, TotalCommissionPubCurrency, TotalCommissionUSD       Decimal
	Quantity                                                                         int32
	PerItemSaleAmountAdvCurrency, PerItemSaleAmountPubCurrency, PerItemSaleAmountUSD Decimal
	SKU                                                                              string
	Situations                                                                       []string
	SituationDetails                                                                 []situation
}

// record is a commission as the schema has it.
type record struct {
	ActionStatus                                                  Word
	ActionTrackerID, ActionTrackerName                            string
	ActionType                                                    Word
	AdvertiserID, AdvertiserName                                  string
	AID                                                           *string
	ClickDate                                                     *Instant
	ClickReferringURL                                             *string
	CommissionID                                                  string
	ConcludingBrowser, ConcludingDeviceName, ConcludingDeviceType *string
	CorrectionReason, Country, Coupon                             *string
	EventDate                                                     Instant
	InitiatingBrowser, InitiatingDeviceName, InitiatingDeviceType *string
	IsCrossDevice                                                 *bool
	LockingDate                                                   Instant
	LockingMethod                                                 *string
	OrderDiscountAdvCurrency, OrderDiscountOrigCurrency           *Decimal
	OrderDiscountPubCurrency, OrderDiscountUSD                    *Decimal
	OrderID, ValidationStatus                                     *string
	Original                                                      bool
	OriginalActionID                                              string
	PostingDate                                                   Instant
	PubCommissionAmountPubCurrency, PubCommissionAmountUSD        Decimal
	PublisherID, PublisherName                                    string
	ReviewedStatus                                                *string
	SaleAmountPubCurrency, SaleAmountUSD                          *Decimal
	SiteToStoreOffer, Source, WebsiteID, WebsiteName              *string
	Items                                                         []*item
	SaleAmountAdvCurrency                                         *Decimal
	Situations                                                    []string
	SituationDetails                                              []situation
	Sid, ShopperID                                                *string // Sid is always empty by now
}

func (c Commission) record() *record {
	own, saleOwn := c.Own, c.SaleOwn
	if own == "" {
		own, saleOwn = c.USD, c.SaleUSD
	}
	r := &record{
		ActionStatus: Word(c.Status), ActionTrackerID: "tracker", ActionTrackerName: "Sale", ActionType: "item_sale",
		AdvertiserID: c.Advertiser, AdvertiserName: "Shop " + c.Advertiser, CommissionID: c.ID, CorrectionReason: some(c.Correction),
		EventDate: *instant(c.At), PostingDate: *instant(c.Posted), LockingDate: *instant(c.Posted.AddDate(0, 1, 0)),
		ValidationStatus: some(c.Validation), OrderID: some(c.Order), Original: c.Original == "", OriginalActionID: c.Original,
		PubCommissionAmountPubCurrency: Decimal(own), PubCommissionAmountUSD: Decimal(c.USD), PublisherID: Company, PublisherName: "Ada",
		SaleAmountUSD: some(Decimal(c.SaleUSD)), SaleAmountPubCurrency: some(Decimal(saleOwn)), WebsiteID: some(PID),
		Items: []*item{}, Situations: []string{}, SituationDetails: []situation{}, ShopperID: some(c.ShopperID),
	}
	if r.Original {
		r.OriginalActionID = c.ID
	}
	for i, it := range c.Items {
		total := Decimal(it.Commission)
		r.Items = append(r.Items, &item{
			CommissionItemID: c.ID + strconv.Itoa(i), TotalCommissionAdvCurrency: total, TotalCommissionPubCurrency: total, TotalCommissionUSD: total,
			Quantity: it.Quantity, PerItemSaleAmountAdvCurrency: "1.00", PerItemSaleAmountPubCurrency: "1.00", PerItemSaleAmountUSD: "1.00",
			SKU: it.SKU, Situations: []string{}, SituationDetails: []situation{},
		})
	}
	return r
}

type salesQuery struct{ t *Twin }

type salesArgs struct {
	ForPublishers                           []string
	SincePostingDate, BeforePostingDate     *string
	SinceEventDate, BeforeEventDate         *string
	SinceLockingDate, BeforeLockingDate     *string
	SinceCommissionID                       *string
	CommissionIDs, AdvertiserIDs, AdIDs     *[]string
	WebsiteIDs, ActionStatuses, ActionTypes *[]string
	LockingMethods, ValidationStatuses      *[]string
}

type report struct {
	Count, Limit    int32
	MaxCommissionID *string
	PayloadComplete bool
	Records         []*record
}

// PublisherCommissions is what was posted within a window, in order of the
// numbers, after the one that was told last.
func (q *salesQuery) PublisherCommissions(ctx context.Context, a salesArgs) (*report, error) {
	if !slices.Equal(a.ForPublishers, []string{Company}) {
		return nil, errCompany
	}
	if a.SincePostingDate == nil || a.BeforePostingDate == nil {
		return nil, errors.New("a window of dates is required")
	}
	from, err := time.Parse(time.RFC3339, *a.SincePostingDate)
	to, other := time.Parse(time.RFC3339, *a.BeforePostingDate)
	if err := errors.Join(err, other); err != nil {
		return nil, err
	}
	k, stock := q.t.now()
	if to.Sub(from) > k.WindowMost {
		*ctx.Value(windowKey{}).(*bool) = true
		return nil, errors.New("the window is too long")
	}
	empty, repeat := q.t.Listed()
	after := int64(0)
	if a.SinceCommissionID != nil {
		if after, err = strconv.ParseInt(*a.SinceCommissionID, 10, 64); err != nil {
			return nil, err
		}
		if repeat {
			after--
		}
	}
	var found []Commission
	for _, c := range stock.Commissions {
		if !c.Posted.Before(from) && c.Posted.Before(to) && number(c) > after {
			found = append(found, c)
		}
	}
	slices.SortFunc(found, func(x, y Commission) int { return int(number(x) - number(y)) })
	most := k.PageMost
	if most == 0 {
		most = 10_000
	}
	rep := &report{Limit: int32(most), Records: []*record{}, PayloadComplete: len(found) <= most && !k.Stuck && !empty, MaxCommissionID: a.SinceCommissionID}
	if empty || k.Stuck {
		return rep, nil
	}
	for _, c := range found[:min(most, len(found))] {
		rep.Records = append(rep.Records, c.record())
		rep.MaxCommissionID = some(c.ID)
	}
	rep.Count = int32(len(rep.Records))
	return rep, nil
}

func number(c Commission) int64 {
	n, _ := strconv.ParseInt(c.ID, 10, 64)
	return n
}
