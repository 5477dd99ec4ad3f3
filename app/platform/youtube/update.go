package youtube

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// writable are the fields of a part that may be sent; whatever else comes is
// YouTube's own.
var writable = map[string][]string{
	"snippet": {"title", "description", "tags", "categoryId", "defaultLanguage", "defaultAudioLanguage"},
}

// Update makes the video say what p says: its title, description, category,
// paid promotion, disclosures and cover, and the moment of publishing while
// that is still to come. Whatever somebody else set stays, and
// so does the mark of ours. It returns what could not be changed.
func (s *Service) Update(ctx context.Context, post taglane.Post, p taglane.Publication) ([]taglane.Loss, error) {
	if !s.mayEdit() {
		return nil, byReason("insufficientPermissions", nil, s.now())
	}
	found, now, err := s.list(ctx, "snippet,status,paidProductPlacementDetails,processingDetails,contentDetails", post.ID)
	switch {
	case err != nil:
		return nil, err
	case len(found) == 0:
		return nil, byReason("videoNotFound", nil, s.now())
	case found[0].refused() != nil:
		return nil, found[0].refused()
	}
	v := found[0]
	if err := s.rewrite(ctx, v, p, now); err != nil {
		return nil, err
	}
	return s.redress(ctx, v, p)
}

// rewrite sends the parts that are to change, each of them whole.
func (s *Service) rewrite(ctx context.Context, v video, p taglane.Publication, now time.Time) error {
	body, parts := map[string]any{"id": v.ID}, []string{}
	change := func(part string, to any) {
		body[part] = to
		parts = append(parts, part)
	}
	if next := s.snippetOf(v, p); !equal(next, v.Snippet.only(writable["snippet"]...)) {
		change("snippet", next)
	}
	if next := s.statusOf(v, p, now); !equal(next, v.Status.without(readonly...)) {
		change("status", next)
	}
	if is := s.hasPaid(p); is != v.Paid.Has {
		change("paidProductPlacementDetails", paid{is})
	}
	if len(parts) == 0 {
		return nil
	}
	_, err := s.counted(ctx, s.limits.units, httpx.Call{
		Method: http.MethodPut, URL: videosPath, Query: query("part", strings.Join(parts, ",")), Cost: updateCosts, JSON: body,
	})
	return err
}

// snippetOf is the snippet as it is to be.
func (s *Service) snippetOf(v video, p taglane.Publication) fieldsOf {
	next := v.Snippet.only(writable["snippet"]...)
	next.put("title", s.title(p))
	next.put("description", describe(p.Revision))
	if tags := v.Snippet.texts("tags"); !slices.ContainsFunc(tags, func(t string) bool { return strings.EqualFold(t, marker(p.Key)) }) {
		next.put("tags", append(tags, marker(p.Key)))
	}
	if category := s.says(p, "category"); category != "" || next.text("categoryId") == "" {
		next.put("categoryId", or(category, usualCategory))
	}
	if language := p.Revision.Draft.Clip.Language; language != "" {
		next.put("defaultLanguage", language)
	}
	return next
}

// statusOf is the status as it is to be. Who may see the video stays as it is;
// only the moment at which it becomes public may be put off or brought forward.
func (s *Service) statusOf(v video, p taglane.Publication, now time.Time) fieldsOf {
	next := v.Status.without(readonly...)
	for key, field := range map[string]string{"made_for_kids": "selfDeclaredMadeForKids", "ai": "containsSyntheticMedia"} {
		if said := s.says(p, key); said == "true" || said == "false" {
			next.put(field, said == "true")
		}
	}
	was, werr := time.Parse(time.RFC3339, v.says("publishAt"))
	g, gerr := s.goal(p)
	at, aerr := time.Parse(time.RFC3339, g.At)
	if werr == nil && gerr == nil && aerr == nil && v.says("privacyStatus") == "private" && !at.Equal(was) && at.After(now) {
		next.put("publishAt", g.At)
	}
	return next
}

// redress sets the cover where it is another than the video's.
func (s *Service) redress(ctx context.Context, v video, p taglane.Publication) ([]taglane.Loss, error) {
	c, worn := p.Revision.Cover, ""
	s.memory.know(func(n notes) { worn = n.Worn[v.ID] })
	if c.Path == "" || c.Size == 0 || v.Content.Custom && c.SHA256 != "" && worn == c.SHA256 {
		return nil, nil
	}
	why, err := s.worn(ctx, v, p.Key, c)
	if err != nil || why == "" {
		return nil, err
	}
	return []taglane.Loss{taglane.NewLoss(taglane.Plain("YouTube"), taglane.Say("the cover"), whyBare(why))}, nil
}

func (f fieldsOf) only(names ...string) fieldsOf {
	out := fieldsOf{}
	for _, n := range names {
		if v, ok := f[n]; ok {
			out[n] = v
		}
	}
	return out
}

func (f fieldsOf) without(names ...string) fieldsOf {
	out := maps.Clone(f)
	if out == nil {
		out = fieldsOf{}
	}
	for _, n := range names {
		delete(out, n)
	}
	return out
}

// equal says whether two parts say the same, however they are written.
func equal(a, b fieldsOf) bool {
	return maps.EqualFunc(a, b, func(x, y json.RawMessage) bool {
		var one, two any
		return json.Unmarshal(x, &one) == nil && json.Unmarshal(y, &two) == nil && same(one, two)
	})
}

func same(a, b any) bool {
	x, _ := json.Marshal(a)
	y, _ := json.Marshal(b)
	return string(x) == string(y)
}
