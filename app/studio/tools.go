package studio

import "context"

// Tools says whether this machine has what films need; unlike Doctor it looks at
// nothing that takes long in a large library.
func (s *Studio) Tools(ctx context.Context) Health { return examineTools(ctx, *s.tongue.Load()) }
