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

// document of one product: what is to lie there, and what does.
type kept struct {
	holder
	want []byte
	now  *metafield
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
// read back. Later: some may not be seen yet.
func (s *Service) Tag(ctx context.Context, post taglane.Post, p taglane.Publication) ([]taglane.ID, error) {
	all, err := s.documents(ctx, post, p)
	if err != nil {
		return nil, err
	}
	var due []kept
	for _, k := range all {
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
	carried, missing := carriedBy(p.Revision.Draft, all, s.tally.clock.Now())
	if missing {
		return carried, taglane.Errorf(taglane.Later, "Shopify has not kept the tags yet; they are written again.")
	}
	return carried, s.withheld(p.Revision.Draft, all)
}

// withheld is Later where tags may not be seen yet, until the first of them may.
func (s *Service) withheld(d taglane.Draft, all []kept) error {
	var next time.Time
	for _, g := range d.Tags {
		at := until(d, g)
		known := slices.ContainsFunc(all, func(k kept) bool { return slices.Contains(k.ours, g.Product) })
		if known && s.tally.clock.Now().Before(at) && (next.IsZero() || at.Before(next)) {
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
func carriedBy(d taglane.Draft, all []kept, now time.Time) (carried []taglane.ID, missing bool) {
	carried = []taglane.ID{}
	for _, k := range all {
		if !k.done() {
			missing = true
			continue
		}
		for _, id := range k.ours {
			if slices.ContainsFunc(d.Tags, func(g taglane.Tag) bool { return g.Product == id && !hidden(d, g, now) }) {
				carried = append(carried, id)
			}
		}
	}
	return carried, missing
}

// Kept implements platform.Partly.
func (s *Service) Kept(ctx context.Context, post taglane.Post, p taglane.Publication) ([]taglane.ID, map[taglane.ID]taglane.Said, error) {
	all, err := s.documents(ctx, post, p)
	if err != nil {
		return nil, nil, err
	}
	_, strangers, err := s.holders(ctx, p.Revision.Draft)
	if err != nil {
		return nil, nil, err
	}
	never := map[taglane.ID]taglane.Said{}
	for _, id := range strangers {
		never[id] = taglane.Say("it is no product of this shop")
	}
	carried, _ := carriedBy(p.Revision.Draft, all, s.tally.clock.Now())
	return carried, never, nil
}

// documents are what is to lie beside the products, and what does. NotFound:
// the clip is not at Shopify any more.
func (s *Service) documents(ctx context.Context, post taglane.Post, p taglane.Publication) ([]kept, error) {
	if !isGID(post.ID, "Video") {
		return nil, noClip()
	}
	if v, err := s.video(ctx, post.ID); err != nil {
		return nil, err
	} else if v == nil {
		return nil, noClip()
	}
	holders, _, err := s.holders(ctx, p.Revision.Draft)
	if err != nil {
		return nil, err
	}
	var all []kept
	for _, h := range holders {
		want, err := reduced(p, post, h.ours, s.tally.clock.Now())
		if err != nil {
			return nil, err
		}
		all = append(all, kept{holder: h, want: want})
	}
	return all, s.read(ctx, p, all)
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
			switch {
			case n == nil:
				return noProduct()
			case n.ID != part[i].id:
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
