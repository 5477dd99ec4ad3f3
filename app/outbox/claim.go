package outbox

import (
	"context"

	"taglane/app/taglane"
)

// Two laptops of a team may both hold the same clip for the same place. The
// team's log says whose it is: whoever said last that it should be published, or
// has begun to. A laptop asks before it uploads and once more before the public
// act; what it has not heard of by then it cannot know, and nobody could.

// Claims is a Journal whose log is shared. It keeps with an Entry that claims
// that the row's clip and place are the row's.
type Claims interface {
	// Claimed is the row that the clip and place of r are claimed for; "" for none.
	// Offline: whoever has to say so cannot be reached.
	Claimed(ctx context.Context, r Row) (taglane.ID, error)
}

// elsewhere leaves a publication to the teammate who has claimed it since.
func (s *step) elsewhere() (held bool, err error) {
	shared, can := s.Journal.(Claims)
	if !can || s.r.Place == "" {
		return false, nil
	}
	by, err := shared.Claimed(s.ctx, s.r)
	if err != nil {
		return true, s.fault(err)
	}
	if by == "" || by == s.r.ID {
		return false, nil
	}
	s.r.Wait = WaitsElsewhere
	return true, s.save("elsewhere", claimed)
}

var claimed = taglane.Say("A teammate publishes this clip to this account, or has done so.")
