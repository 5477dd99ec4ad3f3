package shopifytest

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	graphql "github.com/graph-gophers/graphql-go"
)

type adminRoot struct{ t *Twin }

// shopNode is the shop.
type shopNode struct {
	ID                                  graphql.ID
	Name, CurrencyCode, MyshopifyDomain string
	PrimaryDomain                       struct{ Host string }
}

// Shop is the shop itself.
func (q *adminRoot) Shop() *shopNode {
	s := &shopNode{ID: "gid://shopify/Shop/1", Name: "Lumen", CurrencyCode: "EUR", MyshopifyDomain: Shop}
	s.PrimaryDomain.Host = Domain
	return s
}

type installation struct{ AccessScopes []struct{ Handle string } }

// CurrentAppInstallation tells what the token may do.
func (q *adminRoot) CurrentAppInstallation() *installation {
	q.t.mu.Lock()
	defer q.t.mu.Unlock()
	out := &installation{AccessScopes: []struct{ Handle string }{}}
	for _, s := range q.t.terms.Scopes {
		out.AccessScopes = append(out.AccessScopes, struct{ Handle string }{s})
	}
	return out
}

// cursor is where the next page begins.
func cursor(n int) *string {
	return some(base64.StdEncoding.EncodeToString(fmt.Appendf(nil, "after:%d", n)))
}

func start(after *string) int {
	b, _ := base64.StdEncoding.DecodeString(value(after))
	n, _ := strconv.Atoi(strings.TrimPrefix(string(b), "after:"))
	return n
}

type productList struct {
	Nodes    []*productNode
	PageInfo pages
}

// Products lists the shop's products.
func (q *adminRoot) Products(args listArgs) (*productList, error) {
	t := q.t
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.may("read_products"); err != nil {
		return nil, err
	}
	found := []*Product{}
	for _, p := range t.stock.Products {
		if p.fits(value(args.Query)) {
			found = append(found, p)
		}
	}
	n := int(most(args.First))
	if t.terms.PageMost > 0 {
		n = min(n, t.terms.PageMost)
	}
	from := min(start(args.After), len(found))
	end := min(from+n, len(found))
	out := &productList{Nodes: []*productNode{}}
	empty, repeats := t.Listed()
	if repeats && from > 0 {
		from--
	}
	for _, p := range found[from:end] {
		out.Nodes = append(out.Nodes, &productNode{t, p})
	}
	if end < len(found) {
		out.PageInfo = pages{HasNextPage: true, EndCursor: cursor(end)}
	}
	if empty {
		out.Nodes = []*productNode{}
	}
	return out, nil
}

// fits says whether a product has all the words and the bar code.
func (p *Product) fits(query string) bool {
	all := strings.ToLower(p.Title + " " + p.Vendor + " " + p.Type)
	for _, word := range strings.Fields(strings.ToLower(query)) {
		code, is := strings.CutPrefix(word, "barcode:")
		if is && !slices.ContainsFunc(p.Variants, func(v Variant) bool { return v.Barcode == code }) || !is && !strings.Contains(all, word) {
			return false
		}
	}
	return true
}

// productNode is a product as the schema has it.
type productNode struct {
	t *Twin
	p *Product
}

func (n *productNode) ID() graphql.ID        { return graphql.ID(n.p.ID) }
func (n *productNode) Title() string         { return n.p.Title }
func (n *productNode) Handle() string        { return n.p.Handle }
func (n *productNode) DescriptionHTML() text { return text(n.p.HTML) }
func (n *productNode) Vendor() string        { return n.p.Vendor }
func (n *productNode) ProductType() string   { return n.p.Type }
func (n *productNode) Status() string        { return n.p.Status }
func (n *productNode) OnlineStoreURL() *text {
	if n.p.Hidden {
		return nil
	}
	return some(text("https://" + Domain + "/products/" + n.p.Handle))
}

// MediaCount counts pictures and clips.
func (n *productNode) MediaCount() *struct {
	Count     int32
	Precision string
} {
	n.t.mu.Lock()
	defer n.t.mu.Unlock()
	return &struct {
		Count     int32
		Precision string
	}{int32(len(n.p.Pictures) + len(n.p.media) + n.p.extra), "EXACT"}
}

