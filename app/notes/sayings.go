package notes

import (
	"cmp"
	"context"
	"slices"

	"taglane/app/taglane"
)

// Saying is what a member said of a draft, by a key that is believed here.
type Saying struct {
	Member taglane.ID
	Name   string
	Digest string
	Answer taglane.Answer
}

// Sayings are all verdicts on a clip that are their members' own, of each member
// in the order in which they were given. What was said of earlier drafts is among
// them.
func (n *Notes) Sayings(ctx context.Context, clip taglane.ID) ([]Saying, error) {
	keys, members, err := n.keys(ctx)
	if err != nil {
		return nil, err
	}
	all, err := n.l.Store.Verdicts(ctx, clip)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(all, func(a, b taglane.Verdict) int { return cmp.Or(cmp.Compare(a.Member, b.Member), cmp.Compare(a.N, b.N)) })
	out := []Saying{}
	for _, v := range all {
		if key := keys[v.Member]; key != nil && v.Holds(key) {
			out = append(out, Saying{v.Member, members[v.Member].Name, v.Digest, v.Answer})
		}
	}
	return out, nil
}
