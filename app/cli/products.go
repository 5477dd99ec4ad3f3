package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"taglane/app/studio"
	"taglane/app/taglane"
)

// productDoc is a product as scripts see it.
type productDoc struct {
	ID       taglane.ID       `json:"id"`
	Title    string           `json:"title"`
	Brand    string           `json:"brand"`
	URL      string           `json:"url"`
	Price    *taglane.Money   `json:"price"`
	Image    string           `json:"image"`
	GTIN     string           `json:"gtin"`
	SKU      string           `json:"sku"`
	Relation taglane.Relation `json:"relation"`
	Notes    string           `json:"notes"`
	Shelf    int              `json:"shelf"`
}

func docOf(p studio.Product) productDoc {
	d := productDoc{p.ID, p.Title, p.Brand, p.URL, nil, p.Product.Image, p.GTIN, p.SKU, p.Relation, p.Notes, p.Shelf}
	if p.Offer != nil {
		d.Price = &p.Offer.Price
	}
	return d
}

func listProducts(c *call) func(context.Context) error {
	return func(ctx context.Context) error {
		products, err := c.studio.Products(ctx, strings.Join(c.args, " "))
		if err != nil {
			return err
		}
		docs := make([]productDoc, 0, len(products))
		for _, p := range products {
			docs = append(docs, docOf(p))
		}
		return c.answer(map[string]any{"products": docs}, func(w io.Writer) {
			for _, p := range docs {
				price := ""
				if p.Price != nil {
					price = p.Price.String()
				}
				fmt.Fprintf(w, "%s  %-32s  %-12s  %s\n", p.ID, p.Title, price, p.URL)
			}
		})
	}
}

func addProduct(c *call) func(context.Context) error {
	var f studio.ProductFields
	f.Title = c.flags.String("title", "", "what it is called")
	f.URL = c.flags.String("url", "", "where it can be bought; https")
	f.Brand = c.flags.String("brand", "", "who makes it")
	f.Price = c.flags.String("price", "", "such as 12.50EUR")
	f.Notes = c.flags.String("notes", "", "for yourself")
	image := c.flags.String("image", "", "a picture: JPEG, PNG or WebP")
	relation := c.flags.String("relation", "", "paid, commission, gifted, own or none")
	return func(ctx context.Context) error {
		f.Relation = (*taglane.Relation)(relation)
		var picture *os.File
		if *image != "" {
			var err error
			if picture, err = openFile(*image); err != nil {
				return err
			}
			defer picture.Close()
		}
		p, err := c.studio.AddProduct(ctx, f)
		if err != nil {
			return err
		}
		if picture != nil {
			with, err := c.studio.SetProductPicture(ctx, p.ID, picture)
			if err != nil { // half a product is not what was asked for
				if undo := c.studio.RemoveProduct(ctx, p.ID); undo != nil {
					return undo
				}
				return err
			}
			p = with
		}
		return c.answer(map[string]any{"product": docOf(p)}, func(w io.Writer) { fmt.Fprintln(w, p.ID) })
	}
}

func importProducts(c *call) func(context.Context) error {
	return func(ctx context.Context) error {
		if strings.Contains(c.args[0], "://") {
			return taglane.Errorf(taglane.Invalid, "Taglane reads product files on this machine: save the feed to a file first.")
		}
		f, err := openFile(c.args[0])
		if err != nil {
			return err
		}
		defer f.Close()
		report, err := c.studio.ImportProducts(ctx, f, filepath.Base(c.args[0]))
		if err != nil {
			return err
		}
		return c.answer(report, func(w io.Writer) {
			fmt.Fprintf(w, "%d taken, %d merged, %d refused\n", report.Taken, report.Merged, report.RefusedRows)
			if report.Source != "" {
				fmt.Fprintln(w, "kept as a catalogue to search in; \"taglane products find WORDS\" finds what it has")
			}
			for _, r := range report.Refused {
				fmt.Fprintf(c.world.Stderr, "row %d: %s\n", r.Row, r.Reason)
			}
		})
	}
}

// openFile opens a regular file the person named.
func openFile(path string) (*os.File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, taglane.Wrap(err, taglane.NotFound, "There is no file %s.", path)
	}
	if !info.Mode().IsRegular() {
		return nil, taglane.Errorf(taglane.Invalid, "%s is not a file.", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, taglane.Wrap(err, taglane.Refused, "%s cannot be read.", path)
	}
	return f, nil
}
