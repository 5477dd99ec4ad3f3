package cjtest

import (
	"fmt"
	"time"
)

// sample is what a creator of lamps finds at CJ: two shops whose programmes are
// joined and one whose is not, and sales of half a year.
func sample(now time.Time) Stock {
	day := 24 * time.Hour
	var s Stock
	for i := 1; i <= 7; i++ {
		s.Products = append(s.Products, Product{
			ID: fmt.Sprintf("lamp-%d", i), Advertiser: "100", Shop: "Northlight", AdID: "9000001",
			Title: fmt.Sprintf("Lamp No. %d &amp; shade", i), Description: "A <b>warm</b> lamp.<br/>Made of ash.", Brand: "Norr",
			GTIN: "4006381333931", MPN: fmt.Sprintf("N-%d", i), Link: fmt.Sprintf("https://shop.example/lamp-%d?utm_source=cj&color=red", i),
			Image: fmt.Sprintf("http://img.example/lamp-%d.jpg", i), MoreImages: []string{"https://img.example/b.jpg"},
			Price: "49.90", Currency: "USD", Sale: "39.90", SaleFrom: now.Add(-day), SaleTo: now.Add(7 * day),
			Availability: "IN_STOCK", Updated: now.Add(-time.Hour), Joined: true, Condition: "new", Group: "lamps", Color: "red",
			Types: []string{"Home", "Lighting"}, Areas: "US, CA", Target: "US",
		})
	}
	s.Products = append(s.Products,
		Product{ID: "gone-1", Advertiser: "100", Shop: "Northlight", AdID: "9000001", Title: "Lamp of last year", Price: "10", Currency: "USD", Updated: now, Deleted: true, Joined: true},
		Product{ID: "chair-1", Advertiser: "300", Shop: "Stranger & Sons", AdID: "9000003", Title: "A chair", Price: "120.5", Currency: "EUR",
			Link: "https://www.anrdoezrs.net/click-" + Stranger + "-1?url=https%3A%2F%2Fchairs.example%2F", Availability: "out of stock", Updated: now},
	)
	for i, status := range []string{"joined", "joined", "joined", "notjoined"} {
		s.Advertisers = append(s.Advertisers, Advertiser{
			ID: fmt.Sprint((i + 1) * 100), Account: "Active", EPC: "12.50", Name: []string{"Northlight", "Hearth", "Ash & Oak", "Stranger & Sons"}[i],
			URL: []string{"http://www.shop.example/", "https://hearth.example", "https://ash.example", "https://chairs.example"}[i], Status: status,
			Actions: []ShopAction{{"Sale", "8.00%"}},
		})
	}
	for i, kind := range []string{"coupon", "coupon", "coupon", "sale/discount", "free shipping", "product"} {
		s.Links = append(s.Links, Link{
			ID: fmt.Sprint(500 + i), Advertiser: "100", Shop: "Northlight", Name: fmt.Sprintf("Link %d", i), Description: "Ten % off <i>everything</i>", Kind: kind,
			Code: "ADA10", ClickURL: fmt.Sprintf("https://www.kqzyfj.com/click-%s-%d", PID, 500+i), Status: "joined",
			Destination: "https://www.dpbolvw.net/click-" + Stranger + "-77?url=https%3A%2F%2Fshop.example%2F", From: "2026-11-01 00:00:00.0", To: "2026-12-24 23:59:59.0",
		})
	}
	for i := 1; i <= 9; i++ {
		at := now.Add(-time.Duration(9-i)*20*day - time.Hour)
		status := "closed"
		if i > 7 {
			status = "new"
		}
		s.Commissions = append(s.Commissions, Commission{
			ID: fmt.Sprint(3000 + i), Status: status, ShopperID: "c0000001t001d01v06v", Order: fmt.Sprint("order-", i), Advertiser: "100",
			At: at.Add(-time.Hour), Posted: at, USD: "4.10", SaleUSD: "49.90", Own: "3.80", SaleOwn: "46.20",
			Items: []Item{{fmt.Sprintf("N-%d", i), 1, "4.10"}},
		})
	}
	s.Commissions = append(s.Commissions, Commission{
		ID: "3010", Original: "3008", Status: "locked", Correction: "RETURNED_MERCHANDISE", ShopperID: "c0000001t001d01v06v", Order: "order-8", Advertiser: "100",
		At: now.Add(-2 * day), Posted: now.Add(-day), USD: "-4.10", SaleUSD: "-49.90", Own: "-3.80", SaleOwn: "-46.20",
	})
	return s
}
