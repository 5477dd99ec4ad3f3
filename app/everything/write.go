package everything

import (
	"bufio"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"taglane/app/edit"
	"taglane/app/store"
	"taglane/app/taglane"
)

// Lent is what the studio lends for writing.
type Lent struct {
	Store *store.Store
	Tell  func(taglane.Said) string // the README is in the person's language
	Now   func() time.Time
	Draft func(ctx context.Context, clip taglane.ID) (taglane.Draft, error)
	// Comments of a clip as a table, with or without notes for nobody else.
	Comments func(ctx context.Context, clip taglane.ID, private bool) ([]byte, error)
	// Products as a table.
	Products func(ctx context.Context) ([]byte, error)
	// Media is the folder of the pictures that the library keeps, each named by
	// its content.
	Media string
	// Ledger is where the publish ledger lies.
	Ledger string
}

// Choice is what a person decides of an export.
type Choice struct {
	Films   bool `json:"films"`   // the footage is copied; otherwise its place is told
	Private bool `json:"private"` // with notes for nobody else
	Zip     bool `json:"zip"`     // one file instead of a folder
}

// Written says what became of an export.
type Written struct {
	Path    string `json:"path"`
	Clips   int    `json:"clips"`
	Edits   int    `json:"edits"`
	Files   int    `json:"files"`
	Bytes   int64  `json:"bytes"`
	Missing int    `json:"missing"` // films that are not where they were, and so not in it
}

// Progress is told how much is done, 0..1.
type Progress func(share float64)

// Write makes a folder of the whole library, or one zip file. Conflict: there is something at
// that place. Refused, Later: it cannot be written. Whatever ends it early,
// nothing is left behind, and where even that fails the next one takes it away.
func Write(ctx context.Context, l Lent, dir string, c Choice, told Progress) (Written, error) {
	w, err := begin(ctx, dir, c.Zip, l.Now())
	if err != nil {
		return Written{}, err
	}
	defer w.drop()
	w.made.Format, w.made.Created, w.made.Private = format, l.Now().UTC(), c.Private
	if w.made.Library, err = l.Store.Setting(ctx, "library"); err != nil {
		return Written{}, err
	}
	if err := w.exact(l, c, within(told, 0, .2)); err != nil {
		return Written{}, err
	}
	if err := w.pictures(l.Media); err != nil {
		return Written{}, err
	}
	if err := w.lists(l); err != nil {
		return Written{}, err
	}
	missing, err := w.clips(l, c, within(told, .2, 1))
	if err != nil {
		return Written{}, err
	}
	if err := w.readme(l.Tell, c); err != nil {
		return Written{}, err
	}
	if err := w.end(); err != nil {
		return Written{}, err
	}
	return Written{Path: w.to, Clips: w.made.Clips, Edits: w.made.Edits, Files: len(w.made.Entries) + 1, Bytes: w.bytes, Missing: missing}, nil
}

// within is progress that covers a part of another.
func within(told Progress, from, to float64) Progress {
	if told == nil {
		return func(float64) {}
	}
	return func(share float64) { told(from + share*(to-from)) }
}

// exact writes what a library is made of again, as it stands at one moment.
func (w *writer) exact(l Lent, c Choice, told Progress) error {
	whole, err := l.Store.Whole(w.ctx)
	if err != nil {
		return err
	}
	defer whole.End()
	devices, err := whole.Devices(w.ctx)
	if err != nil {
		return err
	}
	tables := store.Tables()
	for i, device := range devices {
		if err := w.log(whole, device); err != nil {
			return err
		}
		told(float64(i+1) / float64(len(devices)+len(tables)))
	}
	for i, table := range tables {
		if table == "private_note" && !c.Private {
			continue
		}
		if err := w.rows(whole, table); err != nil {
			return err
		}
		told(float64(len(devices)+i+1) / float64(len(devices)+len(tables)))
	}
	return w.ledger(l.Ledger)
}

// log writes the edits of a device as a team exchanges them: each line names the
// one before it and ends with a checksum.
func (w *writer) log(whole *store.Whole, device string) error {
	return w.add(Entry{Path: logPath(device), Role: Exact}, func(out io.Writer) error {
		b := bufio.NewWriter(out)
		prev, seq := "", uint64(0)
		for {
			edits, err := whole.Edits(device, seq, atOnce)
			if err != nil {
				return err
			}
			if len(edits) == 0 {
				return b.Flush()
			}
			for _, e := range edits {
				line, hash, err := edit.Encode(prev, e)
				if err != nil {
					return taglane.Wrap(err, taglane.Internal, "The history holds an edit that cannot be written.")
				}
				if _, err := b.Write(line); err != nil {
					return err
				}
				prev, seq = hash, e.Seq
				w.made.Edits++
			}
		}
	})
}

// atOnce is how many edits are held in memory.
const atOnce = 500

func logPath(device string) string { return "exact/log/" + device + ".jsonl" }

func rowsPath(table string) string { return "exact/rows/" + table + ".jsonl" }

const ledgerPath = "exact/publish-ledger.jsonl"

func (w *writer) rows(whole *store.Whole, table string) error {
	return w.add(Entry{Path: rowsPath(table), Role: Exact}, func(out io.Writer) error {
		b := bufio.NewWriter(out)
		err := whole.Rows(w.ctx, table, func(row []byte) error {
			_, err := b.Write(append(row, '\n'))
			return err
		})
		return errors.Join(err, b.Flush())
	})
}

func (w *writer) ledger(from string) error {
	b, err := os.ReadFile(from)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return taglane.Wrap(err, taglane.Later, "The publish ledger cannot be read.")
	}
	if err := w.add(Entry{Path: ledgerPath, Role: Exact}, func(out io.Writer) error { _, err := out.Write(b); return err }); err != nil {
		return err
	}
	return w.text("publish-ledger.csv", ledgerTable(b))
}

// pictures copies what the library keeps of pictures.
func (w *writer) pictures(dir string) error {
	names, err := fs.Glob(os.DirFS(dir), "*"+pictureEnding)
	if err != nil {
		return err
	}
	for _, name := range names {
		if !isPicture("pictures/" + name) {
			continue
		}
		if err := w.copied(Entry{Path: "pictures/" + name, Role: Picture}, filepath.Join(dir, name), nil); err != nil {
			return err
		}
	}
	return nil
}

// copied copies a file; moved is told of every piece, nil for nobody. NotFound:
// there is no such file.
func (w *writer) copied(e Entry, from string, moved func(n int)) error {
	info, err := os.Stat(from)
	if err != nil || !info.Mode().IsRegular() {
		return taglane.Wrap(err, taglane.NotFound, "The file is not there.")
	}
	in, err := os.Open(from)
	if err != nil {
		return taglane.OfDisk(err, taglane.NotFound, "The file is not there.")
	}
	defer in.Close()
	return w.add(e, func(out io.Writer) error {
		b := make([]byte, 1<<20)
		for {
			n, err := in.Read(b)
			if _, err := out.Write(b[:n]); err != nil {
				return err
			}
			if moved != nil {
				moved(n)
			}
			if err == io.EOF {
				return nil
			}
			if err != nil {
				return taglane.Wrap(err, taglane.Refused, "%s cannot be read to its end.", filepath.Base(from))
			}
		}
	})
}
