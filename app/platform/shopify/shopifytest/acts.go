package shopifytest

import (
	"encoding/json"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	graphql "github.com/graph-gophers/graphql-go"
)

type putPayload struct {
	Product    *productNode
	UserErrors []no
}

// ProductUpdate puts clips on the page of a product. Doing it twice makes two.
func (q *adminRoot) ProductUpdate(args struct {
	Media *[]struct {
		Alt              *string
		MediaContentType string
		OriginalSource   string
	}
	Product *struct {
		ID, Title, DescriptionHTML, Handle, Vendor, ProductType, Status *string
		Tags                                                            *[]string
	}
}) (*putPayload, error) {
	t := q.t
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.may("write_products"); err != nil {
		return nil, err
	}
	if words := t.terms.PutError; words != "" {
		t.terms.PutError = ""
		return &putPayload{UserErrors: refuse("", words, "media")}, nil
	}
	i := slices.IndexFunc(t.stock.Products, func(p *Product) bool {
		return args.Product != nil && args.Product.ID != nil && p.ID == *args.Product.ID
	})
	if i < 0 {
		return &putPayload{UserErrors: refuse("", "Product does not exist", "id")}, nil
	}
	p := t.stock.Products[i]
	if args.Media != nil {
		for _, m := range *args.Media {
			name, err := url.PathUnescape(path.Base(m.OriginalSource))
			if err != nil || !strings.HasPrefix(m.OriginalSource, t.Base+"/bucket/") {
				t.Note("a clip from %q", m.OriginalSource)
			}
			p.media = append(p.media, t.adopt(m.OriginalSource, name, value(m.Alt)))
		}
	}
	return &putPayload{Product: &productNode{t, p}, UserErrors: []no{}}, nil
}

var keyForm = regexp.MustCompile(`^[A-Za-z0-9_-]{2,64}$`)

type setPayload struct {
	Metafields *[]*fieldNode
	UserErrors []no
}

// MetafieldsSet puts documents beside products: all or none.
func (q *adminRoot) MetafieldsSet(args struct {
	Metafields []struct {
		CompareDigest graphql.NullString
		Key           string
		Namespace     *string
		OwnerID       graphql.ID
		Type          *string
		Value         string
	}
}) (*setPayload, error) {
	t := q.t
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.may("write_products"); err != nil {
		return nil, err
	}
	if code := t.terms.SetError; code != "" {
		t.terms.SetError = ""
		return &setPayload{UserErrors: refuse(code, "This is not possible", "metafields", "0")}, nil
	}
	if len(args.Metafields) > 25 {
		t.Note("%d documents in one call", len(args.Metafields))
		return &setPayload{UserErrors: refuse("LESS_THAN_OR_EQUAL_TO", "Too many", "metafields")}, nil
	}
	var due []func()
	for _, m := range args.Metafields {
		i := slices.IndexFunc(t.stock.Products, func(p *Product) bool { return p.ID == string(m.OwnerID) })
		switch {
		case i < 0:
			return &setPayload{UserErrors: refuse("INVALID", "Owner does not exist", "metafields", "ownerId")}, nil
		case !m.CompareDigest.Set:
			t.Note("a document without a guard")
		case !keyForm.MatchString(m.Key):
			t.Note("a document called %q", m.Key)
			return &setPayload{UserErrors: refuse("TOO_LONG", "Key", "metafields", "key")}, nil
		case value(m.Type) != "json" || !json.Valid([]byte(m.Value)):
			return &setPayload{UserErrors: refuse("INVALID_VALUE", "Value is invalid JSON", "metafields", "value")}, nil
		}
		p := t.stock.Products[i]
		was := p.fields[m.Key]
		if m.CompareDigest.Set && (m.CompareDigest.Value == nil) != (was == nil) || was != nil && value(m.CompareDigest.Value) != was.digest() {
			return &setPayload{UserErrors: refuse("STALE_OBJECT", "The resource has been updated since it was loaded", "metafields", "compareDigest")}, nil
		}
		due = append(due, func() { t.setField(p, m.Key, m.Value) })
	}
	out := []*fieldNode{}
	for i, do := range due {
		do()
		m := args.Metafields[i]
		for _, p := range t.stock.Products {
			if p.ID == string(m.OwnerID) {
				out = append(out, p.fields[m.Key].node(m.Key))
			}
		}
	}
	return &setPayload{Metafields: &out, UserErrors: []no{}}, nil
}

// publishable is what can appear at a channel.
type publishable struct{ *productNode }

// ToProduct says that it is a product.
func (p *publishable) ToProduct() (*productNode, bool) { return p.productNode, true }

// ToProductVariant says that it is none of a product's variants.
func (p *publishable) ToProductVariant() (*variantNode, bool) { return nil, false }

type publishPayload struct {
	Publishable *publishable
	UserErrors  []no
}

// PublishablePublish makes a product appear at channels, now or at a time.
func (q *adminRoot) PublishablePublish(args struct {
	ID    graphql.ID
	Input []struct {
		PublicationID *graphql.ID
		PublishDate   *text
	}
}) (*publishPayload, error) {
	t := q.t
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.may("write_publications"); err != nil {
		return nil, err
	}
	i := slices.IndexFunc(t.stock.Products, func(p *Product) bool { return p.ID == string(args.ID) })
	if i < 0 {
		return &publishPayload{UserErrors: refuse("", "Product does not exist")}, nil
	}
	p := t.stock.Products[i]
	for _, in := range args.Input {
		c := slices.IndexFunc(t.stock.Channels, func(c Channel) bool { return in.PublicationID != nil && c.ID == string(*in.PublicationID) })
		if c < 0 {
			return &publishPayload{UserErrors: refuse("", "Publication does not exist")}, nil
		}
		at := t.Clock.Now()
		if in.PublishDate != nil {
			at, _ = time.Parse(time.RFC3339, string(*in.PublishDate))
		}
		if at.After(t.Clock.Now()) && !t.stock.Channels[c].Future {
			return &publishPayload{UserErrors: refuse("", "This channel does not support future publishing", "input", "publishDate")}, nil
		}
		p.Show(t.stock.Channels[c].ID, at)
	}
	return &publishPayload{Publishable: &publishable{&productNode{t, p}}, UserErrors: []no{}}, nil
}
