package cjtest

import (
	"slices"
	"strconv"
	"time"

	graphql "github.com/graph-gophers/graphql-go"
)

// Product is one that a shop offers.
type Product struct {
	ID, Advertiser, Shop, Title, Description, Brand, GTIN, MPN string
	Link, Image                                                string
	MoreImages                                                 []string
	Price, Currency, Sale                                      string
	SaleFrom, SaleTo                                           time.Time
	Availability                                               string
	AvailableFrom, Expires, Updated                            time.Time
	Deleted, Joined                                            bool
	Condition, Group, Color, Size, Category                    string
	Types                                                      []string
	AdID                                                       string
	Areas, Target                                              string // countries
}

type amount struct {
	Amount   Decimal
	Currency *string
}

type category struct {
	Name *string
	ID   *int32
}

type linkHTML struct{ Text, Image, Form *string }

type linkCode struct {
	HTML               *linkHTML
	ClickURL, ImageURL *string
}

type shippingPrice struct {
	Amount   *Decimal
	Currency *string
}

type shipping struct {
	Price                                                                            shippingPrice
	Service, LocationGroupName, Region, PostalCode                                   *string
	LocationID                                                                       *graphql.ID
	Country                                                                          *string
	MinimumHandlingTime, MaximumHandlingTime, MinimumTransitTime, MaximumTransitTime *string
}

// shopping is a product as the schema has it.
type shopping struct {
	t *Twin

	AdditionalImageLink                                                  *[]string
	AdID, AdvertiserID, ID                                               graphql.ID
	AdvertiserCountry, Brand, CatalogName, ItemListName                  *string
	AdvertiserName, Description                                          string
	CatalogID, ItemListID, ItemGroupID                                   *graphql.ID
	CustomLabel0, CustomLabel1, CustomLabel2, CustomLabel3, CustomLabel4 *string
	ImageLink, Link, MobileLink                                          *string
	IsDeleted, JoinedStatus                                              bool
	LastUpdated                                                          Instant
	CreatedAt                                                            *Instant
	Price                                                                amount
	EffectiveDerivedPrice, SalePrice                                     *amount
	DiscountPercentage                                                   *float64
	SalePriceEffectiveDateEnd, SalePriceEffectiveDateStart               *Instant
	ServiceableAreas, SourceFeedType, TargetCountry, Title               *string
	Shipping                                                             *shipping
	Availability                                                         *string
	AvailabilityDate, ExpirationDate                                     *Instant
	GoogleProductCategory                                                *category
	ProductType                                                          *[]string
	GTIN, MPN, IdentifierExists, Condition, Adult                        *string
	Multipack                                                            *int32
	IsBundle, AgeGroup, Color, Gender, Material, Pattern                 *string
	Size, SizeType, SizeSystem, UnitPricingMeasure                       *string
	UnitPricingBaseMeasure                                               *string
	ProductHighlight                                                     *[]string
	AdsRedirect, ShipsFromCountry                                        *string
}

// LinkCode is a link that pays whoever asks, unless the shop is not joined.
func (s *shopping) LinkCode(args struct {
	PID       graphql.ID
	ShopperID *graphql.ID
}) *linkCode {
	if !s.JoinedStatus {
		return &linkCode{}
	}
	k, _ := s.t.now()
	pid := string(args.PID)
	if k.Pays != "" {
		pid = k.Pays
	}
	address := "https://www.tkqlhce.com/click-" + pid + "-" + string(s.AdID) + "?url=https%3A%2F%2Fshop.example%2F" + string(s.ID)
	if args.ShopperID != nil {
		address += "&sid=" + string(*args.ShopperID)
	}
	return &linkCode{ClickURL: &address}
}

// offered is a product as an interface.
type offered struct{ *shopping }

// ToShopping implements the library's type assertions.
func (o offered) ToShopping() (*shopping, bool) { return o.shopping, true }

