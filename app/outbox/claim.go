package outbox

import (
	"context"
	"strings"

	"taglane/app/taglane"
)

// Two laptops of a team may both hold the same clip for the same place. The
// team's log says whose it is: whoever said last that it should be published, or
// has begun to. A laptop asks before it uploads and once more before the public
// act; what it has not heard of by then it cannot know, and nobody could. At a
// hub one of all gets it, and nobody takes it from another unknowingly.

// Claims is a Journal whose log is shared. It keeps with an Entry that claims
// that the row's clip and place are the row's, and in a row's Over who had them
// when it was queued.
type Claims interface {
	// Claimed is who has the clip and place of r; "" for nobody. begins: the public
	// act of r comes next, which from here on everybody is to know.
	// Offline: whoever has to say so cannot be reached.
	Claimed(ctx context.Context, r Row, begins bool) (Holder, error)
}

// Holder is the publication that has a clip and place: its name, and whether its
// public act has begun.
type Holder string

const begun = "/begun"

// HolderOf is a publication that has its clip and place; "" for none.
func HolderOf(id taglane.ID, acts bool) Holder {
	if acts && id != "" {
		return Holder(id) + begun
	}
	return Holder(id)
}

// ID is the publication's; "" for none.
func (h Holder) ID() taglane.ID { return taglane.ID(strings.TrimSuffix(string(h), begun)) }

// elsewhere leaves a publication to the teammate who has claimed it.
func (s *step) elsewhere(begins bool) (held bool, err error) {
	shared, can := s.Journal.(Claims)
	if !can || s.r.Place == "" {
		return false, nil
	}
	who, err := shared.Claimed(s.ctx, s.r, begins)
	if err != nil {
		return true, s.fault(err)
	}
	if who == "" || who.ID() == s.r.ID {
		s.r.Over = "" // a person said once from whom it may be taken
		return false, nil
	}
	s.r.Wait, s.r.Over = WaitsElsewhere, who
	return true, s.save("elsewhere", claimed)
}

var claimed = taglane.Say("A teammate publishes this clip to this account, or has done so.")
