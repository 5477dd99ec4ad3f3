package rakutentest

import (
	_ "embed"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// ProductsSchema is the schema of a list of products, of names and types.
//
//go:embed products.xsd
var ProductsSchema []byte

// node is an element of any XML.
type node struct {
	XMLName xml.Name
	Attrs   []xml.Attr `xml:",any,attr"`
	Text    string     `xml:",chardata"`
	Kids    []node     `xml:",any"`
}

func (n node) attr(name string) string {
	for _, a := range n.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (n node) kid(names ...string) *node {
	for _, name := range names {
		i := slices.IndexFunc(n.Kids, func(k node) bool { return k.XMLName.Local == name })
		if i < 0 {
			return nil
		}
		n = n.Kids[i]
	}
	return &n
}

// products is the schema, read.
var products = func() node {
	var s node
	if err := xml.Unmarshal(ProductsSchema, &s); err != nil || s.kid("element") == nil {
		panic(fmt.Sprint("rakutentest: products.xsd: ", err))
	}
	return s
}()

// CheckProducts compares a list of products with the schema. It knows as much
// of schemas as this one needs: sequences, elements in any order, texts with
// attributes, and four types.
func CheckProducts(answer []byte) error {
	d := xml.NewDecoder(strings.NewReader(string(answer)))
	d.CharsetReader = func(string, io.Reader) (io.Reader, error) { return nil, errors.New("another alphabet") }
	var list node
	if err := d.Decode(&list); err != nil {
		return err
	}
	root := products.kid("element")
	if list.XMLName.Local != root.attr("name") {
		return fmt.Errorf("%s instead of %s", list.XMLName.Local, root.attr("name"))
	}
	return fits(list, *root)
}

// fits compares an element with what the schema says of it.
func fits(n, of node) error {
	kind := of.kid("complexType")
	if name := of.attr("type"); kind == nil && !strings.HasPrefix(name, "xs:") {
		i := slices.IndexFunc(products.Kids, func(k node) bool { return k.XMLName.Local == "complexType" && k.attr("name") == name })
		if i < 0 {
			return fmt.Errorf("the schema has no type %s", name)
		}
		return fitsMoney(n, products.Kids[i])
	}
	if len(n.Attrs) > 0 {
		return fmt.Errorf("%s has attributes", n.XMLName.Local)
	}
	if kind == nil {
		if len(n.Kids) > 0 {
			return fmt.Errorf("%s has elements in it", n.XMLName.Local)
		}
		return simple(n, of.attr("type"))
	}
	if strings.TrimSpace(n.Text) != "" {
		return fmt.Errorf("%s has text between its elements", n.XMLName.Local)
	}
	if in := kind.kid("sequence"); in != nil {
		return fitsGroup(n, in.Kids, true)
	}
	if in := kind.kid("all"); in != nil {
		return fitsGroup(n, in.Kids, false)
	}
	return errors.New("the schema has a group that is not known")
}

// fitsGroup compares the elements in another with those that may stand there.
func fitsGroup(n node, may []node, ordered bool) error {
	last, count := 0, make([]int, len(may))
	for _, k := range n.Kids {
		i := slices.IndexFunc(may, func(m node) bool { return m.attr("name") == k.XMLName.Local })
		if i < 0 || ordered && i < last {
			return fmt.Errorf("%s has no place for %s here", n.XMLName.Local, k.XMLName.Local)
		}
		last = i
		count[i]++
		if err := fits(k, may[i]); err != nil {
			return err
		}
	}
	for i, m := range may {
		least, most := occurs(m.attr("minOccurs")), occurs(m.attr("maxOccurs"))
		if count[i] < least || count[i] > most {
			return fmt.Errorf("%s has %d of %s", n.XMLName.Local, count[i], m.attr("name"))
		}
	}
	return nil
}

func occurs(text string) int {
	if text == "" {
		return 1
	}
	n, _ := strconv.Atoi(text)
	return n
}

func fitsMoney(n, kind node) error {
	base := kind.kid("simpleContent", "extension")
	if base == nil || len(n.Kids) > 0 {
		return fmt.Errorf("%s is no text", n.XMLName.Local)
	}
	for _, a := range n.Attrs {
		if !slices.ContainsFunc(base.Kids, func(k node) bool { return k.attr("name") == a.Name.Local }) {
			return fmt.Errorf("%s has no attribute %s", n.XMLName.Local, a.Name.Local)
		}
	}
	return simple(n, base.attr("base"))
}

// simple compares a text with one of the types.
func simple(n node, kind string) error {
	text := strings.TrimSpace(n.Text)
	switch kind {
	case "xs:string":
		return nil
	case "xs:integer":
		if _, ok := new(big.Int).SetString(text, 10); ok {
			return nil
		}
	case "xs:decimal":
		if _, ok := new(big.Rat).SetString(text); ok && !strings.ContainsAny(text, "eE/_xX") {
			return nil
		}
	case "xs:anyURI":
		if text != "" && !strings.ContainsAny(text, " <>\"") {
			return nil
		}
	default:
		return fmt.Errorf("the schema has a type %s that is not known", kind)
	}
	return fmt.Errorf("%s is %q and no %s", n.XMLName.Local, text, kind)
}
