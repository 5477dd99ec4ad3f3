package shopify

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"reflect"
	"regexp"
	"slices"
	"time"

	"taglane/app/taglane"
)

// namespace is where our documents lie beside a product.
const namespace = "taglane"

var keyForm = regexp.MustCompile(`^[A-Za-z0-9_-]{2,64}$`)

// keyOf names a clip's document. An id that may not stand there is named by its
// sum.
func keyOf(clip taglane.ID) string {
	if k := "clip_" + string(clip); keyForm.MatchString(k) {
		return k
	}
	sum := sha256.Sum256([]byte(clip))
	return "clip_" + hex.EncodeToString(sum[:])[:32]
}

// metafield is a document as it lies at Shopify. Without a digest there is none.
type metafield struct {
	Value  string `json:"value"`
	Type   string `json:"type"`
	Digest string `json:"compareDigest"`
}

// kept is the document of one product: what is to lie there, and what does.
type kept struct {
	holder
	want []byte
	now  *metafield
	gone bool // there is no such product any more
}

// done says whether what lies there means the same as what is to. Shopify may
// write JSON down in another order.
func (k kept) done() bool {
	if k.now == nil || k.now.Type != "json" {
		return false
	}
	var a, b any
	return json.Unmarshal(k.want, &a) == nil && json.Unmarshal([]byte(k.now.Value), &b) == nil && reflect.DeepEqual(a, b)
}

// Tag implements platform.Tagger: a document beside each product of the shop
// that the clip shows, guarded against whoever changes it at the same time, and
// read back. A product that the clip no longer shows keeps an empty one. Later:
// some may not be seen yet.
func (s *Service) Tag(ctx context.Context, post taglane.Post, p taglane.Publication) ([]taglane.ID, error) {
	all, _, err := s.documents(ctx, post, p)
	if err != nil {
		return nil, err
	}
	old, err := s.leftBehind(ctx, post, p, all)
	if err != nil {
		return nil, err
	}
	var due []kept
	for _, k := range append(old, all...) {
		if !k.done() {
			due = append(due, k)
		}
	}
	for part := range slices.Chunk(due, pack.Limits.Metafields) {
		if err := s.write(ctx, p, part); err != nil {
			return nil, err
		}
	}
	if len(due) > 0 {
		if err := s.read(ctx, p, all); err != nil {
			return nil, err
		}
	}
	carried, missing := carriedBy(all)
	if missing {
		return carried, taglane.Errorf(taglane.Later, "Shopify has not kept the tags yet; they are written again.")
	}
	if err := s.spread(ctx, post, p, all, old); err != nil {
		return nil, err
	}
	return carried, s.withheld(p.Revision.Draft)
}