func (t *Twin) shopping(p Product) *shopping {
	s := &shopping{
		t: t, ID: graphql.ID(p.ID), AdID: graphql.ID(p.AdID), AdvertiserID: graphql.ID(p.Advertiser), AdvertiserName: p.Shop,
		ServiceableAreas: some(p.Areas), TargetCountry: some(p.Target),
		Title: some(p.Title), Description: p.Description, Brand: some(p.Brand), GTIN: some(p.GTIN), MPN: some(p.MPN),
		Link: some(p.Link), ImageLink: some(p.Image), Price: amount{Decimal(p.Price), some(p.Currency)},
		SalePriceEffectiveDateStart: instant(p.SaleFrom), SalePriceEffectiveDateEnd: instant(p.SaleTo),
		Availability: some(p.Availability), AvailabilityDate: instant(p.AvailableFrom), ExpirationDate: instant(p.Expires),
		IsDeleted: p.Deleted, JoinedStatus: p.Joined, LastUpdated: *instant(p.Updated),
		Condition: some(p.Condition), Color: some(p.Color), Size: some(p.Size),
	}
	if len(p.MoreImages) > 0 {
		s.AdditionalImageLink = &p.MoreImages
	}
	if len(p.Types) > 0 {
		s.ProductType = &p.Types
	}
	if p.Sale != "" {
		s.SalePrice = &amount{Decimal(p.Sale), some(p.Currency)}
	}
	if p.Group != "" {
		g := graphql.ID(p.Group)
		s.ItemGroupID = &g
	}
	if p.Category != "" {
		s.GoogleProductCategory = &category{Name: &p.Category}
	}
	return s
}

type adsQuery struct{ t *Twin }

type shoppingArgs struct {
	CompanyID                  graphql.ID
	AdIDs                      *[]graphql.ID
	GoogleProductCategoryIDs   *[]graphql.ID
	GoogleProductCategoryNames *[]string
	Keywords                   *[]string
	PartnerIDs                 *[]graphql.ID
	PartnerStatus              *string
	GTIN                       *string
	Offset, Limit              *int32
	ProductIDs                 *[]graphql.ID
	AdvertiserCountries        *[]string
	HighPrice, LowPrice        *float64
	Currency                   *string
	ItemListID                 *graphql.ID
	ItemListIDs                *[]graphql.ID
	IncludeDeletedProducts     *bool
	Availability               *string
	ServiceableAreas           *[]string
}

type shoppingPage struct {
	ResultList   []*shopping
	TotalCount   int32
	Limit, Count int32
}

// ShoppingProducts finds products, a page from an offset.
func (q *adsQuery) ShoppingProducts(a shoppingArgs) (*shoppingPage, error) {
	if a.CompanyID != Company {
		return nil, errCompany
	}
	var found []Product
	_, stock := q.t.now()
	for _, p := range stock.Products {
		if q.fits(p, a) {
			found = append(found, p)
		}
	}
	offset, limit := 0, 100
	if a.Offset != nil {
		offset = int(*a.Offset)
	}
	if a.Limit != nil {
		limit = int(*a.Limit)
	}
	if limit < 1 || limit > 1000 || offset < 0 {
		q.t.Note("a page of %d from %d", limit, offset)
	}
	empty, repeat := q.t.Listed()
	rows, of := window(found, offset, limit, repeat)
	page := &shoppingPage{ResultList: []*shopping{}, TotalCount: int32(of), Limit: int32(limit)}
	if !empty {
		for _, p := range rows {
			page.ResultList = append(page.ResultList, q.t.shopping(p))
		}
	}
	page.Count = int32(len(page.ResultList))
	return page, nil
}

func (q *adsQuery) fits(p Product, a shoppingArgs) bool {
	deleted := a.IncludeDeletedProducts != nil && *a.IncludeDeletedProducts
	switch {
	case p.Deleted && !deleted,
		a.Keywords != nil && !words(p.Title+" "+p.Description+" "+p.Brand, *a.Keywords),
		a.PartnerIDs != nil && !slices.Contains(*a.PartnerIDs, graphql.ID(p.Advertiser)),
		a.ProductIDs != nil && !slices.Contains(*a.ProductIDs, graphql.ID(p.ID)),
		a.PartnerStatus != nil && p.Joined != (*a.PartnerStatus == "JOINED"),
		a.GTIN != nil && *a.GTIN != p.GTIN, // to the letter, as the shop wrote it
		a.Availability != nil && *a.Availability != p.Availability:
		return false
	}
	return true
}

// window is a page of a list and how long the list is. Where rows repeat, a
// row came in front of all others after the first page was read.
func window[T any](all []T, offset, limit int, repeat bool) ([]T, int) {
	of := len(all)
	if repeat && offset > 0 {
		offset, of = offset-1, of+1
	}
	from := min(offset, len(all))
	return all[from:min(from+limit, len(all))], of
}

