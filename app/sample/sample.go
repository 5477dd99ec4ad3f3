package sample

import (
	"embed"
	"encoding/json"

	"taglane/app/taglane"
)

// Clip is the film: an MP4 with H.264 and AAC, 720 × 1280, Frames long.
//
//go:embed clip.mp4
var Clip []byte

//go:embed products/*.jpg
var pictures embed.FS

//go:embed shelf.json
var shelf []byte

// Title is what visitors read above the clip.
const Title = "Slow Sunday"

// Frames is the length of Clip, counted on Rate.
const Frames taglane.Frame = 420

// Rate is the rate of Clip.
var Rate = taglane.Rate{Num: 30, Den: 1}

// Product is a thing on the shelf, with the tags that show it.
type Product struct {
	Title    string           `json:"title"`
	Brand    string           `json:"brand"` // made up, as the site is
	URL      string           `json:"url"`   // https, under .example
	Price    string           `json:"price"` // such as "24.00 EUR"
	Relation taglane.Relation `json:"relation"`
	Picture  string           `json:"picture"` // names what Image returns
	Tags     []Tag            `json:"tags"`    // by In; never empty
}

// Tag is where the product is in the picture.
type Tag struct {
	taglane.Span
	taglane.Path
}

// Products is the shelf, in the order of its keys 1 to 5. Each call returns
// values of its own.
func Products() []Product {
	var s struct{ Products []Product }
	if err := json.Unmarshal(shelf, &s); err != nil {
		panic("sample: shelf.json is built in and tested, yet unreadable: " + err.Error())
	}
	return s.Products
}

// Image is the product's picture, a JPEG of 600 × 600. The error is nil for
// every product of Products.
func (p Product) Image() ([]byte, error) { return pictures.ReadFile(p.Picture) }
