package rakutentest

import (
	"fmt"
	"net/url"
	"time"
)

// Stock is what there is at Rakuten. Set changes it.
type Stock struct {
	Products     []Product
	Partners     []Partner
	Shops        []Shop
	Offers       []Offer
	Coupons      []Coupon
	Transactions []Transaction
}

// sample is what a creator of lamps finds at Rakuten: programmes in several
// states, a feed with the faults of feeds, and sales of a month.
func sample(now time.Time) Stock {
	var s Stock
	for i := 1; i <= 7; i++ {
		s.Products = append(s.Products, Product{
			MID: "100", Shop: "Northlight & Sons", LinkID: fmt.Sprint(9000 + i), Created: "2026-11-02/06:53:36", SKU: fmt.Sprintf("lamp-%d", i),
			Name: fmt.Sprintf("Lamp No. %d &amp; shade", i), Primary: "Home", Secondary: "Lighting~~Lamps",
			Price: Money{"49.90", "USD"}, Sale: &Money{"39.90", "USD"}, UPC: "4006381333931", Short: "A lamp.", Long: "A <b>warm</b> lamp.<br/>Made of ash, à la carte.",
			Keywords: "lamp~~warm", Image: fmt.Sprintf("http://img.example/lamp-%d.jpg", i), Target: fmt.Sprintf("https://shop.example/lamp-%d?utm_source=rakuten&color=red", i),
		})
	}
	s.Products = append(s.Products,
		Product{MID: "300", Shop: "Hearth", LinkID: "7001", Created: "2026-11-02/06:53:36", Name: "A chair", UPC: "96385074", Price: Money{"120.5", "EUR"}, Sale: &Money{"0", "EUR"}, Target: "https://hearth.example/chair"},
		Product{MID: "400", Shop: "Stranger", LinkID: "8001", Created: "2026-11-02/06:53:36", SKU: "x/1", Name: "A table", Price: Money{"1299.00", "EUR"},
			Link: "https://click.linksynergy.com/link?id=" + url.QueryEscape(Stranger) + "&offerid=1.8001&type=15&murl=https%3A%2F%2Ftables.example%2F1"},
	)
	for i, status := range []string{"active", "extended", "pending", "temp-remove", "active"} {
		p := Partner{ID: (i + 1) * 100, Name: []string{"Northlight & Sons", "Ash & Oak", "Hearth", "Stranger", "Closed"}[i], Shop: "active", Status: status}
		if p.Name == "Closed" {
			p.Shop = "inactive"
		}
		s.Partners = append(s.Partners, p)
	}
	for i := range 4 {
		s.Shops = append(s.Shops, Shop{
			ID: (i + 1) * 100, Name: s.Partners[i].Name, URL: []string{"http://www.shop.example/", "https://ash.example", "https://hearth.example", "https://tables.example"}[i],
			ShipsTo: []string{"US", "de", "United Kingdom"}[:i%3+1], Deep: i != 1,
		})
	}
	s.Offers = []Offer{
		{GOID: 71, Shop: 100, Status: "active", Name: "Base", From: "2026-01-01T00:00:00Z", To: "2026-12-31T23:59:59Z", Text: "8% on everything", Percent: 8},
		{GOID: 72, Shop: 200, Status: "active", Name: "Base", Renews: true, From: "2026-01-01T00:00:00Z", To: "2026-12-31T23:59:59Z", Percent: 5},
		{GOID: 73, Shop: 100, Status: "active", Name: "Autumn", From: "2026-10-01T00:00:00Z", To: "2026-11-30T23:59:59Z", Text: "10% on lamps", Percent: 10},
		{GOID: 81, Shop: 100, Status: "upcoming", Name: "Winter", From: "2026-12-01T00:00:00Z", To: "2027-01-06T00:00:00Z", Text: "12% on lamps", Percent: 12},
		{GOID: 82, Shop: 200, Status: "upcoming", Name: "Winter", Renews: true, From: "2026-12-01T00:00:00Z", To: "", Percent: 7},
		{GOID: 83, Shop: 300, Status: "upcoming", Name: "Spring", From: "2027-03-01T00:00:00Z", To: "2027-04-01T00:00:00Z", Text: "6%", Percent: 6},
	}
	for i := 1; i <= 5; i++ {
		s.Coupons = append(s.Coupons, Coupon{
			Kind: "General Promotion", Text: fmt.Sprintf("%d %% off <i>lamps</i> & shades", i*10), From: "2026-11-01", To: "2026-12-24", Code: fmt.Sprintf("ADA%d", i*10), Restriction: "Once",
			Link:  fmt.Sprintf("https://click.linksynergy.com/fs-bin/click?id=%s&offerid=1.%d&type=3&subid=0", Publisher, 500+i),
			Pixel: "https://ad.linksynergy.com/fs-bin/show?id=1", Advertiser: "100", Shop: "Northlight & Sons", Network: "US Network",
		})
	}
	for i, ago := range []int{672, 602, 532, 400, 322, 252, 200, 182, 112, 42} {
		at := now.Add(-time.Duration(ago) * time.Hour)
		s.Transactions = append(s.Transactions, Transaction{
			ID: fmt.Sprintf("e-%d", 3000+i), Order: fmt.Sprint("order-", i), Shop: "100", SKU: fmt.Sprint("lamp-", i), Product: "Lamp & shade", Sale: "49.9", Commission: "4.1", Quantity: 1,
			Currency: "USD", At: at.Add(-time.Hour), Processed: at, U1: "c0000001t001d01v06v", Kind: []string{"realtime", "batch"}[i%2],
		})
	}
	s.Transactions = append(s.Transactions, Transaction{
		ID: "e-4000", Order: "order-8", Shop: "100", Sale: "-49.90", Commission: "-4.10", Quantity: -1, Currency: "USD",
		At: now.Add(-4 * 24 * time.Hour), Processed: now.Add(-3 * time.Hour), U1: "", Kind: "batch",
	})
	// Told early for a sale that is paid for as e-3009.
	s.Transactions = append(s.Transactions, Transaction{
		ID: "e-2009", Order: "order-9", Shop: "100", SKU: "lamp-9", Product: "Lamp & shade", Sale: "49.9", Commission: "4.1", Quantity: 1,
		Currency: "USD", At: now.Add(-43 * time.Hour), Processed: now.Add(-43 * time.Hour), U1: "c0000001t001d01v06v", Kind: "realtime", Event: true,
	})
	return s
}
