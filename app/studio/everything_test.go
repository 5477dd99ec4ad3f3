package studio

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"taglane/app/taglane"
)

// The whole library is written in the background and told of at the end; one that
// is cancelled leaves nothing.
func TestEverythingIsWrittenInTheBackground(t *testing.T) {
	notices := make(chan NoticeEvent, 10)
	o := options(filepath.Join(t.TempDir(), "library"))
	o.Emit = func(_ string, data any) {
		if n, is := data.(NoticeEvent); is {
			notices <- n
		}
	}
	s, err := Open(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	clip := addClip(t, s, 300)
	addTag(t, s, clip, addProduct(t, s, "mug"), 10, 60)

	s.PauseJobs(true)
	job, err := s.ExportEverything(ctx, "", EverythingChoice{Films: true, Private: true})
	if err != nil {
		t.Fatal(err)
	}
	if jobs := s.Jobs(); len(jobs) != 1 || jobs[0].ID != job.ID || jobs[0].Name == "" {
		t.Errorf("%+v", jobs)
	}
	if err := s.CancelJob(job.ID); err != nil {
		t.Fatal(err)
	}
	s.PauseJobs(false)
	if left, _ := os.ReadDir(o.Exports); len(left) > 0 {
		t.Error("left behind:", left)
	}

	if _, err := s.ExportEverything(ctx, "", EverythingChoice{Films: true, Private: true}); err != nil {
		t.Fatal(err)
	}
	var told NoticeEvent
	select {
	case told = <-notices:
	case <-time.After(time.Minute):
		t.Fatal("nothing was told")
	}
	made, err := os.ReadDir(o.Exports)
	if err != nil || len(made) != 1 || !strings.Contains(told.Message, made[0].Name()) {
		t.Fatal(told, made, err)
	}
	dir := filepath.Join(o.Exports, made[0].Name())
	var line struct{ Tags []json.RawMessage }
	b, err := os.ReadFile(filepath.Join(dir, "clips", "clip "+strings.Fields(nameOf(t, s, clip))[1], "timeline.json"))
	if err != nil || json.Unmarshal(b, &line) != nil || len(line.Tags) != 1 {
		t.Errorf("%s, %v", b, err)
	}
	if f, err := LookAtEverything(ctx, dir, nil); err != nil || len(f.Wrong) > 0 || f.Clips != 1 || !f.Private || f.Films != 0 { // its file is nowhere
		t.Errorf("%+v, %v", f, err)
	}
	if _, err := s.ExportEverything(ctx, filepath.Join(o.Exports, "none"), EverythingChoice{}); taglane.KindOf(err) == "" {
		t.Error("a folder that is not there is taken")
	}
}

func nameOf(t *testing.T, s *Studio, clip taglane.ID) string {
	t.Helper()
	c, err := s.store.Clip(ctx, clip)
	if err != nil {
		t.Fatal(err)
	}
	return c.Name
}
