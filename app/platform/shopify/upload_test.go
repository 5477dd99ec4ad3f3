package shopify

import (
	"os"
	"testing"

	"taglane/app/platform"
	"taglane/app/taglane"
)

func send(t testing.TB, s *Service, us platform.UploadSession, p taglane.Publication) (platform.UploadSession, error) {
	t.Helper()
	f, err := os.Open(p.Revision.Media.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	return s.Send(t.Context(), us, 0, f, p.Revision.Media.Size)
}
