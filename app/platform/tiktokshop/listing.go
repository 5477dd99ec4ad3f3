package tiktokshop

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"taglane/app/platform/wares"
	"taglane/app/taglane"
)

// Money is what a product costs, as TikTok Shop tells it: its variants cost
// from least to most.
type Money struct {
	Least    string `json:"minimum_amount"`
	Most     string `json:"maximum_amount"`
	Currency string `json:"currency"`
}

// Product is a product as TikTok Shop tells it. The showcase says some of it in
// other fields than the lists of the market.
type Product struct {
	ID           name   `json:"id"`
	Title        string `json:"title"`
	Image        string `json:"main_image_url"`
	Link         string `json:"detail_link"`
	HasInventory *bool  `json:"has_inventory"`
	Sold         int64  `json:"units_sold"`
	SaleRegion   string `json:"sale_region"`
	Price        Money  `json:"sales_price"`
	Original     Money  `json:"original_price"`
	Shop         struct {
		Name string `json:"name"`
	} `json:"shop"`
	Commission struct {
		Rate     int64  `json:"rate"` // hundredths of a percent
		Amount   string `json:"amount"`
		Currency string `json:"currency"`
	} `json:"commission"`
	Categories []struct {
		Name string `json:"local_name"`
	} `json:"category_chains"`

	Shown struct { // in a showcase
		Original   Money `json:"original_price"`
		Discounted Money `json:"seller_discount_price"`
	} `json:"price"`
	Images []struct {
		URL string `json:"url"`
	} `json:"main_images"`
	Status struct {
		Stock  string `json:"inventory_status"`
		Review string `json:"review_status"`
		Hidden bool   `json:"is_hidden"`
		Added  string `json:"added_status"`
	} `json:"status"`
	Elsewhere   string   `json:"third_party_link"`
	SaleRegions []string `json:"sale_regions"`
}

// listing is a product in our words.
func (s *Service) listing(p *Product, at time.Time) taglane.Listing {
	l := taglane.Listing{
		Source: string(s.account), Key: string(p.ID), Advertiser: wares.Plain(p.Shop.Name, 200), Shop: wares.Plain(p.Shop.Name, 200),
		Title: or(wares.Plain(p.Title, 500), string(p.ID)), URL: wares.Secure(or(p.Link, p.Elsewhere)), Images: p.images(),
		Price: p.Original.price(), Sale: p.Price.price(), Rate: rate(p.Commission.Rate), Availability: p.availability(),
		Unoffered:  p.Status.Hidden || slices.Contains([]string{"UNAVAILABLE", "ZERO_COMMISSION"}, p.Status.Review) || p.Status.Added == "REJECTED",
		ShipsTo:    wares.Countries(append([]string{p.SaleRegion}, p.SaleRegions...)...),
		ObservedAt: at,
	}
	if l.Price == nil && l.Sale == nil {
		l.Price, l.Sale = p.Shown.Original.price(), p.Shown.Discounted.price()
	}
	if l.Price == nil {
		l.Price, l.Sale = l.Sale, nil
	}
	if l.Price != nil && l.Sale != nil && *l.Price == *l.Sale {
		l.Sale = nil
	}
	var chain []string
	for _, c := range p.Categories {
		if c := wares.Plain(c.Name, 100); c != "" {
			chain = append(chain, c)
		}
	}
	l.Category = strings.Join(chain, " > ")
	return l
}

// rate is a commission in percent; "" where it is told as none can be.
func rate(hundredths int64) string {
	if hundredths < 1 || hundredths > 10_000 {
		return ""
	}
	return strconv.FormatFloat(float64(hundredths)/100, 'f', -1, 64)
}

func (p *Product) availability() taglane.Availability {
	switch {
	case p.Status.Stock == "SOLD_OUT", p.HasInventory != nil && !*p.HasInventory:
		return taglane.OutOfStock
	case p.Status.Stock == "IN_STOCK", p.HasInventory != nil:
		return taglane.InStock
	}
	return taglane.UnknownStock
}

// images are the pictures that can be fetched, the main one first.
func (p *Product) images() []string {
	all := []string{p.Image}
	for _, i := range p.Images {
		all = append(all, i.URL)
	}
	return wares.Images(all...)
}
