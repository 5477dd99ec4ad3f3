package trade

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"taglane/app/catalog"
	"taglane/app/store"
	"taglane/app/taglane"
	"taglane/app/work"
)

// Pictures are the pictures of products that sources name and nobody fetched.
type Pictures struct {
	Waiting  int             `json:"waiting"` // products whose picture may be fetched
	Fetching bool            `json:"fetching"`
	Share    float64         `json:"share"` // 0..1, of those being fetched
	Failed   []PictureFailed `json:"failed"`
}

// PictureFailed is a picture that could not be had, and why.
type PictureFailed struct {
	Product taglane.ID `json:"product"`
	Title   string     `json:"title"`
	Host    string     `json:"host"` // where it was looked for
	Reason  string     `json:"reason"`
}

// unfetched is where a picture lies that is not here, as it is kept among the
// settings of this machine under the product's name.
type unfetched struct {
	Address string `json:"address"`
	Asked   bool   `json:"asked,omitempty"` // a person wants it
	Failed  string `json:"failed,omitempty"`
}

const picturesKept = "picture/"

// failedNamed is how many failures are told one by one.
const failedNamed = 200

func (u unfetched) setting() string {
	b, _ := json.Marshal(u) // of texts alone
	return string(b)
}

// rememberPictures keeps where the pictures of products lie, for when a person
// asks for them.
func (t *Trade) rememberPictures(ctx context.Context, at map[taglane.ID]string) error {
	kept := make(map[string]string, len(at))
	for id, address := range at {
		kept[picturesKept+string(id)] = unfetched{Address: address}.setting()
	}
	if len(kept) == 0 {
		return nil
	}
	return t.l.Store.SetSettings(ctx, kept)
}

// unfetched are the products without a picture whose picture somebody named;
// of others what was kept is forgotten.
func (t *Trade) unfetched(ctx context.Context) (map[taglane.ID]unfetched, map[taglane.ID]taglane.Product, error) {
	kept, err := t.l.Store.Settings(ctx, picturesKept)
	if err != nil || len(kept) == 0 {
		return nil, nil, err
	}
	products, err := t.l.Store.Products(ctx, "")
	if err != nil {
		return nil, nil, err
	}
	bare := make(map[taglane.ID]taglane.Product, len(products))
	for _, p := range products {
		if p.Image == "" {
			bare[p.ID] = p
		}
	}
	out, over := map[taglane.ID]unfetched{}, map[string]string{}
	for name, value := range kept {
		var u unfetched
		if _, ok := bare[taglane.ID(name)]; !ok || json.Unmarshal([]byte(value), &u) != nil || u.Address == "" {
			over[picturesKept+name] = ""
			continue
		}
		out[taglane.ID(name)] = u
	}
	if len(over) > 0 {
		err = t.l.Store.SetSettings(ctx, over)
	}
	return out, bare, err
}

// Pictures tells which pictures of products could be fetched and which could not.
func (t *Trade) Pictures(ctx context.Context) (Pictures, error) {
	out := Pictures{Failed: []PictureFailed{}}
	out.Fetching, out.Share = t.picking.running() // before what it leaves: once it is over, all that it left is seen
	all, products, err := t.unfetched(ctx)
	for id, u := range all {
		if out.Waiting++; u.Failed != "" {
			out.Failed = append(out.Failed, PictureFailed{id, products[id].Title, hostOf(u.Address), u.Failed})
		}
	}
	slices.SortFunc(out.Failed, func(a, b PictureFailed) int {
		return cmp.Or(cmp.Compare(a.Title, b.Title), cmp.Compare(a.Product, b.Product))
	})
	out.Failed = out.Failed[:min(len(out.Failed), failedNamed)]
	return out, err
}