type productsArgs struct {
	CompanyID                                 graphql.ID
	AdIDs                                     *[]graphql.ID
	Keywords                                  *[]string
	PartnerIDs                                *[]graphql.ID
	PartnerStatus                             *string
	ExcludePartnerIDs                         *[]graphql.ID
	Offset, Limit                             *int32
	ProductIDs, ExcludeProductIDs             *[]graphql.ID
	AdvertiserCountries                       *[]string
	HighPrice, LowPrice                       *float64
	Currency                                  *string
	ItemListID                                *graphql.ID
	ItemListIDs                               *[]graphql.ID
	IncludeDeletedProducts                    *bool
	ServiceableAreas, ExcludeServiceableAreas *[]string
	Availability, SortBy, SortOrder, Page     *string
	DisableTotalCount                         *bool
	GoogleProductCategoryIDs                  *[]graphql.ID
	TargetCountry, Brand                      *[]string
	DiscountPercentage                        *float64
}

type productsPage struct {
	ResultList   []offered
	TotalCount   int32
	Limit, Count int32
	NextPage     *string
}

// Products finds products of any kind, a page from a cursor.
func (q *adsQuery) Products(a productsArgs) (*productsPage, error) {
	offset := int32(0)
	if a.Page != nil {
		n, err := strconv.ParseInt(*a.Page, 10, 32)
		if err != nil {
			return nil, err
		}
		offset = int32(n)
	} else if a.Offset != nil {
		offset = *a.Offset
	}
	got, err := q.ShoppingProducts(shoppingArgs{
		CompanyID: a.CompanyID, Keywords: a.Keywords, PartnerIDs: a.PartnerIDs, PartnerStatus: a.PartnerStatus, Offset: &offset,
		Limit: a.Limit, ProductIDs: a.ProductIDs, IncludeDeletedProducts: a.IncludeDeletedProducts, Availability: a.Availability,
	})
	if err != nil {
		return nil, err
	}
	page := &productsPage{ResultList: []offered{}, TotalCount: got.TotalCount, Limit: got.Limit, Count: got.Count}
	for _, s := range got.ResultList {
		page.ResultList = append(page.ResultList, offered{s})
	}
	if end := offset + got.Count; end < got.TotalCount {
		page.NextPage = some(strconv.Itoa(int(end)))
	}
	return page, nil
}

type feed struct {
	AdID                                                                      graphql.ID
	AdvertiserID, AdvertiserName, AdvertiserCountry, SourceFeedType, Currency *string
	Language, FeedName                                                        *string
	LastUpdated                                                               *Instant
	ProductCount                                                              *int32
}

type feedsPage struct {
	ResultList               []*feed
	TotalCount, Limit, Count int32
}

// ShoppingProductFeeds lists the shops' feeds.
func (q *adsQuery) ShoppingProductFeeds(a struct {
	CompanyID         graphql.ID
	PartnerIDs        *[]graphql.ID
	AdvertiserCountry *string
	Offset, Limit     *int32
}) (*feedsPage, error) {
	if a.CompanyID != Company {
		return nil, errCompany
	}
	page := &feedsPage{ResultList: []*feed{}}
	_, stock := q.t.now()
	for _, p := range stock.Products {
		i := slices.IndexFunc(page.ResultList, func(f *feed) bool { return f.AdID == graphql.ID(p.AdID) })
		if i < 0 {
			page.ResultList = append(page.ResultList, &feed{
				AdID: graphql.ID(p.AdID), AdvertiserID: some(p.Advertiser), AdvertiserName: some(p.Shop),
				Currency: some(p.Currency), LastUpdated: instant(p.Updated), ProductCount: new(int32),
			})
			i = len(page.ResultList) - 1
		}
		*page.ResultList[i].ProductCount++
	}
	page.Count = int32(len(page.ResultList))
	page.TotalCount, page.Limit = page.Count, 1000
	return page, nil
}

// ProductFeeds lists feeds of any kind.
func (q *adsQuery) ProductFeeds(a struct {
	CompanyID         graphql.ID
	FeedType          *string
	PartnerIDs        *[]graphql.ID
	AdvertiserCountry *string
	Offset, Limit     *int32
}) (*feedsPage, error) {
	return q.ShoppingProductFeeds(struct {
		CompanyID         graphql.ID
		PartnerIDs        *[]graphql.ID
		AdvertiserCountry *string
		Offset, Limit     *int32
	}{a.CompanyID, a.PartnerIDs, a.AdvertiserCountry, a.Offset, a.Limit})
}
