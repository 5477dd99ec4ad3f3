package studio

import (
	"context"
	"path/filepath"

	"taglane/app/everything"
	"taglane/app/files"
	"taglane/app/store"
	"taglane/app/taglane"
	"taglane/app/work"
)

// What crosses to a screen of a library as a folder.
type (
	EverythingChoice = everything.Choice
	EverythingMade   = everything.Written
)

// EverythingFound is what such a folder holds.
type EverythingFound struct {
	everything.Found
	Wrong []string `json:"wrong"` // a sentence for each file that is not as it was written
}

// EverythingTaken is what became of one.
type EverythingTaken struct {
	everything.Taken
	Wrong []string `json:"wrong"`
}

// ExportEverything writes the whole library into a new folder or file below one, "" for
// where exports go, in the background; a notice tells the end.
func (s *Studio) ExportEverything(ctx context.Context, folder string, c EverythingChoice) (Job, error) {
	dir, err := s.exportFolder(folder)
	if err != nil {
		return Job{}, err
	}
	job := Job{ID: s.o.NewID(), Name: s.say("The whole library"), Doing: "export", SecondsLeft: -1}
	s.work.Add(work.Task{ID: job.ID, Of: job.ID, Name: job.Name, Doing: "export", Steps: []work.Step{{Rank: rankExport, Yields: true, Do: func(ctx context.Context, d *work.Desk) error {
		ext := ""
		if c.Zip {
			ext = ".zip"
		}
		to, err := files.Free(dir, s.say("Taglane library")+s.o.Now().Format(" 2006-01-02"), ext)
		if err != nil {
			return err
		}
		made, err := s.WriteEverything(ctx, to, c, func(share float64) { d.Progress("export", share, -1) })
		if err == nil {
			s.o.Emit("notice", NoticeEvent{Kind: "success", Message: s.say("The whole library is written to %s.", made.Path), Folder: shownAt(made.Path, c.Zip)})
		}
		return err
	}}}})
	return job, nil
}

// shownAt is the folder in which an export is seen.
func shownAt(path string, zip bool) string {
	if zip {
		return filepath.Dir(path)
	}
	return path
}

// WriteEverything writes the whole library into a new folder, or file, now;
// progress may be nil. Errors are those of everything.Write.
func (s *Studio) WriteEverything(ctx context.Context, dir string, c EverythingChoice, progress func(share float64)) (EverythingMade, error) {
	return everything.Write(ctx, everything.Lent{
		Store: s.store, Tell: s.Tell, Now: s.o.Now, Draft: s.Draft, Media: s.own.Dir, Ledger: filepath.Join(s.o.Dir, ledgerName),
		Comments: func(ctx context.Context, clip taglane.ID, private bool) ([]byte, error) {
			return s.NotesAs(ctx, clip, "csv", private)
		},
		Products: func(ctx context.Context) ([]byte, error) {
			e, err := s.ExportProducts(ctx)
			return []byte(e.Text), err
		},
	}, dir, c, progress)
}

// LookAtEverything says what a folder holds that WriteEverything made.
func LookAtEverything(ctx context.Context, dir string, progress func(share float64)) (EverythingFound, error) {
	f, err := everything.Look(ctx, dir, quietly(progress))
	return EverythingFound{f, inEnglish(f.Wrong)}, err
}

// ImportEverything makes a library of such a folder, where the options say. The
// library is empty and not open. Errors are those of everything.Take.
func ImportEverything(ctx context.Context, o Options, dir string, progress func(share float64)) (EverythingTaken, error) {
	t, err := everything.Take(ctx, store.Options{Dir: o.Dir, Now: o.Now, NewID: o.NewID}, dir, quietly(progress))
	return EverythingTaken{t, inEnglish(t.Found.Wrong)}, err
}

func quietly(progress func(float64)) func(float64) {
	if progress == nil {
		return func(float64) {}
	}
	return progress
}

func inEnglish(all []taglane.Said) []string {
	out := make([]string, len(all))
	for i, s := range all {
		out[i] = s.String()
	}
	return out
}
