package trade

import (
	"context"
	"crypto/rand"
	"slices"

	"taglane/app/edit"
	"taglane/app/link"
	"taglane/app/platform"
	"taglane/app/store"
	"taglane/app/taglane"
)

// Linked makes the links of a draft for one service, or finds those that were
// made before and still say the same: one for each tag whose product somebody
// pays for. They are kept before they go out, as edits that no undo takes back,
// since a link that is out in the world is never unmade.
func (t *Trade) Linked(ctx context.Context, d taglane.Draft, service string) (map[taglane.ID]taglane.Link, error) {
	made, err := t.l.Store.LinksOf(ctx, d.Clip.ID)
	if err != nil {
		return nil, err
	}
	book := book{links: made}
	out := map[taglane.ID]taglane.Link{}
	var writes []edit.Write
	for _, tag := range d.Tags {
		p, known := d.Product(tag.Product)
		if !known || p.URL == "" {
			continue
		}
		want, ok, err := t.wanted(ctx, d.Clip.ID, tag, p, service)
		if err != nil || !ok {
			if err != nil {
				return nil, err
			}
			continue
		}
		was, have := book.current(tag.ID, service)
		if have {
			still, err := t.says(ctx, was, want, p)
			if err != nil {
				return nil, err
			}
			if still {
				out[tag.ID] = was
				continue
			}
		}
		fresh, err := t.link(ctx, &book, want, was, have)
		if err != nil {
			return nil, err
		}
		if have {
			writes = append(writes, store.Set(store.KindLink, taglane.ID(was.SubID), "replaced_by", fresh.SubID))
		}
		writes = append(writes, store.LinkWrites(fresh)...)
		out[tag.ID] = fresh
	}
	if len(writes) == 0 {
		return out, nil
	}
	return out, t.commit(ctx, "", t.say("Make the links of %s", nameOf(d.Clip)), writes...)
}

// wanted is what a link for a tag has to say; ok is false where nobody pays for
// its product. The first seller whose account is still there counts.
func (t *Trade) wanted(ctx context.Context, clip taglane.ID, tag taglane.Tag, p taglane.Product, service string) (taglane.Link, bool, error) {
	for _, s := range p.Sellers {
		a, err := t.l.Store.Account(ctx, s.Account)
		if taglane.KindOf(err) == taglane.NotFound {
			continue
		}
		if err != nil {
			return taglane.Link{}, false, err
		}
		if !grammar(a.Service) && !(platform.Does[platform.Sharer](a.Service) && p.Source == string(a.ID)) {
			continue // its links cannot be made, or not to this product
		}
		r, err := link.Read(p.URL)
		if err != nil {
			return taglane.Link{}, false, err
		}
		if r.Destination == "" {
			return taglane.Link{}, false, taglane.Errorf(taglane.Invalid, "The link of %s does not say where it leads. Use the shop's own address.", p.Title)
		}
		return taglane.Link{Account: a.ID, Network: a.Service, Advertiser: s.Advertiser, Product: p.ID, Clip: clip, Tag: tag.ID, Service: service, Destination: r.Destination}, true, nil
	}
	return taglane.Link{}, false, nil
}

// says is whether a link that was made says all that it is wanted to say.
func (t *Trade) says(ctx context.Context, was, want taglane.Link, p taglane.Product) (bool, error) {
	if was.Account != want.Account || was.Advertiser != want.Advertiser || was.Destination != want.Destination {
		return false, nil
	}
	a, err := t.l.Store.Account(ctx, want.Account)
	if err != nil || !grammar(a.Service) {
		return true, err // only its service knows what it says
	}
	owner, err := platform.Networks()[a.Service].Owner(a)
	if err != nil {
		return true, nil // of an account that lost its code; a new link could not be made
	}
	want.SubID = was.SubID
	utm, err := t.utmOf(ctx, want, p)
	if err != nil {
		return false, err
	}
	told, err := link.Told(want.Destination, utm)
	if err != nil {
		return false, err
	}
	return link.Agrees(was.URL, platform.Deeplink{Network: want.Network, Owner: owner, Advertiser: want.Advertiser, SubID: was.SubID, Destination: told}) == nil, nil
}

