package notes

import (
	"context"

	"taglane/app/edit"
	"taglane/app/store"
	"taglane/app/taglane"
)

// Placing says where comments lie on the version that a clip shows now.
type Placing interface {
	// Current names that version, and counts it from 1.
	Current() (taglane.ID, int)
	// Of is the number of the version a comment was made on, 0 where that is
	// unknown, and where it lies now. Where it is lost, at is where it was.
	Of(c taglane.Comment) (version int, at taglane.Span, how taglane.How)
	// Draft is the number of the version that a draft showed; 0 unknown.
	Draft(digest string) int
}

// placing is a clip's; without one every comment lies where it was made.
func (n *Notes) placing(ctx context.Context, clip taglane.ID) (Placing, error) {
	if n.l.Placing == nil {
		return unmoved{}, nil
	}
	return n.l.Placing(ctx, clip)
}

// unmoved is the placing of a clip whose versions nobody knows.
type unmoved struct{}

func (unmoved) Current() (taglane.ID, int) { return "", 0 }
func (unmoved) Draft(string) int           { return 0 }
func (unmoved) Of(c taglane.Comment) (int, taglane.Span, taglane.How) {
	return 0, taglane.Span{In: c.Frame, Out: c.Out}, taglane.Kept
}

// now is a comment at its frames on the version that its clip shows, and that
// version: what is set from now on counts there.
func (n *Notes) now(ctx context.Context, c taglane.Comment) (taglane.Comment, taglane.ID, error) {
	p, err := n.placing(ctx, c.Clip)
	if err != nil {
		return c, "", err
	}
	id, _ := p.Current()
	_, at, _ := p.Of(c)
	c.Frame, c.Out = at.In, at.Out
	return c, id, nil
}

// shows says that a draft shows the version its clip shows.
func (n *Notes) shows(ctx context.Context, clip taglane.ID, digest string) ([]edit.Write, error) {
	p, err := n.placing(ctx, clip)
	if err != nil {
		return nil, err
	}
	id, _ := p.Current()
	if id == "" {
		return nil, nil
	}
	return []edit.Write{store.DraftWrite(id, digest)}, nil
}

// placed is how it is told to a screen where a comment lies.
func placed(how taglane.How) string {
	switch how {
	case taglane.Kept:
		return ""
	case taglane.Lost:
		return "lost"
	}
	return "moved"
}
