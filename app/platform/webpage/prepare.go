package webpage

import (
	"context"
	"maps"
	"os"

	"taglane/app/platform"
	"taglane/app/taglane"
)

var _ platform.Preparer = (*Service)(nil)

// Prepare makes the target folder and names it in full, so that the account
// means the same folder wherever Taglane is started. It is only called when
// the account is added: a folder that goes missing later may be a drive that
// is unplugged, and is asked for instead of made.
func (s *Service) Prepare(ctx context.Context) (map[string]string, error) {
	if err := os.MkdirAll(s.dir, 0o755); err != nil {
		return nil, taglane.OfDisk(err, taglane.Refused, "The folder %s cannot be made.", s.dir)
	}
	set := maps.Clone(s.set)
	set["dir"] = s.dir
	return set, ctx.Err()
}
