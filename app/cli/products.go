package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

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
				if _, undo := c.studio.RemoveProducts(ctx, []taglane.ID{p.ID}); undo != nil {
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
		name := filepath.Base(c.args[0])
		report, err := c.studio.ImportProducts(ctx, f, name)
		if c.world.Tell && !c.json {
			c.bar(name, "products", 1) // also where it ended early
		}
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

// pictureLook is how often it is looked how far the pictures are.
const pictureLook = 100 * time.Millisecond

func productPictures(c *call) func(context.Context) error {
	fetch := c.flags.Bool("fetch", false, "fetch them, one after the other from each site")
	return func(ctx context.Context) error {
		all, err := c.studio.Pictures(ctx)
		if err == nil && *fetch {
			all, err = c.fetchPictures(ctx)
		}
		if err != nil {
			return err
		}
		return c.answer(all, func(w io.Writer) {
			fmt.Fprintf(w, "%d products without a picture name one\n", all.Waiting)
			for _, f := range all.Failed {
				fmt.Fprintf(w, "%s: %s\n", f.Title, f.Reason)
			}
		})
	}
}

// fetchPictures fetches pictures until none is left that is not refused.
func (c *call) fetchPictures(ctx context.Context) (studio.Pictures, error) {
	all, err := c.studio.FetchPictures(ctx)
	for err == nil && all.Fetching {
		if c.world.Tell && !c.json {
			c.bar("", "pictures", all.Share)
		}
		select {
		case <-ctx.Done():
			return all, ctx.Err()
		case <-time.After(pictureLook):
		}
		all, err = c.studio.Pictures(ctx)
	}
	if c.world.Tell && !c.json {
		c.bar("", "pictures", 1)
	}
	return all, err
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
		return nil, taglane.OfDisk(err, taglane.Refused, "%s cannot be read.", path)
	}
	return f, nil
}