// withheld is Later where tags of the shop's products may not be seen yet, until
// the first of them may.
func (s *Service) withheld(d taglane.Draft) error {
	var next time.Time
	for _, g := range d.Tags {
		q, _ := d.Product(g.Product)
		_, known := s.known(q)
		if at := until(d, g); known && s.tally.clock.Now().Before(at) && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	if next.IsZero() {
		return nil
	}
	e := taglane.Errorf(taglane.Later, "Some tags may not be seen yet; they follow at their time.")
	e.Until = next
	return s.tally.clock.Told(e)
}

// carriedBy are our products whose tags lie at Shopify; missing says that a
// document is not what it is to be.
func carriedBy(all []kept) (carried []taglane.ID, missing bool) {
	carried = []taglane.ID{}
	for _, k := range all {
		if k.done() {
			carried = append(carried, k.ours...)
		} else {
			missing = true
		}
	}
	return carried, missing
}

// Kept implements platform.Partly.
func (s *Service) Kept(ctx context.Context, post taglane.Post, p taglane.Publication) ([]taglane.ID, map[taglane.ID]taglane.Said, error) {
	all, strangers, err := s.documents(ctx, post, p)
	if err != nil {
		return nil, nil, err
	}
	never := map[taglane.ID]taglane.Said{}
	for _, id := range strangers {
		never[id] = taglane.Say("it is no product of this shop")
	}
	carried, _ := carriedBy(all)
	return carried, never, nil
}

// documents are what is to lie beside the products that may be seen, and what
// does; strangers are ours that are none of the shop's, or no more. NotFound: the
// clip is not at Shopify any more.
func (s *Service) documents(ctx context.Context, post taglane.Post, p taglane.Publication) (all []kept, strangers []taglane.ID, err error) {
	if !isGID(post.ID, "Video") {
		return nil, nil, noClip()
	}
	if v, err := s.video(ctx, post.ID); err != nil {
		return nil, nil, err
	} else if v == nil {
		return nil, nil, noClip()
	}
	now := s.tally.clock.Now()
	holders, strangers, err := s.holders(ctx, p.Revision.Draft, now)
	if err != nil {
		return nil, nil, err
	}
	for _, h := range holders {
		all = append(all, kept{holder: h})
	}
	if err := s.read(ctx, p, all); err != nil {
		return nil, nil, err
	}
	for _, k := range all {
		if k.gone {
			strangers = append(strangers, k.ours...)
		}
	}
	all = slices.DeleteFunc(all, func(k kept) bool { return k.gone })
	for i, k := range all {
		if all[i].want, err = reduced(p, post, k.ours, names(all), now); err != nil {
			return nil, nil, err
		}
	}
	return all, strangers, nil
}

// names are Shopify's names of the products.
func names(all []kept) (out []string) {
	for _, k := range all {
		out = append(out, k.id)
	}
	return out
}

// leftBehind are the products that a document names and the clip shows no more,
// with the empty one that is to lie there.
func (s *Service) leftBehind(ctx context.Context, post taglane.Post, p taglane.Publication, all []kept) (old []kept, err error) {
	now := names(all)
	for _, k := range all {
		var was timeline
		if k.now == nil || json.Unmarshal([]byte(k.now.Value), &was) != nil {
			continue
		}
		for _, id := range was.Holders {
			known := slices.Contains(now, id) || slices.ContainsFunc(old, func(o kept) bool { return o.id == id })
			if isGID(id, "Product") && !known {
				old = append(old, kept{holder: holder{id: id}})
			}
		}
	}
	if err := s.read(ctx, p, old); err != nil {
		return nil, err
	}
	old = slices.DeleteFunc(old, func(k kept) bool { return k.gone || k.now == nil })
	for i := range old {
		if old[i].want, err = reduced(p, post, nil, now, s.tally.clock.Now()); err != nil {
			return nil, err
		}
	}
	return old, nil
}

func noClip() *taglane.Error {
	return taglane.Errorf(taglane.NotFound, "%s does not know this any longer.", title)
}

// read fills in what lies beside each product now.
func (s *Service) read(ctx context.Context, p taglane.Publication, all []kept) error {
	for part := range slices.Chunk(all, 50) {
		ids := make([]string, len(part))
		for i, k := range part {
			ids[i] = k.id
		}
		got, err := s.ask(ctx, tagsDocument, map[string]any{"ids": ids, "namespace": namespace, "key": keyOf(p.Revision.Draft.Clip.ID)})
		if err != nil {
			return err
		}
		var nodes []*struct {
			ID    string     `json:"id"`
			Field *metafield `json:"metafield"`
		}
		if there, err := got.into(tagsDocument.root, &nodes); err != nil || !there || len(nodes) != len(part) {
			return firstOf(err, unreadable("%d of %d products", len(nodes), len(part)))
		}
		for i, n := range nodes {
			if n == nil {
				part[i].gone = true
				continue
			}
			if n.ID != part[i].id {
				return unreadable("asked for %s, told of %s", part[i].id, n.ID)
			}
			part[i].now = n.Field
		}
	}
	return nil
}

// write sets some documents, all or none. Each says what it thinks lies there;
// null says that there is nothing yet.
func (s *Service) write(ctx context.Context, p taglane.Publication, part []kept) error {
	fields := make([]any, len(part))
	for i, k := range part {
		f := map[string]any{
			"ownerId": k.id, "namespace": namespace, "key": keyOf(p.Revision.Draft.Clip.ID),
			"type": "json", "value": string(k.want), "compareDigest": nil,
		}
		if k.now != nil {
			f["compareDigest"] = k.now.Digest
		}
		fields[i] = f
	}
	got, err := s.ask(ctx, setDocument, map[string]any{"metafields": fields})
	if err != nil {
		return err
	}
	var set struct {
		Errors []userError `json:"userErrors"`
	}
	if _, err := got.into(setDocument.root, &set); err != nil {
		return err
	}
	return s.refusal("metafields", set.Errors)
}