// FetchPictures fetches the pictures of products that have none, in the
// background, because a person asked: also those that could not be had before.
func (t *Trade) FetchPictures(ctx context.Context) (Pictures, error) {
	all, _, err := t.unfetched(ctx)
	if err != nil {
		return Pictures{}, err
	}
	asked := make(map[string]string, len(all))
	for id, u := range all {
		u.Asked, u.Failed = true, ""
		asked[picturesKept+string(id)] = u.setting()
	}
	if len(asked) > 0 {
		if err := t.l.Store.SetSettings(ctx, asked); err != nil {
			return Pictures{}, err
		}
		t.pick(len(asked))
	}
	return t.Pictures(ctx)
}

// GoOn takes up what a person asked for before Taglane was closed.
func (t *Trade) GoOn(ctx context.Context) error {
	all, _, err := t.unfetched(ctx)
	n := 0
	for _, u := range all {
		if u.Asked {
			n++
		}
	}
	if err == nil && n > 0 {
		t.pick(n)
	}
	return err
}

// pick begins to fetch, unless that is under way: who fetches looks again for
// what was asked meanwhile before it ends.
func (t *Trade) pick(n int) {
	if t.picking.begin() {
		t.l.Behind(t.say("Pictures of %d products", n), t.pickAll)
	}
}

// pickAll fetches what was asked for until nothing is left.
func (t *Trade) pickAll(ctx context.Context, d *work.Desk) error {
	g := newGate()
	d.OnHold(g.set)
	run := picker{t: t, gate: g, desk: d, have: map[string]string{}}
	for ctx.Err() == nil {
		var all []wanted
		var err error
		if over := t.picking.endUnless(func() bool { all, err = t.askedFor(ctx); return err == nil && len(all) > 0 }); over {
			return cmp.Or(err, run.told())
		}
		run.fetch(ctx, all)
		if run.wrong != nil {
			t.picking.end()
			return run.wrong // what is left goes on at the next start
		}
	}
	t.picking.end()
	if t.l.Closing() {
		return ctx.Err() // it goes on at the next start
	}
	return cmp.Or(t.unask(context.WithoutCancel(ctx)), ctx.Err())
}

// askedFor are the pictures a person wants, in the order of their products' names.
func (t *Trade) askedFor(ctx context.Context) ([]wanted, error) {
	all, products, err := t.unfetched(ctx)
	var out []wanted
	for id, u := range all {
		if u.Asked {
			out = append(out, wanted{id, products[id].Title, u.Address})
		}
	}
	slices.SortFunc(out, func(a, b wanted) int { return cmp.Or(cmp.Compare(a.title, b.title), cmp.Compare(a.product, b.product)) })
	return out, err
}

// unask forgets that a person wanted what is not fetched yet.
func (t *Trade) unask(ctx context.Context) error {
	all, _, err := t.unfetched(ctx)
	if err != nil {
		return err
	}
	kept := map[string]string{}
	for id, u := range all {
		if u.Asked {
			u.Asked = false
			kept[picturesKept+string(id)] = u.setting()
		}
	}
	return t.l.Store.SetSettings(ctx, kept)
}

// pictured gives a product its picture, unless it has one by now or is gone.
func (t *Trade) pictured(ctx context.Context, id taglane.ID, name string) error {
	p, err := t.l.Store.Product(ctx, id)
	if err == nil && p.Image == "" {
		err = t.l.Commit(ctx, "", t.say("Fetch the picture of %s", p.Title), store.Set(store.KindProduct, id, "image", name))
	}
	if err != nil && taglane.KindOf(err) != taglane.NotFound {
		return err
	}
	return t.l.Store.SetSettings(ctx, map[string]string{picturesKept + string(id): ""})
}

// fetchPicture fetches a picture and keeps our own copy, named by its content.
func (t *Trade) fetchPicture(ctx context.Context, address string) (string, error) {
	given, err := catalog.Picture(ctx, t.l.Web, address)
	if err != nil {
		return "", err
	}
	return t.keepPicture(ctx, bytes.NewReader(given))
}
