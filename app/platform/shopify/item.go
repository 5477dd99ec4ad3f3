package shopify

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"time"

	"taglane/app/taglane"
)

var (
	numberForm = regexp.MustCompile(`^[0-9]{1,20}$`)
	handleForm = regexp.MustCompile(`^[^\s/?#]{1,255}$`)
)

// gid is a number as Shopify names things; what has a name already keeps it.
func gid(kind, text string) string {
	if numberForm.MatchString(text) {
		return "gid://shopify/" + kind + "/" + text
	}
	return text
}

// number is the last part of a name.
func number(id string) string { return id[strings.LastIndexByte(id, '/')+1:] }

// isGID says whether a text is Shopify's name of a thing of a kind; "" is any.
func isGID(id, kind string) bool {
	rest, ok := strings.CutPrefix(id, "gid://shopify/")
	is, n, cut := strings.Cut(rest, "/")
	return ok && cut && numberForm.MatchString(n) && (kind == "" || is == kind)
}

// reference is how a product of ours is found at the shop: by its id there, or
// by the name in its address.
type reference struct{ id, handle string }

// known says which product of the shop one of ours is; ok is false where it is
// none of this shop's.
func (s *Service) known(p taglane.Product) (r reference, ok bool) {
	if p.Source != "" && p.Source == string(s.account.ID) {
		head, _, _ := strings.Cut(p.Key, "/")
		if numberForm.MatchString(head) {
			return reference{id: gid("Product", head)}, true
		}
		if head != "" {
			return reference{handle: head}, true
		}
	}
	if h := handleOf(p.URL, s.hosts()); h != "" {
		return reference{handle: h}, true
	}
	return reference{}, false
}

// entered is what a person typed or pasted in place of a product: its address,
// its number, its name.
func (s *Service) entered(text string) (r reference, ok bool) {
	text = strings.TrimSpace(text)
	switch {
	case isGID(text, "Product"), numberForm.MatchString(text):
		return reference{id: gid("Product", text)}, true
	case strings.Contains(text, "://"):
		h := handleOf(text, s.hosts())
		return reference{handle: h}, h != ""
	}
	return reference{handle: text}, handleForm.MatchString(text)
}

// look asks for a product. NotFound: there is no such product any more.
func (s *Service) look(ctx context.Context, r reference) (item, error) {
	by := map[string]any{"handle": r.handle}
	if r.id != "" {
		by = map[string]any{"id": r.id}
	}
	got, err := s.ask(ctx, productDocument, map[string]any{"by": by})
	if err != nil {
		return item{}, err
	}
	var p item
	there, err := got.into(productDocument.root, &p)
	switch {
	case err != nil:
		return item{}, err
	case !there:
		return item{}, noProduct()
	case !isGID(p.ID, "Product"):
		return item{}, unreadable("a product without a name")
	}
	return p, nil
}

// wanted is the product whose page a clip goes onto: the one chosen for the
// publication, else the first of the clip's that is this shop's.
func (s *Service) wanted(p taglane.Publication) (reference, bool) {
	d := p.Revision.Draft
	if text := p.Settings["product"]; text != "" {
		if q, ok := d.Product(taglane.ID(text)); ok {
			return s.known(q)
		}
		return s.entered(text)
	}
	for _, id := range d.Clip.Priority {
		if q, ok := d.Product(id); ok {
			if r, ok := s.known(q); ok {
				return r, true
			}
		}
	}
	for _, q := range d.Products {
		if r, ok := s.known(q); ok {
			return r, true
		}
	}
	return reference{}, false
}

// chosen asks for the product whose page a clip goes onto.
func (s *Service) chosen(ctx context.Context, p taglane.Publication) (item, error) {
	r, ok := s.wanted(p)
	if !ok {
		return item{}, taglane.Errorf(taglane.Invalid, "Say which product of your shop this clip belongs to; none of its tags names one.")
	}
	got, err := s.look(ctx, r)
	if taglane.KindOf(err) == taglane.NotFound {
		return got, taglane.Wrap(err, taglane.Invalid, "Shopify does not have this product any more. Choose another product.")
	}
	return got, err
}

// holder is a product of the shop and ours that are it or its variants.
type holder struct {
	id   string
	ours []taglane.ID
}

// holders are the shop's products that a draft tags, in the order in which they
// are seen, and ours that no product of the shop is. What may not be seen at a
// time is among neither.
func (s *Service) holders(ctx context.Context, d taglane.Draft, now time.Time) (out []holder, strangers []taglane.ID, err error) {
	ids := map[reference]string{}
	for _, q := range d.Products {
		r, ok := s.known(q)
		if !slices.ContainsFunc(d.Tags, func(t taglane.Tag) bool { return t.Product == q.ID && (!ok || !hidden(d, t, now)) }) {
			continue
		}
		if !ok {
			strangers = append(strangers, q.ID)
			continue
		}
		if _, asked := ids[r]; !asked && r.id != "" {
			ids[r] = r.id
		} else if !asked {
			p, err := s.look(ctx, r)
			if err != nil && taglane.KindOf(err) != taglane.NotFound {
				return nil, nil, err
			}
			ids[r] = p.ID
		}
		id := ids[r]
		if id == "" {
			strangers = append(strangers, q.ID)
			continue
		}
		i := slices.IndexFunc(out, func(h holder) bool { return h.id == id })
		if i < 0 {
			out, i = append(out, holder{id: id}), len(out)
		}
		out[i].ours = append(out[i].ours, q.ID)
	}
	return out, strangers, nil
}
