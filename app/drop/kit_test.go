package drop_test

import (
	"time"

	"taglane/app/drop"
	"taglane/app/taglane"
)

var (
	release = moment("2026-12-01T09:00:00Z")
	before  = release.Add(-time.Second)
	until   = &taglane.Embargo{Until: release, Wall: "2026-12-01T10:00", Zone: "Europe/Berlin"}
)

// held is a draft with a product that is held back, "Zéphyr Running Shoe", and
// one that is not.
func held() taglane.Draft {
	span := func(in, out taglane.Frame) taglane.Span { return taglane.Span{In: in, Out: out} }
	secret := taglane.Product{
		ID: "p-zephyr", Title: "Zéphyr Running Shoe", Brand: "Altamont", URL: "https://www.shop.example/launch/zephyr-one?ref=tl",
		GTIN: "4006381333931", SKU: "ZEP-0042", MPN: "AM77X", Image: "5f2a9c", Relation: taglane.Commission, Notes: "tell nobody",
		Offer: &taglane.Offer{Price: taglane.Money{Amount: "1289.50", Currency: "EUR"}}, Embargo: until,
	}
	open := taglane.Product{
		ID: "p-sock", Title: "Merino Running Sock", Brand: "Woolly", URL: "https://shop.example/socks", SKU: "SOCK-1", Relation: taglane.Commission,
		Offer: &taglane.Offer{Price: taglane.Money{Amount: "12.50", Currency: "EUR"}}, Fallbacks: []taglane.ID{"p-zephyr", "p-other"},
	}
	return taglane.Draft{
		Clip: taglane.Clip{ID: "c", Name: "IMG_0042", Title: "Two for the road", Caption: "Ad. My favourite running things.", Language: "en",
			Facts: taglane.Facts{Frames: 300, Rate: taglane.Rate{Num: 30, Den: 1}}, Priority: []taglane.ID{"p-zephyr", "p-sock"}, Note: "zephyr first"},
		Tags: []taglane.Tag{
			{ID: "t1", Clip: "c", Product: "p-zephyr", Span: span(0, 90), Label: "The Wind", Notes: "close-up of the zéphyr"},
			{ID: "t2", Clip: "c", Product: "p-sock", Span: span(90, 200), Notes: "soft"},
			{ID: "t3", Clip: "c", Product: "p-zephyr", Span: span(200, 280)},
		},
		Products: []taglane.Product{secret, open},
		Links: map[taglane.ID]taglane.Link{
			"t1": {SubID: "k7f3q9x2", Product: "p-zephyr", Tag: "t1", URL: "https://track.example/c/99?u1=k7f3q9x2", Destination: secret.URL},
			"t2": {SubID: "m1n2b3v4", Product: "p-sock", Tag: "t2", URL: "https://track.example/c/12?u1=m1n2b3v4", Destination: open.URL},
		},
	}
}

func texts(secrets []drop.Secret, kind drop.Kind) (out []string) {
	for _, s := range secrets {
		if s.Kind == kind {
			out = append(out, s.Text)
		}
	}
	return out
}
