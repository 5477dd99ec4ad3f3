package shopifytest

import "time"

// Product is one of the shop.
type Product struct {
	ID, Title, Handle, HTML, Vendor, Type, Status string
	Pictures                                      []string
	Variants                                      []Variant
	Hidden                                        bool // not on the online store

	media  []*file
	extra  int // further media that nobody sees
	fields map[string]*field
	stages map[string]*stage // by channel
}

// Crowd makes a product have so many media already.
func (p *Product) Crowd(n int) { p.extra = n }

// Show makes visitors see a product at a channel.
func (p *Product) Show(channel string, at time.Time) {
	if p.stages == nil {
		p.stages = map[string]*stage{}
	}
	p.stages[channel] = &stage{at: at}
}

// Variant is one of a product's.
type Variant struct {
	ID, Title, SKU, Barcode, Price, Before string
	ForSale                                bool
	Quantity                               int
	Continue                               bool // sells below zero
	Option, Value                          string
}

// stage is when a product appears at a channel.
type stage struct{ at time.Time }

// sample is a small shop: seven variants of five products, one of them hidden.
func sample() Stock {
	one := func(id, sku, code, price string) Variant {
		return Variant{ID: "gid://shopify/ProductVariant/" + id, Title: "Default Title", SKU: sku, Barcode: code, Price: price, ForSale: true, Quantity: 9, Option: "Title", Value: "Default Title"}
	}
	red, blue := one("111", "MUG-R", "4006381333931", "12.50"), one("112", "MUG-B", "", "12.50")
	red.Title, red.Option, red.Value, red.Before = "Red", "Colour", "Red", "15.00"
	blue.Title, blue.Option, blue.Value, blue.ForSale, blue.Quantity = "Blue", "Colour", "Blue", false, 0
	lamp := one("131", "LAMP-1", "", "89.00")
	lamp.Quantity, lamp.Continue = -3, true
	product := func(id, title, handle string, v ...Variant) *Product {
		return &Product{
			ID: "gid://shopify/Product/" + id, Title: title, Handle: handle, HTML: "<p>Made by <b>hand</b>.</p><script>1</script>", Vendor: "Lumen",
			Type: "Kitchen", Status: "ACTIVE", Variants: v, Pictures: []string{"https://cdn.lumen.example/" + handle + ".jpg"},
		}
	}
	hidden := product("15", "Secret pan", "pan", one("151", "PAN-1", "", "60.00"))
	hidden.Hidden = true
	return Stock{
		Products: []*Product{
			product("11", "Mug", "mug", red, blue),
			product("12", "Kettle", "kettle", one("121", "KET-1", "", "45.00")),
			product("13", "Lamp <warm>", "lamp", lamp),
			product("14", "Bowl", "bowl", one("141", "BOWL-S", "", "9.00"), one("142", "BOWL-L", "", "14.00")),
			hidden,
		},
		Channels: []Channel{
			{"gid://shopify/Publication/71", "Online Store", true},
			{"gid://shopify/Publication/72", "Point of Sale", false},
		},
	}
}