// Media lists pictures and clips.
func (n *productNode) Media(args listArgs) *mediaList {
	n.t.mu.Lock()
	defer n.t.mu.Unlock()
	all := []*media{}
	for i, u := range n.p.Pictures {
		all = append(all, &media{
			ID: graphql.ID(fmt.Sprintf("gid://shopify/MediaImage/%s%d", number(n.p.ID), i)), CreatedAt: "2026-11-01T00:00:00Z", UpdatedAt: "2026-11-01T00:00:00Z",
			MediaContentType: "IMAGE", Status: "READY", FileStatus: "READY", MediaErrors: []trouble{}, FileErrors: []trouble{}, Image: &image{URL: text(u)},
		})
	}
	from, to := start(args.After), start(args.After)+int(most(args.First))
	for i, f := range n.p.media {
		if at := len(n.p.Pictures) + i; at < from || at >= to {
			all = append(all, n.t.shown(f))
			continue
		}
		m := n.t.looked(f)
		if n.t.terms.Nameless {
			m.Filename = "video.mp4"
		}
		all = append(all, m)
	}
	out := &mediaList{Nodes: all[min(from, len(all)):min(to, len(all))]}
	if to < len(all) {
		out.PageInfo = pages{HasNextPage: true, EndCursor: cursor(to)}
	}
	return out
}

// Metafield is a document beside the product.
func (n *productNode) Metafield(args struct {
	Key       string
	Namespace *string
}) *fieldNode {
	n.t.mu.Lock()
	defer n.t.mu.Unlock()
	f := n.p.fields[args.Key]
	if f == nil || value(args.Namespace) != "taglane" {
		return nil
	}
	return f.node(args.Key)
}

type variantList struct {
	Nodes    []*variantNode
	PageInfo pages
}

// Variants lists its variants.
func (n *productNode) Variants(args struct {
	After *string
	First *int32
}) *variantList {
	out := &variantList{Nodes: []*variantNode{}}
	from := min(start(args.After), len(n.p.Variants))
	end := min(from+int(most(args.First)), len(n.p.Variants))
	for i := from; i < end; i++ {
		out.Nodes = append(out.Nodes, &variantNode{n, n.p.Variants[i]})
	}
	if end < len(n.p.Variants) {
		out.PageInfo = pages{HasNextPage: true, EndCursor: cursor(end)}
	}
	return out
}

// PublishedOnPublication says whether visitors see it at a channel.
func (n *productNode) PublishedOnPublication(args struct{ PublicationID graphql.ID }) bool {
	n.t.mu.Lock()
	defer n.t.mu.Unlock()
	s := n.p.stages[string(args.PublicationID)]
	return s != nil && !s.at.After(n.t.Clock.Now())
}

type stageNode struct {
	IsPublished bool
	PublishDate *text
	Publication *channelNode
}

type stageList struct {
	Nodes    []stageNode
	PageInfo pages
}

// ResourcePublicationsV2 lists the channels at which it appears or will.
func (n *productNode) ResourcePublicationsV2(args struct {
	After         *string
	First         *int32
	OnlyPublished *bool
}) (*stageList, error) {
	n.t.mu.Lock()
	defer n.t.mu.Unlock()
	if err := n.t.may("read_publications"); err != nil {
		return nil, err
	}
	out := &stageList{Nodes: []stageNode{}}
	for _, c := range n.t.stock.Channels {
		s := n.p.stages[c.ID]
		if s == nil {
			continue
		}
		seen := !s.at.After(n.t.Clock.Now())
		if args.OnlyPublished == nil || !*args.OnlyPublished || seen {
			out.Nodes = append(out.Nodes, stageNode{seen, some(date(s.at)), &channelNode{graphql.ID(c.ID), c.Name, c.Future}})
		}
	}
	return out, nil
}

type channelNode struct {
	ID                       graphql.ID
	Name                     string
	SupportsFuturePublishing bool
}

type channelList struct {
	Nodes    []*channelNode
	PageInfo pages
}

// Publications lists the channels.
func (q *adminRoot) Publications(args struct {
	After *string
	First *int32
}) (*channelList, error) {
	q.t.mu.Lock()
	defer q.t.mu.Unlock()
	if err := q.t.may("read_publications"); err != nil {
		return nil, err
	}
	out := &channelList{Nodes: []*channelNode{}}
	for _, c := range q.t.stock.Channels {
		out.Nodes = append(out.Nodes, &channelNode{graphql.ID(c.ID), c.Name, c.Future})
	}
	return out, nil
}

// variantNode is a variant as the schema has it.
type variantNode struct {
	of *productNode
	v  Variant
}

