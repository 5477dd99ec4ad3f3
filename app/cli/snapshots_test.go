package cli_test

import (
	"testing"

	"taglane/app/media"
	"taglane/app/studio"
)

// take takes a snapshot and says which.
func (s *street) take() string {
	s.t.Helper()
	var taken studio.SnapshotTaken
	s.run(&taken, "snapshots", "take")
	return taken.Snapshot.ID
}

// Snapshots of before and of what waited are put back after the posts went out:
// nothing is posted again, and the start says of how many posts the ledger knew.
func TestASnapshotPutBackPostsNothingTwice(t *testing.T) {
	if raced {
		t.Skip("many programs: the run without the race detector starts them")
	}
	if _, err := media.Find(); err != nil {
		t.Skip("ffmpeg is missing: ", err)
	}
	s := newStreet(t)
	before := s.take()
	s.queue()
	waiting := s.take()
	s.settle()
	var done studio.Restored
	s.run(&done, "snapshots", "restore", waiting)
	if done.Snapshot == nil || done.Snapshot.ID != waiting || done.Again || done.Aside != "" || done.Behind != len(s.fars) {
		t.Errorf("%+v", done)
	}
	s.settle()
	s.run(nil, "snapshots", "restore", before)
	s.lives--
	s.queue() // the person queues the same takes again
	s.settle()
	for name, w := range s.fars {
		if n := len(w.Posts()); n != 1 {
			t.Errorf("%s has %d posts", name, n)
		}
	}
	var all studio.Snapshots
	s.run(&all, "snapshots")
	kept := 0
	for _, one := range all.All {
		if one.Why == "restore" && one.Verified {
			kept++
		}
	}
	if kept == 0 {
		t.Errorf("what was put away is nowhere: %+v", all.All)
	}
}