// link makes a link that is to say want, after was if there was one.
func (t *Trade) link(ctx context.Context, b *book, want, was taglane.Link, have bool) (taglane.Link, error) {
	a, err := t.l.Store.Account(ctx, want.Account)
	if err != nil {
		return want, err
	}
	id, err := t.number(ctx, b, want)
	if err != nil {
		return want, err
	}
	if want.SubID, err = id.Encode(); err != nil {
		return want, err
	}
	build := t.built
	if !grammar(a.Service) {
		build = t.shared
	}
	if want.URL, err = build(ctx, a, want); err != nil {
		return want, err
	}
	want.MadeAt, want.Variant, want.Revision = t.l.Now().UTC(), id.Variant, 1
	if have {
		want.Revision = was.Revision + 1
	}
	b.links = append(b.links, want)
	return want, nil
}

// grammar says whether links of a service are made and read offline.
func grammar(service string) bool {
	_, has := platform.Networks()[service]
	return has
}

// built is a link in the grammar of its network; nobody is asked.
func (t *Trade) built(ctx context.Context, a taglane.Account, want taglane.Link) (string, error) {
	p, err := t.l.Store.Product(ctx, want.Product)
	if err != nil {
		return "", err
	}
	utm, err := t.utmOf(ctx, want, p)
	if err != nil {
		return "", err
	}
	return deeplink(a, want, utm)
}

// deeplink writes a link in the grammar of its network.
func deeplink(a taglane.Account, want taglane.Link, utm link.UTM) (string, error) {
	owner, err := platform.Networks()[a.Service].Owner(a)
	if err != nil {
		return "", err
	}
	return link.Make(want.Network, platform.Deeplink{Network: want.Network, Owner: owner, Advertiser: want.Advertiser, SubID: want.SubID, Destination: want.Destination}, utm)
}

// shared is a link that only the service itself can make.
func (t *Trade) shared(ctx context.Context, a taglane.Account, want taglane.Link) (string, error) {
	p, err := t.l.Store.Product(ctx, want.Product)
	if err != nil {
		return "", err
	}
	c, err := t.l.Connect(ctx, a)
	if err != nil {
		return "", err
	}
	s, ok := platform.As[platform.Sharer](c)
	if !ok {
		return "", taglane.Errorf(taglane.Refused, "%s makes no links.", a.Name)
	}
	address, err := s.Share(ctx, p.Key, want.SubID)
	if err != nil {
		return "", err
	}
	return address, taglane.CheckURL(address)
}

// book is the links of one clip.
type book struct{ links []taglane.Link }

// current is the link of a tag at a service that nothing replaced.
func (b *book) current(tag taglane.ID, service string) (taglane.Link, bool) {
	for _, l := range slices.Backward(b.links) {
		if l.Tag == tag && l.Service == service && l.ReplacedBy == "" {
			return l, true
		}
	}
	return taglane.Link{}, false
}

// variants is how many links one tag may have at one place before its number
// is given up for the next.
const variants = 36

// number is a sub-id nobody has. The clip's number is drawn once, the tag's
// counts up and is never used again; what a link replaces differs in its variant.
func (t *Trade) number(ctx context.Context, b *book, want taglane.Link) (link.SubID, error) {
	id := link.SubID{Destination: platform.DestinationCode(want.Service)}
	known, mine, most := false, -1, 0
	for _, l := range b.links {
		is, err := link.Decode(l.SubID)
		if err != nil {
			continue // of a build that numbered otherwise
		}
		id.Clip, known, most = is.Clip, true, max(most, is.Tag)
		if l.Tag == want.Tag {
			mine = max(mine, is.Tag)
		}
	}
	if !known {
		n, err := t.draw(ctx)
		if err != nil {
			return id, err
		}
		id.Clip = n
	}
	if id.Tag = mine; mine < 0 {
		id.Tag = most + 1
	}
	for _, l := range b.links {
		if is, err := link.Decode(l.SubID); err == nil && is.Tag == id.Tag && is.Destination == id.Destination {
			id.Variant = max(id.Variant, is.Variant+1)
		}
	}
	if id.Variant >= variants {
		id.Tag, id.Variant = most+1, 0
	}
	return id, nil
}

// draw draws a number that no clip of this library has.
func (t *Trade) draw(ctx context.Context) (uint64, error) {
	for {
		n, err := link.DrawClip(rand.Reader)
		if err != nil {
			return 0, err
		}
		code, err := link.SubID{Clip: n}.Encode()
		if err != nil {
			return 0, err
		}
		taken, err := t.l.Store.Linked(ctx, code[:len("c0000000t")])
		if err != nil || !taken {
			return n, err
		}
	}
}