func (n *variantNode) ID() graphql.ID            { return graphql.ID(n.v.ID) }
func (n *variantNode) Title() string             { return n.v.Title }
func (n *variantNode) SKU() *string              { return some(n.v.SKU) }
func (n *variantNode) Barcode() *string          { return some(n.v.Barcode) }
func (n *variantNode) Price() text               { return text(n.v.Price) }
func (n *variantNode) CompareAtPrice() *text     { return some(text(n.v.Before)) }
func (n *variantNode) AvailableForSale() bool    { return n.v.ForSale }
func (n *variantNode) InventoryQuantity() *int32 { q := int32(n.v.Quantity); return &q }
func (n *variantNode) Product() *productNode     { return n.of }
func (n *variantNode) UpdatedAt() text           { return "2026-11-20T08:00:00Z" }
func (n *variantNode) InventoryPolicy() string {
	if n.v.Continue {
		return "CONTINUE"
	}
	return "DENY"
}

// PublishedOnPublication says whether visitors see its product at a channel.
func (n *variantNode) PublishedOnPublication(args struct{ PublicationID graphql.ID }) bool {
	return n.of.PublishedOnPublication(args)
}

// SelectedOptions are what makes this variant.
func (n *variantNode) SelectedOptions() []parameter { return []parameter{{n.v.Option, n.v.Value}} }

// node is anything that has a name.
type node struct {
	id      string
	media   *media
	product *productNode
	variant *variantNode
}

func (n *node) ID() graphql.ID                         { return graphql.ID(n.id) }
func (n *node) ToVideo() (*media, bool)                { return n.media, n.media != nil }
func (n *node) ToMediaImage() (*media, bool)           { return nil, false }
func (n *node) ToProduct() (*productNode, bool)        { return n.product, n.product != nil }
func (n *node) ToProductVariant() (*variantNode, bool) { return n.variant, n.variant != nil }
func (n *node) ToShop() (*shopNode, bool)              { return nil, false }
func (n *node) ToMetafield() (*fieldNode, bool)        { return nil, false }
func (n *node) ToPublication() (*channelNode, bool)    { return nil, false }

// at is what has a name; nil for nothing.
func (t *Twin) at(id string) *node {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, f := range t.files {
		if f.id == id {
			return &node{id: id, media: t.looked(f)}
		}
	}
	for _, p := range t.stock.Products {
		if p.ID == id {
			return &node{id: id, product: &productNode{t, p}}
		}
		for _, v := range p.Variants {
			if v.ID == id {
				return &node{id: id, variant: &variantNode{&productNode{t, p}, v}}
			}
		}
	}
	return nil
}

// Node is what has a name.
func (q *adminRoot) Node(args struct{ ID graphql.ID }) *node { return q.t.at(string(args.ID)) }

// Nodes are several.
func (q *adminRoot) Nodes(args struct{ IDs []graphql.ID }) []*node {
	out := []*node{}
	for _, id := range args.IDs {
		out = append(out, q.t.at(string(id)))
	}
	return out
}

// Product is one by its name.
func (q *adminRoot) Product(args struct{ ID graphql.ID }) (*productNode, error) {
	return q.t.product(string(args.ID), "")
}

// ProductByIdentifier is one by its name or its handle.
func (q *adminRoot) ProductByIdentifier(args struct {
	Identifier struct {
		ID     *graphql.ID
		Handle *string
	}
}) (*productNode, error) {
	if id := args.Identifier.ID; id != nil {
		return q.t.product(string(*id), "")
	}
	return q.t.product("", value(args.Identifier.Handle))
}

func (t *Twin) product(id, handle string) (*productNode, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.may("read_products"); err != nil {
		return nil, err
	}
	for _, p := range t.stock.Products {
		if id != "" && p.ID == id || handle != "" && p.Handle == handle {
			return &productNode{t, p}, nil
		}
	}
	return nil, nil
}

// field is a document beside a product.
type field struct {
	id, value, kind string
	at              time.Time
}

type fieldNode struct {
	ID                          graphql.ID
	Namespace, Key, Type, Value string
	CompareDigest               string
	UpdatedAt                   text
}

func (f *field) node(key string) *fieldNode {
	return &fieldNode{graphql.ID(f.id), "taglane", key, f.kind, f.value, f.digest(), date(f.at)}
}

// digest names what lies there.
func (f *field) digest() string { return fmt.Sprintf("%s-%x", number(f.id), len(f.value)) }

// setField puts a document beside a product. As Shopify does, it keeps the
// meaning of JSON and not its writing. The caller holds the lock.
func (t *Twin) setField(p *Product, key, value string) {
	var v any
	if json.Unmarshal([]byte(value), &v) == nil {
		if b, err := json.Marshal(v); err == nil {
			value = string(b)
		}
	}
	if p.fields == nil {
		p.fields = map[string]*field{}
	}
	p.fields[key] = &field{t.next("Metafield"), value, "json", t.Clock.Now()}
}
