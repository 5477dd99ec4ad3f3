package studio

import (
	"context"
	"strings"

	"taglane/app/taglane"
)

// A person names a thing by its id, by the beginning of its id where only one
// thing begins so, or by its exact name.

// FindClip finds the clip a person means.
func (s *Studio) FindClip(ctx context.Context, ref string) (taglane.Clip, error) {
	all, err := s.store.ClipsMeant(ctx, ref)
	if err != nil {
		return taglane.Clip{}, err
	}
	return meant(ref, taglane.Say("There is no clip %q.", ref), taglane.Say("More than one clip is meant by %q: give its id.", ref), all, func(c taglane.Clip) (taglane.ID, string) { return c.ID, c.Name })
}

// FindProduct finds the product a person means.
func (s *Studio) FindProduct(ctx context.Context, ref string) (taglane.Product, error) {
	all, err := s.store.Products(ctx, "")
	if err != nil {
		return taglane.Product{}, err
	}
	return meant(ref, taglane.Say("There is no product %q.", ref), taglane.Say("More than one product is meant by %q: give its id.", ref), all, func(p taglane.Product) (taglane.ID, string) { return p.ID, p.Title })
}

// FindProject finds the project a person means, by id or name.
func (s *Studio) FindProject(ctx context.Context, ref string) (taglane.ID, error) {
	all, err := s.store.Projects(ctx)
	if err != nil {
		return "", err
	}
	p, err := meant(ref, taglane.Say("There is no project %q.", ref), taglane.Say("More than one project is meant by %q: give its id.", ref), all, func(p taglane.Project) (taglane.ID, string) { return p.ID, p.Name })
	return p.ID, err
}

// FindAccount finds the account a person means.
func (s *Studio) FindAccount(ctx context.Context, ref string) (taglane.Account, error) {
	all, err := s.store.Accounts(ctx)
	if err != nil {
		return taglane.Account{}, err
	}
	return meant(ref, taglane.Say("There is no account %q.", ref), taglane.Say("More than one account is meant by %q: give its id.", ref), all, func(a taglane.Account) (taglane.ID, string) { return a.ID, a.Name })
}

// FindPublication finds the publication a person means, by id.
func (s *Studio) FindPublication(ctx context.Context, ref string) (taglane.ID, error) {
	all, err := s.store.Publications(ctx)
	if err != nil {
		return "", err
	}
	ids := make([]taglane.ID, 0, len(all))
	for _, r := range all {
		ids = append(ids, r.ID)
	}
	return meant(ref, taglane.Say("There is no publication %q.", ref), taglane.Say("More than one publication is meant by %q: give its id.", ref), ids, func(id taglane.ID) (taglane.ID, string) { return id, "" })
}

// Tag is the tag of that id.
func (s *Studio) Tag(ctx context.Context, id taglane.ID) (taglane.Tag, error) {
	return s.store.Tag(ctx, id)
}

// meant is the one thing that ref means; none and many are what is said else.
func meant[T any](ref string, no, many taglane.Said, all []T, of func(T) (taglane.ID, string)) (T, error) {
	var none T
	var named, begun []T
	for _, v := range all {
		id, name := of(v)
		switch {
		case string(id) == ref:
			return v, nil
		case name == ref:
			named = append(named, v)
		case len(ref) >= 4 && strings.HasPrefix(string(id), ref):
			begun = append(begun, v)
		}
	}
	if len(named) == 0 {
		named = begun
	}
	switch len(named) {
	case 0:
		return none, taglane.Refuse(taglane.NotFound, no)
	case 1:
		return named[0], nil
	}
	return none, taglane.Refuse(taglane.Invalid, many)
}
